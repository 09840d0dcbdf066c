# SPDX-License-Identifier: MIT
"""Secrets Manager: one secret of the same name in each Region, independent or a replica."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable

from .clock import Clock
from .protocol import Fault, Json, Operation
from .settings import ACCOUNT, HOME, REGIONS, STANDBY, Settings

if TYPE_CHECKING:
    from .context import Context

NAME = "remittance/database"
TRY_AGAIN_S = 0.1  # a replica whose Region does not answer
DIALECT = Json("1.1", "secretsmanager", validation=("InvalidParameterException", 400),
               internal=("InternalServiceError", 500))


@dataclass
class Secret:
    region: str
    versions: dict[str, str] = field(default_factory=dict)  # version id -> text
    stages: dict[str, str] = field(default_factory=dict)  # stage -> version id
    created: dict[str, float] = field(default_factory=dict)
    replica_of: str | None = None
    replicating: int = 0  # what is on its way to it
    wanted_by: str | None = None  # a primary that may not overwrite it: its replication failed

    @property
    def arn(self) -> str:
        return f"arn:aws:secretsmanager:{self.region}:{ACCOUNT}:secret:{NAME}-AbCdEf"

    @property
    def text(self) -> str:
        return self.versions[self.stages["AWSCURRENT"]]

    def put(self, version: str, text: str, stages: list[str], wall: float) -> None:
        self.versions[version] = text
        self.created[version] = wall
        for stage in stages:
            if stage == "AWSCURRENT" and stage in self.stages:
                self.stages["AWSPREVIOUS"] = self.stages[stage]
            self.stages[stage] = version


class Vault:
    """The secrets of all Regions."""

    def __init__(self, clock: Clock, settings: Settings, host: str) -> None:
        self.clock = clock
        self.settings = settings
        self.reachable: Callable[[str], bool] = lambda region: True
        self.secrets = {region: Secret(region) for region in REGIONS}
        if settings.secret_replica:
            self.secrets[STANDBY].replica_of = HOME
        text = json.dumps({
            "username": "remit", "password": "p\u00e4ss/\\\"word", "engine": "postgres",
            "host": host, "port": 5432, "dbname": "remittance",
            "team": {"owner": "payments", "pager": [1, 2.50]},  # unknown to failoverd, to be kept
        }, ensure_ascii=False, indent=1)
        for number, secret in enumerate(self.secrets.values(), 1):
            version = f"00000000-0000-4000-8000-{0 if settings.secret_replica else number:012d}"
            secret.put(version, text, ["AWSCURRENT"], clock.wall())

    def host(self, region: str) -> str:
        """What the application of that Region connects to."""
        try:
            return str(json.loads(self.secrets[region].text)["host"])
        except (ValueError, KeyError, TypeError):
            return ""

    def put(self, region: str, version: str, text: str, stages: list[str]) -> None:
        self.secrets[region].put(version, text, stages, self.clock.wall())
        self.clock.note("secret", region=region, host=self.host(region))
        self.replicate(region)

    def replicate(self, region: str) -> None:
        """What a primary has is on its way to its replicas."""
        for replica in self.secrets.values():
            if replica.replica_of == region:
                replica.replicating += 1
                self.clock.later(self.settings.span("replica_s"),
                                 lambda r=replica: self._copy(r, region))

    def _copy(self, replica: Secret, region: str) -> None:
        if not self.reachable(replica.region) and replica.replica_of == region:
            self.clock.later(TRY_AGAIN_S, lambda: self._copy(replica, region))
            return
        replica.replicating -= 1
        if replica.replica_of != region:
            return  # promoted meanwhile
        primary = self.secrets[region]
        replica.versions, replica.stages = dict(primary.versions), dict(primary.stages)
        replica.created = dict(primary.created)
        self.clock.note("secret", region=replica.region, host=self.host(replica.region))


def _secret(ctx: "Context", params: dict[str, Any]) -> Secret:
    secret = ctx.world.vault.secrets[ctx.region]
    if params["SecretId"] not in (NAME, secret.arn, secret.arn.removesuffix("-AbCdEf")):
        raise Fault("ResourceNotFoundException",
                    "Secrets Manager can't find the specified secret.")
    return secret


def _own(ctx: "Context", params: dict[str, Any]) -> Secret:
    """A secret that may be written where it was asked for."""
    secret = _secret(ctx, params)
    if secret.replica_of is not None:
        raise Fault("InvalidRequestException", "Operation not permitted on a replica secret. "
                    "Call must be made in primary secret's region.")
    return secret


def get_secret_value(ctx: "Context", params: dict[str, Any]) -> Any:
    secret = _secret(ctx, params)
    stage = params.get("VersionStage", "AWSCURRENT")
    version = params.get("VersionId") or secret.stages.get(stage)
    if version not in secret.versions:
        raise Fault("ResourceNotFoundException", "Secrets Manager can't find the specified "
                    f"secret value for staging label: {stage}")
    return {"ARN": secret.arn, "Name": NAME, "VersionId": version,
            "SecretString": secret.versions[version],
            "VersionStages": [s for s, v in secret.stages.items() if v == version],
            "CreatedDate": round(secret.created[version], 3)}


def put_secret_value(ctx: "Context", params: dict[str, Any]) -> Any:
    secret = _own(ctx, params)
    version, text = params["ClientRequestToken"], params["SecretString"]
    stages = params.get("VersionStages", ["AWSCURRENT"])
    if not re.fullmatch(r"[A-Za-z0-9-]{32,64}", version):
        raise Fault("InvalidParameterException", "ClientRequestToken must be 32-64 characters "
                    "long.")
    if not 1 <= len(text) <= 65536:
        raise Fault("InvalidParameterException", "SecretString must be 1-65536 characters long.")
    if version not in secret.versions:
        ctx.world.vault.put(ctx.region, version, text, stages)
    elif secret.versions[version] != text:
        raise Fault("ResourceExistsException", f"You can't use ClientRequestToken {version} "
                    "because that value is already in use for a version of secret "
                    f"{secret.arn}.")
    return {"ARN": secret.arn, "Name": NAME, "VersionId": version,
            "VersionStages": [s for s, v in secret.stages.items() if v == version]}


def update_secret_version_stage(ctx: "Context", params: dict[str, Any]) -> Any:
    """Moves a label from one version to another; where it is must be said."""
    secret = _own(ctx, params)
    stage, to, source = (params.get(name) for name in (
        "VersionStage", "MoveToVersionId", "RemoveFromVersionId"))
    if to is not None and to not in secret.versions:
        raise Fault("ResourceNotFoundException", "Secrets Manager can't find the specified "
                    f"secret version: {to}")
    if secret.stages.get(stage) not in (None, source, to):
        raise Fault("InvalidParameterException", f"You must specify RemoveFromVersionId: {stage} "
                    f"is attached to {secret.stages[stage]}.")
    if to is None:
        secret.stages.pop(stage, None)
    elif secret.stages.get(stage) != to:
        if stage == "AWSCURRENT" and source is not None:
            secret.stages["AWSPREVIOUS"] = source
        secret.stages[stage] = to
        ctx.world.clock.note("secret", region=secret.region,
                             host=ctx.world.vault.host(secret.region))
        ctx.world.vault.replicate(secret.region)
    return {"ARN": secret.arn, "Name": NAME}


def _replication(ctx: "Context", secret: Secret) -> list[dict[str, str]]:
    found = []
    for replica in ctx.world.vault.secrets.values():
        if secret.region not in (replica.replica_of, replica.wanted_by):
            continue
        status, message = "InProgress", "Replication is in progress"
        if replica.wanted_by:
            status, message = "Failed", ("Replication failed: Secret with this name already "
                                         f"exists in {replica.region}.")
        elif not replica.replicating:
            status, message = "InSync", "Replication succeeded"
        found.append({"Region": replica.region, "KmsKeyId": "alias/aws/secretsmanager",
                      "Status": status, "StatusMessage": message})
    return found


def describe_secret(ctx: "Context", params: dict[str, Any]) -> Any:
    secret = _secret(ctx, params)
    stages: dict[str, list[str]] = {}
    for stage, version in secret.stages.items():
        stages.setdefault(version, []).append(stage)
    answer: dict[str, Any] = {"ARN": secret.arn, "Name": NAME, "VersionIdsToStages": stages}
    primary = ctx.world.vault.secrets[secret.replica_of or secret.region]
    replication = _replication(ctx, primary)
    if replication:
        answer.update(PrimaryRegion=primary.region, ReplicationStatus=replication)
    return answer


def list_secrets(ctx: "Context", params: dict[str, Any]) -> Any:
    secret = ctx.world.vault.secrets[ctx.region]
    entry = {"ARN": secret.arn, "Name": NAME}
    primary = secret.replica_of or secret.region
    if any(other.replica_of == primary for other in ctx.world.vault.secrets.values()):
        entry["PrimaryRegion"] = primary
    alone = f"{ctx.region}-only"  # which the other Region has not
    arn = f"arn:aws:secretsmanager:{ctx.region}:{ACCOUNT}:secret:{alone}-AbCdEf"
    return {"SecretList": [entry, {"ARN": arn, "Name": alone}]}


def stop_replication_to_replica(ctx: "Context", params: dict[str, Any]) -> Any:
    secret = _secret(ctx, params)
    if secret.replica_of is None:
        raise Fault("InvalidRequestException", "The secret is not a replica.")
    secret.replica_of = None
    ctx.world.clock.note("promoted secret", region=secret.region)
    return {"ARN": secret.arn}


def replicate_secret_to_regions(ctx: "Context", params: dict[str, Any]) -> Any:
    secret = _own(ctx, params)
    for entry in params["AddReplicaRegions"]:
        replica = ctx.world.vault.secrets.get(entry.get("Region"))
        if replica is None or replica is secret:
            raise Fault("InvalidParameterException", "Invalid replica Region.")
        if not params.get("ForceOverwriteReplicaSecret", False):
            replica.wanted_by = secret.region  # there is one already
            continue
        replica.replica_of, replica.wanted_by = secret.region, None
        ctx.world.clock.note("replica", region=replica.region, of=secret.region)
    ctx.world.vault.replicate(secret.region)
    return {"ARN": secret.arn, "ReplicationStatus": _replication(ctx, secret)}


OPERATIONS = {
    "GetSecretValue": Operation(get_secret_value, {"SecretId": str},
                                {"VersionStage": str, "VersionId": str}),
    "PutSecretValue": Operation(
        put_secret_value, {"SecretId": str, "SecretString": str, "ClientRequestToken": str},
        {"VersionStages": list}, mutates=True),
    "UpdateSecretVersionStage": Operation(
        update_secret_version_stage, {"SecretId": str, "VersionStage": str},
        {"MoveToVersionId": str, "RemoveFromVersionId": str}, mutates=True),
    "ListSecrets": Operation(list_secrets, {}, {"MaxResults": int, "NextToken": str}),
    "DescribeSecret": Operation(describe_secret, {"SecretId": str}),
    "StopReplicationToReplica": Operation(stop_replication_to_replica, {"SecretId": str},
                                          mutates=True),
    "ReplicateSecretToRegions": Operation(
        replicate_secret_to_regions, {"SecretId": str, "AddReplicaRegions": list},
        {"ForceOverwriteReplicaSecret": bool}, mutates=True),
}
