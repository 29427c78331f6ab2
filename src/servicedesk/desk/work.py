"""What every use case stands on: the store, the clock, who acts, and one transaction an act."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Protocol

from servicedesk.clock import Clock
from servicedesk.domain.digests import SALT_BYTES
from servicedesk.domain.events import micros
from servicedesk.domain.roles import Permission, Role, require
from servicedesk.store import acts
from servicedesk.store.database import Connection, Store

GRACE_SECONDS = 20
"""How long a reply can be recalled unless the caller says otherwise."""


class Entropy(Protocol):
    """Where salts and act ids come from: the system, or a seeded source for seeds and tests."""

    def token_bytes(self, count: int) -> bytes: ...


class SystemEntropy:
    def token_bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)


class SeededEntropy:
    """The same seed gives the same store, byte for byte."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def token_bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


class ActIds:
    """Act ids that sort in the order they were given: milliseconds, then forty bits, in hexadecimal.

    Within a millisecond the bits count up from a random start, so ids of one process never change places.
    """

    def __init__(self, entropy: Entropy) -> None:
        self._entropy = entropy
        self._last = (-1, 0)

    def next(self, at: datetime) -> str:
        millisecond = micros(at) // 1000
        before, bits = self._last
        bits = bits + 1 if millisecond == before else int.from_bytes(self._entropy.token_bytes(5)) >> 1
        self._last = (millisecond, bits)
        return f"{millisecond:011x}{bits:010x}"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. ``id`` 0 and the name ``system`` stand for the program itself."""

    id: int
    handle: str
    name: str
    roles: frozenset[Role]

    @property
    def code(self) -> str:
        """How events name the actor."""
        return f"person:{self.id}" if self.id else "system"


SYSTEM = Actor(0, "system", "servicedesk", frozenset(Role))


@dataclass(frozen=True, slots=True)
class Work:
    """Handed to every group of use cases. ``via`` says by which way acts come: console, cli, seed, import."""

    store: Store
    clock: Clock
    actor: Actor
    via: str
    entropy: Entropy
    act_ids: ActIds

    def require(self, permission: Permission) -> None:
        """Raise Forbidden unless the actor may."""
        require(self.actor.handle, self.actor.roles, permission)

    def salt(self) -> bytes:
        return self.entropy.token_bytes(SALT_BYTES)

    def new_act_id(self, at: datetime) -> str:
        return self.act_ids.next(at)


@dataclass(frozen=True, slots=True)
class ActContext:
    """One key press: its id, its instant, and the transaction it happens in."""

    work: Work
    connection: Connection
    act_id: str
    name: str
    at: datetime


class OneAct(ActIds):
    """Gives one id again and again: whatever is done with it is the same act."""

    def __init__(self, act_id: str) -> None:
        self._act_id = act_id

    def next(self, at: datetime) -> str:
        del at
        return self._act_id


@contextmanager
def acting(work: Work, name: str) -> Iterator[ActContext]:
    """One act is one transaction: everything it touches carries its id, or nothing happened."""
    with work.store.transaction() as connection:
        at = work.clock.now()
        yield ActContext(work, connection, work.new_act_id(at), name, at)


def remember(context: ActContext, ticket_id: int | None, streams: int = 1) -> None:
    """Note the act for undo and for the list of recent acts; what seeds play is nobody's to take back."""
    if not context.work.actor.id or context.work.via == "seed":
        return
    acts.add(
        context.connection,
        act_id=context.act_id,
        person_id=context.work.actor.id,
        name=context.name,
        ticket_id=ticket_id,
        streams=streams,
        at=context.at,
    )
