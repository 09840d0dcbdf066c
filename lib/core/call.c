/* SPDX-License-Identifier: MIT */
#include "core/call.h"

void
call_done(struct call *call)
{
	http_request_done(&call->http);
	*call = (struct call){ 0 };
}
