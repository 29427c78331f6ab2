"""Acts on the selected tickets: the count and the exceptions are said before anything happens."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain.bulk import (
    Asleep,
    Change,
    NoReply,
    Seen,
    Survey,
    Tagging,
    ToKind,
    ToPerson,
    ToPriority,
    ToStatus,
    ToTeam,
)
from servicedesk.domain.errors import Invalid
from servicedesk.domain.tickets import Kind, Priority, Status
from servicedesk.i18n import _, ngettext
from servicedesk.tui.acting import Act
from servicedesk.tui.acts.assigning import ask_for_hand
from servicedesk.tui.acts.in_parts import in_parts
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.prompt import TextPrompt
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording import bulk_words as words
from servicedesk.tui.wording import present
from servicedesk.tui.wording.sentences import sentence
from servicedesk.tui.wording.when import snooze_choices, when
from servicedesk.tui.wording.words import tickets_of

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.many import Part
    from servicedesk.tui.screens.desk import DeskScreen

TYPED_ABOVE: Final = 10
"""Of more tickets than these one types the number."""


async def select_all(desk: "DeskScreen") -> None:
    """Select every ticket of the list as it is filtered, also those not read yet; again: none."""
    shown = desk.state.filter
    tickets = await desk.acting.read(lambda d: d.queue.numbers(shown))
    if desk.queue.selected.issuperset(tickets):
        desk.queue.clear_selected()
        return
    desk.queue.select(tickets)
    if len(tickets) < desk.queue.total:
        desk.complain(_("The first {n} are selected; narrow the list for the others (/).").format(n=len(tickets)))
        return
    n = len(desk.queue.selected)
    desk.say(
        ngettext("{n} ticket selected; acts are for it.", "{n} tickets selected; acts are for all.", n).format(n=n)
    )


async def assign_me(desk: "DeskScreen") -> None:
    me = desk.state.me
    if me is not None:
        await carry_out(desk, ToPerson(me.handle))


async def assign_to(desk: "DeskScreen") -> None:
    hand = await ask_for_hand(desk, _("Give the selected tickets to"), None)
    if hand is not None:
        await carry_out(desk, ToTeam(hand.team) if hand.team is not None else ToPerson(hand.person))


async def status(desk: "DeskScreen") -> None:
    hints = (Status.WAITING_CUSTOMER, Status.RESOLVED, Status.OPEN, Status.ON_HOLD, Status.SPAM)
    now = _common(desk, lambda row: row.status)
    lines = [Choice(wanted, present.status_name(wanted), _so_already(wanted, now)) for wanted in hints]
    at = hints.index(Status(now) if now in hints else Status.OPEN)
    wanted = await desk.acting.ask(Choices(_title(desk, _("make them")), lines, at=at))
    if wanted is not None:
        await carry_out(desk, ToStatus(wanted))


async def properties(desk: "DeskScreen") -> None:
    """Kind, priority, tags."""
    lines = [Choice("kind", _("kind")), Choice("priority", _("priority")), Choice("tags", _("tags"))]
    match await desk.acting.ask(Choices(_title(desk, _("change")), lines)):
        case "kind":
            now = _common(desk, lambda row: row.kind)
            kinds = [Choice(kind, present.kind_name(kind), _so_already(kind, now)) for kind in Kind]
            at = [*Kind].index(Kind(now or Kind.INQUIRY))
            kind = await desk.acting.ask(Choices(_title(desk, _("make them")), kinds, at=at))
            if kind is not None:
                await carry_out(desk, ToKind(kind))
        case "priority":
            now = _common(desk, lambda row: row.priority)
            priorities = [Choice(one, present.priority_name(one), _so_already(one, now)) for one in Priority]
            at = [*Priority].index(Priority(now or Priority.NORMAL))
            priority = await desk.acting.ask(Choices(_title(desk, _("priority")), priorities, at=at))
            if priority is not None:
                await carry_out(desk, ToPriority(priority))
        case "tags":
            await _tags(desk)


def _common(desk: "DeskScreen", of: Callable[[QueueRow], str]) -> str | None:
    """What all selected tickets are, as far as they are shown: the cursor begins there, where enter changes nothing."""
    values = {of(row) for row in desk.queue.rows if row.id in desk.queue.selected}
    return values.pop() if len(values) == 1 else None


def _so_already(value: str, now: str | None) -> str:
    return _("they are that already") if value == now else ""


async def _tags(desk: "DeskScreen") -> None:
    example = _("e.g. late winter -old: adds two, removes one")
    text = await desk.acting.ask(TextPrompt(_title(desk, _("tags")), placeholder=example, check=Tagging.typed))
    change = Tagging.typed(text or "")
    if change != Tagging():
        await carry_out(desk, change)


async def snooze(desk: "DeskScreen") -> None:
    until = await _until(desk)
    if until is not None:
        await carry_out(desk, Asleep(until))


async def _until(desk: "DeskScreen") -> datetime | None:
    now = desk.now()
    usual = {at.isoformat(): (at, label) for label, at in snooze_choices(now, desk.zone)}
    lines = [Choice(key, label, present.moment(at, desk.zone, now)) for key, (at, label) in usual.items()]
    lines.append(Choice("own", _("another time …")))
    chosen = await desk.acting.ask(Choices(_title(desk, _("hide until")), lines))
    if chosen is None or chosen in usual:
        return None if chosen is None else usual[chosen][0]

    def read(text: str) -> datetime:
        return when(text, desk.now(), desk.zone)

    example = _("e.g. 2h, 3d, 15:30, mon 9:00, 2026-12-24 08:00")
    text = await desk.acting.ask(TextPrompt(_("Hide until"), placeholder=example, check=read))
    return None if text is None else read(text)


async def no_reply_needed(desk: "DeskScreen") -> None:
    await carry_out(desk, NoReply())


BULK: Final[Mapping[str, Callable[["DeskScreen"], Act]]] = MappingProxyType(
    {
        "ticket.assign_me": assign_me,
        "ticket.assign": assign_to,
        "ticket.status": status,
        "ticket.properties": properties,
        "ticket.snooze": snooze,
        "ticket.no_reply": no_reply_needed,
    }
)
"""What each action does while tickets are selected; the others are about the ticket under the cursor."""


async def carry_out(desk: "DeskScreen", change: Change) -> None:
    """Say what would happen, ask, do it, and say what came of it."""
    selected = desk.queue.selected
    found = await desk.acting.read(lambda d: d.many.survey(change, selected))
    if not found.able:
        desk.complain(" ".join([_("Nothing to change:"), *words.exceptions(found, desk.opening.names)]))
        return
    chosen = await _confirmed(desk, change, found)
    if not chosen:
        return
    part = await _run(desk, change, chosen)
    if part is not None:
        await _told(desk, change, chosen, part)


async def _confirmed(desk: "DeskScreen", change: Change, found: Survey) -> Sequence[Seen]:
    """The tickets that shall be changed, as the agent says; none when left."""
    title = words.title(change, len(found.able))
    body = "\n".join(words.exceptions(found, desk.opening.names))
    able, calm = found.able, found.calm
    lines = [Choice(able, words.all_of_them(len(able)))]
    if calm and len(calm) < len(able):
        lines.insert(0, Choice(calm, words.calm_ones(len(calm), len(able) - len(calm))))
    if len(able) <= TYPED_ABOVE:
        nothing: tuple[Seen, ...] = ()
        return await desk.acting.ask(Choices(title, [*lines, Choice(nothing, _("leave it"))], body=body)) or ()
    counts = {len(line.value): line for line in lines}
    asked = _("Type {counts}").format(
        counts=_(" or ").join(_("{n} for {what}").format(n=n, what=line.label) for n, line in counts.items())
    )

    def check(text: str) -> None:
        if text.strip() not in {str(n) for n in counts}:
            raise Invalid(
                _("number"), _("{text} is none of {counts}").format(text=text, counts=", ".join(map(str, counts)))
            )

    text = await desk.acting.ask(TextPrompt(title, body="\n".join([asked, body]).strip(), check=check))
    return () if text is None else counts[int(text)].value


async def _run(desk: "DeskScreen", change: Change, chosen: Sequence[Seen]) -> "Part | None":
    """Change them under one act id."""
    act_id = await desk.acting.read(lambda d: d.many.new_act())

    def apply(part: Sequence[Seen]) -> "Callable[[Desk], Part]":
        return lambda d: d.many.apply(change, part, act_id)

    results, wrong = await in_parts(desk, words.title(change, len(chosen)), chosen, apply)
    if wrong is not None:
        desk.complain(sentence(wrong))
    return sum(results[1:], results[0]) if results else None


async def _told(desk: "DeskScreen", change: Change, chosen: Sequence[Seen], part: "Part") -> None:
    """Say how many were changed; those that weren't stay selected and are listed with their reasons."""
    reached = {*part.done, *(failure.ticket for failure in part.failed)}
    desk.queue.clear_selected()
    desk.queue.select([failure.ticket for failure in part.failed])
    desk.queue.select([seen.id for seen in chosen if seen.id not in reached])
    await desk.changed(None)
    done = _("Done: {act}.").format(act=tickets_of(words.change_words(change), len(part.done)))
    if len(reached) < len(chosen):
        left = len(chosen) - len(reached)
        done += " " + ngettext("Stopped before {n} more.", "Stopped before {n} more.", left).format(n=left)
    desk.say(done)
    if part.failed:
        n = len(part.failed)
        title = ngettext("{n} ticket stayed as it was", "{n} tickets stayed as they were", n).format(n=n)
        lines = [Choice(failure.ticket, f"#{failure.ticket}", sentence(failure.error)) for failure in part.failed]
        ticket = await desk.acting.ask(Choices(title, lines, body=done))
        if ticket is not None:
            await desk.reading.find(ticket)


def _title(desk: "DeskScreen", act: str) -> str:
    n = len(desk.queue.selected)
    return ngettext("{n} ticket: {act}", "{n} tickets: {act}", n).format(n=n, act=act)
