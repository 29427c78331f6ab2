"""What is being written: the composer of the open ticket, its draft, and what the writer had seen."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from textual.worker import WorkerError

from servicedesk.desk.views import DraftView, EventView, MessageView, QueueRow, TicketView
from servicedesk.domain.errors import DeskError
from servicedesk.domain.side_threads import side_draft
from servicedesk.domain.used_answers import NONE, Inserted
from servicedesk.i18n import _
from servicedesk.tui.draft_journal import Place
from servicedesk.tui.kept_words import keep_words
from servicedesk.tui.link import LAST_WORDS
from servicedesk.tui.mentioning import Mentioning
from servicedesk.tui.panes import Pane
from servicedesk.tui.screens.sending.newer import news_line
from servicedesk.tui.widgets.composer import Address, Composer, Kept
from servicedesk.tui.wording import present
from servicedesk.tui.wording.event_words import is_told
from servicedesk.tui.wording.languages import language_name
from servicedesk.tui.wording.macro_words import deeds
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from textual.worker import Worker

    from servicedesk.desk.desk import Desk
    from servicedesk.tui.screens.desk import DeskScreen

SLOW: Final = 0.15
"""Seconds of a save after which its words are in the journal too: whoever is killed now has lost nothing older."""
FORETOLD_FROM: Final = 20_000
"""Characters of a text that tell what becomes of the ticket."""


@dataclass(frozen=True, slots=True)
class News:
    """What others said in public since somebody began to write, and their other changes; each oldest first."""

    said: tuple[MessageView, ...] = ()
    changed: tuple[EventView, ...] = ()


class Writing:
    """One composer; a draft per ticket and mode in the store."""

    def __init__(self, desk: "DeskScreen", composer: Composer) -> None:
        self._desk = desk
        self.composer = composer
        self.mentioning = Mentioning(desk.link, composer)
        composer.on_edited = self.keep
        self._seen: QueueRow | None = None
        self._failed = False
        self._journal = desk.fittings.journal
        self._unsaved: dict[Place, Kept] = {}
        self._left: dict[Place, str] = {}
        self._failed_saves: set[Place] = set()
        self._saving: set[Worker[None]] = set()
        self._held = False
        self._shown: int | None = None
        self._heard: QueueRow | None = None

    @property
    def active(self) -> bool:
        """The keys go into the text."""
        return self.composer.writing

    @property
    def row(self) -> QueueRow | None:
        """The ticket written to, with the version that the writer had seen when beginning."""
        address, seen = self.composer.address, self._seen
        if address is None or seen is None or seen.id != address.ticket_id:
            return None
        now = self._desk.reading.row
        return replace(now, version=seen.version) if now is not None and now.id == seen.id else seen

    async def begin(
        self,
        row: QueueRow,
        mode: str,
        text: str | None = None,
        *,
        inserted: Inserted = NONE,
        ready: str = "",
        take_focus: bool = True,
    ) -> None:
        """Open the composer at once, then fill in to whom and the stored draft; ``text``, with the answers ``inserted``
        in it, stands instead of it.

        ``mode`` is that of a draft: reply, note, or a side thread's. Without a stored draft the text is ``ready``.
        Without ``take_focus`` the caller gives it the keys, once what opens over it is closed.
        """
        if text is None and self.composer.address is not None and self._is_for(row, mode):
            self._desk.go_to(Pane.TICKET)
            if take_focus:
                self.focus()
            return
        self.composer.flush()
        self._desk.reading.open(row)
        self._desk.company.begun(row, reply=mode == "reply")
        self._seen = row
        self.composer.open(_address(row.id, mode), take_focus=take_focus)
        view = self._desk.state.shown(row)
        if view is not None:
            self._readdress(view)
        if mode == "note":
            self._desk.run_worker(self.mentioning.load(), group="colleagues", exit_on_error=False)
        if text is not None:
            self.composer.restore(text, len(text), inserted)
            return
        drafts = await self._desk.link.act(lambda desk: desk.drafts.load(row.id))
        kept = next((draft for draft in drafts if draft.mode == mode), None)
        if not self._is_for(row, mode):
            return
        if kept is not None:
            kept = self._whole(kept, row.id)
            self.composer.restore(kept.body, kept.caret, kept.inserted)
        elif ready:
            self.composer.restore(ready, len(ready))

    def ticket_shown(self, view: TicketView) -> None:
        """Another ticket, or the same one anew, is on the screen: its draft shows with it."""
        address = self.composer.address
        again, self._shown = self._shown == view.row.id, view.row.id
        self._save_those_left()
        if address is not None and address.ticket_id == view.row.id:
            self._readdress(view)
            if address.mode == "reply" and self._seen is not None and view.row.version > self._seen.version:
                self._desk.run_worker(self._hear(), group="news", exclusive=True, exit_on_error=False)
            return
        if address is None and again:
            return  # sent or thrown away: a reading from just before doesn't bring the text back
        self.composer.flush()
        self.composer.close()
        draft = max(view.drafts, key=lambda draft: draft.updated_at, default=None)
        if draft is not None:
            self._show_draft(view, draft)

    def taken_up(self, place: Place, body: str) -> bool:
        """Words that a killed console left are the draft again: a text that shows its beginning goes on with them.

        False where somebody has gone on with another one there.
        """
        self._left[place] = body
        address = self.composer.address
        return address is None or address.place != place or self.composer.complete(body)

    def _whole(self, draft: DraftView, ticket_id: int) -> DraftView:
        """The draft with the words that were put back after it had been read."""
        words = self._left.pop((ticket_id, draft.mode), "")
        longer = words.startswith(draft.body) and words != draft.body
        return replace(draft, body=words, caret=len(words)) if longer else draft

    def _show_draft(self, view: TicketView, draft: DraftView) -> None:
        draft = self._whole(draft, view.row.id)
        self._seen = view.row
        address = _address(view.row.id, draft.mode)
        self.composer.open(address, draft.body, draft.caret, draft.inserted, take_focus=False)
        self._readdress(view)

    def focus(self) -> bool:
        """Give the text the keys; False when nothing is being written."""
        if self.composer.address is None:
            return False
        self.composer.take_focus()
        return True

    def leave(self) -> None:
        """Give the keys back to the conversation; the text stays and is stored."""
        self.composer.flush()
        self._desk.go_to(Pane.TICKET)

    def put_by(self) -> None:
        """Nothing is shown that could be written to: the draft is stored, the composer goes."""
        self.composer.flush()
        self.composer.close()
        self._shown = None

    def resized(self, too_small: bool) -> None:
        """A window too small for the text takes the keys from it; they come back when it has grown."""
        if too_small:
            self._held = self._held or self.active
        elif self._held:
            self._held = False
            self._desk.call_after_refresh(self.focus)

    def seen_anew(self) -> None:
        """What happened meanwhile has been shown to the writer."""
        now = self._desk.reading.row
        newest = [row for row in (self._seen, self._heard, now) if row is not None and self._is_of(row)]
        self._seen = max(newest, key=lambda row: row.version, default=self._seen)
        self.composer.tell_news("")

    async def news(self) -> "News":
        """What the customer, or a colleague in public, said since the writer began, and what others changed besides."""
        seen, me = self._seen, self._desk.state.me
        if seen is None:
            return News()

        def read(desk: "Desk") -> "tuple[QueueRow, News]":
            said = desk.conversation.since(seen.id, seen.version)
            events = desk.tickets.events(seen.id) if said else ()
            others = [event for event in events if event.seq > seen.version and event.actor not in mine]
            return desk.queue.row(seen.id), News(said, tuple(filter(is_told, others)))

        mine = () if me is None else (me.handle, f"person:{me.id}")
        self._heard, news = await self._desk.link.read(read)
        return news

    async def _hear(self) -> None:
        """Say above the text what somebody wrote just now; the text stays where it is."""
        try:
            news = await self.news()
        except DeskError:
            return  # the same store is asked again when the reply leaves
        address = self.composer.address
        heard = self._heard.id if self._heard is not None else None
        if news.said and address is not None and (address.ticket_id, address.mode) == (heard, "reply"):
            self.composer.tell_news(news_line(news.said[-1], self._desk.zone, self._desk.now()))

    async def store(self) -> None:
        """Store the draft as it stands, and return when the store has it, or has refused it."""
        self.composer.flush()
        for worker in tuple(self._saving):
            with suppress(WorkerError):
                await worker.wait()

    async def store_at_the_end(self) -> str:
        """Store what is written before the console ends; a store that says nothing is not waited for long.

        Returns what to say where that failed: who has the words instead, the next console or a file.
        """
        storing = asyncio.ensure_future(self.store())
        await asyncio.wait([storing], timeout=LAST_WORDS)
        # A save that is under way now had its time.
        if not self._unsaved:
            return ""
        if self._journal is not None and self._journal.keep(self._words_unsaved()):
            return _("The store did not take your last words; your next console here has them.")
        said = keep_words(self._words_unsaved())
        self._unsaved.clear()
        self._note_unsaved()
        return said

    def keep(self, place: Place, kept: Kept) -> None:
        """Have a draft stored. Words that the store takes long to take are in the journal until it has them."""
        self._foretell()
        self._left.pop(place, None)
        waits = place in self._unsaved
        self._unsaved[place] = kept
        if waits:
            self._note_unsaved()
        else:
            self._desk.set_timer(SLOW, self._note_unsaved)
        worker = self._desk.run_worker(self._save(place, kept), group="draft", exit_on_error=False)
        self._saving = {one for one in self._saving if not one.is_finished} | {worker}

    async def _save(self, place: Place, kept: Kept) -> None:
        """Whatever the store has against it is said once; the text stays and is tried again."""
        if place not in self._unsaved:
            return  # thrown away or sent before its turn came: it would be stored after that
        body, caret, inserted = kept
        try:
            await self._desk.link.act(lambda desk: desk.drafts.save(*place, body, caret, inserted))
        except Exception as error:
            self._failed_saves.add(place)
            self.composer.not_saved()
            self._note_unsaved()
            if not self._failed:
                self._desk.complain(_("The draft is not stored yet: {why}").format(why=sentence(error)))
            self._failed = True
            return
        self._failed = False
        self._failed_saves.discard(place)
        if self._unsaved.get(place) == kept:
            del self._unsaved[place]
            self._note_unsaved()
        self.composer.saved(body)
        self._save_those_left()

    def drop(self) -> None:
        """The text was sent or thrown away: the composer goes, and nothing of it is to be stored any more."""
        address = self.composer.address
        self.composer.close()
        if address is not None:
            self._failed_saves.discard(address.place)
            self._left.pop(address.place, None)
            self._unsaved.pop(address.place, None)
            self._note_unsaved()

    def _note_unsaved(self) -> None:
        if self._journal is not None:
            self._journal.keep(self._words_unsaved())

    def _words_unsaved(self) -> dict[Place, str]:
        return {place: body for place, (body, _caret, _inserted) in self._unsaved.items()}

    def _save_those_left(self) -> None:
        """Drafts of tickets that were left while the store was away."""
        here = self.composer.address
        for place in [place for place in self._failed_saves if here is None or place != here.place][:1]:
            self._failed_saves.discard(place)
            if (kept := self._unsaved.get(place)) is not None:
                self.keep(place, kept)

    def reword(self) -> None:
        """The language has changed: the lines around the text are worded anew."""
        self._foretell()
        if self._seen is not None and (view := self._desk.reading.view) is not None and self._is_of(view.row):
            self._readdress(view)

    def _is_for(self, row: QueueRow, mode: str) -> bool:
        address = self.composer.address
        return address is not None and (address.ticket_id, address.kept_as) == (row.id, mode)

    def is_at(self, address: Address) -> bool:
        """Whether that text is still the one being written, to whomever its ticket's view says it goes by now."""
        here = self.composer.address
        return here is not None and (here.ticket_id, here.kept_as) == (address.ticket_id, address.kept_as)

    def _is_of(self, row: QueueRow) -> bool:
        return self._seen is not None and row.id == self._seen.id

    def _readdress(self, view: TicketView) -> None:
        self.composer.readdress(view.recipient, language_name(view.language))
        self._foretell()

    def _foretell(self) -> None:
        """Say below the text what a reply would make of the ticket, by its words."""
        address, row, then = self.composer.address, self.row, ""
        text = self.composer.text[:FORETOLD_FROM]
        if address is not None and address.mode == "reply" and row is not None and text.strip():
            from servicedesk.tui.screens.sending.words import besides, suggest

            guess = suggest(text, row, self.composer.placed)
            status = present.status_name(guess.then)
            then = _("then: {status} ({reason})").format(status=status, reason=guess.reason)
            also = deeds(besides(self.composer.inserted.actions))
            then = _("then: {status}; {deeds}").format(status=status, deeds=also) if also else then
        self.composer.foot.show(then=then)


def _address(ticket_id: int, mode: str) -> Address:
    """Where a draft of that mode goes."""
    draft = side_draft(mode)
    if draft is not None:
        return Address(ticket_id, draft.way, draft.to, side=draft.side)
    return Address(ticket_id, "note" if mode == "note" else "reply")
