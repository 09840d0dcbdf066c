/* SPDX-License-Identifier: MIT */
/* A message from the network: of each type, as its first byte says. */
#include <string.h>

#include "fuzz.h"
#include "io/dns_parse.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dns_question question = { .name = "a.example" };
	struct dns_answer answer = { 0 };

	if (size == 0 || size > UINT16_MAX)
		return 0;
	question.type = (enum dns_type)(data[0] % (DNS_NS + 1));
	if (!dns_parse(data + 1, (int)size - 1, &question, &answer))
		return 0;
	want(answer.n <= DNS_ANSWERS_MOST);
	for (size_t i = 0; i < answer.n; i++) {
		want(memchr(answer.list[i], '\0', DNS_NAME));
		for (const char *c = answer.list[i]; *c; c++)
			want((unsigned char)*c >= ' ' && *c != 0x7f);
	}
	return 0;
}
