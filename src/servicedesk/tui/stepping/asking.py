"""Forms of the workflows: asked over the desk, kept until what they say is done."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from servicedesk.domain.errors import Invalid
from servicedesk.i18n import _
from servicedesk.tui.screens.workflows.fields import Sheet
from servicedesk.tui.screens.workflows.form import Check, FormSlip, Live, Values

if TYPE_CHECKING:
    from servicedesk.desk.views import Done
    from servicedesk.tui.screens.desk import DeskScreen


class Form:
    """One form of a ticket; ``name`` is what it is kept under, one's own."""

    def __init__(self, desk: "DeskScreen", name: str) -> None:
        self._desk = desk
        self.name = name

    async def ask(self, sheet: Sheet, *, check: Check | None = None, live: Live | None = None) -> Values | None:
        """What it says when it is sent, stored until ``done``; None when it was left, and then that it is kept."""
        desk = self._desk
        kept = await desk.acting.read(lambda d: d.forms.load(self.name))
        fields = None if kept is None else kept.fields
        values = await desk.acting.ask(FormSlip(sheet, self, fields, check=check, live=live))
        if values is not None:
            await self.keep(values)
        elif await desk.acting.read(lambda d: d.forms.load(self.name)) is not None:
            desk.say(_("Kept as it was; the same key goes on with it."))
        return values

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
