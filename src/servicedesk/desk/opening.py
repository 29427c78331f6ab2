"""Opening a store: made, migrated, with somebody in it to act."""

import getpass
import re
from dataclasses import replace
from typing import Final

from servicedesk.clock import Clock
from servicedesk.desk.people import add_person
from servicedesk.desk.views import Health
from servicedesk.desk.work import SYSTEM, ActIds, Actor, Entropy, SystemEntropy, Work, acting
from servicedesk.domain.errors import NotFound
from servicedesk.domain.roles import Role
from servicedesk.store import messages, people, proof, queues
from servicedesk.store.address import parse_address
from servicedesk.store.database import Store
from servicedesk.store.schema import HEAD, prepare

FIRST_VIEWS: Final = (
    ("Mine", "is:live assignee:me", "due"),
    ("Unassigned", "is:live assignee:none", "due"),
    ("Asked of me", "inbox:me", "updated"),
    ("Overdue", "is:overdue", "due"),
    ("At risk", "is:risk", "due"),
    ("@me", "is:all mention:me", "-updated"),
    ("Handed over", "is:handed", "-updated"),
    ("Promises", "is:remind assignee:me", "remind"),
    ("All open", "is:live", "due"),
    ("Waiting", "status:waiting_customer,on_hold", "due"),
    ("Snoozed", "is:snoozed", "due"),
    ("Done", "is:closed", "due"),
)
"""The tabs a store starts with; the first is what the console opens on."""


def open_work(url: str, *, handle: str | None, clock: Clock, via: str, entropy: Entropy | None) -> Work:
    """Open, make and migrate the store; find who acts. Raises StoreUnavailable, StoreTooNew, NotFound."""
    store = Store(parse_address(url))
    try:
        prepare(store)
        source = entropy or SystemEntropy()
        work = Work(store, clock, SYSTEM, via, source, ActIds(source))
        _people_it(work)
        actor = find_actor(store, handle)
    except BaseException:
        store.close()
        raise
    return replace(work, actor=actor)


def _people_it(work: Work) -> None:
    """A new store gets one person, named after who uses this machine, and the first views."""
    with work.store.read() as connection:
        if people.first(connection) is not None:
            return
    with acting(work, "store_made") as context:
        work.store.lock_name(context.connection, "store_made")
        if people.first(context.connection) is not None:
            return
        roles = (Role.ADMIN, Role.SUPERVISOR, Role.AGENT)
        name = os_user()
        add_person(context, _as_handle(name), name=name, roles=roles)
        for position, (title, filter_text, sort) in enumerate(FIRST_VIEWS):
            people.add_view(context.connection, title, filter_text, position, sort)


def os_user() -> str:
    """Who uses this machine; ``agent`` where it doesn't say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "agent"


def _as_handle(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:40] or "agent"


def find_actor(store: Store, handle: str | None) -> Actor:
    """A person who may act; the store's first one without a handle. Raises NotFound."""
    with store.read() as connection:
        row = people.first(connection) if handle is None else people.by_handle(connection, handle)
    if row is None or not row["active"]:
        raise NotFound("person", handle)
    return Actor(row["id"], row["handle"], row["name"], frozenset(Role(role) for role in row["roles"].split()))


def health(work: Work) -> Health:
    """How the store is."""
    with work.store.read() as connection:
        return Health(
            store=work.store.address.shown,
            engine=work.store.address.engine,
            schema=HEAD,
            tickets=proof.counts(connection)["tickets"],
            live=queues.live_count(connection),
            pending_replies=messages.pending_count(connection),
            swept_at=people.last_beat(connection, "sweep"),
        )


def shop_settings(work: Work) -> dict[str, str]:
    with work.store.read() as connection:
        return people.all_settings(connection)
