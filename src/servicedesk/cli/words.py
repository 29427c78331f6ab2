"""Words of the command line turned into values: texts, instants, ``field=value`` pairs, files."""

import re
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

from servicedesk.domain.errors import BadFile, Invalid
from servicedesk.i18n import _

_SPAN: Final = re.compile(r"\+?\s*((?:\d+\s*[dhm]\s*)+)")
_PART: Final = re.compile(r"(\d+)\s*([dhm])")
_UNITS: Final = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}


def read_text(field: str, given: str) -> str:
    """The text itself; ``-`` reads standard input, without the newline that ends it. Raises Invalid."""
    if given != "-":
        return given
    if sys.stdin is None:
        raise Invalid(field, _("standard input is closed"))
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(field, _("standard input is not UTF-8 text")) from None
    return text.replace("\r\n", "\n").removesuffix("\n")


def read_instant(field: str, given: str, now: datetime, zone: tzinfo | None) -> datetime:
    """``2026-11-25T09:00`` (in ``zone`` unless it names one; None is the machine's) or from now: ``+2d 3h``.

    Returns aware UTC; raises Invalid.
    """
    if span := _SPAN.fullmatch(given.strip()):
        parts = _PART.findall(span[1])
        try:
            return now + sum((int(count) * _UNITS[unit] for count, unit in parts), timedelta())
        except OverflowError:
            raise Invalid(field, _("{given!r} is too far away").format(given=given)) from None
    try:
        at = datetime.fromisoformat(given.strip())
        if len(given.strip()) <= len("2026-11-25"):
            raise Invalid(field, _("{given!r} names a day; add a time: {given}T09:00").format(given=given.strip()))
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(
            field, _("expected a time such as 2026-11-25T09:00 or +2d 3h, not {given!r}").format(given=given)
        ) from None


def read_since(field: str, given: str | None, now: datetime, zone: tzinfo | None) -> datetime | None:
    """A day (its first moment in ``zone``), a time, or a distance back from now such as ``7d``; None stays None.

    Returns aware UTC; raises Invalid.
    """
    if given is None:
        return None
    word = given.strip()
    if _SPAN.fullmatch(word) and not word.startswith("+"):
        try:
            return now - sum((int(count) * _UNITS[unit] for count, unit in _PART.findall(word)), timedelta())
        except OverflowError:
            raise Invalid(field, _("{given!r} is too far away").format(given=given)) from None
    if len(word) == len("2026-11-25"):
        word += "T00:00"
    return read_instant(field, word, now, zone)


def read_pair(field: str, given: str) -> tuple[str, str]:
    """``name=value``; raises Invalid."""
    name, separator, value = given.partition("=")
    if not separator or not name:
        raise Invalid(field, _("expected name=value, not {given!r}").format(given=given))
    return name, value


def read_bytes(path: Path) -> bytes:
    """A file's content; raises BadFile."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadFile(str(path), None, "", _("can't be read: {reason}").format(reason=error.strerror)) from error


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """An argparse type: a whole number within these bounds."""

    def read(given: str) -> int:
        if not (given.isascii() and given.isdigit()) or not least <= int(given) <= most:
            reason = _("expected a whole number from {least} to {most}, not {given!r}")
            raise ArgumentTypeError(reason.format(least=least, most=most, given=given))
        return int(given)

    return read


ticket_number: Final = whole_number(1, 2**63 - 1)
"""Of a ticket, a message or a promise; more the stores can't count."""


def read_pairs(option: str, given: Iterable[str]) -> dict[str, str]:
    """``name=value`` words as a mapping; raises Invalid, also for a name given twice."""
    pairs: dict[str, str] = {}
    for word in given:
        name, value = read_pair(option, word)
        if name in pairs:
            raise Invalid(option, _("{name} is given twice").format(name=name))
        pairs[name] = value
    return pairs
