/* SPDX-License-Identifier: MIT */
#include "tell_alert.h"

#include "log.h"
#include "tell.h"

/* These have entries of their own, at the moment when they happen. */
static bool
told_elsewhere(const struct application *application, enum alert_id id)
{
	switch (id) {
	case ALERT_DRIFT:    /* drift */
	case ALERT_OPERATOR: /* run-failed, manual-procedure */
	case ALERT_OVERDUE:  /* step-overdue */
	case ALERT_ADOPTED:  /* adopted */
	case ALERT_TILT:     /* tilt */
		return true;
	case ALERT_OBSERVER: /* isolated */
		return application->app->observers.n == 0;
	default:
		return false;
	}
}

static void
tell(const struct application *application, const struct alert *alert)
{
	struct log_about about = tell_about(application);

	about.alert = alert->name;
	if (alert->ends)
		log_event(ALERT_ENDED, &about, "%s: %s", alert->name, alert->text);
	else if (alert->page)
		log_event(ALERT, &about, "%s: %s", alert->name, alert->text);
	else
		log_event(ALERT_WARNING, &about, "%s: %s", alert->name, alert->text);
}

void
tell_alert(struct application *application, struct alerts *alerts, struct now now)
{
	struct alert news[ALERT_COUNT];
	size_t n = alert_look(alerts, &application->engine, &application->decision, news, now);

	for (size_t i = 0; i < n; i++)
		if (!told_elsewhere(application, news[i].id))
			tell(application, &news[i]);
}
