"""Why one cell of the mastery table says what it says: the evidence as a DataFrame, with the explanation in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from plworkbench import exports, mastery
from plworkbench.mastery.explaining import Explanation, explain_level
from plworkbench.schema import SYMBOLS, score_words

if TYPE_CHECKING:
    from plworkbench.mastery import Scoring

COLUMNS = [
    "assessment",
    "date",
    "date_kind",
    "status",
    "score",
    "points_possible",
    "attempt",
    "score_on_scale",
    "weight",
    "left_out_because",
]
"""What is kept of each piece of evidence."""

ESTIMATE = ["low", "estimate", "high", "chance_secure"]
"""The columns of a mastery table that say what is probably known."""


class Why(pd.DataFrame):
    """The evidence of one student on one standard, oldest first, and what it comes to.

    Columns: assessment; date (the day that orders the pieces) and date_kind (which day that is: 'assessed', 'handed
    in', 'due' or ''); status; score; points_possible; attempt; score_on_scale; weight; left_out_because ('' when it
    counts). It is an ordinary DataFrame; whatever is selected or computed from it is a plain DataFrame, and only the
    whole shows itself with its explanation.

    Attributes
    ----------
    explanation : Explanation
        Everything that is said, see `plworkbench.mastery.explaining.Explanation`.
    student, standard : str
        Who and what, in words; '' where they were not given.
    """

    _metadata = ("explanation", "student", "standard")
    explanation: Explanation
    student: str
    standard: str

    @property
    def _constructor(self):
        return pd.DataFrame

    @classmethod
    def of(cls, explanation: Explanation, student: str = "", standard: str = "") -> Why:
        """Return an explanation as a table that shows itself.

        Parameters
        ----------
        explanation : Explanation
            As `plworkbench.mastery.explaining.explain_level` returns it.
        student, standard : str
            Who and what, for the heading.
        """
        found = cls(explanation.pieces.reindex(columns=COLUMNS).reset_index(drop=True))
        found.explanation, found.student, found.standard = explanation, student, standard
        return found

    @classmethod
    def about(
        cls,
        evidence: pd.DataFrame,
        scoring: Scoring,
        *,
        override: Mapping[str, object] | None = None,
        estimate: Mapping[str, object] | None = None,
        today: date | None = None,
        student: str = "",
        standard: str = "",
    ) -> Why:
        """Explain the evidence of one cell that is at hand; see `plworkbench.mastery.explaining.explain_level`."""
        said = explain_level(evidence, scoring, override=override, estimate=estimate, today=today)
        return cls.of(said, student, standard)

    @property
    def sentence(self) -> str:
        """The level, the score, and how the rule comes by it."""
        return self.explanation.sentence

    @property
    def lines(self) -> Sequence[str]:
        """The arithmetic, a line a step."""
        return self.explanation.lines

    @property
    def policy(self) -> Sequence[str]:
        """Which day orders the evidence, and what missing work and extra credit do."""
        return self.explanation.policy

    @property
    def certainty(self) -> str:
        """What is likely on such work, and of how many such students it is enough; '' where that is not known."""
        return self.explanation.certainty

    @property
    def judgement(self) -> str:
        """What the teacher set by hand; '' where nothing is."""
        return self.explanation.judgement

    @property
    def symbol(self) -> str:
        """The symbol of the level that counts."""
        return SYMBOLS[self.explanation.level]

    @property
    def rows(self) -> list[dict[str, object]]:
        """The pieces in words, newest first: name, day, points, on_scale, weight; and whether it counts."""
        top = self.explanation.scale.full_marks
        pieces = self.explanation.pieces
        return [
            {
                "name": piece.title,
                "counts": piece.left_out_because == "",
                "day": _day(piece.date, piece.date_kind),
                "points": piece.status if pd.isna(piece.score) else _points(piece.score, piece.points_possible),
                "on_scale": score_words(piece.score_on_scale, top),
                "weight": _weight(piece, self.explanation.rule),
            }
            for piece in pieces.rename(columns={"name": "title"}).iloc[::-1].itertuples()
        ]

    @property
    def heading(self) -> str:
        """Who and what: 'Amara Okafor on Ratio language (6.RP.A.1)'."""
        return " on ".join(part for part in (self.student, self.standard) if part)

    @property
    def range(self) -> dict[str, object]:
        """Where the likely range lies on the scale, in percent of its length, for a bar; empty where not known."""
        said, top = self.explanation, self.explanation.scale.full_marks
        if not said.interval:
            return {}
        low, likely, high = (round(min(100 * end / top, 100), 1) for end in said.interval)
        secure = said.scale.word("secure")
        return {
            "low": low,
            "width": round(high - low, 1),
            "likely": likely,
            "cut": round(100 * said.scale.cut_score / top, 1),
            "cut_words": f"{secure} from {said.scale.cut_score:g}{' %' if top == 100 else ''}",
            "top": f"{top:g}",
        }

    def _repr_html_(self) -> str:
        return exports.page(
            "why.html",
            heading=self.heading,
            symbol=self.symbol,
            said=self.explanation,
            rows=self.rows,
        )


def _weight(piece, rule: str) -> str:
    if piece.left_out_because:
        return f"does not count: {piece.left_out_because}"
    if rule == "sum":
        return "its points"
    # On a curve a piece can pull down as well as up, so a share would mislead.
    return "shapes the curve" if piece.in_logarithms and piece.weight != 1 else _percent(piece.weight)


def _points(score: float, possible: float) -> str:
    return f"{score:g} points" if pd.isna(possible) else f"{score:g} of {possible:g}"


def _percent(share: float) -> str:
    """Write a weight as a share; one with less than a percent is not none.

    Examples
    --------
    >>> _percent(0.65), _percent(0.004), _percent(1 / 3)
    ('65 %', 'under 1 %', '33 %')
    """
    percent = share * 100
    if 0 < percent < 1:
        return "under 1 %"
    return f"{mastery.round_half_away(percent, 0):.0f} %"


def _day(day: pd.Timestamp, kind: str) -> str:
    """Return the day that orders a piece; that it was assessed then goes without saying."""
    if pd.isna(day):
        return "no date"
    return f"{day.day} {day:%b %Y}" + ("" if kind == "assessed" else f" ({kind})")
