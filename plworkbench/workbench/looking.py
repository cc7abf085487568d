"""Looking at a class: roster, standards and evidence."""

from __future__ import annotations

import pandas as pd

from plworkbench import mastery
from plworkbench.errors import NotFound
from plworkbench.store import Repository


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
        return self._store.kept.get(("roster", class_key), lambda: self._roster(class_key))

    def _roster(self, class_key: str) -> pd.DataFrame:
        roster = self._store.students(class_key)
        shared = roster["name"].duplicated(keep=False)
        if shared.any():
            numbers = self._store.identifiers(class_key).groupby("student_key")["identifier"].last()
            marks = roster["student_key"].map(numbers).fillna((roster.groupby("name").cumcount() + 1).astype("str"))
            roster["name"] = roster["name"].where(~shared, roster["name"] + " (" + marks + ")")
        return roster

    def standards(self, class_name: str | None = None) -> pd.DataFrame:
        """Return the standards in the order of teaching: all of them, or those a class has evidence on."""
        there = self._store.kept.get("standards", self._all_standards)
        if class_name is None:
            return there
        used = self._store.evidence(self._class_key(class_name))["standard_code"].unique()
        return there[there["standard_code"].isin(used)].reset_index(drop=True)

    def _all_standards(self) -> pd.DataFrame:
        return self._store.standards().sort_values(["sequence", "standard_code"], ignore_index=True)

    def _standing_classes(self) -> pd.DataFrame:
        """Return the classes with an import that stands; a class whose every import was taken back is not shown."""
        return self._store.kept.get("standing classes", self._those_that_stand)

    def _those_that_stand(self) -> pd.DataFrame:
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
