"""Forms of the workflows: asked over the desk, kept until what they say is done."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from servicedesk.domain.errors import DeskError, Invalid, NotFound, Refused
from servicedesk.i18n import _
from servicedesk.tui.screens.workflows.fields import Sheet
from servicedesk.tui.screens.workflows.form import Check, FormSlip, Live, Values
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.views import Done, TicketView
    from servicedesk.tui.screens.desk import DeskScreen

T = TypeVar("T")


class Form:
    """One form of a ticket; ``name`` is what it is kept under, one's own."""

    def __init__(self, desk: "DeskScreen", name: str) -> None:
        self._desk = desk
        self.name = name

    async def ask(
        self, sheet: Sheet, *, check: Check | None = None, live: Live | None = None, wrong: str = ""
    ) -> Values | None:
        """What it says when it is sent, stored until ``done``; None when it was left, and then that it is kept."""
        desk = self._desk
        kept = await desk.acting.read(lambda d: d.forms.load(self.name))
        fields = None if kept is None else kept.fields
        values = await desk.acting.ask(FormSlip(sheet, self, fields, check=check, live=live, wrong=wrong))
        if values is not None:
            await self.keep(values)
        elif await desk.acting.read(lambda d: d.forms.load(self.name)) is not None:
            desk.say(_("Kept as it was; the same key goes on with it."))
        return values

    async def send(
        self,
        sheet: Sheet,
        wanted: str,
        view: "TicketView",
        job: "Callable[[Desk, Values, int | None], T]",
        *,
        check: Check | None = None,
        live: Live | None = None,
    ) -> T | None:
        """Ask and do what it says; what the desk doesn't take of it is said in the form, at the field it is about.

        None when it was left, or refused for what no field can mend: then that has been said.
        """
        wrong = ""
        while True:
            values = await self.ask(sheet, check=check, live=live, wrong=wrong)
            if values is None:
                return None
            said = await self._desk.acting.change(wanted, view.row, _caught(job, values))
            if not isinstance(said, DeskError):
                return said
            wrong, sheet = sentence(said), replace(sheet, at=field_of(said, values))

    async def done(self, done: "Done | None") -> bool:
        """Drop what was kept, once what it says is done; False where that was refused: then it stays."""
        if done is None:
            return False
        await self._desk.acting.do(lambda d: d.forms.discard(self.name))
        return True

    async def keep(self, fields: Mapping[str, str]) -> None:
        await self._desk.link.act(lambda d: d.forms.save(self.name, fields))

    def hold(self) -> None:
        """Keep later keys waiting until ``release``."""
        self._desk.fittings.lane.hold()

    def release(self) -> None:
        self._desk.fittings.lane.release()


def needs(name: str, why: str) -> Check:
    """A check that a text is there; ``why`` says what is missing."""

    def check(values: Values) -> None:
        if not values[name].strip():
            raise Invalid(_("text"), why)

    return check


def _caught(
    job: "Callable[[Desk, Values, int | None], T]", values: Values
) -> "Callable[[Desk, int | None], T | DeskError]":
    """The job, with a refusal that another value may mend as its answer."""

    def run(desk: "Desk", version: int | None) -> T | DeskError:
        try:
            return job(desk, values, version)
        except (Invalid, NotFound, Refused) as error:
            return error

    return run


def field_of(error: DeskError, values: Values) -> str:
    """The field of a form that a refusal is about, by the line, the value or the name it tells; else none."""
    details = error.details
    line, field = details.get("line"), str(details.get("field", ""))
    value = str(details.get("sku", details.get("key", "")))
    names = [
        *(f"{kind}:{line}" for kind in (field, "outcome") if line is not None),
        *(name for name, held in values.items() if value and held.strip() == value),
        *(name for name in values if name == field or name.startswith(f"{_CALLED.get(field, field)}:")),
    ]
    return next((name for name in names if name in values), "")


_CALLED: Final = {"pieces": "n", "quantity": "n"}
"""What the desk calls a field where a form has another name for it."""
