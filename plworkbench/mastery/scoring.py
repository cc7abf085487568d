"""How a class or a district scores mastery: every choice in one place, saved and shared as a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from plworkbench.mastery.rules import RULES
from plworkbench.mastery.scales import SCALES, Scale, is_number

FORMAT = "plworkbench scoring 1"
"""What the first line of a scoring file says; the number rises when an older workbench could not read it."""

ORDERS = ("assessed", "handed in", "due")
"""The days that can order the evidence."""

MISSING = ("left out", "counts as 0")
"""What missing work can do. Excused work and work not assigned never count."""

EXTRA_CREDIT = ("full marks", "counts")
"""What points beyond those possible can do."""

LONGEST = 100_000


@dataclass(frozen=True)
class Scoring:
    """How evidence becomes a score and a level.

    Parameters
    ----------
    rule : str, default "decaying_average"
        A name in `plworkbench.mastery.RULES`.
    latest_weight : float, default 0.65
        What the latest piece counts under 'decaying_average' and 'weighted_average', 0 < latest_weight <= 1.
    recent_count : int, default 3
        How many pieces 'recent_mean' and 'recent_median' look at, 1 or more.
    times_needed : int, default 3
        How many pieces at or above the cut score 'n_times' asks for, 1 or more.
    order_by : {"assessed", "handed in", "due"}
        The day that orders the evidence. Where a piece has none, the next of assessed, handed in, due that it has.
    missing : {"left out", "counts as 0"}
        What missing work does. Excused work and work not assigned never count.
    extra_credit : {"full marks", "counts"}
        Whether more points than possible are full marks, or count as they are.
    drop_lowest : int, default 0
        How many of the lowest pieces of a cell are left out, before anything else.
    keep_highest : int, optional
        How many of the highest pieces of a cell are kept; by default all.
    scale : Scale
        The scale, with the cut score the teacher chose.
    minimum_evidence : int, default 2
        Pieces of evidence needed before a level is named, 1 or more.

    Raises
    ------
    ValueError
        If a choice is not possible; the message lists every problem and says what to choose.

    Examples
    --------
    >>> Scoring().replaced(rule="latest", scale="percent").choices()["cut_score"]
    75.0
    >>> Scoring(latest_weight=0)
    Traceback (most recent call last):
    ValueError: The weight of the latest piece is 0; choose one above 0 and up to 1.
    """

    rule: str = "decaying_average"
    latest_weight: float = 0.65
    recent_count: int = 3
    times_needed: int = 3
    order_by: str = "assessed"
    missing: str = "left out"
    extra_credit: str = "full marks"
    drop_lowest: int = 0
    keep_highest: int | None = None
    scale: Scale = SCALES["four_point"]
    minimum_evidence: int = 2

    def __post_init__(self):
        if problems := _problems(self):
            raise ValueError(" ".join(problems))

    @property
    def cut_score(self) -> float:
        """The score from which a standard counts as secure."""
        return self.scale.cut_score

    @classmethod
    def from_choices(cls, choices: Mapping[str, object]) -> Scoring:
        """Return the scoring that a flat dictionary of choices describes; what it does not name is as by default.

        Parameters
        ----------
        choices : mapping
            Names of the parameters above. 'scale' is a name in `SCALES`, a `Scale`, or a dictionary of its fields;
            'cut_score' is set on that scale.

        Raises
        ------
        ValueError
            If a choice is unknown, or not possible.

        Examples
        --------
        >>> Scoring.from_choices({"rule": "latest", "cut_score": 2.5}).scale.cut_score
        2.5
        """
        return cls().replaced(**choices)

    def choices(self) -> dict[str, object]:
        """Return the choices as flat JSON: `Scoring.from_choices` of it is this scoring again."""
        flat = {one.name: getattr(self, one.name) for one in fields(self)}
        flat["scale"] = self.scale.name if _is_shipped(self.scale) else self.scale.to_dict()
        return flat | {"cut_score": self.scale.cut_score}

    def replaced(self, **choices: object) -> Scoring:
        """Return the scoring with some choices replaced; a new scale brings its own cut score, unless one is given.

        Raises
        ------
        ValueError
            If a choice is unknown, or not possible.
        """
        known = [one.name for one in fields(self)]
        if foreign := [name for name in choices if name not in (*known, "cut_score")]:
            raise ValueError(f"There is no choice '{foreign[0]}'. Choose from {', '.join([*known, 'cut_score'])}.")
        scale = scale_of(choices.get("scale", self.scale))
        if choices.get("cut_score") is not None:
            scale = scale.with_cut_score(choices["cut_score"])  # type: ignore[arg-type]
        rest = {name: value for name, value in choices.items() if name not in ("scale", "cut_score")}
        return replace(self, scale=scale, **rest)  # type: ignore[arg-type]

    def to_text(self) -> str:
        """Return the scoring as a file that a colleague or a district can use; it holds nothing about students.

        Examples
        --------
        >>> print(Scoring().to_text().splitlines()[1])
          "format": "plworkbench scoring 1",
        """
        return json.dumps({"format": FORMAT, **self.choices()}, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Scoring:
        """Return the scoring of a file that `to_text` wrote.

        Raises
        ------
        ValueError
            If it is no such file, is written by a newer workbench, or holds a choice that is not possible.

        Examples
        --------
        >>> Scoring.from_text(Scoring(rule="highest").to_text()).rule
        'highest'
        """
        written = _read(text)
        kind, _, number = str(written.pop("format", "")).rpartition(" ")
        if kind != FORMAT.rpartition(" ")[0] or not number.isdecimal():
            raise ValueError(NOT_SCORING)
        if int(number) > int(FORMAT.rpartition(" ")[2]):
            raise ValueError(
                "This scoring file comes from a newer version of PL Workbench. Nothing was changed. Update the "
                "workbench, or ask for the file in the older format."
            )
        return cls.from_choices(written)


NOT_SCORING = (
    "This is not a scoring file of PL Workbench. Nothing was changed. Choose a file that was saved with "
    "'Save how scores are worked out'."
)


def scale_of(choice: object) -> Scale:
    """Return the scale that a choice means: a `Scale`, a name in `SCALES`, or a dictionary of fields."""
    if isinstance(choice, Scale):
        return choice
    if isinstance(choice, Mapping):
        return Scale.from_dict(choice)
    if isinstance(choice, str) and choice in SCALES:
        return SCALES[choice]
    raise ValueError(f"There is no scale {choice!r}. Choose one of {', '.join(SCALES)}.")


def _is_shipped(scale: Scale) -> bool:
    """Return whether a scale is one of `SCALES`, but for its cut score."""
    try:
        return SCALES[scale.name].with_cut_score(scale.cut_score) == scale
    except (KeyError, ValueError):  # of another name; or its levels were set by hand and have no room for the cut
        return False


def _read(text: str) -> dict[str, object]:
    """Return the object a text holds; anything else is no scoring file."""
    try:
        written = json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        written = None
    if not isinstance(written, dict):
        raise ValueError(NOT_SCORING)
    return written


def _problems(scoring: Scoring) -> list[str]:
    """Return what is wrong with a scoring, each as a sentence with its cure."""
    problems = []
    if not isinstance(scoring.rule, str) or scoring.rule not in RULES:
        problems.append(f"There is no scoring rule {scoring.rule!r}. Choose one of {', '.join(RULES)}.")
    if not is_number(scoring.latest_weight) or not 0 < scoring.latest_weight <= 1:
        problems.append(f"The weight of the latest piece is {scoring.latest_weight!r}; choose one above 0 and up to 1.")
    for what, value, least in (
        ("number of most recent pieces", scoring.recent_count, 1),
        ("number of times needed", scoring.times_needed, 1),
        ("number of lowest pieces left out", scoring.drop_lowest, 0),
        ("number of highest pieces kept", scoring.keep_highest, 1),
        ("minimum evidence", scoring.minimum_evidence, 1),
    ):
        absent = value is None and what == "number of highest pieces kept"
        if not absent and not (isinstance(value, int) and not isinstance(value, bool) and least <= value <= 1000):
            problems.append(f"The {what} is {value!r}; choose a whole number from {least} to 1000.")
    for what, value, possible in (
        ("day that orders the evidence", scoring.order_by, ORDERS),
        ("policy on missing work", scoring.missing, MISSING),
        ("policy on extra credit", scoring.extra_credit, EXTRA_CREDIT),
    ):
        if value not in possible:
            problems.append(f"The {what} is {value!r}; choose one of {', '.join(possible)}.")
    if not isinstance(scoring.scale, Scale):
        problems.append(f"The scale is {scoring.scale!r}; choose one of {', '.join(SCALES)}.")
    return problems
