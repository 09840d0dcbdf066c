/* SPDX-License-Identifier: MIT */
#include "aws/xml.h"

#include "test.h"

#include <string.h>

#include "base/buf.h"

static struct xml *
parse(const char *text)
{
	struct error err = { "" };
	struct xml *xml = xml_parse(text, strlen(text), &err);

	if (!xml)
		fail_msg("%s: %s", text, err.text);
	return xml;
}

static void
finds_elements_by_path(void **state)
{
	autofree(xml_free) struct xml *xml =
	    parse("<?xml version=\"1.0\"?>\n<r xmlns=\"http://x/\">"
		  "<list><m><a>1</a></m><other/><m><a>2</a></m></list><m/>"
		  "<listing><m/></listing></r>");
	const struct xml *at = xml_at(xml, "list/m");

	assert_string_equal(xml->name, "r");
	assert_string_equal(xml_text(at, "a"), "1");
	at = xml_next(at);
	assert_string_equal(xml_text(at, "a"), "2");
	assert_null(xml_next(at));
	assert_ptr_equal(xml_at(xml, ""), xml);
	assert_null(xml_next(xml));
	assert_non_null(xml_at(xml, "m"));
	assert_null(xml_at(xml, "lis/m"));
	assert_null(xml_at(xml, "list/n"));
	assert_null(xml_at(xml, "list/m/a/b"));
	assert_null(xml_at(NULL, "list"));
	assert_string_equal(xml_text(xml, "list/n"), "");
	assert_string_equal(xml_text(NULL, "list"), "");
}

static void
reads_the_text_of_an_element_itself(void **state)
{
	static const struct {
		const char *xml, *text;
	} cases[] = {
		{ "<r>a</r>", "a" },
		{ "<r/>", "" },
		{ "<r> \n\t a b \r\n</r>", "a b" },
		{ "<r>   </r>", "" },
		{ "<r>a<b>c</b>d</r>", "ad" },
		{ "<r>a<!-- c -->b<?pi d?></r>", "ab" },
		{ "<r>&lt;&amp;&gt;&quot;&apos;</r>", "<&>\"'" },
		{ "<r>&#65;&#x42;</r>", "AB" },
		{ "<r><![CDATA[<a> & ]]></r>", "<a> &" },
		{ "<r>\xc3\xbc</r>", "\xc3\xbc" },
		{ "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><r>\xfc</r>", "\xc3\xbc" },
		{ "<x:r xmlns:x=\"u\" y=\"z\">a</x:r>", "a" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(xml_free) struct xml *xml = parse(cases[i].xml);

		assert_string_equal(xml->text, cases[i].text);
		assert_string_equal(xml->name, "r");
	}
}

/* Without namespaces a colon is a letter like any other, also at the end. */
static void
each_element_has_a_name(void **state)
{
	autofree(xml_free) struct xml *xml = parse("<:><a:/></:>");

	assert_string_equal(xml->name, ":");
	assert_string_equal(xml->child->name, "a:");
}

static void
refuses_what_is_not_well_formed_or_not_harmless(void **state)
{
	static const struct {
		const char *xml, *says;
	} cases[] = {
		{ "", "no element found" },
		{ "text", "not XML" },
		{ "{\"a\":1}", "not XML" },
		{ "<r>", "no element found" },
		{ "<r><a></r></a>", "mismatched tag" },
		{ "<r/><r/>", "not XML" },
		{ "<r>&nbsp;</r>", "undefined entity" },
		{ "<r>\n\n\xff</r>", "(line 3)" },
		{ "<!DOCTYPE r><r/>", "document type" },
		{ "<!DOCTYPE r [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]><r>&c;</r>",
		    "document type" },
		{ "<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><r>&a;</r>",
		    "document type" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error err = { "" };

		assert_null(xml_parse(cases[i].xml, strlen(cases[i].xml), &err));
		if (!strstr(err.text, cases[i].says))
			fail_msg("%s: %s", cases[i].xml, err.text);
	}
}

static struct xml *
parse_many(const char *open, const char *close, int n, struct error *err)
{
	autofree(buf_done) struct buf text = { 0 };

	buf_puts(&text, "<r>");
	for (int i = 0; i < n; i++)
		buf_puts(&text, open);
	for (int i = 0; i < n; i++)
		buf_puts(&text, close);
	buf_puts(&text, "</r>");
	return xml_parse(text.data, text.len, err);
}

static void
limits_depth_number_and_size(void **state)
{
	static const struct {
		const char *open, *close;
		int most;
		const char *says;
	} cases[] = {
		{ "<a>", "</a>", 31, "more elements, or deeper" },
		{ "<a/>", "", 65535, "more elements, or deeper" },
		{ "0123456789ABCDEF", "", 262143, "longer than any known" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error err = { "" };
		struct xml *xml = parse_many(cases[i].open, cases[i].close, cases[i].most, &err);

		assert_non_null(xml);
		xml_free(xml);
		assert_null(parse_many(cases[i].open, cases[i].close, cases[i].most + 1, &err));
		assert_non_null(strstr(err.text, cases[i].says));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_elements_by_path),
		cmocka_unit_test(reads_the_text_of_an_element_itself),
		cmocka_unit_test(each_element_has_a_name),
		cmocka_unit_test(refuses_what_is_not_well_formed_or_not_harmless),
		cmocka_unit_test(limits_depth_number_and_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
