"""Scores from how like a message is in meaning to every example at once: better than small steps where few are known.

Ridge regression over a kernel, ``c = (K + r I)⁻¹ Y`` and ``f(m) = k(m) c`` (Saunders, Gammerman and Vovk, *Ridge
Regression Learning Algorithm in Dual Variables*, 1998), with ``k = exp(s (cos - 1))`` of two meanings.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from servicedesk.answers.suggesting.rows import Packed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_WEIGHED: Final = 2_500
"""Examples with a meaning; what is solved grows with their square, 25 MB here, and the time with their cube."""
_STEEP: Final = 2.0
_RIDGE: Final = 0.2
_LOUD: Final = 10.0
"""What a share of the right code that is larger by 1 counts, where a score is 1."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """``meanings``: examples × dimensions, of length 1; ``coefficients``: examples × codes."""

    meanings: "NDArray[np.float32]"
    coefficients: "NDArray[np.float32]"

    @classmethod
    def of(cls, packed: Packed, chosen: "NDArray[np.int64]") -> "Likeness | None":
        """From the chosen rows that have a meaning; None where there are none, or too many with one in all."""
        import numpy as np

        has_meaning = np.count_nonzero(packed.meanings, axis=1) > 0
        meant = chosen[has_meaning[chosen]]
        if not len(meant) or has_meaning.sum() > MOST_WEIGHED:
            return None
        meanings = packed.meanings[meant].astype(np.float32)
        wanted = _wanted(packed.labels[meant], len(packed.codes))
        kernel = _kernel(meanings, meanings)
        weight = packed.weights[meant] / packed.weights[chosen].mean()
        kernel[np.diag_indices(len(meant))] += np.float32(_RIDGE) / weight
        return cls(meanings, np.linalg.solve(kernel, wanted))

    def scores(self, meaning: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """Of each code."""
        import numpy as np

        told: NDArray[np.float32] = _kernel(meaning[None], self.meanings)[0] @ self.coefficients
        return np.float32(_LOUD) * told

    def taught(self, meanings: "NDArray[np.float32]", labels: "NDArray[np.int64]", codes: int) -> "Likeness":
        """With more examples, which take up what those before them get wrong of them; those stay as they are."""
        import numpy as np

        known = np.pad(self.coefficients, ((0, 0), (0, codes - self.coefficients.shape[1])))
        meant = np.count_nonzero(meanings, axis=1) > 0
        late = meanings[meant]
        missed = _wanted(labels[meant], codes) - _kernel(late, self.meanings) @ known
        kernel = _kernel(late, late) + np.float32(_RIDGE) * np.eye(len(late), dtype=np.float32)
        return Likeness(np.vstack([self.meanings, late]), np.vstack([known, np.linalg.solve(kernel, missed)]))


def _wanted(labels: "NDArray[np.int64]", codes: int) -> "NDArray[np.float32]":
    """1 for a row's own code, less what each would have by chance."""
    import numpy as np

    wanted = np.full((len(labels), codes), -1 / codes, np.float32)
    wanted[np.arange(len(labels)), labels] += 1
    return wanted


def _kernel(these: "NDArray[np.float32]", those: "NDArray[np.float32]") -> "NDArray[np.float32]":
    import numpy as np

    alike: NDArray[np.float32] = np.exp(np.float32(_STEEP) * (these @ those.T - 1))
    return alike
