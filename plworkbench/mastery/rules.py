"""Scoring rules: how several pieces of evidence on one standard become one score.

Every rule is a set of weights on the pieces of a cell (one student, one standard): the score is the sum of weight x
score on the scale. So one computation serves the summary of a class and the explanation of a single cell. The weights
are written once, as Narwhals expressions (`plworkbench.mastery.weights`), so that they run on any frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plworkbench.mastery.scoring import Scoring


@dataclass(frozen=True)
class Rule:
    """A scoring rule.

    Parameters
    ----------
    name : str
        The rule's name in code and settings.
    label : str
        Its name on screen.
    template : str
        One sentence a teacher can repeat to a parent, with places for the parameters; `says` fills them in.
    parameter : str
        The field of `Scoring` the rule is adjusted by: 'latest_weight', 'recent_count' or 'times_needed'; '' if none.
    sorts : {"", "time", "score", "time, then score"}
        What the pieces of a cell have to be sorted by to weigh them.
    pools_questions : bool
        Whether questions of one quiz each stand for the quiz. Canvas does so except under its 'highest' and 'number
        of times'.
    combines : {"scores", "logarithms"}
        What the weights are applied to. With 'logarithms' the score is the exponential of the weighted sum, except
        in a cell where the rule falls back to the average (see `weigh_evidence`, column in_logarithms).
    source : str
        Whose rule it is, and where it is written down.

    Examples
    --------
    >>> RULES["decaying_average"].meaning
    'Each new piece of work counts 65 % and everything before it 35 %.'
    """

    name: str
    label: str
    template: str
    parameter: str = ""
    sorts: str = ""
    pools_questions: bool = True
    combines: str = "scores"
    source: str = ""

    @property
    def meaning(self) -> str:
        """The sentence with the parameters as they are by default."""
        from plworkbench.mastery.scoring import Scoring

        return self.says(Scoring())

    def says(self, scoring: Scoring) -> str:
        """Return the sentence a teacher can repeat to a parent, with this scoring's parameters filled in.

        Examples
        --------
        >>> from plworkbench.mastery.scoring import Scoring
        >>> RULES["recent_mean"].says(Scoring(recent_count=1)), RULES["n_times"].says(Scoring(times_needed=2))
        ('The average of the most recent piece of work.', 'The average of all work at 3 or above, once there are 2 ...')
        """
        count = scoring.recent_count
        return self.template.format(
            latest=f"{scoring.latest_weight * 100:.10g}",
            rest=f"{(1 - scoring.latest_weight) * 100:.10g}",
            recent="the most recent piece" if count == 1 else f"the {count} most recent pieces",
            times=scoring.times_needed,
            cut=f"{scoring.scale.cut_score:g}",
        )


CANVAS = "Canvas: app/models/rollup_score.rb"
MOODLE = "Moodle: lib/grade/grade_category.php"

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            Rule(
                "decaying_average",
                "Recent work counts more",
                "Each new piece of work counts {latest} % and everything before it {rest} %.",
                parameter="latest_weight",
                sorts="time",
                source=f"{CANVAS}, 'standard_decaying_average'; SchoolWise, 'decaying average'",
            ),
            Rule(
                "weighted_average",
                "Latest against the rest",
                "The most recent piece of work counts {latest} % and the average of all earlier work {rest} %.",
                parameter="latest_weight",
                sorts="time",
                source=f"{CANVAS}, 'weighted_average', called 'decaying_average' until 2024",
            ),
            Rule(
                "latest",
                "Most recent",
                "Only the most recent piece of work counts.",
                sorts="time",
                source=f"{CANVAS}, 'latest'",
            ),
            Rule(
                "highest",
                "Highest",
                "Only the best piece of work counts.",
                sorts="score",
                pools_questions=False,
                source=f"{CANVAS}, 'highest'",
            ),
            Rule(
                "lowest",
                "Lowest",
                "Only the weakest piece of work counts.",
                sorts="score",
                source=f"{MOODLE}, 'Lowest grade'",
            ),
            Rule("mean", "Average", "Every piece of work counts the same.", source=f"{CANVAS}, 'average'"),
            Rule(
                "median",
                "Middle score",
                "The score in the middle counts, when all are sorted from low to high.",
                sorts="score",
                source=f"{MOODLE}, 'Median of grades'",
            ),
            Rule(
                "mode",
                "Most frequent",
                "The score that appears most often counts; the higher one where two appear equally often.",
                source=f"{MOODLE}, 'Mode of grades'",
            ),
            Rule(
                "recent_mean",
                "Average of recent work",
                "The average of {recent} of work.",
                parameter="recent_count",
                sorts="time",
                source="TeacherEase, 'Average of Recent Scores'",
            ),
            Rule(
                "recent_median",
                "Middle of recent work",
                "The middle score of {recent} of work.",
                parameter="recent_count",
                sorts="time, then score",
                source="TeacherEase, 'Median of Recent Scores'",
            ),
            Rule(
                "n_times",
                "Shown several times",
                "The average of all work at {cut} or above, once there are {times} such pieces; no score before.",
                parameter="times_needed",
                pools_questions=False,
                source=f"{CANVAS}, 'n_mastery'",
            ),
            Rule(
                "power_law",
                "Trend (power law)",
                "A curve of learning is drawn through all the work, and read off at the most recent piece.",
                sorts="time",
                combines="logarithms",
                source="Marzano, Transforming Classroom Grading (2000); JumpRope, 'The power of the Power Law'",
            ),
            Rule(
                "power_law_if_growing",
                "Trend if growing",
                "A curve of learning is read off at the most recent piece if the work is growing; else the average.",
                sorts="time",
                combines="logarithms",
                source="NHA GradeBook: power law where there is growth, else the average",
            ),
            Rule(
                "weighted_mean",
                "Average by points",
                "Work worth more points counts more.",
                source=f"{MOODLE}, 'Weighted mean of grades'",
            ),
            Rule(
                "sum",
                "Sum of points",
                "The points of all work are added up; 12 points read as 12 on the scale.",
                source=f"{MOODLE}, 'Natural' (sum of grades)",
            ),
        )
    }
)
"""The scoring rules by name. The decaying average is the recursive one that Canvas calls 'Decaying Average' since
2024; what Canvas called so before is the weighted average of the latest piece and the mean of the rest."""
