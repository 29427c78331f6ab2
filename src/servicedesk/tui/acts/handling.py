"""Deciding about a ticket: its properties."""

from collections.abc import Callable, Coroutine, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from servicedesk.desk.views import Done, QueueRow, TicketView
from servicedesk.domain.tags import typed_tags
from servicedesk.domain.tickets import COMPLAINT_ORDER, Kind, Priority
from servicedesk.domain.workflows.complaint import complaint_moves
from servicedesk.i18n import _
from servicedesk.tui.acts import belongings
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.prompt import TextPrompt
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording import present
from servicedesk.tui.wording.triage_words import proposal_label, proposal_reasons

if TYPE_CHECKING:
    from servicedesk.desk.triage import Proposal
    from servicedesk.tui.screens.desk import DeskScreen


PROPOSED: Final = "proposed"
"""Stands for what is proposed, before the properties."""


async def properties(desk: "DeskScreen") -> None:
    """What is proposed stands first, so that enter takes it; below it each property has a strip of its own."""
    row = desk.subject
    if row is None:
        return
    view = await desk.reading.whole(row)
    proposal = await desk.acting.read(lambda d: d.triage.propose(row.id))
    lines = _properties(view)
    if proposal is not None:
        me = desk.state.me.handle if desk.state.me is not None else None
        label = proposal_label(proposal, me, desk.opening.names)
        lines.insert(0, Choice(PROPOSED, label, proposal_reasons(proposal, me)))
    chosen = await desk.acting.ask(Choices(_("Properties of #{n}").format(n=row.id), lines))
    if chosen is None:
        return
    if chosen == PROPOSED and proposal is not None:
        await _accept(desk, view.row, proposal, lines[0].label)
        return
    done = await _WAYS[chosen](desk, view)
    if done is not None:
        desk.say(_("#{n}: {what} changed.").format(n=row.id, what=next(c.label for c in lines if c.value == chosen)))
        await desk.changed(done)


def _properties(view: TicketView) -> list[Choice[str]]:
    row, none = view.row, _("none")
    return [
        Choice("kind", _("kind"), present.kind_name(row.kind)),
        Choice("priority", _("priority"), present.priority_name(row.priority)),
        Choice("tags", _("tags"), " ".join(view.tags) or none),
        Choice("stage", _("stage"), present.stage_name(row.stage) if row.stage else none, _no_stage(row)),
        Choice("subject", _("subject"), row.subject),
        Choice("team", _("team"), view.team or none),
        Choice("order", _("order"), view.order or view.order_text or none),
        Choice("product", _("product"), view.product or view.product_text or none),
    ]


async def _accept(desk: "DeskScreen", row: QueueRow, proposal: "Proposal", label: str) -> None:
    done = await desk.acting.change(label, row, lambda d, version: d.triage.accept(proposal, version=version))
    if done is not None:
        desk.say(_("#{n}: {what}.").format(n=row.id, what=label))
        await desk.changed(done)


def _no_stage(row: QueueRow) -> str | None:
    if row.kind == Kind.RETURN:
        return _("follows its returns")
    if row.kind != Kind.COMPLAINT or row.stage is None:
        return _("only complaints have one")
    return None if complaint_moves(row.stage) else _("it is the last one")


async def _kind(desk: "DeskScreen", view: TicketView) -> Done | None:
    row = view.row
    taken = _("it is that already")
    lines = [Choice(k, present.kind_name(k), "", taken if k == row.kind else None) for k in Kind]
    wanted = await desk.acting.ask(Choices(_("#{n} is a").format(n=row.id), lines))
    if wanted is None:
        return None
    return await desk.acting.change(
        _("make it a {kind}").format(kind=present.kind_name(wanted)),
        row,
        lambda d, version: d.handling.kind(row.id, wanted, version=version),
    )


async def _priority(desk: "DeskScreen", view: TicketView) -> Done | None:
    row = view.row
    taken = _("it is that already")
    lines = [Choice(p, present.priority_name(p), "", taken if p == row.priority else None) for p in Priority]
    wanted = await desk.acting.ask(Choices(_("Priority of #{n}").format(n=row.id), lines))
    if wanted is None:
        return None
    return await desk.acting.change(
        _("set the priority {priority}").format(priority=present.priority_name(wanted)),
        row,
        lambda d, version: d.handling.priority(row.id, wanted, version=version),
    )


async def _tags(desk: "DeskScreen", view: TicketView) -> Done | None:
    """One line: the tags as they shall be; what was added and removed is worked out."""
    row = view.row

    def read(text: str) -> list[str]:
        return typed_tags(text, view.tags)

    title = _("Tags of #{n}, separated by blanks or commas").format(n=row.id)
    text = await desk.acting.ask(TextPrompt(title, value=" ".join(view.tags), check=read))
    if text is None:
        return None
    wanted = read(text)
    add = [tag for tag in wanted if tag not in view.tags]
    remove = [tag for tag in view.tags if tag not in wanted]
    if not add and not remove:
        return None
    return await desk.acting.change(
        _("tags {tags}").format(tags=" ".join([*(f"+{t}" for t in add), *(f"-{t}" for t in remove)])),
        row,
        lambda d, version: d.handling.tag(row.id, add, remove, version=version),
    )


async def _stage(desk: "DeskScreen", view: TicketView) -> Done | None:
    row = view.row
    legal = complaint_moves(row.stage or "")
    here = COMPLAINT_ORDER.index(next(s for s in COMPLAINT_ORDER if s == row.stage))
    lines = [
        Choice(s, present.stage_name(s), "", _stage_why(n, here, s in legal)) for n, s in enumerate(COMPLAINT_ORDER)
    ]
    title = _("#{n} is {stage}; move on to").format(n=row.id, stage=present.stage_name(row.stage or ""))
    wanted = await desk.acting.ask(Choices(title, lines, at=min(here + 1, len(lines) - 1)))
    if wanted is None:
        return None
    return await desk.acting.change(
        _("move on to {stage}").format(stage=present.stage_name(wanted)),
        row,
        lambda d, version: d.handling.stage(row.id, wanted, version=version),
    )


def _stage_why(position: int, here: int, legal: bool) -> str | None:
    if legal:
        return None
    if position == here:
        return _("it is there")
    return _("done") if position < here else _("one stage at a time")


async def _subject(desk: "DeskScreen", view: TicketView) -> Done | None:
    row = view.row
    text = await desk.acting.ask(TextPrompt(_("Subject of #{n}").format(n=row.id), value=row.subject))
    if text is None or text == row.subject:
        return None
    return await desk.acting.change(
        _("change the subject"), row, lambda d, version: d.handling.subject(row.id, text, version=version)
    )


_WAYS: Final[Mapping[str, "Callable[[DeskScreen, TicketView], Coroutine[object, object, Done | None]]"]] = (
    MappingProxyType(
        {
            "kind": _kind,
            "priority": _priority,
            "tags": _tags,
            "stage": _stage,
            "subject": _subject,
            "team": belongings.team,
            "order": belongings.order,
            "product": belongings.product,
        }
    )
)
