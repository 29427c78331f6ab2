"""Where a note names somebody: stretches of a line that stand out. Pure."""

from collections.abc import Mapping

from servicedesk.domain.mentions import SIGNS, Colleague, find_mentions


def mention_marks(text: str, names: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """(start, end, role) of every known name after a sign; ``names`` has handles, and codes with a colon."""
    if not any(sign in text for sign in SIGNS):
        return []
    people = [
        Colleague(number, handle, name) for number, (handle, name) in enumerate(names.items()) if ":" not in handle
    ]
    return [(mention.start, mention.end, "accent") for mention in find_mentions(text, people)]
