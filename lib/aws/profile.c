/* SPDX-License-Identifier: MIT */
#include "aws/profile.h"

#include <string.h>
#include <strings.h>

#include "base/alloc.h"

#define BLANKS " \t\r"

/* How else a profile can say where its credentials are. */
static const char *const foreign_members[] = {
	"role_arn",
	"credential_process",
	"credential_source",
	"sso_session",
	"sso_start_url",
	"web_identity_token_file",
	"login_session",
};

const char *const profile_members[PROFILE_SLOTS] = {
	[PROFILE_KEY] = "aws_access_key_id",
	[PROFILE_SECRET] = "aws_secret_access_key",
	[PROFILE_TOKEN] = "aws_session_token",
};

/* As older tools write it. */
#define TOKEN_TOO "aws_security_token"

struct reading {
	struct profile *profile;
	const char *name;
	bool is_config;
	bool inside;   /* in a section of that profile */
	size_t indent; /* of the last member: what is deeper belongs to that one */
	bool has_member;
	int line;
};

void
profile_done(struct profile *profile)
{
	for (size_t i = 0; i < PROFILE_SLOTS; i++)
		xfree_secret(profile->slots[i]);
	*profile = (struct profile){ .foreign = NULL };
}

struct span {
	const char *text;
	size_t len;
};

static struct span
trim(const char *text, size_t len)
{
	while (len > 0 && strchr(BLANKS, text[len - 1]))
		len--;
	while (len > 0 && strchr(BLANKS, *text)) {
		text++;
		len--;
	}
	return (struct span){ text, len };
}

static bool
is(struct span span, const char *text)
{
	return span.len == strlen(text) && strncasecmp(span.text, text, span.len) == 0;
}

/* "[prod]" of a credentials file, "[profile prod]" or "[default]" of a config file. */
static bool
is_ours(const struct reading *reading, struct span name)
{
	static const char word[] = "profile";
	size_t n = sizeof(word) - 1;

	if (reading->is_config && name.len > n && strncmp(name.text, word, n) == 0 &&
	    strchr(BLANKS, name.text[n]))
		name = trim(name.text + n, name.len - n);
	else if (reading->is_config && !is(name, "default"))
		return false;
	if (name.len > 2 && *name.text == '"' && name.text[name.len - 1] == '"')
		name = (struct span){ name.text + 1, name.len - 2 };
	return name.len == strlen(reading->name) &&
	    strncmp(name.text, reading->name, name.len) == 0;
}

/* A "#" or ";" after a blank begins a comment. */
static struct span
value_of(const char *text, size_t len)
{
	for (size_t i = 1; i < len; i++)
		if ((text[i] == '#' || text[i] == ';') && strchr(BLANKS, text[i - 1]))
			len = i;
	return trim(text, len);
}

static void
take_member(struct profile *profile, struct span name, struct span value)
{
	for (size_t i = 0; i < PROFILE_SLOTS; i++) {
		if (!is(name, profile_members[i]) && !(i == PROFILE_TOKEN && is(name, TOKEN_TOO)))
			continue;
		xfree_secret(profile->slots[i]);
		profile->slots[i] = value.len > 0 ? xstrndup(value.text, value.len) : NULL;
	}
	for (size_t i = 0; i < COUNT(foreign_members); i++)
		if (value.len > 0 && is(name, foreign_members[i]))
			profile->foreign = foreign_members[i];
}

static bool
read_line(struct reading *reading, const char *text, size_t len, struct error *err)
{
	struct span line = trim(text, len);
	size_t indent = (size_t)(line.text - text);
	const char *equals, *end;

	if (line.len == 0 || *line.text == '#' || *line.text == ';')
		return true;
	if (*line.text == '[') {
		end = memchr(line.text, ']', line.len);
		if (!end)
			return error_set(err, "line %d: the section's name lacks its \"]\"",
			    reading->line);
		reading->inside =
		    is_ours(reading, trim(line.text + 1, (size_t)(end - line.text) - 1));
		reading->has_member = false;
		return true;
	}
	if (!reading->inside || (reading->has_member && indent > reading->indent))
		return true;
	equals = memchr(line.text, '=', line.len);
	if (!equals)
		return error_set(err, "line %d: expected NAME = VALUE", reading->line);
	reading->indent = indent;
	reading->has_member = true;
	take_member(reading->profile, trim(line.text, (size_t)(equals - line.text)),
	    value_of(equals + 1, (size_t)(line.text + line.len - equals) - 1));
	return true;
}

static bool
read_lines(struct reading *reading, const char *text, struct error *err)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		reading->line++;
		if (!read_line(reading, text, len, err))
			return false;
		text += len + (text[len] == '\n');
	}
	return true;
}

bool
profile_read(const char *text, bool is_config, const char *name, struct profile *ret,
    struct error *err)
{
	autofree(profile_done) struct profile found = { .foreign = NULL };
	struct reading reading = { .profile = &found, .name = name, .is_config = is_config };

	if (!read_lines(&reading, text, err))
		return false;
	*ret = found;
	found = (struct profile){ .foreign = NULL };
	return true;
}
