"""Words that no store took: kept in a file of the user's own, or put back into their draft by the next console."""

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import TYPE_CHECKING

from servicedesk.domain.errors import DeskError, StoreUnavailable
from servicedesk.domain.used_answers import NONE
from servicedesk.i18n import _
from servicedesk.paths import unsent_file
from servicedesk.tui.draft_journal import DraftJournal, Place

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.tui.link import DeskLink


def keep_words(unsaved: Mapping[Place, str]) -> str:
    """Add drafts to the file; returns the sentence that says where they are, also when it can't be written."""
    file = unsent_file()
    entries = [f"#{ticket_id} {mode}\n{body}\n" for (ticket_id, mode), body in unsaved.items()]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        with file.open("a", encoding="utf-8") as kept:
            kept.write("\n".join([*entries, ""]))
    except OSError:
        return _("The store did not take your last words:") + "\n" + "\n".join(entries)
    return _("The store did not take your last words; they are in {file}.").format(file=file)


class _Fate(Enum):
    """What became of words that were left: they are a draft, are there already, or have no place."""

    DRAFT = auto()
    THERE = auto()
    SPARE = auto()


async def take_up_left_words(journal: DraftJournal, link: "DeskLink", shown: Callable[[Place, str], bool]) -> str:
    """Put words that killed consoles left back into their drafts; returns what is to be said of those that can't be.

    ``shown`` has them in a text that shows the draft already, and says whether they fit there. Raises
    StoreUnavailable; then they stay where they are.
    """
    said = ""
    for file, words in list(journal.left()):
        spare: dict[Place, str] = {}
        for place, body in words.items():
            fate = await link.act(lambda desk, place=place, body=body: _taken_up(desk, place, body))  # type: ignore[misc]
            if fate is _Fate.SPARE or (fate is _Fate.DRAFT and not shown(place, body)):
                spare[place] = body
        if spare:
            said = keep_words(spare)
        file.unlink(missing_ok=True)
    return said


def _taken_up(desk: "Desk", place: Place, body: str) -> _Fate:
    """Have the words in the store, as a draft that only lacked their end, unless they were said."""
    ticket_id, mode = place
    try:
        draft = next((one for one in desk.drafts.load(ticket_id) if one.mode == mode), None)
        before = "" if draft is None else draft.body
        said = any(one.body.strip() == body.strip() for one in desk.tickets.thread(ticket_id).messages)
        if said or before.startswith(body):
            return _Fate.THERE
        if not body.startswith(before):
            return _Fate.SPARE
        desk.drafts.save(ticket_id, mode, body, len(body), NONE if draft is None else draft.inserted)
    except StoreUnavailable:
        raise
    except DeskError:
        return _Fate.SPARE
    return _Fate.DRAFT
