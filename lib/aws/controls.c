/* SPDX-License-Identifier: MIT */
#include "aws/controls.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "aws/query.h"
#include "core/move.h"

#define PANEL   256
#define CONTROL "/routingcontrol/" /* in the ARN of one */
#define RULE    "/safetyrule/"

uint32_t
controls_start(const char *text)
{
	uint32_t sum = 2166136261U;

	for (; *text; text++)
		sum = (sum ^ (unsigned char)*text) * 16777619U;
	return sum;
}

uint32_t
controls_turn(const struct step_ctx *ctx)
{
	const struct option_map *endpoints = &ctx->app->routing.endpoints;
	const char *from = ctx->app->regions[ctx->move->from].name;
	uint32_t turn = controls_start(ctx->token) + ctx->turn;
	size_t left = 0;

	while (left < endpoints->n && strcmp(endpoints->keys[left], from) != 0)
		left++;
	if (ctx->move->kind != MOVE_FAILOVER || left == endpoints->n || endpoints->n < 3)
		return turn;
	turn %= (uint32_t)endpoints->n - 1;
	return turn < left ? turn : turn + 1;
}

/* The panel that is configured, or the one that the first control's ARN names. */
static bool
find_panel(const struct app *app, char ret[PANEL], struct error *err)
{
	const char *arn = app->routing.panel;
	const char *end = NULL;

	for (size_t r = 0; !arn && r < app->n_regions; r++)
		if (app->regions[r].routing_control) {
			arn = app->regions[r].routing_control;
			end = strstr(arn, CONTROL);
		}
	if (!arn)
		return error_set(err,
		    "no Region has a routing control: give regions.<name>.routing_control");
	if (!app->routing.panel && !end)
		return error_set(err, "%s does not name its panel: give routing.panel", arn);
	if (snprintf(ret, PANEL, "%.*s", (int)(end ? (size_t)(end - arn) : strlen(arn)), arn) >=
	    PANEL)
		return error_set(err, "%s is longer than any ARN of a control panel", arn);
	return true;
}

bool
controls_send(const struct app *app, uint32_t turn, struct call *ret, const char *target,
    json_t *body, struct error *err)
{
	const struct option_map *endpoints = &app->routing.endpoints;
	size_t at;

	if (endpoints->n == 0) {
		json_decref(body);
		return error_set(err, "no cluster endpoint is configured: give routing.endpoints");
	}
	at = turn % endpoints->n;
	query_json(ret, "route53-recovery-cluster", endpoints->keys[at], target, "1.0", body);
	ret->endpoint = endpoints->values[at];
	return true;
}

static bool
ask_list(const struct app *app, const char *panel, uint32_t turn, struct call *ret,
    struct error *err)
{
	return controls_send(app, turn, ret, "ToggleCustomerAPI.ListRoutingControls",
	    json_pack("{s:s, s:i}", "ControlPanelArn", panel, "MaxResults", 500), err);
}

bool
controls_ask(const struct app *app, uint32_t turn, struct call *ret, struct error *err)
{
	char panel[PANEL];

	return find_panel(app, panel, err) && ask_list(app, panel, turn, ret, err);
}

bool
controls_ask_panel(const struct app *app, const char *control, uint32_t turn, struct call *ret,
    struct error *err)
{
	const char *end = strstr(control, CONTROL);
	char panel[PANEL];

	if (!end || end - control >= PANEL)
		return error_set(err, "%.200s is no ARN of a routing control", control);
	snprintf(panel, sizeof(panel), "%.*s", (int)(end - control), control);
	return ask_list(app, panel, turn, ret, err);
}

enum trit
controls_state(const json_t *list, const char *arn)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *control = json_array_get(list, i);
		const char *name = json_string_value(json_object_get(control, "RoutingControlArn"));
		const char *state =
		    json_string_value(json_object_get(control, "RoutingControlState"));

		if (!name || !state || strcmp(name, arn) != 0)
			continue;
		if (strcmp(state, "On") == 0)
			return TRIT_YES;
		return strcmp(state, "Off") == 0 ? TRIT_NO : TRIT_UNKNOWN;
	}
	return TRIT_UNKNOWN;
}

void
controls_entry(json_t *entries, const char *arn, bool on)
{
	json_array_append_new(entries,
	    json_pack("{s:s, s:s}", "RoutingControlArn", arn, "RoutingControlState",
		on ? "On" : "Off"));
}

void
controls_rule(const struct answer *answer, char ret[CONTROLS_RULE])
{
	const char *text = buf_text(&answer->http->body);
	const char *name = strstr(text, RULE);
	const char *start = name;

	ret[0] = '\0';
	if (!name)
		return;
	while (start > text && (isalnum((unsigned char)start[-1]) || strchr(":/-_", start[-1])))
		start--;
	for (name += strlen(RULE); isalnum((unsigned char)*name); name++)
		;
	snprintf(ret, CONTROLS_RULE, "%.*s", (int)(name - start), start);
}

enum reason
controls_read(const struct app *app, const struct answer *answer, enum trit ret[REGIONS_MOST],
    struct error *err)
{
	json_t *body = query_answer(answer);
	const json_t *list = json_object_get(body, "RoutingControls");
	enum reason reason = REASON_OK;

	if (!json_is_array(list)) {
		error_set(err, "the answer has no list of routing controls");
		reason = REASON_GARBLED;
	}
	for (size_t r = 0; r < app->n_regions && reason == REASON_OK; r++) {
		const char *arn = app->regions[r].routing_control;

		ret[r] = arn ? controls_state(list, arn) : TRIT_UNKNOWN;
		if (!arn || ret[r] != TRIT_UNKNOWN)
			continue;
		error_set(err, "the panel does not tell the state of %s's control%s",
		    app->regions[r].name,
		    json_object_get(body, "NextToken") ? " on its first page" : "");
		reason = REASON_NO_DATA;
	}
	json_decref(body);
	return reason;
}

void
controls_tell(const struct app *app, const enum trit states[REGIONS_MOST], char *ret)
{
	size_t len = 0;

	ret[0] = '\0';
	for (size_t r = 0; r < app->n_regions; r++) {
		if (states[r] == TRIT_UNKNOWN || len + 1 >= DETAIL_TEXT)
			continue;
		len +=
		    (size_t)snprintf(ret + len, DETAIL_TEXT - len, "%s%s %s", len > 0 ? ", " : "",
			app->regions[r].name, states[r] == TRIT_YES ? "On" : "Off");
	}
}
