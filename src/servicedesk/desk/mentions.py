"""Mentions: notes that ask for a colleague's attention, until that person acts on the ticket."""

from collections.abc import Iterable
from typing import Final

from servicedesk.desk.read import Row
from servicedesk.desk.ticket_acts import finish
from servicedesk.desk.views import Done, MentionView
from servicedesk.desk.work import Work, acting
from servicedesk.domain.errors import Refused
from servicedesk.domain.events import EventType
from servicedesk.domain.mentions import Colleague, find_mentions
from servicedesk.domain.roles import Permission, Role, allows
from servicedesk.store import mentions, people
from servicedesk.store.database import Connection

MOST: Final = 200
"""Mentions read at once; nobody has more waiting."""


class Mentions:
    def __init__(self, work: Work) -> None:
        self._work = work

    def mine(self) -> tuple[MentionView, ...]:
        """What asks for my attention, the newest first."""
        with self._work.store.read() as connection:
            return mention_views(mentions.of_person(connection, self._work.actor.id, MOST), self._work.actor.id)

    def colleagues(self) -> tuple[Colleague, ...]:
        """Who can be mentioned by who acts here: everybody active who reads tickets, with keys to find them by."""
        from servicedesk.store.search.name_keys import name_keys

        with self._work.store.read() as connection:
            known = colleagues(connection, self._work.actor.id)
        return tuple(Colleague(one.id, one.handle, one.name, tuple(name_keys(one.name))) for one in known)

    def seen(self, ticket_id: int, *, version: int | None = None) -> Done:
        """Say that the notes asking for me need nothing more. Raises Refused where none does."""
        from servicedesk.desk.open_ticket import open_ticket

        self._work.require(Permission.READ)
        with acting(self._work, "mention_seen") as context:
            ticket = open_ticket(context, ticket_id)
            ticket.check_version(version, {"act": "mention_seen"})
            if self._work.actor.id not in ticket.state.mentions:
                raise Refused(f"no note on ticket {ticket_id} asks for you", ticket=ticket_id)
            ticket.record(EventType.MENTION_SEEN, {})
            return finish(ticket)


def colleagues(connection: Connection, me: int) -> tuple[Colleague, ...]:
    """Everybody active but ``me`` who may read tickets."""
    return tuple(
        Colleague(row["id"], row["handle"], row["name"])
        for row in people.everybody(connection)
        if row["active"] and row["id"] != me and allows(map(Role, row["roles"].split()), Permission.READ)
    )


def mentioned_in(connection: Connection, text: str, me: int) -> tuple[int, ...]:
    """Whom a note names, each once, in the order of the text."""
    if "@" not in text and "＠" not in text:
        return ()
    return tuple(dict.fromkeys(mention.person for mention in find_mentions(text, colleagues(connection, me))))


def mention_views(rows: Iterable[Row], me: int) -> tuple[MentionView, ...]:
    """Mentions as ``me`` sees them."""
    return tuple(
        MentionView(
            row["ticket_id"],
            row["message_id"],
            row["handle"],
            row["person_id"] == me,
            row["by"],
            row["by_name"],
            row["at"],
            row["text"],
        )
        for row in rows
    )
