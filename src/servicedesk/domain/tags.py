"""Tags as people type them, several on a line, and as they are kept: lower case, one word each."""

import re
from collections.abc import Collection
from typing import Final

from servicedesk.domain.errors import Invalid

LONGEST_TAG: Final = 60
BETWEEN_TAGS: Final = ",;，；、"
"""Signs that part tags where several are typed, as blanks do."""
_UNFIT: Final = frozenset(BETWEEN_TAGS + ":\"'")
"""What no tag holds: the filter could not name it."""


def kept_tag(tag: str) -> str:
    """A tag as it is kept, whatever it is."""
    return tag.strip().removeprefix("#").casefold()


def check_tag(tag: str) -> str:
    """A tag as it is kept; raises Invalid for an empty or odd one."""
    text = kept_tag(tag)
    if not text or len(text) > LONGEST_TAG or not text.isprintable() or any(c.isspace() or c in _UNFIT for c in text):
        raise Invalid("tag", f"{tag!r} can't be a tag: one printable word of at most 60 characters")
    return text


def tag_words(text: str) -> list[str]:
    """The words of a line of tags, as they were typed."""
    return [word for word in re.split(rf"[\s{BETWEEN_TAGS}]+", text) if word]


def removed_tags(text: str, present: Collection[str]) -> list[str]:
    """Which of those ``present`` are meant: the whole text where that is one, else its words."""
    whole = kept_tag(text)
    return [whole] if whole in present else [tag for word in tag_words(text) if (tag := kept_tag(word)) in present]


def typed_tags(text: str, present: Collection[str] = ()) -> list[str]:
    """The tags of a line, each once; raises Invalid for one that can't be. Those ``present`` may stay as they are."""
    odd = [tag for tag in present if tag in text and tag_words(tag) != [tag]]
    for tag in odd:
        text = text.replace(tag, " ")
    return [*dict.fromkeys([*odd, *(word if word in present else check_tag(word) for word in tag_words(text))])]
