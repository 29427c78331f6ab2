"""Which answer a message calls for, learned from examples and from the answers that were chosen before."""

from pathlib import Path

from servicedesk.answers.suggesting.describing import described
from servicedesk.answers.suggesting.example import Example, Stopped, Suggester, Suggestion, digest_of
from servicedesk.answers.suggesting.sentences import Sentences, installed

__all__ = ["Example", "Stopped", "Suggester", "Suggestion", "described", "digest_of", "installed", "suggester"]


def suggester(semantic: bool | None = None, folder: Path | None = None, *, apart: bool = False) -> Suggester:
    """The one that knows what English means where the extra ``semantic`` is installed, the core one elsewhere.

    True or False asks for one of them; the first raises ImportError when it is used without its extra. What is
    learned is kept in ``folder``, where one is given. ``apart``: the core one learns in a process of its own, for a
    program that stays small; what few examples teach counts a moment later.
    """
    is_semantic = installed() if semantic is None else semantic
    if apart and not is_semantic:
        from servicedesk.answers.suggesting.apart import Apart

        return Apart(folder)
    from servicedesk.answers.suggesting.keeping import Shelf
    from servicedesk.answers.suggesting.learner import Learner

    return Learner(Sentences() if is_semantic else None, None if folder is None else Shelf(folder))
