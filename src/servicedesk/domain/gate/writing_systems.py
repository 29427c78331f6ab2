"""Whether a text is plainly Chinese or plainly in Latin letters; short and mixed ones are neither."""

import re
from collections.abc import Iterable
from typing import Final, Literal

Script = Literal["zh", "latin"]

_LOOKED_AT: Final = 20_000
"""Characters of a text that are read: enough to tell, whatever its length."""
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA: Final = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_NO_PROSE: Final = re.compile(r"[!-~]{0,64}(?:://|@)[!-~]{0,300}|\b(?:\w{0,30}\d\w{0,30})\b", re.ASCII)
_WORD: Final = re.compile(r"[A-Za-z\u00c0-\u024f]{1,40}")
_COMMON: Final = (
    "the a an and or to of in is are was be have has we you your it that this for with on not will can from at as i "
    "der die das und ist nicht sie wir ihr ihre mit auf ein eine zu von den dem haben "
    "le la les et est vous nous votre de des un une pour dans que pas el los y es su con por para no "
    "il di che per non del della een het en van op voor niet o os e um uma com"
)
_STOP_WORDS: Final = frozenset(_COMMON.split())
_CHINESE: Final = frozenset({"zh", "yue", "cmn"})
_UNJUDGED: Final = frozenset({"ja", "ko"})


def plain_script(text: str) -> Script | None:
    """The script of prose of some length that is hardly mixed; None for all else."""
    han, words, stop_words = _counted(text)
    if han >= 12 and words <= han * 0.15:
        return "zh"
    if words >= 8 and stop_words >= 3 and han <= words * 0.05:
        return "latin"
    return None


def script_of(language: str | None) -> Script | None:
    """How a language (``zh_CN``, ``de``) is written; None where it can't be judged."""
    code = re.split(r"[-_]", (language or "").strip().casefold())[0]
    if not code or code in _UNJUDGED:
        return None
    return "zh" if code in _CHINESE else "latin"


def uses(texts: Iterable[str], script: Script) -> bool:
    """Whether somebody who wrote these texts has used the script, be it in a few words."""
    for text in texts:
        han, words, stop_words = _counted(text)
        if (han >= 4 and han >= words) if script == "zh" else (words >= 4 and stop_words >= 1 and words > han):
            return True
    return False


def _counted(text: str) -> tuple[int, int, int]:
    """Han characters, Latin words, and the stop words among them; Japanese and Korean count as nothing."""
    head = _NO_PROSE.sub(" ", text[:_LOOKED_AT])
    if len(_KANA.findall(head)) > 4:
        return 0, 0, 0
    words = [word.casefold() for word in _WORD.findall(head)]
    return len(_HAN.findall(head)), len(words), sum(word in _STOP_WORDS for word in words)
