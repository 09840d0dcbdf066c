/* SPDX-License-Identifier: MIT */
/* What the guards' functions share. Only lib/core/guard*.c includes it. */
#ifndef CORE_GUARD_PRIVATE_H
#define CORE_GUARD_PRIVATE_H

#include "base/duration.h"
#include "core/engine.h"

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

/* What a guard's function sees, and where it says what it found. */
struct weigh {
	const struct engine *engine;
	const struct proposal *proposal;
	const struct limits *limits;
	struct now now;
	bool asks;                 /* another guard says that an operator must be asked */
	enum approval_is approval; /* of exactly this decision */
	struct guard *ret;
};

/* Says it in words; returns value. */
enum trit guard_say(const struct weigh *w, enum trit value, const char *fmt, ...) printf_like(3, 4);
/* No, until that much time has passed; yes then. */
enum trit guard_wait(const struct weigh *w, msec_t passed, msec_t needed, const char *what);

/* guard_word.c: what people said */
enum trit guard_mode(const struct weigh *w);
enum trit guard_kill_switch(const struct weigh *w);
enum trit guard_pause(const struct weigh *w);
enum trit guard_latch(const struct weigh *w);
enum trit guard_approval(const struct weigh *w);
/* guard_time.c: what was, and for how long */
enum trit guard_hold(const struct weigh *w);
enum trit guard_cooldown(const struct weigh *w);
enum trit guard_budget(const struct weigh *w);
enum trit guard_flapping(const struct weigh *w);
enum trit guard_stability(const struct weigh *w);
/* guard_window.c: the calendar */
enum trit guard_window(const struct weigh *w);
/* guard_data.c: the data, and where it would go */
enum trit guard_loss(const struct weigh *w);
enum trit guard_lag(const struct weigh *w);
enum trit guard_target(const struct weigh *w);
enum trit guard_in_flight(const struct weigh *w);
/* guard_self.c: whether we are fit to act */
enum trit guard_sound(const struct weigh *w);
enum trit guard_preflight(const struct weigh *w);
enum trit guard_readiness(const struct weigh *w);
enum trit guard_lease(const struct weigh *w);
enum trit guard_place(const struct weigh *w);
enum trit guard_ledger(const struct weigh *w);
/* guard_quorum.c: what the other observers say */
enum trit guard_quorum(const struct weigh *w);
enum trit guard_agreement(const struct weigh *w);

#endif
