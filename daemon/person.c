/* SPDX-License-Identifier: MIT */
#include "person.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#define GROUPS_MOST 256

static bool
in_group(const struct passwd *user, struct peer peer, gid_t group)
{
	gid_t groups[GROUPS_MOST];
	int n = GROUPS_MOST;

	if (peer.gid == group)
		return true;
	/* With more groups than fit, those that fit are filled in. */
	if (!user || getgrouplist(user->pw_name, peer.gid, groups, &n) < 0)
		n = user ? GROUPS_MOST : 0;
	for (int i = 0; i < n; i++)
		if (groups[i] == group)
			return true;
	return false;
}

static bool
is_operator(const struct settings *settings, const struct passwd *user, struct peer peer)
{
	for (size_t i = 0; i < settings->operators.n; i++) {
		const struct group *group = getgrnam(settings->operators.items[i]);

		if (group && in_group(user, peer, group->gr_gid))
			return true;
	}
	return false;
}

/*
 * The user database is asked only about somebody who wants to command and is
 * neither root nor our own user: a directory service that hangs in an outage
 * must not stop those.
 */
struct person
person_of(const struct settings *settings, struct peer peer)
{
	struct person person = { "somebody", false };
	const struct passwd *user;

	if (!peer.known)
		return person;
	if (peer.uid == 0) {
		snprintf(person.name, sizeof(person.name), "root");
		person.may_command = true;
		return person;
	}
	user = getpwuid(peer.uid);
	if (user)
		snprintf(person.name, sizeof(person.name), "%s", user->pw_name);
	else
		snprintf(person.name, sizeof(person.name), "uid %u", peer.uid);
	person.may_command = peer.uid == geteuid() || is_operator(settings, user, peer);
	return person;
}
