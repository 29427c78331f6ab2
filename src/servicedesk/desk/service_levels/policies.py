"""The shop's policies: set from files as a new version, and what is in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from servicedesk.desk.service_levels.files import load_policies
from servicedesk.desk.work import ActContext, Work, acting
from servicedesk.domain.errors import Refused
from servicedesk.domain.events import EventType, canonical, chain
from servicedesk.domain.roles import Permission
from servicedesk.domain.sla.book import as_payload
from servicedesk.domain.sla.policies import PolicySet
from servicedesk.store import policies, streams


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A version of the policies: its number, when it was set, and the names of its rules in order."""

    number: int
    set_at: datetime
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """What setting policies did: the version now in force, and what is odd about the files though they work."""

    version: PolicyVersion
    warnings: tuple[str, ...]


class Policies:
    def __init__(self, work: Work) -> None:
        self._work = work

    def set(self, files: Sequence[Path]) -> PolicyChange:
        """Put policy files in force, their rules in the order of the files.

        Open clocks follow from their own start, closed ones keep their verdict; tickets are counted anew by the
        sweep. Raises BadFile naming file, line and field, Refused when that is in force already, Forbidden.
        """
        self._work.require(Permission.POLICIES)
        checked = load_policies(files)
        with acting(self._work, "policies") as context:
            version = set_policies(context, checked.policies)
        return PolicyChange(version, checked.warnings)

    def in_force(self) -> PolicyVersion | None:
        """The version in force; None before there is one."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            current = policies.book(self._work.store, connection).current
            if current is None:
                return None
            return PolicyVersion(
                current.number,
                policies.set_at(connection),
                tuple(rule.name for rule in current.policies.rules),
            )


def set_policies(context: ActContext, wanted: PolicySet, at: datetime | None = None) -> PolicyVersion:
    """Write a version of the policies, in force from ``at`` (now) on. Raises Refused when it is that already.

    Now is not before the end of any ticket that was counted without it.
    """
    connection, work = context.connection, context.work
    policies.take(work.store, connection)
    history = streams.history(connection, policies.STREAM)
    payload = as_payload(wanted)
    if history and canonical(history[-1].payload) == canonical(payload):
        raise Refused("these policies are in force already", version=history[-1].seq)
    event = chain(
        policies.STREAM,
        len(history) + 1,
        EventType.POLICIES_SET,
        context.act_id,
        work.actor.code,
        work.via,
        at or policies.earliest(connection, context.at),
        payload,
        history[-1].hash if history else "",
    )
    policies.add(connection, event)
    return PolicyVersion(event.seq, event.at, tuple(rule.name for rule in wanted.rules))
