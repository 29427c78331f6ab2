"""Short texts put together as the language of the interface does it. Pure."""

from collections.abc import Iterable

from servicedesk.i18n import _


def commas(parts: Iterable[str]) -> str:
    """``complaint, decided, HIGH``."""
    return _(", ").join(parts)


def semicolons(parts: Iterable[str]) -> str:
    """``3 new messages; status resolved``."""
    return _("; ").join(parts)


def headed(head: str, text: str) -> str:
    """``Mara Lima: Where is my lamp?``."""
    return _("{head}: {text}").format(head=head, text=text)
