"""Words that an undo takes back go into the composer again; words that it brings back leave it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.side_threads import forward_lead
from servicedesk.desk.work import ActContext
from servicedesk.domain.side_threads import SideDraft
from servicedesk.domain.ticket_state import MessageState
from servicedesk.domain.used_answers import NONE, Inserted, as_text, from_text, inserted
from servicedesk.store import messages, people

WRITTEN: Final = frozenset({"note", "forward", "side_answer", "undo"})
"""Acts whose words somebody wrote in the composer, apart from replies; and their undoing."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """Words that became a draft again, the draft's mode, and the canned answers in them."""

    ticket_id: int
    body: str
    mode: str = "reply"
    inserted: Inserted = NONE


def into_draft(context: ActContext, recalled: Recalled) -> Recalled:
    """The recalled words as the person's draft, above what the person has begun to write since."""
    begun, before = _draft(context, recalled)
    apart = begun.strip() and begun.strip() not in recalled.body
    body = f"{recalled.body}\n\n{begun}" if apart else recalled.body
    person, ticket_id, mode = context.work.actor.id, recalled.ticket_id, recalled.mode
    back = recalled.inserted
    both = inserted((*back.answers, *before.answers), (*back.actions, *before.actions))
    caret, kept = len(recalled.body), as_text(both)
    people.save_draft(context.connection, person, ticket_id, mode, body, caret, context.at, kept)
    return Recalled(ticket_id, body, mode, both)


def move_words(context: ActContext, ticket: OpenTicket, before: Mapping[int, MessageState]) -> Recalled | None:
    """After an undo: one's own notes and side messages that are gone become drafts; of those back again drafts end.

    ``before`` are the ticket's messages before it. Returns the last that became a draft.
    """
    after = ticket.state.messages
    recalled = None
    for message_id in sorted(before.keys() ^ after.keys()):
        words = _words(context, ticket.id, message_id)
        if words is None:
            continue
        if message_id in before:
            recalled = into_draft(context, words)
        elif _draft(context, words)[0].strip() == words.body.strip():
            people.drop_draft(context.connection, context.work.actor.id, ticket.id, words.mode)
    return recalled


def _words(context: ActContext, ticket_id: int, message_id: int) -> Recalled | None:
    """A message as it was written in the composer; None for anything else, and for somebody else's."""
    row = messages.body_of(context.connection, message_id)
    if row is None:
        return None
    body, side, mine = str(row["body"]), row["side"], row["handle"] == context.work.actor.handle
    if row["medium"] == "note" and mine:
        return Recalled(ticket_id, body, "note")
    if row["medium"] != "side" or side is None:
        return None
    if row["author"] == "system":
        return Recalled(ticket_id, body, str(SideDraft("answer", side, str(row["author_name"]))))
    to, lead, text = body.removeprefix("to ").partition(": ")
    if not mine or not lead or not body.startswith(forward_lead(to)):
        return None
    return Recalled(ticket_id, text, str(SideDraft("side", side, to)))


def _draft(context: ActContext, words: Recalled) -> tuple[str, Inserted]:
    drafts = people.drafts_of(context.connection, context.work.actor.id, words.ticket_id)
    found = next((draft for draft in drafts if draft["mode"] == words.mode), None)
    return ("", NONE) if found is None else (str(found["body"]), from_text(found["answers"]))
