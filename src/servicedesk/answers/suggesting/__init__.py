"""Which answer a message calls for, learned from examples and from the answers that were chosen before."""

from servicedesk.answers.suggesting.example import Example, Stopped, Suggester, Suggestion
from servicedesk.answers.suggesting.learner import Learner
from servicedesk.answers.suggesting.sentences import Sentences, installed

__all__ = ["Example", "Stopped", "Suggester", "Suggestion", "installed", "suggester"]


def suggester(semantic: bool | None = None) -> Suggester:
    """The one that knows what English means where the extra ``semantic`` is installed, the core one elsewhere.

    True or False asks for one of them; the first raises ImportError when it is used without its extra.
    """
    return Learner(Sentences() if (installed() if semantic is None else semantic) else None)
