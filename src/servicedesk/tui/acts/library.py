"""The answers as a collection: looked through, written, in another language, taken out of use, taken back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from servicedesk.answers.answer import Answer
from servicedesk.desk.answers.views import AnswerView
from servicedesk.domain.errors import DeskError
from servicedesk.i18n import _, language_in_use
from servicedesk.tui.screens.library.collection import CollectionSlip, Wanted, Wish
from servicedesk.tui.screens.library.editor import EditorSlip
from servicedesk.tui.screens.library.sheet import Sheet, sheet_of
from servicedesk.tui.screens.library.versions import VersionsSlip
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from servicedesk.answers.shelf import Shelf
    from servicedesk.desk.desk import Desk
    from servicedesk.tui.screens.desk import DeskScreen

FORM: Final = "answer:"
"""What the names of kept editors begin with; the answer's number, or its code and language, follows."""
OTHER: Final = {"en": "zh", "zh": "en"}
"""The language that an answer is written in next."""


def _language(shelf: "Shelf") -> str:
    """What a new answer is written in: the open ticket's language, else the interface's."""
    return shelf.language or language_in_use().partition("_")[0]


async def collection(desk: "DeskScreen") -> None:
    """All answers, until one goes back to the desk."""
    ticket = None if desk.subject is None else desk.subject.id
    wish: Wish | None = Wish(Wanted.EDIT)
    said, number = "", 0
    while wish is not None:
        views, shelf = await desk.acting.read(
            lambda d: ((*d.answers.all(), *d.answers.all(retired=True)), d.answers.shelf(ticket))
        )
        slip = CollectionSlip(views, shelf, desk.now(), desk.zone, text=wish.text, number=number, said=said)
        wish = await desk.acting.ask(slip)
        if wish is not None:
            known = next((view for view in views if view.answer.number == wish.number), None)
            said, number = await _grant(desk, wish, known, shelf)


async def keep(desk: "DeskScreen") -> None:
    """The selected words of the text, else the paragraph at the caret, as a new answer of one's own.

    With nothing being written: what was typed for the third time.
    """
    area, writes = desk.writing.composer.area, desk.writing.active
    body = ((area.selected_text or area.paragraph) if writes else desk.state.own_words).strip()
    if not body:
        missing = _("There is nothing here to keep: put the caret into the words, or select them.")
        desk.complain(missing if writes else _("Nothing was typed three times of late."))
        return
    ticket = None if desk.subject is None else desk.subject.id
    shelf, me = await desk.acting.read(lambda d: (d.answers.shelf(ticket), d.me.handle))
    new = Answer("", "", _language(shelf), body, owner=f"person:{me}")
    saved = await _edit(desk, new, shelf)
    if writes:
        desk.writing.focus()
    if saved is not None:
        desk.state.own_words = ""
        desk.say(_("Kept as {code}; c finds it from now on.").format(code=saved.answer.code))


async def _grant(desk: "DeskScreen", wish: Wish, view: AnswerView | None, shelf: "Shelf") -> tuple[str, int]:
    """Do what was asked for; what there is to say of it, and the answer to stand on."""
    if wish.what is Wanted.NEW:
        me = await desk.acting.read(lambda d: d.me.handle)
        saved = await _edit(desk, Answer("", "", _language(shelf), "", owner=f"person:{me}"), shelf)
        return _saved(saved, wish.number)
    if view is None:
        return "", 0
    match wish.what:
        case Wanted.PAIR:
            return _saved(await _edit(desk, _other(view.answer), shelf, source=view.answer.body), wish.number)
        case Wanted.HISTORY:
            return await _versions(desk, view)
        case Wanted.RETIRE:
            return await _retire(desk, view)
    answer = view.answer if view.mine else await _own(desk, view.answer)
    return _saved(await _edit(desk, answer, shelf), wish.number)


async def _own(desk: "DeskScreen", answer: Answer) -> Answer:
    """One's own answer in place of one that others keep, to be written from it."""
    me = await desk.acting.read(lambda d: d.me.handle)
    return replace(answer, number=0, version=1, owner=f"person:{me}")


def _saved(saved: AnswerView | None, number: int) -> tuple[str, int]:
    if saved is None:
        return "", number
    said = _("{code} is saved, version {n}.").format(code=saved.answer.code, n=saved.answer.version)
    return said, saved.answer.number


def _other(answer: Answer) -> Answer:
    """The same answer to be written in another language, its present text to write from."""
    return replace(answer, language=OTHER.get(answer.language, "en"), number=0, version=1, examples=())


async def _edit(desk: "DeskScreen", answer: Answer, shelf: "Shelf", source: str = "") -> AnswerView | None:
    """``source``: the text in another language that this one is to be written from."""
    name = f"{FORM}{answer.number or f'{answer.language}:{answer.code}'}"
    me, kept = await desk.acting.read(lambda d: (d.me.handle, d.forms.load(name)))
    if answer.number:
        stored = await desk.acting.read(lambda d: replace(answer, examples=d.answers.examples(answer.number)))
    else:
        stored = answer
    sheet = sheet_of(stored, me) if kept is None else Sheet.from_texts(kept.fields)
    board = _Board(desk, name, stored)
    fill = partial(shelf.filled, letter=False)
    slip = EditorSlip(stored, sheet, board, fill, me, kept=kept is not None, source=source)
    saved = await desk.acting.ask(slip)
    if saved is not None:
        desk.acting.stored()
    return saved


class _Board:
    """What the editor asks: its texts are kept under a name until they are saved."""

    def __init__(self, desk: "DeskScreen", name: str, before: Answer) -> None:
        self._link, self._name, self._before = desk.link, name, before

    async def keep(self, fields: Mapping[str, str]) -> None:
        await self._link.act(lambda d: d.forms.save(self._name, fields))

    async def save(self, answer: Answer) -> AnswerView:
        version = self._before.version if self._before.number else None

        def store(desk: "Desk") -> AnswerView:
            saved = desk.answers.save(answer, version=version)
            desk.forms.discard(self._name)
            return saved

        return await self._link.act(store)


async def _versions(desk: "DeskScreen", view: AnswerView) -> tuple[str, int]:
    number = view.answer.number
    versions, me = await desk.acting.read(lambda d: (d.answers.history(number), d.me.handle))
    wanted = await desk.acting.ask(VersionsSlip(versions, desk.now(), desk.zone, me))
    if wanted is None:
        return "", number
    refused = await _refused(desk, lambda d: d.answers.restore(number, wanted))
    if refused:
        return refused, number
    return _("{code} says again what it said in version {n}.").format(code=view.answer.code, n=wanted), number


async def _retire(desk: "DeskScreen", view: AnswerView) -> tuple[str, int]:
    number, code = view.answer.number, view.answer.code
    if view.retired:
        refused = await _refused(desk, lambda d: d.answers.bring_back(number))
        return refused or _("{code} is in use again.").format(code=code), number
    refused = await _refused(desk, lambda d: d.answers.retire(number))
    return refused or _("{code} is out of use; x brings it back.").format(code=code), number


async def _refused(desk: "DeskScreen", job: "Callable[[Desk], AnswerView]") -> str:
    """Do it; why not, in words, where it is refused: the collection covers the line that says so."""
    try:
        await desk.link.act(job)
    except DeskError as error:
        return sentence(error)
    desk.acting.stored()
    return ""
