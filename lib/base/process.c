/* SPDX-License-Identifier: MIT */
#include "base/process.h"

#include "base/alloc.h"

void
process_request_done(struct process_request *req)
{
	for (size_t i = 0; req->argv[i]; i++)
		xfree(req->argv[i]);
	for (size_t i = 0; req->env[i]; i++)
		xfree(req->env[i]);
	*req = (struct process_request){ 0 };
}
