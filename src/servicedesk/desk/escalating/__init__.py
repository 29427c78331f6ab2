"""Tickets passed to those who can help, and back (docs/escalation.md)."""
