/* SPDX-License-Identifier: MIT */
#include "core/churn.h"

void
churn_add(struct churn *churn, msec_t at)
{
	churn->at[churn->n++ % CHURN_MOST] = at;
}

msec_t
churn_at(const struct churn *churn, size_t nth)
{
	if (nth >= churn->n || nth >= CHURN_MOST)
		return 0;
	return churn->at[(churn->n - 1 - nth) % CHURN_MOST];
}

int
churn_since(const struct churn *churn, msec_t since)
{
	size_t n = 0;

	while (churn_at(churn, n) > since && n < CHURN_MOST)
		n++;
	return (int)n;
}
