"""The terminal itself: what comes in, what goes out, clipboards, a window that vanishes."""
