"""What the search promises for any stock: titles find themselves, typos are borne, narrowing changes nothing."""

import asyncio
from string import ascii_lowercase

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.answers.shipped import shipped as shipped_answers
from tests.answers.shipped import shipped_stock

from servicedesk.answers.answer import Answer, Past, Reason
from servicedesk.answers.index import Index
from servicedesk.answers.normalising import plain, terms
from servicedesk.answers.ranking import Facts
from servicedesk.answers.shelf import Shelf, Stock
from servicedesk.answers.speech import read_apart

SHIPPED = shipped_answers()
WORDS = ("refund", "delayed", "parcel", "customs", "invoice", "copy", "broken", "lamp", "exchange", "warranty", "label")
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def shelf_of(*answers: Answer, past: dict[str, Past] | None = None) -> Shelf:
    stock = Stock.of(answers, past or {})
    stock.learn_readings()
    return Shelf(stock, Facts(), for_ticket=False)


def titled(*titles: str) -> list[Answer]:
    return [Answer(f"C-{n}", title, "en", "text") for n, title in enumerate(titles)]


def found(shelf: Shelf, typed: str) -> list[str]:
    return [offer.answer.title for offer in shelf.find(typed)]


def shipped(typed: str) -> list[str]:
    return [offer.answer.id for offer in Shelf(shipped_stock(), Facts(), for_ticket=False).find(typed)]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("rfnd dly", "Refund delayed"),
        ("rfd dly", "Refund delayed"),
        ("dly rfd", "Refund delayed"),
        ("dleayed refund", "Refund delayed"),
        ("refnd", "Refund delayed"),
        ("reefund delayd", "Refund delayed"),
        ("rexund delayed", "Refund delayed"),
        ("refunddelayed", "Refund delayed"),
        ("refundxdelayed", "Refund delayed"),
        ("ref und delayed", "Refund delayed"),
        ("refun ddelayed", "Refund delayed"),
        ("REFUND", "Refund delayed"),
        ("ｒｅｆｕｎｄ　ｄｅｌ", "Refund delayed"),
        ("wimp", "Where is my parcel"),
        ("wismp", "We inform: slow mail; pardon"),
        ("dont", "We don't deliver there"),
        ("email", "E-mail address changed"),
        ("cafe", "Café voucher"),
        ("strasse", "Straße unknown"),
        ("24h", "Delivery within 24h"),
    ],
)
def test_however_it_is_typed(typed, wanted):
    titles = ["Refund delayed", "Reference number", "Where is my parcel", "We inform: slow mail; pardon"]
    titles += [
        "We don't deliver there",
        "E-mail address changed",
        "Café voucher",
        "Straße unknown",
        "Delivery within 24h",
    ]
    assert found(shelf_of(*titled(*titles)), typed)[0] == wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("tuikuan", "退款申请"),
        ("tksq", "退款申请"),
        ("tuiksq", "退款申请"),
        ("tuikuanshenq", "退款申请"),
        ("shenqing", "退款申请"),
        ("sq", "退款申请"),
        ("申请", "退款申请"),
        ("申请退款", "退款申请"),
        ("退宽申请", "退款申请"),
        ("推款申请", "退款申请"),
        ("退款生请", "退款申请"),
        ("lvse", "绿色灯罩"),
        ("lusedz", "绿色灯罩"),
        ("绿色", "绿色灯罩"),
        ("退货 wuliu", "退货物流"),
        ("ＶＩＰ", "VIP会员"),
        ("viphy", "VIP会员"),
        ("chongfu", "重复扣款"),
    ],
)
def test_chinese_titles_by_characters_pinyin_and_initials(typed, wanted):
    titles = ("退款申请", "绿色灯罩", "退货物流", "VIP会员", "重复扣款", "重要通知")
    answers = [Answer(f"Z-{n}", title, "zh", "正文") for n, title in enumerate(titles)]
    assert found(shelf_of(*answers), typed)[0] == wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("tuikaun", "退款"),
        ("tuihou", "退货"),
        ("tuikau", "退款"),
        ("fapaio", "发票"),
        ("pesiongshij", "配送"),
        ("tiukuanxuya", "退款"),
    ],
)
def test_two_swapped_letters_of_pinyin(typed, wanted):
    assert wanted in shelf_of(*SHIPPED).find(typed)[0].answer.title
    assert Shelf(shipped_stock(), Facts(language="zh")).find(typed)[0].why[0].what == "near"


@pytest.mark.parametrize(
    ("typed", "characters"), [("tk", "退款"), ("th", "退货"), ("ps", "配送破损"), ("fp", "发票"), ("tuik", "退款")]
)
def test_what_is_read_in_the_ticket_s_language_comes_before_parts_of_english_words(typed, characters):
    offers = Shelf(shipped_stock(), Facts(language="zh")).find(typed)
    read = [Reason("pinyin", offer.answer.title) in offer.why for offer in offers]
    assert read[:2] == [True] * 2
    assert offers[0].answer.language == "zh"
    assert set(characters) & set(offers[0].answer.title)
    assert read == sorted(read, reverse=True)


def test_a_whole_word_and_a_begun_code_are_not_held_behind_pinyin():
    stock = Stock.of(
        [
            Answer("PAT-1", "别的", "zh", "x"),
            Answer("B", "Pat it dry", "en", "x"),
            Answer("C", "平安踏实", "zh", "x"),
            Answer("D", "Patent leather", "en", "x"),
        ]
    )
    stock.learn_readings()
    shelf = Shelf(stock, Facts(language="zh"))
    assert [offer.answer.code for offer in shelf.find("pat")] == ["B", "PAT-1", "C", "D"]
    assert [offer.answer.code for offer in shelf.find("pa")] == ["C", "PAT-1", "B", "D"]


def test_on_a_ticket_in_english_words_come_before_pinyin():
    assert Shelf(shipped_stock(), Facts(language="en")).find("th")[0].answer.language == "en"


def test_pinyin_is_there_once_it_is_learnt():
    stock = Stock.of([Answer("A", "退款申请", "zh", "x")])
    shelf = Shelf(stock, Facts(), for_ticket=False)
    assert shelf.find("tksq") == ()
    stock.learn_readings()
    assert shelf.find("tksq")[0].why[0] == Reason("pinyin", "退款申请")


@pytest.mark.parametrize("apart", [False, True])
def test_readings_are_the_same_by_whoever_reads(apart):
    stock = Stock.of(
        [Answer(f"A-{n}", title, "zh", "x") for n, title in enumerate(("重复扣款", "VIP 退款：说明", "더 보기"))]
    )
    stock.learn_readings(apart=apart)
    shelf = Shelf(stock, Facts(), for_ticket=False)
    assert [found(shelf, typed)[:1] for typed in ("chongfu", "cfkk", "tksm", "退宽")] == [
        ["重复扣款"],
        ["重复扣款"],
        ["VIP 退款：说明"],
        ["VIP 退款：说明"],
    ]


def test_a_syllable_is_kept_once_however_many_characters_it_is_read_for():
    speech = read_apart(["重复"])
    assert speech.runs == {"重复": ("chong", "fu")}
    assert speech.character("是") == speech.character("事") == "shi"
    assert speech.character("是") is speech.character("事")
    assert [speech.character(other) for other in ("a", "더", "\ua000")] == [None, None, None]


def test_where_there_can_be_no_other_process_it_is_read_here(monkeypatch):
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    stock = Stock.of([Answer("A", "退款申请", "zh", "x")])
    stock.learn_readings(apart=True)
    assert Shelf(stock, Facts(), for_ticket=False).find("tksq")


def test_a_code_wins_over_every_title():
    answers = [
        Answer("RFD", "Another thing", "en", "x"),
        Answer("OTHER", "RFD", "en", "x"),
        Answer("RFD-2", "R", "en", "x"),
    ]
    offers = shelf_of(*answers).find("rfd")
    assert [offer.answer.code for offer in offers[:2]] == ["RFD", "OTHER"]
    assert offers[0].score == 100
    assert offers[0].why[0] == Reason("code", "RFD")


@pytest.mark.parametrize("typed", ["dmg-ref", "DMG REF", "dmgref", "ＤＭＧ－ＲＥＦ", "dmg_ref"])
def test_a_code_however_its_hyphen_is_typed(typed):
    assert set(shipped(typed)[:2]) == {"en:DMG-REF", "zh:DMG-REF"}


@pytest.mark.parametrize("typed", ["dgm-ref", "dmg-rf", "dmgrf", "dmg-reff"])
def test_a_code_misspelled(typed):
    assert "en:DMG-REF" in shipped(typed)[:2]


def test_texts_are_found_after_titles():
    body, title = Answer("A", "Something else", "en", "the signature of the porter"), Answer("B", "Porters", "en", "x")
    near = Answer("C", "Portrait lamp", "en", "x")
    shelf = shelf_of(body, near, title)
    assert found(shelf, "porter")[0] == "Porters"
    assert found(shelf, "porter")[-1] == "Something else"
    assert shelf.find("signature")[0].why[0] == Reason("text", "signature")
    assert found(shelf, "something porter")[0] == "Something else"


def test_chinese_texts_are_found_after_titles():
    shelf = shelf_of(Answer("A", "别的", "zh", "请联系驿站代收。"), Answer("B", "驿站", "zh", "x"))
    assert found(shelf, "驿站") == ["驿站", "别的"]


def test_what_fits_the_ticket_comes_first():
    made = [
        Answer(code, "Refund explained", "en", "x", kinds=frozenset({kind}))
        for code, kind in (("A", "inquiry"), ("B", "return"))
    ]
    for kind, first in (("inquiry", "A"), ("return", "B")):
        shelf = Shelf(Stock.of(made), Facts(language="en", kind=kind))
        assert shelf.find("refund")[0].answer.code == first


def test_one_code_in_two_languages_comes_in_the_ticket_s_first():
    made = [Answer("RFD", "Refund" if language == "en" else "退款", language, "x") for language in ("en", "zh")]
    for language in ("en", "zh"):
        for typed in ("rfd", "rf-"):
            shelf = Shelf(Stock.of(made), Facts(language=language))
            assert shelf.find(typed)[0].answer.language == language


def test_the_order_s_state_and_the_product_s_stage_count():
    lost = Answer("LOST", "Sent again", "en", "x", parcels=frozenset({"lost"}))
    last = Answer("LAST", "Spare parts", "en", "x", lifecycle=frozenset({"decline"}))
    for facts, first, reason in (
        (Facts(language="en", parcels=frozenset({"lost"})), "LOST", Reason("parcel", "lost")),
        (Facts(language="en", lifecycle="decline"), "LAST", Reason("lifecycle", "decline")),
    ):
        best = Shelf(Stock.of([lost, last]), facts).find("")[0]
        assert best.answer.code == first
        assert reason in best.why


def test_what_worked_before_comes_first_and_says_so():
    good, bad, new = (Answer(code, "Refund explained", "en", "x") for code in ("GOOD", "BAD", "NEW"))
    past = {
        good.id: Past(uses=40, settled=38, reopened=1, rated=20, satisfied=19),
        bad.id: Past(uses=40, settled=38, reopened=25, rated=20, satisfied=4),
    }
    for shelf in (
        shelf_of(bad, new, good, past=past),
        Shelf(Stock.of([bad, new, good], past), Facts(language="en")),
    ):
        for typed in ("refund", ""):
            offers = shelf.find(typed)
            assert [offer.answer.code for offer in offers] == ["GOOD", "NEW", "BAD"]
            assert {Reason("uses", "40"), Reason("satisfied", "19/20")} <= set(offers[0].why)
            assert Reason("reopened", "25/38") in offers[2].why


def test_what_worked_before_does_not_outweigh_what_is_typed():
    used = Answer("USED", "Refunds in general", "en", "x")
    exact = Answer("EXACT", "Refund delayed", "en", "x")
    past = {used.id: Past(uses=5_000, settled=5_000, rated=5_000, satisfied=5_000)}
    assert found(shelf_of(used, exact, past=past), "refund delayed")[0] == "Refund delayed"


@pytest.mark.parametrize("answer", SHIPPED, ids=lambda answer: answer.id)
def test_every_shipped_title_finds_itself_first(answer):
    if answer.code != "LETTER":
        assert shipped(answer.title)[0] == answer.id


titles = st.lists(
    st.one_of(st.text(min_size=1, max_size=30), st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)),
    min_size=1,
    max_size=12,
)


@quick
@given(titles)
def test_a_title_finds_itself_first(names):
    distinct = list({"".join(plain(name).split()): name for name in names if plain(name)}.values())
    shelf = shelf_of(*titled(*distinct))
    for name in distinct:
        assume(plain(name) == " ".join(terms(name)))  # what is longer than anybody types is cut
        codes = {answer.code for answer in titled(*distinct)}
        if plain(name).replace(" ", "") not in {plain(code).replace(" ", "") for code in codes}:
            assert found(shelf, name)[0] == name


@quick
@given(st.data())
def test_one_typo_in_a_long_title_leaves_it_among_the_first_five(data):
    target = "Refund delayed by the carrier strike in Norway"
    others = [
        f"{a} {b} by the {c}"
        for a in ("Refund", "Parcel", "Invoice")
        for b in ("delayed", "lost")
        for c in ("carrier", "bank")
    ]
    shelf = shelf_of(*titled(target, *others))
    at = data.draw(st.integers(0, len(target) - 2))
    letter = data.draw(st.sampled_from(ascii_lowercase + " "))
    typed = data.draw(
        st.sampled_from(
            [
                target[:at] + letter + target[at:],
                target[:at] + target[at + 1 :],
                target[:at] + target[at + 1] + target[at] + target[at + 2 :],
                target[:at] + letter + target[at + 1 :],
            ]
        )
    )
    assert target in found(shelf, typed)[:5]


@quick
@given(titles, st.text(alphabet="refund dlypacti退款sq-2", max_size=18))
def test_narrowing_finds_what_a_search_from_scratch_finds(names, typed):
    answers = [Answer(f"C-{n}", name.strip() or "x", "en", f"text {name}") for n, name in enumerate(names)]
    narrowed = shelf_of(*answers)
    for end in range(len(typed) + 1):
        narrowed.find(typed[:end])
    assert narrowed.find(typed) == shelf_of(*answers).find(typed)


@quick
@given(st.text(max_size=300))
def test_anything_may_be_typed(typed):
    offers = Shelf(shipped_stock(), Facts(), for_ticket=False).find(typed)
    assert len({offer.answer.id for offer in offers}) == len(offers)
    assert [offer.score for offer in offers] == sorted((offer.score for offer in offers), reverse=True)
    assert all(0 <= offer.score <= 100 for offer in offers)


def test_hundreds_of_syllables_are_cut_in_no_time():
    shelf = Shelf(shipped_stock(), Facts(), for_ticket=False)
    assert shelf.find("xianan" * 30 + "uuu") == ()


async def test_a_search_lets_others_run_and_can_be_stopped(monkeypatch):
    monkeypatch.setattr("servicedesk.answers.shelf.AT_A_STRETCH", 0.0)
    many = [Answer(f"{word}-{n}", f"Refund {n} of {word}", "en", "x") for n in range(400) for word in WORDS]
    shelf = Shelf(Stock.of(many), Facts(language="en"))
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    offers = [await shelf.found(text) for text in ("r", "re", "ref", "refnd", "refnd lamp")][-1]
    counting.cancel()
    assert turns > 20
    assert offers == shelf.find("refnd lamp")
    stopped = asyncio.create_task(shelf.found("exchnge warrnty"))
    await asyncio.sleep(0)
    stopped.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopped
    assert shelf.find("exchange")


def test_many_answers_are_offered_for_a_ticket_without_measuring_each():
    many = [Answer(f"C-{n}", f"Lamp number {n}", "en", "x", natures=frozenset({"billing"})) for n in range(3_000)]
    called = Answer("CALLED", "The right one, told at length", "en", "x", words=("flickers",))
    natured = Answer("NATURE", "Parcels and what becomes of them", "en", "x", natures=frozenset({"delivery"}))
    stock = Stock.of([*many, called, natured])
    assert Shelf(stock, Facts(language="en", said="it flickers")).find("")[0].answer.code == "CALLED"
    assert Shelf(stock, Facts(language="en", nature="delivery")).find("")[0].answer.code == "NATURE"


def test_an_index_of_nothing_finds_nothing():
    shelf = shelf_of()
    assert Index(()).size == 0
    assert shelf.find("refund") == shelf.find("") == shelf.find("退款") == ()
