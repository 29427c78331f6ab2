"""What deserves a look among answers, each by itself and all together. Pure; figures of speech are the front end's."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from servicedesk.answers.alike import near_titles
from servicedesk.answers.answer import LETTER, Answer
from servicedesk.answers.files.circles import circles
from servicedesk.answers.filling import unknown_placeholders
from servicedesk.answers.including import included
from servicedesk.answers.normalising import plain
from servicedesk.answers.soundness import LONGEST_BODY, faults
from servicedesk.domain.blanks import BLANK
from servicedesk.domain.gate.placeholders import placeholders_in
from servicedesk.domain.gate.wide_forms import narrowed
from servicedesk.domain.gate.writing_systems import plain_script, script_of

LONG: Final = 2_000
"""Characters above which an answer is longer than customers read."""


class Severity(StrEnum):
    """``ERROR``: it would reach a customer wrong, or not at all; ``WARNING``: probably a slip; ``HINT``: could help."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


SEVERITIES: Final[Mapping[str, Severity]] = {
    "unsound": Severity.ERROR,
    "placeholder": Severity.ERROR,
    "other_placeholder": Severity.ERROR,
    "blank": Severity.ERROR,
    "circle": Severity.ERROR,
    "include": Severity.WARNING,
    "language": Severity.WARNING,
    "same_title": Severity.WARNING,
    "same_text": Severity.WARNING,
    "long": Severity.WARNING,
    "near_title": Severity.HINT,
    "no_pair": Severity.HINT,
    "no_example": Severity.HINT,
}
"""Everything that is looked for."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """``what`` is a key of SEVERITIES, ``detail`` what it is about: the placeholder, the other code, the language."""

    answer: Answer
    field: str
    what: str
    detail: str = ""

    @property
    def severity(self) -> Severity:
        return SEVERITIES[self.what]


def lint(answers: Sequence[Answer]) -> tuple[Flaw, ...]:
    """All flaws, the gravest first, then by code and language."""
    grave = {severity: place for place, severity in enumerate(Severity)}
    found = [flaw for answer in answers for flaw in _alone(answer)]
    for check in _TOGETHER:
        found += check(answers)
    return tuple(sorted(found, key=lambda flaw: (grave[flaw.severity], flaw.answer.code.upper(), flaw.answer.language)))


def _alone(answer: Answer) -> Iterator[Flaw]:
    letter = answer.code == LETTER
    body = answer.body[: LONGEST_BODY + 1]
    foreign = _foreign(body)
    places = (
        [] if foreign else [place for line in body.splitlines() for place in unknown_placeholders(line, letter=letter)]
    )
    for place in dict.fromkeys(foreign):
        yield Flaw(answer, "body", "other_placeholder", place)
    for place in dict.fromkeys(places):
        yield Flaw(answer, "body", "placeholder", place[:60])
    for fault in faults(answer):
        if fault.field != "body" or not (foreign or places):
            yield Flaw(answer, fault.field, "unsound", fault.reason)
    left = BLANK.sub("", narrowed(body))
    if "[[" in left or "]]" in left:
        yield Flaw(
            answer,
            "body",
            "blank",
            next(line.strip() for line in left.split("\n") if "[[" in line or "]]" in line)[:60],
        )
    wanted, script = script_of(answer.language), plain_script(f"{answer.title}\n{answer.body}")
    if wanted is not None and script is not None and wanted != script:
        yield Flaw(answer, "language", "language", answer.language)
    if LONG < len(answer.body) <= LONGEST_BODY:
        yield Flaw(answer, "body", "long", str(len(answer.body)))


def _foreign(body: str) -> list[str]:
    """Placeholders of other help desks, as they come with copied texts."""
    text = narrowed(body)
    found = [text[start:end] for start, end in placeholders_in(text)]
    return [place[:60] for place in found if place.startswith(("{{", "{%", "%", "<<"))]


def _circles(answers: Sequence[Answer]) -> Iterator[Flaw]:
    for language, some in _by_language(answers).items():
        codes = {answer.code.upper(): answer for answer in some}
        includes = {code: [other.upper() for other in included(answer)] for code, answer in codes.items()}
        for circle in circles(includes):
            told = " → ".join([*circle[:8], circle[0]])
            yield from (Flaw(codes[code], "actions", "circle", told) for code in circle)
        for code, others in includes.items():
            for other in others:
                if other not in codes:
                    yield Flaw(codes[code], "actions", "include", f"{other} ({language})")


def _titles(answers: Sequence[Answer]) -> Iterator[Flaw]:
    for some in _by_language(answers).values():
        yield from _same(some, "title", "same_title", lambda answer: plain(answer.title))
        yield from _same(some, "body", "same_text", lambda answer: plain(answer.body))
        for answer, other in near_titles(some):
            yield Flaw(answer, "title", "near_title", other.code)


def _same(some: Sequence[Answer], field: str, what: str, key: Callable[[Answer], str]) -> Iterator[Flaw]:
    """Each that says what an earlier one of another code says."""
    first: dict[str, Answer] = {}
    for answer in some:
        said = key(answer)
        other = first.setdefault(said, answer)
        if said and other.code.upper() != answer.code.upper():
            yield Flaw(answer, field, what, other.code)


def _pairs(answers: Sequence[Answer]) -> Iterator[Flaw]:
    """One's own answers need no other language."""
    common = [answer for answer in answers if not answer.own]
    languages = sorted({answer.language for answer in common})
    known = {(answer.code.upper(), answer.language) for answer in common}
    for answer in common:
        for language in languages:
            if (answer.code.upper(), language) not in known:
                yield Flaw(answer, "language", "no_pair", language)


def _examples(answers: Sequence[Answer]) -> Iterator[Flaw]:
    """Answers in two languages share what was learnt, but examples in one teach little of the other."""
    for answer in answers:
        if not answer.examples and answer.body.strip() and answer.code != LETTER:
            yield Flaw(answer, "examples", "no_example")


def _by_language(answers: Sequence[Answer]) -> dict[str, list[Answer]]:
    found: dict[str, list[Answer]] = {}
    for answer in answers:
        found.setdefault(answer.language, []).append(answer)
    return found


_TOGETHER: Final = (_circles, _titles, _pairs, _examples)
