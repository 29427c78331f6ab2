"""Which customer's words are kind: for the day card. A rule of wording, English and Chinese."""

import re
from typing import Final

_KIND: Final = re.compile(
    r"\bthank(s| you)\b.{0,60}\b(much|lot|million|help|quick|fast|kind|great|wonderful|lovely|patien|sort|solv)"
    r"|\b(really|so|very|truly) (grateful|kind|helpful|appreciate)"
    r"|\b(great|excellent|wonderful|fantastic|amazing|lovely|best|brilliant) (service|help|support|job|team|people)\b"
    r"|\b(made|saved) my day\b|\byou('re| are) (a star|the best|wonderful|amazing|a legend)\b"
    r"|非常感谢|太感谢|十分感谢|特别感谢|感谢你|感谢您|谢谢你们?的|谢谢您的|服务(真|很|太|非常)好|态度(真|很|太|非常)好|太贴心|很满意|非常满意|辛苦(了|你|您)",
    re.I | re.S,
)
_THANKS: Final = re.compile(r"\bthank(s| you)\b|\bcheers\b|谢谢|多谢|感谢", re.I)
_SOUR: Final = re.compile(
    r"\b(but|however|still (not|no|waiting)|unfortunately|disappoint\w*|complain\w*|angry|unacceptable|worst|no thanks"
    r"|in advance|refund me|broken)\b|thanks for nothing"
    r"|但是?|可是|不过|还没|仍然|失望|投诉|生气|差评|提前(感)?谢|先(感)?谢",
    re.I,
)
LONGEST: Final = 600
"""Characters of a kind word; a longer message has other things in it."""


def kindness(text: str) -> int:
    """0: not kind; 1: says thanks; 2: says more than that. Thanks before an answer or with a *but* are none."""
    said = " ".join(text.split())
    if not said or len(said) > LONGEST or _SOUR.search(said) or said.endswith(("?", "？")):
        return 0
    if _KIND.search(said):
        return 2
    return 1 if _THANKS.search(said) else 0
