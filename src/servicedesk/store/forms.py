"""Half-filled forms as rows."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select

from servicedesk.store.database import upsert
from servicedesk.store.tables.together import kept_forms


def save(connection: Connection, person_id: int, form: str, fields: Mapping[str, str], at: datetime) -> None:
    """Replace what the person had in the form."""
    texts = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True)
    values = {"person_id": person_id, "form": form, "fields": texts, "updated_at": at}
    upsert(connection, kept_forms, ("person_id", "form"), values)


def get(connection: Connection, person_id: int, form: str) -> tuple[dict[str, str], datetime] | None:
    """What the person had typed, and when; None where nothing is kept."""
    row = connection.execute(
        select(kept_forms.c.fields, kept_forms.c.updated_at).where(
            kept_forms.c.person_id == person_id, kept_forms.c.form == form
        )
    ).first()
    if row is None:
        return None
    fields: dict[str, str] = json.loads(row.fields)
    return fields, row.updated_at


def of_person(connection: Connection, person_id: int) -> list[tuple[str, dict[str, str], datetime]]:
    """Everything the person has half filled in: name, texts, when; the newest first."""
    query = select(kept_forms.c.form, kept_forms.c.fields, kept_forms.c.updated_at)
    query = query.where(kept_forms.c.person_id == person_id)
    rows = connection.execute(query.order_by(kept_forms.c.updated_at.desc(), kept_forms.c.form))
    return [(row.form, json.loads(row.fields), row.updated_at) for row in rows]


def drop(connection: Connection, person_id: int, form: str) -> None:
    connection.execute(delete(kept_forms).where(kept_forms.c.person_id == person_id, kept_forms.c.form == form))
