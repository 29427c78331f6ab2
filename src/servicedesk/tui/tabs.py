"""Which saved views stand in the top bar: those that are empty most of the time show only when they aren't."""

from functools import lru_cache
from typing import TYPE_CHECKING

from servicedesk.domain.errors import DeskError
from servicedesk.domain.filters import Scope, parse_filter

if TYPE_CHECKING:
    from servicedesk.tui.desk_state import DeskState


@lru_cache(maxsize=64)
def calls_when_filled(filter_text: str) -> bool:
    """A view of what somebody waits for from me: mentions, escalations, approvals, tickets handed over, promises."""
    try:
        what = parse_filter(filter_text)
    except DeskError:
        return False
    return what.mention is not None or what.inbox is not None or what.scope in (Scope.HANDED, Scope.REMIND)


@lru_cache(maxsize=64)
def hidden_while_empty(filter_text: str) -> bool:
    """A view that one looks for only when something is in it."""
    try:
        clocks = parse_filter(filter_text).scope in (Scope.OVERDUE, Scope.RISK)
    except DeskError:
        return False
    return clocks or calls_when_filled(filter_text)


@lru_cache(maxsize=64)
def of_several(filter_text: str) -> bool:
    """Whether a list may hold tickets of several people."""
    try:
        return parse_filter(filter_text).assignee is None
    except DeskError:
        return False


def shown_tabs(state: "DeskState") -> list[int]:
    """The indices of the views that stand in the top bar, and that ``[`` and ``]`` walk."""
    known = len(state.counts) == len(state.views)
    return [
        index
        for index, view in enumerate(state.views)
        if not hidden_while_empty(view.filter)
        or (known and state.counts[index] > 0)
        or (index == state.active and state.narrowed is None)
    ]
