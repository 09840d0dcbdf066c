/* SPDX-License-Identifier: MIT */
#include "io/server_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/alloc.h"

#define MODE    0660
#define BACKLOG 64

static bool
fail(const char *path, int reason, struct error *err)
{
	int dir = strrchr(path, '/') ? (int)(strrchr(path, '/') - path) : 0;

	switch (reason) {
	case ENOENT:
	case ENOTDIR:
		return error_set(err, "%s: no such directory; make it: mkdir -p %.*s", path, dir,
		    path);
	case EACCES:
	case EPERM:
		return error_set(err,
		    "%s: permission denied; let the user of failoverd write to %.*s", path, dir,
		    path);
	default:
		return error_set(err,
		    "cannot listen at %s: %s; name another path in \"socket\" of failoverd.json",
		    path, strerrordesc_np(reason));
	}
}

static int
open_socket(struct sockaddr_un *ret, const char *path)
{
	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(ret->sun_path, path, strlen(path)); /* its length was looked at */
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* 0: somebody accepts. EAGAIN is somebody too, whose queue is full. */
static int
try_connect(const char *path)
{
	struct sockaddr_un address;
	int fd = open_socket(&address, path);
	int reason = 0;

	if (fd < 0)
		return errno;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0 && errno != EAGAIN)
		reason = errno;
	close(fd);
	return reason;
}

static bool
make_room(const char *path, struct error *err)
{
	struct stat st;
	int reason;

	if (lstat(path, &st) != 0)
		return errno == ENOENT || fail(path, errno, err);
	if (!S_ISSOCK(st.st_mode))
		return error_set(err,
		    "%s is there and is no socket, so it was left; move it away, or name another "
		    "path in \"socket\" of failoverd.json",
		    path);
	reason = try_connect(path);
	if (reason == 0)
		return error_set(err, "another failoverd is listening at %s; stop that one first",
		    path);
	if (reason != ECONNREFUSED)
		return fail(path, reason, err);
	return unlink(path) == 0 || errno == ENOENT || fail(path, errno, err);
}

/* The mode before bind() is what the file gets at most; the umask's part is added afterwards. */
static bool
bind_and_listen(int fd, const char *path, const struct sockaddr_un *address, struct error *err)
{
	if (fchmod(fd, MODE) != 0 ||
	    bind(fd, (const struct sockaddr *)address, sizeof(*address)) != 0)
		return fail(path, errno, err);
	if (chmod(path, MODE) != 0 || listen(fd, BACKLOG) != 0) {
		fail(path, errno, err);
		unlink(path);
		return false;
	}
	return true;
}

bool
server_socket_bind(const char *path, struct server_socket *ret, struct error *err)
{
	struct sockaddr_un address;
	struct stat st;
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		return error_set(err,
		    "%s is too long for a socket (%zu bytes at most); name a shorter path in "
		    "\"socket\" of failoverd.json",
		    path, sizeof(address.sun_path) - 1);
	if (!make_room(path, err))
		return false;
	fd = open_socket(&address, path);
	if (fd < 0)
		return fail(path, errno, err);
	if (!bind_and_listen(fd, path, &address, err)) {
		close(fd);
		return false;
	}
	if (stat(path, &st) != 0)
		st = (struct stat){ 0 }; /* removed already: then it is not ours to remove */
	*ret = (struct server_socket){ fd, xstrdup(path), st.st_dev, st.st_ino };
	return true;
}

bool
server_socket_share(const char *path, const char *group, struct error *err)
{
	const struct group *found = getgrnam(group);

	if (!found)
		return error_set(err,
		    "there is no group %s; make it (groupadd --system %s), or take \"socket_group\" "
		    "out of failoverd.json",
		    group, group);
	if (chown(path, (uid_t)-1, found->gr_gid) == 0)
		return true;
	return error_set(err,
	    "%s cannot be given to the group %s: %s; make our user a member of it, or have systemd "
	    "hand the socket over",
	    path, group, strerror(errno));
}

bool
server_socket_adopt(int fd, const char *path, struct server_socket *ret, struct error *err)
{
	int listening = 0;
	socklen_t len = sizeof(listening);

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) != 0 || !listening)
		return error_set(err,
		    "descriptor %d, passed for %s, is no listening socket; look at "
		    "failoverd.socket (ListenStream=)",
		    fd, path);
	if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) != 0 ||
	    fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
		return fail(path, errno, err);
	*ret = (struct server_socket){ .fd = fd };
	return true;
}

void
server_socket_remove(struct server_socket *socket)
{
	struct stat st;

	if (socket->path && lstat(socket->path, &st) == 0 && st.st_dev == socket->device &&
	    st.st_ino == socket->inode)
		unlink(socket->path);
	xfree(take(socket->path));
}
