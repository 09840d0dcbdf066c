/* SPDX-License-Identifier: MIT */
#include "base/alloc.h"

#include <stdbool.h>
#include <string.h>
#include <ucontext.h>

#include "test.h"

static void
copies_are_copies(void **state)
{
	autofree(xfree) char *whole = xstrdup("failover");
	autofree(xfree) char *part = xstrndup("failover", 4);
	autofree(xfree) char *more = xstrndup("ab", 9);
	autofree(xfree) char *text = xasprintf("%s-%d", "r", 7);

	assert_string_equal(whole, "failover");
	assert_string_equal(part, "fail");
	assert_string_equal(more, "ab");
	assert_string_equal(text, "r-7");
}

static void
new_memory_is_zero_and_grown_memory_kept(void **state)
{
	static const char zero[64];
	char *data = xcalloc(8, 8);

	assert_memory_equal(data, zero, 64);
	memset(data, 7, 8);
	data = xrealloc(data, 100, 64);
	assert_memory_equal(data, "\7\7\7\7\7\7\7\7", 8);
	xfree(data);
	xfree(xcalloc(0, 8));
	xfree(NULL);
}

static void
what_is_wiped_is_gone(void **state)
{
	char text[] = "hunter2";

	wipe(text, 6);
	assert_memory_equal(text,
	    "\0\0\0\0\0\0"
	    "2",
	    8);
	wipe(text, 0);
	wipe(NULL, 0);
	assert_int_equal(text[6], '2');
	xfree_secret(xstrdup("hunter2"));
	xfree_secret(NULL);
}

/* ---- memory that is never read again: a memset() of it may be dropped by the compiler ---- */

#define STACK  ((size_t)256 * 1024)
#define SECRET 48

static void
fill(unsigned char *ret)
{
	for (size_t i = 0; i < SECRET; i++)
		ret[i] = (unsigned char)(i * 37 + 11);
}

static bool wiped;

static void
leave_behind(void)
{
	unsigned char secret[SECRET];

	fill(secret);
	__asm__ volatile("" : : "r"(secret) : "memory"); /* it is used, so it is in memory */
	if (wiped)
		wipe(secret, sizeof(secret));
}

/* Whether the secret is found on the stack of a function that has returned. */
static bool
left(bool wipe_it)
{
	autofree(xfree) char *stack = xcalloc(1, STACK);
	unsigned char secret[SECRET];
	ucontext_t here, there;

	wiped = wipe_it;
	assert_int_equal(getcontext(&there), 0);
	there.uc_stack.ss_sp = stack;
	there.uc_stack.ss_size = STACK;
	there.uc_link = &here;
	makecontext(&there, leave_behind, 0);
	assert_int_equal(swapcontext(&here, &there), 0);
	fill(secret);
	return memmem(stack, STACK, secret, SECRET) != NULL;
}

static void
what_is_wiped_and_never_read_again_is_gone_too(void **state)
{
	assert_true(left(false));
	assert_false(left(true));
}

static char *
handed_out(void)
{
	autofree(xfree) char *text = xstrdup("mine");

	return take(text);
}

static void
what_is_taken_outlives_its_scope(void **state)
{
	autofree(xfree) char *text = handed_out();

	assert_string_equal(text, "mine");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_are_copies),
		cmocka_unit_test(new_memory_is_zero_and_grown_memory_kept),
		cmocka_unit_test(what_is_wiped_is_gone),
		cmocka_unit_test(what_is_wiped_and_never_read_again_is_gone_too),
		cmocka_unit_test(what_is_taken_outlives_its_scope),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
