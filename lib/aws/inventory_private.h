/* SPDX-License-Identifier: MIT */
/* What the rows of aws/inventory share. */
#ifndef AWS_INVENTORY_PRIVATE_H
#define AWS_INVENTORY_PRIVATE_H

#include <jansson.h>

#include "aws/inventory.h"
#include "aws/xml.h"

struct inventory_where {
	const char *region, *of, *next; /* of, next: may be NULL */
};

struct inventory_row {
	const char *action;
	const char *region; /* NULL: each is asked for itself */
	void (*ask)(const struct inventory_where *where, struct call *ret);
	bool (*read)(const struct inventory_where *where, const struct answer *answer,
	    struct inventory *ret, struct error *err);
};

extern const struct inventory_row inventory_clusters;  /* inventory_rds.c */
extern const struct inventory_row inventory_endpoints; /* inventory_arc.c */
extern const struct inventory_row inventory_panels;
extern const struct inventory_row inventory_controls;
extern const struct inventory_row inventory_secrets; /* inventory_secret.c */
extern const struct inventory_row inventory_checks;  /* inventory_route53.c */
extern const struct inventory_row inventory_zones;
extern const struct inventory_row inventory_records;
extern const struct inventory_row inventory_servers;

/* The texts are copied; NULL: "". */
struct inventory_item *inventory_add(struct inventory *ret, const char *of, const char *id,
    const char *name, const char *place);
/* Of an answer in XML; NULL: it is none. */
struct xml *inventory_xml(const struct answer *answer, struct error *err);
/* The list of that name in an answer in JSON, which has to have it, and its NextToken. The object
 * is the caller's; NULL: it is none. */
json_t *inventory_json(const struct answer *answer, const char *list, struct inventory *ret,
    struct error *err);
/* A member of an object; "": it has no such text. */
const char *inventory_text(const json_t *object, const char *name);

#endif
