"""Escalation: whom a ticket is passed to, why, with what evidence, and when the policies do it. Pure."""
