"""The ledger of a run as people read it, and as JSON."""

import json
from dataclasses import asdict
from statistics import median
from typing import Final

from tests.soak.drafts import PROMISED
from tests.soak.judging import faults_by_kind
from tests.soak.running import Order
from tests.soak.verdict import Ended

MOST: Final = 25
"""Faults that are told one by one."""
KINDS: Final = ("lost", "doubled", "half", "refused_yet_there", "unpromised", "notices", "drafts", "backups", "error")


def summary(order: Order, ended: Ended) -> dict[str, object]:
    """Figures by name, in the order they are told."""
    counts, faults = ended.findings.counts, faults_by_kind(ended.faults)
    refused = {name.removeprefix("refused "): n for name, n in sorted(counts.items()) if name.startswith("refused ")}
    return {
        "engine": order.engine,
        "seed": order.seed,
        "agents": order.agents,
        "seconds": round(ended.seconds, 1),
        "acts a second": round(counts["promised"] / max(ended.seconds, 0.1), 1),
        "promised": counts["promised"],
        "answered": counts["done"],
        "refused": counts["refused"],
        "refused, by code": refused,
        "in doubt": counts["doubt"] + counts["open"],
        "in doubt, found": counts["found"],
        "in doubt, not there": counts["not found"],
        "consoles killed": len(ended.drafts),
        "drafts, seconds old": _ages([draft.age_shown for draft in ended.drafts if draft.calm]),
        "notices of clocks": ended.notices,
        "given to a channel again": ended.left_again,
        "backups taken": ended.backups,
        "imported records": ended.imported,
        **{f"trouble: {name}": n for name, n in sorted(ended.troubles.items())},
        **{kind: faults[kind] for kind in KINDS},
        "verify": f"{len(ended.problems)} problems in {ended.streams} streams, {ended.events} events",
    }


def as_text(order: Order, ended: Ended) -> str:
    lines = [f"{name:<28} {_shown(value)}" for name, value in summary(order, ended).items()]
    lines += [f"  {fault.kind}: {fault.where}: {fault.what}" for fault in ended.faults[:MOST]]
    lines += [f"  verify: {problem}" for problem in ended.problems[:MOST]]
    lines.append("sound" if ended.sound else "NOT SOUND")
    return "\n".join(lines) + "\n"


def as_json(order: Order, ended: Ended) -> str:
    facts = summary(order, ended) | {"done, by act": dict(ended.findings.acts.most_common())}
    facts |= {"faults": [asdict(fault) for fault in ended.faults], "problems": ended.problems}
    return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"


def _ages(ages: list[float]) -> str:
    if not ages:
        return "none"
    late = sum(age > PROMISED for age in ages)
    return f"median {median(ages):.2f}, oldest {max(ages):.2f}; {late} of {len(ages)} over {PROMISED:.0f} s"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {n}" for name, n in value.items()) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value)
