"""The wheel, installed elsewhere and run from another folder, has its themes and seeds inside."""

import fcntl
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(store_templates: Path) -> Path:
    """A folder holding nothing but the installed wheel, which one worker builds for all."""
    folder = store_templates.parent / "wheel"
    with store_templates.with_suffix(".wheel").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            build_into(folder)
    return folder / "site"


def build_into(folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
        text=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")


def run(site: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site), "HOME": str(cwd)}
    return subprocess.run(
        [sys.executable, "-m", "servicedesk", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_program_is_the_installed_one(installed: Path, tmp_path: Path) -> None:
    where = subprocess.run(
        [sys.executable, "-c", "import servicedesk; print(servicedesk.__file__)"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(installed))


def test_themes_and_catalogues_are_inside(installed: Path) -> None:
    package = installed / "servicedesk"
    assert {path.stem for path in (package / "themes").glob("*.toml")} >= {"dark", "light", "high_contrast"}
    assert (package / "py.typed").is_file()
    assert list((package / "tui").rglob("*.tcss"))
    assert (package / "locales" / "zh_CN" / "LC_MESSAGES" / "servicedesk.mo").is_file()


def test_it_speaks_chinese(installed: Path, tmp_path: Path) -> None:
    assert "网店客服工作台" in run(installed, tmp_path, "--lang", "zh_CN", "--help").stdout


def test_its_own_seeds_load_from_another_folder(installed: Path, tmp_path: Path) -> None:
    store = tmp_path / "shop.db"
    seeded = run(installed, tmp_path, "--store", str(store), "seed")
    assert seeded.returncode == 0, seeded.stderr
    listed = run(installed, tmp_path, "--store", str(store), "queue", "list", "--json")
    assert listed.returncode == 0
    assert '"tickets"' in listed.stdout
