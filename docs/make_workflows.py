"""Write the diagrams and tables of docs/workflows.md from the tables the rules run on (``make workflows``)."""

import re
import sys
from pathlib import Path

from servicedesk.domain.workflows.approval import APPROVAL
from servicedesk.domain.workflows.complaint import COMPLAINT
from servicedesk.domain.workflows.escalation import ESCALATION
from servicedesk.domain.workflows.machine import Machine
from servicedesk.domain.workflows.rma import RMA

PAGE = Path(__file__).with_name("workflows.md")
MACHINES = {"complaint": COMPLAINT, "return": RMA, "escalation": ESCALATION, "approval": APPROVAL}
_PART = re.compile(r"(<!-- made from the table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def diagram(machine: Machine) -> str:
    """The machine as Mermaid draws it, which is readable as it stands."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {state}" for state in machine.starts]
    lines += [f"    {move.source} --> {move.target}: {move.name}" for move in machine.moves]
    lines += [f"    {state} --> [*]" for state in machine.meanings if machine.is_final(state)]
    return "\n".join([*lines, "```"])


def states(machine: Machine) -> str:
    rows = [f"| `{state}` | {meaning} |" for state, meaning in machine.meanings.items()]
    return "\n".join(["| state | means |", "|---|---|", *rows])


def moves(machine: Machine) -> str:
    rows = [
        f"| `{move.name}` | `{move.source}` → `{move.target}` | {move.by} | {move.needs} |" for move in machine.moves
    ]
    return "\n".join(["| move | from → to | who | needs |", "|---|---|---|---|", *rows])


def made(text: str) -> str:
    """The page with its generated parts as the tables have them now."""

    def part(found: re.Match[str]) -> str:
        machine = MACHINES[found[2]]
        return f"{found[1]}\n{diagram(machine)}\n\n{states(machine)}\n\n{moves(machine)}\n\n{found[3]}"

    return _PART.sub(part, text)


def main() -> int:
    PAGE.write_text(made(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
