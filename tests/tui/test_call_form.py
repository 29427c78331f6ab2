"""A call slip as values: what is kept of it comes back; what it says about a new ticket."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.calls import Outcome
from servicedesk.domain.tickets import Kind, Status
from servicedesk.tui.screens.calling.form import CHANNELS, CallForm, as_found, from_texts, row_of_new
from servicedesk.tui.screens.calling.lines import ending_lines
from servicedesk.tui.screens.calling.words import clock_words

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

forms = st.builds(
    CallForm,
    began=st.integers(0, 10**9).map(lambda seconds: NOON - timedelta(seconds=seconds)),
    channel=st.sampled_from(CHANNELS),
    named=st.booleans(),
    customer=st.none() | st.integers(1, 10**12),
    ticket=st.none() | st.integers(1, 10**12),
    kind=st.sampled_from(["", *map(str, Kind)]),
    **dict.fromkeys(("who", "name", "address", "subject", "order", "text"), st.text()),
)


@given(forms)
def test_what_is_kept_comes_back(form: CallForm):
    texts = form.as_texts()
    if form.worth_keeping:
        assert from_texts(texts, NOON) == form
    else:
        assert texts == {}


@given(st.dictionaries(st.sampled_from(["channel", "kind", "customer", "ticket", "began", "text"]), st.text()))
def test_whatever_was_kept_can_be_read(texts: dict[str, str]):
    form = from_texts(texts, NOON)
    assert form.began <= NOON
    assert form.kind_of_new() in Kind


def test_what_was_typed_says_who_it_is():
    def of(who: str) -> tuple[str, str]:
        form = as_found(CallForm(NOON, who=who))
        return form.name, form.address

    assert of("Nora Lind") == ("Nora Lind", "")
    assert of("nora@example.com") == ("", "nora@example.com")
    assert of("+351 912 345 678") == ("", "+351 912 345 678")
    assert of("4711") == ("", "")
    assert of("王芳") == ("王芳", "")


def test_full_width_digits_are_digits():
    form = CallForm(NOON, address="＋３５１ ９１２")
    assert (form.phone, form.mail) == ("+351 912", None)


def test_how_a_call_can_end():
    def endings(text: str, kind: Kind = Kind.INQUIRY) -> list[tuple[Outcome, Status | None, bool]]:
        lines = ending_lines(text, row_of_new(kind, NOON))
        return [(line.value.outcome, line.value.then, line.reason is None) for line in lines]

    assert endings("She asked when it comes?")[0] == (Outcome.SPOKE, Status.OPEN, True)
    assert endings("It is refunded")[0] == (Outcome.SPOKE, Status.RESOLVED, True)
    assert endings("I ask the carrier")[0] == (Outcome.SPOKE, Status.ON_HOLD, True)
    assert endings("It is refunded", Kind.COMPLAINT)[0] == (Outcome.SPOKE, Status.OPEN, True)
    assert (Outcome.SPOKE, Status.RESOLVED, False) in endings("x", Kind.COMPLAINT)
    assert endings("x")[1] == (Outcome.VOICEMAIL, None, True)
    everything = endings("x")
    assert len(set(everything)) == len(everything) == 6


def test_the_clock():
    assert [clock_words(seconds) for seconds in (0, 7, 754, 3723)] == ["0:00", "0:07", "12:34", "1:02:03"]
