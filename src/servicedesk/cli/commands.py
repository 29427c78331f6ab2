"""The list of commands: what each is called, which module knows it, what it is for.

Modules are imported only for the command that is called, so that help and start stay quick. Each has
``configure(parser)``, which adds arguments and sets ``run`` to a function of (Session, Namespace).
"""

from dataclasses import dataclass

from servicedesk.i18n import _


@dataclass(frozen=True, slots=True)
class Command:
    """``module`` stands in ``servicedesk.cli``."""

    name: str
    module: str
    help: str


def commands() -> tuple[Command, ...]:
    """Every command, in the order of the help, in the language in use."""
    return (
        Command("queue", "queue", _("list the queue and count its views")),
        Command("ticket", "ticket", _("show one ticket, or act on it")),
        Command("bulk", "bulk", _("change many tickets at once, undone as one")),
        Command("undo", "undo", _("take back an act: your last one, or the one named")),
        Command("find", "find", _("find tickets, customers and orders")),
        Command("answers", "answers", _("canned answers: find, suggest, import, export, check")),
        Command("handover", "handover", _("your open tickets with a line each; hand them over")),
        Command("break", "breaks", _("go on a break, come back, see who is away")),
        Command("sla", "sla", _("what was promised, proved from the events")),
        Command("report", "report", _("clocks met, volume, workload, backlog, and Monday's report")),
        Command("floor", "floor", _("what falls due, who has it, and what could be done now")),
        Command("return", "returns", _("returns: ask for them, move them on, quote them")),
        Command("escalation", "escalation", _("pass tickets to those who can help, and answer")),
        Command("approval", "approval", _("ask for money beyond your limit, decide what others ask for")),
        Command("import", "imports", _("bring in records of other programs")),
        Command("seed", "seed", _("fill the store with a demo shop")),
        Command("people", "people", _("add and list the people of this desk")),
        Command("run", "sweeps", _("deliver replies and wake tickets, without a screen")),
        Command("health", "health", _("how the store is")),
        Command("verify", "verify", _("prove the store from its events")),
        Command("backup", "backup", _("copy the store into one file while others work; check one")),
        Command("restore", "restore", _("put a backup where the store is; what was there is kept")),
        Command("keys", "keys", _("the keys of the console")),
        Command("locate", "locate", _("where settings, data, themes and the log are")),
    )
