"""One field at a time: what is taken, what is rejected, and why."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.channels.files import ImportOptions
from servicedesk.domain.importing import FIELDS, Rejected, TicketRecord, normalise

RULES = ImportOptions().rules()


def one(options: ImportOptions | None = None, **values: object) -> TicketRecord | Rejected:
    return normalise(1, {"subject": "a", **values}, (options or ImportOptions()).rules())


@pytest.mark.parametrize(
    ("field", "value", "taken"),
    [
        ("status", "Waiting Customer", "waiting_customer"),
        ("status", "on-hold", "on_hold"),
        ("status", " ", "new"),
        ("priority", "URGENT", "urgent"),
        ("priority", None, "normal"),
        ("kind", "投诉", "complaint"),
        ("kind", None, "inquiry"),
        ("channel", "E-Mail", "mail"),
        ("channel", None, "local"),
        ("customer_email", "Mara Costa <mara@example.com>", "mara@example.com"),
        ("customer_phone", " +49 30 23125-481 ", "+49 30 23125-481"),
        ("order", 1250, "1250"),
        ("order", 1250.0, "1250"),
        ("language", "ZH_cn", "zh-cn"),
        ("tags", "b; a,b , Late Delivery,#x:y", ("a", "b", "late-delivery", "x-y")),
        ("tags", ["a", 7, None], ("7", "a")),
        ("created_at", "2025-03-01T10:00:00+01:00", datetime(2025, 3, 1, 9, tzinfo=UTC)),
        ("created_at", 1_700_000_000, datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        ("created_at", 1_700_000_000_000, datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        ("body", "  indented\r\nline\r\n\r\n", "  indented\nline"),
    ],
)
def test_values_are_taken(field, value, taken):
    record = one(**{field: value})
    assert isinstance(record, TicketRecord)
    assert getattr(record, field) == taken


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("status", "pending", "unknown value 'pending'; known are new, open"),
        ("status", "merged", "'merged' can't be imported"),
        ("priority", "medium", "unknown value 'medium'"),
        ("kind", "question", "unknown value"),
        ("channel", "pigeon", "unknown value"),
        ("customer_email", "nobody", "'nobody' is not an e-mail address"),
        ("customer_phone", "12", "'12' is not a phone number"),
        ("language", "English!", "not a language code"),
        ("created_at", "03/14/2025", "is not an ISO 8601 time"),
        ("created_at", 1e40, "is not a time"),
        ("created_at", True, "expected text, got true or false"),
        ("created_at", "0001-01-01T00:00:00+14:00", "is not an ISO 8601 time"),
        ("subject", ["x"], "expected text, got a list"),
        ("subject", {"x": 1}, "expected text, got an object"),
        ("tags", "x" * 61, "a tag is longer than 60"),
        ("customer_name", "x" * 501, "longer than 500"),
    ],
)
def test_values_are_rejected_by_field(field, value, reason):
    rejected = one(**{field: value})
    assert isinstance(rejected, Rejected)
    assert rejected.field == field
    assert reason in rejected.reason


def test_every_wrong_field_is_told():
    rejected = one(status="x", priority="y")
    assert isinstance(rejected, Rejected)
    assert rejected.field == "priority"
    assert "status: unknown value 'x'" in rejected.reason


def test_value_maps_come_first_and_compare_loosely():
    options = ImportOptions(values={"status": {"Closed with explanation": "closed"}, "priority": {"2": "high"}})
    assert one(options, status="closed WITH explanation ").status == "closed"
    assert one(options, priority=2).priority == "high"
    assert isinstance(one(options, status="half closed"), Rejected)


def test_times_without_a_zone_are_in_the_one_given_also_when_clocks_change():
    berlin = ImportOptions(timezone="Europe/Berlin")
    assert one(berlin, created_at="2025-03-30 01:59").created_at == datetime(2025, 3, 30, 0, 59, tzinfo=UTC)
    assert one(berlin, created_at="2025-03-30 03:00").created_at == datetime(2025, 3, 30, 1, 0, tzinfo=UTC)
    assert one(berlin, created_at="2025-07-01T12:00Z").created_at == datetime(2025, 7, 1, 12, tzinfo=UTC)


def test_a_form_of_dates_is_the_only_one_then():
    options = ImportOptions(date_format="%m/%d/%Y", timezone="Asia/Shanghai")
    assert one(options, created_at="3/19/2015").created_at == datetime(2015, 3, 18, 16, tzinfo=UTC)
    assert isinstance(one(options, created_at="2015-03-19"), Rejected)


def test_a_subject_comes_from_the_first_line_of_the_text():
    record = normalise(1, {"body": f"\n{'long ' * 40}\nsecond"}, RULES)
    assert isinstance(record, TicketRecord)
    assert len(record.subject) == 120
    assert record.subject.endswith("…")


@pytest.mark.parametrize(
    ("address", "named", "taken"),
    [
        ("Mara Costa <mara@example.com>", None, "Mara Costa"),
        ('"Costa, Mara" <mara@example.com>', "", "Costa, Mara"),
        ("李小明 <xm.li@example.cn>", None, "李小明"),
        ("Mara Costa <mara@example.com>", "M. Costa", "M. Costa"),
        ("<mara@example.com>", None, None),
        ("mara@example.com", None, None),
        ("=?UTF-8?B?5byg5LiJ?= <z@example.cn>", None, "张三"),
        ("=?UTF-8?Q?M=C3=A4ra?= Costa <mara@example.com>", None, "Mära Costa"),
        ("=?no-such?B?5byg5LiJ?= <z@example.cn>", None, None),
        ("=?UTF-8?B?broken?= <z@example.cn>", None, None),
    ],
)
def test_the_name_before_an_address_is_taken_where_no_other_is_told(address, named, taken):
    record = one(customer_email=address, customer_name=named)
    assert isinstance(record, TicketRecord)
    assert record.customer_name == taken


@pytest.mark.parametrize("address", ["(" * 600 + ">", "(" * 310 + ">", "(" * 310 + "<a@b.c>", "(" * 99_999 + ">"])
def test_an_address_nested_deeper_than_python_goes_is_rejected(address):
    assert normalise(3, {"subject": "Lamp", "customer_email": address}, RULES).field == "customer_email"


def test_only_a_subject_or_a_body_is_required():
    assert normalise(9, {"external_id": "7"}, RULES) == Rejected(9, "subject", "there is neither a subject nor a body")
    (said,) = normalise(1, {"subject": "a"}, RULES).thread
    assert said.body == "a"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["author", "body", "sent_at"]), inner),
    max_leaves=6,
)


@given(values=st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_anything_is_taken_or_rejected_and_never_raises(values):
    record = normalise(1, values, RULES)
    if isinstance(record, TicketRecord):
        assert record.subject
        assert all(said.body for said in record.thread)
        for said in record.thread:
            said.body.encode()
    else:
        assert record.reason
