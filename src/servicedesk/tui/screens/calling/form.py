"""What a call slip holds: who it is, which ticket, the notes; as values, and as the texts that are kept of it. Pure."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain import identities
from servicedesk.domain.calls import PhoneCall
from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import from_micros, micros
from servicedesk.domain.tickets import Kind, Status
from servicedesk.domain.triage import Wording, read_wording
from servicedesk.i18n import _

PHONE: Final = "phone"
CHANNELS: Final = (PHONE, "mail", "chat", "local")
"""How a customer reaches us outside of what we receive ourselves; ``local`` is a letter or a word at the counter."""

TEXTS: Final = ("who", "name", "address", "subject", "order", "text")
"""The fields that somebody typed; a slip without any of them is worth nothing."""


@dataclass(frozen=True, slots=True)
class CallForm:
    """A contact as far as it is filled in.

    ``customer`` and ``ticket`` are ids of what was chosen; ``named`` that the search is over, whoever it found.
    ``kind`` is the chosen kind of a new ticket, empty while the words propose it. ``began``: the slip's opening.
    """

    began: datetime
    channel: str = PHONE
    named: bool = False
    customer: int | None = None
    ticket: int | None = None
    kind: str = ""
    who: str = ""
    name: str = ""
    address: str = ""
    subject: str = ""
    order: str = ""
    text: str = ""

    @property
    def is_call(self) -> bool:
        return self.channel == PHONE

    @property
    def worth_keeping(self) -> bool:
        return any(getattr(self, name).strip() for name in TEXTS)

    @property
    def mail(self) -> str | None:
        """The e-mail address that was given."""
        return self.address.strip() if "@" in self.address else None

    @property
    def phone(self) -> str | None:
        """The phone number that was given, in ASCII digits."""
        number = unicodedata.normalize("NFKC", self.address).strip()
        return number if number and "@" not in number else None

    def wording(self) -> Wording:
        """What the words say about a new ticket."""
        return read_wording([self.subject, self.text])

    def kind_of_new(self) -> Kind:
        """The kind a new ticket gets: the chosen one, else what the words propose."""
        if self.kind:
            return Kind(self.kind)
        return self.wording().kind or Kind.INQUIRY

    def check(self) -> None:
        """Raise Invalid when it can't be taken as it is."""
        if not self.text.strip():
            raise Invalid(_("notes"), _("say in a few words what it was about"))
        if self.mail is not None:
            identities.email(self.mail)
        elif self.phone is not None:
            identities.phone(self.phone)

    def as_texts(self) -> dict[str, str]:
        """What is kept of it; nothing where nobody has typed anything."""
        if not self.worth_keeping:
            return {}
        texts = {name: getattr(self, name) for name in TEXTS}
        numbers = {"customer": self.customer, "ticket": self.ticket}
        return {
            **texts,
            **{name: "" if number is None else str(number) for name, number in numbers.items()},
            "channel": self.channel,
            "kind": self.kind,
            "named": "yes" if self.named else "",
            "began": str(micros(self.began)),
        }


def from_texts(texts: Mapping[str, str], now: datetime) -> CallForm:
    """The form that was kept; what can't be read of it is left out."""
    channel, kind = texts.get("channel", ""), texts.get("kind", "")
    return CallForm(
        began=_instant(texts.get("began", ""), now),
        channel=channel if channel in CHANNELS else PHONE,
        named=bool(texts.get("named")),
        customer=_number(texts.get("customer", "")),
        ticket=_number(texts.get("ticket", "")),
        kind=kind if kind in tuple(Kind) else "",
        who=texts.get("who", ""),
        name=texts.get("name", ""),
        address=texts.get("address", ""),
        subject=texts.get("subject", ""),
        order=texts.get("order", ""),
        text=texts.get("text", ""),
    )


def as_found(form: CallForm) -> CallForm:
    """Somebody unknown: what was typed to find them is their number, address or name."""
    typed = form.who.strip()
    digits = sum(character.isdigit() for character in typed)
    if "@" in typed or (digits >= 5 and digits * 2 >= len(typed)):
        return replace(form, address=form.address or typed)
    return replace(form, name=form.name or typed) if typed and not digits else form


@dataclass(frozen=True, slots=True)
class Contact:
    """A form that was sent: ``call`` says how the call ended, None for what somebody wrote.

    ``row`` is the ticket it belongs to as it was seen, None for a new one. ``then`` the status it gets.
    """

    form: CallForm
    row: QueueRow | None
    call: PhoneCall | None = None
    then: Status | None = None


def row_of_new(kind: Kind, now: datetime) -> QueueRow:
    """A ticket that isn't there yet, as the rules about statuses want to see it."""
    return QueueRow(
        id=0,
        kind=kind,
        status=Status.OPEN,
        stage="received" if kind is Kind.COMPLAINT else None,
        priority="normal",
        subject="",
        customer_id=None,
        customer_name="",
        membership="standard",
        assignee=None,
        due_at=None,
        due_clock=None,
        waiting_since=None,
        snoozed_until=None,
        created_at=now,
        updated_at=now,
        last_public_author=None,
        version=0,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


def _instant(text: str, now: datetime) -> datetime:
    """When it began; ``now`` where that isn't told or lies ahead."""
    number = _number(text)
    if number is None or number > micros(now):
        return now
    return from_micros(number)
