/* SPDX-License-Identifier: MIT */
/* An answer of RDS or CloudWatch. */
#include <string.h>

#include "aws/xml.h"
#include "fuzz.h"

static void
/* NOLINTNEXTLINE(misc-no-recursion): no deeper than xml_parse() reads */
walk(const struct xml *xml, int depth)
{
	want(depth < 64);
	for (; xml; xml = xml->next) {
		want(xml->name && xml->name[0] && xml->text);
		walk(xml->child, depth + 1);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = { "" };
	autofree(xml_free) struct xml *xml = xml_parse((const char *)data, size, &err);

	want(xml || err.text[0]);
	walk(xml, 0);
	want(xml_text(xml, "GlobalClusters/GlobalClusterMember/Status"));
	return 0;
}
