"""Tickets from other systems' exports: created, and brought up to date by a second run."""
