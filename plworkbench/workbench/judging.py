"""The teacher's own judgement above what the evidence says."""

from __future__ import annotations

import pandas as pd

from plworkbench.errors import WorkbenchError
from plworkbench.results import ClassCells
from plworkbench.workbench.mastering import Mastering

_OVERRIDE = ["name", "student_key", "standard_code", "level", "reason", "set_on", "standing", "override_key"]


class Judging(Mastering):
    """The part of the workbench that keeps the levels a teacher set by judgement."""

    def override(self, class_name: str, student: str, standard_code: str, level: str, reason: str = "") -> str:
        """Set the level of a student on a standard by judgement, and return the key of the override.

        It wins over the score until newer evidence comes in; then the teacher is asked. One set before is let go. The
        same level and reason on the same evidence change nothing.

        Parameters
        ----------
        class_name : str
            The class.
        student : str
            Name or key of the student.
        standard_code : str
            The standard.
        level : {"beginning", "developing", "secure", "extending"}
            The level.
        reason : str, optional
            Why, in the teacher's words; nobody is asked for one.

        Raises
        ------
        WorkbenchError
            If there is no such level; or the class has no evidence on the standard: no table would show the level, and
            the first score would put it in question.
        NotFound
            If there is no such class, student or standard.
        """
        class_key, student_key = self._class_key(class_name), self._student_key(class_name, student)
        if self._is_nowhere(class_key, standard_code):
            message = f"{class_name} has no evidence on '{standard_code}' yet, so no table would show the level."
            raise WorkbenchError(f"{message} Nothing was changed. Enter a score of anybody first.")
        return self._store.set_override(class_key, student_key, standard_code, level, reason)

    def keep_override(self, class_name: str, student: str, standard_code: str) -> None:
        """Say that a level set by judgement holds with the newer evidence too; it is dated anew.

        Raises
        ------
        NotFound
            If no level is set by judgement there.
        """
        student_key = self._student_key(class_name, student)
        self._store.keep_override(self._class_key(class_name), student_key, standard_code)

    def end_override(self, class_name: str, student: str, standard_code: str) -> None:
        """Let go of a level set by judgement: the evidence alone says the level again.

        Raises
        ------
        NotFound
            If no level is set by judgement there.
        """
        student_key = self._student_key(class_name, student)
        self._store.end_override(self._class_key(class_name), student_key, standard_code)

    def _is_nowhere(self, class_key: str, standard_code: str) -> bool:
        """Return whether a standard exists, and is not one the class has evidence on."""
        exists = (self._store.standards()["standard_code"] == standard_code).any()
        return bool(exists) and not (self._store.evidence(class_key)["standard_code"] == standard_code).any()

    def cells(self, class_name: str) -> ClassCells:
        """Return the mastery of a class with all it rests on: `cells(...).why(student_key, standard_code)` is quick."""
        overrides = self.overrides(class_name)
        return ClassCells(self.mastery(class_name), self.evidence(class_name), overrides, self.scoring(class_name))

    def overrides(self, class_name: str) -> pd.DataFrame:
        """Return the levels of a class that were set by judgement and not let go since.

        One about a student who left the class, or on a standard that was taken back, rests until they return.

        Returns
        -------
        DataFrame
            By name: name, student_key, standard_code, level, reason ('' if none was given), set_on (UTC), standing,
            override_key. Standing is 'stands', or 'newer evidence' if a piece came in since that the teacher has not
            judged yet.
        """
        found = self._store.overrides(self._class_key(class_name))
        names = self.students(class_name).set_index("student_key")["name"]
        found = found[found["standard_code"].isin(self._store.standards()["standard_code"])]
        found = found.assign(
            name=found["student_key"].map(names).astype("str"),
            reason=found["reason"].fillna(""),
            place=found["student_key"].map({key: place for place, key in enumerate(names.index)}),
        ).dropna(subset="place")
        return found.sort_values(["place", "standard_code"], ignore_index=True)[_OVERRIDE]
