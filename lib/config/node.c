/* SPDX-License-Identifier: MIT */
#include "config/node.h"

#include <stdio.h>
#include <string.h>

const struct node *
node_member(const struct node *object, const char *name)
{
	if (!object || object->type != NODE_OBJECT)
		return NULL;
	for (const struct node *member = object->first; member; member = member->next)
		if (strcmp(member->key, name) == 0)
			return member;
	return NULL;
}

const struct node *
node_inner(const struct node *object, const char *outer, const char *inner)
{
	return node_member(node_member(object, outer), inner);
}

bool
node_is_foreign(const struct node *member)
{
	return strncmp(member->key, "x-", 2) == 0 || strcmp(member->key, "$schema") == 0;
}

/* A name as a pointer has it: ~ and / are escaped. */
static size_t
add_name(char ret[NODE_POINTER], size_t len, const char *name)
{
	if (len + 1 < NODE_POINTER)
		ret[len++] = '/';
	for (; *name && len + 2 < NODE_POINTER; name++) {
		if (*name != '~' && *name != '/') {
			ret[len++] = *name;
			continue;
		}
		ret[len++] = '~';
		ret[len++] = *name == '~' ? '0' : '1';
	}
	ret[len] = '\0';
	return len;
}

const char *
node_pointer(const struct node *node, char ret[NODE_POINTER])
{
	const struct node *path[NODE_DEPTH + 2];
	size_t n = 0, len = 0;
	char index[24];

	ret[0] = '\0';
	for (; node && node->parent && n < COUNT(path); node = node->parent)
		path[n++] = node;
	while (n-- > 0) {
		snprintf(index, sizeof(index), "%zu", path[n]->index);
		len = add_name(ret, len, path[n]->key ? path[n]->key : index);
	}
	return ret;
}

const char *
node_type_name(enum node_type type)
{
	static const char *const names[] = { "null", "true or false", "a number", "a string",
		"a list", "an object" };

	return names[type];
}
