"""Placeholders that nobody filled in: ours, and those of other help desks that came with a pasted text.

Only what no letter would say is taken for one: a dotted name of ours beside a brace, a well-known name within braces, a
name in double braces, ``%FIRST_NAME%`` and ``<<order number>>`` with well-known words. All else in brackets is text.
"""

import re
from collections.abc import Iterator
from typing import Final

_OWNERS: Final = (
    "customer|order|ticket|agent|shop|product|parcel|return|refund|complaint|rma|promise|me|team|date|today|now"
    "|user|requester|contact|recipient|company|store|account|shipment|invoice|conversation|author"
)
_OURS: Final = rf"(?:{_OWNERS})(?:\.[A-Za-z][A-Za-z0-9_]{{0,40}}+){{1,4}}+"
_ALONE: Final = (
    "answer|today|tomorrow|name|first_?name|last_?name|full_?name|your_?name|customer(?:_?name)?|agent(?:_?name)?"
    "|order(?:_?(?:number|id|no|date))?|ticket(?:_?(?:number|id|no))?|tracking(?:_?(?:number|id|no))?|date|amount|email"
    "|姓名|客户姓名|客户名称|客户名|称呼|昵称|买家昵称|订单号|订单编号|快递单号|物流单号|运单号|工单号|日期|金额|客服姓名|客服昵称|商品名称|店铺名"
)
_BAR: Final = r"(?:\|[^{}\n]{0,80}+)?"
_NAME: Final = r"[A-Za-z][A-Za-z0-9_]{0,40}(?:\.[A-Za-z0-9_]{1,40}){0,4}"
_BRACED: Final = re.compile(
    # Two braces around any name, as Handlebars, Liquid and their kin have it; three where the text is to be raw.
    rf"\{{{{\{{?[ ]?(?:{_NAME}[ ]?{_BAR}|[#/][a-z]{{1,20}}[^{{}}\n]{{0,80}}+)\}}\}}\}}?|\{{%[^{{}}%\n]{{1,80}}+%\}}"
    # Ours, known ones, and any name with a fallback.
    rf"|\{{\{{?[ ]?(?:{_OURS}[ ]?{_BAR}|(?i:{_ALONE})[ ]?{_BAR}|{_NAME}[ ]?\|[^{{}}\n]{{0,80}}+)\}}\}}?"
    # One brace of ours lost.
    rf"|\{{\{{?[ ]?{_OURS}|(?<![A-Za-z0-9_.]){_OURS}[ ]?{_BAR}\}}"
)
_WORDS: Final = "FIRST|LAST|FULL|CUSTOMER|CLIENT|BUYER|ORDER|TICKET|AGENT|TRACKING|PRODUCT|SHOP|STORE|YOUR"
_THINGS: Final = "NAME|FIRSTNAME|LASTNAME|NUMBER|NO|ID|DATE|TOTAL|AMOUNT|EMAIL|LINK"
_PER_CENT: Final = re.compile(
    rf"%(?<![\w%]%)(?:(?:{_WORDS})_(?:(?:{_WORDS})_)?(?:{_THINGS})|NAME|FIRSTNAME|LASTNAME)%(?![\w%])", re.ASCII
)
_ANGLED: Final = re.compile(
    rf"<<(?:(?:{_WORDS})[ _.]?(?:(?:{_WORDS})[ _.]?)?(?:{_THINGS})|NAME|FIRSTNAME|LASTNAME|DATE|ORDER|AMOUNT)>>", re.I
)


def placeholders_in(text: str) -> Iterator[tuple[int, int]]:
    """Where one stands, from and to; ``text`` has plain signs (``wide_forms.narrowed``)."""
    for pattern in (_BRACED, _PER_CENT, _ANGLED):
        for match in pattern.finditer(text):
            yield match.span()


def other_marks(text: str) -> tuple[str, ...]:
    """The marks that make a text without braces look like a placeholder; empty where it doesn't."""
    marks: tuple[str, ...] = ()
    if _PER_CENT.search(text):
        marks += ("%",)
    if _ANGLED.search(text):
        marks += ("<<", ">>")
    return marks
