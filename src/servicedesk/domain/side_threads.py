"""Side threads: whom a ticket is forwarded to, how their drafts are kept, and the text they begin with. Pure."""

from dataclasses import dataclass
from typing import Final, Literal

from servicedesk.domain.errors import Invalid

SIDES: Final = ("carrier", "warehouse", "vendor")

Way = Literal["side", "answer"]
_SIGN: Final = ":"


@dataclass(frozen=True, slots=True)
class SideDraft:
    """What is being written to somebody (``side``), or written down of their answer (``answer``)."""

    way: Way
    side: str
    to: str

    def __str__(self) -> str:
        """The mode that a draft is kept under: one for each of them, never mixed with the customer's."""
        return _SIGN.join((self.way, self.side, self.to))


def side_draft(mode: str) -> SideDraft | None:
    """Read a draft's mode; None for a reply or a note."""
    way, _one, rest = mode.partition(_SIGN)
    side, _two, to = rest.partition(_SIGN)
    if way not in ("side", "answer") or side not in SIDES or not to:
        return None
    return SideDraft("side" if way == "side" else "answer", side, to)


def check_side(side: str) -> None:
    """Raise Invalid for an unknown kind of side."""
    if side not in SIDES:
        raise Invalid("side", f"{side!r} is none of {', '.join(SIDES)}")


@dataclass(frozen=True, slots=True)
class SideFacts:
    """What a ready text is made of. Empty where unknown; ``status`` is the parcel's, ``scan`` its last one in words."""

    ticket: int
    kind: str = ""
    order: str = ""
    tracking: str = ""
    status: str = ""
    scan: str = ""
    goods: str = ""
    returning: bool = False


_MOVING: Final = ("label", "in_transit", "out_for_delivery")
_CHINESE: Final = ("顺丰", "中通", "圆通", "申通", "韵达", "京东", "极兔", "德邦", "邮政")


def in_chinese(to: str) -> bool:
    """Chinese carriers are written to in Chinese, everybody else in English."""
    return any(name in to for name in _CHINESE)


def likeliest_side(facts: SideFacts) -> str:
    """Whom one asks first: the carrier while a parcel is out or was damaged, else the warehouse."""
    if facts.returning:
        return "warehouse"
    if facts.tracking and (facts.status != "delivered" or facts.kind == "complaint"):
        return "carrier"
    return "warehouse"


def ready_text(side: str, to: str, facts: SideFacts) -> str:
    """What the composer begins with: the facts they need and the question they can answer.

    Nothing of the customer, whose words a subject is.
    """
    if side == "carrier" and in_chinese(to):
        return _to_chinese_carrier(facts)
    return {"carrier": _to_carrier, "warehouse": _to_warehouse}.get(side, _to_vendor)(facts)


def _facts_line(facts: SideFacts, *parts: tuple[str, str]) -> str:
    told = [f"{name} {value}" for name, value in parts if value]
    return ", ".join((*told, f"our ticket {facts.ticket}"))


def _to_carrier(facts: SideFacts) -> str:
    head = _facts_line(facts, ("Parcel", facts.tracking), ("order", facts.order))
    last = f"Last scan: {facts.scan}.\n" if facts.scan else ""
    return f"Hello,\n\n{head}.\n{last}{_CARRIER_QUESTIONS[_case(facts)]}\n"


def _to_chinese_carrier(facts: SideFacts) -> str:
    parts = [("运单", facts.tracking), ("订单", facts.order), ("工单", str(facts.ticket))]
    head = "，".join(f"{name} {value}" for name, value in parts if value)
    last = f"最后一次扫描：{facts.scan}。\n" if facts.scan else ""
    return f"您好，\n\n{head}。\n{last}{_CHINESE_QUESTIONS[_case(facts)]}\n"


def _case(facts: SideFacts) -> str:
    if facts.returning:
        return "return"
    if facts.status == "delivered":
        return "claim" if facts.kind == "complaint" else "proof"
    return "where" if facts.status in _MOVING or not facts.status else "stuck"


_CARRIER_QUESTIONS: Final = {
    "where": "Where is it now, and on which day will it be delivered?",
    "stuck": "What stopped it, and what has to be done so that it goes on?",
    "claim": "Please open a claim for it and tell us its number and what you need from us.",
    "proof": "Please send us the proof of delivery: when, where and to whom it was handed over.",
    "return": "Please tell us when it is collected, and when it reaches our warehouse.",
}
_CHINESE_QUESTIONS: Final = {
    "where": "请查一下包裹现在在哪里，哪一天能送到？",
    "stuck": "请问卡在哪个环节，需要我们做什么才能继续派送？",
    "claim": "请立案理赔，告知理赔编号以及需要我们提供的材料。",
    "proof": "请提供签收凭证：何时、何地、由谁签收。",
    "return": "请告知何时上门取件，预计何时到达我们仓库。",
}


def _to_warehouse(facts: SideFacts) -> str:
    head = _facts_line(facts, ("Order", facts.order), ("goods", facts.goods), ("parcel", facts.tracking))
    question = (
        "Has the return arrived, and in which condition is it?"
        if facts.returning
        else "Please check the stock and what was packed, and tell us what you find."
    )
    return f"Hello,\n\n{head}.\n{question}\n"


def _to_vendor(facts: SideFacts) -> str:
    head = _facts_line(facts, ("Product", facts.goods), ("order", facts.order))
    return f"Hello,\n\n{head}.\nIs a fault of it known to you, and what do you advise?\n"
