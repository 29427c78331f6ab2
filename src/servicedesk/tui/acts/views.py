"""Saved views: keeping what is shown now, and changing the view one stands on."""

from typing import TYPE_CHECKING

from servicedesk.i18n import _
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.prompt import TextPrompt
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording.words import sort_name, view_name

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


async def save(desk: "DeskScreen") -> None:
    """Name the filter and the order that are shown; supervisors say for whom."""
    shown, sort = desk.state.filter, desk.state.sort
    body = _("{filter}, {order}").format(filter=shown or "is:live", order=sort_name(sort))
    name = await desk.acting.ask(TextPrompt(_("Save this list as"), body=body))
    if name is None:
        return
    shared = False
    if desk.state.me is not None and "supervisor" in desk.state.me.roles:
        lines = [Choice(False, _("for me")), Choice(True, _("for everybody"))]
        answer = await desk.acting.ask(Choices(_("{name}: for whom?").format(name=name), lines))
        if answer is None:
            return
        shared = answer
    saved = await desk.acting.do(lambda d: d.saved_views.save(name, shown, sort, shared=shared))
    if saved is not None:
        await _read_views(desk, saved.id)
        desk.say(_("Saved: {view}.").format(view=saved.name))


async def change(desk: "DeskScreen") -> None:
    """Rename, move or remove the view one stands on."""
    view = desk.state.view
    if view is None:
        return
    why = None
    if not view.own and (desk.state.me is None or "supervisor" not in desk.state.me.roles):
        why = _("it is everybody's; supervisors change it")
    lines = [
        Choice("rename", _("rename"), "", why),
        Choice("left", _("to the left"), "", why),
        Choice("right", _("to the right"), "", why),
        Choice("remove", _("remove"), _("no ticket is touched"), why),
    ]
    match await desk.acting.ask(Choices(_("The view {view}").format(view=view_name(view.name)), lines)):
        case "rename":
            name = await desk.acting.ask(TextPrompt(_("Rename it to"), value=view.name))
            if name is not None:
                await desk.acting.do(lambda d: d.saved_views.rename(view.id, name))
        case "left":
            await desk.acting.do(lambda d: d.saved_views.move(view.id, -1))
        case "right":
            await desk.acting.do(lambda d: d.saved_views.move(view.id, 1))
        case "remove":
            await desk.acting.do(lambda d: d.saved_views.remove(view.id))
        case None:
            return
    await _read_views(desk, view.id)


async def _read_views(desk: "DeskScreen", view_id: int) -> None:
    """Read the views again and stand on one of them, or on the first where it is gone."""
    state = desk.state
    state.views = await desk.acting.read(lambda d: d.saved_views.all())
    state.active = next((n for n, view in enumerate(state.views) if view.id == view_id), 0)
    state.narrowed, state.counts = None, ()
    await desk.loader.start()
