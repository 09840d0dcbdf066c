/* SPDX-License-Identifier: MIT */
#include "aws/ini.h"

#include <string.h>
#include <strings.h>

#define BLANKS " \t\r"

struct reading {
	const struct ini_section *section;
	ini_fn *fn;
	void *arg;
	bool inside, found;
	struct ini_text above; /* the last member that is not below another */
	size_t indent;         /* of that one */
	int line;
};

static struct ini_text
trim(const char *text, size_t len)
{
	while (len > 0 && strchr(BLANKS, text[len - 1]))
		len--;
	while (len > 0 && strchr(BLANKS, *text)) {
		text++;
		len--;
	}
	return (struct ini_text){ text, len };
}

bool
ini_is(struct ini_text text, const char *word)
{
	return text.len == strlen(word) && strncasecmp(text.at, word, text.len) == 0;
}

/* Takes the word away that says of which kind the section is. */
static bool
take_kind(const char *kind, struct ini_text *name)
{
	size_t n = strlen(kind);

	if (name->len <= n || strncmp(name->at, kind, n) != 0 || !strchr(BLANKS, name->at[n]))
		return false;
	*name = trim(name->at + n, name->len - n);
	return true;
}

static bool
is_ours(const struct reading *reading, struct ini_text name)
{
	if (reading->section->kind && !take_kind(reading->section->kind, &name) &&
	    !(strcmp(reading->section->kind, "profile") == 0 && ini_is(name, "default")))
		return false;
	if (name.len > 2 && *name.at == '"' && name.at[name.len - 1] == '"')
		name = (struct ini_text){ name.at + 1, name.len - 2 };
	return name.len == strlen(reading->section->name) &&
	    strncmp(name.at, reading->section->name, name.len) == 0;
}

/* A "#" or ";" after a blank begins a comment. */
static struct ini_text
value_of(const char *text, size_t len)
{
	for (size_t i = 1; i < len; i++)
		if ((text[i] == '#' || text[i] == ';') && strchr(BLANKS, text[i - 1]))
			len = i;
	return trim(text, len);
}

static bool
read_head(struct reading *reading, struct ini_text line, struct error *err)
{
	const char *end = memchr(line.at, ']', line.len);

	if (!end)
		return error_set(err, "line %d: the section's name lacks its \"]\"", reading->line);
	reading->inside = is_ours(reading, trim(line.at + 1, (size_t)(end - line.at) - 1));
	reading->found = reading->found || reading->inside;
	reading->above.len = 0;
	return true;
}

static bool
read_line(struct reading *reading, const char *text, size_t len, struct error *err)
{
	struct ini_text line = trim(text, len);
	size_t indent = (size_t)(line.at - text);
	bool below = reading->above.len > 0 && indent > reading->indent;
	struct ini_member member = { .value.len = 0 };
	const char *equals;

	if (line.len == 0 || *line.at == '#' || *line.at == ';')
		return true;
	if (*line.at == '[')
		return read_head(reading, line, err);
	if (!reading->inside)
		return true;
	equals = memchr(line.at, '=', line.len);
	if (!equals && below)
		return true; /* whatever it is, it is somebody else's */
	if (!equals)
		return error_set(err, "line %d: expected NAME = VALUE", reading->line);
	member.name = trim(line.at, (size_t)(equals - line.at));
	member.value = value_of(equals + 1, (size_t)(line.at + line.len - equals) - 1);
	if (below) {
		member.above = reading->above;
	} else {
		reading->above = member.name;
		reading->indent = indent;
	}
	reading->fn(&member, reading->arg);
	return true;
}

bool
ini_read(const char *text, const struct ini_section *section, ini_fn *fn, void *arg,
    bool *ret_found, struct error *err)
{
	struct reading reading = { .section = section, .fn = fn, .arg = arg };

	while (*text) {
		size_t len = strcspn(text, "\n");

		reading.line++;
		if (!read_line(&reading, text, len, err))
			return false;
		text += len + (text[len] == '\n');
	}
	*ret_found = reading.found;
	return true;
}
