"""What has to be mended in a file, gathered by kind: how often, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from plworkbench.errors import Problem

MOST_LINES = 100
"""Places of one kind of problem that are put on the page; the marked-up copy has all."""

OPEN_UP_TO = 10
"""Problems of a file up to which all are shown at once."""

_TOGETHER = {
    "not_a_score": ("cell is not a number", "cells are not a number"),
    "below_zero": ("score is below 0", "scores are below 0"),
    "thousands_or_decimals": (
        "number can be read in more than one way",
        "numbers can be read in more than one way",
    ),
    "far_above_points": ("score is far above the points possible", "scores are far above the points possible"),
    "excel_made_a_date": ("cell was turned into a date", "cells were turned into dates"),
    "letter_grade": ("letter grade has no worth yet", "letter grades have no worth yet"),
    "not_a_number": ("cell is not a number", "cells are not a number"),
    "too_small": ("number is too small", "numbers are too small"),
    "too_large": ("number is too large", "numbers are too large"),
    "not_a_choice": ("word is not known here", "words are not known here"),
    "needs_a_value": ("cell must not be empty", "cells must not be empty"),
    "not_a_date": ("cell is not a date", "cells are not dates"),
    "day_or_month_first": ("date can be two days", "dates can be two days"),
    "names_no_student": ("row names no student", "rows name no student"),
    "anonymous_answer": ("answer is anonymous", "answers are anonymous"),
    "name_without_id": ("row has a name that is there twice", "rows have a name that is there twice"),
    "id_twice": ("row has an ID that is there twice", "rows have an ID that is there twice"),
    "id_of_another_name": ("ID belongs to somebody else", "IDs belong to somebody else"),
    "id_rounded": ("long ID was shortened", "long IDs were shortened"),
    "zeros_lost": ("ID may have lost its zeros", "IDs may have lost their zeros"),
    "unknown_reference": ("row points to nothing", "rows point to nothing"),
    "same_evidence": ("score is there twice", "scores are there twice"),
    "same_cell": ("score is there twice", "scores are there twice"),
    "same_record": ("record is there twice", "records are there twice"),
    "other_width": ("row has too few or too many cells", "rows have too few or too many cells"),
    "header_twice": ("header stands twice", "headers stand twice"),
    "header_misspelt": ("header is misspelt", "headers are misspelt"),
}
"""One and several problems of a code, in words."""


@dataclass(frozen=True)
class ProblemGroup:
    """Problems of one kind.

    Parameters
    ----------
    title : str
        How many there are, of what; '' where a single one speaks for itself.
    cure : str
        What to do, where it is the same for several.
    lines : tuple of str
        Place and message of each, with the cure where it is not the same for all.
    more : int
        How many are not among the lines.
    is_open : bool
        Whether the lines are shown from the start.
    """

    title: str
    cure: str
    lines: tuple[str, ...]
    more: int = 0
    is_open: bool = False


def problem_groups(problems: Iterable[Problem]) -> list[ProblemGroup]:
    """Gather problems by kind, in the order of the file.

    Examples
    --------
    >>> cells = [Problem(f"'{text}' is not a number.", "Write one.", row=row, code="not_a_score")
    ...          for row, text in ((4, "absnt"), (9, "sick"))]
    >>> found = problem_groups(cells)[0]
    >>> found.title, found.lines
    ('2 cells are not a number', ("Row 4: 'absnt' is not a number.", "Row 9: 'sick' is not a number."))
    """
    listed = list(problems)
    places = {kind: place for place, kind in reversed(list(enumerate(map(_kind, listed))))}
    ordered = sorted(listed, key=lambda problem: places[_kind(problem)])
    groups = [_group(list(found)) for _, found in groupby(ordered, key=_kind)]
    few = len(listed) <= OPEN_UP_TO
    return [replace(group, is_open=few or place == 0) for place, group in enumerate(groups)]


def _kind(problem: Problem) -> str:
    return problem.code or problem.cure


def _group(problems: list[Problem]) -> ProblemGroup:
    same_cure = len(problems) > 1 and len({problem.cure for problem in problems}) == 1
    shown = problems[:MOST_LINES]
    return ProblemGroup(
        title=_title(problems),
        cure=problems[0].cure if same_cure else "",
        lines=tuple(_line(problem, with_cure=not same_cure) for problem in shown),
        more=len(problems) - len(shown),
    )


def _title(problems: list[Problem]) -> str:
    if problems[0].code not in _TOGETHER and len(problems) == 1:
        return ""
    one, many = _TOGETHER.get(problems[0].code, ("thing to look at", "things of one kind to look at"))
    return f"{len(problems):,} {one if len(problems) == 1 else many}"


def _line(problem: Problem, *, with_cure: bool) -> str:
    said = str(problem) if with_cure else str(replace(problem, cure="")).rstrip()
    value = " ".join((problem.value or "").split())[:80]
    # A row is told by more than its number where the file names a student there: this is the teacher's own screen.
    return said if not value or value[:30] in said else f"{said} (in the file: {value})"
