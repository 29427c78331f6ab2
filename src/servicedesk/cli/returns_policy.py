"""``servicedesk return policy``: the shop's return rules in force, and setting them from a file."""

from argparse import Namespace
from pathlib import Path

from servicedesk.cli.acts import Acts
from servicedesk.cli.output import Sheet
from servicedesk.cli.return_shapes import policy_object
from servicedesk.cli.session import Session
from servicedesk.desk.returning.views import RuleView
from servicedesk.i18n import _


def add(commands: Acts) -> None:
    policy = commands.add_parser("policy", help=_("the return rules"), description=_("The shop's return rules."))
    acts = policy.add_subparsers(metavar=_("COMMAND"), required=True, dest="policy_command")
    show = acts.add_parser("show", help=_("the rules in force"), description=_("Show the return rules in force."))
    show.set_defaults(run=show_policy, table=True)
    what = _("put the rules of a file in force, for what is asked for from now on")
    set_ = acts.add_parser("set", help=what, description=what)
    set_.add_argument("file", type=Path, metavar="FILE", help=_("return rules (.yaml)"))
    set_.set_defaults(run=set_policy)


def show_policy(session: Session, arguments: Namespace) -> int:
    del arguments
    found = session.desk.returns.policy()
    rows = [] if found is None else [_row(rule) for rule in found.rules]
    after = ""
    if found is not None:
        after = _("version {n}, set {time}").format(n=found.number, time=session.out.when(found.set_at))
    columns = (_("rule"), _("days"), _("fee"), _("shipping back"), _("customer ships"), _("when"))
    nothing = _("no return rules are set: everything may come back")
    session.out.sheet(policy_object(found), Sheet(columns, rows, nothing), after)
    return 0


def set_policy(session: Session, arguments: Namespace) -> int:
    """Raises BadFile naming file, line and field; Refused when these rules are in force already."""
    from servicedesk.desk.quoting.files import load_return_policy

    policy = session.desk.returns.set_policy(load_return_policy(arguments.file))
    told = _("version {n} of the return rules is in force").format(n=policy.number)
    session.out.either(policy_object(policy), told)
    return 0


def _row(rule: RuleView) -> tuple[str, ...]:
    longer = "".join(f" {name}:{days}" for name, days in rule.longer)
    window = _("no limit") if rule.window_days is None else str(rule.window_days)
    flat = (f"{currency} {amount}" for currency, amount in rule.flat_fee)
    return (
        rule.name,
        _("never comes back") if rule.refuse else f"{window}{longer}",
        " ".join(part for part in (rule.fee, *flat) if part),
        rule.shipping_back,
        _("yes") if rule.customer_ships else _("no"),
        " ".join(f"{name}:{','.join(values)}" for name, values in rule.when),
    )
