/* SPDX-License-Identifier: MIT */
#include "event.h"

#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

#include "field.h"
#include "print.h"

void
event_line(const json_t *event)
{
	char *text = json_dumps(event, JSON_COMPACT | JSON_PRESERVE_ORDER);

	puts(text ? text : "{}");
	free(text); /* jansson's own */
}

static enum ink
event_ink(const json_t *event)
{
	int priority = (int)field_number(event, "priority");

	if (priority <= LOG_ERR)
		return INK_BAD;
	return priority == LOG_WARNING ? INK_WARN : INK_PLAIN;
}

void
event_print(const struct ctl *ctl, const json_t *event)
{
	char time[PRINT_TIME];

	if (ctl->options.app && field_has(event, "application") &&
	    !field_is(event, "application", ctl->options.app))
		return;
	if (ctl->options.json) {
		event_line(event);
		return;
	}
	print(event_ink(event), "%s  %-12s  %-17s %s\n",
	    print_time(field_text(event, "time"), time), field_text(event, "application"),
	    field_text(event, "event"), field_text(event, "message"));
}
