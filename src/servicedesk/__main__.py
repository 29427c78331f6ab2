"""The program's door: answers ``--version`` by itself, everything else goes to the command line."""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code: 0 done, 1 found wrong or refused, 2 wrong use."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments in (["--version"], ["-V"]):
        from servicedesk import __version__

        sys.stdout.write(f"servicedesk {__version__}\n")
        return 0
    from servicedesk.cli.app import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
