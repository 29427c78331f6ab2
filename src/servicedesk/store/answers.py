"""Canned answers as rows: what they say is in their versions, who sees them is in ``owner``."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, RowMapping, Select, bindparam, delete, func, insert, select, update

from servicedesk.store.insert_many import insert_many
from servicedesk.store.tables.answers import answer_examples, answer_versions, answers
from servicedesk.store.tables.people import people

AT_ONCE = 500
"""Values of one ``IN``."""


def stamp(connection: Connection) -> int:
    """Grows with every change to any answer; 0 before there is one."""
    return connection.execute(select(func.max(answers.c.change))).scalar() or 0


def _rows() -> Select[tuple[object, ...]]:
    return select(
        answers.c.id,
        answers.c.code,
        answers.c.language,
        answers.c.owner,
        answers.c.version,
        answers.c.head,
        answers.c.change,
        answers.c.retired_at,
        answer_versions.c.content,
        answer_versions.c.changed_at,
        people.c.handle,
    ).select_from(
        answers.join(
            answer_versions,
            (answer_versions.c.answer_id == answers.c.id) & (answer_versions.c.version == answers.c.version),
        ).outerjoin(people, people.c.id == answer_versions.c.changed_by)
    )


def owned_by(connection: Connection, owners: Sequence[str], *, retired: bool) -> list[RowMapping]:
    """The answers of some owners as they are now, in the order they came; ``retired``: those that are retired."""
    query = _rows().where(answers.c.owner.in_(owners))
    query = query.where(answers.c.retired_at.is_not(None) if retired else answers.c.retired_at.is_(None))
    return list(connection.execute(query.order_by(answers.c.id)).mappings())


def get(connection: Connection, number: int) -> RowMapping | None:
    return connection.execute(_rows().where(answers.c.id == number)).mappings().first()


def with_codes(connection: Connection, codes: Iterable[str]) -> list[RowMapping]:
    """The answers with one of these codes (in capitals), in every language and of every owner."""
    wanted = sorted(set(codes))
    found: list[RowMapping] = []
    for start in range(0, len(wanted), AT_ONCE):
        query = _rows().where(answers.c.code.in_(wanted[start : start + AT_ONCE]))
        found += connection.execute(query.order_by(answers.c.id)).mappings()
    return found


def versions(connection: Connection, number: int) -> list[RowMapping]:
    """What an answer said, the newest first."""
    query = (
        select(answer_versions, people.c.handle)
        .outerjoin(people, people.c.id == answer_versions.c.changed_by)
        .where(answer_versions.c.answer_id == number)
        .order_by(answer_versions.c.version.desc())
    )
    return list(connection.execute(query).mappings())


def add(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    """New answers; their versions come after."""
    insert_many(connection, answers, rows)


def change(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Write known answers; ``number`` names the row, the other keys are its columns."""
    if rows:
        columns = {name: bindparam(name, type_=answers.c[name].type) for name in rows[0] if name != "number"}
        connection.execute(
            update(answers).where(answers.c.id == bindparam("number")).values(columns), [dict(row) for row in rows]
        )


def add_versions(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    insert_many(connection, answer_versions, rows)


# examples


def examples_of(connection: Connection, numbers: Sequence[int]) -> dict[int, list[str]]:
    """Answer → the messages that came with it as examples, in their order."""
    found: dict[int, list[str]] = {}
    for start in range(0, len(numbers), AT_ONCE):
        query = select(answer_examples.c.answer_id, answer_examples.c.text).where(
            answer_examples.c.answer_id.in_(numbers[start : start + AT_ONCE])
        )
        for number, text in connection.execute(query.order_by(answer_examples.c.id)):
            found.setdefault(number, []).append(text)
    return found


def set_examples(connection: Connection, wanted: Mapping[int, Sequence[str]]) -> None:
    """Put examples in place of those answers had."""
    numbers = sorted(wanted)
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        connection.execute(delete(answer_examples).where(answer_examples.c.answer_id.in_(some)))
    rows = [{"answer_id": number, "text": text} for number in numbers for text in wanted[number]]
    if rows:
        connection.execute(insert(answer_examples), rows)
