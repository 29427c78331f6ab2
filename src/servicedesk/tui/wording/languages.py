"""Language codes in words."""

from servicedesk.i18n import _


def language_name(code: str | None) -> str:
    """``English`` for ``en``; a code that isn't known stays as it is, none is empty."""
    names = {
        "en": _("English"),
        "zh": _("Chinese"),
        "de": _("German"),
        "fr": _("French"),
        "es": _("Spanish"),
        "it": _("Italian"),
        "pt": _("Portuguese"),
        "nl": _("Dutch"),
        "pl": _("Polish"),
        "ja": _("Japanese"),
        "ko": _("Korean"),
    }
    if not code:
        return ""
    return names.get(code.lower().replace("_", "-").split("-")[0], code)
