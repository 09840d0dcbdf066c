/* SPDX-License-Identifier: MIT */
#include "io/server.h"

#include "test.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "server_scene.h"

/* What is left when a daemon was killed: a socket file that nobody listens at. */
static void
leave_stale_socket(const struct scene *s)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(address.sun_path, s->path, strlen(s->path));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	close(fd);
}

static void
assert_refused(struct scene *s, int fd, const char *path, const char *why)
{
	struct error err = { 0 };

	assert_null(server_new(s->loop, fd, path, scene_asked, s, &err));
	if (!strstr(err.text, why))
		fail_msg("\"%s\" is not in: %s", why, err.text);
}

static void
assert_serves(struct scene *s)
{
	struct client_test *c = client_ask(s, "GET /here HTTP/1.1\r\nConnection: close\r\n\r\n");

	assert_non_null(strstr(c->got, "GET /here "));
	client_free(c);
}

static void
replaces_a_socket_that_nobody_listens_at(void **state)
{
	struct scene s;

	scene_init(&s);
	leave_stale_socket(&s);
	scene_start(&s);
	assert_serves(&s);
	scene_done(&s);
}

static void
leaves_a_socket_that_answers(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_start(&s);
	assert_refused(&s, -1, s.path, "another failoverd is listening at /tmp/test_server.");
	assert_serves(&s);
	scene_done(&s);
}

static void
leaves_a_file_that_is_no_socket(void **state)
{
	struct scene s;

	scene_init(&s);
	close(open(s.path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	assert_refused(&s, -1, s.path, "is no socket, so it was left");
	assert_int_equal(access(s.path, F_OK), 0);
	scene_done(&s);
}

static void
names_the_place_and_the_remedy(void **state)
{
	struct scene s;
	char path[200];

	scene_init(&s);
	snprintf(path, sizeof(path), "%s/no/api.sock", s.dir);
	assert_refused(&s, -1, path, "no such directory; make it: mkdir -p /tmp/test_server.");
	snprintf(path, sizeof(path), "%s/%0100d", s.dir, 0);
	assert_refused(&s, -1, path, "is too long for a socket (107 bytes at most)");
	scene_done(&s);
}

static void
opens_it_to_its_group_whatever_the_umask(void **state)
{
	static const mode_t masks[] = { 0, 0077, 0777 };
	struct scene s;
	struct stat st;

	scene_init(&s);
	for (size_t i = 0; i < COUNT(masks); i++) {
		mode_t before = umask(masks[i]);

		scene_start(&s);
		umask(before);
		assert_int_equal(stat(s.path, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0660);
		server_free(take(s.server));
		assert_int_equal(access(s.path, F_OK), -1);
	}
	scene_done(&s);
}

static void
removes_only_the_socket_it_made(void **state)
{
	struct scene s;

	scene_init(&s);
	scene_start(&s);
	unlink(s.path);
	leave_stale_socket(&s);
	server_free(take(s.server));
	assert_int_equal(access(s.path, F_OK), 0);
	scene_done(&s);
}

static void
takes_a_socket_that_was_passed_and_leaves_its_file(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct error err = { 0 };
	struct scene s;
	int fd;

	scene_init(&s);
	memcpy(address.sun_path, s.path, strlen(s.path));
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 1), 0);
	s.server = server_new(s.loop, fd, s.path, scene_asked, &s, &err);
	assert_non_null(s.server);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	assert_serves(&s);
	server_free(take(s.server));
	assert_int_equal(access(s.path, F_OK), 0);
	scene_done(&s);
}

static void
refuses_a_descriptor_that_does_not_listen(void **state)
{
	struct scene s;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	scene_init(&s);
	assert_refused(&s, fd, s.path, "is no listening socket; look at failoverd.socket");
	close(fd);
	scene_done(&s);
}

/* Who calls over TCP is not known, and nobody becomes root by it. */
static void
does_not_know_who_calls_over_tcp(void **state)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(address);
	struct error err = { 0 };
	struct client_test *c = xcalloc(1, sizeof(*c));
	struct scene s;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	scene_init(&s);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	s.server = server_new(s.loop, fd, "127.0.0.1", scene_asked, &s, &err);
	assert_non_null(s.server);

	c->scene = &s;
	c->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(c->fd, (struct sockaddr *)&address, sizeof(address)), 0);
	c->text = "GET / HTTP/1.1\r\nConnection: close\r\n\r\n";
	c->len = strlen(c->text);
	client_start(c);
	scene_run(&s);
	assert_non_null(strstr(c->got, "uid=-1 pid=-1"));
	client_free(c);
	scene_done(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replaces_a_socket_that_nobody_listens_at),
		cmocka_unit_test(leaves_a_socket_that_answers),
		cmocka_unit_test(leaves_a_file_that_is_no_socket),
		cmocka_unit_test(names_the_place_and_the_remedy),
		cmocka_unit_test(opens_it_to_its_group_whatever_the_umask),
		cmocka_unit_test(removes_only_the_socket_it_made),
		cmocka_unit_test(takes_a_socket_that_was_passed_and_leaves_its_file),
		cmocka_unit_test(refuses_a_descriptor_that_does_not_listen),
		cmocka_unit_test(does_not_know_who_calls_over_tcp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
