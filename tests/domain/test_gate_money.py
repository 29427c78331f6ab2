"""Promises of money: what is read as one, in three languages, and above all what is left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.errors import Invalid
from servicedesk.domain.gate.amounts import amounts_in
from servicedesk.domain.gate.checks import ReplyFacts, check_reply
from servicedesk.domain.gate.grants import grants_in
from servicedesk.domain.gate.refunds import MoneyFacts, grants_money
from servicedesk.domain.gate.wide_forms import narrowed
from servicedesk.domain.refund_limits import DEFAULT_TEXT, limits_from
from servicedesk.domain.roles import Role

AGENT = MoneyFacts(limits={"EUR": 20_000, "USD": 20_000, "GBP": 20_000, "CNY": 150_000, "HKD": 5_000}, currency="EUR")


def read(text: str, own: str | None = None) -> list[tuple[str, int]]:
    """Currencies and minor units."""
    found = list(amounts_in(narrowed(text)))
    return [(currency, amount.minor(currency)) for amount in found for currency in [amount.currency(own)]]


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("EUR 89.00", "EUR", 8900),
        ("EUR89", "EUR", 8900),
        ("eur 9.9", "EUR", 990),
        ("89,00 €", "EUR", 8900),
        ("89€", "EUR", 8900),
        ("€1.200", "EUR", 120_000),
        ("1.299,50 EUR", "EUR", 129_950),
        ("€1,299.50", "EUR", 129_950),
        ("1'200.50 CHF", "CHF", 120_050),
        ("£1,234,567", "GBP", 123_456_700),
        ("20 euros", "EUR", 2000),
        ("$50", "USD", 5000),
        ("HK$300", "HKD", 30_000),
        ("US$ 5", "USD", 500),
        ("NT$1,200", "TWD", 120_000),
        ("¥1,200", "CNY", 120_000),
        ("￥229", "CNY", 22_900),
        ("200元", "CNY", 20_000),
        ("672.46 元", "CNY", 67_246),
        ("１２００元", "CNY", 120_000),
        ("89 欧", "EUR", 8900),
        ("60块钱", "CNY", 6000),
        ("1.5万元", "CNY", 1_500_000),
        ("¥2万", "CNY", 2_000_000),
        ("3千元", "CNY", 300_000),
        ("二百元", "CNY", 20_000),
        ("两百五元", "CNY", 25_000),
        ("一千零五十元", "CNY", 105_000),
        ("三万两千元", "CNY", 3_200_000),
        ("十二元", "CNY", 1200),
        ("JPY 1,200", "JPY", 1200),
        ("JPY 1200.50", "JPY", 1200),
        ("1.500 KWD", "KWD", 1_500_000),
        ("KWD 1.50", "KWD", 1500),
    ],
)
def test_amounts(text: str, currency: str, minor: int):
    assert read(f"so {text}.") == [(currency, minor)]
    assert read(f"（{text}，") == [(currency, minor)]


@pytest.mark.parametrize(
    "text",
    [
        "89.00",
        "EUR 20k",
        "20 eurocents",
        "order 55-1203 €",
        "AB12 €",
        "1.2345 EUR",
        "12:30 元旦"[:5],
        "5 欧洲国家",
        "twenty euros",
        "EURO 2024"[:4],
        "元",
        "€",
    ],
)
def test_no_amounts(text: str):
    assert read(text) == []


def test_a_shared_sign_means_the_order_s_currency():
    assert read("$50, ¥50, 50元", "HKD") == [("HKD", 5000), ("CNY", 5000), ("HKD", 5000)]
    assert read("¥5000", "JPY") == [("JPY", 5000)]
    assert read("EUR 5", "JPY") == [("EUR", 500)]


GRANTED = """I have refunded EUR 900.00; you will see it by Friday.
We will refund EUR 900 to your card.
We'll refund you the full amount of EUR 900.
The EUR 900 you paid will be refunded.
The purchase price of EUR 900 will be refunded today.
You get EUR 900 back to your card and needn't send anything.
Your refund is approved: EUR 900.00.
As an apology here is a voucher worth EUR 900.
A EUR 900 voucher is on its way.
Because you had to wait I'll take 900 euros off.
As the lamp was broken we refund EUR 900.
No problem, you'll get EUR 900 back.
EUR 900 will be refunded no later than Friday.
If it isn't found, we refund EUR 900.
We can offer you EUR 900 as compensation.
I credit EUR 900 to your account.
EUR 900.00 are on the way to your card.
The shipping charge of EUR 900 goes back to your card.
Wir erstatten Ihnen 900,00 € auf Ihr Konto.
Sie erhalten 900,00 € zurück.
Sie bekommen einen Gutschein über 900 €.
Die 900,00 EUR werden Ihnen gutgeschrieben.
我们会退您 9000 元。
退款 9000 元，三天到账。
给您退款金额 9000 元
当年付的 9000 元全额退给您，不用发票。
收到货后退 900 欧，退回原来的付款方式。
亲，验货没问题，已退 9000.46 元，原路 1-3 天到账。
我们补偿您 9000 元优惠券。
賠償您 HK$900，三天內到賬。
送您一张 9000 元代金券
退您九千元。
您的退款已经批准，金额 9000 元。
9000元今天原路退回。""".splitlines()

WRITTEN_LATER = """Thanks for waiting. We've issued a refund of £450.00 to your original payment method.
I'm going to refund the £450 right away.
You'll see a credit of $450.00 on your next statement.
As a gesture of goodwill we'd like to give you €450.
I've added a €450 store credit to your account.
Please accept a €450 gift card with our apologies.
We'll compensate you with EUR 450 for the trouble.
Your EUR 450 will be back on your card within five days.
Once the chair is back with us, EUR 450.00 will be returned to your PayPal account.
I have arranged a partial refund of 450 EUR.
I'm sending you a voucher for 450 euros today.
We will reimburse the repair: EUR 450.
Gern erstatten wir Ihnen den Betrag von 450,00 € auf Ihre Kreditkarte.
Als Entschädigung schreiben wir Ihnen 450 € gut.
Sie bekommen 450,00 EUR von uns zurück.
Wir haben Ihnen soeben 450,00 € erstattet.
亲，给您退4500元哦，马上到账。
已经帮您申请了4500元的赔偿，今天到账。
我们会把4500元原路退还给您。
作为补偿，送您4500元优惠券。
给您补偿4500元可以吧，今天就转。
差价4500元稍后退到您的支付宝。
您好，已为您办理退款，金额为4500元。
退您兩千元港幣作為補償""".splitlines()

IN_FULL = """We are paying you back in full, to the card or account you paid with.
You get a full refund.
We refund the whole amount today.
Wir werden Ihnen den vollen Kaufpreis erstatten.
我们已为您办理全额退款，原路退回。
我們還是全額退您，三到五天原路退回。""".splitlines()

LEFT_ALONE = """The pick-up costs EUR 900 and is taken off the refund.
We have received EUR 900.00 once.
The lamp costs EUR 900.
Your order total is EUR 900; a refund takes three days.
We can't refund EUR 900.
You asked for a refund of EUR 900.
Would you like EUR 900 back?
DHL compensates EUR 900 as a rule.
Your bank will refund EUR 900.
EUR 900 was refunded on 3 May.
> please refund EUR 900
Orders over EUR 900 are shipped free; refunds take a week.
For the refund we deduct EUR 900.
Your credit card was charged EUR 900.
Your credit card charge of EUR 900 is pending.
We need your voucher code for the order over EUR 900.
If it doesn't arrive, we send it again or pay you back in full.
You'll get the EUR 900 lamp back in stock next week.
You'll receive an invoice over EUR 900.
The EUR 900 lamp goes back to the warehouse.
There is no full refund after 30 days.
Leider können wir 900,00 € nicht erstatten.
Die Lampe kostet 900 €, die Rückgabe ist kostenlos.
您的订单金额是 9000 元，退货请寄回。
您下单用了 9000 元优惠券，是按金额分摊到三件上的。
我们不能退您 9000 元。
您要求退款 9000 元，我们正在审核。
您是要退 9000 元还是换货？
可以给您退 9000 元吗？
运费 9000 元由您承担，收到退货后退款。
付款是 1872 元，退款去了 4406。
顺丰会赔您 9000 元。
上周退了您 9000 元。
订单满 9000 元减 50 元。
如果找不到，我们为您全额退款。
这款灯售价 9000 元，7 天无理由退货。
床品 699 + 枕头 309×2 = 1317，券 50
The chair costs £450 and ships in two days.
Shipping to Norway costs EUR 450, which we can't refund later.
We received your payment of £450.00 on Monday, thank you.
Refunds take 3-5 days. Your basket total is EUR 450.
If the customs office charges EUR 450, please send us the receipt.
You mentioned that you paid EUR 450 and want it back.
Sorry, a EUR 450 refund isn't possible here.
The EUR 450 deposit is held by your bank, not by us.
Did you already get the EUR 450 back?
We don't offer compensation of EUR 450 for late parcels.
The carrier's liability ends at EUR 450.
Your return was worth EUR 450 in total and is with us.
Item 1: EUR 450.00, item 2: EUR 20.00, shipping EUR 5.90.
According to PayPal, EUR 450 was returned on 12 November.
The promotion gives 10 % off; you pay EUR 450 in total.
The exchange model is EUR 450 more expensive.
Eine Erstattung von 450 € ist leider nicht möglich.
Der Versand kostet 450 €, Rückgaben sind frei.
Haben Sie die 450 € schon zurück?
您的订单实付4500元，已发货。
这款比那款贵4500元。
退货前请确认，运费险最多赔4500元。
您之前说要赔4500元，我需要再确认一下。
很抱歉，4500元的赔偿我们没有办法答应。
海关要收您4500元税，我们退不了。
您收到4500元退款了吗？
订单金额4500元，退货后7天内处理。
原价4500元，活动价3999元，支持七天无理由退货。
Your order comes to EUR 900 including shipping, and you can send it back within 30 days.
The lamp is EUR 900, back in stock on Monday.
If you send back the lamp (EUR 900), the label is attached.
Please send back the EUR 900 lamp with the label.
We have charged back EUR 900 to your bank? No: the bank did.
Your refund of EUR 900 was sent on 3 May.
Your refund of EUR 900 from 3 May should be in your account by now.
The refund of EUR 900 arrived at your bank on Monday, they confirmed.
I see two bookings: EUR 900 on 3 May and a refund of EUR 900 on 5 May.
The voucher code is only valid for orders from EUR 900.
With the voucher you save 10 % on orders above EUR 900.
You paid EUR 900 with a gift card.
You used a EUR 900 gift card for this order.
Your EUR 900 gift card is still valid.
The gift card you bought for EUR 900 was sent by mail.
Your order of EUR 900 gift cards has shipped.
The insurance covers up to EUR 900 in compensation.
EUR 900 is the most the carrier refunds.
Our supervisor has to decide on the EUR 900 refund.
A refund of EUR 900 has to be approved by my supervisor first.
I have asked for a refund of EUR 900; you will hear from us.
You will be charged EUR 900 and get the goods on Tuesday.
We'll send you the invoice for EUR 900 back by mail.
Is the EUR 900 credited already?
Could you check whether EUR 900 was credited to your account?
Please check if EUR 900 has been credited to your account.
Please tell us if the EUR 900 has been refunded.
As soon as your payment of EUR 900 is credited to our account, we ship.
Your payment of EUR 900 has been credited to your order.
The deposit of EUR 900 will be returned to your card when the loan lamp is back.
Die Rechnung über 900 € erhalten Sie zurück per Mail.
Bitte überweisen Sie 900,00 € auf unser Konto.
Bitte überweisen Sie uns den Betrag von 900,00 €.
Ihre Gutschrift über 900 € vom 3. Mai ist bei Ihrer Bank eingegangen.
Ihr Gutschein über 900 € ist noch gültig.
Wir haben Ihre Überweisung über 900 € erhalten.
Please transfer EUR 900 to our account.
Thank you, we have received your transfer of EUR 900.
You can pay EUR 900 with your credit card.
It's 20 % off at the moment, so EUR 900.
The item is on sale: EUR 900 instead of EUR 1,200, refund conditions are the same.
The EUR 900 were paid back on 3 May by our accounting.
您的 900 元红包还在账户里，可以下次使用。
您的优惠券面值 9000 元，有效期到月底。
这款灯现在优惠 9000 元，退换政策不变。
现在下单立减 9000 元。
活动期间满 9000 返 500 元券。
您支付的 9000 元已到账，我们今天发货。
您的货款 9000 元已经到账。
您5月3日的退款 9000 元，银行那边显示已入账。
退款 9000 元已于5月3日退回您的账户。
退款 9000 元需要主管审批。
我已经提交退款 9000 元的申请，等主管审批。
请把 9000 元转给我们。
您转给我们的 9000 元已经收到。
补差价 9000 元后我们给您换大号。
麻烦您补 9000 元差价。
您补给我们 9000 元就可以换。
退货运费 9000 元由我们承担。
保价赔付最高 9000 元。
您可以退货，退款金额以实际支付为准，订单实付 9000 元。
我们赔偿标准是 9000 元以下全赔。
价保可以退差价，请提供订单，原价 9000 元。
发票金额 9000 元，退货后会冲红。""".splitlines()


def codes(text: str, money: MoneyFacts | None = AGENT) -> list[str]:
    return [finding.code for finding in check_reply(text, ReplyFacts(money=money))]


@pytest.mark.parametrize("text", [*GRANTED, *WRITTEN_LATER])
def test_what_grants_too_much_is_held(text: str):
    assert codes(text) == ["refund_limit"]
    assert codes(text, None) == []
    assert codes(text, MoneyFacts(currency="EUR")) == []


@pytest.mark.parametrize("text", GRANTED)
def test_the_same_within_the_limit_is_not(text: str):
    within = text.replace("9000", "90").replace("900", "40").replace("九千", "九十")
    assert codes(within) == []


@pytest.mark.parametrize("text", IN_FULL)
def test_in_full_is_what_the_order_cost(text: str):
    (finding,) = check_reply(text, ReplyFacts(money=MoneyFacts({"EUR": 200}, "EUR", paid=201, full=201)))
    assert (finding.code, finding.details) == ("refund_limit", {"currency": "EUR", "amount": "201", "limit": "200"})
    assert codes(text, MoneyFacts({"EUR": 200}, "EUR", paid=200, full=200)) == []
    assert codes(text, MoneyFacts({"EUR": 200})) == []


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_left_alone(text: str):
    assert not grants_money(narrowed(text))
    assert codes(text, MoneyFacts({"EUR": 1, "CNY": 1, "GBP": 1}, "EUR", 1, 1)) == []


def test_the_limit_itself_is_within():
    assert codes("We refund EUR 200.00.") == []
    (finding,) = check_reply("Hello,\nwe refund EUR 200.01.", ReplyFacts(money=AGENT))
    assert (finding.hard, finding.excerpt, finding.line) == (False, "EUR 200.01", 2)
    assert finding.details == {"currency": "EUR", "amount": "20001", "limit": "20000"}


def test_more_than_was_paid():
    paid = MoneyFacts(currency="EUR", paid=8900)
    (finding,) = check_reply("We refund EUR 89.01.", ReplyFacts(money=paid))
    assert (finding.code, finding.details["paid"]) == ("refund_paid", "8900")
    assert codes("We refund EUR 89.00.", paid) == []
    assert codes("You get EUR 100 as compensation.", paid) == []
    assert codes("We refund USD 100.", paid) == []
    assert codes("We refund EUR 1000.", MoneyFacts({"EUR": 10}, "EUR", 8900)) == ["refund_limit", "refund_paid"]


def test_what_a_return_has_paid_back_is_no_promise():
    settled = MoneyFacts({"EUR": 100}, "EUR", paid=50, full=90_000, settled=frozenset({90_000}))
    assert codes("I have refunded EUR 900.00.", settled) == []
    assert codes("We have refunded you in full.", settled) == []
    assert codes("We refund EUR 901.", settled) == ["refund_limit", "refund_paid"]
    assert codes("We refund you in full.", settled) == ["refund_limit"]


def test_limits_by_role():
    limits = limits_from("")
    assert limits.of([Role.AGENT])["EUR"] == 20_000
    assert limits.of([Role.AGENT])["JPY"] == 30_000
    assert limits.of([Role.AGENT, Role.SPECIALIST])["EUR"] == 50_000
    assert limits.of([Role.AGENT, Role.SUPERVISOR]) == {}
    assert limits.of([Role.AGENT, Role.TRAINER])["EUR"] == 20_000
    assert limits.of([Role.TRAINEE]) == {}
    assert limits_from(DEFAULT_TEXT) == limits


def test_a_shop_s_own_limits():
    limits = limits_from(" agent EUR 49.90,JPY 5000 ; supervisor EUR 1000")
    assert limits.of([Role.AGENT]) == {"EUR": 4990, "JPY": 5000}
    assert limits.of([Role.SUPERVISOR, Role.AGENT]) == {"EUR": 100_000}
    assert limits.of([Role.SPECIALIST])["EUR"] == 50_000
    assert limits_from("agent any").of([Role.AGENT]) == {}


@pytest.mark.parametrize(
    "text",
    [
        *("agent", "agent 200", "agent EUR", "agent EUR 1,5", "boss EUR 1", "trainee EUR 5", "agent JPY 1.5"),
        *("agent EUR -1", "agent EUR 1; agent EUR 2", "agent EUR 1, EUR 2", "agent EUR 1e9", "agent eur 5"),
    ],
)
def test_limits_that_can_t_be_read(text: str):
    with pytest.raises(Invalid):
        limits_from(text)


PIECES = st.sampled_from(
    (
        *("EUR 900", "900 €", "退", "您", "9000元", "全额", "refund ", "back", "full ", "we ", ", ", ". ", "\n", "?"),
        *("not ", "your card", "（", "退款金额", "voucher", "off", "will be ", "refunded", "万", "二百", "$", "\ud800"),
        *("\0", "；", "You get ", "to ", "已", "赔"),
    )
)
TEXTS = st.text() | st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join)
FACTS = st.builds(
    MoneyFacts,
    limits=st.dictionaries(st.sampled_from(["EUR", "CNY", "JPY"]), st.integers(0, 10**6)),
    currency=st.sampled_from([None, "EUR", "JPY", ""]),
    paid=st.none() | st.integers(0, 10**6),
    full=st.none() | st.integers(0, 10**6),
    settled=st.frozensets(st.integers(0, 10**6)),
)


@given(TEXTS, FACTS)
def test_any_text_is_judged(text: str, money: MoneyFacts):
    for finding in check_reply(text, ReplyFacts(money=money)):
        assert finding.excerpt == text[finding.start : finding.end]
        if finding.code in ("refund_limit", "refund_paid"):
            assert finding.details["amount"].isdecimal()
    spans = [(grant.start, grant.end) for grant in grants_in(narrowed(text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(st.integers(0, 10**8), st.sampled_from(["EUR {}.{:02}", "€{}.{:02}", "{},{:02} €", "{}.{:02}元"]))
def test_an_amount_is_read_as_it_was_written(minor: int, form: str):
    ((_, found),) = read(form.format(*divmod(minor, 100)))
    assert found == minor


UNITS = [
    "EUR 9 ",
    "退",
    "退您9元",
    "退您 900 元，",
    "refund ",
    "refund you the full ",
    "refund EUR 900, ",
    "EUR 900 back ",
]
UNITS += [
    "we refund EUR 900. ",
    "全额退",
    "1,",
    "1,000,",
    "一",
    "(",
    "and ",
    "back to your ",
    "{{",
    "{customer.",
    "%ORDER_",
]
UNITS += ["<<", "\n> ", "{%", "{a|", "had been ", "wurde ", "offer you ", "'", "order.a", "customer.a.a.a.a}"]


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_text_is_judged_in_no_time(unit: str):
    """CPU time of this thread: ten times as much takes no more than about ten times as long."""
    money = MoneyFacts({"EUR": 1, "CNY": 1}, "EUR", 1, 1)
    for length, seconds in ((100_000, 0.5), (1_000_000, 1.5)):
        text = (unit * (length // len(unit) + 1))[:length]
        before = time.thread_time()
        check_reply(text, ReplyFacts(money=money))
        assert time.thread_time() - before < seconds
