/* SPDX-License-Identifier: MIT */
#include "core/call.h"

void
call_limit(struct call *call, msec_t timeout)
{
	call->http.timeout = call->dns.timeout = timeout;
	call->tcp.timeout = call->process.timeout = timeout;
}

void
call_done(struct call *call)
{
	http_request_done(&call->http);
	process_request_done(&call->process);
	*call = (struct call){ 0 };
}

bool
answer_taken(const struct answer *answer)
{
	const struct http_response *rsp = answer->http;

	return answer->process ||
	    (rsp && rsp->failure == HTTP_ANSWERED && rsp->status >= 200 && rsp->status < 300);
}
