"""Which answer a message calls for, learned from examples and from the answers that were chosen before."""

from pathlib import Path

from servicedesk.answers.suggesting.describing import described
from servicedesk.answers.suggesting.example import Example, Stopped, Suggester, Suggestion
from servicedesk.answers.suggesting.keeping import Shelf
from servicedesk.answers.suggesting.learner import Learner
from servicedesk.answers.suggesting.sentences import Sentences, installed

__all__ = ["Example", "Stopped", "Suggester", "Suggestion", "described", "installed", "suggester"]


def suggester(semantic: bool | None = None, folder: Path | None = None) -> Suggester:
    """The one that knows what English means where the extra ``semantic`` is installed, the core one elsewhere.

    True or False asks for one of them; the first raises ImportError when it is used without its extra. What is
    learned is kept in ``folder``, where one is given.
    """
    meaning = Sentences() if (installed() if semantic is None else semantic) else None
    return Learner(meaning, None if folder is None else Shelf(folder))
