"""What an import would do, before it does it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
        The class it would go into; it is made if it does not exist. Empty for a file of standards alone.
    parsed : plworkbench.importers.ParsedFile
        What the file says.
    mapping : DataFrame
        column_name, standard_code ('' leaves the column out), date_assessed, points_possible: the columns tied so far.
    known : mapping
        What the workbench has: the tables `plworkbench.importers.plan_import` compares with, by its parameters.
    remembered : DataFrame
        How the class's columns were tied before.
    decisions : mapping
        Row of a student who may be known to 'same', 'new', or the key of one of several candidates.
    imported_before : bool
        Whether exactly this file was imported into the class already.
    class_key : str, optional
        Key of the class; None while it does not exist.
    seen : int
        Number of the last change of the data that the preview knows of; a later one makes it out of date.
    source : path or bytes, optional
        The file, to read another sheet of it.
    """

    class_name: str
    parsed: importers.ParsedFile
    mapping: pd.DataFrame
    known: Mapping[str, pd.DataFrame]
    remembered: pd.DataFrame
    decisions: Mapping[int, str] = field(default_factory=dict)
    imported_before: bool = False
    class_key: str | None = None
    seen: int = 0
    source: str | os.PathLike[str] | bytes | None = field(default=None, repr=False)

    @cached_property
    def plan(self) -> importers.ImportPlan:
        """What would be added, changed, left as it is, and left out with its reason."""
        return importers.plan_import(self.parsed, **self.known, mapping=self.mapping, decisions=self.decisions)

    @property
    def questions(self) -> tuple[importers.Question, ...]:
        """What the file leaves open, each with its options; `answer` answers them."""
        return self.parsed.questions

    def answer(self, **answers: object) -> ImportPreview:
        """Return the preview of the file read once more with answers to its questions.

        Parameters
        ----------
        **answers
            Fields of `plworkbench.importers.Answers`: `date_order="day first"`, `section="Period 3"`, ...

        Raises
        ------
        ImportRefused
            If the file cannot be read that way.
        """
        given = replace(self.parsed.answers, **answers)
        raw = self.parsed.raw
        if "sheet" in answers and self.source is not None:
            is_content = isinstance(self.source, bytes)
            raw = (
                importers.read_raw(self.source, self.parsed.file_name, sheet=given.sheet)
                if is_content
                else importers.read_path(self.source, sheet=given.sheet)
            )
        parsed = importers.parse_raw(raw, given)
        names, before = (p.students.set_index("row_number")["name"] for p in (parsed, self.parsed))
        # Read in another way, a row may be another student.
        kept = {row: said for row, said in self.decisions.items() if names.get(row) == before.get(row)}
        return replace(self, parsed=parsed, decisions=kept)

    @property
    def matches(self) -> pd.DataFrame:
        """Students who may be in the class already: row_number, name, candidates, known_names, why, decision."""
        return self.plan.proposals

    def match(self, decisions: Mapping[int, str] | str) -> ImportPreview:
        """Return the preview with students of the file said to be known ones, or new.

        Parameters
        ----------
        decisions : mapping or {"same", "new"}
            Row of the student to 'same', 'new', or the key of one of its candidates; or one answer for all whose
            answer is open.

        Raises
        ------
        NotFound
            If a row is not among `matches`.
        """
        matches = self.matches
        if isinstance(decisions, str):
            open_rows = matches.loc[matches["decision"] == "", "row_number"]
            decisions = dict.fromkeys((int(row) for row in open_rows), decisions)
        if foreign := [row for row in decisions if row not in set(matches["row_number"])]:
            raise NotFound(f"Row {foreign[0]} is none of the students who may be known; `matches` lists them.")
        return replace(self, decisions={**self.decisions, **decisions})

    @property
    def undecided(self) -> list[int]:
        """Rows of the students who may be in the class already, and of whom nobody said so far who they are."""
        matches = self.matches
        several = matches["candidates"].map(len) > 1
        open_ends = (matches["decision"] == "") | (several & (matches["decision"] == "same"))
        return matches.loc[open_ends, "row_number"].tolist()

    @property
    def left_out(self) -> pd.DataFrame:
        """What is not taken: row_number, column_name, raw, reason, and the `kind` of the reason.

        The kinds are 'waits for an answer', 'waits', 'left out', 'not a score' and 'empty'.
        """
        return self.plan.ignored.assign(kind=importers.kinds_of(self.plan.ignored["reason"]))

    @property
    def file_columns(self) -> pd.DataFrame:
        """The columns of a table, to say what they hold: header, first_values (a tuple) and role; empty for others."""
        raw = self.parsed.raw
        if not isinstance(raw, importers.RawTable):
            return pd.DataFrame({"header": [], "first_values": [], "role": []}, dtype="object")
        grid = importers.grid_of(raw, limit=200)
        roles = importers.free_table.guess_roles(grid) | dict(self.parsed.roles)
        return pd.DataFrame(
            {
                "header": list(grid.frame.columns),
                "first_values": [tuple([text for text in grid.frame[name] if text.strip()][:3]) for name in grid.frame],
                "role": [roles.get(name, "") for name in grid.frame.columns],
            }
        )

    @property
    def roles(self) -> Mapping[str, str]:
        """What a column of a table can hold, in words; the keys are answers for `roles` of the `free_table`."""
        return importers.free_table.ROLES

    def marked_up(self) -> bytes:
        """Return a copy of the file as an Excel workbook in which every problem is marked and explained."""
        return exports.marked_up_copy(self.parsed.raw, self.problems, self.parsed.file_name)

    @cached_property
    def moved(self) -> list[str]:
        """Keys of evidence that the file's columns gave to a standard they are not tied to any more.

        Only where the teacher ties columns: a file that states the standard in each row moves nothing.
        """
        if self.parsed.by_row or self.parsed.scores.empty:
            return []
        decided = {
            row.column_name: set(row.standard_codes)
            for row in self.columns.itertuples()
            if row.left_out or row.standard_codes
        }
        first = self.parsed.scores.drop_duplicates("column_name")
        # A piece of work with several standards has a column for each; it is decided once all of them are.
        allowed: dict[str, set[str] | None] = {}
        for work, column in zip(importers.work_of(first["assessment"], self.parsed.importer), first["column_name"]):
            before, codes = allowed.get(work, set()), decided.get(column)
            allowed[work] = None if before is None or codes is None else before | codes
        current = self.known["current_evidence"]
        works = importers.work_of(current["assessment"], self.parsed.importer)
        ours = current["student_key"].isin(self.plan.students["student_key"])
        ours &= works.isin([work for work, codes in allowed.items() if codes is not None])
        gone = [code not in allowed[work] for code, work in zip(current.loc[ours, "standard_code"], works[ours])]
        return current.loc[ours, "evidence_key"][gone].tolist()

    @property
    def sentence(self) -> str:
        """What the import would do, in one sentence."""
        new = self.plan.counts["new_students"]
        students = f"{importers.counted(new, 'new student')} in {self.class_name}. " if new else ""
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
        """Whether committing it would add or change anything: a score, a record, a standard, or who a student is."""
        plan = self.plan
        compared = [plan.evidence, plan.standards, *plan.records.values()]
        new = any(len(part.added) or len(part.changed) for part in compared) or len(plan.prerequisites)
        return bool(new or plan.counts["new_students"] or plan.counts["learned"] or self.moved or self._tied_anew)

    @property
    def _tied_anew(self) -> bool:
        """Whether columns of a class that is there are tied in another way than remembered."""
        ties = [
            set(mapping[["column_name", "standard_code"]].itertuples(index=False, name=None))
            for mapping in (self.mapping, self.remembered)
        ]
        return bool(self.known["known_students"]["in_class"].any() and ties[0] - ties[1])

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
