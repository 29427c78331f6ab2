"""What the answers that come with the shop suggest: to messages in words that none of their examples has."""

import pytest
from tests.answers.shipped import shipped

from servicedesk.answers.answer import Answer
from servicedesk.answers.suggesting import Example, Suggester, described, suggester

ENGLISH = {
    "where is my parcel, it has not moved for a week": "TRK-STUCK",
    "the tracking says delivered but I have nothing": "TRK-NEIGHBOUR",
    "I want my money back for the broken lamp": "DMG-REF",
    "please cancel my order": "CANCEL-OK",
    "how do I return these shoes": "RET-HOW",
    "you charged my card twice": "BILL-TWICE",
    "I need an invoice with my company's VAT number": "INV-VAT",
    "can I change the delivery address": "ADDR-CHANGE",
    "I received the wrong colour": "WRONG-ITEM",
    "my discount code does not work": "VOUCHER-FAIL",
    "my refund has not arrived after two weeks": "REF-WHEN",
    "the courier was rude to me": "DRIVER-RUDE",
    "one item is missing from the box": "ITEM-MISSING",
    "where is my parcel": "TRK-WAIT",
}
CHINESE = {
    "快递一个星期没动了，我的包裹在哪": "TRK-STUCK",
    "显示已签收但我没收到": "TRK-NEIGHBOUR",
    "杯子到货就碎了，要求退款": "DMG-REF",
    "我要取消订单": "CANCEL-OK",
    "怎么申请退货": "RET-HOW",
    "重复扣款了": "BILL-TWICE",
    "请开发票，要公司抬头": "INV-VAT",
    "收货地址写错了能改吗": "ADDR-CHANGE",
    "发错颜色了": "WRONG-ITEM",
    "优惠券用不了": "VOUCHER-FAIL",
    "退款两个星期了还没到账": "REF-WHEN",
    "快递员态度很差": "DRIVER-RUDE",
    "少发了一件": "ITEM-MISSING",
}
ELSEWHERE = (
    "asdf",
    "who won the football match last night",
    "tell me a joke",
    "how do i learn python programming",
    "what's the best recipe for lasagna",
    "set an alarm for seven",
    "who wrote hamlet",
    "play some music",
    "can dogs eat chocolate",
    "recommend a good novel",
    "I have a headache and a fever",
    "明天北京天气怎么样",
    "澳大利亚的首都是哪里",
    "红烧肉怎么做",
    "怎么学英语",
    "我失恋了很难过",
    "谁写了红楼梦",
    "猫能吃巧克力吗",
    "哪支球队是世界杯冠军",
    "昨天的足球比赛谁赢了",
)


@pytest.fixture(scope="module")
def shop() -> Suggester:
    told = suggester(semantic=False)
    told.learn(example for answer in shipped() for example in taught(answer))
    return told


def taught(answer: Answer) -> list[Example]:
    return [*described(answer), *(Example(answer.code.upper(), text) for text in answer.examples)]


def codes(told: Suggester, text: str) -> list[str]:
    return [suggestion.code for suggestion in told.suggest(text)]


@pytest.mark.parametrize(("text", "code"), (ENGLISH | CHINESE).items())
def test_the_shop_s_answer_is_offered(shop: Suggester, text: str, code: str):
    assert codes(shop, text)[0] == code


@pytest.mark.parametrize("text", ELSEWHERE)
def test_what_is_none_of_a_shop_s_business_gets_nothing(shop: Suggester, text: str):
    assert codes(shop, text) == []


def test_an_answer_is_suggested_before_its_first_example():
    late = Answer("LATE", "Parcel is late", "en", "It is on its way.", words=("not arrived", "late"))
    invoice = Answer("INV", "Copy of an invoice", "en", "Here it is: {order.number}.")
    told = suggester(semantic=False)
    told.learn([*described(late), *described(invoice)])
    assert codes(told, "my parcel is very late")[0] == "LATE"
    assert codes(told, "I need a copy of the invoice")[0] == "INV"


def test_what_is_filled_in_later_says_nothing_of_an_answer():
    (title, body) = described(Answer("inv", "Invoice", "en", "Hello {customer.name}, it was on [[date]]."))
    assert (title.code, title.text) == ("INV", "Invoice")
    assert "customer" not in body.text
    assert "date" not in body.text
    assert title.own
    assert title.weight > body.weight
    assert described(Answer("LETTER", "Greeting", "en", "Hello\n{answer}")) == ()
