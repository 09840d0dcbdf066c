/* SPDX-License-Identifier: MIT */
#include "aws/endpoint.h"

#include "test.h"

#include <string.h>

/* The environment of a case: pairs of name and value. */
static const char *const *variables;

static const char *
env(const char *name)
{
	for (const char *const *at = variables; at && *at; at += 2)
		if (strcmp(*at, name) == 0)
			return at[1];
	return NULL;
}

static const char *const for_rds[] = { "AWS_ENDPOINT_URL_RDS", "rds.example", NULL };
static const char *const for_all[] = { "AWS_ENDPOINT_URL", "rds.example", NULL };
static const char *const good[] = { "AWS_ENDPOINT_URL", "https://env", NULL };

static const struct endpoint_settings plain = { .env = env };

static void
knows_each_partition(void **state)
{
	static const struct {
		const char *service, *region, *url, *name, *signed_for;
	} cases[] = {
		{ "rds", "us-west-2", "https://rds.us-west-2.amazonaws.com", "rds", "us-west-2" },
		{ "rds", "cn-north-1", "https://rds.cn-north-1.amazonaws.com.cn", "rds",
		    "cn-north-1" },
		{ "rds", "us-gov-east-1", "https://rds.us-gov-east-1.amazonaws.com", "rds",
		    "us-gov-east-1" },
		{ "rds", "eusc-de-east-1", "https://rds.eusc-de-east-1.amazonaws.eu", "rds",
		    "eusc-de-east-1" },
		{ "cloudwatch", "eu-west-1", "https://monitoring.eu-west-1.amazonaws.com",
		    "monitoring", "eu-west-1" },
		{ "secretsmanager", "us-west-2", "https://secretsmanager.us-west-2.amazonaws.com",
		    "secretsmanager", "us-west-2" },
		{ "sts", "us-west-2", "https://sts.us-west-2.amazonaws.com", "sts", "us-west-2" },
		{ "arc-region-switch", "us-west-2", "https://arc-region-switch.us-west-2.api.aws",
		    "arc-region-switch", "us-west-2" },
		{ "arc-region-switch", "cn-north-1",
		    "https://arc-region-switch.cn-north-1.api.amazonwebservices.com.cn",
		    "arc-region-switch", "cn-north-1" },
		{ "rds-data", "eu-west-1", "https://rds-data.eu-west-1.amazonaws.com", "rds-data",
		    "eu-west-1" },
		{ "route53", "us-west-2", "https://route53.amazonaws.com", "route53", "us-east-1" },
		{ "route53", "us-gov-east-1", "https://route53.us-gov.amazonaws.com", "route53",
		    "us-gov-west-1" },
		{ "route53", "cn-north-1", "https://route53.amazonaws.com.cn", "route53",
		    "cn-northwest-1" },
		{ "route53", "eusc-de-east-1", "https://route53.amazonaws.eu", "route53",
		    "eusc-de-east-1" },
	};

	variables = NULL;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct endpoint found;
		struct error err;

		assert_true(endpoint_find(&plain, cases[i].service, cases[i].region, NULL, &found,
		    &err));
		assert_string_equal(found.url, cases[i].url);
		assert_string_equal(found.signing_name, cases[i].name);
		assert_string_equal(found.signing_region, cases[i].signed_for);
	}
}

#define FIPS "AWS_USE_FIPS_ENDPOINT", "true"
#define DUAL "AWS_USE_DUALSTACK_ENDPOINT", "true"

static const char *const with_none[] = { NULL };
static const char *const with_off[] = { "AWS_USE_FIPS_ENDPOINT", "false",
	"AWS_USE_DUALSTACK_ENDPOINT", "", NULL };
static const char *const with_fips[] = { FIPS, NULL };
static const char *const with_dual[] = { DUAL, NULL };
static const char *const with_both[] = { FIPS, DUAL, NULL };

static const struct {
	const char *const *env;
	const char *service, *region, *url;
} forms[] = {
	{ with_none, "rds", "us-east-1", "https://rds.us-east-1.amazonaws.com" },
	{ with_off, "rds", "us-east-1", "https://rds.us-east-1.amazonaws.com" },
	{ with_fips, "rds", "us-east-1", "https://rds-fips.us-east-1.amazonaws.com" },
	{ with_dual, "rds", "us-east-1", "https://rds.us-east-1.api.aws" },
	{ with_both, "rds", "us-east-1", "https://rds-fips.us-east-1.api.aws" },
	{ with_fips, "cloudwatch", "us-west-2", "https://monitoring-fips.us-west-2.amazonaws.com" },
	{ with_fips, "rds", "us-gov-west-1", "https://rds.us-gov-west-1.amazonaws.com" },
	{ with_fips, "cloudwatch", "us-gov-west-1",
	    "https://monitoring.us-gov-west-1.amazonaws.com" },
	{ with_fips, "sts", "us-gov-east-1", "https://sts.us-gov-east-1.amazonaws.com" },
	{ with_fips, "lambda", "us-gov-west-1", "https://lambda-fips.us-gov-west-1.amazonaws.com" },
	{ with_dual, "rds", "us-gov-west-1", "https://rds.us-gov-west-1.api.aws" },
	{ with_dual, "rds", "cn-north-1", "https://rds.cn-north-1.api.amazonwebservices.com.cn" },
	{ with_dual, "rds", "eusc-de-east-1",
	    "https://rds.eusc-de-east-1.api.amazonwebservices.eu" },
	/* Secrets Manager answers over both under its plain name, but for one partition. */
	{ with_dual, "secretsmanager", "us-east-1",
	    "https://secretsmanager.us-east-1.amazonaws.com" },
	{ with_dual, "secretsmanager", "cn-north-1",
	    "https://secretsmanager.cn-north-1.amazonaws.com.cn" },
	{ with_dual, "secretsmanager", "us-gov-west-1",
	    "https://secretsmanager.us-gov-west-1.amazonaws.com" },
	{ with_dual, "secretsmanager", "eusc-de-east-1",
	    "https://secretsmanager.eusc-de-east-1.api.amazonwebservices.eu" },
	{ with_fips, "secretsmanager", "us-gov-west-1",
	    "https://secretsmanager-fips.us-gov-west-1.amazonaws.com" },
	{ with_both, "secretsmanager", "us-east-1",
	    "https://secretsmanager-fips.us-east-1.amazonaws.com" },
	{ with_fips, "route53", "eu-west-1", "https://route53-fips.amazonaws.com" },
	{ with_dual, "route53", "eu-west-1", "https://route53.global.api.aws" },
	{ with_both, "route53", "eu-west-1", "https://route53-fips.global.api.aws" },
	{ with_fips, "route53", "us-gov-west-1", "https://route53.us-gov.amazonaws.com" },
	{ with_both, "route53", "us-gov-west-1", "https://route53.us-gov.api.aws" },
	{ with_dual, "route53", "cn-north-1",
	    "https://route53.global.api.amazonwebservices.com.cn" },
	{ with_dual, "route53", "eusc-de-east-1",
	    "https://route53.global.api.amazonwebservices.eu" },
	{ with_none, "arc-region-switch", "us-east-1",
	    "https://arc-region-switch.us-east-1.api.aws" },
};

static void
knows_the_endpoints_of_fips_and_of_both_stacks(void **state)
{
	for (size_t i = 0; i < COUNT(forms); i++) {
		struct endpoint found;
		struct error err = { "" };

		variables = forms[i].env;
		if (!endpoint_find(&plain, forms[i].service, forms[i].region, NULL, &found, &err))
			fail_msg("case %zu: %s", i, err.text);
		assert_string_equal(found.url, forms[i].url);
	}
}

static void
there_is_no_fips_in_china(void **state)
{
	static const char *const fips[] = { FIPS, NULL };
	struct endpoint found;
	struct error err;

	variables = fips;
	assert_false(endpoint_find(&plain, "rds", "cn-north-1", NULL, &found, &err));
	assert_non_null(strstr(err.text, "no FIPS endpoints in the partition of cn-north-1: take"));
	assert_true(endpoint_find(&plain, "route53-recovery-cluster", "us-west-2",
	    "https://own.example/v1", &found, &err));
	assert_string_equal(found.url, "https://own.example/v1");
}

/* ---- the profile ---- */

#define CONFIG                                                                                \
	"[profile prod]\nservices = ours\nendpoint_url = http://all\n"                        \
	"[services ours]\nrds =\n  endpoint_url = http://rds\n"                               \
	"route53_recovery_cluster =\n  endpoint_url = http://arc\n"                           \
	"[profile fips]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = True\n"           \
	"[profile ignore]\nendpoint_url = http://all\nignore_configured_endpoint_urls=true\n" \
	"[profile wrong]\nendpoint_url = hunter2\n"                                           \
	"[profile slow]\nca_bundle = /etc/ca.pem\nretry_mode = adaptive\nmax_attempts = 5\n"

static void
keeps_what_else_the_profile_says_of_calls(void **state)
{
	struct endpoint_shared shared = { .ignore = false };
	struct error err;

	assert_true(endpoint_shared_read(CONFIG, "CONFIG", "prod", &shared, &err));
	assert_null(shared.ca_bundle);
	assert_null(shared.max_attempts);
	endpoint_shared_done(&shared);
	assert_true(endpoint_shared_read(CONFIG, "CONFIG", "slow", &shared, &err));
	assert_string_equal(shared.ca_bundle, "/etc/ca.pem");
	assert_string_equal(shared.retry_mode, "adaptive");
	assert_string_equal(shared.max_attempts, "5");
	endpoint_shared_done(&shared);
}

static void
heeds_the_profile_after_the_environment(void **state)
{
	static const char *const none[] = { NULL };
	static const char *const one[] = { "AWS_ENDPOINT_URL_RDS", "http://env", NULL };
	static const char *const all[] = { "AWS_ENDPOINT_URL", "http://env", NULL };
	static const char *const ignored[] = { "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true",
		NULL };
	static const char *const no_fips[] = { "AWS_USE_FIPS_ENDPOINT", "false", NULL };

	static const struct {
		const char *const *env;
		const char *profile, *service, *url;
	} cases[] = {
		{ none, "prod", "rds", "http://rds" },
		{ none, "prod", "sts", "http://all" },
		{ none, "prod", "route53-recovery-cluster", "http://arc" },
		{ one, "prod", "rds", "http://env" },
		{ one, "prod", "sts", "http://all" },
		{ all, "prod", "rds", "http://env" },
		{ ignored, "prod", "rds", "https://rds.us-east-1.amazonaws.com" },
		{ all, "ignore", "rds", "https://rds.us-east-1.amazonaws.com" },
		{ none, "fips", "rds", "https://rds-fips.us-east-1.api.aws" },
		{ no_fips, "fips", "rds", "https://rds.us-east-1.api.aws" },
		{ none, "other", "rds", "https://rds.us-east-1.amazonaws.com" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		autofree(endpoint_shared_done) struct endpoint_shared shared = { .ignore = false };
		const struct endpoint_settings settings = { .env = env, .shared = &shared };
		struct endpoint found;
		struct error err = { "" };

		variables = cases[i].env;
		assert_true(endpoint_shared_read(CONFIG, "CONFIG", cases[i].profile, &shared,
		    &err));
		if (!endpoint_find(&settings, cases[i].service, "us-east-1", NULL, &found, &err))
			fail_msg("case %zu: %s", i, err.text);
		assert_string_equal(found.url, cases[i].url);
	}
}

static void
a_wrong_profile_is_named(void **state)
{
	autofree(endpoint_shared_done) struct endpoint_shared shared = { .ignore = false };
	const struct endpoint_settings settings = { .env = env, .shared = &shared };
	struct endpoint found;
	struct error err;

	variables = NULL;
	assert_true(endpoint_shared_read(CONFIG, "CONFIG", "wrong", &shared, &err));
	assert_false(endpoint_find(&settings, "rds", "us-east-1", NULL, &found, &err));
	assert_non_null(strstr(err.text, "endpoint_url in CONFIG is not the URL of an endpoint"));
	assert_null(strstr(err.text, "hunter2"));
	endpoint_shared_done(&shared);
	assert_false(endpoint_shared_read("[default]\nservices=x\n", "CONFIG", "default", &shared,
	    &err));
	assert_non_null(strstr(err.text,
	    "CONFIG: profile default: the profile names services = x"));
	assert_false(endpoint_shared_read("[default\n", "CONFIG", "default", &shared, &err));
	assert_non_null(strstr(err.text, "CONFIG: line 1: the section's name"));
	assert_true(endpoint_shared_read(NULL, "CONFIG", "default", &shared, &err));
	assert_null(shared.url);
}

static void
takes_the_first_setting_that_fits(void **state)
{
	static const char *const keys[] = { "rds", "rds.us-east-1", "route53" };
	static const char *const urls[] = { "http://all/", "http://127.0.0.1:1//",
		"http://[::1]:53/a/b/" };
	static const char *const one[] = { "AWS_ENDPOINT_URL_RDS", "http://rds.env",
		"AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://sm.env", "AWS_ENDPOINT_URL_STS", "",
		"AWS_ENDPOINT_URL", "https://env", NULL };
	static const char *const ignored[] = { "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "TRUE",
		"AWS_ENDPOINT_URL_STS", "http://x", "AWS_ENDPOINT_URL", "https://env", NULL };
	static const char *const heeded[] = { "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false",
		"AWS_ENDPOINT_URL", "https://env", NULL };

	static const struct {
		const char *const *env;
		const char *service, *region, *own, *url, *signed_for;
	} cases[] = {
		{ one, "rds", "us-east-1", "https://own:8/v1/", "https://own:8/v1", "us-east-1" },
		{ one, "rds", "us-east-1", NULL, "http://127.0.0.1:1", "us-east-1" },
		{ one, "rds", "us-west-2", NULL, "http://all", "us-west-2" },
		{ one, "secretsmanager", "us-west-2", NULL, "http://sm.env", "us-west-2" },
		{ one, "sts", "us-west-2", NULL, "https://env", "us-west-2" },
		{ one, "cloudwatch", "us-west-2", NULL, "https://env", "us-west-2" },
		{ one, "route53", "us-west-2", NULL, "http://[::1]:53/a/b", "us-east-1" },
		{ ignored, "sts", "us-west-2", NULL, "https://sts.us-west-2.amazonaws.com",
		    "us-west-2" },
		{ ignored, "rds", "us-west-2", NULL, "http://all", "us-west-2" },
		{ heeded, "sts", "us-west-2", NULL, "https://env", "us-west-2" },
		{ NULL, "route53-recovery-cluster", "eu-west-1",
		    "https://a.route53-recovery-cluster.eu-west-1.amazonaws.com/v1",
		    "https://a.route53-recovery-cluster.eu-west-1.amazonaws.com/v1", "eu-west-1" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct endpoint_settings settings = { { keys, urls, COUNT(keys) }, env,
			NULL };
		struct endpoint found;
		struct error err = { "" };

		variables = cases[i].env;
		if (!endpoint_find(&settings, cases[i].service, cases[i].region, cases[i].own,
			&found, &err))
			fail_msg("case %zu: %s", i, err.text);
		assert_string_equal(found.url, cases[i].url);
		assert_string_equal(found.signing_region, cases[i].signed_for);
	}
}

static void
names_the_setting_that_is_wrong(void **state)
{
	static const char *const bad[] = { "", "rds.example", "ftp://rds.example", "https://",
		"https:///v1", "https://user:hunter2@rds.example", "https://rds example",
		"https://rds.example/?a=b", "https://rds.example/#a", "https://rds.example?a",
		"https://rds.example/a\n", "https://.", "//rds.example", "HTTPS:/rds.example" };
	struct endpoint found;
	struct error err;

	variables = NULL;
	for (size_t i = 0; i < COUNT(bad); i++) {
		static const char *const keys[] = { "rds.us-east-1" };
		const struct endpoint_settings settings = { { keys, &bad[i], 1 }, env };

		if (endpoint_find(&settings, "rds", "us-east-1", NULL, &found, &err))
			fail_msg("taken: %s", bad[i]);
		assert_non_null(strstr(err.text, "aws.endpoints.\"rds.us-east-1\" is not the URL"));
		assert_null(strstr(err.text, "hunter2"));
	}
	variables = for_rds;
	assert_false(endpoint_find(&plain, "rds", "us-east-1", NULL, &found, &err));
	assert_non_null(strstr(err.text, "AWS_ENDPOINT_URL_RDS is not the URL"));
	variables = for_all;
	assert_false(endpoint_find(&plain, "rds", "us-east-1", NULL, &found, &err));
	assert_non_null(strstr(err.text, "AWS_ENDPOINT_URL is not the URL"));
	assert_false(endpoint_find(&plain, "rds", "us-east-1", "x", &found, &err));
	assert_non_null(strstr(err.text, "the endpoint of rds in us-east-1 is not the URL"));
}

static void
refuses_what_it_does_not_know(void **state)
{
	static const char *const regions[] = { NULL, "", "us_east_1", "us-east-1.evil.example/",
		"US-EAST-1", "a-name-that-is-longer-than-any-region" };
	char url[600] = "https://";
	struct endpoint found;
	struct error err;

	variables = NULL;
	for (size_t i = 0; i < COUNT(regions); i++) {
		assert_false(endpoint_find(&plain, "rds", regions[i], NULL, &found, &err));
		assert_non_null(strstr(err.text, "is not the name of a Region"));
	}
	assert_false(endpoint_find(&plain, "s3", "us-east-1", NULL, &found, &err));
	assert_non_null(strstr(err.text, "\"s3\""));
	assert_false(endpoint_find(&plain, "route53-recovery-cluster", "us-east-1", NULL, &found,
	    &err));
	assert_non_null(strstr(err.text, "give routing.endpoints"));
	memset(url + 8, 'a', sizeof(url) - 9);
	assert_false(endpoint_find(&plain, "rds", "us-east-1", url, &found, &err));
	assert_non_null(strstr(err.text, "longer than 511 bytes"));
	url[8 + 503] = '\0';
	assert_true(endpoint_find(&plain, "rds", "us-east-1", url, &found, &err));
	assert_string_equal(found.url, url);
}

static void
every_service_that_is_listed_is_found(void **state)
{
	const char *const *services = endpoint_services();
	size_t n = 0;

	variables = good;
	for (; services[n]; n++) {
		struct endpoint found;
		struct error err;

		assert_true(endpoint_find(&plain, services[n], "us-east-1", NULL, &found, &err));
		assert_true(found.signing_name[0]);
	}
	assert_true(n > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_each_partition),
		cmocka_unit_test(knows_the_endpoints_of_fips_and_of_both_stacks),
		cmocka_unit_test(there_is_no_fips_in_china),
		cmocka_unit_test(keeps_what_else_the_profile_says_of_calls),
		cmocka_unit_test(heeds_the_profile_after_the_environment),
		cmocka_unit_test(a_wrong_profile_is_named),
		cmocka_unit_test(takes_the_first_setting_that_fits),
		cmocka_unit_test(names_the_setting_that_is_wrong),
		cmocka_unit_test(refuses_what_it_does_not_know),
		cmocka_unit_test(every_service_that_is_listed_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
