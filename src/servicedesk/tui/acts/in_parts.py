"""A long change, part by part: other acts and drafts come between, escape stops it, the end is read once."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from servicedesk.tui.screens.progress import Progress

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.tui.screens.desk import DeskScreen

T = TypeVar("T")
R = TypeVar("R")


async def in_parts(
    desk: "DeskScreen", title: str, things: Sequence[T], job: "Callable[[list[T]], Callable[[Desk], R]]"
) -> tuple[list[R], Exception | None]:
    """What each part gave, and what went wrong in the last one; fewer parts when the agent stopped it.

    A single part is done in silence, more show how far they are.
    """
    from servicedesk.desk.many import PART, parts

    results: list[R] = []
    wrong: list[Exception] = []

    async def work(slip: Progress | None) -> None:
        through = 0
        try:
            for part in parts(things, PART):
                results.append(await desk.link.act(job(part)))
                through += len(part)
                if slip is not None:
                    slip.through(through)
                    if slip.stopped:
                        return
        except Exception as error:
            wrong.append(error)

    desk.state.under_way = True
    try:
        if len(things) <= PART:
            await work(None)
        else:
            await desk.acting.ask(Progress(title, len(things), work))
    finally:
        desk.state.under_way = False
    if results:
        desk.acting.stored()
    return results, wrong[0] if wrong else None
