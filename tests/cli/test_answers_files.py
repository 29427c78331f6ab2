"""``servicedesk answers import|export``: what is sound goes in, the rest is named; out and in again changes nothing."""

import io
import json
import sys

import pytest

from servicedesk.paths import shipped_seeds

YAML = """- code: DMG-REF
  title: Arrived damaged
  folder: damage/refunds
  kinds: [complaint]
  body: |
    Dear {customer.first_name|customer},

    you get it back by [[date]].
  examples: ["my lamp is broken", "it came in pieces"]
- code: DMG-REF
  language: zh
  title: 到货破损
  folder: damage
  body: 您好，我们给您退款。
- code: CLOSE
  title: Close it
  folder: damaged
  actions: [status: resolved, include: DMG-REF]
"""


@pytest.fixture
def file(tmp_path):
    """Writes a file and gives its path."""

    def written(text: str | bytes, name: str = "answers.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


def lines_of(*entries: dict) -> str:
    return "".join(json.dumps(entry) + "\n" for entry in entries)


def entry(code: str, **more: object) -> dict:
    return {"code": code, "title": f"Title {code}", "body": f"Body {code}", **more}


def taken(summary: dict) -> tuple[int, ...]:
    return tuple(summary[name] for name in ("read", "created", "updated", "unchanged"))


# import


def test_what_is_imported_is_there(desk, file, conforms):
    summary = desk.json("answers", "import", file(YAML))
    conforms("import", summary)
    conforms("answers-import", summary)
    assert (taken(summary), summary["rejected"]) == ((3, 3, 0, 0), [])
    assert taken(desk.json("answers", "import", file(YAML))) == (3, 0, 0, 3)
    assert taken(desk.json("answers", "import", file(YAML.replace("lamp", "mirror")))) == (3, 0, 1, 2)
    (english, _chinese) = desk.json("answers", "show", "DMG-REF")["answers"]
    assert english["examples"] == ["my mirror is broken", "it came in pieces"]
    assert desk.json("verify")["problems"] == []


def test_what_is_wrong_is_named_and_the_rest_goes_in(desk, file, conforms):
    bad = lines_of(
        entry("A"),
        entry("a"),
        entry("B", body="Hello {nobody}"),
        entry("C", body="x" * 1_000_000),
        entry("D", actions=[{"include": "E"}]),
        entry("E", actions=[{"include": "D"}]),
        entry("F", owner="team:nowhere"),
        entry("G", actions=[{"include": "GONE"}]),
    ).encode()
    path = file(bad + b'{"code": "H", "title": "gr\xfcn", "body": "h"}\n' + lines_of(entry("I")).encode(), "a.jsonl")
    result = desk("answers", "import", path, "--json")
    conforms("answers-import", result.data)
    assert result.code == 1
    assert taken(result.data) == (10, 3, 0, 0)
    assert [(one["line"], one["field"]) for one in result.data["rejected"]] == [
        (2, "code"),
        (3, "body"),
        (4, "body"),
        (5, "actions"),
        (6, "actions"),
        (7, "owner"),
        (9, ""),
    ]
    assert {one["file"] for one in result.data["rejected"]} == {str(path)}
    assert result.data["unknown"]["includes"] == 1
    assert [answer["code"] for answer in desk.json("answers", "list")] == ["A", "G", "I"]
    shown = desk("answers", "import", path)
    assert shown.code == 1
    assert "D → E → D is a circle of includes" in shown.out
    assert "unknown includes" in shown.out


def test_a_circle_through_the_store(desk, file):
    desk.json("answers", "import", file(lines_of(entry("A", actions=[{"include": "B"}])), "a.jsonl"))
    result = desk(
        "answers", "import", file(lines_of(entry("B", actions=[{"include": "A"}]), entry("C")), "b.jsonl"), "--json"
    )
    assert (result.code, taken(result.data)) == (1, (2, 1, 0, 0))
    (rejected,) = result.data["rejected"]
    assert (rejected["line"], rejected["field"]) == (1, "actions")


def test_a_dry_run_changes_nothing(desk, file):
    assert taken(desk.json("answers", "import", file(YAML), "--dry-run")) == (3, 3, 0, 0)
    assert desk.json("answers", "list") == []
    desk.json("answers", "import", file(YAML))
    changed = file(YAML.replace("lamp", "mirror"))
    assert taken(desk.json("answers", "import", changed, "--dry-run")) == (3, 0, 1, 2)
    assert "a dry run: nothing was changed" in desk("answers", "import", changed, "--dry-run").out
    assert "my lamp is broken" in desk.json("answers", "show", "DMG-REF")["answers"][0]["examples"]


def test_whose_they_are(desk, file):
    path = file(lines_of(entry("A"), entry("B", owner="person:nobody")), "a.jsonl")
    assert taken(desk.json("answers", "import", path, "--own")) == (2, 2, 0, 0)
    mine = desk.json("answers", "list", "--own")
    assert [answer["code"] for answer in mine] == ["A", "B"]
    assert {answer["owner"].partition(":")[0] for answer in mine} == {"person"}
    assert desk.json("answers", "list", "--shared") == []
    assert taken(desk.json("answers", "import", path, "--shared")) == (2, 2, 0, 0)
    assert len(desk.json("answers", "list")) == 4
    result = desk("answers", "import", path, "--team", "nowhere", "--json")
    assert (result.code, [one["field"] for one in result.data["rejected"]]) == (1, ["owner", "owner"])
    assert desk("answers", "import", path, "--own", "--shared").code == 2


def test_agents_write_their_own(desk, file):
    desk.json("people", "add", "zoe", "--role", "agent")
    path = file(lines_of(entry("A")), "a.jsonl")
    refused = desk("--as", "zoe", "answers", "import", path, "--json")
    assert (refused.code, taken(refused.data)) == (1, (1, 0, 0, 0))
    assert refused.data["rejected"][0]["line"] == 1
    assert taken(desk.json("--as", "zoe", "answers", "import", path, "--own")) == (1, 1, 0, 0)
    assert desk.json("answers", "list") == []


def test_several_files(desk, file, tmp_path):
    first, second = file(lines_of(entry("A")), "a.jsonl"), file("code,title,body\na,a,a\nB,b,b\n", "b.csv")
    result = desk("answers", "import", first, second, "--json")
    assert (result.code, taken(result.data)) == (1, (3, 2, 0, 0))
    (rejected,) = result.data["rejected"]
    assert (rejected["file"], rejected["line"], rejected["field"]) == (str(second), 2, "code")
    assert f"{first}:1" in rejected["reason"]
    missing = desk.refused("answers", "import", file(lines_of(entry("Z")), "z.jsonl"), tmp_path / "none.yaml")
    assert missing["code"] == "bad_file"
    assert len(desk.json("answers", "list")) == 2


def test_standard_input(desk, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines_of(entry("A")).encode())))
    assert taken(desk.json("answers", "import", "-")) == (1, 1, 0, 0)


def test_an_empty_file(desk, file):
    result = desk("answers", "import", file(""), "--json")
    assert (result.code, taken(result.data)) == (1, (0, 0, 0, 0))
    assert "nothing in it" in result.data["rejected"][0]["reason"]


def test_more_than_one_batch(desk, file):
    path = file(lines_of(*(entry(f"C{number}") for number in range(1_201))), "a.jsonl")
    assert taken(desk.json("answers", "import", path)) == (1_201, 1_201, 0, 0)
    assert taken(desk.json("answers", "import", path)) == (1_201, 0, 0, 1_201)


# export


@pytest.mark.parametrize("name", ["all.yaml", "all.jsonl", "all.csv"])
def test_out_and_in_again_changes_nothing(desk, tmp_path, name):
    shipped = sorted((shipped_seeds() / "answers").glob("*.yaml"))
    read = desk.json("answers", "import", *shipped)["read"]
    path = tmp_path / name
    told = desk.json("answers", "export", path)
    assert told == {"file": str(path), "format": name.partition(".")[2], "answers": read}
    assert taken(desk.json("answers", "import", path)) == (read, 0, 0, read)
    assert [found.name for found in tmp_path.glob(".*")] == []


def test_export_to_standard_output(desk, file):
    desk.json("answers", "import", file(YAML))
    assert desk("answers", "export").out.startswith("- code: CLOSE\n")
    assert desk("answers", "export", "--format", "csv").out.startswith("code,title,language,")
    (line,) = desk("answers", "export", "--format", "jsonl", "--language", "zh").out.splitlines()
    assert json.loads(line)["title"] == "到货破损"
    assert [one["code"] for one in desk.json("answers", "export")] == ["CLOSE", "DMG-REF", "DMG-REF"]
    assert [one["language"] for one in desk.json("answers", "export", "--folder", "damage")] == ["en", "zh"]
    assert len(desk.json("answers", "export", "--folder", "damage/refunds/")) == 1
    assert desk.json("answers", "export", "--own") == []


def test_export_where_nothing_can_be_written(desk, tmp_path):
    assert desk.refused("answers", "export", tmp_path / "none" / "x.yaml")["code"] == "bad_file"
    assert desk.refused("answers", "export", tmp_path)["code"] == "bad_file"
    assert desk("answers", "export", "--format", "xlsx").code == 2
