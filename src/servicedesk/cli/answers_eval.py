"""``servicedesk answers eval``: how well answers are suggested or found, by messages whose answer is known."""

import json
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from servicedesk.answers.answer import Offer
from servicedesk.cli.acts import Acts, add_act
from servicedesk.cli.progress import Report, progress_bar
from servicedesk.cli.session import Session
from servicedesk.cli.words import read_bytes
from servicedesk.domain.errors import BadFile
from servicedesk.domain.events import Json
from servicedesk.i18n import _

DEPTH = 10
"""Answers that are asked for; a right one behind them counts as not found."""

Ask = Callable[[str], Sequence[Offer]]


@dataclass(frozen=True, slots=True)
class Case:
    """A message and the code of its answer; None: out of scope, nothing fits."""

    text: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """``place`` of the right answer, from 1; 0: it wasn't there. ``offered``: how many answers were."""

    case: Case
    place: int
    offered: int
    milliseconds: float


def add(commands: Acts) -> None:
    what = _("measure suggestions, or finding, with messages whose answer is known")
    parser = add_act(commands, "eval", evaluate, what, on_ticket=False)
    parser.add_argument(
        "file", type=Path, metavar="FILE", help=_("JSON lines with text and answer: a code, or null where none fits")
    )
    parser.add_argument("--mode", choices=("suggest", "find"), default="suggest", help=_("default: suggest"))


def evaluate(session: Session, arguments: Namespace) -> int:
    cases = read_cases(arguments.file)
    ask = _ask(session, arguments.mode)
    ask(_WARM_UP)  # what is loaded and learnt at the first question doesn't count
    with progress_bar(_("asking")) as progress:
        outcomes = _outcomes(cases, ask, progress)
    data = measured(outcomes)
    if session.options.json:
        session.out.json(data)
    else:
        _print(session, data, outcomes)
    return 0


_WARM_UP = "Where is my order? 我的订单在哪里？"


def _ask(session: Session, mode: str) -> Ask:
    answers = session.desk.answers
    if mode == "find":
        shelf = answers.shelf()
        return lambda text: shelf.find(text, limit=DEPTH)
    return lambda text: answers.suggest(text=text, limit=DEPTH)


def _outcomes(cases: Sequence[Case], ask: Ask, progress: Report) -> list[Outcome]:
    found: list[Outcome] = []
    for case in cases:
        start = perf_counter()
        offers = ask(case.text)
        found.append(outcome(case, offers, (perf_counter() - start) * 1000))
        progress(len(found), len(cases))
    return found


def outcome(case: Case, offers: Sequence[Offer], milliseconds: float) -> Outcome:
    """Pairs in several languages are one answer, and case doesn't count."""
    codes = [*dict.fromkeys(offer.answer.code.upper() for offer in offers)]
    wanted = "" if case.answer is None else case.answer.upper()
    return Outcome(case, codes.index(wanted) + 1 if wanted in codes else 0, len(codes), milliseconds)


def measured(outcomes: Sequence[Outcome]) -> dict[str, Json]:
    """The figures of CONTRACTS; a rate of no cases is null."""
    inside = [outcome for outcome in outcomes if outcome.case.answer is not None]
    outside = [outcome for outcome in outcomes if outcome.case.answer is None]
    times = sorted(outcome.milliseconds for outcome in outcomes)
    return {
        "n": len(outcomes),
        "top1": _rate([outcome.place == 1 for outcome in inside]),
        "top3": _rate([1 <= outcome.place <= 3 for outcome in inside]),
        "mrr": _rate([1 / outcome.place if outcome.place else 0 for outcome in inside]),
        "out_of_scope": {
            "n": len(outside),
            "recall": _rate([not outcome.offered for outcome in outside]),
            "false_alarm": _rate([not outcome.offered for outcome in inside]),
        },
        "p50_ms": _quantile(times, 50),
        "p95_ms": _quantile(times, 95),
    }


def _rate(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def _quantile(times: Sequence[float], per_cent: int) -> float | None:
    """The nearest rank."""
    return round(times[-(-len(times) * per_cent // 100) - 1], 3) if times else None


def read_cases(path: Path) -> list[Case]:
    """Raises BadFile for the first line that is no case: figures of some of them would mislead."""
    cases: list[Case] = []
    for number, line in enumerate(read_bytes(path).removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line.strip():
            cases.append(_case(path, number, line))
    if not cases:
        raise BadFile(str(path), None, "", _("there is nothing in it"))
    return cases


def _case(path: Path, number: int, line: bytes) -> Case:
    try:
        value = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise BadFile(str(path), number, "", _("is not JSON: {error}").format(error=error)) from error
    fields = value if isinstance(value, dict) else {}
    text, answer = fields.get("text"), fields.get("answer", 0)
    if not isinstance(text, str):
        raise BadFile(str(path), number, "text", _("expected a text"))
    if answer is not None and not isinstance(answer, str):
        raise BadFile(str(path), number, "answer", _("expected a code, or null where no answer fits"))
    return Case(text, answer)


def _print(session: Session, data: dict[str, Json], outcomes: Sequence[Outcome]) -> None:
    known = {view.answer.code.upper() for view in session.desk.answers.all()}
    wanted = {outcome.case.answer for outcome in outcomes if outcome.case.answer is not None}
    outside = data["out_of_scope"]
    figures = outside if isinstance(outside, dict) else {}
    session.out.facts(
        {
            _("messages"): str(data["n"]),
            _("right answer first"): _share(data["top1"]),
            _("in the first three"): _share(data["top3"]),
            _("mean reciprocal rank"): "" if data["mrr"] is None else str(data["mrr"]),
            _("out of scope"): str(figures["n"]),
            _("of those, nothing suggested"): _share(figures["recall"]),
            _("nothing suggested though there is an answer"): _share(figures["false_alarm"]),
            _("time, half within"): f"{data['p50_ms']} ms",
            _("time, 95 of 100 within"): f"{data['p95_ms']} ms",
            _("answers asked for that aren't there"): ", ".join(sorted(c for c in wanted if c.upper() not in known)),
        }
    )


def _share(value: Json) -> str:
    return f"{value:.1%}" if isinstance(value, float) else ""
