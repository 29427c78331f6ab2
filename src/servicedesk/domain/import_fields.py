"""One field of an imported record at a time: how its value is read, and why it can't be."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import parseaddr
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeVar, cast

from servicedesk.domain import identities
from servicedesk.domain.errors import Invalid
from servicedesk.domain.tags import BETWEEN_TAGS
from servicedesk.domain.tickets import Channel, Kind, Priority, Status

_E = TypeVar("_E", bound=StrEnum)

NAME_LENGTH: Final = 500
TAG_LENGTH: Final = 60
ADDRESS_LENGTH: Final = 320
"""Indexed values are bounded: PostgreSQL refuses index entries above some 2,700 bytes."""


class BadValue(Exception):
    """A value that can't be taken; ``where`` names it when it isn't the field as a whole."""

    def __init__(self, reason: str, where: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.where = where


def mapped(value: object, table: Mapping[str, str] | None) -> object:
    """The value after the source's value map; the spelling is compared exactly, then without blanks and case."""
    if table is None or isinstance(value, list | Mapping):
        return value
    spelled = text(value) or ""
    if spelled in table:
        return table[spelled]
    folded = spelled.casefold()
    return next((to for known, to in table.items() if known.strip().casefold() == folded), value)


def storable(value: str) -> str:
    """A text both engines can keep: NUL and lone surrogates become U+FFFD, line ends become LF."""
    if "\0" in value:
        value = value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def text(value: object) -> str | None:
    """A text without blanks at its ends; None when empty. Numbers are spelled out."""
    if isinstance(value, str):
        return storable(value).strip() or None
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadValue(f"expected text, got {_kind_of(value)}")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def body(value: object) -> str | None:
    """A longer text: blank lines around it go, its first line's indent stays."""
    if isinstance(value, str):
        return None if value.isspace() else storable(value).strip("\n").rstrip() or None
    return text(value)


def name(value: object) -> str | None:
    found = text(value)
    if found is not None and len(found) > NAME_LENGTH:
        raise BadValue(f"longer than {NAME_LENGTH} characters")
    return found


def email(value: object) -> str | None:
    """An address, alone or as ``Name <address>``."""
    found = text(value)
    if found is None:
        return None
    if len(found) > ADDRESS_LENGTH:
        raise BadValue(f"longer than {ADDRESS_LENGTH} characters")
    try:
        return identities.email(_name_and_address(found)[1] if found.endswith(">") else found).value
    except Invalid as error:
        raise BadValue(f"{shown(found)} is not an e-mail address") from error


def name_beside(value: object) -> str | None:
    """What stands before an address written as ``Name <address>``."""
    found = storable(value).strip() if isinstance(value, str) else ""
    if not found.endswith(">") or len(found) > NAME_LENGTH + ADDRESS_LENGTH:
        return None
    return _decoded(_name_and_address(found)[0]).strip()[:NAME_LENGTH] or None


def _name_and_address(found: str) -> tuple[str, str]:
    """The parts of ``Name <address>``; empty ones where it nests comments deeper than Python does."""
    try:
        return parseaddr(found)
    except RecursionError:
        return "", ""


def _decoded(name: str) -> str:
    """A name as a mail's header spells it (RFC 2047); none where it can't be read."""
    try:
        return storable(str(make_header(decode_header(name)))) if "=?" in name else name
    except (HeaderParseError, LookupError, ValueError):
        return ""


def phone(value: object) -> str | None:
    found = text(value)
    if found is None:
        return None
    try:
        if len(found) <= ADDRESS_LENGTH:
            return identities.phone(found).value
    except Invalid:
        pass
    raise BadValue(f"{shown(found)} is not a phone number")


def kind(value: object) -> Kind | None:
    return _code(value, Kind, {"咨询": Kind.INQUIRY, "投诉": Kind.COMPLAINT, "退换货": Kind.RETURN})


def status(value: object) -> Status | None:
    """Any status but ``merged``, which needs to know into what."""
    found = _code(value, Status, {})
    if found is Status.MERGED:
        raise BadValue("'merged' can't be imported: a ticket is merged here, with the one it becomes part of")
    return found


def priority(value: object) -> Priority | None:
    return _code(value, Priority, {})


_CHANNELS: Final = {
    "email": Channel.MAIL,
    "e_mail": Channel.MAIL,
    "web": Channel.FORM,
    "portal": Channel.FORM,
    "call": Channel.PHONE,
}


def channel(value: object) -> Channel | None:
    return _code(value, Channel, _CHANNELS)


def _code(value: object, codes: type[_E], synonyms: Mapping[str, _E]) -> _E | None:
    found = text(value)
    if found is None:
        return None
    members = cast("Mapping[str, _E]", codes._value2member_map_)
    if found in members:
        return members[found]
    spelled = found.casefold().replace(" ", "_").replace("-", "_")
    if spelled in members:
        return members[spelled]
    if spelled in synonyms:
        return synonyms[spelled]
    raise BadValue(
        f"unknown value {shown(found)}; known are {', '.join(code for code in codes if code is not Status.MERGED)}"
    )


_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*\Z")


def language(value: object) -> str | None:
    """A language tag, ``en`` or ``zh-CN``."""
    found = text(value)
    if found is None:
        return None
    if _LANGUAGE.match(found) is None:
        raise BadValue(f"{shown(found)} is not a language code such as en or zh-CN")
    primary, *rest = re.split("[-_]", found)
    return "-".join((primary.lower(), *rest))


def tags(value: object) -> tuple[str, ...]:
    """A list, or a text with commas or semicolons between, also full-width ones; sorted, each once, as single words."""
    if value is None:
        return ()
    return _tags([text(part) for part in value]) if isinstance(value, list) else _tags_in(text(value) or "")


@lru_cache(maxsize=4096)
def _tags_in(spelled: str) -> tuple[str, ...]:
    return _tags([text(part) for part in re.split(f"[{BETWEEN_TAGS}]", spelled)])


def _tags(parts: Iterable[str | None]) -> tuple[str, ...]:
    found = {_word(part) for part in parts if part} - {""}
    if any(len(tag) > TAG_LENGTH for tag in found):
        raise BadValue(f"a tag is longer than {TAG_LENGTH} characters")
    return tuple(sorted(found))


def _word(tag: str) -> str:
    """A tag as the filter language can name it: ``Late Delivery`` becomes ``late-delivery``."""
    joined = re.sub(rf"[\s{BETWEEN_TAGS}:\"']+", "-", tag.removeprefix("#").casefold())
    return "".join(character for character in joined if character.isprintable()).strip("-")


def instant(value: object, zone: tzinfo, date_format: str | None) -> datetime | None:
    """A time in UTC: ISO 8601, the given form, or a number of seconds or milliseconds since 1970."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _epoch(value)
    found = text(value)
    return None if found is None else _parsed(found, zone, date_format)


def _epoch(value: float) -> datetime:
    try:
        return datetime.fromtimestamp(value / 1000 if abs(value) >= 1e11 else value, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise BadValue(f"{value} is not a time") from error


@lru_cache(maxsize=4096)
def _parsed(spelled: str, zone: tzinfo, date_format: str | None) -> datetime:
    try:
        at = datetime.fromisoformat(spelled) if date_format is None else _in_form(spelled, date_format)
        return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        form = "an ISO 8601 time" if date_format is None else f"a time of the form {date_format}"
        raise BadValue(f"{shown(spelled)} is not {form}") from error


def _in_form(spelled: str, date_format: str) -> datetime:
    return datetime.strptime(spelled, date_format)  # noqa: DTZ007 - the caller adds the zone


def shown(value: str) -> str:
    """A value as a reason quotes it: one line, not too long."""
    return repr(value if len(value) <= 60 else f"{value[:57]}…")


def _kind_of(value: object) -> str:
    return {bool: "true or false", list: "a list"}.get(type(value), "an object")
