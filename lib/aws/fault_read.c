/* SPDX-License-Identifier: MIT */
/* What AWS says in an error, and which fault that is. */
#include <stdio.h>
#include <string.h>

#include "aws/fault.h"
#include "aws/query.h"
#include "aws/xml.h"

/* ---- what each code means ---- */

/*
 * Of all services, in the spellings of all protocols. SERVER are those whose effect
 * is not known; all others were refused before anything was done.
 */
static const struct {
	const char *code;
	enum fault fault;
} codes[] = {
	{ "Throttling", FAULT_THROTTLED },
	{ "ThrottlingException", FAULT_THROTTLED },
	{ "ThrottledException", FAULT_THROTTLED },
	{ "RequestThrottled", FAULT_THROTTLED },
	{ "RequestThrottledException", FAULT_THROTTLED },
	{ "TooManyRequestsException", FAULT_THROTTLED },
	{ "ProvisionedThroughputExceededException", FAULT_THROTTLED },
	{ "TransactionInProgressException", FAULT_THROTTLED },
	{ "RequestLimitExceeded", FAULT_THROTTLED },
	{ "BandwidthLimitExceeded", FAULT_THROTTLED },
	{ "LimitExceededException", FAULT_THROTTLED },
	{ "SlowDown", FAULT_THROTTLED },
	{ "EC2ThrottledException", FAULT_THROTTLED },
	{ "PriorRequestNotComplete", FAULT_THROTTLED },
	{ "AutomationExecutionLimitExceededException", FAULT_THROTTLED },
	{ "DatabaseResumingException", FAULT_THROTTLED },
	{ "DatabaseUnavailableException", FAULT_UNAVAILABLE },

	{ "InternalError", FAULT_SERVER },
	{ "InternalFailure", FAULT_SERVER },
	{ "InternalServerError", FAULT_SERVER },
	{ "InternalServerException", FAULT_SERVER },
	{ "InternalServiceError", FAULT_SERVER },
	{ "InternalServiceFault", FAULT_SERVER },
	{ "ServiceUnavailable", FAULT_SERVER },
	{ "ServiceUnavailableException", FAULT_SERVER },
	{ "RequestTimeout", FAULT_SERVER },
	{ "RequestTimeoutException", FAULT_SERVER },
	{ "IDPCommunicationError", FAULT_SERVER },

	{ "EndpointTemporarilyUnavailableException", FAULT_UNAVAILABLE },

	{ "ExpiredToken", FAULT_EXPIRED },
	{ "ExpiredTokenException", FAULT_EXPIRED },
	{ "TokenRefreshRequired", FAULT_EXPIRED },
	{ "InvalidToken", FAULT_EXPIRED },
	{ "InvalidClientTokenId", FAULT_EXPIRED },
	{ "InvalidAccessKeyId", FAULT_EXPIRED },
	{ "UnrecognizedClientException", FAULT_EXPIRED },
	{ "SignatureDoesNotMatch", FAULT_EXPIRED },
	{ "InvalidSignatureException", FAULT_EXPIRED },
	{ "AuthFailure", FAULT_EXPIRED },

	{ "RequestTimeTooSkewed", FAULT_SKEW },
	{ "RequestExpired", FAULT_SKEW },
	{ "RequestInTheFuture", FAULT_SKEW },

	{ "AccessDenied", FAULT_DENIED },
	{ "AccessDeniedException", FAULT_DENIED },
	{ "AuthorizationError", FAULT_DENIED },
	{ "ForbiddenException", FAULT_DENIED },
	{ "NotAuthorized", FAULT_DENIED },
	{ "UnauthorizedOperation", FAULT_DENIED },
	{ "OptInRequired", FAULT_DENIED },
	{ "RegionDisabledException", FAULT_DENIED },

	/* Secrets Manager's word for "not in the current state of the resource". */
	{ "InvalidRequestException", FAULT_CONFLICT },
};

/* Each kind of thing has its own code of these: DBClusterNotFoundFault. */
static const struct {
	const char *begin, *end;
	enum fault fault;
} families[] = {
	{ "", "NotFound", FAULT_NOT_FOUND },
	{ "", "NotFoundFault", FAULT_NOT_FOUND },
	{ "", "NotFoundException", FAULT_NOT_FOUND },
	{ "Invalid", "State", FAULT_CONFLICT },
	{ "Invalid", "StateFault", FAULT_CONFLICT },
	{ "Invalid", "StateException", FAULT_CONFLICT },
	{ "Illegal", "StateException", FAULT_CONFLICT },
	{ "", "ConflictException", FAULT_CONFLICT },
	{ "", "AccessDeniedException", FAULT_DENIED },
};

/* Where the code is not known. */
static const struct {
	int status;
	enum fault fault;
} statuses[] = {
	{ 403, FAULT_DENIED },
	{ 404, FAULT_NOT_FOUND },
	{ 409, FAULT_CONFLICT },
};

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool
ends(const char *text, const char *with)
{
	size_t len = strlen(text), n = strlen(with);

	return len >= n && strcmp(text + len - n, with) == 0;
}

static enum fault
fault_of_unknown(const char *code, int status)
{
	for (size_t i = 0; i < COUNT(families); i++)
		if (begins(code, families[i].begin) && ends(code, families[i].end))
			return families[i].fault;
	for (size_t i = 0; i < COUNT(statuses); i++)
		if (statuses[i].status == status)
			return statuses[i].fault;
	return FAULT_INVALID;
}

/* Services that know no other word for a wrong clock say it in the message. */
static bool
is_skew(const char *message)
{
	return begins(message, "Signature expired") || begins(message, "Signature not yet current");
}

static enum fault
fault_of(const struct aws_error *error, int status)
{
	for (size_t i = 0; i < COUNT(codes); i++) {
		if (strcmp(codes[i].code, error->code) != 0)
			continue;
		if (codes[i].fault == FAULT_EXPIRED && is_skew(error->message))
			return FAULT_SKEW;
		return codes[i].fault;
	}
	if (status / 100 == 5)
		return FAULT_SERVER;
	if (status == 429)
		return FAULT_THROTTLED;
	/* Without a code it is not AWS that speaks, but something on the way there. */
	if (status / 100 != 4 || !error->code[0])
		return FAULT_GARBLED;
	return fault_of_unknown(error->code, status);
}

/* ---- reading ---- */

/* AWS speaks ASCII; what else comes along must harm neither log nor terminal. */
static void
copy_text(const char *text, char *ret, size_t size)
{
	snprintf(ret, size, "%s", text ? text : "");
	for (; *ret; ret++)
		if (*ret < ' ' || *ret > '~')
			*ret = ' ';
}

/* "com.amazonaws.rds#SomeFault:http://..." is SomeFault, and so is "SomeFault;Sender". No code:
 * what is left is none. */
static void
copy_code(const char *text, char *ret, size_t size)
{
	const char *hash = text ? strchr(text, '#') : NULL;
	size_t len;

	if (!text)
		return;
	text = hash ? hash + 1 : text;
	len = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
	if (len > 0 && len < size && strchr(":;", text[len]))
		snprintf(ret, size, "%.*s", (int)len, text);
}

static const char *
member(const json_t *json, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (json_is_string(json_object_get(json, names[i])))
			return json_string_value(json_object_get(json, names[i]));
	return NULL;
}

static void
read_json(const struct buf *body, struct aws_error *ret)
{
	static const char *const code_names[] = { "__type", "code", "Code" };
	static const char *const message_names[] = { "message", "Message", "errorMessage" };
	json_t *json = query_object(buf_text(body), body->len);

	if (!ret->code[0])
		copy_code(member(json, code_names, COUNT(code_names)), ret->code,
		    sizeof(ret->code));
	copy_text(member(json, message_names, COUNT(message_names)), ret->message,
	    sizeof(ret->message));
	json_decref(json);
}

/* The error is in one of these, or the root is one: <AccessDeniedException><Message>. */
static const struct xml *
find_error(const struct xml *xml)
{
	static const char *const paths[] = { "Error", "Errors/Error" };

	for (size_t i = 0; i < COUNT(paths); i++)
		if (xml_at(xml, paths[i]))
			return xml_at(xml, paths[i]);
	return xml;
}

static void
read_xml(const struct buf *body, struct aws_error *ret)
{
	struct error err;
	autofree(xml_free) struct xml *xml = xml_parse(buf_text(body), body->len, &err);
	const struct xml *error = xml ? find_error(xml) : NULL;

	if (!error)
		return;
	if (!ret->code[0])
		copy_code(xml_text(error, "Code"), ret->code, sizeof(ret->code));
	if (!ret->code[0] && ends(error->name, "Exception"))
		copy_code(error->name, ret->code, sizeof(ret->code));
	copy_text(xml_text(error, xml_at(error, "Message") ? "Message" : "message"), ret->message,
	    sizeof(ret->message));
	if (!ret->request_id[0])
		copy_text(xml_text(xml, xml_at(xml, "RequestId") ? "RequestId" : "RequestID"),
		    ret->request_id, sizeof(ret->request_id));
}

static void
read_request_id(const struct http_headers *headers, struct aws_error *ret)
{
	const char *id = http_header(headers, "x-amzn-requestid");

	copy_text(id ? id : http_header(headers, "x-amz-request-id"), ret->request_id,
	    sizeof(ret->request_id));
	copy_text(http_header(headers, "x-amz-id-2"), ret->extended_id, sizeof(ret->extended_id));
}

void
aws_error_read(const struct answer *answer, struct aws_error *ret)
{
	const struct http_response *http = answer->http;

	*ret = (struct aws_error){ .fault = FAULT_NONE };
	if (answer->trouble || !http) {
		ret->fault = answer->trouble ? FAULT_EXPIRED : FAULT_NO_ANSWER;
		return;
	}
	read_request_id(&http->headers, ret);
	if (http->failure == HTTP_GARBLED || http->failure == HTTP_TOO_LARGE) {
		ret->fault = FAULT_GARBLED;
		return;
	}
	if (http->failure != HTTP_ANSWERED) {
		ret->fault = FAULT_NO_ANSWER;
		return;
	}
	if (http->status / 100 == 2)
		return;
	copy_code(http_header(&http->headers, "x-amzn-query-error"), ret->code, sizeof(ret->code));
	if (!ret->code[0])
		copy_code(http_header(&http->headers, "x-amzn-errortype"), ret->code,
		    sizeof(ret->code));
	read_json(&http->body, ret);
	if (!ret->message[0])
		read_xml(&http->body, ret);
	ret->fault = fault_of(ret, http->status);
}
