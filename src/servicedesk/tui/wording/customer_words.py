"""A customer in words: the name with its tier, the time where they live. Pure."""

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas
from servicedesk.tui.wording.languages import language_name

if TYPE_CHECKING:
    from servicedesk.desk.views import CustomerView


def name_and_tier(name: str, membership: str) -> str:
    """``Mara Costa, vip``; the standard tier goes without saying, a nameless customer is said to be one."""
    who = clean(name).strip() or _("unnamed")
    return who if membership == "standard" else commas((who, present.tier_name(membership)))


def about(customer: "CustomerView", now: datetime, zone: tzinfo) -> str:
    """``their time 07:32, writes English, since 2024``: what is known of it."""
    facts = (
        their_time(customer.timezone, now, zone),
        _("writes {language}").format(language=clean(language_name(customer.language))) if customer.language else "",
        _("since {year}").format(year=customer.since.astimezone(zone).year) if customer.since else "",
    )
    return commas(filter(None, facts))


def their_time(timezone: str | None, now: datetime, zone: tzinfo) -> str:
    """Their clock, where it isn't ours; empty for a zone that nobody knows."""
    if not timezone:
        return ""
    try:
        theirs = ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        return ""
    if now.astimezone(theirs).utcoffset() == now.astimezone(zone).utcoffset():
        return ""
    return _("their time {time}").format(time=present.clock_time(now, theirs))
