"""A working day in miniature: seeded acts on one store, the same for the same seed, byte for byte."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.work import SeededEntropy
from servicedesk.domain.errors import DeskError

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BETWEEN = timedelta(seconds=7)
"""The clock goes on by this after every act."""
WORDS = "The lamp flickers since Tuesday — 灯泡一直闪烁,请帮我看看。 I tried another bulb; same thing. "


def open_story(url: str, seed: int) -> tuple[Desk, ManualClock]:
    """A desk whose clock and randomness are given, so that two runs write the same store."""
    clock = ManualClock(NOON)
    return open_desk(url, clock=clock, entropy=SeededEntropy(seed)), clock


@dataclass
class Story:
    """Plays acts; an act that the desk refuses as things stand is one that changes nothing."""

    desk: Desk
    clock: ManualClock
    random: Random
    tickets: list[int] = field(default_factory=list)
    messages: dict[int, int] = field(default_factory=dict)

    def play(self, acts: int) -> Iterator[str]:
        """The name of each act once its answer is there; ``store_unavailable`` where the store gave none."""
        for _ in range(acts):
            act = self.random.choice(ACTS) if len(self.tickets) > 2 else Story.open
            try:
                act(self)
                name = act.__name__
            except DeskError as error:
                name = error.code
            yield name
            self.clock.advance(BETWEEN)

    def ticket(self) -> int:
        return self.random.choice(self.tickets)

    def text(self) -> str:
        return f"{self.random.getrandbits(40):x} {WORDS * self.random.randrange(1, 40)}"

    def open(self) -> None:
        done = self.desk.intake.open(
            kind=self.random.choice(("inquiry", "complaint", "return")),
            subject=f"Lamp {len(self.tickets)}",
            body=self.text(),
            customer=f"mara{self.random.randrange(5)}@example.com",
            name="Mara Costa",
        )
        self.tickets.append(done.ticket.id)

    def hear(self) -> None:
        done = self.desk.conversation.message(self.ticket(), self.text(), name="Mara Costa")
        if done.message_id is not None:
            self.messages[done.ticket.id] = done.message_id

    def reply(self) -> None:
        self.desk.conversation.reply(self.ticket(), self.text(), then=self.random.choice((None, "waiting_customer")))

    def note(self) -> None:
        self.desk.conversation.note(self.ticket(), self.text())

    def attach(self) -> None:
        self.desk.conversation.attach(self.ticket(), "lamp.jpg", self.random.randbytes(20_000))

    def take(self) -> None:
        self.desk.assignment.take_next()

    def status(self) -> None:
        self.desk.handling.status(self.ticket(), self.random.choice(("open", "on_hold", "resolved")))

    def tag(self) -> None:
        self.desk.handling.tag(self.ticket(), [f"tag{self.random.randrange(4)}"])

    def promise(self) -> None:
        self.desk.handling.promise(self.ticket(), self.text(), self.clock.now() + timedelta(days=1))

    def snooze(self) -> None:
        self.desk.handling.snooze(self.ticket(), self.clock.now() + timedelta(minutes=1))

    def merge(self) -> None:
        source, into = self.random.sample(self.tickets, 2)
        self.desk.joining.merge(source, into)

    def split(self) -> None:
        ticket = self.ticket()
        self.tickets.append(self.desk.joining.split(ticket, self.messages.get(ticket, 0)).ticket.id)

    def draft(self) -> None:
        self.desk.drafts.save(self.ticket(), "reply", self.text())

    def undo(self) -> None:
        self.desk.history.undo()

    def sweep(self) -> None:
        self.desk.upkeep.sweep()


ACTS: tuple[Callable[[Story], None], ...] = (
    Story.open,
    Story.hear,
    Story.hear,
    Story.reply,
    Story.reply,
    Story.note,
    Story.attach,
    Story.take,
    Story.status,
    Story.tag,
    Story.promise,
    Story.snooze,
    Story.merge,
    Story.split,
    Story.draft,
    Story.undo,
    Story.undo,
    Story.sweep,
)
