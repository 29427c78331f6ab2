"""What the clocks of service levels are called, in every front end and report."""

from servicedesk.i18n import _


def clock_word(code: str) -> str:
    """The name of a clock (``domain.sla.facts.Clock``); an unknown one is called by its code."""
    names = {
        "first_response": _("first response"),
        "next_response": _("next response"),
        "resolution": _("resolution"),
    }
    return names.get(code, code)
