"""All rows of new customers and tickets: what a load does most of its time, here or in a process beside.

Nothing of it knows SQL or imports SQLAlchemy: a process that does nothing else is there soon (``bulk.program``).
"""

from servicedesk.domain.sla.book import PolicyBook
from servicedesk.store.bulk.customer_rows import work_out_customers
from servicedesk.store.bulk.ticket_rows import work_out_tickets
from servicedesk.store.bulk.told import Told, Worked


def work_out(told: Told, book: PolicyBook) -> Worked:
    """The rows in the order they were told in; clocks count by the policies."""
    worked = Worked()
    work_out_customers(told, worked)
    work_out_tickets(told, book, worked)
    return worked
