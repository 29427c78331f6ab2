"""``@name`` in a note: whose attention it asks for. Handles and names count; an unknown @word stays text. Pure."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

SIGNS: Final = "@＠"
_WORD: Final = r"0-9A-Za-z_"
_AT: Final = re.compile(rf"(?<![{_WORD}.+-])[{SIGNS}](?=\S)")
"""A sign at a word's start: the one in an e-mail address is none. Chinese puts no blank before it."""
_TYPED: Final = re.compile(rf"(?<![{_WORD}.+-])[{SIGNS}]([^\s{SIGNS},.;:!?，。；：！？、()（）]{{0,30}})$")
SHOWN: Final = 6
"""People offered at most."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can be mentioned. ``keys`` are folded words of the name and its pinyin, whole and initials."""

    id: int
    handle: str
    name: str
    keys: tuple[str, ...] = ()


class Mention(NamedTuple):
    """A name in a text with its sign, from ``start`` to ``end``."""

    start: int
    end: int
    person: int


def find_mentions(text: str, people: Iterable[Colleague]) -> tuple[Mention, ...]:
    """Every known name after a sign, in order; of several that fit the longest."""
    names = _names(people)
    if not names:
        return ()
    longest_first = sorted(names, key=len, reverse=True)
    known = re.compile("|".join(map(_whole, longest_first)), re.IGNORECASE)
    found: list[Mention] = []
    for sign in _AT.finditer(text):
        match = known.match(text, sign.end())
        if match is not None:
            found.append(Mention(sign.start(), match.end(), names[match[0].casefold()]))
    return tuple(found)


def _whole(name: str) -> str:
    """A Latin name ends where its word ends; a Chinese one may be followed by anything."""
    return re.escape(name) + (rf"(?![{_WORD}-])" if name[-1:].isascii() else "")


def _names(people: Iterable[Colleague]) -> dict[str, int]:
    """Folded name → person: handles, whole names, and a name's single words where only one person has them."""
    everybody = list(people)
    names: dict[str, int] = {}
    shared: set[str] = set()
    for person in everybody:
        for word in person.name.casefold().split():
            if names.setdefault(word, person.id) != person.id:
                shared.add(word)
    names = {word: number for word, number in names.items() if word not in shared and len(word) > 1}
    for person in everybody:
        if person.name.strip():
            names[" ".join(person.name.casefold().split())] = person.id
    return names | {person.handle.casefold(): person.id for person in everybody}


def mention_being_typed(before: str) -> str | None:
    """What stands after a sign at the end of ``before`` (the line up to the caret); None where no name is typed."""
    match = _TYPED.search(before)
    return None if match is None else match[1]


def suggestions(typed: str, people: Sequence[Colleague], without: Collection[int] = ()) -> tuple[Colleague, ...]:
    """Who may be meant, the likeliest first: a handle's or name's beginning, pinyin, then any part."""
    wanted = typed.casefold()
    ranked = [
        (rank, person.handle, person)
        for person in people
        if person.id not in without and (rank := _rank(wanted, person)) is not None
    ]
    return tuple(person for _rank, _handle, person in sorted(ranked, key=lambda one: one[:2]))[:SHOWN]


def _rank(wanted: str, person: Colleague) -> int | None:
    handle, name = person.handle.casefold(), person.name.casefold()
    if handle.startswith(wanted):
        return 0
    if name.startswith(wanted) or any(word.startswith(wanted) for word in name.split()):
        return 1
    if any(key.startswith(wanted) for key in person.keys):
        return 2
    return 3 if wanted in handle or wanted in name else None
