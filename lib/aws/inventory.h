/* SPDX-License-Identifier: MIT */
/*
 * What there is in an account, by calls that only read: for a first configuration.
 * A kind of thing is a row of the table, with a function that asks and one that reads.
 *
 * Lists come in pages: whoever asks goes on until there is no next one.
 */
#ifndef AWS_INVENTORY_H
#define AWS_INVENTORY_H

#include "core/call.h"

/* What an item is, and what its members mean. A member that says nothing is "". */
enum inventory_kind {
	/* Of each member of an Aurora global cluster. of: the global cluster; id: the cluster's
	 * ARN; place: its Region; marked: it is the writer. Asked in a Region of any member. */
	INVENTORY_CLUSTERS,
	/* Of each endpoint of an ARC cluster. of: the cluster's ARN; name: the cluster's; id: the
	 * URL; place: the Region. */
	INVENTORY_ENDPOINTS,
	/* Asked of an ARC cluster. of: it; id: the control panel's ARN; name. */
	INVENTORY_PANELS,
	/* Asked of a control panel. of: it; id: the routing control's ARN; name. */
	INVENTORY_CONTROLS,
	/* id: the secret's ARN; name; place: the Region of which it is replicated, or "". */
	INVENTORY_SECRETS,
	/* id: the health check's; of: the routing control that it follows, or ""; name: the URL
	 * that it asks, or "". */
	INVENTORY_CHECKS,
	/* id: the hosted zone's; name: without the dot at its end; marked: it is private. */
	INVENTORY_ZONES,
	/* Asked of a zone: of each value of a record that follows a health check. of: the health
	 * check; name: of the record; place: its type; id: the value, "" of an alias. */
	INVENTORY_RECORDS,
	/* Asked of a zone. name: a name server of it. */
	INVENTORY_SERVERS,
	INVENTORY_KINDS,
};

struct inventory_item {
	char *of, *id, *name, *place; /* never NULL */
	bool marked;
};

struct inventory {
	struct inventory_item *list; /* zeroed it is empty */
	size_t n;
	char *next; /* what asks for the next page; NULL: there is none */
};

/* "rds:DescribeGlobalClusters" */
const char *inventory_action(enum inventory_kind kind);
/* The Region in which the kind has to be asked, wherever the things are; NULL: in each. */
const char *inventory_region(enum inventory_kind kind);
/* of: what the kind is asked of, or NULL. next: of the page before, or NULL. */
void inventory_ask(enum inventory_kind kind, const char *region, const char *of, const char *next,
    struct call *ret);
/* Of a 2xx answer; adds to ret, whose next is then this page's. False: it is not what the protocol
 * says. */
must_check bool inventory_read(enum inventory_kind kind, const char *of,
    const struct answer *answer, struct inventory *ret, struct error *err);
void inventory_done(struct inventory *inventory);

define_autodone(struct inventory, inventory_done)

#endif
