"""Looking at a class: roster, standards, evidence and mastery."""

from __future__ import annotations

import pandas as pd

from plworkbench import mastery, schema
from plworkbench.errors import NotFound
from plworkbench.results import MasteryTable
from plworkbench.store import Repository

DEFAULT_CHOICES: dict[str, object] = {"rule": "decaying_average", "cut_score": 3.0, "minimum_evidence": 2}
"""How mastery is scored until the teacher chooses otherwise for a class."""


class Looking:
    """The part of the workbench that shows a class."""

    _store: Repository

    def class_names(self) -> list[str]:
        """Return the names of all classes."""
        return self._standing_classes()["name"].tolist()

    def classes(self) -> pd.DataFrame:
        """Return one row a class: name, subject, students, standards, evidence_count, latest_date, source."""
        rows = []
        for found in self._standing_classes().itertuples():
            evidence = self._store.evidence(found.class_key)
            rows.append(
                {
                    "name": found.name,
                    "subject": found.subject,
                    "students": len(self._store.students(found.class_key)),
                    "standards": evidence["standard_code"].nunique(),
                    "evidence_count": int((evidence["status"] == "scored").sum()),
                    "latest_date": mastery.order_evidence(evidence)["date"].max(),
                    "source": found.source,
                }
            )
        columns = ["name", "subject", "students", "standards", "evidence_count", "latest_date", "source"]
        return pd.DataFrame(rows, columns=columns)

    def students(self, class_name: str) -> pd.DataFrame:
        """Return the roster of a class: student_key, name, sort_name, sorted by name.

        Students who share a name carry a number with it, 'Ana Silva (0042)', so that a name means one of them.
        """
        class_key = self._class_key(class_name)
        roster = self._store.students(class_key)
        shared = roster["name"].duplicated(keep=False)
        if shared.any():
            numbers = self._store.identifiers(class_key).groupby("student_key")["identifier"].last()
            marks = roster["student_key"].map(numbers).fillna((roster.groupby("name").cumcount() + 1).astype("str"))
            roster["name"] = roster["name"].where(~shared, roster["name"] + " (" + marks + ")")
        return roster

    def standards(self, class_name: str | None = None) -> pd.DataFrame:
        """Return the standards in the order of teaching: all of them, or those a class has evidence on."""
        standards = self._store.standards().sort_values(["sequence", "standard_code"], ignore_index=True)
        if class_name is None:
            return standards
        used = self._store.evidence(self._class_key(class_name))["standard_code"].unique()
        return standards[standards["standard_code"].isin(used)].reset_index(drop=True)

    def evidence(self, class_name: str) -> pd.DataFrame:
        """Return every piece of evidence of a class, oldest first, with the student's `name` and the `date`."""
        class_key = self._class_key(class_name)
        names = self.students(class_name).set_index("student_key")["name"]
        evidence = mastery.order_evidence(self._store.evidence(class_key))
        evidence.insert(0, "name", evidence["student_key"].map(names))
        return evidence.reset_index(drop=True)

    def mastery(
        self,
        class_name: str,
        rule: str | None = None,
        *,
        cut_score: float | None = None,
        minimum_evidence: int | None = None,
    ) -> MasteryTable:
        """Return the mastery of a class: one row for each student and standard.

        Parameters
        ----------
        class_name : str
            The class.
        rule : {"decaying_average", "latest", "highest", "mean"}, optional
            Scoring rule.
        cut_score : float, optional
            The score (0..4) from which a standard counts as mastered.
        minimum_evidence : int, optional
            Pieces of evidence needed before a level is named.

        Returns
        -------
        MasteryTable
            A DataFrame that shows itself as a heat map. What is not given is as chosen for the class (`choices`).
        """
        class_key = self._class_key(class_name)
        given = {"rule": rule, "cut_score": cut_score, "minimum_evidence": minimum_evidence}
        choices = self.choices(class_name) | {name: value for name, value in given.items() if value is not None}
        students, standards = self.students(class_name), self.standards(class_name)
        table = mastery.summarize_mastery(
            self._store.evidence(class_key),
            students=students["student_key"],
            standards=standards["standard_code"],
            **choices,
        )
        table.insert(1, "name", table["student_key"].map(students.set_index("student_key")["name"]))
        table.insert(3, "title", table["standard_code"].map(standards.set_index("standard_code")["title"]))
        return MasteryTable(table)

    def why(self, class_name: str, student: str, standard_code: str) -> pd.DataFrame:
        """Return the evidence behind one cell of the mastery table, with the weight of each piece.

        Parameters
        ----------
        class_name : str
            The class.
        student : str
            Name or key of the student.
        standard_code : str
            The standard.

        Returns
        -------
        DataFrame
            Oldest first: assessment, date (the day that orders the pieces) and date_kind (whether that is the day
            'assessed', else 'handed in', else 'due'), status, score, points_possible, attempt, score_of_4, weight
            (0..1), left_out_because. The score of the cell is the sum of weight x score_of_4.
        """
        student_key = self._student_key(class_name, student)
        evidence = self._store.evidence(self._class_key(class_name))
        cell = evidence[(evidence["student_key"] == student_key) & (evidence["standard_code"] == standard_code)]
        return mastery.weigh_evidence(cell, str(self.choices(class_name)["rule"]))[
            [
                "assessment",
                "date",
                "date_kind",
                "status",
                "score",
                "points_possible",
                "attempt",
                "score_of_4",
                "weight",
                "left_out_because",
            ]
        ]

    def choices(self, class_name: str) -> dict[str, object]:
        """Return how mastery is scored for a class: rule, cut_score and minimum_evidence."""
        return DEFAULT_CHOICES | self._store.setting("mastery", scope=self._class_key(class_name), default={})

    def choose(self, class_name: str, **choices: object) -> dict[str, object]:
        """Choose how mastery is scored for a class from now on; returns all choices.

        Raises
        ------
        ValueError
            If a rule, cut score or minimum is not possible; nothing is changed then.
        """
        if foreign := set(choices) - set(DEFAULT_CHOICES):
            raise ValueError(f"There is no choice '{sorted(foreign)[0]}'. Choose {', '.join(DEFAULT_CHOICES)}.")
        wanted = self.choices(class_name) | choices
        mastery.summarize_mastery(schema.empty_frame("evidence"), **wanted)  # refuses what is out of range
        self._store.put_setting("mastery", wanted, scope=self._class_key(class_name))
        return wanted

    def _standing_classes(self) -> pd.DataFrame:
        """Return the classes with an import that stands; a class whose every import was taken back is not shown."""
        classes, imports = self._store.classes(), self._store.imports()
        standing = imports.loc[imports["undone_at"].isna(), "class_key"]
        return classes[classes["class_key"].isin(standing)].reset_index(drop=True)

    def _class_key(self, class_name: str) -> str:
        classes = self._standing_classes()
        found = classes.loc[same_name(classes["name"], class_name) | (classes["class_key"] == class_name), "class_key"]
        if found.empty:
            there = ", ".join(classes["name"]) or "none yet: import a gradebook or add a sample"
            raise NotFound(f"There is no class '{class_name}'. The classes are {there}.")
        return found.iloc[0]

    def _student_key(self, class_name: str, student: str) -> str:
        """Return the key of a student of a class, given the key or the name."""
        roster = self.students(class_name)
        found = roster.loc[(roster["name"] == student) | (roster["student_key"] == student), "student_key"]
        if found.empty:
            raise NotFound(f"No student called '{student}' is in {class_name}.")
        return found.iloc[0]


def same_name(names: pd.Series, name: str) -> pd.Series:
    """Return which names are this one; capital letters and spaces at the ends make no difference."""
    return names.str.strip().str.casefold() == name.strip().casefold()
