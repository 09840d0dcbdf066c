/* SPDX-License-Identifier: MIT */
/* The alerts in the journal: what somebody must get up for, and what can wait for the morning. */
#ifndef DAEMON_TELL_ALERT_H
#define DAEMON_TELL_ALERT_H

#include "application.h"
#include "core/alert.h"

/* After each tick. */
void tell_alert(struct application *application, struct alerts *alerts, struct now now);

#endif
