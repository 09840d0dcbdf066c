/* SPDX-License-Identifier: MIT */
#include "kinds/own.h"

#include <stdio.h>

bool
own_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	ret->kind = CALL_NONE;
	return true;
}

enum verdict
own_judge(const struct step_ctx *ctx, const char *no, struct error *err)
{
	const char *text = ctx->recheck_text ? ctx->recheck_text : "";

	snprintf(ctx->detail, DETAIL_TEXT, "%s", text);
	switch (ctx->recheck) {
	case TRIT_YES:
		return VERDICT_DONE;
	case TRIT_NO:
		error_set(err, "%s: %s", no, text);
		return VERDICT_FAIL;
	case TRIT_UNKNOWN:
		break;
	}
	return VERDICT_NOT_YET;
}
