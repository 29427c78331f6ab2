"""The answers of a desk: filled in from the ticket, read again when a file changes."""

from pathlib import Path

import pytest
from tests.builders import complaint_at, opened

from servicedesk.desk.desk import Desk


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder of answers, in a config folder of the test's."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "config" / "servicedesk" / "answers"
    folder.mkdir(parents=True)
    return folder


def test_the_ticket_fills_them_in(lite: Desk):
    number = opened(lite, "Where is my parcel?", language="en", name="Mara Costa")
    shelf = lite.answers.shelf(number)
    best = shelf.find("")[0]
    assert best.answer.code == "TRK-WAIT"
    assert [reason.what for reason in best.why][:1] == ["word"]
    text = shelf.filled(best.answer, letter=True).text
    assert text.startswith("Hello Mara Costa,\n\n")
    assert text.endswith("\nLin")
    assert "[[order]]" in text
    assert f"#{number}" in shelf.filled(shelf.find("com-ack")[0].answer, letter=False).text


def test_the_stage_of_a_complaint_counts(lite: Desk):
    number = complaint_at(lite, "decided", language="en")
    assert "decided" in [reason.detail for reason in lite.answers.shelf(number).find("")[0].why]


def test_an_address_is_no_name(lite: Desk):
    number = opened(lite, "Hello", name="mara@example.com", language="en")
    shelf = lite.answers.shelf(number)
    assert "Hello [[name]]," in shelf.filled(shelf.find("")[0].answer, letter=True).text


def test_own_files_count_from_the_next_look_on(lite: Desk, own_folder: Path):
    number = opened(lite, "Hello", language="en")
    assert lite.answers.shelf(number).find("mine-1") == ()
    (own_folder / "en.txt").write_text("== MINE-1 | Of my own\nGladly.\n== BAD | x | nokind\ny\n", encoding="utf-8")
    assert [offer.answer.title for offer in lite.answers.shelf(number).find("mine-1")] == ["Of my own"]
    (problem,) = lite.answers.problems()
    assert problem.message.startswith(f"{own_folder / 'en.txt'}:3: kinds:")


def test_without_a_ticket_only_what_is_typed_counts(lite: Desk):
    assert lite.answers.shelf().find("dmg-ref")[0].score == 100
