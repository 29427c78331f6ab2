"""Half-filled forms: what somebody typed into a call slip, kept until it is sent or thrown away. Not events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from servicedesk.desk.work import Work
from servicedesk.domain.errors import Invalid
from servicedesk.domain.roles import Permission
from servicedesk.domain.texts import storable
from servicedesk.store import forms

LONGEST = 2_000_000
"""Characters of all the texts of one form."""


@dataclass(frozen=True, slots=True)
class KeptForm:
    """The texts of a form by field name, and when they were last stored."""

    fields: Mapping[str, str]
    updated_at: datetime


class Forms:
    def __init__(self, work: Work) -> None:
        self._work = work

    def save(self, form: str, fields: Mapping[str, str]) -> None:
        """Keep one's form in place of what was in it; one without any text is dropped. Raises Invalid when too long."""
        self._work.require(Permission.DRAFT)
        texts = {storable(name): storable(text) for name, text in fields.items()}
        if sum(map(len, texts.values())) > LONGEST:
            raise Invalid("form", f"more than {LONGEST} characters")
        with self._work.store.transaction(aside=True) as connection:
            if any(texts.values()):
                forms.save(connection, self._work.actor.id, form, texts, self._work.clock.now())
            else:
                forms.drop(connection, self._work.actor.id, form)

    def load(self, form: str) -> KeptForm | None:
        """One's own form; None where nothing is kept."""
        with self._work.store.read() as connection:
            found = forms.get(connection, self._work.actor.id, form)
        return None if found is None else KeptForm(*found)

    def kept(self, prefix: str) -> tuple[tuple[str, KeptForm], ...]:
        """One's own forms whose names begin with ``prefix``, the newest first."""
        with self._work.store.read() as connection:
            found = forms.of_person(connection, self._work.actor.id)
        return tuple((name, KeptForm(fields, at)) for name, fields, at in found if name.startswith(prefix))

    def discard(self, form: str) -> None:
        with self._work.store.transaction(aside=True) as connection:
            forms.drop(connection, self._work.actor.id, form)
