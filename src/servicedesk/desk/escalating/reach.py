"""To whom a rule sends a ticket, by who works here now."""

from servicedesk.desk.escalating.addressing import target_of
from servicedesk.domain.errors import DeskError
from servicedesk.domain.escalating.addressing import Staff, Wish, asked, is_meant
from servicedesk.domain.escalating.proposing import SUPERVISOR
from servicedesk.domain.workflows.states import Target
from servicedesk.store.database import Connection


class Reach:
    """Reads each target once, and answers each question once: many tickets ask the same. For one transaction."""

    def __init__(self, connection: Connection, staff: Staff) -> None:
        self._connection, self._staff = connection, staff
        self._known: dict[Wish, Target | None] = {}
        self._answered: dict[tuple[Wish, int | None, int | None, Target | None], Wish | None] = {}

    def of(self, wish: Wish, sender: int | None, holder: int | None, standing: Target | None = None) -> Wish | None:
        """Where a rule with this wish sends a ticket: to the supervisors where nobody else is meant.

        None where whoever has the ticket (``holder``) is one of those it would go to, where it waits for them already
        (``standing``, the target of the escalation that nobody accepted), or where nobody is there at all.
        """
        asked_for = (wish, sender, holder, standing)
        if asked_for not in self._answered:
            self._answered[asked_for] = self._of(*asked_for)
        return self._answered[asked_for]

    def _of(self, wish: Wish, sender: int | None, holder: int | None, standing: Target | None) -> Wish | None:
        for to in (wish, SUPERVISOR):
            target = self._target(to)
            if target is not None and asked(target, self._staff, sender, holder):
                who = None if holder is None else self._staff.get(holder)
                return None if standing == target or (who is not None and is_meant(target, who)) else to
        return None

    def _target(self, wish: Wish) -> Target | None:
        """None where a wish names nobody who works here."""
        if wish not in self._known:
            try:
                self._known[wish] = target_of(self._connection, wish, self._staff)
            except DeskError:
                self._known[wish] = None
        return self._known[wish]
