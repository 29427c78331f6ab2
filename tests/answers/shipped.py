"""The answers that come with the demo shop."""

from servicedesk.answers.answer import Answer
from servicedesk.answers.files.reading import read_answers
from servicedesk.paths import shipped_seeds


def shipped() -> list[Answer]:
    """All of them, in the order of their files."""
    files = sorted((shipped_seeds() / "answers").glob("*.yaml"))
    return [answer for path in files for answer in read_answers(path).answers]
