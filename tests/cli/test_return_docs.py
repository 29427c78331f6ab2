"""The examples of docs/returns.md and docs/escalation.md work in the order they stand, on a fresh demo shop."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parents[2]


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def commands(text: str) -> list[list[str]]:
    """What follows ``$ servicedesk``, without the comments."""
    return [shlex.split(line, comments=True) for line in re.findall(r"^\$ servicedesk (.*)$", text, re.MULTILINE)]


def below(text: str, command: str) -> list[list[str]]:
    """What stands below a command as its output."""
    found = re.search(rf"^\$ servicedesk {re.escape(command)}\n(.*?)^(?:```|\$)", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    return [line.split() for line in found[1].splitlines()]


def test_every_example_works_as_printed(demo, tmp_path, monkeypatch):
    returns, escalation = page("returns.md"), page("escalation.md")
    case = re.search(r"`case.json`.*?```json\n(.*?)```", returns, re.DOTALL)
    assert case is not None
    (tmp_path / "case.json").write_text(case[1], encoding="utf-8")
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    for words in [*commands(returns), *commands(escalation)]:
        done = demo(*words)
        assert done.code == 0, (words, done.err)
        expected = below(returns + escalation, " ".join(words)) if words[1] in {"quote", "propose"} else []
        printed = [line.split() for line in done.out.splitlines()]
        for line in expected:
            assert line in printed, (words, line, printed)
    assert "JD 0001" in demo("return", "show", 24).out
