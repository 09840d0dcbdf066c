/* SPDX-License-Identifier: MIT */
/* What the next move needs: as it was found last, and to be tried now. */
#include "body.h"
#include "doctor.h"
#include "request.h"
#include "view.h"

void
read_doctor(struct request *request)
{
	reply_json(request->exchange, 200, view_doctor(request->application, request->now));
}

void
command_doctor(struct request *request)
{
	json_t *body = body_read(request);
	unsigned round;

	if (!body)
		return;
	if (body_known(request, body, " ")) {
		round = doctor_run(request->application->doctor, request->now);
		if (round > 0)
			reply_json(request->exchange, 202,
			    json_pack("{s:i, s:s}", "round", (int)round, "message",
				"everything that the next move needs is being tried"));
		else
			reply_problem(request->exchange,
			    &(struct problem){ 409, "busy",
				"nothing is tried while a run is under way",
				"wait until the run has ended",
				json_pack("{s:s}", "run", request->application->last_run) });
	}
	json_decref(body);
}
