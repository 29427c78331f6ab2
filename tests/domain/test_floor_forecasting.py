"""What will be late if nothing changes: queues worked through one by one, and the band around it."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.domain.floors import HOUR, MINUTE, floor, ticket, worker

from servicedesk.domain.floor.forecasting import FEWEST_RUNS, Plan, band, drawn_day, expected, runs_for
from servicedesk.domain.floor.model import Coming, Situation, Waiting, coming_like


def test_ones_own_are_done_in_order_ten_minutes_each():
    ahead = expected(floor([ticket(1, 15, "ana"), ticket(2, 18, "ana"), ticket(3, 30, "ana")], worker("ana")))
    assert ahead.missed == (2,)
    assert ahead.done == {1: 10 * MINUTE, 2: 20 * MINUTE, 3: 30 * MINUTE}


def test_done_at_the_due_time_is_in_time():
    assert expected(floor([ticket(1, 10, "ana")], worker("ana"))).missed == ()


def test_overdue_tickets_take_time_and_breach_no_more():
    ahead = expected(floor([ticket(1, 15, "ana")], worker("ana", backlog=1)))
    assert ahead.missed == (1,)
    assert expected(floor([ticket(1, -5), ticket(2, 15)], worker("ana"))).missed == (2,)


def test_somebody_who_is_not_there_keeps_nothing():
    tickets = [ticket(1, 60, "ana"), ticket(2, 60)]
    assert expected(floor(tickets, worker("ana", None))).missed == (1, 2)
    assert expected(floor(tickets, worker("ana", None), worker("bo"))).missed == (1,)


def test_who_comes_later_begins_later():
    tickets = [ticket(1, 30, "ana"), ticket(2, 60, "ana")]
    assert expected(floor(tickets, worker("ana", 25))).missed == (1,)


def test_nobodys_go_to_who_fits_and_is_free_first():
    tickets = [ticket(1, 20, team="care", language="zh"), ticket(2, 21, team="care", language="en")]
    ana = worker("ana", teams=frozenset({"care"}), languages=frozenset({"en"}))
    wei = worker("wei", teams=frozenset({"care"}), languages=frozenset({"zh"}), backlog=1)
    ahead = expected(floor(tickets, ana, wei))
    assert ahead.done[2] == 10 * MINUTE
    assert ahead.done[1] == 20 * MINUTE
    assert expected(floor(tickets, ana)).missed == (1,)


def test_ones_own_due_later_come_before_nobodys():
    tickets = [ticket(1, 15)]
    assert expected(floor(tickets, worker("ana"))).missed == ()
    assert expected(floor(tickets, worker("ana", later=1))).missed == (1,)


def test_a_priority_overtakes_among_nobodys():
    urgent = Waiting(2, 300 * MINUTE, "inquiry", None, None, None, order=-100.0)
    ahead = expected(floor([ticket(1, 10), urgent], worker("ana")))
    assert ahead.missed == (1,)
    assert ahead.done[2] == 10 * MINUTE


def test_customers_who_write_meanwhile_take_time_and_some_are_late_themselves():
    chat = ticket(0, 35, since=30)
    coming = coming_like([[chat]], 1.0)
    tickets = [ticket(n, 10 * n + 5, "ana") for n in range(1, 7)]
    ahead = expected(floor(tickets, worker("ana"), coming=coming))
    assert (ahead.missed, ahead.newcomers) == ((), 1)
    answered = ticket(0, 35, "ana", since=5)
    ahead = expected(floor(tickets, worker("ana"), coming=coming_like([[answered]], 1.0)))
    assert ahead.newcomers == 0
    assert ahead.missed == (3, 4, 5, 6)
    assert ahead.breaches == 4


def test_a_typical_day_has_as_many_as_on_average_times_the_pace():
    days = [[ticket(0, 60, since=n) for n in range(10)], [ticket(0, 60, since=n) for n in range(30)]]
    usual = coming_like(days, 1.0).usual
    assert len(usual) == 20
    assert [one.since for one in usual] == sorted(one.since for one in usual)
    assert len(coming_like(days, 0.5).usual) == 10
    assert coming_like([], 2.0) == Coming((), (), 2.0, ())
    assert coming_like([[], []], 1.0).usual == ()


def test_a_drawn_day_has_as_many_as_one_of_the_days():
    coming = coming_like([[ticket(0, 60, since=n) for n in range(3)], [ticket(0, 60, since=9)] * 7], 1.0)
    assert {len(drawn_day(coming, Random(seed))) for seed in range(40)} == {3, 7}


def test_the_same_floor_gives_the_same_band():
    situation = floor([ticket(n, 9 * n, "ana") for n in range(1, 20)], worker("ana", cases=5))
    first = band(situation, Random(7))
    assert first == band(situation, Random(7))
    assert first.low <= len(expected(situation).missed) <= first.high
    assert first.low < first.high


def test_a_large_floor_is_drawn_less_often():
    few = floor([ticket(1, 60, "ana")], worker("ana"))
    many = floor([ticket(n, 60) for n in range(1, 2000)], *(worker(f"p{n}") for n in range(100)))
    assert runs_for(many) == FEWEST_RUNS < runs_for(few)


def busy_floor(random: Random) -> Situation:
    """A floor as it may be: three people, a queue for each, some of nobody's, chats that come."""
    people = [worker(f"p{n}", per_hour=random.uniform(4, 9), cases=random.choice((0, 20, 200))) for n in range(3)]
    holders = ["p0", "p1", "p2", None]
    tickets = sorted(
        (ticket(n, random.uniform(5, 240), random.choice(holders)) for n in range(1, random.randint(20, 70))),
        key=lambda one: one.due,
    )
    days = []
    for _ in range(5):
        written = sorted(random.uniform(0, 240) for _ in range(random.randint(5, 25)))
        days.append([ticket(0, at + random.choice((10, 90)), random.choice(holders), since=at) for at in written])
    return floor(list(tickets), *people, coming=coming_like(days, random.uniform(0.7, 1.3)))


def test_the_band_holds_the_truth_somewhat_more_often_than_it_claims():
    """On the model's own process: people as quick as may be, each act as long as it takes, customers as they come."""
    random, inside, floors = Random(3), 0, 150
    for _ in range(floors):
        situation = busy_floor(random)
        said = band(situation, Random(1))
        inside += said.low <= what_happens(situation, random) <= said.high
    assert 0.80 <= inside / floors <= 0.98


def what_happens(situation: Situation, random: Random) -> int:
    """The breaches of one day drawn by hand: rates, acts and customers."""
    plan = Plan(situation)
    rates = [random.gammavariate(one.cases + 30, one.per_hour / (one.cases + 30)) / HOUR for one in situation.workers]
    coming = situation.coming
    many = round(coming.pace * random.choice(coming.counts))
    written = sorted(random.choices(coming.everybody, k=many), key=lambda one: one.since)
    done = plan.run(lambda n: random.expovariate(rates[n]), written)
    late = [one for one in situation.tickets if done.get(one.id, situation.ends * 2) > one.due]
    new = [n for n, one in enumerate(written, 1) if one.due <= situation.ends and done.get(-n, 1e9) > one.due]
    return len(late) + len(new)


@st.composite
def floors(draw: st.DrawFn) -> Situation:
    handles = ["ana", "bo", "cy"]
    holders = st.sampled_from([*handles, "gone", None])
    dues = draw(st.lists(st.tuples(st.integers(-60, 240), holders), max_size=30))
    tickets = [ticket(n, due, holder) for n, (due, holder) in enumerate(sorted(dues, key=lambda one: one[0]), 1)]
    tickets = [one for one in tickets if one.due > 0 or one.holder is None]
    starts = st.one_of(st.none(), st.integers(0, 120).map(float))
    people = [
        worker(handle, draw(starts), backlog=draw(st.integers(0, 3)), later=draw(st.integers(0, 3)))
        for handle in handles
    ]
    return floor(tickets, *people)


@given(floors())
def test_what_is_forecast_is_consistent(situation: Situation):
    ahead = expected(situation)
    at_stake = {one.id: one for one in situation.tickets if one.due > 0}
    assert set(ahead.missed) <= set(at_stake)
    assert [at_stake[number].due for number in ahead.missed] == sorted(at_stake[n].due for n in ahead.missed)
    kept = set(at_stake) - set(ahead.missed)
    assert all(ahead.done[number] <= at_stake[number].due for number in kept)
    here = {one.handle for one in situation.workers if one.starts is not None}
    theirs = [one for one in at_stake.values() if one.holder is not None and one.holder not in here]
    assert all(one.id in ahead.missed for one in theirs)


@given(floors())
def test_who_comes_to_work_is_never_worse_for_their_own(situation: Situation):
    before, after = expected(situation), expected(situation.starting("ana", 0.0))
    own = {one.id for one in situation.tickets if one.holder == "ana"}
    assert own & set(after.missed) <= own & set(before.missed)
