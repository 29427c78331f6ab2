"""Service levels: what was promised, how much of it is used, and since when it is broken. Pure."""
