"""Attachments: what came with the ticket, saved to a folder; nothing opens by itself."""

from pathlib import Path
from typing import TYPE_CHECKING

from servicedesk.desk.views import AttachmentView
from servicedesk.domain.errors import Invalid
from servicedesk.i18n import _
from servicedesk.tui import present
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.prompt import TextPrompt
from servicedesk.tui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


async def attachments(desk: "DeskScreen") -> None:
    """List the files with type and size; the chosen one is saved."""
    row = desk.subject
    if row is None:
        return
    view = await desk.reading.whole(row)
    if not view.attachments:
        desk.say(_("#{n} has no attachments.").format(n=row.id))
        return
    lines = [Choice(file, file.name, f"{file.media_type}, {present.size(file.size)}") for file in view.attachments]
    chosen = await desk.acting.ask(Choices(_("Attachments of #{n}: which one to save?").format(n=row.id), lines))
    if chosen is not None:
        await _save(desk, chosen)


async def _save(desk: "DeskScreen", file: AttachmentView) -> None:
    name = safe_name(file.name)
    folder = await desk.acting.ask(
        TextPrompt(_("Save {name} to which folder?").format(name=name), value=str(_usual_folder()), check=_check_folder)
    )
    if folder is None:
        return
    _view, data = await desk.acting.read(lambda d: d.tickets.attachment(file.id))
    target = free_name(Path(folder).expanduser(), name)
    try:
        await desk.acting.read(lambda d: target.write_bytes(data))
    except OSError as error:
        desk.complain(_("{path} can't be written: {why}.").format(path=target, why=error.strerror))
        return
    desk.say(_("Saved as {path}.").format(path=target))


def _usual_folder() -> Path:
    downloads = Path.home() / "Downloads"
    return downloads if downloads.is_dir() else Path.home()


def _check_folder(text: str) -> None:
    folder = Path(text).expanduser()
    if not folder.is_dir():
        raise Invalid(_("folder"), _("{path} is not a folder").format(path=folder))


def safe_name(name: str) -> str:
    """A file name that stays in its folder: no path, no control characters, no leading dot."""
    last = clean(name).replace("\\", "/").rsplit("/", 1)[-1].strip().lstrip(".")
    return last[:120] or "attachment"


def free_name(folder: Path, name: str) -> Path:
    """``name`` in ``folder``, or with a number where that exists: nothing is overwritten."""
    target, n = folder / name, 1
    while target.exists():
        n += 1
        stem, suffix = Path(name).stem, Path(name).suffix
        target = folder / f"{stem} ({n}){suffix}"
    return target
