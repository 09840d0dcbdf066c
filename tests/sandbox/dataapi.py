# SPDX-License-Identifier: MIT
"""RDS Data: statements by HTTPS. It works where there is a writer, and nowhere else."""
from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from .protocol import Fault, Operation, RestJson, json_body
from .settings import ACCOUNT
from .wire import Request

if TYPE_CHECKING:
    from .context import Context

DATABASE = "remittance"
MEMBERS = {"secretArn": str, "resourceArn": str, "sql": str}
WRITES = re.compile(r"\s*(update|insert|delete|merge|create|truncate)\b", re.IGNORECASE)
READS = re.compile(r"\s*select\b", re.IGNORECASE)


def _route(request: Request) -> tuple[str, dict[str, Any]]:
    if request.method != "POST" or request.path != "/Execute" or request.query:
        raise Fault("UnknownOperationException", "POST to /Execute", 404)
    return "ExecuteStatement", json_body(request)


def _check_secret(ctx: "Context", arn: str) -> None:
    """The user is read from a secret of this Region, on behalf of who calls."""
    secret = ctx.world.vault.secrets[ctx.region]
    if arn != secret.arn:
        raise Fault("BadRequestException", "Error fetching secret "
                    f"{arn} : Secrets Manager can't find the specified secret.")
    try:
        known = json.loads(secret.text)
    except ValueError:
        known = None
    if not isinstance(known, dict) or not known.keys() >= {"username", "password"}:
        raise Fault("InvalidSecretException", "The secret has no username and password.")


def execute_statement(ctx: "Context", params: dict[str, Any]) -> Any:
    database = ctx.world.database
    cluster = database.clusters[ctx.region]
    if not re.fullmatch(r"arn:aws:rds:[a-z0-9-]+:\d{12}:cluster:[a-z0-9-]+",
                        params["resourceArn"]):
        raise Fault("BadRequestException", "Invalid cluster arn")
    if params["resourceArn"] != cluster.arn:
        raise Fault("DatabaseNotFoundException", f"HttpEndpoint: no DB cluster "
                    f"{params['resourceArn']} in {ctx.region} of account {ACCOUNT}", 404)
    if not ctx.world.settings.data_api:
        raise Fault("HttpEndpointNotEnabledException", "HttpEndpoint is not enabled for resource "
                    f"{cluster.arn}. Please refer to Troubleshooting Amazon RDS Data API issues")
    _check_secret(ctx, params["secretArn"])
    if not cluster.alive or not ctx.world.aurora.has_writer_instance(cluster):
        raise Fault("DatabaseUnavailableException", "The writer instance in the DB cluster isn't "
                    "available.", 504)
    if params.get("database", DATABASE) != DATABASE:
        raise Fault("DatabaseErrorException", f"FATAL: database \"{params['database']}\" does not "
                    "exist; SQLState: 3D000")
    return _run(ctx, params)


def _run(ctx: "Context", params: dict[str, Any]) -> Any:
    cluster, sql = ctx.world.database.clusters[ctx.region], params["sql"]
    if WRITES.match(sql):
        verb = sql.split()[0].upper()
        if not cluster.writable:
            raise Fault("DatabaseErrorException", f"ERROR: cannot execute {verb} in a read-only "
                        "transaction; SQLState: 25006")
        cluster.statements += 1
        ctx.world.clock.note("statement", region=ctx.region, sql=sql)
        return {"numberOfRecordsUpdated": 1, "generatedFields": []}
    if not READS.match(sql):
        raise Fault("DatabaseErrorException", "ERROR: syntax error at or near "
                    f"\"{sql.split()[0] if sql.split() else ''}\"; Position: 1; SQLState: 42601")
    if params.get("formatRecordsAs") == "JSON":
        return {"numberOfRecordsUpdated": 0, "formattedRecords": '[{"statements":%d}]'
                % cluster.statements}
    return {"numberOfRecordsUpdated": 0, "records": [[{"longValue": cluster.statements}]]}


DIALECT = RestJson(_route, validation=("BadRequestException", 400),
                   internal=("InternalServerErrorException", 500))
OPERATIONS = {
    "ExecuteStatement": Operation(
        execute_statement, MEMBERS,
        {"database": str, "schema": str, "formatRecordsAs": str, "continueAfterTimeout": bool,
         "includeResultMetadata": bool, "parameters": list, "transactionId": str},
        mutates=lambda params: bool(WRITES.match(str(params.get("sql", ""))))),
}
