"""Screens: the desk, and the slips that rise over it, ask one thing and go away."""
