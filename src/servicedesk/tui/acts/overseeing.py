"""The floor and Monday's report, from the desk."""

from functools import partial
from typing import TYPE_CHECKING

from servicedesk.tui.floor.mine import show_mine
from servicedesk.tui.floor.reporting import walk_report

if TYPE_CHECKING:
    from servicedesk.tui.floor.monday import Behind
    from servicedesk.tui.screens.desk import DeskScreen


async def floor(desk: "DeskScreen") -> None:
    """The floor for supervisors; everybody else sees their own figures."""
    if desk.floor.opening:
        return
    if await desk.floor.may_see():
        await desk.floor.open()
    else:
        await desk.floor.restore()
        await show_mine(desk)


async def monday(desk: "DeskScreen", at: "Behind | None" = None) -> None:
    """Monday's report, first at a sentence, and what is behind it; from there escape comes back to the sentence."""
    await desk.floor.restore()
    onward = await walk_report(desk, at)
    if onward is not None:
        await onward.go(desk.floor, partial(monday, desk, onward.at))
