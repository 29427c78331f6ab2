"""The slips of the floor whose every text is a given one: for where there is no store."""

from datetime import UTC, datetime, timedelta

from tests.tui.slips.tickets import sample_row

from servicedesk.desk.floor.views import Load, Mine
from servicedesk.desk.reports.views import Asking, CauseLine, Example, MondayView, Sentence
from servicedesk.desk.service_levels.views import BreachView, ReviewView
from servicedesk.domain.reports.monday import Breach, Request
from servicedesk.domain.reports.periods import week_before
from servicedesk.domain.reports.tables import Document
from servicedesk.tui.floor.mine_lines import Own
from servicedesk.tui.floor.mine_slip import MineSlip
from servicedesk.tui.floor.monday import MondaySlip
from servicedesk.tui.floor.tickets import TicketsSlip

HOUR = timedelta(hours=1)
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def tickets_slip(text: str) -> TicketsSlip:
    rows = [sample_row(text), sample_row(text)]
    return TicketsSlip(text, [text, text], rows, AT, does=text, told={row.id: text[:20] for row in rows})


def mine(text: str) -> MineSlip:
    load = Load(text, text, 12, 3, 2, 1, 4, 5.5, "here", None)
    reviewed = ReviewView(text, "open", "held", True, text, text, AT)
    breach = BreachView(
        1, text, text, text, text, text, "first_response", AT, text, HOUR, AT, True, HOUR, text, text, "open", reviewed
    )
    figures = Mine(AT, AT + timedelta(hours=8), load, (1,))
    return MineSlip(Own(text, figures, [sample_row(text)], [breach], more=True), AT, UTC, {text: text})


def monday(text: str) -> MondaySlip:
    breach = Breach(1, text, AT, 3600, text, text, text, text, text, True)
    view = MondayView(
        week_before(AT, UTC),
        text,
        (Sentence("volume", text, (), (), "is:live"), Sentence("breaches", text, (), (1, 2))),
        CauseLine("held", text, (1, 2)),
        (Example(breach, text),),
        Asking(Request("nothing"), text),
        (),
        Document(text, (text,), ()),
    )
    return MondaySlip(view)
