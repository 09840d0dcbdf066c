/* SPDX-License-Identifier: MIT */
#include "io/dns_parse.h"

#include <ares.h>
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define HOPS_MOST 16

struct message {
	const unsigned char *data;
	int len;
	int answers; /* where they begin */
	int n_answers;
};

struct record {
	char name[DNS_NAME];
	int type, class, ttl;
	int at, len; /* its data, within the message */
};

static unsigned
get16(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static unsigned
get32(const unsigned char *at)
{
	return get16(at) << 16 | get16(at + 2);
}

int
dns_parse_type(enum dns_type type)
{
	static const int types[] = {
		[DNS_A] = ns_t_a,
		[DNS_AAAA] = ns_t_aaaa,
		[DNS_CNAME] = ns_t_cname,
		[DNS_TXT] = ns_t_txt,
		[DNS_NS] = ns_t_ns,
	};

	return types[type];
}

/* The name at *at, which moves behind it. */
static bool
read_name(const struct message *message, int *at, char ret[DNS_NAME])
{
	char *name = NULL;
	long len;

	if (*at >= message->len ||
	    ares_expand_name(message->data + *at, message->data, message->len, &name, &len) !=
		ARES_SUCCESS)
		return false;
	snprintf(ret, DNS_NAME, "%s", name);
	ares_free_string(name);
	*at += (int)len;
	return *at <= message->len;
}

/* The record at *at, which moves behind it. */
static bool
read_record(const struct message *message, int *at, struct record *ret)
{
	const unsigned char *fixed;

	if (!read_name(message, at, ret->name) || message->len - *at < NS_RRFIXEDSZ)
		return false;
	fixed = message->data + *at;
	ret->type = (int)get16(fixed);
	ret->class = (int)get16(fixed + 2);
	/* More than 31 bits count as none (RFC 2181). */
	ret->ttl = get32(fixed + 4) > INT32_MAX ? 0 : (int)get32(fixed + 4);
	ret->len = (int)get16(fixed + 8);
	ret->at = *at + NS_RRFIXEDSZ;
	*at = ret->at + ret->len;
	return *at <= message->len;
}

static bool
read_header(struct message *message, struct dns_answer *ret)
{
	const unsigned char *data = message->data;
	char name[DNS_NAME];
	int at = NS_HFIXEDSZ;

	if (message->len < NS_HFIXEDSZ || !(data[2] & 0x80))
		return false;
	ret->authoritative = data[2] & 0x04;
	ret->rcode = data[3] & 0x0f;
	for (unsigned n = get16(data + 4); n > 0; n--) {
		if (!read_name(message, &at, name))
			return false;
		at += NS_QFIXEDSZ;
	}
	message->answers = at;
	message->n_answers = (int)get16(data + 6);
	return at <= message->len;
}

/* Texts are several strings, each with its length before it. */
static bool
read_text(const struct message *message, const struct record *record, char ret[DNS_NAME])
{
	size_t n = 0;

	for (int at = record->at, end = at + record->len; at < end;) {
		int len = message->data[at++];

		if (len > end - at)
			return false;
		for (; len > 0; len--, at++) {
			char c = (char)message->data[at];

			if (n < DNS_NAME - 1)
				ret[n++] = iscntrl(message->data[at]) ? '?' : c;
		}
	}
	ret[n] = '\0';
	return true;
}

static bool
read_value(const struct message *message, const struct record *record, enum dns_type type,
    char ret[DNS_NAME])
{
	const unsigned char *data = message->data + record->at;
	int at = record->at;

	switch (type) {
	case DNS_A:
		return record->len == NS_INADDRSZ && inet_ntop(AF_INET, data, ret, DNS_NAME);
	case DNS_AAAA:
		return record->len == NS_IN6ADDRSZ && inet_ntop(AF_INET6, data, ret, DNS_NAME);
	case DNS_TXT:
		return read_text(message, record, ret);
	case DNS_CNAME:
	case DNS_NS:
		return read_name(message, &at, ret) && at == record->at + record->len;
	}
	return false;
}

/* Replaces name by what it is an alias of, if it is one. False: garbled. */
static bool
follow(const struct message *message, char name[DNS_NAME], bool *ret_followed)
{
	struct record record;
	int at = message->answers;

	*ret_followed = false;
	for (int i = 0; i < message->n_answers; i++) {
		if (!read_record(message, &at, &record))
			return false;
		if (record.class != ns_c_in || record.type != ns_t_cname ||
		    strcasecmp(record.name, name) != 0)
			continue;
		*ret_followed = true;
		return read_value(message, &record, DNS_CNAME, name);
	}
	return true;
}

static bool
collect(const struct message *message, const char *name, enum dns_type type, struct dns_answer *ret)
{
	struct record record;
	int at = message->answers;

	for (int i = 0; i < message->n_answers; i++) {
		if (!read_record(message, &at, &record))
			return false;
		if (record.class != ns_c_in || record.type != dns_parse_type(type) ||
		    strcasecmp(record.name, name) != 0 || ret->n == DNS_ANSWERS_MOST)
			continue;
		if (!read_value(message, &record, type, ret->list[ret->n]))
			return false;
		if (ret->n++ == 0)
			ret->ttl = record.ttl;
	}
	return true;
}

bool
dns_parse(const unsigned char *data, int len, const struct dns_question *question,
    struct dns_answer *ret)
{
	struct message message = { .data = data, .len = len };
	bool followed = question->type != DNS_CNAME;
	char name[DNS_NAME];
	size_t end;

	*ret = (struct dns_answer){ .failure = DNS_ANSWERED };
	if (!read_header(&message, ret))
		return false;
	end = (size_t)snprintf(name, sizeof(name), "%s", question->name);
	if (end > 1 && end < sizeof(name) && name[end - 1] == '.')
		name[end - 1] = '\0';
	for (int hops = 0; followed && hops < HOPS_MOST; hops++)
		if (!follow(&message, name, &followed))
			return false;
	return collect(&message, name, question->type, ret);
}
