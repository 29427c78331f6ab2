"""What codes in reports are called, and titles of columns that several tables have."""

from collections.abc import Mapping

from servicedesk.desk.clock_words import clock_word
from servicedesk.domain.reports.tables import Column, Form, Named
from servicedesk.i18n import _

NOBODY = "none"
"""How scripts and filters call the holder of what nobody holds, and the product of what names none."""


def clock_name(code: str) -> Named:
    return Named(code, clock_word(code))


def code_name(code: str) -> Named:
    """Kinds, priorities and statuses, as the rest of the interface calls them."""
    names = {
        "inquiry": _("inquiry"),
        "complaint": _("complaint"),
        "return": _("return"),
        "urgent": _("urgent"),
        "high": _("high"),
        "normal": _("normal"),
        "low": _("low"),
        "new": _("new"),
        "open": _("open"),
        "waiting_customer": _("waiting"),
        "on_hold": _("on hold"),
    }
    return Named(code, names.get(code, code))


def cause_name(code: str) -> str:
    """Why clocks were breached (``domain.sla.causes.Cause``), as part of a sentence."""
    names = {
        "unassigned": _("nobody had it"),
        "taken_late": _("taken late"),
        "held": _("held too long"),
        "returned_late": _("came back late"),
        "passed_around": _("passed around"),
        "target_changed": _("the target changed"),
        "outside": _("waited for somebody outside"),
        "other": _("something else"),
    }
    return names.get(code, code)


def named_of(names: Mapping[int, tuple[str, str]], one: object, missing: str) -> Named:
    """What an id is called; ``missing`` where there is none."""
    if not isinstance(one, int) or one not in names:
        return Named(NOBODY, missing)
    return Named(*names[one])


def key_column(by: str) -> Column:
    """The column that tells rows apart."""
    titles = {
        "agent": (_("agent"), Form.TEXT),
        "team": (_("team"), Form.TEXT),
        "kind": (_("kind"), Form.TEXT),
        "priority": (_("priority"), Form.TEXT),
        "product": (_("product"), Form.TEXT),
        "channel": (_("channel"), Form.TEXT),
        "language": (_("language"), Form.TEXT),
        "day": (_("day"), Form.DAY),
        "hour": (_("hour"), Form.HOUR),
    }
    title, form = titles[by]
    return Column(by, title, form)


def count(key: str, title: str) -> Column:
    return Column(key, title, Form.COUNT)
