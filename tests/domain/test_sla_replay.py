"""Clocks: every worked case, and what must hold for any history."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.cli.app import run
from servicedesk.domain.errors import Invalid
from servicedesk.domain.sla.cases import read_case, run_case

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "data/sla/cases.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("vector", CASES, ids=[case["name"] for case in CASES])
def test_the_worked_cases(vector: dict[str, object]):
    assert run_case(vector) == vector["expected"]


def test_the_command_replays_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "cases.jsonl"
    lines = [json.dumps(CASES[0]), "nonsense", "", json.dumps(CASES[1]["case"])]
    file.write_text("\n".join(lines))
    assert run(["sla", "replay", str(file), "--json"]) == 1
    first, wrong, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first, second) == (CASES[0]["expected"], CASES[1]["expected"])
    assert wrong["error"]["code"] == "invalid"
    whole = tmp_path / "case.json"
    whole.write_text(json.dumps(CASES[2], indent=2))
    assert run(["sla", "replay", str(whole)]) == 0
    assert json.loads(capsys.readouterr().out) == CASES[2]["expected"]


WRONG = [
    ([], "case"),
    ({"events": 3}, "events"),
    ({"calendar": {"timezone": "Mars/Olympus"}}, "calendar.timezone"),
    ({"calendar": {"timezone": "../../etc/passwd"}}, "calendar.timezone"),
    ({"calendar": {"timezone": "UTC", "week": {"mon": [["09:00", "25:00"]]}}}, "calendar.week.mon"),
    ({"calendar": {"timezone": "UTC", "week": {"mo": []}}}, "calendar.week"),
    ({"calendar": {"timezone": "UTC", "week": {}}}, "week"),
    ({"policy": {"targets": {"first_response": 0}}}, "policy.targets.first_response"),
    ({"policy": {"targets": {"reply": 60}}}, "policy.targets"),
    ({"policy": {"targets": {}, "warn_at": 2}}, "policy.warn_at"),
    ({"policy": {"targets": {}, "on_reopen": "maybe"}}, "policy.on_reopen"),
    ({"events": [{"type": "created", "at": "yesterday", "by": "customer"}]}, "events[0].at"),
    ({"events": [{"type": "sneezed", "at": "2026-11-03T08:00:00Z"}]}, "events[0].type"),
    ({"events": [{"type": "status", "at": "2026-11-03T08:00:00Z", "to": "lost"}]}, "events[0].to"),
    ({"now": None}, "now"),
]


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_wrong_input_is_named_by_its_field(change: object, field: str):
    case = {**CASES[0]["case"], **change} if isinstance(change, dict) else change
    with pytest.raises(Invalid) as caught:
        read_case(case)
    assert caught.value.details["field"] == field


STATUSES = st.sampled_from(["open", "waiting_customer", "on_hold", "resolved", "closed", "merged", "spam"])
TARGETS = st.fixed_dictionaries(
    {},
    optional={clock: st.integers(1, 200_000) for clock in ("first_response", "next_response", "resolution")},
)
INSTANTS = st.integers(0, 60 * 24 * 14).map(
    lambda m: f"2026-10-{20 + m // 1440 % 10:02d}T{m // 60 % 24:02d}:{m % 60:02d}:00Z"
)
LATER = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("message"), "at": INSTANTS, "author": st.sampled_from(["customer", "agent"])}
    ),
    st.fixed_dictionaries({"type": st.just("status"), "at": INSTANTS, "to": STATUSES}),
    st.fixed_dictionaries({"type": st.just("no_reply_needed"), "at": INSTANTS}),
    st.fixed_dictionaries({"type": st.just("policy"), "at": INSTANTS, "targets": TARGETS}),
)


@st.composite
def histories(draw: st.DrawFn) -> dict[str, object]:
    base = CASES[draw(st.integers(0, len(CASES) - 1))]["case"]
    created = {"type": "created", "at": "2026-10-20T00:00:00Z", "by": draw(st.sampled_from(["customer", "agent"]))}
    policy = {"targets": draw(TARGETS), "on_reopen": draw(st.sampled_from(["continue", "restart", "never"]))}
    return {
        "calendar": base["calendar"],
        "policy": policy,
        "events": [created, *draw(st.lists(LATER, max_size=12))],
        "now": "2026-11-05T00:00:00Z",
    }


def breaches(case: dict[str, object], until: str) -> list[tuple[str, int, object]]:
    clocks = run_case(case)["clocks"]
    return [
        (clock, place, cycle["breached_at"])
        for clock, cycles in clocks.items()
        for place, cycle in enumerate(cycles)
        if cycle["breached_at"] is not None and cycle["breached_at"] < until
    ]


@given(histories(), st.integers(0, 16))
def test_later_events_and_later_looks_never_change_an_earlier_breach(case: dict[str, object], day: int):
    looked = f"2026-10-{20 + day:02d}T12:00:00Z" if day < 12 else f"2026-11-0{day - 11}T12:00:00Z"
    early = {**case, "now": looked}
    assert breaches(early, looked) == breaches(case, looked)
    happened = {**early, "events": [event for event in case["events"] if event["at"] <= looked]}
    assert run_case(happened) == run_case(early)


@given(histories())
def test_cycles_are_well_formed(case: dict[str, object]):
    outcome = run_case(case)
    for clock, cycles in outcome["clocks"].items():
        for cycle in cycles:
            assert (cycle["ended_at"] is not None) == (cycle["state"] in ("met", "cancelled"))
            assert cycle["due_at"] is None or cycle["state"] == "running"
            assert 0 <= cycle["late_s"] <= cycle["used_s"] or cycle["late_s"] == 0
            if cycle["breached_at"] is not None:
                assert cycle["warned_at"] is not None
                assert cycle["warned_at"] <= cycle["breached_at"]
        assert sum(cycle["state"] in ("running", "paused") for cycle in cycles) <= 1, clock
    due = [c["due_at"] for cycles in outcome["clocks"].values() for c in cycles if c["due_at"] is not None]
    assert outcome["due_at"] == (min(due) if due else None)
