"""``servicedesk seed``: a demo shop from a folder of files, and made-up tickets by the thousand."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from servicedesk.cli.parser import CommandParser
from servicedesk.cli.progress import progress_bar
from servicedesk.cli.session import Session
from servicedesk.cli.words import read_instant, whole_number
from servicedesk.clock import ManualClock
from servicedesk.domain.events import Json
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.seeding.loading import SeedSummary


def configure(parser: CommandParser) -> None:
    parser.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help=_("a shop's files; default: the demo shop's")
    )
    parser.add_argument(
        "--size",
        type=whole_number(1, 10_000_000),
        metavar="N",
        help=_("then add made-up tickets until the store has N; the shop is left out where it has some already"),
    )
    parser.add_argument(
        "--seed", type=whole_number(0, 2**31), default=1, metavar="S", help=_("which made-up tickets; default: 1")
    )
    parser.add_argument(
        "--messages",
        type=whole_number(1, 50),
        default=1,
        metavar="N",
        help=_("made-up tickets are settled after at least N messages"),
    )
    parser.add_argument(
        "--exclusive", action="store_true", help=_("write more at a time; others who write wait meanwhile")
    )
    parser.add_argument("--now", metavar="TIME", help=_("as if it were this time: the same store again; default: now"))
    parser.set_defaults(run=run)


def run(session: Session, arguments: Namespace) -> int:
    desk = _desk_at(session, arguments.now)
    loaded: SeedSummary | None = None
    if arguments.folder is not None or arguments.size is None or desk.health().tickets == 0:
        from servicedesk.paths import shipped_seeds

        loaded = desk.seeding.load(arguments.folder or shipped_seeds())
    missing = (arguments.size or 0) - desk.health().tickets
    generated = 0
    if missing > 0:
        with progress_bar(_("making tickets")) as progress:
            generated = desk.generation.generate(
                missing,
                seed=arguments.seed,
                messages=arguments.messages,
                progress=progress,
                exclusive=arguments.exclusive,
            )
    _print(session, loaded, generated, desk.health().tickets)
    return 0


def _desk_at(session: Session, now: str | None) -> "Desk":
    desk = session.desk
    if now is None:
        return desk
    return desk.acting_as(desk.me.handle, clock=ManualClock(read_instant("now", now, desk.clock.now(), session.zone)))


def _print(session: Session, loaded: "SeedSummary | None", generated: int, total: int) -> None:
    counts = {
        "people": loaded.people if loaded else 0,
        "products": loaded.products if loaded else 0,
        "customers": loaded.customers if loaded else 0,
        "orders": loaded.orders if loaded else 0,
        "tickets": loaded.tickets if loaded else 0,
    }
    data: dict[str, Json] = {**counts, "generated": generated, "total": total}
    if session.options.json:
        session.out.json(data)
        return
    if loaded is not None:
        sentence = _(
            "{tickets} tickets of {customers} customers, {people} people, {products} products, {orders} orders"
        )
        session.out.line(sentence.format(**counts))
    if generated:
        session.out.line(_("{n} made-up tickets").format(n=generated))
    session.out.line(_("the store has {total} tickets now").format(total=total))
