"""The estimators by name."""

from __future__ import annotations

from plworkbench.mastery.estimates.base import Estimator
from plworkbench.mastery.estimates.blend import Blend
from plworkbench.mastery.estimates.knowledge_tracing import KnowledgeTracing
from plworkbench.mastery.estimates.rasch import RaschLogistic
from plworkbench.mastery.estimates.shrunk_mean import ShrunkMean

ESTIMATORS: dict[str, type[Estimator]] = {
    "shrunk_mean": ShrunkMean,
    "rasch": RaschLogistic,
    "knowledge_tracing": KnowledgeTracing,
    "blend": Blend,
}
"""The estimators by name; the first is the default."""
