"""Counting what somebody types again and again, in the act that sends it."""

from servicedesk.desk.work import ActContext
from servicedesk.domain.own_words import TIMES, own_paragraphs
from servicedesk.store import own_words
from servicedesk.store.database import Connection


def note_own_words(context: ActContext, text: str) -> None:
    """A reply goes out: its paragraphs count once more. What seeds and imports play is nobody's typing."""
    person = context.work.actor.id
    if not person or context.work.via in ("seed", "import"):
        return
    for paragraph in own_paragraphs(text):
        own_words.count(context.connection, person, paragraph.digest, paragraph.text, context.at)


def forget_own_words(context: ActContext, text: str) -> None:
    """A reply is taken back: its paragraphs were not sent."""
    for paragraph in own_paragraphs(text):
        own_words.discount(context.connection, context.work.actor.id, paragraph.digest)


def typed_often(connection: Connection, person_id: int, text: str) -> tuple[str, ...]:
    """The paragraphs of a text that were sent three times and more and not dismissed, in their order."""
    paragraphs = own_paragraphs(text)
    often = {row["digest"] for row in own_words.often(connection, person_id, [p.digest for p in paragraphs], TIMES)}
    return tuple(paragraph.text for paragraph in paragraphs if paragraph.digest in often)
