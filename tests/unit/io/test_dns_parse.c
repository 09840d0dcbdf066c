/* SPDX-License-Identifier: MIT */
#include "io/dns_parse.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define HEADER(flags, questions, answers) "\x12\x34" flags questions answers "\0\0\0\0"
#define NOERROR                           "\x81\x80"
#define ONE                               "\0\1"
#define TWO                               "\0\2"
#define NAME                              "\1a\7example\0"
#define QUESTION                          NAME "\0\1\0\1"
#define AT_NAME                           "\xc0\x0c"
#define TTL60                             "\0\0\0\x3c"
#define MESSAGE(text)                     text, sizeof(text) - 1

static bool
parse(const char *data, size_t len, enum dns_type type, struct dns_answer *ret)
{
	struct dns_question question = { .name = "A.Example.", .type = type };
	/* Of its own, so that reading behind the end is seen. */
	unsigned char *copy = xcalloc(len, 1);
	bool good;

	memcpy(copy, data, len);
	good = dns_parse(copy, (int)len, &question, ret);
	xfree(copy);
	return good;
}

static void
reads_answers_of_each_type(void **state)
{
	static const struct {
		enum dns_type type;
		const char *data;
		size_t len;
		const char *first, *second;
	} cases[] = {
		{ DNS_A,
		    MESSAGE(HEADER(NOERROR, ONE, TWO) QUESTION AT_NAME
			"\0\1\0\1" TTL60 "\0\4\xc0\0\2\1" AT_NAME "\0\1\0\1\0\0\0\1\0\4\xc0\0\2\2"),
		    "192.0.2.1", "192.0.2.2" },
		{ DNS_AAAA,
		    MESSAGE(HEADER(NOERROR, ONE, ONE) QUESTION AT_NAME
			"\0\x1c\0\1" TTL60 "\0\x10\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"),
		    "2001:db8::1", NULL },
		{ DNS_CNAME,
		    MESSAGE(HEADER(NOERROR, ONE, ONE) QUESTION AT_NAME "\0\5\0\1" TTL60
								       "\0\4\1b\xc0\x0e"),
		    "b.example", NULL },
		{ DNS_NS,
		    MESSAGE(HEADER(NOERROR, ONE, ONE) QUESTION AT_NAME "\0\2\0\1" TTL60
								       "\0\4\2ns\0"),
		    "ns", NULL },
		{ DNS_TXT,
		    MESSAGE(HEADER(NOERROR, ONE, ONE) QUESTION AT_NAME "\0\x10\0\1" TTL60
								       "\0\7\2ab\3c\nd"),
		    "abc?d", NULL },
		/* through two aliases, the second of which comes first */
		{ DNS_A,
		    MESSAGE(HEADER(NOERROR, ONE, "\0\3") QUESTION
			"\1b\0\0\5\0\1" TTL60 "\0\3\1c\0" AT_NAME "\0\5\0\1" TTL60 "\0\3\1b\0"
			"\1c\0\0\1\0\1" TTL60 "\0\4\xc0\0\2\3"),
		    "192.0.2.3", NULL },
	};
	struct dns_answer answer;

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(parse(cases[i].data, cases[i].len, cases[i].type, &answer));
		assert_int_equal(answer.failure, DNS_ANSWERED);
		assert_int_equal(answer.n, cases[i].second ? 2 : 1);
		assert_string_equal(answer.list[0], cases[i].first);
		if (cases[i].second)
			assert_string_equal(answer.list[1], cases[i].second);
		assert_int_equal(answer.ttl, 60);
		assert_int_equal(answer.rcode, 0);
	}
}

static void
leaves_out_what_was_not_asked_for(void **state)
{
	struct dns_answer answer;

	assert_true(parse(MESSAGE(HEADER(NOERROR, ONE, "\0\3") QUESTION AT_NAME
			      "\0\1\0\3" TTL60 "\0\4\xc0\0\2\1"      /* class CHAOS */
			      "\1b\0\0\1\0\1" TTL60 "\0\4\xc0\0\2\2" /* another's */
			      AT_NAME "\0\x2e\0\1" TTL60 "\0\1x" /* a signature */),
	    DNS_A, &answer));
	assert_int_equal(answer.n, 0);
}

static void
reads_the_header(void **state)
{
	static const struct {
		const char *flags;
		int rcode;
		bool authoritative;
	} cases[] = {
		{ "\x85\0", 0, true },
		{ "\x81\x82", 2, false },
		{ "\x84\x03", 3, true },
		{ "\x81\x85", 5, false },
	};
	struct dns_answer answer;

	for (size_t i = 0; i < COUNT(cases); i++) {
		char data[] = HEADER("??", "\0\0", "\0\0");

		memcpy(data + 2, cases[i].flags, 2);
		assert_true(parse(data, 12, DNS_A, &answer));
		assert_int_equal(answer.rcode, cases[i].rcode);
		assert_int_equal(answer.authoritative, cases[i].authoritative);
		assert_int_equal(answer.n, 0);
	}
}

static void
refuses_what_is_garbled(void **state)
{
	static const struct {
		enum dns_type type;
		const char *data;
		size_t len;
	} cases[] = {
		{ DNS_A, MESSAGE("\x12\x34\x81") },
		{ DNS_A, MESSAGE(HEADER("\1\0", "\0\0", "\0\0")) }, /* a question */
		{ DNS_A, MESSAGE(HEADER(NOERROR, ONE, "\0\0")) },
		{ DNS_A, MESSAGE(HEADER(NOERROR, ONE, "\0\0") NAME "\0\1\0") },
		{ DNS_A, MESSAGE(HEADER(NOERROR, "\xff\xff", "\0\0") QUESTION) },
		{ DNS_A, MESSAGE(HEADER(NOERROR, ONE, ONE) QUESTION) },
		{ DNS_A, MESSAGE(HEADER(NOERROR, ONE, ONE) QUESTION AT_NAME "\0\1\0\1" TTL60) },
		/* the data's length passes the end; it is not an address's */
		{ DNS_A,
		    MESSAGE(HEADER(NOERROR, ONE, ONE) QUESTION AT_NAME "\0\1\0\1" TTL60
								       "\0\4\xc0\0\2") },
		{ DNS_A,
		    MESSAGE(HEADER(NOERROR, ONE, ONE) QUESTION AT_NAME "\0\1\0\1" TTL60
								       "\0\3\xc0\0\2") },
		{ DNS_AAAA,
		    MESSAGE(HEADER(NOERROR, ONE, ONE) QUESTION AT_NAME "\0\x1c\0\1" TTL60
								       "\0\4\xc0\0\2\1") },
		/* a string that is longer than the data */
		{ DNS_TXT,
		    MESSAGE(HEADER(NOERROR, ONE, ONE) QUESTION AT_NAME "\0\x10\0\1" TTL60
								       "\0\3\7ab") },
		/* a name that points at itself; one that is longer than the data */
		{ DNS_A,
		    MESSAGE(HEADER(NOERROR, ONE, ONE) QUESTION "\xc0\x1b\0\1\0\1" TTL60 "\0\0") },
		{ DNS_NS,
		    MESSAGE(HEADER(NOERROR, ONE, ONE) QUESTION AT_NAME "\0\2\0\1" TTL60
								       "\0\2\2ns\0") },
	};
	struct dns_answer answer;

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_false(parse(cases[i].data, cases[i].len, cases[i].type, &answer));
}

static void
ends_with_aliases_that_lead_in_a_circle(void **state)
{
	struct dns_answer answer;

	assert_true(parse(MESSAGE(HEADER(NOERROR, ONE, TWO) QUESTION AT_NAME
			      "\0\5\0\1" TTL60 "\0\3\1b\0"
			      "\1b\0\0\5\0\1" TTL60 "\0\2" AT_NAME),
	    DNS_A, &answer));
	assert_int_equal(answer.n, 0);
}

static void
takes_no_more_answers_than_fit(void **state)
{
	static const char record[] = AT_NAME "\0\1\0\1" TTL60 "\0\4\xc0\0\2\1";
	static const char head[] = HEADER(NOERROR, ONE, "\0\x14") QUESTION;
	char data[sizeof(head) + 20 * sizeof(record)];
	size_t len = sizeof(head) - 1;
	struct dns_answer answer;

	memcpy(data, head, len);
	for (int i = 0; i < 20; i++, len += sizeof(record) - 1)
		memcpy(data + len, record, sizeof(record) - 1);
	assert_true(parse(data, len, DNS_A, &answer));
	assert_int_equal(answer.n, DNS_ANSWERS_MOST);
}

/* Under SAN=1 this is where a slip would be seen. */
static void
survives_any_change_of_a_message(void **state)
{
	static const char message[] = HEADER(NOERROR, ONE, TWO) QUESTION AT_NAME
	    "\0\5\0\1" TTL60 "\0\4\1b\xc0\x0e"
	    "\1b\xc0\x0e\0\x10\0\1" TTL60 "\0\7\2ab\3cde";
	struct dns_answer answer;
	unsigned seed = 1;
	int good = 0, tries = 0;

	for (size_t len = 0; len < sizeof(message); len++)
		for (int round = 0; round < 200; round++, tries++) {
			char data[sizeof(message)];

			memcpy(data, message, sizeof(message));
			for (int i = 0; i < 3; i++)
				data[rand_r(&seed) % sizeof(data)] = (char)rand_r(&seed);
			good += parse(data, len, (enum dns_type)(round % 5), &answer);
			assert_true(answer.n <= DNS_ANSWERS_MOST);
		}
	assert_true(good > 0 && good < tries);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_answers_of_each_type),
		cmocka_unit_test(leaves_out_what_was_not_asked_for),
		cmocka_unit_test(reads_the_header),
		cmocka_unit_test(refuses_what_is_garbled),
		cmocka_unit_test(ends_with_aliases_that_lead_in_a_circle),
		cmocka_unit_test(takes_no_more_answers_than_fit),
		cmocka_unit_test(survives_any_change_of_a_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
