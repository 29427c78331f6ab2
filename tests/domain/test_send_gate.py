"""The send gate: what it finds and where, and above all what it leaves alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.gate.checks import MOST, ReplyFacts, check_reply, numbers_in
from servicedesk.domain.gate.findings import HARD, SOFT

MARA = ReplyFacts(names=("Mara Costa",), language="en")
ENGLISH = "Thank you for your message. We have sent the lamp to you today and it will arrive on Monday."
CHINESE = "您好，感谢您的来信，我们今天已经把灯寄出，下周一会送到您家里。"


def found(text: str, facts: ReplyFacts = MARA) -> list[tuple[str, str]]:
    return [(finding.code, finding.excerpt) for finding in check_reply(text, facts)]


def named(*names: str, **more: object) -> ReplyFacts:
    return ReplyFacts(names=names, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "  \n\t", "\u3000\u00a0"])
def test_nothing_is_empty(text: str):
    (finding,) = check_reply(text, MARA)
    assert (finding.code, finding.hard, finding.start, finding.end) == ("empty", True, 0, 0)


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("Hello {customer.first_name|there},", "{customer.first_name|there}"),
        ("Order {order.number} leaves.", "{order.number}"),
        ("Hi {first_name|you}!", "{first_name|you}"),
        ("Hi {{ticket.requester.name}}!", "{{ticket.requester.name}}"),
        ("｛customer.name｝您好", "｛customer.name｝"),
    ],
)
def test_placeholders(text: str, excerpt: str):
    assert found(text) == [("placeholder_left", excerpt)]


def test_blanks_with_their_place():
    text = "Hello Mara,\nby [[date]] or [[]]"
    first, second = check_reply(text, MARA)
    assert (first.code, first.hard, first.excerpt, first.line) == ("blank_left", True, "[[date]]", 2)
    assert text[first.start : first.end] == "[[date]]"
    assert second.excerpt == "[[]]"


@pytest.mark.parametrize(
    "text", ["{}", "{a}", '{"a": 1}', "a {b} c", "[date]", "[[a]", "[ [a] ]", "{example.com}", "{a|"]
)
def test_other_brackets_are_text(text: str):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("4111111111111111", "4111111111111111"),
        ("card 4111 1111 1111 1111, thanks", "4111 1111 1111 1111"),
        ("4111-1111-1111-1111", "4111-1111-1111-1111"),
        ("4111 1111 1111 1111 123", "4111 1111 1111 1111"),
        ("卡号４１１１　１１１１　１１１１　１１１１。", "４１１１　１１１１　１１１１　１１１１"),
        ("5555 5555 5555 4444", "5555 5555 5555 4444"),
        ("2223003122003222", "2223003122003222"),
        ("3782 822463 10005", "3782 822463 10005"),
        ("378282246310005", "378282246310005"),
        ("6222021234567890128", "6222021234567890128"),
        ("6222 0212 3456 7890 128", "6222 0212 3456 7890 128"),
        ("30569309025904", "30569309025904"),
        ("3530111333300000", "3530111333300000"),
    ],
)
def test_card_numbers(text: str, excerpt: str):
    assert found(text) == [("card_number", excerpt)]


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",
        "4222222222222",
        "1Z999AA10123456784 SF1401120387751 YT8834902217760 75318840926617 DPK364710028815",
        "IBAN DE89 3704 0044 0532 0130 00, DE44 5001 0517 5407 3249 31, GB29 NWBK 6016 1331 9268 19",
        "DE12 4111 1111 1111 1111 11",
        "303-1234567-1234567",
        "https://track.example/4111111111111111?id=4111111111111111",
        "A4111111111111111 4111111111111111X 12-4111111111111111",
        "0.4111111111111111",
        "41111111111111111111",
        "+49 30 2312 5481 and 2026-11-21 10:20",
    ],
)
def test_other_long_numbers_are_no_cards(text: str):
    assert found(text) == []


def test_a_tracking_number_of_the_shop_is_no_card():
    facts = ReplyFacts(known_numbers=frozenset({"4111111111111111"}))
    assert found("It travels as 4111111111111111.", facts) == []


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("Your password is hunter2.", "password is hunter2"),
        ("your new password: Sommer2026!", "password: Sommer2026"),
        ("We have your password reset to Xy-12ab", "password reset to Xy-12ab"),
        ("Your password has been reset to aB3dE6", "password has been reset to aB3dE6"),
        ('the password is "swordfish" now', 'password is "swordfish'),
        ("pwd=abc123", "pwd=abc123"),
        ("密码：abc123", "密码：abc123"),
        ("您的密码是 Xy12ab。", "密码是 Xy12ab"),
        ("初始密码123456", "密码123456"),
        ("密碼已重置為 sunshine", "密碼已重置為 sunshine"),
    ],
)
def test_passwords(text: str, excerpt: str):
    assert found(text) == [("password", excerpt)]


@pytest.mark.parametrize(
    "text",
    [
        "Your password is wrong.",
        "The password is case-sensitive and was changed on 12 May.",
        "Password: please choose a new one",
        "Passwords are 8-16 characters. The password is 12-character at least",
        "You can reset your password: https://shop.example/reset?t=1",
        "Write to password: help@shop.example",
        "取件密码：731522，请尽快取件",
        "密码为8-16位字母或数字",
        "密码输错三次，请24小时后再试",
        "不要把密码告诉别人",
    ],
)
def test_talk_about_passwords_tells_none(text: str):
    assert found(text, ReplyFacts()) == []


def test_another_customer_s_order_is_named_once():
    facts = named("Mara Costa", others_orders=frozenset({"55-1159", "AB-778"}))
    assert found("55-1203 and ５５－１１５９ and 55-1159, ab-778", facts) == [
        ("other_order", "５５－１１５９"),
        ("other_order", "ab-778"),
    ]


def test_numbers_to_look_up():
    assert numbers_in("订单８６－１６３１，55-1203. PO-7781 x1 2026 12 hello a-b") == {"86-1631", "55-1203", "PO-7781"}
    assert numbers_in("ab-1203") == {"ab-1203", "AB-1203"}
    assert len(numbers_in(" ".join(f"55-{n}" for n in range(1000, 9000)))) <= 400


@pytest.mark.parametrize(
    ("name", "text", "excerpt"),
    [
        ("Declan Fogarty", "Hello Mara, it left.", "Hello Mara"),
        ("Declan Fogarty", "Dear Mr Costa,\n", "Dear Mr Costa"),
        ("Declan Fogarty", "\n\nMs. Costa,\nyour lamp", "Ms. Costa"),
        ("Declan Fogarty", "Good morning Mara\nhow", "Good morning Mara"),
        ("Declan Fogarty", "Hi Anne-Marie O’Neill!", "Hi Anne-Marie O’Neill"),
        ("王磊", "您好，李女士，", "您好，李女士"),
        ("王磊", "尊敬的陈先生：", "尊敬的陈先生"),
        ("王磊", "李雷您好：", "李雷"),
        ("王磊", "歐陽小姐，", "歐陽小姐"),
        ("王磊", "Dear Ms Chen,", "Dear Ms Chen"),
        ("Mara Costa", "王先生，您好", "王先生"),
    ],
)
def test_another_customer_s_name(name: str, text: str, excerpt: str):
    assert found(text, named(name)) == [("other_customer", excerpt)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Mara Costa", "Hello Mara,"),
        ("Mara Costa", "DEAR MS COSTA,"),
        ("Siobhán Kerrigan", "Hi Siobhan,"),
        ("Jürgen Groß", "Dear Mr Gross,"),
        ("Jürgen Groß", "Hello Juergen!"),
        ("Patricia Lomax", "Hi Pat,"),
        ("Jean-Baptiste Lorrain", "Dear JB,"),
        ("Kerstin Maurer-Boyle", "Dear Mrs Maurer,"),
        ("Mara Costa", "Dear Mara and Tom,"),
        ("Mara Costa", "Dear Customer,"),
        ("Mara Costa", "Dear Sir or Madam,"),
        ("Mara Costa", "Hello there, Declan asked"),
        ("Mara Costa", "Hello! Tom found it."),
        ("Mara Costa", "Hi, Thanks!"),
        ("Mara Costa", "Thank you, Declan is on it."),
        ("Mara Costa", "Your lamp left.\nHello Declan,"),
        ("Mara Costa", "Hello Lumen Lane Support will call you"),
        ("李思远 (Siyuan Li)", "李女士您好"),
        ("李思远 (Siyuan Li)", "Dear Mr Li,"),
        ("Siyuan Li", "李先生，"),
        ("Ka Kei Wong", "黃小姐您好，"),
        ("黃嘉琪", "黄小姐您好，"),
        ("林家慧 (Lin Chia-Hui)", "家慧您好："),
        ("王磊", "Dear Mr Wang,"),
        ("王磊", "Hello Ray,"),
        ("王磊", "何时到货我再告诉您"),
        ("王磊", "您好，嫂子千万别去搬"),
        ("王磊", "亲，周末您好，女士先生老师"),
        ("王磊", "高级经理您好"),
        ("Дмитрий Волков", "Dear Mr Volkov,"),
        ("", "Hello Mara,"),
    ],
)
def test_a_right_or_unknown_name_is_no_finding(name: str, text: str):
    assert found(text, named(name) if name else ReplyFacts()) == []


def test_what_the_customer_calls_themselves_is_their_name():
    assert found("Hello Kate,", named("Catherine Lomax", written=("best, Kate",))) == []
    assert found("Hello Kate,", named("Catherine Lomax", written=("kate.l@example.com",))) == []
    assert found("李女士您好", named("王芳", written=("我先生姓王，我姓李",))) == []


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("zh", ENGLISH, "language"),
        ("zh_CN", ENGLISH, "language"),
        ("en", CHINESE, "language"),
        ("de", CHINESE, "language"),
        ("en", ENGLISH, None),
        ("zh", CHINESE, None),
        ("de", ENGLISH, None),
        ("ja", CHINESE, None),
        (None, CHINESE, None),
        ("zh", "OK, thanks!", None),
        ("en", "好的", None),
        ("zh", ENGLISH + CHINESE, None),
        ("en", CHINESE + "\n\n" + ENGLISH, None),
        ("zh", "Lumen GmbH\nHafenstrasse 7\n10115 Berlin\nHalo Arc Solo Trio Nova Mist Strip", None),
        ("zh", "https://shop.example/en/the-lamp-that-you-have-and-we-will-send-to-you-with-it", None),
        ("zh", "アプリをもう一度開いてください。よろしくお願いいたします。", None),
    ],
)
def test_language(language: str | None, text: str, code: str | None):
    assert [c for c, _ in found(text, ReplyFacts(language=language))] == ([code] if code else [])


def test_a_customer_who_has_used_the_language_is_answered_in_it():
    assert found(CHINESE, ReplyFacts(language="en", written=("Hello", "请用中文回复"))) == []
    assert found(ENGLISH, ReplyFacts(language="zh", written=("Please answer this in English",))) == []


def test_findings_of_one_code_are_counted_out():
    assert len(check_reply("[[a]] " * 1000, MARA)) == MOST


FACTS = st.builds(
    ReplyFacts,
    names=st.lists(st.sampled_from(["Mara Costa", "王磊", "李思远 (Siyuan Li)", "", "(", "x@y.z"])).map(tuple),
    written=st.lists(st.text(max_size=30)).map(tuple),
    language=st.sampled_from([None, "en", "zh", "", "xx-YY"]),
    others_orders=st.frozensets(st.sampled_from(["55-1203", "123456"])),
)
GREETINGS = ("Hello ", "Dear Mr ", "Mara", "王先生", "您好，", "the and you ")
MARKS = ("[[", "]]", "{order.", "number}", "|", "password is ", "密码：", "Ab1!", "4111 1111 1111 1111", "55-1203")
SIGNS = ("\n", " ", "\u3000", "\ud800", "\0", "４", "—")
PIECES = st.sampled_from((*GREETINGS, *MARKS, *SIGNS))
TEXTS = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=30).map("".join))


@given(TEXTS, FACTS)
def test_any_text_is_judged_and_excerpts_stand_at_their_place(text: str, facts: ReplyFacts):
    numbers_in(text)
    for finding in check_reply(text, facts):
        assert finding.excerpt == text[finding.start : finding.end]
        assert finding.code in (HARD if finding.hard else SOFT)
        assert finding.line == text[: finding.start].count("\n") + 1
        assert finding.excerpt or finding.code == "empty"


UNITS = [
    "a",
    "1",
    "1 ",
    "-",
    "[[",
    "[[a",
    "{a.",
    "{customer.",
    "{a|",
    "password: ",
    "password is a ",
    "密码",
    "您好",
    "李",
]
UNITS += [
    "4111 ",
    "12-34-",
    "abc-123 ",
    "@",
    "://",
    "a@",
    "Dear Mara ",
    "X-",
    ". ",
    "\u2014",
    " ",
    "\n",
    "ａ",
    "{{a.a.a.a",
]


@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_is_judged_in_no_time(unit: str):
    """CPU time of this thread: a busy machine is not slow code."""
    text = (unit * (1_000_000 // len(unit) + 1))[:1_000_000]
    facts = named("Mara Costa", language="zh", others_orders=frozenset({"99-1"}))
    before = time.thread_time()
    check_reply(text, facts)
    numbers_in(text)
    assert time.thread_time() - before < 0.5
