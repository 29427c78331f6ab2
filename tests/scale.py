"""How large the long tests are: small enough for every run of the suite, whole in ``make soak``."""

import os


def sized(suite: int, soak: int) -> int:
    """How many of something a test takes."""
    return soak if os.environ.get("SOAK") else suite
