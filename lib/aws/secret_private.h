/* SPDX-License-Identifier: MIT */
/* The ways in which an application may keep its secret: parts of the step "secret". */
#ifndef AWS_SECRET_PRIVATE_H
#define AWS_SECRET_PRIVATE_H

#include <jansson.h>

#include "core/run.h"

#define SECRET_ENDPOINT \
	"writer-endpoint" /* in the memo: aurora-writer has put it there, or we do */

enum secret_strategy {
	SECRET_ONE_PER_REGION,
	SECRET_VERIFY,
	SECRET_REPLICA,
};

struct secret_args {
	struct option_list regions;
	struct option_map kms_keys;
	int strategy; /* enum secret_strategy */
};

struct secret_way {
	struct action look, act;
};

/* How a runbook keeps the secret; one that leaves it alone needs nothing written. secret_gate.c */
int secret_strategy(const struct runbook *book);

extern const struct secret_way secret_write;   /* secret_write.c: where it can be written */
extern const struct secret_way secret_verify;  /* secret_verify.c: nothing is written */
extern const struct secret_way secret_replica; /* secret_replica.c: one, and copies of it */

/* ---- secret_region.c: the row of Regions that a way goes through ---- */

bool secret_planned(const struct step_ctx *ctx);
size_t secret_count(const struct step_ctx *ctx);
/* The Region of that place in the row; REGION_NONE: the configuration names one we do not have. */
size_t secret_region(const struct step_ctx *ctx, size_t place);
must_check bool secret_place(const struct step_ctx *ctx, size_t place, struct error *err);
/* For the replica's way: the Region that holds the one which can be written; REGION_NONE: it is not
 * known yet. */
size_t secret_primary(const struct step_ctx *ctx);
must_check bool secret_set_primary(const struct step_ctx *ctx, size_t region);

/* ---- secret_value.c: asking for the value, and reading it ---- */

void secret_ask(const struct step_ctx *ctx, size_t region, const char *operation, json_t *more,
    struct call *ret);
void secret_ask_value(const struct step_ctx *ctx, size_t region, struct call *ret);

/* Borrowed from body, which holds a secret: it is not to be told, and is freed by the caller. */
struct secret_value {
	const char *version, *text;
};

/* VERDICT_DONE: ret is filled in. Else RETRY or FAIL, and err says why. */
enum verdict secret_read(const struct step_ctx *ctx, size_t region, const json_t *body,
    struct secret_value *ret, struct error *err);
/* Whether the text's member is the host; unknown: it has none, which err says. */
enum trit secret_names(const struct step_ctx *ctx, size_t region, const char *text,
    const char *host, struct error *err);
/* What is said of a fault of a look: the secret and its Region. */
enum verdict secret_fault(const struct step_ctx *ctx, size_t region, const struct answer *answer,
    struct error *err);
/* An act that was refused: its message may repeat what was sent, so the code alone goes on. */
enum verdict secret_refused(const struct step_ctx *ctx, size_t region, const char *what,
    const struct answer *answer, struct error *err);

/* ---- secret_undo.c: a version that turned out wrong ---- */

/* Before a version is written: which one it replaces. */
must_check bool secret_remember(const struct step_ctx *ctx, size_t region, const char *before);
/* The version id that our write has, or had, in that Region; "" when none was written. */
const char *secret_ours(const struct step_ctx *ctx, size_t region, char ret[64]);
/* What a new version is called: a function of the run, the Region and the version before. */
const char *secret_version(const struct step_ctx *ctx, size_t region, const char *before,
    char ret[64]);
/* What was written is wrong, or cannot be read: from now on the step takes it back. */
enum verdict secret_begin_undo(const struct step_ctx *ctx, size_t region, const char *why,
    struct error *err);
bool secret_undoing(const struct step_ctx *ctx);
void secret_ask_undo(const struct step_ctx *ctx, struct call *ret);
/* Always to the end of the step, unless it is to be tried again. */
enum verdict secret_judge_undo(const struct step_ctx *ctx, const struct answer *answer,
    struct error *err);

#endif
