"""Scales of mastery: what full marks are, where each level begins, and how scores are rounded."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType

from plworkbench.schema import LEVELS

NEVER = "never"
"""How a file says that a scale has no such level: `math.inf` is no number of JSON."""


@dataclass(frozen=True)
class Scale:
    """A scale on which mastery is reported.

    Parameters
    ----------
    name : str
        Its name in settings.
    label : str
        Its name on screen.
    top : float
        Full marks, 0 or more. 0 means that full marks are the cut score, as Canvas has it where an outcome has no
        points possible.
    cut_score : float
        The score from which a standard counts as secure, above 0 and up to full marks.
    developing_from : float, optional
        The score from which the level is 'developing'. By default a quarter of the scale below the cut score.
    extending_from : float, optional
        The score from which the level is 'extending'; `math.inf` for a scale without that level. By default half of the
        way from the cut score to full marks, and no such level where the cut score is full marks.
    step : float, optional
        Reported scores are rounded to this step, halves away from zero: 0.5 allows 2.5. By default two decimals.
    words : mapping of str to str
        The district's words for levels, where they differ: {"secure": "Pass"}.

    Raises
    ------
    ValueError
        If the numbers do not go together; the message lists every problem.

    Examples
    --------
    >>> Scale(top=5).levels_from
    {'beginning': 0.0, 'developing': 1.75, 'secure': 3.0, 'extending': 4.0}
    >>> SCALES["pass_fail"].levels, SCALES["pass_fail"].word("beginning")
    (('beginning', 'secure'), 'Not yet')
    """

    name: str = "four_point"
    label: str = "4-point"
    top: float = 4.0
    cut_score: float = 3.0
    developing_from: float | None = None
    extending_from: float | None = None
    step: float | None = None
    words: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self):
        if problems := _problems(self):
            raise ValueError(" ".join(problems))
        object.__setattr__(self, "words", dict(self.words))

    @property
    def full_marks(self) -> float:
        """The score of a piece with all points: `top`, or the cut score where top is 0."""
        return self.top or self.cut_score

    @property
    def levels_from(self) -> dict[str, float]:
        """The score from which each level begins, lowest level first; only the levels this scale has."""
        developing = self.developing_from
        if developing is None:
            developing = max(self.cut_score - self.full_marks / 4, 0.0)
        extending = self.extending_from
        if extending is None:
            extending = (self.cut_score + self.full_marks) / 2 if self.cut_score < self.full_marks else math.inf
        begins = dict(zip(LEVELS, (0.0, developing, self.cut_score, extending)))
        if developing >= self.cut_score:
            del begins["developing"]
        if math.isinf(extending):
            del begins["extending"]
        return begins

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels this scale has, lowest first."""
        return tuple(self.levels_from)

    @property
    def decimals(self) -> int:
        """The decimals a score of this scale can have."""
        return 2 if self.step is None else len(f"{self.step:.6f}".rstrip("0").partition(".")[2])

    def word(self, state: str) -> str:
        """Return the district's word for a level, or the level itself."""
        return self.words.get(state, state)

    def with_cut_score(self, cut_score: float) -> Scale:
        """Return the scale with another cut score; levels that were not set by hand move with it."""
        return replace(self, cut_score=cut_score)

    def to_dict(self) -> dict[str, object]:
        """Return the scale as plain JSON: what differs from a 4-point scale without a name of its own, and its name."""
        plain = {one.name: getattr(self, one.name) for one in fields(self)}
        kept = {name: value for name, value in plain.items() if value is not None and value != {}}
        return {name: NEVER if value == math.inf else value for name, value in kept.items()}

    @classmethod
    def from_dict(cls, written: Mapping[str, object]) -> Scale:
        """Return the scale that `to_dict` wrote.

        Raises
        ------
        ValueError
            If a key is unknown, or a value is not possible.

        Examples
        --------
        >>> Scale.from_dict({"name": "five", "label": "5-point", "top": 5, "cut_score": 4}).levels_from["developing"]
        2.75
        """
        known = [one.name for one in fields(cls)]
        if foreign := [str(name) for name in written if name not in known]:
            raise ValueError(f"A scale has no setting '{foreign[0]}'. Choose from {', '.join(known)}.")
        values = {name: math.inf if value == NEVER else value for name, value in written.items() if value is not None}
        return cls(**values)  # type: ignore[arg-type]


def is_number(value: object) -> bool:
    """Return whether a value is a real number: not text, not True, not infinite, not NaN."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -1e300 < value < 1e300


def _problems(scale: Scale) -> list[str]:
    """Return what is wrong with a scale, each as a sentence with its cure."""
    problems = [
        f"The {what} of a scale is {value!r}; write it as text."
        for what, value in (("name", scale.name), ("label", scale.label))
        if not isinstance(value, str) or not value.strip()
    ]
    if not isinstance(scale.words, Mapping) or not all(
        name in LEVELS and isinstance(word, str) and word.strip() for name, word in scale.words.items()
    ):
        problems.append(f"The words of a scale are {scale.words!r}; give a word for any of {', '.join(LEVELS)}.")
    if not is_number(scale.top) or scale.top < 0:
        return [*problems, f"The top of the scale is {scale.top!r}; choose a number from 0."]
    full = f" up to {scale.top:g}" if scale.top else ""
    if not is_number(scale.cut_score) or not 0 < scale.cut_score <= (scale.top or math.inf):
        return [*problems, f"The cut score is {scale.cut_score!r}; choose one above 0{full}."]
    if scale.developing_from is not None and not (
        is_number(scale.developing_from) and 0 <= scale.developing_from <= scale.cut_score
    ):
        problems.append(
            f"'Developing' begins at {scale.developing_from!r}; choose a score from 0 to the cut score, "
            f"{scale.cut_score:g}."
        )
    if scale.extending_from not in (None, math.inf) and not (
        is_number(scale.extending_from) and scale.cut_score <= scale.extending_from <= scale.full_marks
    ):
        problems.append(
            f"'Extending' begins at {scale.extending_from!r}; choose a score from the cut score, "
            f"{scale.cut_score:g}, to {scale.full_marks:g}, or '{NEVER}'."
        )
    if scale.step is not None and not (is_number(scale.step) and 0.001 <= scale.step <= scale.full_marks):
        problems.append(f"The step is {scale.step!r}; choose one from 0.001 to {scale.full_marks:g}.")
    return problems


SCALES: Mapping[str, Scale] = MappingProxyType(
    {
        scale.name: scale
        for scale in (
            Scale(),
            Scale("four_point_halves", "4-point with half points", step=0.5),
            Scale("percent", "Percent", top=100.0, cut_score=75.0),
            Scale(
                "pass_fail",
                "Pass or not yet",
                top=1.0,
                cut_score=0.75,
                developing_from=0.75,
                extending_from=math.inf,
                words={"beginning": "Not yet", "secure": "Pass"},
            ),
        )
    }
)
"""The scales by name. All four call the same work secure: three quarters of full marks."""
