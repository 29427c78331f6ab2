"""What starting costs: which modules a call loads, and how it stands beside Python itself."""

import os
import subprocess
import sys
import time

import pytest

HEAVY = ("textual", "sqlmodel", "sqlalchemy", "alembic", "pydantic", "numpy", "yaml", "rich")
STORE_SIDE = tuple(name for name in HEAVY if name != "rich")


def loaded_by(code: str) -> set[str]:
    """The top-level modules that ``code`` leaves loaded in a fresh interpreter."""
    script = f"import sys\ntry:\n    {code}\nexcept SystemExit: pass\nsys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stderr.split()}


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_version_and_help_load_nothing_heavy(home, argument):
    loaded = loaded_by(f"from servicedesk.__main__ import main; main(['{argument}'])")
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize("command", ["ticket", "queue", "import", "seed", "return", "people", "keys"])
def test_the_help_of_a_command_loads_nothing_heavy(home, command):
    loaded = loaded_by(f"from servicedesk.__main__ import main; main(['{command}', '--help'])")
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize("command", [["keys"], ["locate", "config"], ["nonsense"]])
def test_commands_without_a_store_load_neither_textual_nor_sqlmodel(home, command):
    assert loaded_by(f"from servicedesk.__main__ import main; main({command})").isdisjoint(STORE_SIDE)


@pytest.mark.parametrize("package", ["servicedesk.desk", "servicedesk.tui", "servicedesk.store", "servicedesk.cli.app"])
def test_importing_a_package_loads_nothing_heavy(package):
    assert loaded_by(f"import {package}").isdisjoint(STORE_SIDE)


def test_the_desk_itself_loads_nothing_heavy():
    assert loaded_by("from servicedesk.desk.desk import Desk, open_desk").isdisjoint(STORE_SIDE)


def test_the_version_costs_at_most_five_times_python(tmp_path):
    """60 ms where ``python -c pass`` takes 12: the best of several, as other programs run beside this test."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path)

    def best(*command: str) -> float:
        def once() -> float:
            started = time.perf_counter()
            subprocess.run(command, capture_output=True, check=True, env=environment)
            return time.perf_counter() - started

        return min(once() for _ in range(7))

    nothing = best(sys.executable, "-c", "pass")
    assert best(sys.executable, "-m", "servicedesk", "--version") <= 5 * nothing
