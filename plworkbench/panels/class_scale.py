"""The scale of a class, as far as somebody who enters scores needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plworkbench.panels import score_entries
from plworkbench.schema import SYMBOLS


@dataclass(frozen=True)
class ClassScale:
    """Levels to tap, and the points that each counts as.

    Parameters
    ----------
    top : float
        Full marks.
    step : float, optional
        Scores are rounded to it.
    levels_from : mapping
        The score from which each level begins, lowest first.
    words : mapping
        The district's words for levels, where they differ.

    Examples
    --------
    >>> scale = ClassScale()
    >>> scale.taps[2], scale.score_of("3"), scale.score_of("M")
    (['3', '3 ● Secure'], 3.0, 'missing')
    >>> scale.counts_as
    'Beginning counts as 1, developing as 2, secure as 3, extending as 4 of 4.'
    """

    top: float = 4.0
    step: float | None = None
    levels_from: Mapping[str, float] = field(
        default_factory=lambda: {"beginning": 0.0, "developing": 2.0, "secure": 3.0, "extending": 3.5}
    )
    words: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, wb, class_name: str) -> ClassScale:
        """Return the scale that a class is scored on."""
        scale = wb.scoring(class_name).scale
        return cls(scale.full_marks, scale.step, scale.levels_from, scale.words)

    @property
    def levels(self) -> list[str]:
        """The levels this scale has, lowest first."""
        return list(self.levels_from)

    def word(self, level: str) -> str:
        """Return the district's word for a level, or ours."""
        return self.words.get(level, level)

    @property
    def points(self) -> dict[str, float]:
        """What each level counts as: the score it begins at; the highest as full marks, the lowest as half of the next.

        Of two levels the lower counts as nothing.
        """
        begins = list(self.levels_from.values())
        lowest = begins[1] / 2 if len(begins) > 2 else 0.0
        return dict(zip(self.levels, [lowest, *begins[1:-1], self.top]))

    @property
    def taps(self) -> list[list[str]]:
        """The levels to tap, each with a number to type."""
        return [
            [str(n), f"{n} {SYMBOLS[level]} {_capital(self.word(level))}"]
            for n, level in enumerate(self.levels, start=1)
        ]

    def score_of(self, text: str) -> float | str | None:
        """Return what an entry counts as: points, a status, or None for nothing."""
        levels = {str(n): level for n, level in enumerate(self.levels, start=1)}
        return self.points[levels[text]] if text in levels else score_entries.score_of(text)

    def level_of(self, proportion: float) -> str:
        """Return the level of a single piece from its points earned over points possible, 0 to 1.

        Examples
        --------
        >>> ClassScale().level_of(0.75), ClassScale().level_of(0)
        ('secure', 'beginning')
        """
        score = proportion * self.top + 1e-9
        return [level for level, begins in self.levels_from.items() if begins <= score][-1]

    @property
    def counts_as(self) -> str:
        """What each level counts as, in words."""
        points = [f"{self.word(level)} as {score:g}" for level, score in self.points.items()]
        first, *others = points
        return ", ".join([_capital(first.replace(" as ", " counts as ", 1)), *others]) + f" of {self.top:g}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
