/* SPDX-License-Identifier: MIT */
/*
 * Each kind that asks AWS says what for, in the words of what it sends: one that
 * says less is refused by the policy that is made of it, one that says more is
 * given what it does not need.
 */
#include "aws/right.h"
#include "every_call.h"

static void
note(const struct call *call, void *arg)
{
	names_add(arg, call->name);
}

/* ---- what is said ---- */

static void
collect(const char *kind, const struct right *rights, struct names *ret)
{
	for (; rights && rights->action; rights++) {
		if (!rights->unseen)
			names_add(ret, rights->action);
		if (!strchr(rights->action, ':') || !rights->what || !rights->reach)
			fail_msg("%s: %s lacks its service, its word or its reach", kind,
			    rights->action);
	}
}

static const char *
nth(const struct names *names, size_t i)
{
	return i < names->n ? names->list[i] : "nothing more";
}

static void
expect_said(const char *kind, const struct right *rights, struct names *sent)
{
	struct names said = { 0 };

	collect(kind, rights, &said);
	for (size_t i = 0; i < sent->n || i < said.n; i++)
		if (strcmp(nth(sent, i), nth(&said, i)) != 0)
			fail_msg("%s sends %s where it says %s", kind, nth(sent, i), nth(&said, i));
	names_done(&said);
	names_done(sent);
}

static void
each_probe_says_what_it_asks(void **state)
{
	for (const struct probe_kind *const *kind = catalog_all()->probes; *kind; kind++) {
		struct names sent = { 0 };

		ask_probe(find_probe(*kind), &(struct hearer){ note, &sent });
		expect_said((*kind)->name, (*kind)->rights, &sent);
	}
}

static void
each_step_says_what_it_asks(void **state)
{
	for (const struct step_kind *const *kind = catalog_all()->steps; *kind; kind++) {
		struct names sent = { 0 };

		ask_steps(*kind, &(struct hearer){ note, &sent });
		expect_said((*kind)->name, (*kind)->rights, &sent);
	}
}

/* Whoever has credentials may ask whose they are: no policy can allow or forbid it. */
static void
without_free(struct names *sent)
{
	struct names rest = { 0 };

	for (size_t i = 0; i < sent->n; i++)
		if (strcmp(sent->list[i], "sts:GetCallerIdentity") != 0)
			names_add(&rest, sent->list[i]);
	names_done(sent);
	*sent = rest;
}

static void
each_check_says_what_it_asks(void **state)
{
	for (const struct check_kind *const *kind = catalog_checks(); *kind; kind++) {
		struct names sent = { 0 };

		ask_check(*kind, NULL, &(struct hearer){ note, &sent });
		without_free(&sent);
		expect_said((*kind)->name, (*kind)->rights, &sent);
	}
	for (size_t i = 0; i < app->failover->n_steps; i++) {
		const struct step_spec *step = &app->failover->steps[i];
		struct names sent = { 0 };

		if (!step->kind->check)
			continue;
		ask_check(step->kind->check, step->args, &(struct hearer){ note, &sent });
		expect_said(step->kind->check->name, step->kind->check->rights, &sent);
	}
}

static void
each_gate_says_what_it_asks(void **state)
{
	for (const struct check_kind *const *gate = catalog_gates(); *gate; gate++) {
		struct names sent = { 0 };

		ask_gate(*gate, &(struct hearer){ note, &sent });
		expect_said((*gate)->name, (*gate)->rights, &sent);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_probe_says_what_it_asks),
		cmocka_unit_test(each_step_says_what_it_asks),
		cmocka_unit_test(each_check_says_what_it_asks),
		cmocka_unit_test(each_gate_says_what_it_asks),
	};

	return cmocka_run_group_tests(tests, load_every, unload_every);
}
