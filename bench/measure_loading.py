"""Tickets in: a CSV of another help desk, the generator; and ``verify`` over what came in."""

import csv
from pathlib import Path
from time import perf_counter

from bench.figures import Report
from bench.stores import OUT, discard, empty_store
from servicedesk.channels.files import read_tickets

ROWS = 20_000
GENERATED = 5_000
_BODY = "Order {n} did not arrive. 我的订单没有到，请帮我查一下。 The parcel was to come on Monday.\n"


def measure_loading() -> Report:
    report = Report()
    _import(report)
    _generate(report)
    return report


def _import(report: Report) -> None:
    file = _csv(OUT / "tickets.csv")
    desk = empty_store("import")
    begun = perf_counter()
    summary = desk.imports.tickets(read_tickets(file), source="bench")
    rate = summary.created / (perf_counter() - begun)
    report.figure("import, tickets a second", rate, "/s", at_least=2_000)
    begun = perf_counter()
    again = desk.imports.tickets(read_tickets(file), source="bench")
    report.figure("import of the same file again, rows a second", again.unchanged / (perf_counter() - begun), "/s")
    begun = perf_counter()
    preview = desk.imports.tickets(read_tickets(file), source="bench", dry_run=True)
    report.figure("preview, rows a second", preview.read / (perf_counter() - begun), "/s")
    report.facts |= {"imported": summary.created, "rejected": len(summary.rejected)}
    desk.close()
    discard("import")


def _generate(report: Report) -> None:
    desk = empty_store("generated")
    begun = perf_counter()
    made = desk.generation.generate(GENERATED, seed=2)
    report.figure("generator, tickets a second", made / (perf_counter() - begun), "/s")
    begun = perf_counter()
    verdict = desk.proof.verify()
    taken = perf_counter() - begun
    if verdict.problems:
        raise RuntimeError(f"verify found {verdict.problems[0]}")
    report.figure("verify, streams a second", verdict.streams / taken, "/s")
    report.figure("verify, events a second", verdict.events / taken, "/s")
    desk.close()
    discard("generated")


def _csv(path: Path) -> Path:
    """Tickets with the columns most exports have; every third customer wrote before."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(
            (
                "external_id",
                "subject",
                "body",
                "customer_email",
                "customer_name",
                "status",
                "priority",
                "tags",
                "created_at",
            )
        )
        for n in range(ROWS):
            status = ("open", "resolved", "closed", "closed")[n % 4]
            writer.writerow(
                (
                    n,
                    f"Where is order {n}?",
                    _BODY.format(n=n) * (n % 6 + 1),
                    f"c{n * 2 // 3}@example.com",
                    f"Customer {n * 2 // 3}",
                    status,
                    ("normal", "high")[n % 5 == 0],
                    "parcel,late",
                    f"2026-{n % 10 + 1:02}-{n % 28 + 1:02} 08:{n % 60:02}",
                )
            )
    return path
