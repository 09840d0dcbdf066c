/* SPDX-License-Identifier: MIT */
/* A real disk that is full or read-only: a small tmpfs in a mount namespace of a child's own. */
#include "io/store.h"

#include "test.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "base/alloc.h"
#include "store_scene.h"

#define NO_NAMESPACE 77

/* What the child of a test does in s->dir, where the disk is mounted. */
typedef void on_disk_fn(struct scene *s);

static bool
mount_disk(const struct scene *s)
{
	if (unshare(CLONE_NEWNS | (geteuid() == 0 ? 0 : CLONE_NEWUSER)) != 0)
		return false;
	return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	    mount("disk", s->dir, "tmpfs", 0, "size=512k") == 0;
}

static void
on_disk(on_disk_fn *act)
{
	struct scene s;
	int status;
	pid_t pid;

	scene_init(&s);
	pid = fork();
	if (pid == 0) {
		if (!mount_disk(&s))
			_exit(NO_NAMESPACE);
		loop_free(s.loop);
		s.loop = loop_new();
		act(&s);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	scene_done(&s);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NO_NAMESPACE)
		skip();
	assert_int_equal(status, 0);
}

static void
fill(const struct scene *s, char ret[160])
{
	char block[4096] = "";
	int fd;

	snprintf(ret, 160, "%s/filler", s->dir);
	fd = open(ret, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	while (write(fd, block, sizeof(block)) > 0)
		;
	close(fd);
}

static void
assert_says(const struct scene *s, const char *why)
{
	if (!strstr(s->err.text, why))
		fail_msg("\"%s\" is not in: %s", why, s->err.text);
}

static void
fill_while_open(struct scene *s)
{
	char filler[160];
	size_t n = 0;

	scene_open(s);
	assert_true(scene_write(s, "\"one\""));
	fill(s, filler);
	while (scene_write(s, "\"more\"")) /* until the room in the last block is used up */
		n++;
	assert_true(n < 100);
	assert_says(s, "no space left on the disk of ");
	assert_says(s, "failoverd.db; free some, then it goes on by itself");
	assert_false(scene_write(s, "\"lost\""));

	assert_int_equal(unlink(filler), 0);
	assert_true(scene_write(s, "\"two\""));
	scene_close(s);
	scene_open(s);
	assert_non_null(strstr(scene_events(s, 100), "\"two\" "));
	assert_null(strstr(s->rows, "lost"));
	scene_close(s);
}

static void
goes_on_by_itself_when_a_full_disk_has_room_again(void **state)
{
	on_disk(fill_while_open);
}

static void
open_on_full_disk(struct scene *s)
{
	char filler[160];

	fill(s, filler);
	assert_null(store_open(s->loop, s->dir, &s->err));
	assert_says(s, "no space left on the disk of ");
	assert_int_equal(unlink(filler), 0);
	scene_open(s); /* what was begun is no obstacle */
	assert_true(scene_write(s, "\"one\""));
	scene_close(s);
}

static void
is_not_opened_on_a_full_disk(void **state)
{
	on_disk(open_on_full_disk);
}

static void
open_read_only(struct scene *s)
{
	scene_open(s);
	assert_true(scene_write(s, "\"one\""));
	scene_close(s);
	assert_int_equal(mount("disk", s->dir, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
	assert_null(store_open(s->loop, s->dir, &s->err));
	assert_says(s, "is on a read-only file system; mount it writable");
	assert_says(s, s->dir);
}

static void
is_not_opened_on_a_read_only_disk(void **state)
{
	on_disk(open_read_only);
}

/* Removed, and no room for its copy: it is said, and made good when there is room. */
static void
remove_when_full(struct scene *s)
{
	char filler[160];

	scene_open(s);
	assert_true(scene_write(s, "\"one\""));
	assert_int_equal(unlink(s->db), 0);
	fill(s, filler);
	assert_false(scene_write(s, "\"lost\""));
	assert_says(s, "the ledger was removed, and could not be put back: no space left");
	assert_int_equal(unlink(filler), 0);
	assert_true(scene_write(s, "\"two\""));
	scene_close(s);
	scene_open(s);
	assert_string_equal(scene_events(s, 9), "\"two\" \"one\" ");
	scene_close(s);
}

static void
brings_a_removed_ledger_back_when_there_is_room(void **state)
{
	on_disk(remove_when_full);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(goes_on_by_itself_when_a_full_disk_has_room_again),
		cmocka_unit_test(is_not_opened_on_a_full_disk),
		cmocka_unit_test(is_not_opened_on_a_read_only_disk),
		cmocka_unit_test(brings_a_removed_ledger_back_when_there_is_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
