"""Returns as their own aggregate: asked for on a ticket, decided, received, inspected, ended with their money."""

from collections.abc import Mapping, Sequence

from servicedesk.desk.approving.limits import may_give
from servicedesk.desk.returning import completing, deciding, moving, requesting, settling
from servicedesk.desk.returning.open_return import take_return
from servicedesk.desk.returning.policies import policy_view, set_return_policy
from servicedesk.desk.returning.reading import rma_views, views_of_returns
from servicedesk.desk.returning.views import Ending, EndQuote, Finding, LineWanted, PolicyView, Returnable, ReturnQuote
from servicedesk.desk.ticket_acts import finish, take_for
from servicedesk.desk.views import Done, RmaView
from servicedesk.desk.work import Work, acting
from servicedesk.domain.choices import chosen
from servicedesk.domain.errors import NotFound
from servicedesk.domain.events import Stream, StreamKind
from servicedesk.domain.refunds.rules import ReturnPolicy
from servicedesk.domain.returns import RmaStage
from servicedesk.domain.rma_replay import replay_rma
from servicedesk.domain.roles import Permission
from servicedesk.store import returns, streams


class Returns:
    """Acts take the ticket's ``version`` as the caller saw it, and raise StaleVersion when others changed it since."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def quote(self, ticket_id: int, lines: Sequence[LineWanted]) -> ReturnQuote:
        """What a request would say, line by line; nothing is changed. Raises as ``request`` does."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return requesting.quoted_view(self._work, connection, ticket_id, lines)

    def returnable(self, ticket_id: int) -> Returnable:
        """What of the ticket's order can still come back. Raises NotFound, Refused for a ticket without an order."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return requesting.returnable_view(self._work, connection, ticket_id)

    def request(
        self,
        ticket_id: int,
        lines: Sequence[LineWanted],
        *,
        attachments: Sequence[int] = (),
        version: int | None = None,
    ) -> tuple[Done, int]:
        """Ask for lines of the ticket's order; returns the act and the RMA's number. ``attachments`` are evidence.

        A line of which several items of the order have a part becomes several lines. Raises Invalid for too many
        pieces and unknown words, NotFound, Refused for a ticket without an order and for articles it doesn't have.
        """
        with acting(self._work, "rma_requested") as context:
            ticket = take_for(context, ticket_id, version, {"act": "rma_requested"})
            rma_id = requesting.request(ticket, lines, attachments)
            return finish(ticket), rma_id

    def approve(self, rma_id: int, why: str = "", *, version: int | None = None) -> Done:
        """Let it come back. Beyond one's limit or outside its window it waits for an approval instead; ``why`` asks."""
        with acting(self._work, "rma_approved") as context:
            opened = take_return(context, rma_id, version, context.name)
            deciding.approve(opened, why)
            return finish(opened.ticket)

    def decline(self, rma_id: int, reason: str, *, version: int | None = None) -> Done:
        """Don't take it back, with a reason."""
        with acting(self._work, "rma_declined") as context:
            opened = take_return(context, rma_id, version, context.name)
            deciding.decline(opened, reason)
            return finish(opened.ticket)

    def ship(self, rma_id: int, tracking: str = "", *, version: int | None = None) -> Done:
        """It is on its way to us."""
        with acting(self._work, "rma_shipped") as context:
            opened = take_return(context, rma_id, version, context.name)
            moving.ship(opened, tracking)
            return finish(opened.ticket)

    def receive(self, rma_id: int, pieces: Mapping[int, int] | None = None, *, version: int | None = None) -> Done:
        """It is here: pieces by line, all of them where nothing is said."""
        with acting(self._work, "rma_received") as context:
            opened = take_return(context, rma_id, version, context.name)
            moving.receive(opened, pieces)
            return finish(opened.ticket)

    def inspect(self, rma_id: int, findings: Mapping[int, Finding], *, version: int | None = None) -> Done:
        """What was found, by line; the rules judge each line anew by its condition."""
        with acting(self._work, "rma_inspected") as context:
            opened = take_return(context, rma_id, version, context.name)
            moving.inspect(opened, findings)
            return finish(opened.ticket)

    def complete(self, rma_id: int, endings: Mapping[int, Ending] | None = None, *, version: int | None = None) -> Done:
        """End every line, and count what is paid back; lines that aren't named end as the customer asked."""
        with acting(self._work, "rma_completed") as context:
            opened = take_return(context, rma_id, version, context.name)
            completing.complete(opened, endings or {})
            return finish(opened.ticket)

    def foretell(self, rma_id: int, endings: Mapping[int, Ending] | None = None) -> EndQuote:
        """What ``complete`` would pay now; nothing is changed. Raises as it does."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            history = streams.history(connection, Stream(StreamKind.RMA, rma_id))
            if not history:
                raise NotFound("return", rma_id)
            return settling.foretold(self._work, connection, replay_rma(rma_id, history), endings or {})

    def cancel(self, rma_id: int, *, version: int | None = None) -> Done:
        """The customer keeps it."""
        with acting(self._work, "rma_cancelled") as context:
            opened = take_return(context, rma_id, version, context.name)
            deciding.cancel(opened)
            return finish(opened.ticket)

    def of_ticket(self, ticket_id: int) -> tuple[RmaView, ...]:
        """A ticket's returns, in the order they were opened."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return rma_views(connection, ticket_id)

    def get(self, rma_id: int) -> RmaView:
        """Raises NotFound."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            row = returns.get(connection, rma_id)
            if row is None:
                raise NotFound("return", rma_id)
            return views_of_returns(connection, [row])[0]

    def all(self, stage: str | None = None, limit: int | None = None, after: int | None = None) -> tuple[RmaView, ...]:
        """Returns, newest first: at most ``limit`` of those at a stage, older than the return ``after``."""
        self._work.require(Permission.READ)
        wanted = None if stage is None else str(chosen("stage", RmaStage, stage))
        with self._work.store.read() as connection:
            return views_of_returns(connection, returns.newest(connection, wanted, limit, after))

    def policy(self) -> PolicyView | None:
        """The return rules in force; None before any were set: everything may come back."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return policy_view(connection)

    def set_policy(self, policy: ReturnPolicy) -> PolicyView:
        """Put return rules in force for what is asked for from now on; returns them as they are in force.

        Raises Forbidden, Refused when these are in force already.
        """
        self._work.require(Permission.POLICIES)
        with acting(self._work, "return_policy") as context:
            return set_return_policy(context, policy)

    def beyond_limit(self, amount: int, currency: str) -> bool:
        """Whether whoever looks may not grant that much alone, on an order they gave nothing on before."""
        with self._work.store.read() as connection:
            return not may_give(self._work, connection, amount, currency)
