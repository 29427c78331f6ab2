"""Who gets a ticket that is handed on, and which words are kind."""

import pytest

from servicedesk.domain.thanks import kindness
from servicedesk.domain.together import Colleague, proposed


def colleague(handle: str, *, teams: str = "", languages: str = "", here: bool = False, load: int = 0) -> Colleague:
    return Colleague(handle, handle.title(), frozenset(teams.split()), frozenset(languages.split()), here, load)


def handle_of(*colleagues: Colleague, team: str | None = None, language: str | None = None) -> str | None:
    found = proposed(colleagues, teams=frozenset({"care"}), team=team, language=language)
    return None if found is None else found.handle


def test_nobody_is_proposed_to_nobody():
    assert handle_of() is None
    assert handle_of(colleague("ana", languages="en"), language="zh") is None


def test_who_is_here_comes_before_the_team_and_the_team_before_the_load():
    away, here = colleague("ana", teams="care"), colleague("bo", here=True, load=9)
    assert handle_of(away, here) == "bo"
    assert handle_of(colleague("ana", load=1), colleague("bo", teams="care", load=9)) == "bo"
    assert handle_of(colleague("ana", teams="care"), colleague("bo", teams="log"), team="log") == "bo"
    assert handle_of(colleague("ana", load=2), colleague("bo", load=1)) == "bo"


def test_an_unknown_language_fits():
    assert handle_of(colleague("ana"), language="zh") == "ana"
    assert handle_of(colleague("ana", languages="en")) == "ana"


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("Thank you so much for the quick help!", 2),
        ("You are the best!", 2),
        ("非常感谢，问题解决了", 2),
        ("客服态度很好", 2),
        ("thanks!", 1),
        ("谢谢", 1),
        ("Thanks, but the lamp still does not work.", 0),
        ("Thank you in advance for your answer.", 0),
        ("谢谢，可是灯还没到", 0),
        ("Could you send it again, thanks?", 0),
        ("Where is my lamp", 0),
        ("", 0),
        ("Thank you. " + "x" * 700, 0),
    ],
)
def test_kind_words(text: str, degree: int):
    assert kindness(text) == degree
