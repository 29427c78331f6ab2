"""How Chinese names are typed with Latin letters: whole (``chenjing``) and by initials (``cj``)."""

from itertools import product
from typing import Final

SURNAMES: Final = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "朴": "piao", "区": "ou", "查": "zha", "盖": "ge",
    "任": "ren", "翟": "zhai", "缪": "miao", "覃": "qin", "折": "she", "秘": "bi", "冼": "xian", "员": "yun",
    "种": "chong", "祭": "zhai", "那": "na", "车": "che", "石": "shi", "沈": "shen", "叶": "ye", "召": "shao",
    "乐": "yue", "宁": "ning", "卜": "bu", "隗": "wei", "黑": "he", "句": "gou", "阚": "kan", "炅": "gui",
    "尹": "yin", "郇": "xun", "郝": "hao", "晟": "cheng", "洗": "xian", "眭": "sui", "逄": "pang", "繁": "po",
    "單": "shan", "區": "ou", "蓋": "ge", "繆": "miao", "樂": "yue", "車": "che", "葉": "ye",
    "員": "yun", "種": "chong",
}  # fmt: skip
"""Surnames that are read otherwise than the character mostly is."""
DOUBLE_SURNAMES: Final = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"), "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"), "令狐": ("ling", "hu"), "鲜于": ("xian", "yu"), "尉遲": ("yu", "chi"),
    "長孫": ("zhang", "sun"), "澹臺": ("tan", "tai"),
}  # fmt: skip
MOST_READINGS: Final = 8


def readings(name: str) -> list[tuple[str, ...]]:
    """The ways a name of Chinese characters is read, each a syllable a character; the surname's own reading first.

    ``ü`` is typed ``v``, ``u`` or ``yu``: each is a reading. Characters without one stand for themselves.
    """
    from pypinyin import Style, lazy_pinyin

    # Its errors may hand back a list, whatever its stub says: a syllable for each character it can't read.
    usual = [str(one) for one in lazy_pinyin(list(name), style=Style.NORMAL, errors=_each)]  # type: ignore[arg-type]
    together = [str(one) for one in lazy_pinyin(name, style=Style.NORMAL, errors=_each)]  # type: ignore[arg-type]
    given = together if len(together) == len(name) else usual
    choices = [list(dict.fromkeys((first, second))) for first, second in zip(given, usual, strict=True)]
    surname = DOUBLE_SURNAMES.get(name[:2], (SURNAMES[name[0]],) if name[0] in SURNAMES else ())
    for place, syllable in enumerate(surname):
        choices[place] = list(dict.fromkeys((syllable, *choices[place])))
    spelled = [list(dict.fromkeys(way for one in each for way in _typed(one))) for each in choices]
    return [tuple(way) for way, _ in zip(product(*spelled), range(MOST_READINGS), strict=False)]


def _each(unread: str) -> list[str]:
    return [*unread]


def _typed(syllable: str) -> tuple[str, ...]:
    if "v" in syllable and syllable.isascii():
        return syllable, syllable.replace("v", "u"), syllable.replace("v", "yu")
    return (syllable,)
