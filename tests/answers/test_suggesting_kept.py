"""What was learned, kept on disk: the same suggestions without learning again, whatever stands in the folder."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from tests.answers.test_suggesting import BANK, Pair

from servicedesk.answers.suggesting import Example, Suggester, suggester
from servicedesk.answers.suggesting.model import Model

EXTRA = Example("COLOURS", "Do your cards come in green or blue?")


class LearnedAnewError(Exception):
    pass


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    """More than are learned anew in a moment: a code's rows, and its name."""
    titles = [Example(code, code.replace("_", " "), own=True) for code in sorted({code for _, code in BANK})]
    more = [Example(code, f"{text} Thank you so much.") for text, code in BANK[::2]]
    return [*titles, *(Example(code, text) for text, code in BANK), *more]


@pytest.fixture(scope="module")
def whole(examples: list[Example], tmp_path_factory: pytest.TempPathFactory) -> tuple[Suggester, Path]:
    folder = tmp_path_factory.mktemp("kept")
    return told(examples, folder), folder


@pytest.fixture
def folder(whole: tuple[Suggester, Path], tmp_path: Path) -> Path:
    """A copy of what was kept."""
    for file in whole[1].iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


@pytest.fixture
def learning_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Model:
        raise LearnedAnewError

    monkeypatch.setattr(Model, "of", refuse)


def told(examples: Iterable[Example], folder: Path) -> Suggester:
    found = suggester(False, folder)
    found.learn(examples)
    return found


def said(by: Suggester, pairs: Sequence[Pair] = BANK) -> list[list[tuple[str, float]]]:
    return [[(one.code, round(one.confidence, 3)) for one in by.suggest(text)] for text, _ in pairs]


def test_a_process_later_the_same_is_suggested(whole, folder, examples, learning_is_told):
    assert said(told(reversed(examples), folder)) == said(whole[0])


def test_what_came_since_is_learned_on_top(folder, examples, learning_is_told):
    later = told([*examples, EXTRA], folder)
    assert later.suggest("do your cards come in green?")[0].code == "COLOURS"
    later.learn([Example("PETS", "may my hamster have an account")])
    assert later.suggest("an account for a hamster")[0].code == "PETS"


def test_an_example_less_is_learned_anew(folder, examples, learning_is_told):
    with pytest.raises(LearnedAnewError):
        told(examples[:-1], folder)


def test_another_engine_s_is_left(folder, examples, learning_is_told):
    for file in folder.iterdir():
        file.rename(folder / file.name.replace("-0-", "-384-"))
    with pytest.raises(LearnedAnewError):
        told(examples, folder)


@pytest.mark.parametrize("part", [0, 1, 1_000, -1])
def test_a_broken_file_is_learned_anew(folder, examples, learning_is_told, part: int):
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:part])
    with pytest.raises(LearnedAnewError):
        told(examples, folder)


def test_a_file_that_is_no_model_is_learned_anew(folder, examples, learning_is_told):
    from hashlib import blake2b

    (file,) = folder.iterdir()
    for alien in (b"", b"PK\x03\x04", b"not numbers"):
        file.unlink()
        before = file.stem.rpartition("-")[0]
        file = folder / f"{before}-{blake2b(alien, digest_size=16).hexdigest()}.npz"
        file.write_bytes(alien)
        with pytest.raises(LearnedAnewError):
            told(examples, folder)


def test_a_folder_that_can_t_be_written_is_no_matter(examples, tmp_path: Path):
    (tmp_path / "file").write_text("here already")
    assert told(examples, tmp_path / "file").suggest(BANK[0][0])


def test_the_newest_four_are_kept(examples, tmp_path: Path):
    for number in range(6):
        told([*examples, Example("EXTRA", f"something more {'abcdef'[number]}")], tmp_path)
    assert len(list(tmp_path.iterdir())) == 4


def test_few_examples_are_not_worth_a_file(tmp_path: Path):
    told([EXTRA, Example("TRK", "Where is my parcel?")], tmp_path)
    assert list(tmp_path.iterdir()) == []
