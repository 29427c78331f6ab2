"""Makes the Traditional Chinese catalogue from the Simplified one: OpenCC's Taiwanese words, then ours.

Run by ``make messages``, behind ``pybabel update``. Whoever wants to word a text otherwise adds it to ``WORDS``.
"""

import sys
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

LOCALES: Final = Path(__file__).parents[1] / "src" / "servicedesk" / "locales"
HEADER: Final = """\
# Traditional Chinese texts of servicedesk, made from the Simplified ones by docs/make_zh_tw.py: mend them there.
# Copyright (C) 2026 The servicedesk makers
# This file is distributed under the same license as the servicedesk project."""

WORDS: Final = {
    "撤銷": "復原",
    "掛起": "暫緩",
    "引數": "參數",
    "賬": "帳",
    "郵箱": "信箱",
    "發件箱": "寄件匣",
    "在崗": "值班",
    "工作臺": "工作台",
    "平臺": "平台",
    "選中": "選取",
    "當前": "目前",
    "運單號": "託運單號",
    "網店": "網路商店",
    "傳送欄": "送出列",
    "常用回覆": "罐頭回覆",
    "店鋪": "商店",
    "型別": "類型",
    "天后": "天後",
    "回復": "回覆",
    "列表": "清單",
}
"""What OpenCC leaves as it is said on the mainland."""


def taiwanese(text: str, convert: OpenCC) -> str:
    text = convert.convert(text)
    for said, wanted in WORDS.items():
        text = text.replace(said, wanted)
    return text


def made(source: Catalog) -> Catalog:
    """The catalogue in Traditional characters, text for text."""
    convert = OpenCC("s2twp")
    catalogue = Catalog(
        locale="zh_TW",
        domain="servicedesk",
        header_comment=HEADER,
        project="servicedesk",
        version="VERSION",
        last_translator="The servicedesk makers",
        language_team="zh_TW",
        creation_date=source.creation_date,
        revision_date=source.revision_date,
        fuzzy=False,
    )
    for message in source:
        if message.id:
            forms = (message.string,) if isinstance(message.string, str) else message.string
            texts = [taiwanese(form, convert) for form in forms]
            catalogue.add(
                message.id,
                texts[0] if isinstance(message.id, str) else texts,
                locations=[(file, None) for file, _line in message.locations],
                flags=message.flags,
                context=message.context,
            )
    return catalogue


def main() -> int:
    """Write ``zh_TW`` anew."""
    with (LOCALES / "zh_CN" / "LC_MESSAGES" / "servicedesk.po").open("rb") as file:
        source = read_po(file, domain="servicedesk")
    target = LOCALES / "zh_TW" / "LC_MESSAGES" / "servicedesk.po"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_po(file, made(source), width=100)
    return 0


if __name__ == "__main__":
    sys.exit(main())
