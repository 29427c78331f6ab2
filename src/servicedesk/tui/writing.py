"""What is being written: the composer of the open ticket, its draft, and what the writer had seen."""

from dataclasses import replace
from typing import TYPE_CHECKING

from servicedesk.desk.views import DraftView, QueueRow, TicketView
from servicedesk.i18n import _
from servicedesk.tui.languages import language_name
from servicedesk.tui.panes import Pane
from servicedesk.tui.sentences import sentence
from servicedesk.tui.widgets.composer import Address, Composer, Mode

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


class Writing:
    """One composer; a draft per ticket and mode in the store."""

    def __init__(self, desk: "DeskScreen", composer: Composer) -> None:
        self._desk = desk
        self.composer = composer
        self._seen: QueueRow | None = None
        self._failed = False
        self._held = False
        self._shown: int | None = None

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

    async def begin(self, row: QueueRow, mode: Mode, text: str | None = None) -> None:
        """Open the composer at once, then fill in to whom and the stored draft; ``text`` stands instead of it."""
        if text is None and self.composer.address is not None and self._is_for(row, mode):
            self._desk.go_to(Pane.TICKET)
            self.focus()
            return
        await self.store()
        self._desk.reading.open(row)
        self._seen = row
        self.composer.open(Address(row.id, mode))
        view = self._desk.state.shown(row)
        if view is not None:
            self._readdress(view)
        if text is not None:
            self.composer.restore(text, len(text))
            return
        drafts = await self._desk.link.act(lambda desk: desk.drafts.load(row.id))
        kept = next((draft for draft in drafts if draft.mode == mode), None)
        if kept is not None and self._is_for(row, mode):
            self.composer.restore(kept.body, kept.caret)

    def ticket_shown(self, view: TicketView) -> None:
        """Another ticket, or the same one anew, is on the screen: its draft shows with it."""
        address = self.composer.address
        again, self._shown = self._shown == view.row.id, view.row.id
        if address is not None and address.ticket_id == view.row.id:
            self._readdress(view)
            return
        if address is None and again:
            return  # sent or thrown away: a reading from just before doesn't bring the text back
        self.composer.flush()
        self.composer.close()
        draft = max(view.drafts, key=lambda draft: draft.updated_at, default=None)
        if draft is not None:
            self._show_draft(view, draft)

    def _show_draft(self, view: TicketView, draft: DraftView) -> None:
        self._seen = view.row
        mode: Mode = "note" if draft.mode == "note" else "reply"
        self.composer.open(_address(view, mode), draft.body, draft.caret, take_focus=False)

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

    def resized(self, too_small: bool) -> None:
        """A window too small for the text takes the keys from it; they come back when it has grown."""
        if too_small:
            self._held = self._held or self.active
        elif self._held:
            self._held = False
            self._desk.call_after_refresh(self.focus)

    def seen_anew(self) -> None:
        """What happened meanwhile has been shown to the writer."""
        self._seen = self._desk.reading.row

    async def store(self) -> None:
        """Store the draft as it stands, and return when the store has it."""
        address = self.composer.take_unsaved()
        if address is not None:
            await self.save(address, self.composer.text, self.composer.area.caret)

    async def save(self, address: Address, body: str, caret: int) -> None:
        """Store a draft. Whatever the store has against it is said once; the text stays and is tried again."""
        try:
            await self._desk.link.act(lambda desk: desk.drafts.save(address.ticket_id, address.mode, body, caret))
        except Exception as error:
            self.composer.not_saved()
            if not self._failed:
                self._desk.complain(_("The draft is not stored yet: {why}").format(why=sentence(error)))
            self._failed = True
            return
        self._failed = False
        self.composer.saved(body)

    def _is_for(self, row: QueueRow, mode: Mode) -> bool:
        address = self.composer.address
        return address is not None and (address.ticket_id, address.mode) == (row.id, mode)

    def _readdress(self, view: TicketView) -> None:
        self.composer.readdress(view.recipient, language_name(view.language))


def _address(view: TicketView, mode: Mode) -> Address:
    return Address(view.row.id, mode, view.recipient, language_name(view.language))
