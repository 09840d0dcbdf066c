/* SPDX-License-Identifier: MIT */
#include "backtest_help.h"

const char backtest_help[] =
    "What is said below \"Assumed\" is part of the answer: moves succeed, what was not recorded\n"
    "is unknown, and what is unknown moves nothing.\n"
    "\n"
    "--sweep takes the name of a value as the file nests it, and commas between the values:\n"
    "  --sweep guards.hold=30s,60s,2m\n"
    "  --sweep facts.down.fail_ratio=\">= 40%,>= 60%\"\n"
    "The row that is in force is marked with >.\n"
    "\n"
    "--csv reads what CloudWatch or Prometheus exports. A row of names comes first.\n"
    "  wide   time,us-east-1.api,us-east-1.api.latency,us-west-2.api\n"
    "         2026-11-24T14:00:00Z,1,0.083,503\n"
    "  long   timestamp,metric,region,value\n"
    "         2026-11-24T14:00:00Z,api,us-east-1,1\n"
    "A time is RFC 3339, \"2026-11-24 14:00:00\" in UTC, or seconds or milliseconds since 1970. A\n"
    "probe whose answers are judged has 1 (good), 0 (failed) or an HTTP status; aurora-lag\n"
    "(milliseconds) and cloudwatch-metric have their value. NAME.latency is in seconds,\n"
    "NAME.latency_ms in milliseconds, beside NAME. An empty cell, NaN or null is no sample.\n"
    "Columns that are called otherwise are named by --column, or passed over:\n"
    "  --column \"probe_success{instance=\\\"east\\\"}=us-east-1.api\" --column comment=-\n"
    "Whatever else is there ends the reading, with its line and column.\n";
