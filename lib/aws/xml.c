/* SPDX-License-Identifier: MIT */
#include "aws/xml.h"

#include <expat.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"

/* RDS's deepest known answer has 8 levels, its longest some thousand elements. */
#define DEPTH_MOST 32
#define NODES_MOST 65536
#define SIZE_MOST  ((size_t)4 * 1024 * 1024)

#define BLANKS " \t\r\n"

struct level {
	struct xml *node;
	struct xml **end; /* where its next child goes */
	struct buf text;
};

struct reading {
	XML_Parser parser;
	struct xml *root;
	struct level levels[DEPTH_MOST];
	size_t depth, nodes;
	const char *refused; /* why we stopped, if it was us */
};

static void
refuse(struct reading *reading, const char *why)
{
	reading->refused = why;
	XML_StopParser(reading->parser, XML_FALSE);
}

static void XMLCALL
on_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct reading *reading = arg;
	struct level *level = &reading->levels[reading->depth];
	const char *colon = strrchr(name, ':');
	struct xml *node;

	if (reading->refused)
		return;
	if (reading->depth == DEPTH_MOST || reading->nodes == NODES_MOST) {
		refuse(reading, "it has more elements, or deeper ones, than any known answer");
		return;
	}
	node = xcalloc(1, sizeof(*node));
	node->name = xstrdup(colon && colon[1] ? colon + 1 : name);
	if (reading->depth == 0) {
		reading->root = node;
	} else {
		*level[-1].end = node;
		level[-1].end = &node->next;
	}
	*level = (struct level){ .node = node, .end = &node->child };
	reading->depth++;
	reading->nodes++;
}

static void XMLCALL
on_text(void *arg, const XML_Char *text, int len)
{
	struct reading *reading = arg;

	if (!reading->refused && reading->depth > 0)
		buf_add(&reading->levels[reading->depth - 1].text, text, (size_t)len);
}

static void
close_level(struct level *level)
{
	const char *text = buf_text(&level->text);
	size_t len = level->text.len;
	size_t start = strspn(text, BLANKS);

	while (len > start && strchr(BLANKS, text[len - 1]))
		len--;
	level->node->text = xstrndup(text + start, len - start);
	buf_wipe(&level->text);
}

static void XMLCALL
on_end(void *arg, const XML_Char *name)
{
	struct reading *reading = arg;

	if (!reading->refused)
		close_level(&reading->levels[--reading->depth]);
}

/* No answer has one, and entities that expand into others begin there. */
static void XMLCALL
on_doctype(void *arg, const XML_Char *name, const XML_Char *system, const XML_Char *public,
    int internal)
{
	refuse(arg, "it declares a document type");
}

struct xml *
xml_parse(const char *text, size_t len, struct error *err)
{
	struct reading reading = { .parser = XML_ParserCreate(NULL) };
	bool good;

	if (len > SIZE_MOST) {
		error_set(err, "the answer is longer than any known");
		XML_ParserFree(reading.parser);
		return NULL;
	}
	XML_SetUserData(reading.parser, &reading);
	XML_SetElementHandler(reading.parser, on_start, on_end);
	XML_SetCharacterDataHandler(reading.parser, on_text);
	XML_SetStartDoctypeDeclHandler(reading.parser, on_doctype);
	good = XML_Parse(reading.parser, text, (int)len, 1) == XML_STATUS_OK;
	if (!good)
		error_set(err, "the answer is not XML as we know it: %s (line %lu)",
		    reading.refused ? reading.refused
				    : XML_ErrorString(XML_GetErrorCode(reading.parser)),
		    XML_GetCurrentLineNumber(reading.parser));
	XML_ParserFree(reading.parser);
	while (reading.depth > 0)
		close_level(&reading.levels[--reading.depth]);
	if (good)
		return reading.root;
	xml_free(reading.root);
	return NULL;
}

/* Not by recursion: the children are put in the line before the next sibling. */
void
xml_free(struct xml *xml)
{
	while (xml) {
		struct xml *next = xml->child ? xml->child : xml->next;
		struct xml *last = xml->child;

		while (last && last->next)
			last = last->next;
		if (last)
			last->next = xml->next;
		xfree(xml->name);
		xfree_secret(xml->text);
		xfree(xml);
		xml = next;
	}
}

static const struct xml *
find(const struct xml *xml, const char *name, size_t len)
{
	while (xml && (strncmp(xml->name, name, len) != 0 || xml->name[len]))
		xml = xml->next;
	return xml;
}

const struct xml *
xml_at(const struct xml *xml, const char *path)
{
	while (xml && *path) {
		size_t len = strcspn(path, "/");

		xml = find(xml->child, path, len);
		path += len + (path[len] == '/');
	}
	return xml;
}

const char *
xml_text(const struct xml *xml, const char *path)
{
	const struct xml *at = xml_at(xml, path);

	return at ? at->text : "";
}

const struct xml *
xml_next(const struct xml *xml)
{
	return find(xml->next, xml->name, strlen(xml->name));
}
