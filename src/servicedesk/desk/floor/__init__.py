"""The floor: what a supervisor sees of the next minutes and hours, and can do about it."""
