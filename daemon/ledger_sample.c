/* SPDX-License-Identifier: MIT */
/* Samples in a record: many, so each takes few bytes, and can still be read by people. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ledger_private.h"

#define WORD_MOST 32

/* Its outcome is told when it is not the one that its reason has: while we are cut off. */
static void
add_reason(struct buf *to, const struct sample *sample)
{
	buf_puts(to, reason_name((enum reason)sample->reason));
	if (sample->outcome != reason_outcome((enum reason)sample->reason))
		buf_printf(to, "/%s", outcome_name((enum outcome)sample->outcome));
	buf_putc(to, ' ');
}

void
ledger_add_sample(struct buf *to, const struct sample *sample, const struct sample *before,
    msec_t now)
{
	if (to->len > 0)
		buf_putc(to, ' ');
	if (!before || before->reason != sample->reason || before->outcome != sample->outcome)
		add_reason(to, sample);
	buf_printf(to, "%" PRId64 " %" PRId32, now - sample->at, sample->latency);
	if (sample->has_value)
		buf_printf(to, " =%.17g@%" PRId64, sample->value, now - sample->value_at);
}

/* ---- and back ---- */

static bool
outcome_of(const char *word, uint8_t *ret)
{
	for (int i = OUTCOME_UNKNOWN; i <= OUTCOME_FAIL; i++)
		if (strcmp(word, outcome_name((enum outcome)i)) == 0) {
			*ret = (uint8_t)i;
			return true;
		}
	return false;
}

static bool
reason_of(char *word, struct sample *ret)
{
	char *slash = strchr(word, '/');

	if (slash)
		*slash = '\0';
	for (int i = REASON_NONE; i < REASON_COUNT; i++)
		if (strcmp(word, reason_name((enum reason)i)) == 0) {
			sample_judge(ret, (enum reason)i);
			return !slash || outcome_of(slash + 1, &ret->outcome);
		}
	return false;
}

/* A number up to a space or the end; returns what comes after it, or NULL. */
static const char *
number(const char *text, msec_t *ret)
{
	char *after;

	*ret = ledger_near(strtoll(text, &after, 10));
	if (after == text || (*after && *after != ' '))
		return NULL;
	return *after == ' ' ? after + 1 : after;
}

/* "=0.3@40090"; nothing is a sample without a value. */
static const char *
value(const char *text, msec_t now, struct sample *ret)
{
	char *after;
	msec_t age;

	ret->has_value = *text == '=';
	ret->value = 0;
	ret->value_at = 0;
	if (!ret->has_value)
		return text;
	ret->value = strtod(text + 1, &after);
	if (after == text + 1 || *after != '@' || !isfinite(ret->value))
		return NULL;
	text = number(after + 1, &age);
	ret->value_at = now - age;
	return text;
}

const char *
ledger_next_sample(const char *text, msec_t now, struct sample *ret)
{
	char word[WORD_MOST];
	size_t len = strcspn(text, " ");
	msec_t age, latency;

	if (*text >= 'a' && *text <= 'z') {
		if (len >= sizeof(word))
			return NULL;
		memcpy(word, text, len);
		word[len] = '\0';
		if (!reason_of(word, ret))
			return NULL;
		text += len + (text[len] == ' ');
	}
	text = number(text, &age);
	if (text)
		text = number(text, &latency);
	if (!text)
		return NULL;
	ret->at = now - age;
	ret->latency = (int32_t)latency;
	return value(text, now, ret);
}
