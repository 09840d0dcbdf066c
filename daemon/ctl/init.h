/* SPDX-License-Identifier: MIT */
/* init: what a first configuration is made of, and where each part of it comes from. */
#ifndef CTL_INIT_H
#define CTL_INIT_H

#include "account.h"
#include "core/app.h"
#include "question.h"

enum init_part {
	INIT_NAME, /* of the application */
	INIT_REGIONS,
	INIT_HOME,
	INIT_AURORA,
	INIT_SECRET,
	INIT_ROUTING,
	INIT_DNS,
	INIT_URL,
	INIT_PARTS,
};

enum init_state {
	INIT_OPEN, /* a person has to complete it; why says what is missing */
	INIT_NONE, /* the application has none; why says who says so */
	INIT_KNOWN,
};

struct init_region {
	char *name, *cluster, *control; /* NULL: not known */
	struct names addresses;
};

struct init {
	struct account *account;
	struct questions questions;

	struct {
		enum init_state state;
		struct error why;
	} parts[INIT_PARTS];

	char *asked_in; /* the Region; NULL: none is known */
	char *name, *home, *global, *secret, *panel, *dns, *url;
	bool replica;         /* the secret is one, in some Region */
	bool has_writer;      /* home is where the writer was found */
	char *zone;           /* of the public name, Route 53's id; NULL: not found */
	struct names servers; /* of the zone, by address */
	struct inventory endpoints;
	char *arc_cluster; /* which of those */
	struct init_region regions[REGIONS_MOST];
	size_t n_regions;
	struct inventory checks; /* of Route 53 */
	bool has_checks;
	struct error checks_why; /* why not */
};

/* Each finds its part, asks for what it does not find, and leaves the rest open. False: an answer
 * cannot be. The order is that of what they rest on. */
must_check bool init_aurora(struct init *init, struct error *err); /* and Regions, home, name */
must_check bool init_arc(struct init *init, struct error *err);
must_check bool init_secret(struct init *init, struct error *err);
must_check bool init_names(struct init *init, struct error *err);
must_check bool init_url(struct init *init, struct error *err);

/* init->checks, asked for once. False: they cannot be had, why says so. */
must_check bool init_checks(struct init *init, struct error *why);
/* The application's file. */
void init_write(const struct init *init, struct buf *ret);
/* How many parts a person has to complete. */
size_t init_open(const struct init *init);

void init_known(struct init *init, enum init_part part);
/* fmt says why, for whoever reads the file. */
void init_set(struct init *init, enum init_part part, enum init_state state, const char *fmt, ...)
    printf_like(4, 5);
/* On stdout: what was found. */
void init_tell(const char *what, const char *fmt, ...) printf_like(2, 3);
/* "a,b" as its words; blanks around them do not count. */
void init_split(const char *text, struct names *ret);
/* "a, b"; returns ret. */
const char *init_join(const struct names *names, char *ret, size_t size);

#endif
