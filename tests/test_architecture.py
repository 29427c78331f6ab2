"""The house rules, held by the tools that know them: imports point down, cheap imports stay cheap, files stay short."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
HEAVY = {"sqlmodel", "sqlalchemy", "alembic", "pydantic", "yaml", "numpy", "pypinyin", "holidays", "rapidfuzz"}
MOST_LINES = 400


def run(*command: str) -> str:
    """What a tool says that must succeed."""
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def loaded_by(statement: str) -> set[str]:
    """The top-level modules a fresh interpreter holds after a statement."""
    printed = run("-c", f"import sys\n{statement}\nprint(*sys.modules)")
    return {name.partition(".")[0] for name in printed.split()}


def test_imports_point_down():
    run("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache")


@pytest.mark.parametrize(
    "module",
    [
        "servicedesk",
        "servicedesk.desk",
        "servicedesk.desk.desk",
        "servicedesk.desk.first_page",
        "servicedesk.desk.views",
        "servicedesk.store",
        "servicedesk.store.light",
        "servicedesk.domain.tickets",
        "servicedesk.tui",
        "servicedesk.cli.app",
        "servicedesk.settings",
        "servicedesk.i18n",
    ],
)
def test_importing_is_cheap(module: str):
    assert not loaded_by(f"import {module}") & HEAVY


def test_every_module_of_the_console_is_cheap_to_import():
    modules = [
        ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
        for path in SOURCES
        if "tui" in path.relative_to(ROOT / "src" / "servicedesk").parts
    ]
    assert modules
    assert not loaded_by("\n".join(f"import {module.removesuffix('.__init__')}" for module in modules)) & HEAVY


@pytest.mark.parametrize("module", ["servicedesk.domain.tickets", "servicedesk.store.light", "servicedesk.desk.desk"])
def test_nothing_below_the_console_loads_textual(module: str):
    assert not loaded_by(f"import {module}") & {"textual", "rich"}


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_a_glance_loads_neither_textual_nor_sqlmodel(argument: str):
    printed = run(
        "-c",
        "import sys, contextlib, io\n"
        f"sys.argv = ['servicedesk', '{argument}']\n"
        "from servicedesk.__main__ import main\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        "    main()\n"
        "print(*sys.modules)",
    )
    assert not {name.partition(".")[0] for name in printed.split()} & (HEAVY | {"textual"})


def test_ruff_finds_nothing_to_format():
    run("-m", "ruff", "format", "--check", "src", "tests")


def test_ruff_finds_nothing_to_say():
    run("-m", "ruff", "check", "src", "tests")


def test_types_hold():
    run("-m", "mypy")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT / "src" / "servicedesk").as_posix())
def test_a_file_is_short(path: Path):
    if "versions" not in path.parts:  # a migration is as long as its tables
        assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_no_junk_drawers():
    forbidden = {"utils", "helpers", "manager", "misc", "common", "util", "helper"}
    assert not [path for path in SOURCES if path.stem in forbidden]
