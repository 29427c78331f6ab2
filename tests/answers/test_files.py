"""Files of answers: what is sound goes in, what is wrong is named by line and field."""

import json
from pathlib import Path

import pytest

from servicedesk.answers.files import yaml_entries
from servicedesk.answers.files.reading import MOST_PROBLEMS, Read, parse_answers, read_answers
from servicedesk.answers.files.source import LARGEST_FILE
from servicedesk.answers.soundness import LONGEST_BODY
from servicedesk.domain.macros import ActionKind, MacroAction

FULL = """# The shop's answers.
- code: DMG-REF
  title: Arrived damaged
  folder: damage
  kinds: [complaint, return]
  natures: [delivery]
  stages: [decided]
  lifecycle: [growth]
  parcels: [delivered]
  words: [broken, in pieces]
  owner: team:care
  body: |
    I am sorry, {customer.first_name|there}.

    You get it by [[date]].
  examples:
    - the lamp is broken
    - "arrived in pieces: why?"
  actions:
    - status: resolved
    - tag: refund
    - include: SORRY

- code: SORRY
  title: 对不起
  language: zh-CN
  body: 对不起
"""


def parse(text: str | bytes, name: str = "x.yaml") -> Read:
    return parse_answers(text if isinstance(text, bytes) else text.encode(), name)


def told(read: Read) -> list[tuple[int | None, str]]:
    return [(problem.details["line"], problem.details["field"]) for problem in read.problems]


def codes(read: Read) -> list[str]:
    return [answer.code for answer in read.answers]


def reason(read: Read) -> str:
    (problem,) = read.problems
    return str(problem.details["reason"])


def lines_of(*entries: dict[str, object]) -> str:
    return "".join(json.dumps(entry) + "\n" for entry in entries)


SOUND = {"code": "A", "title": "a", "body": "A text"}
ALSO = {"code": "Z", "title": "z", "body": "Last"}


# what is read


def test_an_answer_has_all_its_fields():
    read = parse(FULL)
    assert not read.problems
    first, second = read.answers
    assert (first.id, first.title, first.folder, first.owner) == (
        "en:DMG-REF",
        "Arrived damaged",
        "damage",
        "team:care",
    )
    assert (first.kinds, first.natures, first.stages) == ({"complaint", "return"}, {"delivery"}, {"decided"})
    assert (first.lifecycle, first.parcels, first.words) == ({"growth"}, {"delivered"}, ("broken", "in pieces"))
    assert first.body == "I am sorry, {customer.first_name|there}.\n\nYou get it by [[date]]."
    assert first.examples == ("the lamp is broken", "arrived in pieces: why?")
    assert first.actions == (
        MacroAction(ActionKind.STATUS, "resolved"),
        MacroAction(ActionKind.TAG, "refund"),
        MacroAction(ActionKind.INCLUDE, "SORRY"),
    )
    assert (second.language, second.body) == ("zh", "对不起")
    assert (read.lines, read.entries) == ((2, 24), 2)


def test_the_list_may_have_a_name():
    assert codes(parse("answers:\n- code: A\n  title: a\n  body: b\n")) == ["A"]
    assert codes(parse("answers:\n  - code: A\n    title: a\n    body: b\n")) == ["A"]
    beside = parse("shop: x\nanswers:\n  - code: A\n    title: a\n    body: b\n")
    assert (codes(beside), told(beside)) == (["A"], [(1, "shop")])


def test_every_value_of_yaml_is_a_text():
    (answer,) = parse("- code: NO\n  title: 2024-01-31\n  language: no\n  body: yes\n  folder: ~\n").answers
    assert (answer.title, answer.language, answer.body, answer.folder) == ("2024-01-31", "no", "yes", "")


def test_one_json_list():
    read = parse(json.dumps([{**SOUND, "body": "\U0001f600 é"}, ALSO, {"code": 5}], indent=1), "x.json")
    assert [answer.body for answer in read.answers] == ["\U0001f600 é", "Last"]
    assert (read.lines, told(read)) == ((2, 7), [(12, "code")])
    assert told(parse(json.dumps([SOUND, SOUND]), "x.json")) == [(1, "code")]
    cut = parse(json.dumps([SOUND, ALSO], indent=1)[:-20], "x.json")
    assert (codes(cut), told(cut)) == (["A"], [(7, "")])


def test_a_csv_file_from_excel():
    text = (
        '\ufeffsep=;\r\nCode;Title;Body;Kinds;Words;Actions;Examples\r\nA;"Say ""hi""; loud";"one\r\ntwo";'
        'complaint| return;broken;status=resolved;"first\r\nsecond"\r\nB;b;text;;;;\r\n'
    )
    read = parse(text, "x.csv")
    assert not read.problems
    first, second = read.answers
    assert (first.title, first.body) == ('Say "hi"; loud', "one\ntwo")
    assert (first.kinds, first.words, first.examples) == ({"complaint", "return"}, ("broken",), ("first", "second"))
    assert first.actions == (MacroAction(ActionKind.STATUS, "resolved"),)
    assert (second.code, read.lines) == ("B", (3, 6))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("answers", "# ours\n- code: A\n  title: a\n  body: b\n"),
        ("answers", "answers:\n- {code: A, title: a, body: b}\n"),
        ("answers.txt", lines_of(SOUND)),
        ("answers", "\n\ncode,title,body\nA,a,b\n"),
        ("answers", "code\ttitle\tbody\nA\ta\tb\n"),
        ("A.CSV", "code;title;body\nA;a;b\n"),
        ("x.ndjson", lines_of(SOUND)),
        ("x.yml", "- {code: A, title: a, body: b}\n"),
    ],
)
def test_the_format_is_found_out(name: str, text: str):
    read = parse(text, name)
    assert (codes(read), read.problems) == (["A"], ())


# what is wrong with an entry


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"code": ""}, "code", "missing"),
        ({"code": "two words"}, "code", "letters"),
        ({"title": " "}, "title", "missing"),
        ({"title": "a\nb"}, "title", "one line"),
        ({"body": "\n \n"}, "body", "nothing in it"),
        ({"body": "Hello {customer.__class__}"}, "body", "{customer.__class__}"),
        ({"body": "Hello {{ticket.id}}"}, "body", "placeholder"),
        ({"body": "x" * 1_000_000}, "body", f"1000000 characters; {LONGEST_BODY}"),
        ({"language": "English, mostly"}, "language", "English"),
        ({"owner": "mara"}, "owner", "team:CODE"),
        ({"kinds": ["question"]}, "kinds", "'question'"),
        ({"natures": ["angry"]}, "natures", "'angry'"),
        ({"stages": ["done"]}, "stages", "'done'"),
        ({"lifecycle": ["old"]}, "lifecycle", "'old'"),
        ({"parcels": ["eaten"]}, "parcels", "'eaten'"),
        ({"kinds": "complaint"}, "kinds", "expected a list"),
        ({"kinds": [["complaint"]]}, "kinds", "expected a text"),
        ({"kinds": {"complaint": 1}}, "kinds", "expected a list"),
        ({"title": 5}, "title", "expected a text, not 5"),
        ({"body": ["a"]}, "body", "expected a text"),
        ({"examples": [True]}, "examples", "expected a text, not true"),
        ({"titel": "a"}, "titel", "no such field"),
        ({"actions": [{"shout": "lead"}]}, "actions", "'shout'"),
        ({"actions": [{"escalate": "lead"}]}, "actions", "there is no escalate 'lead'"),
        ({"actions": [{"status": "merged"}]}, "actions", "'merged'"),
        ({"actions": [{"priority": "asap"}]}, "actions", "'asap'"),
        ({"actions": [{"status": "resolved", "tag": "x"}]}, "actions", "one action"),
        ({"actions": ["resolve it"]}, "actions", "one action"),
        ({"actions": [{"tag": 5}]}, "actions", "expected a text"),
        ({"actions": [{"include": "A"}]}, "actions", "can't include"),
        ({"code": "LETTER", "body": "Hello"}, "body", "{answer}"),
        ({"code": "LETTER", "body": "{answer} {answer}"}, "body", "{answer}"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, object], field: str, words: str):
    for form in ("jsonl", "yaml"):
        read = parse_answers(lines_of(ALSO, {**SOUND, **change}).encode(), "x.jsonl", "jsonl")
        if form == "yaml":
            read = parse(f"- {json.dumps(ALSO)}\n- {json.dumps({**SOUND, **change})}\n")
            if change in ({"title": 5}, {"examples": [True]}, {"actions": [{"tag": 5}]}):
                assert not read.problems  # in YAML they are texts
                continue
        assert codes(read) == ["Z"]
        assert told(read) == [(2, field)]
        assert words in reason(read)


def test_the_line_within_a_text_is_named():
    text = FULL.replace("You get it by [[date]].", "You get {all} of it.")
    assert told(parse(text)) == [(15, "body")]
    assert told(parse(FULL.replace("decided", "done"))) == [(7, "stages")]
    assert told(parse(FULL.replace("tag: refund", "pay: refund"))) == [(21, "actions")]
    assert told(parse(FULL.replace("- the lamp is broken", "- [the lamp]"))) == [(17, "examples")]


def test_a_body_may_be_empty_where_something_is_done():
    (answer,) = parse("- code: CLOSE\n  title: Close it\n  actions: [status: resolved]\n").answers
    assert answer.body == ""


def test_a_code_may_stand_once_for_each_language_and_owner():
    entries = [SOUND, {**SOUND, "language": "zh"}, {**SOUND, "owner": "person:lin"}]
    assert len(parse(lines_of(*entries), "x.jsonl").answers) == 3
    read = parse(lines_of(*entries, {**SOUND, "code": "a", "title": "other"}, ALSO), "x.jsonl")
    assert codes(read) == ["A", "A", "A", "Z"]
    assert told(read) == [(4, "code")]
    assert "on line 1" in reason(read)


def test_codes_are_kept_as_written():
    names = ["reverted_card_payment?", "退款-01", "a.b/c&d+#1"]
    assert codes(parse(lines_of(*({**SOUND, "code": name} for name in names)), "x.jsonl")) == names


# circles


def including(code: str, *others: str) -> dict[str, object]:
    return {"code": code, "title": code, "body": code, "actions": [{"include": other} for other in others]}


def test_a_circle_of_includes_is_named():
    read = parse(
        lines_of(including("A", "b"), including("B", "C", "D"), including("C", "A"), including("D")), "x.jsonl"
    )
    assert codes(read) == ["D"]
    assert told(read) == [(1, "actions"), (2, "actions"), (3, "actions")]
    assert "A → B → C → A is a circle" in read.problems[0].message
    assert "B → C → A → B is a circle" in read.problems[1].message


def test_who_includes_a_circle_stays():
    read = parse(
        lines_of(including("A", "B"), including("B", "A"), including("C", "A"), including("X", "?")), "x.jsonl"
    )
    assert codes(read) == ["C", "X"]


def test_pairs_are_no_circle():
    entries = (including("A", "B"), {**including("B", "A"), "language": "zh"})
    assert codes(parse(lines_of(*entries), "x.jsonl")) == ["A", "B"]


def test_a_long_circle_takes_no_long_time():
    size = 5_000
    entries = [including(f"C{number}", f"C{(number + 1) % size}") for number in range(size)]
    read = parse(lines_of(*entries, ALSO), "x.jsonl")
    assert codes(read) == ["Z"]
    assert len(read.problems) == size
    assert len(read.problems[0].message) < 200


# broken files


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv", "x.yaml"])
def test_broken_bytes_cost_their_answer_only(name: str):
    texts = {
        "x.jsonl": lines_of(SOUND, {**SOUND, "code": "B", "body": "BROKEN"}, ALSO),
        "x.csv": 'code,title,body\nA,a,b\nB,b,"one\nBROKEN\n"\nZ,z,b\n',
        "x.yaml": "- {code: A, title: a, body: b}\n- code: B\n  title: b\n  body: |\n    BROKEN\n"
        "- {code: Z, title: z, body: b}\n",
    }
    read = parse(texts[name].encode().replace(b"BROKEN", b"gr\xfc\xdfe"), name)
    assert codes(read) == ["A", "Z"]
    assert told(read) == [({"x.jsonl": 2, "x.csv": 4, "x.yaml": 5}[name], "")]
    assert "0xfc" in reason(read)


def test_a_control_character_in_yaml_is_named():
    read = parse("- {code: A, title: a, body: b}\n- {code: B, title: b, body: a\x1bm}\n- {code: C, title: c, body: c}")
    assert (codes(read), told(read)) == (["A", "C"], [(2, "")])
    assert "U+001B" in reason(read)
    (quoted,) = parse('- {code: B, title: b, body: "a\\e[31m"}').answers
    assert quoted.body == "a\x1b[31m"


def test_yaml_goes_on_behind_what_is_no_yaml():
    text = (
        '- code: A\n  title: a\n  body: b\n- code: "B\n  title: b\n  body: b\n- code: C\n  title: c\n  body: [c\n'
        "- code: D\n  title: d\n  examples:\n    - one\n\t- two\n  body: d\n- code: E\n  title: e\n  body: e\n"
    )
    read = parse(text)
    assert codes(read) == ["A", "E"]
    assert [line for line, _field in told(read)][:1] == [4]
    assert all("is not YAML" in problem.message for problem in read.problems)


def test_very_broken_yaml_ends():
    read = parse("- @\n" * 5_000)
    assert not read.answers
    assert len(read.problems) == 101
    assert "too much" in read.problems[-1].message


@pytest.mark.parametrize("name", ["x.yaml", "x.jsonl", "x.csv"])
def test_what_is_wrong_all_over_is_not_read_to_its_end(name: str):
    head = "code,title,body\n" if name == "x.csv" else ""
    read = parse(head + "- x\n" * 20_000 + "Z,z,z\n", name)
    assert not read.answers
    assert len(read.problems) == MOST_PROBLEMS + 1
    assert "too much" in read.problems[-1].message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("*bomb", "aliases"),
        ("!!python/object/apply:os.system [echo]", "tags"),
        ("!!binary aGVsbG8=", "tags"),
        ("[" * 300_000 + "]" * 300_000, "deep"),
        ("\n    " + "- " * 300_000, "deep"),
        ("{a: " * 300_000, "deep"),
        ("[[[[[[[[[[[[]]]]]]]]]]]]", "expected a text"),
    ],
)
def test_yaml_runs_and_grows_nothing(body: str, words: str):
    text = f"- &bomb {{code: Z, title: z, body: z}}\n- code: B\n  title: b\n  body: {body}\n"
    read = parse(text)
    assert codes(read) == ["Z"]
    assert words in read.problems[0].message


def test_an_alias_bomb():
    levels = "\n".join(f"  l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30))
    read = parse(f"- code: A\n  l0: &l0 [lol]\n{levels}\n  title: a\n  body: b\n- {{code: Z, title: z, body: z}}\n")
    assert (codes(read), len(read.problems)) == (["Z"], 1)


def test_a_name_that_stands_twice():
    assert told(parse("- code: A\n  title: a\n  title: b\n  body: b\n")) == [(3, "title")]
    assert told(parse('{"code": "A", "title": "a", "body": "b", "body": "c"}', "x.jsonl")) == [(1, "body")]


def test_deep_json():
    read = parse(lines_of(SOUND) + '{"body": ' + "[" * 200_000 + "\n" + lines_of(ALSO), "x.jsonl")
    assert (codes(read), told(read)) == (["A", "Z"], [(2, "")])


@pytest.mark.parametrize(
    ("text", "told_as"),
    [
        ("- just words\n- code: A\n  title: a\n  body: b\n", [(1, "")]),
        ("- code: A\n  title: a\n  body: b\n-\n", [(4, "")]),
        ("- code: A\n  title: a\n  body: b\n- [1]\n", [(4, "")]),
    ],
)
def test_entries_that_are_none(text: str, told_as: list[tuple[int, str]]):
    assert (codes(parse(text)), told(parse(text))) == (["A"], told_as)


@pytest.mark.parametrize(
    "text", ["just words", "code: A\ntitle: a\nbody: b\n", "answers: 5\n", "*alias", "[]", "# x\n"]
)
def test_files_that_are_no_lists(text: str):
    read = parse(text)
    assert (read.answers, read.entries) == ((), 0)
    assert read.problems


def test_csv_rows_and_columns():
    read = parse(
        'code,title,body,shop,title\nA,a,b,x,y\nB,b\nC,c,c,x,y,,\nD,d,d,x,y,z\n\nE,e,"never\nF,f,f,x,y\n', "x.csv"
    )
    assert codes(read) == ["A", "C"]
    assert told(read) == [(1, "shop"), (1, "title"), (3, ""), (5, ""), (7, "")]
    assert told(parse("name,text\na,b\n", "x.csv"))[-2:] == [(1, "code"), (1, "body")]


def test_a_csv_cell_as_a_spreadsheet_guards_it():
    (answer,) = parse("code,title,body\nA,'=1+1,'tis\n", "x.csv").answers
    assert (answer.title, answer.body) == ("=1+1", "'tis")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "nothing in it"),
        (b" \r\n\n", "nothing in it"),
        (b"\xef\xbb\xbf", "nothing in it"),
        ("code,title,body".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04\x00\x00", "not a text file"),
        (b"code,title,body\n", "no answer"),
        (b"x" * (LARGEST_FILE + 1), "larger than 32 MB"),
    ],
)
def test_files_with_nothing_to_read(data: bytes, words: str):
    read = parse(data, "x.csv")
    assert not read.answers
    assert words in reason(read)


def test_a_file_that_is_not_there(tmp_path: Path):
    read = read_answers(tmp_path / "none.yaml")
    assert "No such file" in reason(read)
    assert read_answers(tmp_path).problems
    (tmp_path / "a.jsonl").write_text(lines_of(SOUND), encoding="utf-8")
    assert codes(read_answers(tmp_path / "a.jsonl")) == ["A"]


def test_yaml_is_read_without_libyaml_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delattr(yaml_entries.yaml, "CSafeLoader")
    assert parse(FULL).lines == (2, 24)
    test_yaml_goes_on_behind_what_is_no_yaml()
    test_broken_bytes_cost_their_answer_only("x.yaml")
