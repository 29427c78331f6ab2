"""Bulk acts in words: what they would do, what stays out and why, what came of them. Pure."""

from collections.abc import Mapping, Sequence

from servicedesk.domain.bulk import Block, Change, Notice, Survey, Tagging
from servicedesk.i18n import _, ngettext
from servicedesk.tui.wording.words import change_name

SHOWN = 4
"""Numbers of tickets that a line names at most."""


def change_words(change: Change) -> str:
    """What the change is called: ``resolve``, ``tags +late -new``."""
    if isinstance(change, Tagging):
        signs = [*(f"+{tag}" for tag in change.add), *(f"-{tag}" for tag in change.remove)]
        return _("tags {tags}").format(tags=" ".join(signs))
    return change_name(change.code)


def title(change: Change, count: int) -> str:
    """``31 tickets: resolve``."""
    act = change_words(change)
    return ngettext("{n} ticket: {act}", "{n} tickets: {act}", count).format(n=count, act=act)


def exceptions(found: Survey, names: Mapping[str, str]) -> list[str]:
    """What to know before: a line for each reason to look first, then for each why some stay out."""
    lines = []
    for notice, tickets in found.noticed.items():
        if notice is Notice.OTHERS:
            lines += [_holder(names.get(handle, handle), theirs) for handle, theirs in found.holders.items()]
        else:
            lines.append(_noticed(notice, len(tickets)) + named(tickets))
    lines += [_blocked(block, len(tickets)) + named(tickets) for block, tickets in found.blocked.items()]
    return lines


def named(tickets: Sequence[int]) -> str:
    """The numbers in brackets, the first few of many."""
    shown = " ".join(f"#{ticket}" for ticket in tickets[:SHOWN])
    return f" ({shown} …)" if len(tickets) > SHOWN else f" ({shown})"


def _noticed(notice: Notice, n: int) -> str:
    if notice is Notice.UNANSWERED:
        text = ngettext("{n} has an unanswered message", "{n} have unanswered messages", n)
    else:
        text = ngettext("{n} has an open promise or follow-up", "{n} have open promises or follow-ups", n)
    return text.format(n=n)


def _holder(name: str, tickets: Sequence[int]) -> str:
    n = len(tickets)
    return ngettext("{n} is {name}'s", "{n} are {name}'s", n).format(n=n, name=name) + named(tickets)


def _blocked(block: Block, n: int) -> str:
    match block:
        case Block.ENDED:
            text = ngettext("{n} has ended and stays", "{n} have ended and stay", n)
        case Block.ALREADY:
            text = ngettext("{n} is so already", "{n} are so already", n)
        case Block.MOVE:
            text = ngettext("{n} can't become that and stays", "{n} can't become that and stay", n)
        case Block.UNDECIDED:
            text = ngettext(
                "{n} is a complaint whose decision the customer hasn't been told, and stays",
                "{n} are complaints whose decision the customer hasn't been told, and stay",
                n,
            )
        case Block.RESOLVED:
            text = ngettext("{n} is resolved and stays", "{n} are resolved and stay", n)
        case Block.NOBODY_WAITS:
            text = ngettext("{n} has nobody waiting and stays", "{n} have nobody waiting and stay", n)
        case Block.APPROVAL:
            text = ngettext("{n} waits for an approval and stays", "{n} wait for an approval and stay", n)
    return text.format(n=n)


def all_of_them(n: int) -> str:
    return ngettext("the one", "all {n}", n).format(n=n)


def calm_ones(n: int, noticed: int) -> str:
    """The choice that leaves out those that want a look."""
    return ngettext("{n} without the {noticed} to look at", "{n} without the {noticed} to look at", n).format(
        n=n, noticed=noticed
    )
