"""Opening the desk behind the first paint, and learning who is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from servicedesk.desk.queue_views import SavedViewView
from servicedesk.domain.errors import DeskError, StoreTooNew, StoreUnavailable
from servicedesk.i18n import _, ngettext
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.views import PersonView
    from servicedesk.tui.screens.desk import DeskScreen

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 4.0
"""Seconds until a store that did not open is tried again, growing from the first to the longest."""
PREPARE_AFTER: Final = 2.0
"""Seconds from the first words until the answers are laid out and learned from."""


class Opening:
    """``failed``: the store could not be opened and waits to be tried again.

    ``names`` are what to call the actors of events: ``person:3`` and ``ana`` → ``Ana Lima``.
    """

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self.failed = False
        self._told = ""
        self._pause = FIRST_PAUSE
        self.names: Mapping[str, str] = {}

    async def open(self) -> None:
        """Open the desk; until then the light page stands. A store that can't be opened is said."""
        desk = self._desk
        self.failed = False
        desk.paint_chrome()
        try:
            await desk.link.open()
            await self._introduce()
            left = await self._take_up()
        except Exception as error:
            self.failed = True
            desk.queue.empty_text = _("The store is not open. ctrl+l tries again, q leaves.")
            self._say(sentence(error))
            desk.paint_chrome()
            if isinstance(error, StoreUnavailable) and not isinstance(error, StoreTooNew):
                desk.set_timer(self._pause, self._try_again)
                self._pause = min(2 * self._pause, LONGEST_PAUSE)
            return
        self._told, self._pause = "", FIRST_PAUSE
        desk.queue.empty_text = empty_list()
        await desk.built.wait()
        await self._listen()
        await desk.refresh_all()
        desk.reading.follow()
        await self._greet()
        if left:
            desk.complain(left)
        desk.set_timer(PREPARE_AFTER, self._prepare)

    def _say(self, trouble: str) -> None:
        """Each trouble once, however often it is tried again."""
        if trouble != self._told:
            self._told = trouble
            self._desk.complain(trouble)

    def _try_again(self) -> None:
        if self.failed:
            self._desk.run_worker(self.open(), group="open", exit_on_error=False)

    async def _prepare(self) -> None:
        """Lay the answers out and learn from them, once the first keys have had their due."""
        await self._desk.link.read(lambda opened: opened.answers.prepare())

    async def _listen(self) -> None:
        """Hear of changes from now on, and learn where the others are."""
        desk = self._desk
        try:
            await desk.watcher.begin()
            await desk.arrivals.begin()
            await desk.company.hear()
        except DeskError as error:
            desk.complain(sentence(error))

    async def _take_up(self) -> str:
        """Words that a killed console left go back where they were; what is to be said of those that can't."""
        from servicedesk.tui.kept_words import take_up_left_words

        journal = self._desk.fittings.journal
        if journal is None:
            return ""
        return await take_up_left_words(journal, self._desk.link, self._desk.writing.taken_up)

    async def _greet(self) -> None:
        """Say what waits for the one who begins: what colleagues handed over, and half-written words."""
        desk = self._desk
        n, places = await desk.link.read(lambda opened: (opened.queue.total("is:handed"), opened.own.where(1)))
        said: list[str] = []
        if n:
            key = desk.keymap.hint("shift.handed")
            said.append(
                ngettext(
                    "{n} ticket was handed over: {key} shows it.", "{n} tickets were handed over: {key} shows them.", n
                ).format(n=n, key=key)
            )
        if places and (draft := places[0].draft) is not None:
            from servicedesk.tui.screens.shift_slips import half_written

            text = _("You were writing on #{n}: {words}; {key} goes there.")
            desk.trail.begin(places[0].row.id)
            key = desk.keymap.hint("desk.return")
            said.append(text.format(n=places[0].row.id, words=half_written(draft.body), key=key))
        if said:
            desk.notices.add(" ".join(said))

    async def _introduce(self) -> None:
        """Learn who acts, who else is here, and which views there are."""

        def read(desk: Desk) -> tuple[PersonView, Sequence[PersonView], tuple[SavedViewView, ...]]:
            return desk.me, desk.people.all(), desk.queue.views()

        state = self._desk.state
        state.me, people, state.views = await self._desk.link.read(read)
        self.names = {
            **{f"person:{person.id}": person.name for person in people},
            **{person.handle: person.name for person in people},
        }


def nothing_open() -> str:
    """What stands where a ticket would."""
    return _("No ticket is open.")


def empty_list(*, blank: bool = False, narrowed: bool = False) -> str:
    """What an empty list says: what to do next. Fits 44 cells.

    ``blank``: the store has no ticket at all. ``narrowed``: a filter was typed.
    """
    if blank:
        return _("No tickets yet: + opens one.")
    if narrowed:
        return _("Nothing passes the filter. esc puts it away.")
    return _("Nothing here. ] next view, t take one.")
