"""What people typed again and again, by its digest."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Insert, RowMapping, delete, select, update

from servicedesk.store.tables.answers import own_words
from servicedesk.store.upserting import insert_into


def count(connection: Connection, person_id: int, digest: str, text: str, at: datetime) -> None:
    """One more time; the text is the last one's."""
    row = {"person_id": person_id, "digest": digest, "text": text, "count": 1, "last_at": at, "dismissed": False}
    connection.execute(_counted(connection.dialect.name), row)


@cache
def _counted(dialect: str) -> Insert:
    new = insert_into(dialect, own_words)
    again = {"text": new.excluded.text, "count": own_words.c.count + 1, "last_at": new.excluded.last_at}
    return new.on_conflict_do_update(index_elements=("person_id", "digest"), set_=again)


def discount(connection: Connection, person_id: int, digest: str) -> None:
    """One time less; what was never sent is forgotten."""
    mine = (own_words.c.person_id == person_id, own_words.c.digest == digest)
    connection.execute(update(own_words).where(*mine).values(count=own_words.c.count - 1))
    connection.execute(delete(own_words).where(*mine, own_words.c.count <= 0))


def often(connection: Connection, person_id: int, digests: Sequence[str], times: int) -> list[RowMapping]:
    """Those sent so often that nobody has dismissed."""
    query = select(own_words).where(
        own_words.c.person_id == person_id,
        own_words.c.digest.in_(digests),
        own_words.c.count >= times,
        own_words.c.dismissed.is_(False),
    )
    return list(connection.execute(query).mappings())


def dismiss(connection: Connection, person_id: int, digests: Sequence[str]) -> None:
    """Never tell of these again."""
    mine = (own_words.c.person_id == person_id, own_words.c.digest.in_(digests))
    connection.execute(update(own_words).where(*mine).values(dismissed=True))
