/* SPDX-License-Identifier: MIT */
/* The kinds of probe and step that ask the application itself, or nobody. */
#ifndef KINDS_KINDS_H
#define KINDS_KINDS_H

#include "core/check.h"
#include "core/kind.h"

extern const struct probe_kind http_probe;        /* http_probe.c */
extern const struct probe_kind tcp_probe;         /* tcp_probe.c */
extern const struct probe_kind dns_probe;         /* dns_probe.c */
extern const struct probe_kind command_probe;     /* command_probe.c */
extern const struct probe_kind public_name_probe; /* public_name_probe.c */

extern const struct step_kind recheck_step;   /* recheck.c */
extern const struct step_kind readiness_step; /* readiness_step.c */
extern const struct step_kind dns_step;       /* dns_step.c */
extern const struct step_kind http_step;      /* http_step.c */
extern const struct step_kind command_step;   /* command_step.c */
extern const struct step_kind wait_step;      /* wait_step.c */
extern const struct step_kind approval_step;  /* approval_step.c */

extern const struct check_kind public_name_check; /* name_check.c */
extern const struct check_kind ledger_check;      /* ledger_check.c */
extern const struct check_kind lease_check;       /* lease_check.c */
extern const struct check_kind probes_gate;       /* probes_gate.c */

#endif
