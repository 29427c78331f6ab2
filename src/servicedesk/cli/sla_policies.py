"""``servicedesk sla check|apply|show|recompute``: policy files, what is in force, and rows held against it."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from servicedesk.cli.acts import Acts, add_act
from servicedesk.cli.escalation_rules import escalation_object, escalation_sheet
from servicedesk.cli.output import Sheet
from servicedesk.cli.progress import progress_bar
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import instant
from servicedesk.cli.words import ticket_number
from servicedesk.desk.service_levels.views import Recomputed, RuleView
from servicedesk.domain.errors import BadFile
from servicedesk.domain.events import Json
from servicedesk.i18n import _
from servicedesk.paths import user_policies


def add(commands: Acts) -> None:
    what = _("whether policy files can be used, and what is odd about them")
    check = add_act(commands, "check", check_files, what, on_ticket=False)
    check.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_("a policy file (.yaml)"))
    apply = add_act(commands, "apply", apply_files, _("put policy files in force"), on_ticket=False)
    apply.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help=_("policy files, their rules in this order; default: those of the policies folder beside the settings"),
    )
    show = add_act(commands, "show", show_rules, _("the policies in force"), on_ticket=False)
    show.set_defaults(table=True)
    what = _("count clocks anew from the events, and put right what differs")
    recompute = add_act(commands, "recompute", run_recompute, what, on_ticket=False)
    recompute.add_argument("tickets", nargs="*", type=ticket_number, metavar="N", help=_("only these; default: all"))
    recompute.set_defaults(table=True)


def check_files(session: Session, arguments: Namespace) -> int:
    """Each file is read behind the good ones before it, as they would be applied together; exit code 1 for any wrong.

    All that is wrong is told by file, line and field.
    """
    from servicedesk.desk.service_levels.files import read_policies

    good: list[Path] = []
    wrong: list[Json] = []
    odd: list[Json] = []
    for file in arguments.files:
        found = read_policies([*good, file])
        wrong += [problem.message for problem in found.problems]
        if not found.problems:
            odd = [*found.warnings]
            good.append(file)
    told = [str(line) for line in (*wrong, *odd)] or [_("nothing is wrong")]
    _tell(session, {"problems": wrong, "warnings": odd}, told)
    return 1 if wrong else 0


def _tell(session: Session, data: Json, lines: Sequence[str]) -> None:
    """``data`` with ``--json``, else the lines."""
    if session.options.json:
        session.out.json(data)
        return
    # whole lines where no terminal shows them: editors and scripts read file and line from them
    session.out.block("\n".join(lines), indent=0)


def apply_files(session: Session, arguments: Namespace) -> int:
    """Put the files in force as one version. Raises BadFile; Refused when that is in force already."""
    done = session.desk.policies.set(arguments.files or _own_files())
    version = done.version
    rules: list[Json] = [*version.rules]
    warnings: list[Json] = [*done.warnings]
    told = _("version {n} is in force: {rules}").format(n=version.number, rules=", ".join(version.rules))
    data: dict[str, Json] = {"version": version.number, "set_at": instant(version.set_at), "rules": rules}
    _tell(session, {**data, "warnings": warnings}, [told, *done.warnings])
    return 0


def _own_files() -> list[Path]:
    folder = user_policies()
    found = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not found:
        raise BadFile(str(folder), None, "", _("there is no policy file (.yaml) here; name one"))
    return found


def show_rules(session: Session, arguments: Namespace) -> int:
    del arguments
    found = session.desk.clocks.rules()
    rules = () if found is None else found.rules
    after = ""
    if found is not None:
        after = _("version {n}, set {time}").format(n=found.number, time=session.out.when(found.set_at))
    data: dict[str, Json] = {
        "version": None if found is None else found.number,
        "set_at": None if found is None else instant(found.set_at),
        "rules": [_rule_object(rule) for rule in rules],
        "escalation": None if found is None else escalation_object(found.escalation),
    }
    columns = (_("policy"), _("calendar"), "first_response", "next_response", "resolution", _("warns at"))
    session.out.sheet(
        data,
        Sheet((*columns, _("on reopening"), _("when")), [_rule_row(rule) for rule in rules], _("no policies are set")),
        after,
    )
    if found is not None and found.escalation.rules and not session.options.json and not session.options.csv:
        session.out.line("")
        session.out.table(escalation_sheet(found.escalation))
    return 0


def _rule_row(rule: RuleView) -> Sequence[str]:
    from servicedesk.tui.wording.ledger_words import worked

    targets = dict(rule.targets)
    return (
        rule.name,
        rule.calendar,
        *(worked(targets[clock]) if clock in targets else "" for clock in _CLOCKS),
        f"{rule.warn_at:.0%}",
        rule.on_reopen,
        " ".join(f"{name}:{','.join(values)}" for name, values in rule.when),
    )


_CLOCKS = ("first_response", "next_response", "resolution")


def _rule_object(rule: RuleView) -> Json:
    return {
        "name": rule.name,
        "when": {name: [*values] for name, values in rule.when},
        "calendar": rule.calendar,
        "timezone": rule.zone,
        "targets": {clock: length.total_seconds() for clock, length in rule.targets},
        "warn_at": rule.warn_at,
        "pause_on": [*rule.pause_on],
        "on_reopen": rule.on_reopen,
        "acknowledge": None if rule.acknowledge is None else rule.acknowledge.total_seconds(),
    }


def run_recompute(session: Session, arguments: Namespace) -> int:
    """Exit code 1 when something differed, also though it has been put right, and for what couldn't be."""
    with progress_bar(_("recomputing")) as progress:
        done = session.desk.recomputing.run(arguments.tickets or None, lambda seen: progress(seen, None))
    told = _("{tickets} tickets; {recounted} counted by newer policies, {noted} given notice").format(
        tickets=done.tickets, recounted=done.recounted, noted=done.noted
    )
    rows = [
        (str(one.ticket), one.clock or "-", one.field, one.stored or "-", one.replayed or "-")
        for one in done.differences
    ]
    columns = (_("id"), _("clock"), _("field"), _("stored"), _("as the events say"))
    session.out.sheet(_recomputed_object(done), Sheet(columns, rows, _("nothing differed")))
    if not session.options.json and not session.options.csv:
        session.out.line(told)
        if done.left:
            numbers = " ".join(f"#{number}" for number in done.left)
            session.out.line(_("events and row don't belong together, see verify: {numbers}").format(numbers=numbers))
    return 1 if done.differences or done.left else 0


def _recomputed_object(done: Recomputed) -> dict[str, Json]:
    return {
        "tickets": done.tickets,
        "recounted": done.recounted,
        "noted": done.noted,
        "differences": [
            {
                "ticket": one.ticket,
                "clock": one.clock or None,
                "field": one.field,
                "stored": one.stored,
                "replayed": one.replayed,
            }
            for one in done.differences
        ],
        "left": [*done.left],
    }
