"""Answers suggested from a message's text: learned from the first example on, in any order, in two languages."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.answers.suggesting import Example, Suggester, suggester
from servicedesk.answers.suggesting.rows import Rows

DATA = Path(__file__).parent.parent / "data"
Pair = tuple[str, str]


def rows(name: str) -> list[Pair]:
    with (DATA / "suggesting" / name).open(encoding="utf-8", newline="") as file:
        return [(text, code) for text, code in csv.reader(file)][1:]


BANK = rows("banking77_sample.csv")
SHOP = rows("shop_messages.csv")


def learned(pairs: Iterable[Pair]) -> Suggester:
    fresh = suggester(semantic=False)
    fresh.learn(Example(code, text) for text, code in pairs)
    return fresh


def codes(told: Suggester, text: str) -> list[str]:
    return [suggestion.code for suggestion in told.suggest(text)]


def by_code(pairs: Sequence[Pair], first: int, last: int) -> list[Pair]:
    """The rows from ``first`` to before ``last`` of each code."""
    found: dict[str, list[Pair]] = {}
    for pair in pairs:
        found.setdefault(pair[1], []).append(pair)
    return [pair for of_code in found.values() for pair in of_code[first:last]]


def test_nothing_learned_suggests_nothing():
    assert suggester(semantic=False).suggest("where is my parcel?") == ()


def test_one_example_is_enough_to_begin():
    told = learned([("Where is my parcel?", "TRK")])
    assert codes(told, "where's my parcel, please") == ["TRK"]
    assert told.suggest("你好") == told.suggest("what a lovely hat") == ()


def test_each_further_example_counts_at_once():
    told = learned([("Where is my parcel?", "TRK")])
    told.learn([Example("REF", "Where is my refund?")])
    told.learn([Example("INV", "请开发票")])
    assert codes(told, "my refund, where is it")[0] == "REF"
    assert codes(told, "where does my parcel stay")[0] == "TRK"
    assert codes(told, "能开发票吗")[0] == "INV"


def test_a_pair_counts_at_once_among_many():
    told = learned(BANK)
    assert codes(told, "do your cards come in green?") != ["COLOURS"]
    told.learn([Example("COLOURS", "Do your cards come in green or blue?")])
    assert codes(told, "do your cards come in green?")[0] == "COLOURS"


def test_unseen_questions_find_their_answer():
    told, asked = learned(by_code(BANK, 0, 10)), by_code(BANK, 10, 15)
    found = [codes(told, text) for text, _ in asked]
    first = sum(ranked[:1] == [code] for ranked, (_, code) in zip(found, asked, strict=True))
    in_three = sum(code in ranked for ranked, (_, code) in zip(found, asked, strict=True))
    assert first / len(asked) >= 0.75
    assert in_three / len(asked) >= 0.9


def test_english_and_chinese_share_a_code():
    for kept_back in range(5):
        held = [pair for at, pair in enumerate(SHOP) if pair[1] and at % 5 != kept_back]
        told = learned(held)
        assert codes(told, "where does my parcel stay, the tracking has not moved")[0] == "TRK"
        assert codes(told, "退款怎么还没有到账")[0] == "REF"


def test_unseen_chinese_messages_find_their_answer():
    held = [pair for at, pair in enumerate(SHOP) if pair[1] and at % 5 != 4]
    asked = [pair for at, pair in enumerate(SHOP) if pair[1] and at % 5 == 4 and not pair[0].isascii()]
    told = learned(held)
    assert sum(code in codes(told, text) for text, code in asked) >= 5


def test_out_of_scope_gets_nothing():
    told = learned(pair for pair in SHOP if pair[1])
    silent = [not told.suggest(text) for text, code in SHOP if not code]
    spoken = [bool(told.suggest(text)) for text, code in SHOP if code]
    assert sum(silent) / len(silent) >= 0.7
    assert sum(spoken) / len(spoken) >= 0.9


def test_confidence_is_the_share_of_right_ones():
    told, asked = learned(by_code(BANK, 0, 10)), by_code(BANK, 10, 15)
    best = [(told.suggest(text), code) for text, code in asked]
    sure = [(found[0].confidence, found[0].code == code) for found, code in best if found]
    assert all(0 <= confidence <= 1 for confidence, _ in sure)
    assert sum(confidence for confidence, _ in sure) / len(sure) == pytest.approx(
        sum(right for _, right in sure) / len(sure), abs=0.2
    )


@settings(max_examples=5, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 40))
def test_neither_order_nor_portions_matter(random: Random, portion: int):
    pairs = [pair for pair in SHOP if pair[1]]
    whole, parts = learned(pairs), suggester(semantic=False)
    mixed = random.sample(pairs, len(pairs))
    for at in range(0, len(mixed), portion):
        parts.learn(Example(code, text) for text, code in mixed[at : at + portion])
    parts.settle()
    for text, _ in SHOP:
        assert [(found.code, round(found.confidence, 4)) for found in parts.suggest(text)] == [
            (found.code, round(found.confidence, 4)) for found in whole.suggest(text)
        ]


def test_what_is_told_in_portions_is_nearly_as_good_before_it_settles():
    held, asked = by_code(BANK, 0, 12), by_code(BANK, 12, 15)
    whole, parts = learned(held), learned(held[::2])
    for text, code in held[1::2]:
        parts.learn([Example(code, text)])
    same = [codes(whole, text)[:1] == codes(parts, text)[:1] for text, _ in asked]
    assert sum(same) / len(same) >= 0.8


def test_the_same_pair_again_counts_more():
    pairs = [("it does not work", "A"), ("it does not work", "B")]
    told = learned(pairs)
    told.learn([Example("B", "it does not work")] * 3)
    told.settle()
    assert codes(told, "it does not work")[0] == "B"


def test_one_more_example_takes_milliseconds():
    told = learned(BANK)
    begun = process_time()
    told.learn([Example("COLOURS", "Do your cards come in green or blue?")])
    assert process_time() - begun < 0.5


def test_a_very_long_message_is_looked_at_in_part():
    told = learned(BANK)
    asked = BANK[0][0]
    for text in (asked + " .!" * 350_000, "退" * 350_000, "a" * 1_000_000):
        begun = process_time()
        told.suggest(text)
        told.learn([Example("LONG", text)])
        assert process_time() - begun < 1
    assert codes(told, asked + " " * 1_000_000) == codes(told, asked)


@pytest.mark.parametrize("text", json.loads((DATA / "hostile.json").read_text(encoding="utf-8")))
def test_hostile_texts_are_texts(text: str):
    told = learned([("Where is my parcel?", "TRK"), ("请开发票", "INV"), (text, "HOSTILE")])
    for suggestion in told.suggest(text):
        assert 0 <= suggestion.confidence <= 1


def test_what_says_nothing_teaches_nothing():
    told = suggester(semantic=False)
    told.learn([Example("A", ""), Example("A", " \n?!\u200b"), Example("A", "\ud800")])
    told.learn([Example("A", "parcel", weight=weight) for weight in (0.0, -1.0, float("nan"), float("inf"))])
    assert told.suggest("parcel") == ()


def test_no_more_are_suggested_than_asked_for():
    told = learned(BANK)
    assert [len(told.suggest(BANK[0][0], limit)) for limit in (0, 1, 2, 5)] == [0, 1, 2, 5]


def test_thousands_of_codes_with_an_example_each():
    told = learned((f"how do I use the {named(number)}", f"C{number}") for number in range(3_000))
    assert codes(told, f"using the {named(1_234)}, please")[0] == "C1234"


def named(number: int) -> str:
    return "".join("bdfgklmnprstvz"[number // 14**place % 14] + "aeiou"[(number + place) % 5] for place in range(4))


def test_beyond_what_is_kept_no_code_is_lost(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("servicedesk.answers.suggesting.rows.MOST_ROWS", 60)
    monkeypatch.setattr("servicedesk.answers.suggesting.rows.KEPT", 50)
    kept = Rows()
    for number in range(500):
        kept.add(Example("MANY", f"many {named(number)}"))
        if number in {3, 200}:
            kept.add(Example(f"ONE{number}", f"one {named(number)}"))
    packed = kept.packed()
    assert 50 <= len(packed) <= 60
    assert packed.codes == ("MANY", "ONE200", "ONE3")
    assert set(packed.labels.tolist()) == {0, 1, 2}
    assert kept.knows(Example("MANY", f"many {named(499)}"))
    assert not kept.knows(Example("MANY", f"many {named(0)}"))


def test_several_threads_may_ask_while_one_learns():
    told = learned(BANK[:60])
    with ThreadPoolExecutor(4) as threads:
        learning = threads.submit(lambda: [told.learn([Example(code, text)]) for text, code in BANK[60:]])
        asking = [threads.submit(lambda: [told.suggest(text) for text, _ in BANK]) for _ in range(3)]
        learning.result()
        for asked in asking:
            assert len(asked.result()) == len(BANK)
    told.settle()
    whole = learned(BANK)
    assert [codes(told, text) for text, _ in BANK] == [codes(whole, text) for text, _ in BANK]


def test_importing_loads_no_numpy():
    run = (
        "import sys; from servicedesk.answers.suggesting import suggester;"
        "suggester(False).suggest('a'); print(*sys.modules)"
    )
    printed = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True).stdout
    assert "servicedesk.answers.suggesting" in printed.split()
    assert "numpy" not in printed.split()
