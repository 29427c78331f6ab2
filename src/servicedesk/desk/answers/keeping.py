"""Writing canned answers: each change is a version, an event of the answer's own stream, and one more change of all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from servicedesk.answers.answer import Answer
from servicedesk.answers.content import answer_from, content_of
from servicedesk.answers.including import circle, included
from servicedesk.answers.soundness import Fault, faults
from servicedesk.desk.read import Row
from servicedesk.desk.work import ActContext
from servicedesk.domain.digests import text_digest
from servicedesk.domain.events import Event, EventType, Payload, Stream, StreamKind, chain
from servicedesk.domain.texts import storable
from servicedesk.store import answers, streams
from servicedesk.store.tables.answers import answers as answers_table

Key = tuple[str, str, str]
"""Code in capitals, language and owner: there is one answer to it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an answer shall say. ``row`` is the stored one it takes the place of, None for a new one."""

    answer: Answer
    row: Row | None = None
    retired: bool = False


def lock(context: ActContext) -> None:
    """Answers are written by one at a time, so that their changes have an order."""
    context.work.store.lock_name(context.connection, "answers")


def tidied(answer: Answer) -> Answer:
    """As it is kept: texts that both engines take, no blanks around."""
    return replace(
        answer,
        code=storable(answer.code).strip(),
        title=storable(answer.title).strip(),
        language=storable(answer.language).strip(),
        body=storable(answer.body).replace("\r\n", "\n").replace("\r", "\n").strip("\n"),
        folder=storable(answer.folder).strip(),
        owner=storable(answer.owner).strip(),
        words=tuple(dict.fromkeys(word for text in answer.words if (word := storable(text).strip()))),
        examples=tuple(dict.fromkeys(text for raw in answer.examples if (text := storable(raw).strip()))),
    )


def key_of(answer: Answer) -> Key:
    return answer.code.upper(), answer.language, answer.owner


def stored(row: Row) -> Answer | None:
    """The answer of a row, without its examples; None where it can't be read."""
    try:
        return answer_from(row["content"], number=row["id"], version=row["version"])
    except ValueError:
        return None


def all_faults(answer: Answer, includes: Callable[[str], Sequence[str]]) -> Iterator[Fault]:
    """What keeps an answer from being taken; ``includes`` gives what the one with a code includes."""
    yield from faults(answer)
    mine, me = included(answer), answer.code.upper()
    round_about = circle(me, lambda code: mine if code == me else includes(code)) if mine else []
    if round_about:
        yield Fault("actions", f"includes itself: {' → '.join(round_about)}")


def write(context: ActContext, wishes: Sequence[Wish]) -> list[int]:
    """Write answers as wished; returns their numbers. The caller holds the lock and has checked them."""
    connection, work = context.connection, context.work
    fresh = [wish for wish in wishes if wish.row is None]
    ids = iter(work.store.reserve_ids(connection, answers_table, len(fresh)) if fresh else ())
    change = answers.stamp(connection)
    events: list[Event] = []
    rows: dict[bool, list[dict[str, object]]] = {True: [], False: []}
    versions: list[dict[str, object]] = []
    examples: dict[int, Sequence[str]] = {}
    numbers: list[int] = []
    for wish in wishes:
        change += 1
        number = next(ids) if wish.row is None else int(wish.row["id"])
        salt, content = work.salt(), content_of(wish.answer)
        event = _event(context, number, wish, text_digest(salt, content))
        events.append(event)
        rows[wish.row is None].append(_row(wish, number, event, change))
        versions.append(
            {
                "answer_id": number,
                "version": event.seq,
                "content": content,
                "salt": salt,
                "retired": wish.retired,
                "changed_at": context.at,
                "changed_by": work.actor.id or None,
            }
        )
        examples[number] = wish.answer.examples
        numbers.append(number)
    answers.add(connection, rows[True])
    answers.change(connection, rows[False])
    answers.add_versions(connection, versions)
    answers.set_examples(connection, examples)
    streams.append(connection, events)
    return numbers


def _event(context: ActContext, number: int, wish: Wish, digest: str) -> Event:
    answer, before = wish.answer, wish.row
    payload: Payload = {
        "code": answer.code,
        "language": answer.language,
        "owner": answer.owner,
        "retired": wish.retired,
        "digest": digest,
    }
    return chain(
        Stream(StreamKind.ANSWER, number),
        1 if before is None else int(before["version"]) + 1,
        EventType.ANSWER_SET,
        context.act_id,
        context.work.actor.code,
        context.work.via,
        context.at,
        payload,
        "" if before is None else str(before["head"]),
    )


def _row(wish: Wish, number: int, event: Event, change: int) -> dict[str, object]:
    return {
        "id" if wish.row is None else "number": number,
        **dict(zip(("code", "language", "owner"), key_of(wish.answer), strict=True)),
        "version": event.seq,
        "head": event.hash,
        "change": change,
        "retired_at": event.at if wish.retired else None,
    }
