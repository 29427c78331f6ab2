"""The lines around the panes: tabs and state on top, titles of panes, hints at the bottom. Painted from the state."""

from typing import TYPE_CHECKING, Final

from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain.tickets import LIVE
from servicedesk.i18n import _, ngettext, pgettext
from servicedesk.tui.actions import Scope
from servicedesk.tui.clean import clean
from servicedesk.tui.panes import Pane, side_by_side, visible
from servicedesk.tui.place import Place
from servicedesk.tui.tabs import shown_tabs
from servicedesk.tui.watch import UNCHECKED
from servicedesk.tui.widgets.footer import Hint
from servicedesk.tui.widgets.top_bar import Freshness, Tab
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas
from servicedesk.tui.wording.next_step import taken_back
from servicedesk.tui.wording.words import sort_name, view_name

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


def paint_top(desk: "DeskScreen") -> None:
    """Tabs with their counts, who acts, how fresh the screen is, the time."""
    state, watch = desk.state, desk.watcher
    counts = state.counts if len(state.counts) == len(state.views) else (None,) * len(state.views)
    tabs = tuple(Tab(view_name(state.views[n].name), counts[n], n) for n in shown_tabs(state))
    desk.top.show_tabs(tabs, -1 if state.narrowed is not None else state.active, _promised(state.promised))
    person = state.me.name if state.me is not None else ""
    away = ""
    if desk.company.away is not None:
        away = _("on break since {time}").format(time=present.clock_time(desk.company.away, desk.zone))
    opening = not desk.link.ready and not desk.opening.failed
    unchecked = watch.unchecked if watch.unchecked > UNCHECKED else 0
    freshness = Freshness(watch.age, watch.stale, opening=opening, unchecked=unchecked)
    desk.top.show_state(person, freshness, present.clock_time(desk.now(), desk.zone), away=away)


def _promised(count: int) -> str:
    """What is owed today; nothing where nothing is."""
    return ngettext("{n} promise due today", "{n} promises due today", count).format(n=count) if count else ""


def paint_titles(desk: "DeskScreen") -> None:
    """What each pane shows; where only one stands, the way to it."""
    state = desk.state
    name = view_name(state.view.name) if state.view is not None else _("Tickets")
    if state.narrowed is not None:
        name = _("filter: {filter}").format(filter=state.narrowed)
    total = desk.queue.total
    place = f"{desk.queue.cursor_index + 1}/{total}{'' if desk.queue.counted else '+'}" if total else ""
    desk.queue_title.show(commas((name, sort_name(state.order))), right=place)
    row = desk.reading.row
    alone = side_by_side(desk.size.width) == 1
    if desk.ticket_title is not None:
        title = (
            " · ".join(filter(None, (_title(desk, row), holder_words(desk, row))))
            if row is not None
            else _("no ticket open")
        )
        company = desk.company.words(row.id) if row is not None else ""
        named = Pane.CUSTOMER in visible(desk.size.width, desk.pane)
        right = company or ("" if named or row is None else present.customer_name(row))
        subject = row.subject if row is not None else ""
        desk.ticket_title.show(title, behind=subject, way=name if alone else "", right=right)
    if desk.customer_title is not None:
        way = f"{name} › #{row.id}" if alone and row is not None else ""
        who = present.customer_name(row) if row is not None else _("customer")
        tier = row.membership if row is not None and row.membership != "standard" else ""
        desk.customer_title.show(who, way=way, right=present.tier_name(tier) if tier else "")


def _title(desk: "DeskScreen", row: QueueRow) -> str:
    view = desk.state.shown(row)
    if view is not None and row.status == "spam" and taken_back(view):
        return _("#{n} taken back").format(n=row.id)
    return present.title(row)


def holder_words(desk: "DeskScreen", row: QueueRow) -> str:
    """Who has a ticket: a colleague's name, yours, nobody's; an ended one that nobody had goes without."""
    if row.assignee is None:
        return _("nobody's") if row.status in LIVE else ""
    me = desk.state.me
    if me is not None and row.assignee == me.handle:
        return _("yours")
    return clean(desk.opening.names.get(row.assignee, row.assignee))


def paint_footer(desk: "DeskScreen") -> None:
    """The hints of this place; what can't be done now is faint. What ``u`` would undo is always named."""
    place, scope = desk.place, desk.scope
    acts = [action for action in desk.keymap.reachable(scope) if action.footer and action.id not in _TAIL]
    if desk.many_selected:
        desk.footer.show_hints(_of_selected(desk), _tail(desk, place))
        return
    hints = [
        Hint(action.id, desk.keymap.hint(action.id), action.label, action.why_not(place) is None)
        for action in sorted(acts, key=lambda action: action.footer)
    ]
    desk.footer.show_hints((*_first_steps(desk), *hints), _tail(desk, place))


def _of_selected(desk: "DeskScreen") -> tuple[Hint, ...]:
    """How many tickets are selected, and what can be done to them all."""
    n = len(desk.queue.selected)
    count = Hint("", "", ngettext("{n} selected", "{n} selected", n).format(n=n))
    acts = [desk.keymap.by_id(action_id) for action_id in _FOR_SELECTED]
    clear = Hint("console.back", desk.keymap.hint("console.back"), _("select none"))
    return (count, *(Hint(act.id, desk.keymap.hint(act.id), act.label) for act in acts), clear)


_FOR_SELECTED: Final = (
    "ticket.status",
    "ticket.assign_me",
    "ticket.assign",
    "ticket.properties",
    "ticket.snooze",
    "ticket.no_reply",
)
_TAIL: Final = ("desk.undo", "console.help")


def _tail(desk: "DeskScreen", place: Place) -> tuple[Hint, ...]:
    if desk.scope is Scope.COMPOSER:
        return (Hint("", "", _("text is kept by itself")),)
    undo, help_ = (desk.keymap.hint(name) for name in _TAIL)
    tail = [Hint("console.help", help_, _("all keys"))]
    if place.undo is not None:
        tail.insert(0, Hint("desk.undo", undo, _("undo: {act}").format(act=place.undo)))
    return tuple(tail)


def _first_steps(desk: "DeskScreen") -> tuple[Hint, ...]:
    """What somebody new needs to know first: how to open, how to get back."""
    if desk.pane is Pane.QUEUE and desk.scope is Scope.QUEUE:
        return (Hint("ticket.open", desk.keymap.hint("ticket.open"), pgettext("act", "open")),)
    if desk.scope is not Scope.COMPOSER:
        return (Hint("console.back", desk.keymap.hint("console.back"), _("back")),)
    return ()
