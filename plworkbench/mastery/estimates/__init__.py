"""What a student probably knows: estimates with an interval for every student and standard, from any evidence.

Scoring rules (`plworkbench.mastery.rules`) report what was shown. The estimators here say what to expect of the next
piece of work, and how sure that is. They follow scikit-learn's conventions on long frames (one row a response). None
of them looks at prerequisites: these inform the teacher, and never decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plworkbench.mastery.estimates.calibrating import calibration, expected_calibration_error
from plworkbench.mastery.estimates.estimating import ESTIMATOR_LABELS, estimate_mastery
from plworkbench.mastery.estimates.responses import responses_from
from plworkbench.mastery.estimates.states import STATES, SURE, state_of

if TYPE_CHECKING:
    from plworkbench.mastery.estimates.blend import Blend
    from plworkbench.mastery.estimates.knowledge_tracing import KnowledgeTracing
    from plworkbench.mastery.estimates.rasch import RaschLogistic
    from plworkbench.mastery.estimates.shrunk_mean import ShrunkMean

    ESTIMATORS: dict[str, type]

__all__ = [
    "ESTIMATORS",
    "ESTIMATOR_LABELS",
    "STATES",
    "SURE",
    "Blend",
    "KnowledgeTracing",
    "RaschLogistic",
    "ShrunkMean",
    "calibration",
    "estimate_mastery",
    "expected_calibration_error",
    "responses_from",
    "state_of",
]

_LAZY = dict.fromkeys(("ESTIMATORS", "Blend", "KnowledgeTracing", "RaschLogistic", "ShrunkMean"), "models")


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
