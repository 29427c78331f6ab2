"""What the strips of sending are shown with where there is no store: their every text is a given one."""

from datetime import UTC, datetime

from servicedesk.desk.views import MessageView, PromiseView, RmaView
from servicedesk.domain.promises.finding import PromiseFound
from servicedesk.tui.screens.sending.strip import Frame, Open


def sample_frame() -> Frame:
    return Frame(datetime(2026, 11, 21, 12, 0, tzinfo=UTC), UTC)


def sample_left(text: str) -> Open:
    """A promise, a return and a promise in the reply."""
    at = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    promises = (PromiseView(1, text, text, at, at, "open"), PromiseView(2, text, text, at, at, "open"))
    returns = (RmaView(1, 10432, text, text, at, at, ()),)
    return Open(promises, returns, (PromiseFound(text, at, 0, 1),))


def sample_message(text: str) -> MessageView:
    at = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    return MessageView(
        id=1,
        ticket_id=10432,
        author="customer",
        author_name=text,
        handle=None,
        visibility="public",
        medium="message",
        side=None,
        channel="mail",
        delivery="received",
        language=None,
        sent_at=at,
        leaves_at=None,
        body=text,
    )
