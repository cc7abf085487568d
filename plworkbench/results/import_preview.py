"""What an import would do, before it does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd

from plworkbench import exports, importers
from plworkbench.errors import NotFound, Problem


@dataclass(frozen=True)
class ImportPreview:
    """A file, read and compared with what the class already has; nothing is stored yet.

    Parameters
    ----------
    class_name : str
        The class it would go into; it is made if it does not exist.
    parsed : plworkbench.importers.ParsedFile
        What the file says.
    mapping : DataFrame
        column_name, standard_code ('' leaves the column out), date_assessed, points_possible: the columns tied so far.
    known_students, known_identifiers, current_evidence, remembered : DataFrame
        What the class has now, and how its columns were tied before.
    imported_before : bool
        Whether exactly this file was imported into the class already.
    """

    class_name: str
    parsed: importers.ParsedFile
    mapping: pd.DataFrame
    known_students: pd.DataFrame
    known_identifiers: pd.DataFrame
    current_evidence: pd.DataFrame
    remembered: pd.DataFrame
    imported_before: bool = False

    @cached_property
    def plan(self) -> importers.ImportPlan:
        """What would be added, changed, left as it is, and left out with its reason."""
        return importers.plan_import(
            self.parsed,
            known_students=self.known_students,
            known_identifiers=self.known_identifiers,
            current_evidence=self.current_evidence,
            mapping=self.mapping,
        )

    @cached_property
    def moved(self) -> list[str]:
        """Keys of evidence that the file's columns gave to a standard they are not tied to any more.

        Only where the teacher ties columns: a file that states the standard in each row moves nothing.
        """
        if self.parsed.importer == "tidy_table":
            return []
        allowed = {
            row.column_name: set(row.standard_codes)
            for row in self.columns.itertuples()
            if row.left_out or row.standard_codes
        }
        first = self.parsed.scores.drop_duplicates("column_name")
        column_of = dict(zip(importers.work_of(first["assessment"], self.parsed.importer), first["column_name"]))
        current = self.current_evidence
        columns = importers.work_of(current["assessment"], self.parsed.importer).map(column_of)
        ours = current["student_key"].isin(self.plan.students["student_key"]) & columns.isin(list(allowed))
        gone = [code not in allowed[column] for code, column in zip(current.loc[ours, "standard_code"], columns[ours])]
        return current.loc[ours, "evidence_key"][gone].tolist()

    @property
    def sentence(self) -> str:
        """What the import would do, in one sentence."""
        new = len(self.plan.new_students)
        students = f"{new} new student{'' if new == 1 else 's'} in {self.class_name}. " if new else ""
        moved = f" {len(self.moved)} leave the standard they were tied to before." if self.moved else ""
        return (
            ("This file was imported before. " if self.imported_before else "") + students + self.plan.sentence + moved
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything in the file that needs the teacher's attention, with row, column and cure."""
        return self.plan.problems

    @property
    def columns(self) -> pd.DataFrame:
        """The score columns: column_name, title, points_possible, standard_codes, date_assessed, left_out, and more."""
        tied = self.mapping.groupby("column_name", sort=False).agg(
            standard_codes=("standard_code", lambda codes: [code for code in codes if code]),
            date_assessed=("date_assessed", "first"),
            points_given=("points_possible", "first"),
            left_out=("standard_code", lambda codes: not any(codes)),
        )
        columns = self.parsed.columns.join(tied, on="column_name")
        columns["standard_codes"] = [
            codes if isinstance(codes, list) else [recognised] if recognised else []
            for codes, recognised in zip(columns["standard_codes"], columns["standard_code"])
        ]
        return columns.assign(
            left_out=columns["left_out"].eq(True),
            points_possible=columns["points_possible"].fillna(columns["points_given"].astype("float64")),
        )

    @property
    def changes_anything(self) -> bool:
        """Whether committing it would add or change a score or a student."""
        plan = self.plan
        known = self.known_students
        enrolled = known.loc[known["enrolled"], "student_key"]
        joining = ~plan.students["student_key"].isin(enrolled)
        return bool(len(plan.added) or len(plan.changed) or joining.any() or self.moved or self._tied_anew)

    @property
    def _tied_anew(self) -> bool:
        """Whether columns of a class that is there are tied in another way than remembered."""
        ties = [
            set(mapping[["column_name", "standard_code"]].itertuples(index=False, name=None))
            for mapping in (self.mapping, self.remembered)
        ]
        return bool(len(self.known_students) and self.known_students["enrolled"].any() and ties[0] - ties[1])

    def tie(
        self,
        standards: Mapping[str, str | Sequence[str] | None],
        dates: Mapping[str, date | None] | None = None,
        points: Mapping[str, float] | None = None,
    ) -> ImportPreview:
        """Return the preview with columns of the file tied to standards.

        Parameters
        ----------
        standards : mapping
            Column name to a standard code, to several, or to None to leave the column out. A code the workbench does
            not know yet becomes a new standard.
        dates : mapping, optional
            Column name to the day of the assessment, where the file does not say.
        points : mapping, optional
            Column name to the points possible, where the file does not say.

        Raises
        ------
        NotFound
            If the file has no such column.
        """
        dates, points = dates or {}, points or {}
        known = set(self.parsed.columns["column_name"])
        if foreign := [name for name in (*standards, *dates, *points) if name not in known]:
            raise NotFound(f"The file has no score column '{foreign[0]}'. It has {', '.join(sorted(known))}.")
        current = self.columns.set_index("column_name")
        rows = []
        for name, column in current.iterrows():
            codes = standards.get(name, column["standard_codes"] or (None if column["left_out"] else []))
            codes = [""] if codes is None else [codes] if isinstance(codes, str) else list(codes)
            codes = dict.fromkeys(code.strip() for code in codes)
            day, given = dates.get(name, column["date_assessed"]), points.get(name, column["points_given"])
            rows += [
                {"column_name": name, "standard_code": code, "date_assessed": day, "points_possible": given}
                for code in codes
            ]
        mapping = pd.DataFrame(rows, columns=["column_name", "standard_code", "date_assessed", "points_possible"])
        return replace(self, mapping=mapping.assign(date_assessed=pd.to_datetime(mapping["date_assessed"])))

    def _repr_html_(self) -> str:
        return exports.page(
            "import_preview.html",
            sentence=self.sentence,
            format_name=self.parsed.format_name,
            students=len(self.parsed.students),
            problems=[str(problem) for problem in self.problems],
            unmapped=self.plan.unmapped_columns["column_name"].tolist(),
        )
