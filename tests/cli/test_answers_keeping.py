"""``servicedesk answers list|show|history|restore|retire|lint``: what is kept, said before, and deserves a look."""

import json

import pytest

from servicedesk.paths import shipped_seeds


@pytest.fixture
def kept(desk, tmp_path):
    """Keeps answers; gives the desk's last summary."""

    def keep(*entries: dict, whose: str = "--shared") -> dict:
        path = tmp_path / "kept.jsonl"
        path.write_text("".join(json.dumps(one) + "\n" for one in entries), encoding="utf-8")
        return desk.json("answers", "import", path, whose)

    return keep


def entry(code: str, **more: object) -> dict:
    return {"code": code, "title": f"Title {code}", "body": f"Body {code}", "examples": [f"{code} please"], **more}


def test_the_list(desk, kept, conforms):
    assert desk.json("answers", "list") == []
    kept(entry("B", folder="x/y", actions=[{"status": "resolved"}]), entry("A", language="zh"), entry("A"))
    found = desk.json("answers", "list")
    conforms("answers-list", found)
    assert [answer["id"] for answer in found] == ["en:A", "zh:A", "en:B"]
    assert found[2]["actions"] == [{"status": "resolved"}]
    assert [answer["id"] for answer in desk.json("answers", "list", "--folder", "x")] == ["en:B"]
    assert [answer["id"] for answer in desk.json("answers", "list", "--language", "ZH")] == ["zh:A"]
    assert "status resolved" in desk("answers", "list").out
    assert desk("answers", "list", "--csv").out.splitlines()[1].startswith("A,en,Title A")


def test_one_answer(desk, kept, conforms):
    kept(entry("Where-Is", body="Hello {customer.first_name|there}"), entry("Where-Is", language="zh", body="您好"))
    found = desk.json("answers", "show", "where-is")
    conforms("answers-show", found)
    assert [(one["language"], one["body"], one["filled"]) for one in found["answers"]] == [
        ("en", "Hello {customer.first_name|there}", None),
        ("zh", "您好", None),
    ]
    ticket = desk.opened("My lamp")
    (filled,) = desk.json("answers", "show", "WHERE-IS", "--language", "en", "--ticket", ticket)["answers"]
    assert filled["filled"] == "Hello Mara"
    shown = desk("answers", "show", "where-is").out
    assert "Where-Is  en  Title Where-Is" in shown
    assert "example: Where-Is please" in shown
    assert desk.refused("answers", "show", "NONE")["code"] == "not_found"
    assert desk.refused("answers", "show", "Where-Is", "--language", "de")["code"] == "not_found"


def test_ones_own_stands_first(desk, kept):
    kept(entry("A"))
    kept(entry("A", title="Mine"), whose="--own")
    assert [one["title"] for one in desk.json("answers", "show", "A")["answers"]] == ["Mine", "Title A"]
    assert [one["title"] for one in desk.json("answers", "show", "A", "--shared")["answers"]] == ["Title A"]


def test_history_and_restore(desk, kept, conforms):
    kept(entry("A", body="first"))
    kept(entry("A", body="second"), entry("A", language="zh"))
    found = desk.json("answers", "history", "a")
    conforms("answers-history", found)
    english, chinese = found["answers"]
    assert [(one["version"], one["body"]) for one in english["versions"]] == [(2, "second"), (1, "first")]
    assert len(chinese["versions"]) == 1
    assert "v2" in desk("answers", "history", "A").out
    assert desk.refused("answers", "restore", "A", "--version", 1)["details"]["field"] == "language"
    done = desk.json("answers", "restore", "A", "--version", 1, "--language", "en")
    conforms("answers-changed", done)
    assert done["answers"][0]["version"] == 3
    assert desk.json("answers", "show", "A", "--language", "en")["answers"][0]["body"] == "first"
    assert desk.refused("answers", "restore", "A", "--version", 9, "--language", "en")["code"] == "not_found"


def test_retired_and_back(desk, kept, conforms):
    kept(entry("A"), entry("A", language="zh"), entry("B"))
    done = desk.json("answers", "retire", "a")
    conforms("answers-changed", done)
    assert [(one["language"], one["retired"]) for one in done["answers"]] == [("en", True), ("zh", True)]
    assert [one["code"] for one in desk.json("answers", "list")] == ["B"]
    assert [one["code"] for one in desk.json("answers", "list", "--retired")] == ["A", "A"]
    assert desk.json("answers", "find", "A") == []
    assert desk.refused("answers", "retire", "A")["code"] == "not_found"
    assert "A (zh) is in use, version 3" in desk("answers", "retire", "A", "--back").out
    assert len(desk.json("answers", "list")) == 3


def test_only_who_may(desk, kept):
    kept(entry("A"))
    desk.json("people", "add", "zoe", "--role", "agent")
    assert desk.refused("--as", "zoe", "answers", "retire", "A")["code"] == "forbidden"
    assert desk.json("--as", "zoe", "answers", "list")[0]["mine"] is False


# lint


def findings(desk, *words: object) -> list[tuple[str, str, str, str | None]]:
    found = desk("answers", "lint", "--json", *words).data["findings"]
    return [(one["what"], one["code"], one["language"], one["detail"]) for one in found]


def test_the_shipped_answers_have_no_errors(desk, conforms):
    desk.json("answers", "import", *sorted((shipped_seeds() / "answers").glob("*.yaml")))
    found = desk.json("answers", "lint")
    conforms("answers-lint", found)
    assert (found["errors"], found["warnings"]) == (0, 0)


def test_nothing_is_wrong(desk, kept):
    kept(entry("A"))
    assert desk.json("answers", "lint")["findings"] == []
    assert "nothing is wrong" in desk("answers", "lint").out


def test_what_lint_finds(desk, kept, conforms):
    kept(
        entry("A", title="Where is my parcel", body="%FIRST_NAME%, it is on its way"),
        entry("B", title="My parcel: where is it", examples=[], body="Hello [[]] and [[ a date ]"),
        entry("C", title="Where is my parcell", actions=[{"include": "GONE"}]),
        entry(
            "D", language="zh", body="We are very sorry that you have to wait for this, and the refund is on its way."
        ),
        entry("E", title="where is my PARCEL?", body="word " * 600),
    )
    result = desk("answers", "lint", "--json")
    conforms("answers-lint", result.data)
    assert result.code == 1
    assert [one["severity"] for one in result.data["findings"]] == sorted(
        (one["severity"] for one in result.data["findings"]), key=["error", "warning", "hint"].index
    )
    found = findings(desk, "--least", "warning")
    assert ("other_placeholder", "A", "en", "%FIRST_NAME%") in found
    assert ("blank", "B", "en", "Hello  and [[ a date ]") in found
    assert ("include", "C", "en", "GONE (en)") in found
    assert ("language", "D", "zh", "zh") in found
    assert ("same_title", "E", "en", "A") in found
    assert ("long", "E", "en", "3000") in found
    assert len(found) == 6
    hints = findings(desk)
    assert ("near_title", "C", "en", "A") in hints
    assert ("no_example", "B", "en", None) in hints
    assert ("no_pair", "A", "en", "zh") in hints
    shown = desk("answers", "lint").out
    assert "%FIRST_NAME% is another program's placeholder" in shown
    assert "2 errors, 4 warnings" in shown
    assert desk.json("answers", "lint", "--own")["findings"] == []


def test_warnings_are_no_failure(desk, kept):
    kept(entry("A", title="Same"), entry("B", title="Same"))
    assert desk("answers", "lint").code == 0
