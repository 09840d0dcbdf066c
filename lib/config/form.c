/* SPDX-License-Identifier: MIT */
#include "config/form.h"

#define NAME   "[A-Za-z0-9_][A-Za-z0-9_-]{0,47}"
#define REGION "[a-z]{2,}(-[a-z]+)+-[0-9]+"

#define OCTET "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
#define IPV4  OCTET "([.]" OCTET "){3}"
#define IPV6  "[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*"
#define PORT                                                                               \
	"(0{0,4}[1-9]|0{0,3}[1-9][0-9]|0{0,2}[1-9][0-9]{2}|0?[1-9][0-9]{3}|[1-5][0-9]{4}|" \
	"6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"

/* place: what is filled in later, as a further alternative. */
#define HOST(place) "(([A-Za-z0-9_-]" place ")([A-Za-z0-9._-]" place "){0,254}|\\[" IPV6 "\\])"
/* rest: the characters of what stands behind the host, without a { where that is filled in. */
#define URL(place, rest) \
	"^[hH][tT][tT][pP][sS]?://" HOST(place) "(:" PORT ")?([/?#]([" rest "]" place ")*)?$"
#define PROBE_PLACE "|[{]region[}]"
#define STEP_PLACE  "|[{](to|from|home|target|active)[}]"

#define DAY \
	"[Mm][Oo][Nn]|[Tt][Uu][Ee]|[Ww][Ee][Dd]|[Tt][Hh][Uu]|[Ff][Rr][Ii]|[Ss][Aa][Tt]|[Ss][Uu][Nn]"
#define DAYS   "(" DAY ")(-(" DAY "))?(,(" DAY ")(-(" DAY "))?)*"
#define CLOCK  "([01][0-9]|2[0-3]):[0-5][0-9]"
#define UNTIL  "(" CLOCK "|24:00)"
#define DATE   "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
#define MOMENT DATE "(T" UNTIL ")?"

#define ACCOUNT "[0-9]{12}"
#define ARC     "^arn:[^:]+:route53-recovery-control:[^:]*:" ACCOUNT ":controlpanel/"

const struct form forms[FORM_MOST] = {
	[FORM_NAME] = { "name", "Letters, digits, - and _, at most 48 of them.", "remittance",
	    "^" NAME "$" },
	[FORM_PATH] = { "path", "An absolute path.", "/etc/failoverd/stop", "^/" },
	[FORM_AUTHORITIES] = { "authorities", "The path of a PEM file with certificates.",
	    "/etc/ssl/certs/ca-certificates.crt", "^/" },
	[FORM_PROGRAM] = { "program", "The whole path of a program.",
	    "/usr/lib/nagios/plugins/check_http", "^/" },
	[FORM_URL] = { "url", "An absolute URL, http or https.", "https://host.example/path",
	    URL("", "!-~") },
	[FORM_PROBE_URL] = { "probe-url",
	    "An absolute URL, http or https; {region} stands for the Region's name.",
	    "https://api.{region}.shop.example/healthz", URL(PROBE_PLACE, "!-z|-~") },
	[FORM_STEP_URL] = { "step-url",
	    "An absolute URL, http or https; {to}, {from}, {home}, {target} and {active} are filled "
	    "in.",
	    "https://api.{to}.shop.example/healthz", URL(STEP_PLACE, "!-z|-~") },
	[FORM_REGION] = { "region", "A Region's name.", "us-east-1", "^" REGION "$" },
	[FORM_PLACE] = { "place", "A Region's name, or \"elsewhere\".", "us-west-2",
	    "^(" REGION "|elsewhere)$" },
	[FORM_HOST] = { "host", "A bare name of the DNS.", "api.shop.example", "^[^:/ ]+$" },
	[FORM_ADDRESS] = { "address", "\"IP:port\" or \"name:port\".", "10.0.0.5:443",
	    "^" HOST("") ":" PORT "$" },
	[FORM_SERVER] = { "server", "\"IP\" or \"IP:port\".", "205.251.192.10",
	    "^(" IPV4 "(:" PORT ")?|" IPV6 "|\\[" IPV6 "\\]:" PORT ")$" },
	[FORM_CLUSTER] = { "cluster", "The ARN of an Aurora cluster.",
	    "arn:aws:rds:us-east-1:111122223333:cluster:shop",
	    "^arn:[^:]+:rds:[^:]*:" ACCOUNT ":cluster:." },
	[FORM_PANEL] = { "control-panel", "The ARN of a control panel of ARC.",
	    "arn:aws:route53-recovery-control::111122223333:controlpanel/ID", ARC "[^/]+$" },
	[FORM_CONTROL] = { "routing-control", "The ARN of a routing control of ARC.",
	    "arn:aws:route53-recovery-control::111122223333:controlpanel/ID/routingcontrol/ID",
	    ARC ".*/routingcontrol/" },
	[FORM_KEY] = { "kms-key", "The ARN of a key of KMS.",
	    "arn:aws:kms:us-east-1:111122223333:key/ID", "^arn:[^:]+:kms:[^:]*:" ACCOUNT ":key/." },
	[FORM_ROLE] = { "role", "The ARN of a role of IAM.",
	    "arn:aws:iam::111122223333:role/failoverd", "^arn:.*:iam::.*:role/" },
	[FORM_PURPOSE] = { "purpose", "What a role is for.", "failover",
	    "^(read|failover|failback)$" },
	[FORM_SHARE] = { "share", "A share, held against a limit.", ">= 50%",
	    "^[<>]=? *0*(100([.]0+)?|[0-9]{1,2}([.][0-9]+)?)%$" },
	[FORM_QUANTILE] = { "quantile", "A quantile of what answers take, against a limit.",
	    "p95 > 2s",
	    "^p(0*[1-9][0-9]?([.][0-9]+)?|0+[.][0-9]*[1-9][0-9]*) *[<>]=? *"
	    "0*[0-9]{1,9}(ms|s|m|h|d)$" },
	[FORM_WINDOW] = { "window", "Days, hours, or both, of each week.", "Mon-Fri 09:00-17:00",
	    "^(" DAYS "|(" DAYS " )?" CLOCK "-" UNTIL ")$" },
	[FORM_FREEZE] = { "freeze", "A date, or from one to another.", "2026-12-20/2027-01-03",
	    "^(" DATE "|" MOMENT "/" MOMENT ")$" },
	[FORM_FACT] = { "fact", "A fact of a Region, by its role; ! negates it.", "active.down",
	    "^!?(home|active|target)[.]." },
};
