"""The life of a generated ticket: who says what when, and what becomes of it, by the rules of the desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from servicedesk.desk.generation.phrases import Phrases, Topic
from servicedesk.domain.events import EventType, Payload
from servicedesk.domain.tickets import CLOSE_AFTER_DAYS, COMPLAINT_ORDER, ComplaintStage, Kind, Priority, Status
from servicedesk.store.generated import Colleague
from servicedesk.store.new_tickets import NewFact, NewMessage, NewTicket

STILL_OPEN: Final = ((1, 0.75), (3, 0.45), (7, 0.25), (30, 0.06))
"""(days old, share of tickets of at most that age that are live); older ones rarely are."""
STILL_OPEN_LATER: Final = 0.002

_CHANNELS: Final = (("mail", "form", "chat", "phone", "marketplace"), (55, 20, 15, 4, 6))
_PRIORITIES: Final = ((Priority.NORMAL, Priority.LOW, Priority.HIGH, Priority.URGENT), (70, 13, 13, 4))
_ENDS: Final = ((Status.NEW, Status.WAITING_CUSTOMER, Status.OPEN, Status.ON_HOLD), (38, 30, 22, 10))
_LATE_ENDS: Final = ((Status.WAITING_CUSTOMER, Status.ON_HOLD, Status.OPEN), (50, 35, 15))
_LATE_DAYS: Final = 7
"""After so many days somebody has always answered."""
_DEPARTMENTS: Final = {"logistics": "logistics", "billing": "finance", "quality": "product quality"}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what a story is about. ``colleague`` None: nobody works here yet."""

    customer_id: int
    customer_name: str
    phrases: Phrases
    topic: Topic
    product: str
    product_id: int | None
    order: str
    order_id: int | None
    colleague: Colleague | None


def tell(random: Random, cast: Cast, created: datetime, now: datetime, messages: int = 0) -> NewTicket:
    """One ticket from its first message to where it stands ``now``; settled after at least so many ``messages``."""
    return _Telling(random, cast, created, now, messages).ticket()


class _Telling:
    def __init__(self, random: Random, cast: Cast, created: datetime, now: datetime, messages: int) -> None:
        self._random, self._cast = random, cast
        self._least, self._said = messages, 0
        self._at, self._now = created, now
        self._created = created
        self._status = Status.NEW
        complaint = cast.topic.kind is Kind.COMPLAINT
        self._stage: ComplaintStage | None = ComplaintStage.RECEIVED if complaint else None
        self._steps: list[NewMessage | NewFact] = []

    def ticket(self) -> NewTicket:
        """Let it happen, then describe it."""
        random, cast = self._random, self._cast
        self._say_first()
        if self._stays_open():
            (end,) = random.choices(*(_ENDS if self._age_days <= _LATE_DAYS else _LATE_ENDS))
            self._work_on(end)
        else:
            self._settle()
        topic, colleague = cast.topic, cast.colleague
        untouched = self._status is Status.NEW and random.random() < 0.7
        (channel,), (priority,) = random.choices(*_CHANNELS), random.choices(*_PRIORITIES)
        return NewTicket(
            kind=topic.kind,
            subject=self._filled(random.choice(topic.subjects)),
            created_at=self._created,
            stage=None if self._stage is None else str(ComplaintStage.RECEIVED),
            priority=priority,
            channel=channel,
            language=cast.phrases.language,
            customer_id=cast.customer_id,
            order_id=cast.order_id,
            product_id=cast.product_id,
            product_text="" if cast.product_id is not None else cast.product,
            assignee_id=None if colleague is None or untouched else colleague.id,
            team_id=None if colleague is None else colleague.team_id,
            nature=None if topic.nature is None else str(topic.nature),
            severity=None if topic.nature is None else random.choices((1, 2, 3, 4), (3, 17, 55, 25))[0],
            department=None if topic.nature is None else _DEPARTMENTS[topic.skill],
            tags=(topic.tag,) if random.random() < 0.8 else (topic.tag, "repeat-contact"),
            generated=True,
            actor=self._customer,
            steps=self._steps,
        )

    @property
    def _customer(self) -> str:
        return f"customer:{self._cast.customer_id}"

    @property
    def _agent(self) -> str:
        return "system" if self._cast.colleague is None else f"person:{self._cast.colleague.id}"

    @property
    def _age_days(self) -> float:
        return (self._now - self._created) / timedelta(days=1)

    def _stays_open(self) -> bool:
        share = next((share for limit, share in STILL_OPEN if self._age_days <= limit), STILL_OPEN_LATER)
        return self._random.random() < share

    def _filled(self, text: str) -> str:
        return text.replace("{p}", self._cast.product).replace("{o}", self._cast.order)

    def _say_first(self) -> None:
        random, phrases = self._random, self._cast.phrases
        greeting, closing = random.choice(phrases.greetings), random.choice(phrases.closings)
        ask = self._filled(random.choice(self._cast.topic.asks))
        name = self._cast.customer_name if closing and random.random() < 0.7 else ""
        self._hear("\n".join(part for part in (greeting, ask, closing, name) if part))

    def _hear(self, text: str) -> None:
        self._say(NewMessage(self._at, "customer", text, self._cast.customer_name, actor=self._customer))
        if self._status is Status.WAITING_CUSTOMER:
            self._move(Status.OPEN, self._customer)

    def _reply(self, text: str) -> None:
        name = "" if self._cast.colleague is None else self._cast.colleague.name
        phrases = self._cast.phrases
        first = self._cast.customer_name if phrases.language == "zh" else self._cast.customer_name.partition(" ")[0]
        body = f"{phrases.salutation.format(name=first)}\n\n{text}\n\n{phrases.signature.format(agent=name)}"
        person = None if self._cast.colleague is None else self._cast.colleague.id
        self._say(
            NewMessage(self._at, "agent", body, name, delivery="handed_over", person_id=person, actor=self._agent)
        )

    def _note(self) -> None:
        person = None if self._cast.colleague is None else self._cast.colleague.id
        name = "" if self._cast.colleague is None else self._cast.colleague.name
        text = self._random.choice(self._cast.phrases.notes)
        self._say(NewMessage(self._at, "agent", text, name, "internal", "note", "internal", person, actor=self._agent))

    def _say(self, message: NewMessage) -> None:
        self._steps.append(message)
        self._said += 1

    def _later(self, hours: float) -> bool:
        """Move on by about so many hours; False when that would be after now."""
        at = self._at + timedelta(seconds=int(3600 * hours * self._random.lognormvariate(0, 0.8)) + 60)
        if at >= self._now:
            return False
        self._at = at
        return True

    def _move(self, wanted: Status, actor: str) -> None:
        payload: Payload = {"from": str(self._status), "to": str(wanted)}
        self._steps.append(NewFact(self._at, EventType.STATUS, payload, actor))
        self._status = wanted

    def _advance_to(self, wanted: ComplaintStage) -> None:
        """Take a complaint through its stages, one by one."""
        while self._stage is not None and self._stage is not wanted:
            following = COMPLAINT_ORDER[COMPLAINT_ORDER.index(self._stage) + 1]
            payload: Payload = {"from": str(self._stage), "to": str(following)}
            self._steps.append(NewFact(self._at, EventType.STAGE, payload, self._agent))
            self._stage = following

    def _answer(self) -> str:
        return self._filled(self._random.choice(self._cast.topic.answers))

    def _work_on(self, end: Status) -> None:
        """What happened so far to a ticket that is still live."""
        if end is Status.NEW or not self._later(3):
            return
        if self._random.random() < 0.2:
            self._note()
        if self._stage is not None:
            self._advance_to(ComplaintStage.ACKNOWLEDGED)
        self._reply(self._answer())
        self._move(Status.WAITING_CUSTOMER if end is Status.OPEN else end, self._agent)
        if end is Status.OPEN and self._later(9):
            self._hear(self._random.choice(self._cast.phrases.follow_ups))

    def _settle(self) -> None:
        """Answered, perhaps after some back and forth, resolved, and closed a week later."""
        random, phrases = self._random, self._cast.phrases
        if not self._later(4):
            return
        again = random.random() < 0.3
        while again or self._said + 2 < self._least:
            again = False
            self._reply(self._answer())
            self._move(Status.WAITING_CUSTOMER, self._agent)
            if not self._later(8):
                return
            self._hear(random.choice(phrases.follow_ups))
            if not self._later(5):
                return
        self._finish()

    def _finish(self) -> None:
        random = self._random
        if self._stage is not None:
            self._advance_to(ComplaintStage.DECIDED)
        if random.random() < 0.12 or self._said + 1 < self._least:
            self._note()
        self._reply(self._answer())
        if self._stage is not None:
            self._advance_to(ComplaintStage.COMMUNICATED)
        self._move(Status.RESOLVED, self._agent)
        resolved = self._at
        if random.random() < 0.15 and self._later(4):
            self._move(Status.OPEN, self._customer)
            if self._stage is not None:
                payload: Payload = {"from": str(self._stage), "to": str(ComplaintStage.ASSESSED)}
                self._steps.append(NewFact(self._at, EventType.STAGE, payload, self._customer))
                self._stage = ComplaintStage.ASSESSED
            self._hear(random.choice(self._cast.phrases.follow_ups))
            return self._finish() if self._later(6) else None
        self._at = resolved + timedelta(days=CLOSE_AFTER_DAYS)
        if self._at < self._now:
            self._move(Status.CLOSED, "system")
        return None
