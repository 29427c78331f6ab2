"""What a reply promises: worked examples in both languages, and words that only sound like a promise."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.promises.finding import LONGEST, find_promises

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
"""Wednesday, 11:00 in Berlin."""


def promised(text: str, now: datetime = NOW) -> list[tuple[str, str]]:
    """What and when, in Berlin."""
    found = find_promises(text, now, BERLIN)
    return [(promise.text, f"{promise.due.astimezone(BERLIN):%a %d %b %H:%M}") for promise in found]


@pytest.mark.parametrize(
    ("text", "what", "due"),
    [
        ("We will refund EUR 89.00 by Friday.", "refund EUR 89.00", "Fri 20 Nov 18:00"),
        ("We'll refund it within 24 hours.", "refund it", "Thu 19 Nov 11:00"),
        ("I will call you tomorrow.", "call you", "Thu 19 Nov 18:00"),
        ("I'll call you tomorrow at 10.", "call you", "Thu 19 Nov 10:00"),
        ("I'll call you tomorrow by 3.", "call you", "Thu 19 Nov 15:00"),
        ("I'll call you tomorrow morning.", "call you", "Thu 19 Nov 12:00"),
        ("I'll ring you back before 5pm.", "ring you back", "Wed 18 Nov 17:00"),
        ("I'll ring you back before 5 p.m. today.", "ring you back", "Wed 18 Nov 17:00"),
        ("I will write to you by 9:30.", "write to you", "Thu 19 Nov 09:30"),
        ("You will have our answer today.", "You will have our answer", "Wed 18 Nov 18:00"),
        ("You will receive the new lamp on Monday.", "You will receive the new lamp", "Mon 23 Nov 18:00"),
        ("You'll hear from us next Wednesday.", "You'll hear from us", "Wed 25 Nov 18:00"),
        ("We will answer by Wednesday.", "answer", "Wed 25 Nov 18:00"),
        ("We will send it within 3 working days.", "send it", "Mon 23 Nov 18:00"),
        ("We will send it within three business days.", "send it", "Mon 23 Nov 18:00"),
        ("We will send it in 2-3 days.", "send it", "Sat 21 Nov 18:00"),
        ("We will decide within two to three weeks.", "decide", "Wed 09 Dec 18:00"),
        ("I'll let you know within the hour.", "let you know", "Wed 18 Nov 12:00"),
        ("The new lamp leaves us today.", "The new lamp leaves us", "Wed 18 Nov 18:00"),
        ("We will send it by the end of the day.", "send it", "Wed 18 Nov 18:00"),
        ("We'll settle this by the end of the week.", "settle this", "Fri 20 Nov 18:00"),
        ("I will tell you next week.", "tell you", "Fri 27 Nov 18:00"),
        ("We will pay it by the end of the month.", "pay it", "Mon 30 Nov 18:00"),
        ("We will deliver it on 27 November.", "deliver it", "Fri 27 Nov 18:00"),
        ("We will deliver it by November 27th, 2026.", "deliver it", "Fri 27 Nov 18:00"),
        ("I will confirm the window to you by 2026-11-21.", "confirm the window to you", "Sat 21 Nov 18:00"),
        ("I'll write again by noon tomorrow.", "write again", "Thu 19 Nov 12:00"),
        ("We will call you on Friday at 10:15.", "call you", "Fri 20 Nov 10:15"),
        (
            "I'm asking the warehouse and tell you tomorrow when it leaves.",
            "tell you when it leaves",
            "Thu 19 Nov 18:00",
        ),
        ("By Friday we will have your answer ready.", "have your answer ready", "Fri 20 Nov 18:00"),
        ("Please bear with us, we will refund it by Friday.", "refund it", "Fri 20 Nov 18:00"),
        ("我们周五前给您退款。", "给您退款", "Fri 20 Nov 18:00"),
        ("我明天给您答复。", "给您答复", "Thu 19 Nov 18:00"),
        ("我们会在24小时内回复您。", "回复您", "Thu 19 Nov 11:00"),
        ("我们将于三个工作日内退款。", "退款", "Mon 23 Nov 18:00"),
        ("下午五点前给您回电。", "给您回电", "Wed 18 Nov 17:00"),
        ("今天下午5点半前一定回复您。", "一定回复您", "Wed 18 Nov 17:30"),
        ("明天中午前给您准话，不耽误您。", "给您准话", "Thu 19 Nov 12:00"),
        ("仓库今天一定给您发出哈", "仓库一定给您发出哈", "Wed 18 Nov 18:00"),
        ("顺丰后天上门取件。", "顺丰上门取件", "Fri 20 Nov 18:00"),
        ("下周一我会给您打电话。", "给您打电话", "Mon 23 Nov 18:00"),
        ("本周内给您处理好。", "给您处理好", "Fri 20 Nov 18:00"),
        ("11月27日前书面答复您。", "书面答复您", "Fri 27 Nov 18:00"),
        ("五天内退款到您卡上。", "退款到您卡上", "Mon 23 Nov 18:00"),
        ("半小时内给您回电。", "给您回电", "Wed 18 Nov 11:30"),
        ("明天給您答案。", "給您答案", "Thu 19 Nov 18:00"),
        ("今晚8点前，我们会把新的发出。", "把新的发出", "Wed 18 Nov 20:00"),
        ("月底前给您退款。", "给您退款", "Mon 30 Nov 18:00"),
    ],
)
def test_promises(text, what, due):
    assert promised(text) == [(what, due)]


@pytest.mark.parametrize(
    "text",
    [
        "Please send us a photo by Friday.",
        "Could you send the photo by Friday?",
        "You can return it within 14 days.",
        "We notified the authority within the 72 hours.",
        "The parcel cleared customs this morning.",
        "It was delivered on Friday.",
        "Will you be at home on Friday?",
        "If you send it back by Friday, we will refund it.",
        "Once both strips are back, we will refund them within five days.",
        "The money will go back to your account, usually within five days.",
        "It should arrive tomorrow.",
        "I expect it tomorrow or the day after, but I say so without guarantee.",
        "What I can't tell you before tomorrow is which day you get.",
        "We will not make it by Friday.",
        "> We will refund it by Friday.",
        "We will keep the lamp for you.",
        "As a rule that takes up to five working days.",
        "The lamp has run for 5 days.",
        "I will write as soon as it has left.",
        "请您周五前把照片发给我们。",
        "麻烦您明天寄出。",
        "发货后三个工作日内开出发票。",
        "收到货 3 个工作日内退 89 欧。",
        "密封圈今天已装信封寄出。",
        "退款今天已经送出了。",
        "三到五天原路退回。",
        "大概明天给您答复。",
        "明天能给您送到吗？",
        "如果明天没有消息，请联系我们。",
        "还在 14 天之内，可以给您退。",
        "您昨天的来信我们收到了。",
        "",
    ],
)
def test_no_promises(text):
    assert promised(text) == []


def test_each_time_counts_once_and_in_order():
    text = "We will refund it by Friday. We will also tell the bank by Friday. I will call you tomorrow."
    assert [due for _what, due in promised(text)] == ["Fri 20 Nov 18:00", "Thu 19 Nov 18:00"]


@pytest.mark.parametrize(
    ("hour", "text", "due"),
    [
        (17, "We will do it today.", "Wed 18 Nov 23:59"),
        (17, "We will answer by 5pm.", "Thu 19 Nov 17:00"),
        (17, "I will call you by 5pm today.", None),
        (23, "I will call you tomorrow.", "Fri 20 Nov 18:00"),
    ],
)
def test_late_in_the_day(hour, text, due):
    found = promised(text, datetime(2026, 11, 18, hour, 30, tzinfo=UTC))
    assert [when for _what, when in found] == ([due] if due else [])


def test_times_are_the_customers():
    (there,) = find_promises("I will call you by 5pm.", NOW, ZoneInfo("Asia/Shanghai"))
    assert there.due == datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


def test_on_a_weekend():
    saturday = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
    assert promised("We will do it within 1 working day.", saturday) == [("do it", "Mon 23 Nov 18:00")]
    assert promised("We will do it this week.", saturday) == [("do it", "Sun 22 Nov 18:00")]


_ENGLISH = (
    "we will i'll refund by before Friday within 24 hours 99 days tomorrow on 31 February 25:70 at 5pm , . > ? if"
)
_CHINESE = "明天 三十 点半 前 99 月 99 日 13月1日 2月30日 内 工作日 给您 下 周日 半 小时 二十五点 下午"
_WORDS = st.sampled_from([*_ENGLISH.split(), *_CHINESE.split(), "\n"])


@given(
    st.lists(_WORDS | st.text(max_size=4), max_size=25).map(" ".join),
    st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_any_text_is_read(text, now):
    for promise in find_promises(text, now, BERLIN):
        assert now < promise.due < now + timedelta(days=366 * 9)
        assert 0 <= promise.start < promise.end <= len(text)
        assert 0 < len(promise.text) <= LONGEST


def test_the_time_that_is_promised_is_the_one_behind_the_promise():
    text = "I am looking at it today, and you will have my answer by Friday at the latest."
    (promise,) = find_promises(text, datetime(2026, 11, 23, 8, tzinfo=UTC), UTC)
    assert promise.due == datetime(2026, 11, 27, 18, tzinfo=UTC)
