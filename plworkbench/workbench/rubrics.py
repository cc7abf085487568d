"""Rubrics: kept, shared as a file, and used to enter marks."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from plworkbench.errors import NotFound, Problem
from plworkbench.store import checked_criteria, one_line
from plworkbench.workbench.entering import Entering
from plworkbench.workbench.entries import LONGEST, Entry, Names, as_number, as_word, is_nothing, shown
from plworkbench.workbench.rubric_files import file_name, read_rubric, rubric_text

PathLike = str | os.PathLike[str]


class Rubrics(Entering):
    """The part of the workbench that keeps rubrics and takes the marks given with them."""

    def rubrics(self) -> dict[str, list[dict[str, Any]]]:
        """Return the rubrics in use: name to criteria, as `save_rubric` takes them."""
        found = self._store.rubrics()
        return dict(zip(found["name"], found["criteria"]))

    def save_rubric(self, name: str, criteria: Sequence[Mapping[str, Any]]) -> None:
        """Keep a rubric; one in use under that name is changed.

        Evidence that was entered with it stays as it is.

        Parameters
        ----------
        name : str
            What the teacher calls it.
        criteria : sequence of mapping
            name, standard_code, and levels: pairs of points and words, low to high.

        Raises
        ------
        ProblemsFound
            Listing everything that is wrong. Nothing was changed.
        """
        self._store.put_rubric(name, criteria)

    def put_rubric_away(self, name: str) -> None:
        """Take a rubric out of use; the evidence that was entered with it stays.

        Raises
        ------
        NotFound
            If no rubric of that name is in use.
        """
        self._store.end_rubric(name)

    def enter_rubric(
        self,
        class_name: str,
        assessment: str,
        rubric: str,
        marks: Mapping[str, Mapping[str, float | str | None] | str | None],
        *,
        date: datetime.date | str | None = None,
    ) -> dict[str, Any]:
        """Store the marks of one task: a piece of evidence for each student and criterion, at once.

        Parameters
        ----------
        class_name : str
            The class.
        assessment : str
            The task: 'Bridge model'. The evidence is called 'Bridge model: Compares amounts', after the criterion.
        rubric : str
            Name of the rubric.
        marks : mapping
            Name or key of a student to a mapping of criteria to points of a level, or to 'missing', 'excused' or
            'not assigned'; such a word in place of the mapping stands for every criterion. None says nothing.
        date : date or ISO text, optional
            The day of the task. By default today; in a correction, the day it has.

        Returns
        -------
        dict
            added, changed, unchanged and import_key, as `enter_scores` returns them.

        Raises
        ------
        ProblemsFound
            Listing everything that is wrong, such as points that no level has. Nothing was changed.
        NotFound
            If there is no such class or rubric.
        """
        criteria = {criterion["name"]: criterion for criterion in self._rubric(rubric)[1]}
        task, problems, entries = one_line(assessment), [], []
        for student_key, student, given in Names(self.students(class_name)).each(marks, problems):
            whole = given if isinstance(given, Mapping) else dict.fromkeys(criteria, given)
            problems += [
                Problem(f"{student}: the rubric has no criterion '{name}'.", f"It has {', '.join(criteria)}.")
                for name in whole
                if name not in criteria
            ]
            for name, criterion in criteria.items():
                value, levels = whole.get(name), [points for points, _ in criterion["levels"]]
                if is_nothing(value):
                    continue
                points, word = as_number(value), as_word(value)
                if word is None and points not in levels:
                    cure = f"Choose {', '.join(f'{level:g}' for level in levels)}."
                    problems.append(Problem(f"{student}, {name}: '{shown(value)}' is not the points of a level.", cure))
                title = f"{task}: {name}" if task else ""
                entry = Entry(student_key, criterion["standard_code"], title, levels[-1], points, word or "scored")
                entries.append(entry)
        codes = [criterion["standard_code"] for criterion in criteria.values()]
        return self._enter(class_name, task, codes, entries, problems, date, "rubric", "rubric")

    def export_rubric(self, name: str, path: PathLike) -> Path:
        """Write a rubric into a file that a colleague can bring in; it holds nothing about students.

        Parameters
        ----------
        name : str
            The rubric.
        path : path
            The file; a folder gets one named after the rubric.

        Raises
        ------
        NotFound
            If no rubric of that name is in use.
        """
        target = Path(path)
        if target.is_dir():
            target /= file_name(self._rubric(name)[0])
        target.write_text(self.rubric_file(name), encoding="utf-8")
        return target

    def rubric_file(self, name: str) -> str:
        """Return a rubric as the text of the file that `export_rubric` writes."""
        return rubric_text(*self._rubric(name), self._store.standards())

    def import_rubric(self, path: PathLike | bytes) -> str:
        """Bring in a rubric that somebody shared, and return the name under which it is kept.

        Standards it names that nobody knows here are added. The name of another rubric in use is not taken: the new
        one gets a number.

        Parameters
        ----------
        path : path or bytes
            The file, or its content.

        Raises
        ------
        ImportRefused
            If it is not a rubric; the message says what to do. Nothing was changed.
        ProblemsFound
            If it is one with faults, all listed. Nothing was changed.
        """
        held = read_rubric(path)
        name, criteria = held["name"], checked_criteria(held["criteria"], name=held["name"])
        known = {kept.casefold(): (kept, content) for kept, content in self.rubrics().items()}
        for kept, content in known.values():
            if content == criteria and kept.casefold().startswith(name.casefold()):
                return kept  # brought in before, perhaps under a number
        free = next(f"{name}{mark}" for mark in _numbers() if f"{name}{mark}".casefold() not in known)
        self._add_standards(criteria, held["standards"])
        self.save_rubric(free, criteria)
        return free

    def _rubric(self, name: str) -> tuple[str, list[dict[str, Any]]]:
        """Return the name and the criteria of a rubric in use; capital letters of the name make no difference."""
        for known, criteria in self.rubrics().items():
            if known.casefold() == one_line(name).casefold():
                return known, criteria
        there = ", ".join(self.rubrics()) or "none yet"
        raise NotFound(f"There is no rubric called '{name}'. The rubrics are {there}.")

    def _add_standards(self, criteria: Sequence[Mapping[str, Any]], described: Sequence[Mapping[str, Any]]) -> None:
        """Add the standards that nobody knows here, worded as the file has them."""
        known = set(self._store.standards()["standard_code"])
        words = {one_line(each.get("standard_code")): each for each in described}
        new = dict.fromkeys(each["standard_code"] for each in criteria if each["standard_code"] not in known)
        rows = [
            {
                "standard_code": code,
                "title": _wording(words.get(code, {}).get("title")) or code,
                "i_can": _wording(words.get(code, {}).get("i_can")) or None,
            }
            for code in new
        ]
        if rows:
            self._store.put_standards(pd.DataFrame(rows))


def _wording(text: Any) -> str:
    """Return a title or sentence of a shared file; one of pages is no title."""
    words = one_line(text)
    return words if len(words) <= LONGEST else ""


def _numbers() -> Iterator[str]:
    """Return what tells a rubric from others of its name."""
    yield ""
    yield from (f" ({number})" for number in count(2))
