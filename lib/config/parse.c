/* SPDX-License-Identifier: MIT */
#include "config/parse.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/duration.h"

#define DIGITS  "0123456789"
#define LOWER   "abcdefghijklmnopqrstuvwxyz"
#define LETTERS LOWER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* "12" or "0.5", up to what follows it; no signs, no exponents, no words. */
static bool
number(const char **text, double *ret)
{
	size_t len = strspn(*text, DIGITS);

	if (len == 0)
		return false;
	if ((*text)[len] == '.' && strspn(*text + len + 1, DIGITS) > 0)
		len += 1 + strspn(*text + len + 1, DIGITS);
	if (len > 15)
		return false;
	*ret = strtod(*text, NULL);
	*text += len;
	return true;
}

const char *
parse_ratio(const char *text, double *ret)
{
	double value;

	if (!number(&text, &value))
		return "no number";
	if (strcmp(text, "%") != 0)
		return "no %";
	if (value > 100)
		return "more than all";
	*ret = value / 100;
	return NULL;
}

static const char *
parse_limit(const char *text, struct compare *ret)
{
	const char *rest = text;
	msec_t msec;

	if (duration_parse(text, &msec)) {
		ret->unit = UNIT_DURATION;
		ret->limit = (double)msec;
		return NULL;
	}
	if (!number(&rest, &ret->limit))
		return "no number behind the sign";
	if (*rest == '\0') {
		ret->unit = UNIT_NUMBER;
		return NULL;
	}
	ret->unit = UNIT_RATIO;
	return strcmp(rest, "%") == 0 ? parse_ratio(text, &ret->limit) : "no unit that is known";
}

const char *
parse_compare(const char *text, struct compare *ret)
{
	bool equal, less = *text == '<';
	struct compare compare = { 0 };
	const char *wrong;

	if (*text != '<' && *text != '>')
		return "no <, <=, > or >=";
	equal = text[1] == '=';
	text += equal ? 2 : 1;
	text += strspn(text, " ");
	wrong = parse_limit(text, &compare);
	if (wrong)
		return wrong;
	if (less)
		compare.op = equal ? COMPARE_LE : COMPARE_LT;
	else
		compare.op = equal ? COMPARE_GE : COMPARE_GT;
	*ret = compare;
	return NULL;
}

const char *
parse_latency(const char *text, double *ret_quantile, struct compare *ret)
{
	struct compare compare;
	const char *wrong;
	double percent;

	if (*text++ != 'p' || !number(&text, &percent) || percent <= 0 || percent >= 100)
		return "no quantile from p1 to p99.9 in front";
	text += strspn(text, " ");
	wrong = parse_compare(text, &compare);
	if (wrong)
		return wrong;
	if (compare.unit != UNIT_DURATION)
		return "no duration behind the sign";
	*ret_quantile = percent / 100;
	*ret = compare;
	return NULL;
}

/* ---- statuses ---- */

static const char *
add_range(struct status_set *set, long from, long to)
{
	if (from < 100 || to > 599 || from > to)
		return "no status from 100 to 599";
	if (set->n == COUNT(set->ranges))
		return "more ranges than can be kept";
	set->ranges[set->n].from = (short)from;
	set->ranges[set->n].to = (short)to;
	set->n++;
	return NULL;
}

const char *
parse_statuses(const char *text, struct status_set *ret)
{
	size_t len = strlen(text), digits = strspn(text, DIGITS);
	long from = strtol(text, NULL, 10);

	if (len == 3 && digits == 1 && strcasecmp(text + 1, "xx") == 0)
		return add_range(ret, from * 100, from * 100 + 99);
	if (len == 3 && digits == 3)
		return add_range(ret, from, from);
	if (len == 7 && digits == 3 && text[3] == '-' && strspn(text + 4, DIGITS) == 3)
		return add_range(ret, from, strtol(text + 4, NULL, 10));
	return "no status";
}

/* ---- places in the network ---- */

static bool
good_port(const char *text)
{
	size_t digits = strspn(text, DIGITS);
	long port = strtol(text, NULL, 10);

	return digits > 0 && digits <= 5 && text[digits] == '\0' && port > 0 && port < 65536;
}

static bool
good_host(const char *host, size_t len)
{
	char text[256];
	struct in6_addr address;

	if (len == 0 || len >= sizeof(text))
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)len, host);
	if (text[0] != '[')
		return strspn(text, LETTERS DIGITS "-._") == len && text[0] != '.';
	if (text[len - 1] != ']')
		return false;
	text[len - 1] = '\0';
	return inet_pton(AF_INET6, text + 1, &address) == 1;
}

/* A host, and a port that may be left out. */
static const char *
host_port(const char *text, size_t len, bool port_needed)
{
	const char *end = memchr(text, ']', len);
	const char *from = end ? end : text;
	const char *colon = memchr(from, ':', len - (size_t)(from - text));
	size_t host = colon ? (size_t)(colon - text) : len;
	char port[8];

	if (!good_host(text, host))
		return "no host that can be";
	if (!colon)
		return port_needed ? "no port" : NULL;
	if (len - host - 1 >= sizeof(port))
		return "no port that can be";
	snprintf(port, sizeof(port), "%.*s", (int)(len - host - 1), colon + 1);
	return good_port(port) ? NULL : "no port that can be";
}

const char *
parse_url(const char *text)
{
	size_t scheme = 0, len;

	if (strncasecmp(text, "https://", 8) == 0)
		scheme = 8;
	else if (strncasecmp(text, "http://", 7) == 0)
		scheme = 7;
	if (scheme == 0)
		return "no http:// or https:// in front";
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if (*c <= ' ' || *c == 0x7f)
			return "a blank within";
		else if (*c > 0x7f)
			return "a letter that is written as %XX";
	text += scheme;
	len = strcspn(text, "/?#");
	if (memchr(text, '@', len))
		return "a user name within";
	return host_port(text, len, false);
}

const char *
parse_address(const char *text)
{
	return host_port(text, strlen(text), true);
}

const char *
parse_server(const char *text)
{
	struct in6_addr address;
	char ip[64];

	if (inet_pton(AF_INET6, text, &address) == 1)
		return NULL;
	if (*text == '[')
		return host_port(text, strlen(text), true);
	snprintf(ip, sizeof(ip), "%.*s", (int)strcspn(text, ":"), text);
	if (inet_pton(AF_INET, ip, &address) != 1)
		return "no IP address";
	return host_port(text, strlen(text), false);
}

/* ---- names ---- */

const char *
parse_region(const char *text)
{
	size_t len = strspn(text, LOWER), parts = 0;

	if (len < 2)
		return "no name of a Region";
	for (text += len; *text == '-' && strspn(text + 1, LOWER) > 0; parts++)
		text += 1 + strspn(text + 1, LOWER);
	if (parts == 0 || *text != '-' || strspn(text + 1, DIGITS) == 0 ||
	    text[1 + strspn(text + 1, DIGITS)] != '\0')
		return "no name of a Region";
	return NULL;
}

const char *
parse_name(const char *text)
{
	size_t len = strlen(text);

	if (len > 48)
		return "longer than 48 characters";
	if (len == 0 || strspn(text, LETTERS DIGITS "-_") != len || *text == '-')
		return "not letters, digits, - and _ only";
	return NULL;
}
