/* SPDX-License-Identifier: MIT */
/* A real disk that is full or read-only: a small tmpfs in a mount namespace of a child's own. */
#include "io/history.h"

#include "test.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "history_scene.h"

#define NO_NAMESPACE 77

/* What the child of a test does in s->dir, where a small disk is mounted. */
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
	scene_close(&s);
	pid = fork();
	if (pid == 0) {
		if (!mount_disk(&s))
			_exit(NO_NAMESPACE);
		loop_free(s.loop);
		s.loop = loop_new();
		scene_open(&s);
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
fill_while_open(struct scene *s)
{
	char filler[160], said[1024] = "";
	int minute = 1;

	scene_one(s, 0);
	fill(s, filler);
	while (!said[0]) { /* until the room in the last block is used up */
		scene_one(s, minute++);
		scene_said(s, said);
		assert_true(minute < 1000);
	}
	assert_non_null(strstr(said, "trouble: no space left on the disk of "));
	assert_non_null(strstr(said, "history.db; free some, then it goes on by itself"));
	scene_one(s, minute++);
	scene_assert_silent(s);

	assert_int_equal(unlink(filler), 0);
	scene_one(s, 2000);
	scene_assert_said(s, "works: ", "");
	scene_blocks(s, 0, FOREVER);
	assert_memory_equal(s->rows.data, "0 east api x\n", 13);
	assert_non_null(strstr(s->rows.data, "\n2000 east api x\n"));
	assert_int_equal(access(s->damaged, F_OK), -1);
}

static void
a_full_disk_is_no_damage_and_it_goes_on_by_itself(void **state)
{
	on_disk(fill_while_open);
}

static void
begin_on_full_disk(struct scene *s)
{
	char filler[160];

	fill(s, filler);
	scene_one(s, 0);
	scene_assert_said(s, "trouble: ", "no space left on the disk of ");
	assert_int_equal(unlink(filler), 0);
	scene_one(s, 1);
	scene_assert_said(s, "works: ", "");
	assert_string_equal(scene_blocks(s, 0, FOREVER), "1 east api x\n");
}

static void
it_begins_when_a_full_disk_has_room(void **state)
{
	on_disk(begin_on_full_disk);
}

static void
write_read_only(struct scene *s)
{
	scene_one(s, 0);
	scene_close(s);
	assert_int_equal(mount("disk", s->dir, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
	scene_open(s);
	scene_one(s, 1);
	scene_assert_said(s, "trouble: ", "is on a read-only file system; mount it writable");
	assert_string_equal(scene_blocks(s, 0, FOREVER), "0 east api x\n");
}

static void
a_read_only_disk_is_said_and_can_be_read(void **state)
{
	on_disk(write_read_only);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_disk_is_no_damage_and_it_goes_on_by_itself),
		cmocka_unit_test(it_begins_when_a_full_disk_has_room),
		cmocka_unit_test(a_read_only_disk_is_said_and_can_be_read),
	};

	return cmocka_run_group_tests_name("history disk", tests, NULL, NULL);
}
