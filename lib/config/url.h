/* SPDX-License-Identifier: MIT */
/* URLs with places in them that are filled in later: "https://api.{region}.shop.example/". */
#ifndef CONFIG_URL_H
#define CONFIG_URL_H

#include "config/load.h"

/* args holds the options of the kind; kinds without "url" and "urls" are left alone. */
void url_check_probe(struct load *in, const struct node *args, const struct probe_spec *probe,
    const struct app *app);
void url_check_step(struct load *in, const struct node *args);

#endif
