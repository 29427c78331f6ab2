"""Tickets out of files: CSV, JSON lines, JSON and Freshdesk exports."""

from servicedesk.channels.files.options import FORMATS, ImportOptions
from servicedesk.channels.files.tickets import TicketFile, read_tickets
from servicedesk.domain.importing import Rejected, TicketRecord

__all__ = ["FORMATS", "ImportOptions", "Rejected", "TicketFile", "TicketRecord", "read_tickets"]
