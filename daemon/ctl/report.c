/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../catalog.h"
#include "../ledger_report.h"
#include "base/alloc.h"
#include "io/store_audit.h"
#include "print.h"

/* ---- where it comes from ---- */

static int
fail(const struct ctl *ctl, const struct error *err)
{
	json_t *json;

	fprintf(stderr, "failoverctl: %s\n", err->text);
	if (!ctl->options.json)
		return CTL_FAILED;
	json = json_pack("{s:s, s:s}", "code", "report", "detail", err->text);
	print_json(json);
	json_decref(json);
	return CTL_FAILED;
}

static void
on_row(const char *text, void *arg)
{
	json_t **ret = arg;

	json_decref(*ret);
	*ret = json_loads(text, 0, NULL);
}

static bool
read_row(const char *dir, const char *id, json_t **ret, struct error *err)
{
	autofree(store_audit_free) struct store_audit *audit = store_audit_open(dir, err);

	if (!audit ||
	    !store_audit_read(audit, &(struct store_read){ STORE_REPORT, { id, "" }, 1 }, on_row,
		ret, err))
		return false;
	return *ret || error_set(err, "%s has no run %s; name another with runs show ID", dir, id);
}

static int
read_report(const struct ctl *ctl, const char *id, json_t **ret)
{
	struct error err = { "" };
	json_t *row = NULL;
	bool good = read_row(ctl->options.state, id, &row, &err);

	if (good)
		*ret = ledger_report(row, catalog_all(),
		    (struct now){ .wall = (msec_t)time(NULL) * MSEC_SECOND });
	json_decref(row);
	return good ? CTL_DONE : fail(ctl, &err);
}

static int
ask_report(const struct ctl *ctl, const char *id, json_t **ret)
{
	autofree(xfree) char *path = xasprintf("/api/v1/runs/%s/report", id);
	autofree(said_done) struct said said = { 0 };
	int code = ctl_ask(ctl, "GET", path, NULL, &said);

	if (code == CTL_DONE)
		*ret = json_incref(said.json);
	return code;
}

/* ---- where it goes ---- */

static bool
write_file(const char *path, const struct buf *text, struct error *err)
{
	FILE *file = fopen(path, "we");
	bool good = file && fwrite(buf_text(text), 1, text->len, file) == text->len;

	if (file && fclose(file) != 0)
		good = false;
	return good ||
	    error_set(err, "%s cannot be written: %s; name another file with --out", path,
		strerrordesc_np(errno));
}

/* Without a name, it is for a pipe. */
int
report_write(const struct ctl *ctl, const struct buf *page)
{
	struct error err = { "" };

	if (!ctl->options.out) {
		fwrite(buf_text(page), 1, page->len, stdout);
		return CTL_DONE;
	}
	if (!write_file(ctl->options.out, page, &err))
		return fail(ctl, &err);
	fprintf(stderr, "written: %s\n", ctl->options.out);
	return CTL_DONE;
}

static int
give_page(const struct ctl *ctl, const json_t *report)
{
	autofree(buf_done) struct buf page = { 0 };

	report_page(&page, report);
	return report_write(ctl, &page);
}

int
report_show(struct ctl *ctl, const char *id)
{
	json_t *report = NULL;
	int code =
	    ctl->options.state ? read_report(ctl, id, &report) : ask_report(ctl, id, &report);

	if (code != CTL_DONE)
		return code;
	if (ctl->options.html || ctl->options.out)
		code = give_page(ctl, report);
	else if (ctl->options.json)
		print_json(report);
	else
		report_print(report);
	json_decref(report);
	return code;
}
