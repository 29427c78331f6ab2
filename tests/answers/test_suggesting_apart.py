"""Suggestions of a process that goes without numpy: the same as with it, whatever becomes of who learns."""

import subprocess
import sys
from collections.abc import Iterable
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from tests.answers.shipped import shipped
from tests.answers.test_suggesting import BANK, SHOP
from tests.answers.test_suggesting_shop import CHINESE, ELSEWHERE, ENGLISH, taught

from servicedesk.answers.suggesting import Example, Stopped, suggester
from servicedesk.answers.suggesting.apart import Apart
from servicedesk.answers.suggesting.exchange import examples_of, lines_of, received, send
from servicedesk.answers.suggesting.handed import Handed, written
from servicedesk.answers.suggesting.learner import Learner
from servicedesk.answers.suggesting.plain import Plain

ASKED = [*(text for text, _ in (*BANK, *SHOP)), *ENGLISH, *CHINESE, *ELSEWHERE, "", "?!", "\ud800", "a" * 100_000]
BANKS = [Example(code, text) for text, code in BANK]
LEARNED = {
    "a shop's answers": [example for answer in shipped() for example in taught(answer)],
    "many to try it with": BANKS,
    "too few to try it with": [Example(code, text) for text, code in SHOP[:30] if code],
    "one": [Example("TRK", "Where is my parcel?")],
    "more codes than have weights": [Example(f"C{at}", f"how to {text}") for at, (text, _) in enumerate(BANK * 3)],
    "more examples than are compared": [
        Example(code, f"{text} {'abcdefgh'[at % 8] * (at % 23)}") for at, (text, code) in enumerate(BANK * 30)
    ],
}
EVERY = 10_000
ROUNDING = 1e-6
LATE = Example("COLOURS", "Do your cards come in green or blue?")


def plain(learner: Learner) -> Plain:
    assert learner.model is not None
    model = written(learner.model)
    return Plain(Handed.of(BytesIO(model), len(model), None))


def learned(examples: Iterable[Example]) -> Learner:
    found = Learner()
    found.learn(examples)
    return found


@pytest.mark.parametrize("name", LEARNED)
def test_with_numpy_and_without_the_same_is_suggested(name: str):
    by_numpy = learned(LEARNED[name])
    by_numpy.learn([LATE])
    without = plain(by_numpy)
    for text in ASKED:
        found, same = by_numpy.suggest(text, EVERY), without.suggest(text, EVERY)
        sure = {one.code: one.confidence for one in found}
        assert {one.code: one.confidence for one in same} == pytest.approx(sure, abs=ROUNDING)
        for one, other in pairwise(same):
            assert sure[one.code] >= sure[other.code] - ROUNDING


def test_another_process_learns_and_this_one_stays_without_numpy(tmp_path: Path):
    run = (
        "import sys\nfrom pathlib import Path\nfrom servicedesk.answers.suggesting import Example, suggester\n"
        "told = suggester(False, Path(sys.argv[1]), apart=True)\n"
        "told.learn([Example('TRK', 'Where is my parcel?'), Example('INV', '请开发票')])\n"
        "print(told.suggest('where is the parcel')[0].code, told.suggest('能开发票吗')[0].code, 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", run, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["TRK", "INV", "False"]


def test_it_is_kept_and_learned_on(tmp_path: Path):
    apart = Apart(tmp_path)
    apart.learn([*BANKS, *(Example(code, f"{text} Thanks a lot.") for text, code in BANK)])
    (kept,) = tmp_path.iterdir()
    by_numpy = suggester(False, tmp_path)
    by_numpy.learn([*BANKS, *(Example(code, f"{text} Thanks a lot.") for text, code in BANK)])
    for text in ASKED[:20]:
        assert [one.code for one in apart.suggest(text)] == [one.code for one in by_numpy.suggest(text)]
    apart.learn([LATE])
    apart.settle()
    assert apart.suggest("do your cards come in green?")[0].code == "COLOURS"
    assert list(tmp_path.iterdir()) == [kept]


def test_a_few_more_keep_nobody_waiting(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("servicedesk.answers.suggesting.apart._PAUSE", 0.0)
    apart = Apart()
    apart.learn(BANKS)
    apart.learn([LATE])
    assert apart._behind.has_begun
    assert apart.suggest(BANK[0][0])
    apart._behind.wait()
    assert apart.suggest("do your cards come in green?")[0].code == "COLOURS"


def test_few_are_learned_seldom():
    apart = Apart()
    apart.learn(BANKS)
    apart.learn([LATE])
    assert not apart._behind.has_begun
    apart.settle()
    assert apart.suggest("do your cards come in green?")[0].code == "COLOURS"


@pytest.mark.parametrize("python", ["/nowhere/python", "/bin/false"])
def test_where_there_is_no_other_process_it_learns_here(python: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", python)
    apart = Apart()
    apart.learn(BANKS)
    assert [apart.suggest(text) for text in ASKED[:20]] == [learned(BANKS).suggest(text) for text in ASKED[:20]]
    monkeypatch.undo()
    apart.learn([LATE])
    apart.settle()
    assert apart.suggest("do your cards come in green?")[0].code == "COLOURS"


def test_nobody_waits_for_one_that_is_stopped():
    apart = Apart()
    apart.learn(BANKS)
    apart.stop()
    with pytest.raises(Stopped):
        apart.learn([*BANKS, LATE])
    assert apart.suggest(BANK[0][0])


def test_nothing_said_is_nothing_learned():
    apart = Apart()
    apart.learn([])
    apart.learn([Example("A", "?!")])
    assert apart.suggest("parcel") == ()


def test_examples_come_through_as_they_are():
    every = [Example("A", 'one "two"\n三\ud800\0', 0.5, own=True), Example("b", "", 2.0)]
    assert list(examples_of(lines_of(every).splitlines())) == every


@pytest.mark.parametrize("part", [0, 4, 8, 60, 1_000, -1])
def test_a_model_that_is_cut_off_is_none(part: int):
    out = BytesIO()
    model = learned(BANKS).model
    assert model is not None
    send(written(model), out)
    assert len(list(received(BytesIO(out.getvalue()), None))) == 1
    assert list(received(BytesIO(out.getvalue()[:part]), None)) == []
