"""A rubric while it is being written: criteria, each with a standard and levels in words."""

from __future__ import annotations

import re
import tempfile
from copy import deepcopy
from pathlib import Path

from plworkbench.errors import Problem, ProblemsFound, WorkbenchError

FIRST_LEVELS = ("1", "2", "3", "4")

_SETTING = "unsaved rubric"


class RubricDraft:
    """A rubric that is being written or changed.

    Parameters
    ----------
    wb : Workbench
        The open workbench.

    Attributes
    ----------
    is_open : bool
        Whether one is being written.
    name : str
        Its name.
    criteria : list of dict
        name, standard_code, and levels: pairs of points and words as they were typed.
    problems : list of Problem
        Why it could not be saved.
    """

    def __init__(self, wb):
        self.wb = wb
        self.is_open, self.name, self._was = False, "", ""
        self.criteria: list[dict] = []
        self.problems: tuple[Problem, ...] = ()
        if draft := wb.recall(_SETTING, {}):
            self.is_open, self.name, self._was, self.criteria = True, draft["name"], draft["was"], draft["criteria"]

    def begin(self, name: str = "", standard_code: str = "") -> None:
        """Write a new rubric, or change one that is in use."""
        self.is_open, self.name, self._was, self.problems = True, name, name, ()
        stored = self.wb.rubrics().get(name, [])
        self.criteria = [
            one | {"levels": [[f"{points:g}", words] for points, words in one["levels"]]} for one in deepcopy(stored)
        ]
        if not self.criteria:
            self.add_criterion(standard_code)

    def _keep(self) -> None:
        self.wb.remember(_SETTING, {"name": self.name, "was": self._was, "criteria": deepcopy(self.criteria)})

    def close(self) -> None:
        """Put the draft away."""
        self.is_open, self.problems, self.criteria = False, (), []
        self.wb.remember(_SETTING, None)

    # --- as a table: a line a level

    @property
    def rows(self) -> list[dict]:
        """A line for each level; the first of a criterion has its name and its standard, too."""
        rows = []
        for c, one in enumerate(self.criteria):
            for n, (points, words) in enumerate(one["levels"]):
                first, last = n == 0, n == len(one["levels"]) - 1
                acts = [["remove", "Remove criterion"]] if first else []
                acts += [["remove level", "Remove level"]] if n and len(one["levels"]) > 2 else []
                acts += [["add level", "Add a level"]] if last else []
                rows.append(
                    {
                        "key": f"{c}/{n}",
                        "line": f"Criterion {c + 1}, level {n + 1}",
                        "criterion": one["name"] if first else "",
                        "standard": one["standard_code"] if first else "",
                        "points": points,
                        "words": words,
                        "fixed": [] if first else ["criterion", "standard"],
                        "options": {"act": acts},
                    }
                )
        return rows

    def change(self, row: str, column: str, value: object) -> None:
        """Take what was typed into a line, or a button of it."""
        c, n = (int(part) for part in row.split("/"))
        one = self.criteria[c]
        if column == "act":
            self._act(c, n, str(value))
        elif column in ("points", "words"):
            one["levels"][n][column == "words"] = "" if value is None else _written(value)
        else:
            one["standard_code" if column == "standard" else "name"] = str(value or "").strip()
        self._keep()

    def _act(self, c: int, n: int, act: str) -> None:
        levels = self.criteria[c]["levels"]
        if act == "remove":
            del self.criteria[c]
        elif act == "remove level":
            del levels[n]
        else:
            levels.append([_next_points(levels[-1][0]), ""])

    def rename(self, name: str) -> None:
        """Give the rubric a name."""
        self.name = name.strip()
        self._keep()

    def add_criterion(self, standard_code: str = "") -> None:
        """Add a criterion on the standard of the one before, with the same points."""
        before = self.criteria[-1] if self.criteria else None
        points = [level[0] for level in before["levels"]] if before else list(FIRST_LEVELS)
        code = before["standard_code"] if before else standard_code
        self.criteria.append({"name": "", "standard_code": code, "levels": [[one, ""] for one in points]})
        self._keep()

    # --- keeping and sharing

    def save(self) -> str:
        """Keep the rubric and return its name; '' when something has to be mended first."""
        criteria = [
            one | {"levels": [[_number(points), words] for points, words in one["levels"]]} for one in self.criteria
        ]
        try:
            self.wb.save_rubric(self.name, criteria)
        except ProblemsFound as found:
            self.problems = tuple(_of_criterion(problem) for problem in found.problems)
            return ""
        if self._was and self._was.casefold() != self.name.casefold():
            self.wb.put_rubric_away(self._was)
        self.close()
        return self.name

    def put_away(self) -> None:
        """Take the rubric out of use; what was entered with it stays."""
        if self._was:
            self.wb.put_rubric_away(self._was)
        self.close()

    @property
    def is_stored(self) -> bool:
        """Whether it is in use already."""
        return bool(self._was)


def shared_file(wb, name: str) -> tuple[str, str]:
    """Return a rubric as a file for colleagues: its name and its text. Nothing of students is in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(wb.export_rubric(name, Path(folder)))
        return path.name, path.read_text("utf-8")


def take_file(wb, content: bytes) -> str:
    """Bring in a rubric that a colleague shared, and return its name."""
    if not content:
        raise WorkbenchError("This file is empty. Nothing was changed; ask for the rubric again.")
    return wb.import_rubric(content)


def _of_criterion(problem: Problem) -> Problem:
    """Name the criterion a problem is in: the rows of the editor are levels."""
    where = "" if problem.row is None else f"Criterion {problem.row}: "
    return Problem(where + problem.message, problem.cure)


def _number(text: str) -> float | str:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else text


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else str(value).strip()


def _next_points(points: str) -> str:
    number = _number(points)
    return f"{number + 1:g}" if isinstance(number, float) else ""
