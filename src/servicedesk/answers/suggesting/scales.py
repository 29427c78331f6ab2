"""The numbers by which what was learned is weighed: the same for both ways of asking, with numpy and without."""

from dataclasses import dataclass
from typing import Final

WORDS_SHARE: Final = 0.7
"""The length of the words' part where that of their parts is 1."""
CROWDED: Final = 2.0
"""Several codes that are half called for count together; the higher, the less."""
NEAR: Final = 3.0
"""What the likeness to the nearest example counts, where a score is 1."""
SHARPNESS: Final = {False: 20.0, True: 30.0}
"""How much more the likest examples count than the next ones; True: by their meaning alone."""
LITTLE: Final = 1e-4
"""The share that every code has at least, before its logarithm is taken."""
LEAST_LENGTH: Final = 1e-6
"""Lengths are no less, so that they can be divided by."""
UNTRIED_SHARPNESS: Final = 2.3
STEEP: Final = 12.0
WORTH_SHOWING: Final = 0.08
"""Where even the best is right less often, nothing is suggested. Not where there are meanings and the message has none:
beside those that have one, it is always unsure."""
HALFWAY: Final = {"meant": 0.45, "spaced": 0.25, "unspaced": 0.12}
"""The likeness to the nearest example at which a message is in scope as likely as not: by its meaning, or by its
pieces in a script with blanks and without. Found with shops' messages of one to three an answer."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """``sharpness``: what scores are multiplied by before they become shares; ``least``: a message in scope is rarely
    known less, in a script with blanks and in one without."""

    sharpness: float
    least: tuple[float, float]
