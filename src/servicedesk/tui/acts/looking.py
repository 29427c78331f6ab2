"""Attachments: what came with the ticket, saved or handed to a viewer, and files added; nothing opens by itself."""

import os
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Final

from servicedesk.desk.views import AttachmentView
from servicedesk.domain.errors import Invalid
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.path_prompt import PathPrompt
from servicedesk.tui.viewing import view, viewer, why_not_viewed
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas

if TYPE_CHECKING:
    from servicedesk.desk.queue_views import QueueRow
    from servicedesk.tui.screens.desk import DeskScreen

LARGEST_FILE: Final = 50_000_000
"""Bytes of a file that can be added."""


class _What(Enum):
    """What can be done besides choosing a file."""

    ADD = auto()
    SAVE = auto()
    SAVE_ELSEWHERE = auto()
    VIEW = auto()


async def attachments(desk: "DeskScreen") -> None:
    """List the files with type and size; the chosen one is saved or viewed, or another one is added."""
    row = desk.subject
    if row is None:
        return
    ticket = await desk.reading.whole(row)
    lines: list[Choice[AttachmentView | _What]] = [
        Choice(file, file.name, commas((file.media_type, present.size(file.size)))) for file in ticket.attachments
    ]
    lines.append(Choice(_What.ADD, _("add a file …"), _("kept with the ticket, not sent to the customer"), key="+"))
    title = _("Attachments of #{n}") if ticket.attachments else _("#{n} has no attachments")
    chosen = await desk.acting.ask(Choices(title.format(n=row.id), lines))
    if isinstance(chosen, AttachmentView):
        await _save_or_view(desk, chosen)
    elif chosen is not None:
        await _add(desk, row)


async def _save_or_view(desk: "DeskScreen", file: AttachmentView) -> None:
    name, folder = safe_name(file.name), _usual_folder()
    why_not = why_not_viewed(name, dict(os.environ))
    lines = [
        Choice(_What.SAVE, _("save in {folder}").format(folder=folder), free_name(folder, name).name),
        Choice(_What.SAVE_ELSEWHERE, _("save in another folder …")),
        Choice(_What.VIEW, _("open in the viewer"), _("a copy that goes when the console ends"), why_not),
    ]
    what = await desk.acting.ask(Choices(name, lines))
    if what is None:
        return
    if what is _What.SAVE_ELSEWHERE:
        title = _("Save {name} to which folder?").format(name=name)
        prompt = PathPrompt(title, value=f"{folder}/", check=_check_folder, folders_only=True)
        wanted = await desk.acting.ask(prompt)
        if wanted is None:
            return
        folder = Path(wanted).expanduser()
    _view, data = await desk.acting.read(lambda d: d.tickets.attachment(file.id))
    if what is _What.VIEW:
        await _hand_to_viewer(desk, name, data)
    else:
        await _write(desk, free_name(folder, name), data)


async def _write(desk: "DeskScreen", target: Path, data: bytes) -> None:
    try:
        await desk.acting.read(lambda _d: target.write_bytes(data))
    except OSError as error:
        desk.complain(_("{path} can't be written: {why}.").format(path=target, why=error.strerror))
        return
    desk.say(_("Saved as {path}.").format(path=target))


async def _hand_to_viewer(desk: "DeskScreen", name: str, data: bytes) -> None:
    program = viewer(dict(os.environ))
    if program is None:
        return
    try:
        path = await desk.acting.read(lambda _d: view(program, name, data))
    except OSError as error:
        desk.complain(_("{name} can't be opened: {why}.").format(name=name, why=error.strerror))
        return
    desk.say(_("Handed to the viewer: {path}.").format(path=path))


async def _add(desk: "DeskScreen", row: "QueueRow") -> None:
    """Ask for a path and keep the file with the ticket."""
    title = _("Add which file to #{n}?").format(n=row.id)
    wanted = await desk.acting.ask(PathPrompt(title, value=f"{Path.home()}/", check=_check_file))
    if wanted is None:
        return
    path = Path(wanted).expanduser()
    try:
        data = await desk.acting.read(lambda _d: path.read_bytes())
    except OSError as error:
        desk.complain(_("{path} can't be read: {why}.").format(path=path, why=error.strerror))
        return
    done = await desk.acting.change(
        _("add {name}").format(name=path.name),
        row,
        lambda d, version: d.conversation.attach(row.id, path.name, data, version=version),
    )
    if done is not None:
        await desk.changed(done)
        desk.say(_("{name} is kept with #{n}.").format(name=path.name, n=row.id))


def _usual_folder() -> Path:
    downloads = Path.home() / "Downloads"
    return downloads if downloads.is_dir() else Path.home()


def _check_folder(text: str) -> None:
    folder = Path(text).expanduser()
    if not folder.is_dir():
        raise Invalid(_("folder"), _("{path} is not a folder").format(path=folder))


def _check_file(text: str) -> None:
    path = Path(text).expanduser()
    if not path.is_file():
        raise Invalid(_("file"), _("{path} is not a file").format(path=path))
    if (size := path.stat().st_size) > LARGEST_FILE:
        most = present.size(LARGEST_FILE)
        raise Invalid(_("file"), _("it has {size}; {most} are allowed").format(size=present.size(size), most=most))


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
