"""Scores entered by hand: evidence at once, and taken back like a file."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from plworkbench.errors import NewerVersionExists, Problem, ProblemsFound
from plworkbench.results import format_words
from plworkbench.store import one_line
from plworkbench.workbench.entries import (
    FEWEST_POINTS,
    LONGEST,
    WORDS,
    Entry,
    Names,
    as_day,
    as_number,
    as_word,
    compared,
    digest,
    is_nothing,
    shown,
)
from plworkbench.workbench.looking import Looking

IMPORTER = "entered"
"""What the list of imports calls scores that were entered by hand."""

KIND = "exit ticket"
"""What kind of work scores entered by hand are, unless somebody says otherwise."""

NOT_STORED = "The scores were not stored. Nothing was changed."

_TRIES = 5


class Entering(Looking):
    """The part of the workbench that takes scores entered by hand."""

    def enter_scores(
        self,
        class_name: str,
        assessment: str,
        standard_code: str,
        scores: Mapping[str, float | str | None],
        *,
        points_possible: float = 4,
        date: datetime.date | str | None = None,
        kind: str | None = None,
    ) -> dict[str, Any]:
        """Store the scores of one assessment on one standard; they are evidence at once.

        Parameters
        ----------
        class_name : str
            The class.
        assessment : str
            Its title: 'Exit ticket 12 November'. The same title and standard again corrects what was there.
        standard_code : str
            The standard it is evidence of.
        scores : mapping
            Name or key of a student to points from 0 to `points_possible`, parts of a point too, or to 'missing',
            'excused' or 'not assigned'. None says nothing: what is there stays.
        points_possible : float, default 4
            Full marks.
        date : date or ISO text, optional
            The day of the assessment. By default today; in a correction, the day it has.
        kind : str, optional
            What kind of work it is. By default 'exit ticket'; in a correction, what it is.

        Returns
        -------
        dict
            added, changed, unchanged: how many scores; and import_key, which `undo_import` takes, or None where
            nothing is new.

        Raises
        ------
        ProblemsFound
            Listing everything that is wrong. Nothing was changed.
        NotFound
            If there is no such class.
        """
        title, code, problems = one_line(assessment), one_line(standard_code), []
        full = as_number(points_possible)
        if full is None or full < FEWEST_POINTS:
            full = None
            problems.append(Problem("The points possible are not a number above 0.", "Write what full marks are: 4."))
        entries = []
        for student_key, name, value in Names(self.students(class_name)).each(scores, problems):
            points, word = as_number(value), as_word(value)
            if is_nothing(value):
                continue
            if word is None and points is None:
                problems.append(_no_score(name, value, f"0 to {full:g}" if full else "points"))
            elif word is None and full and points > full:
                cure = f"Write 0 to {full:g}, or more points possible for everybody."
                problems.append(Problem(f"{name}: {points:g} is more than the {full:g} points possible.", cure))
            entries.append(Entry(student_key, code, title, full or 0.0, points, word or "scored"))
        return self._enter(class_name, title, [code], entries, problems, date, one_line(kind), KIND)

    def entered(self, class_name: str) -> pd.DataFrame:
        """Return the assessments of a class with scores entered by hand, the newest first.

        Returns
        -------
        DataFrame
            One row an assessment and standard: assessment, standard_code, kind, date, points_possible, student_count,
            and the import_key of the latest entry that counts.
        """
        class_key = self._class_key(class_name)
        imports = self._store.imports(class_key)
        moments = imports[imports["importer"] == IMPORTER].set_index("import_key")["imported_at"]
        pieces = self._store.evidence(class_key)
        pieces = pieces[pieces["import_key"].isin(moments.index)]
        entered_at = pd.to_datetime(pieces["import_key"].map(moments.to_dict()))
        pieces = pieces.assign(entered_at=entered_at).sort_values("entered_at", kind="stable")
        found = pieces.groupby(["assessment", "standard_code"], as_index=False, sort=False).agg(
            kind=("kind", "last"),
            date=("date_assessed", "max"),
            points_possible=("points_possible", "last"),
            student_count=("student_key", "nunique"),
            import_key=("import_key", "last"),
            entered_at=("entered_at", "last"),
        )
        newest_first = found.sort_values(["date", "entered_at"], ascending=False, kind="stable", ignore_index=True)
        return newest_first.drop(columns="entered_at")

    def item_responses(self, class_name: str) -> pd.DataFrame:
        """Return the answers of a class to single items of assessments, with the student's `name`."""
        records = self._store.records("item_responses", self._class_key(class_name))
        names = self.students(class_name).set_index("student_key")["name"]
        records.insert(0, "name", records["student_key"].map(names))
        return records

    def _enter(
        self,
        class_name: str,
        title: str,
        codes: Sequence[str],
        entries: Sequence[Entry],
        problems: Sequence[Problem],
        date: datetime.date | str | None,
        kind: str,
        usual_kind: str,
    ) -> dict[str, Any]:
        """Store entries as one import, as far as they say something new; ProblemsFound lists what is wrong."""
        day, wrong = as_day(date)
        if not title:
            wrong.append(Problem("The assessment has no name.", "Write one such as 'Exit ticket 12 November'."))
        elif len(title) > LONGEST:
            wrong.append(Problem(f"The name of the assessment has {len(title):,} characters.", "Write a short one."))
        known = set(self._store.standards()["standard_code"])
        wrong += [
            Problem(f"There is no standard '{code}'.", "Choose one of the list.")
            for code in dict.fromkeys(codes)
            if code not in known
        ]
        if wrong := [*wrong, *problems]:
            raise ProblemsFound(NOT_STORED, wrong)
        class_key = self._class_key(class_name)
        for left in reversed(range(_TRIES)):
            try:
                return self._enter_once(class_key, entries, day, kind, usual_kind)
            except NewerVersionExists:
                # Somebody else stored something in this very moment: compare with that, then store.
                if not left:
                    raise
        raise AssertionError

    def _enter_once(
        self, class_key: str, entries: Sequence[Entry], day: pd.Timestamp | None, kind: str, usual_kind: str
    ) -> dict[str, Any]:
        seen = self._store.last_change()
        rows = compared(entries, self._store.evidence(class_key), day)
        counts = {name: int((rows["outcome"] == name).sum()) for name in ("added", "changed", "unchanged")}
        new = rows[rows["outcome"] != "unchanged"]
        if new.empty:
            return counts | {"import_key": None}
        import_key = self._store.commit_import(
            class_key,
            importer=IMPORTER,
            file_digest=digest(new),
            counts=counts | {"left_out": 0, "format_name": format_words(IMPORTER)},
            enrolled_keys=new["student_key"].tolist(),
            evidence=new.assign(kind=kind or new["kind"].fillna(usual_kind)),
            replaced_keys=new["replaces"].dropna().tolist(),
            seen=seen,
        )
        return counts | {"import_key": import_key}


def _no_score(name: str, value: object, points: str) -> Problem:
    words = ", ".join(f"'{word}'" for word in WORDS)
    cure = f"Write {points}, or {words}; leave it empty if there is none."
    return Problem(f"{name}: '{shown(value)}' is no score.", cure)
