"""Monday's report from the desk or from the floor: shown, followed down to its tickets, written to a file."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from servicedesk.domain.errors import Invalid
from servicedesk.i18n import _
from servicedesk.tui.floor.leads import chosen_lead
from servicedesk.tui.floor.monday import Behind, MondaySlip, Wish
from servicedesk.tui.floor.tickets import Answer, Chosen, listing_slip
from servicedesk.tui.screens.path_prompt import PathPrompt

if TYPE_CHECKING:
    from datetime import datetime

    from servicedesk.desk.reports.views import MondayView
    from servicedesk.tui.acting import Acting
    from servicedesk.tui.floor.way import Again, FloorWay

MARKDOWN_ENDINGS: Final = ("", ".md", ".txt")


class Place(Protocol):
    """Where the report is asked for: the desk, or the floor over it."""

    @property
    def acting(self) -> Acting: ...
    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Onward:
    """From the sentence ``at`` to the desk: a filter of its list, or what was chosen of some tickets."""

    at: Behind
    filter: str = ""
    chosen: Chosen | None = None
    ids: Sequence[int] = ()

    async def go(self, way: FloorWay, again: Again) -> None:
        """``again`` is what escape comes back to."""
        if self.chosen is None:
            await way.show(self.filter, again)
        else:
            await way.bring(self.chosen, self.ids, again)


async def walk_report(place: Place, at: Behind | None = None) -> Onward | None:
    """Show the report, first at a sentence, until it is left (None) or something behind it is wanted on the desk."""
    view = await place.acting.read(lambda desk: desk.reports.monday())
    told = ""
    while True:
        wished = await place.acting.ask(MondaySlip(view, told, at))
        told = ""
        if wished is None:
            return None
        if wished.behind is None:
            told = await _write(place, view, wished.wish)
            continue
        at = wished.behind
        lead = await chosen_lead(place.acting, _("Which of them?"), at.leads)
        if lead is None:
            continue
        if lead.ticket is not None:
            return Onward(at, chosen=Chosen(Answer.OPEN, lead.ticket), ids=[lead.ticket])
        if lead.filter is not None:
            return Onward(at, lead.filter)
        if lead.read is not None:
            found = await place.acting.read(lead.read)
            chosen = await place.acting.ask(listing_slip(lead, found, place.now()))
            if chosen is not None:
                return Onward(at, chosen=chosen, ids=[row.id for row in found.rows])


async def _write(place: Place, view: MondayView, wish: Wish) -> str:
    """Ask for a path and write the report there; what came of it in a sentence, empty when it was left.

    ``wish`` is the ending that is suggested; the path's own decides.
    """
    first = view.period.since.astimezone(view.period.zone).date()
    usual = Path.home() / f"monday-{first}.{wish}"
    path = await place.acting.ask(PathPrompt(_("Write the report to"), value=str(usual), check=_check))
    if path is None:
        return ""
    target = Path(path.strip()).expanduser()
    try:
        await to_thread(_write_to, target, view)
    except OSError as error:
        text = _("{file} could not be written: {reason}")
        return text.format(file=target, reason=error.strerror or type(error).__name__)
    return _("Written: {file}").format(file=target)


def _write_to(target: Path, view: MondayView) -> None:
    """The file is new: nothing is overwritten."""
    content = _as_file(view, _as_ending(target))
    with target.open("xb") as file:
        file.write(content)


def _as_ending(path: Path) -> Wish:
    """What a path's ending says it holds. Raises Invalid for an ending of something else."""
    ending = path.suffix.casefold()
    if ending == ".xlsx":
        return Wish.XLSX
    if ending in MARKDOWN_ENDINGS:
        return Wish.MARKDOWN
    text = _("{ending} is not written here: .xlsx makes a workbook, .md or .txt a text")
    raise Invalid(_("file"), text.format(ending=ending))


def _as_file(view: MondayView, wish: Wish) -> bytes:
    if wish is Wish.XLSX:
        from servicedesk.channels.files.xlsx_report import xlsx_bytes

        return xlsx_bytes(view.document, view.period.zone)
    from servicedesk.channels.files.markdown_report import markdown_text

    return markdown_text(view.document, view.period.zone).encode()


def _check(text: str) -> None:
    """A file that isn't there yet, in a folder that is."""
    path = Path(text.strip()).expanduser()
    if not text.strip() or path.is_dir():
        raise Invalid(_("file"), _("give the file a name"))
    if not path.parent.is_dir():
        raise Invalid(_("file"), _("there is no folder {folder}").format(folder=path.parent))
    if path.exists():
        raise Invalid(_("file"), _("{file} is there already; give another name").format(file=path.name))
    _as_ending(path)
