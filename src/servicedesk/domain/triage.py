"""What a new ticket is, how much it matters and who might take it: proposals with their reasons, never decisions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from servicedesk.domain.gate.writing_systems import plain_script
from servicedesk.domain.tickets import Kind, Nature, Priority
from servicedesk.domain.triage_words import PRAISE, RULES, SHOUTS, Rule

READ: Final = 6_000
"""Characters of what the customer wrote that are read."""
ENOUGH: Final = 2
"""The weight that speaks for a kind at all."""
MARGIN: Final = 1
"""How far the best kind must be ahead of the next."""
MOST_WORDS: Final = 3
_LETTERS: Final = re.compile(r"[A-Za-z]")
_COMMON: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": " the and is are have has you your my i it this was were would please with ",
        "de": " der die das und ist sind nicht ich sie wir ihr mein haben bitte mit ein eine ",
    }
)
"""Words that a text in a language can't do without."""
_WORD: Final = re.compile(r"[a-zäöüß']+")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text says. ``kind`` None: not enough to tell. ``words`` are quoted from it, the weightiest first."""

    kind: Kind | None
    nature: Nature | None
    severity: int | None
    pressing: bool
    trifling: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is proposed: a code (words, member, load, language, …) and the value that belongs to it."""

    code: str
    value: str = ""


def read_wording(texts: Iterable[str]) -> Wording:
    """What a customer's texts say, the subject first."""
    text = "\n".join(texts)[:READ]
    matches = [(rule, found[0]) for rule in RULES if (found := rule.pattern.search(text)) is not None]
    scores = dict.fromkeys(Kind, 0)
    for rule, _found in matches:
        if rule.kind is not None:
            scores[rule.kind] += rule.weight
    shouts = _shouts(text)
    if shouts:
        scores[Kind.COMPLAINT] += 2
    kind = _clear_winner(scores)
    told = sorted((m for m in matches if m[0].kind is kind and kind is not None), key=lambda m: -m[0].weight)
    return Wording(
        kind,
        _first_nature(told) if kind is Kind.COMPLAINT else None,
        _worst(rule for rule, _found in told) if kind is Kind.COMPLAINT else None,
        any(rule.pressing for rule, _found in matches),
        PRAISE.search(text) is not None,
        tuple(dict.fromkeys(" ".join(found.split()) for _rule, found in told))[:MOST_WORDS],
    )


def _clear_winner(scores: Mapping[Kind, int]) -> Kind | None:
    best, second = sorted(scores.items(), key=lambda item: -item[1])[:2]
    return best[0] if best[1] >= ENOUGH and best[1] - second[1] >= MARGIN else None


def _first_nature(told: Sequence[tuple[Rule, str]]) -> Nature | None:
    return next((rule.nature for rule, _found in told if rule.nature is not None), None)


def _worst(rules: Iterable[Rule]) -> int | None:
    return min((rule.severity for rule in rules if rule.severity is not None), default=None)


def _shouts(text: str) -> bool:
    letters = _LETTERS.findall(text)
    return len(letters) >= 2 * SHOUTS and sum(letter.isupper() for letter in letters) >= 0.7 * len(letters)


BROUGHT_BY: Final = (1, 2)
"""Severities that bring a higher priority by themselves."""
_RANK: Final = (Priority.URGENT, Priority.HIGH, Priority.NORMAL, Priority.LOW)


def priority_for(
    kind: Kind, wording: Wording, membership: str, now: Priority = Priority.NORMAL
) -> tuple[Priority, tuple[Reason, ...]]:
    """How much a ticket of a kind matters, and why. ``now`` is what it came with: only trifles are lowered."""
    if wording.trifling and kind is not Kind.COMPLAINT and membership != "vip":
        return Priority.LOW, (Reason("trifling"),)
    found, reasons = _raised(kind, wording, membership)
    return (found, reasons) if reasons and _RANK.index(found) <= _RANK.index(now) else (now, ())


def _raised(kind: Kind, wording: Wording, membership: str) -> tuple[Priority, tuple[Reason, ...]]:
    if kind is Kind.COMPLAINT and wording.severity in BROUGHT_BY:
        danger = wording.severity == 1 or wording.nature is Nature.PRIVACY
        return Priority.URGENT if danger else Priority.HIGH, (Reason("severity", str(wording.severity)),)
    if membership == "vip" or (membership == "gold" and kind is Kind.COMPLAINT):
        return Priority.HIGH, (Reason("member", membership),)
    if kind is Kind.COMPLAINT and wording.pressing:
        return Priority.HIGH, (Reason("pressing"),)
    if kind is Kind.COMPLAINT and wording.nature is Nature.DELIVERY:
        return Priority.HIGH, (Reason("nature", str(wording.nature)),)
    return Priority.NORMAL, ()


def language_of(text: str) -> str | None:
    """zh, en or de where the text plainly is; None otherwise."""
    if plain_script(text) == "zh":
        return "zh"
    words = _WORD.findall(text[:READ].casefold())
    counts = {code: sum(f" {word} " in common for word in words) for code, common in _COMMON.items()}
    best, second = sorted(counts, key=lambda code: -counts[code])[:2]
    return best if counts[best] >= 3 and counts[best] >= 3 * counts[second] else None


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who might take a ticket. ``load``: live tickets the person has; ``away``: on a break or gone home.
    ``idle``: an admin who never did anything here.

    ``languages`` and ``teams`` empty: not known, so nothing speaks against.
    """

    handle: str
    name: str
    languages: frozenset[str]
    skills: frozenset[str]
    teams: frozenset[str]
    load: int
    away: bool = False
    line: int = 1
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a ticket asks of who takes it. ``line``: the support line (1 agents, 2 specialists, 3 supervisors)."""

    language: str | None = None
    skill: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """Who had to do with it: ``knows`` had this customer's last ticket, ``given`` was given a ticket by me last."""

    me: str
    knows: str | None = None
    given: str | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A colleague with what speaks for the choice, as codes: knows, given, team, skill, language, load; or away."""

    colleague: Colleague
    reasons: tuple[Reason, ...]


SKILLS: Final[Mapping[Nature, str]] = MappingProxyType(
    {Nature.DELIVERY: "logistics", Nature.BILLING: "billing", Nature.PRODUCT_QUALITY: "quality"}
)
"""The skill that a complaint's nature asks for."""


LIGHTER: Final = 3
"""By how many tickets less somebody counts who knows the customer, or has the skill."""


def holder(colleagues: Iterable[Colleague], wanted: Wanted, past: Past) -> Ranked | None:
    """Who should take an unassigned ticket; None when nobody fits.

    Of those who are here, in the ticket's team and write its language (who has said neither comes after those who
    have), the first support line before the others: the one with the fewest tickets. Knowing the customer counts like
    three tickets less, the skill too; then me.
    """
    fitting = [one for one in colleagues if not one.away and _fits(one, wanted)]
    if not fitting:
        return None

    def place(one: Colleague) -> tuple[object, ...]:
        lighter = LIGHTER * ((one.handle == past.knows) + (wanted.skill in one.skills))
        unknown = (not one.teams) + (not one.languages)
        return (unknown, one.line, one.load - lighter, one.handle != past.me, one.handle)

    return _ranked(min(fitting, key=place), wanted, past)


def likely(colleagues: Iterable[Colleague], wanted: Wanted, past: Past) -> list[Ranked]:
    """Whom a ticket is handed to, the likeliest first; then me, then idle ones, and who is away last of all."""

    def place(one: Colleague) -> tuple[object, ...]:
        return (
            one.away,
            one.idle and one.handle != past.me,
            one.handle == past.me,
            not _writes(one, wanted),
            one.handle != past.knows,
            wanted.team is not None and wanted.team not in one.teams,
            one.handle != past.given,
            wanted.skill is None or wanted.skill not in one.skills,
            not one.teams,
            one.load,
            one.handle,
        )

    return [_ranked(one, wanted, past) for one in sorted(colleagues, key=place)]


def _fits(one: Colleague, wanted: Wanted) -> bool:
    in_team = wanted.team is None or not one.teams or wanted.team in one.teams
    return in_team and _writes(one, wanted)


def _writes(one: Colleague, wanted: Wanted) -> bool:
    return wanted.language is None or not one.languages or wanted.language in one.languages


def _ranked(one: Colleague, wanted: Wanted, past: Past) -> Ranked:
    reasons = [
        Reason("away") if one.away else None,
        Reason("knows") if one.handle == past.knows else None,
        Reason("given") if one.handle == past.given else None,
        Reason("skill", wanted.skill) if wanted.skill is not None and wanted.skill in one.skills else None,
        Reason("load", str(one.load)),
        Reason("language", wanted.language) if wanted.language in one.languages and wanted.language else None,
    ]
    return Ranked(one, tuple(reason for reason in reasons if reason is not None))
