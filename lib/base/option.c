/* SPDX-License-Identifier: MIT */
#include "base/option.h"

#include <math.h>
#include <stdio.h>

#include "base/duration.h"

bool
status_in(const struct status_set *set, int status)
{
	for (size_t i = 0; i < set->n; i++)
		if (status >= set->ranges[i].from && status <= set->ranges[i].to)
			return true;
	return set->n == 0;
}

bool
compare_holds(const struct compare *compare, double value)
{
	switch (compare->op) {
	case COMPARE_LT:
		return value < compare->limit;
	case COMPARE_LE:
		return value <= compare->limit;
	case COMPARE_GT:
		return value > compare->limit;
	case COMPARE_GE:
		return value >= compare->limit;
	case COMPARE_NONE:
		break;
	}
	return false;
}

const char *
compare_value_text(const struct compare *compare, double value, char ret[32])
{
	if (isnan(value))
		snprintf(ret, 32, "not a number");
	else if (compare->unit == UNIT_DURATION && value >= (double)MSEC_NEVER)
		snprintf(ret, 32, "forever");
	else if (compare->unit == UNIT_DURATION)
		return duration_text(value < 0 ? 0 : (msec_t)value, ret);
	else if (compare->unit == UNIT_RATIO)
		snprintf(ret, 32, "%.3g%%", value * 100);
	else
		snprintf(ret, 32, "%.4g", value);
	return ret;
}

const char *
compare_text(const struct compare *compare, char ret[32])
{
	static const char *const ops[] = { "?", "<", "<=", ">", ">=" };
	char value[32];

	snprintf(ret, 32, "%s %.24s", ops[compare->op],
	    compare_value_text(compare, compare->limit, value));
	return ret;
}
