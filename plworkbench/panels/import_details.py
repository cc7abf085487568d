"""Every score and record of a file in words, a page at a time: frames are cut before anything is written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from plworkbench.results import ImportPreview
from plworkbench.schema import TABLES

KINDS = {
    "all": "All",
    "look": "To look at",
    "waits": "Waiting",
    "changed": "Changed",
    "new": "New",
    "here": "Already here",
    "out": "Left out",
    "none": "Not scores",
    "empty": "Empty",
}
"""What the table can be narrowed to, in words; the sentence above the page counts the same."""

_COLUMNS = ("what", "student", "column", "value", "why")
_WHAT = {kind: words.lower() for kind, words in KINDS.items()} | {"none": "not a score"}
_KIND_OF = {"left out": "out", "not a score": "none", "empty": "empty"}
"""The kind here of what is not taken, by the kind of its reason; whatever is not named waits."""
_OF_THE_STORE = ("record_key", "class_key", "student_key", "import_key", "retired_by")


@dataclass(frozen=True, eq=False)
class _Part:
    """Rows of one frame and one kind, and how one of them is written."""

    kind: str
    frame: pd.DataFrame
    student: pd.Series
    write: Callable[[tuple], tuple[str, str, str]]


class Details:
    """What becomes of every score, record and standard of a file.

    Parameters
    ----------
    preview : ImportPreview
        What the file would do.
    """

    def __init__(self, preview: ImportPreview):
        self._preview = preview
        people = preview.parsed.students
        self._name_of_first_row = people.set_index("row_number")["name"]
        matched = preview.plan.students
        self._name_of_key = pd.Series(
            matched["row_number"].map(self._name_of_first_row).to_numpy(), index=matched["student_key"], dtype="str"
        )
        self._parts = list(self._all_parts())

    def counts(self, search: str = "") -> dict[str, int]:
        """Return how many rows each kind has, of the students whose name holds a text.

        Parameters
        ----------
        search : str
            Part of a name, or of 'row 12' where no student is known; '' for all.
        """
        counts = dict.fromkeys(KINDS, 0)
        for part in self._parts:
            number = len(part.frame) if not search else int(_found(part.student, search).sum())
            counts[part.kind] += number
            counts["all"] += number
        return counts

    def rows(self, kind: str = "all", search: str = "", start: int = 0, count: int = 200) -> list[dict]:
        """Return rows in words: first what a teacher has to look at, last what holds nothing.

        Parameters
        ----------
        kind : str
            A key of `KINDS`.
        search : str
            As in `counts`.
        start, count : int
            Which rows.
        """
        rows: list[dict] = []
        for part in self._parts:
            if kind not in ("all", part.kind) or len(rows) == count:
                continue
            frame, students = part.frame, part.student
            if search:
                found = _found(students, search)
                frame, students = frame[found], students[found]
            passed_over = min(start, len(frame))
            start -= passed_over
            cut = slice(passed_over, passed_over + count - len(rows))
            for student, piece in zip(students.iloc[cut], frame.iloc[cut].itertuples(index=False), strict=True):
                cells = (_WHAT[part.kind], student, *part.write(piece))
                rows.append({"key": str(len(rows)), **dict(zip(_COLUMNS, cells, strict=True))})
        return rows

    def _all_parts(self) -> Iterator[_Part]:
        preview, plan = self._preview, self._preview.plan
        kinds = preview.left_out["kind"].map(_KIND_OF).astype("str").fillna("waits")
        not_taken = {kind: preview.left_out[kinds == kind] for kind in ("waits", *_KIND_OF.values())}
        yield self._problems()
        yield self._ignored("waits", not_taken["waits"])
        if preview.parsed.scores.empty and not plan.records:
            yield from self._students()
        for kind, part in (("changed", "changed"), ("new", "added"), ("here", "unchanged")):
            if kind == "here":
                yield self._ignored("out", not_taken["out"])
            yield self._scores(kind, getattr(plan.evidence, part))
            for table, compared in plan.records.items():
                yield self._records(table, kind, getattr(compared, part))
            yield self._standards(kind, getattr(plan.standards, part))
        for kind in ("none", "empty"):
            yield self._ignored(kind, not_taken[kind])

    def _problems(self) -> _Part:
        problems = self._preview.problems
        frame = pd.DataFrame(
            [(found.row, found.file or "", found.column or "", found.value or "", found.message) for found in problems],
            columns=["row_number", "file", "column", "value", "why"],
        )
        rows = pd.Series([found.row for found in problems], dtype="Int64")
        return _Part("look", frame, self._of_rows(rows), lambda piece: (piece.column, piece.value, piece.why))

    def _students(self) -> Iterator[_Part]:
        """For a class list: its students themselves."""
        people = self._preview.plan.students
        is_new = people["match"] == "new"
        for kind, frame in (("new", people[is_new]), ("here", people[~is_new])):
            says = ("the student", "", "") if kind == "new" else ("the student", "", "known already")
            yield _Part(kind, frame, self._of_rows(frame["row_number"]), lambda piece, says=says: says)

    def _ignored(self, kind: str, frame: pd.DataFrame) -> _Part:
        return _Part(
            kind,
            frame[["column_name", "raw", "reason"]],
            self._of_rows(frame["row_number"]),
            lambda piece: (
                piece.column_name or "the whole row",
                piece.raw or ("empty" if piece.column_name else ""),
                piece.reason,
            ),
        )

    def _scores(self, kind: str, frame: pd.DataFrame) -> _Part:
        def write(piece) -> tuple[str, str, str]:
            why = f"was {_score(piece.old_score, piece.old_status)}" if kind == "changed" else ""
            standard = "" if piece.standard_code in piece.assessment else f" ({piece.standard_code})"
            tries = f", try {piece.attempt}" if piece.attempt > 1 else ""
            value = _score(piece.score, piece.status, piece.points_possible)
            return f"{piece.assessment}{standard}{tries}", value, why

        return _Part(kind, frame, self._of_keys(frame["student_key"]), write)

    def _records(self, table: str, kind: str, frame: pd.DataFrame) -> _Part:
        declared = TABLES[table]
        own = [column for column in declared.columns if column.name in frame and column.name not in _OF_THE_STORE]
        required = [column.name for column in own[1:] if column.required and column.type != "date"]
        value = required[0] if required else ""
        what = [column.name for column in own if column.name in declared.same_by and column.name not in (value, "note")]
        others = [column.name for column in own if column.name not in (value, *what)]

        def write(piece) -> tuple[str, str, str]:
            more = [f"{name.replace('_', ' ')}: {text}" for name in others if (text := _text(getattr(piece, name)))]
            about = [text for name in what if (text := _text(getattr(piece, name)))]
            return ", ".join(about), _text(getattr(piece, value)) if value else "", "; ".join(more)

        return _Part(kind, frame, self._of_keys(frame["student_key"]), write)

    def _standards(self, kind: str, frame: pd.DataFrame) -> _Part:
        nobody = pd.Series("all students", index=frame.index, dtype="str")
        return _Part(
            kind,
            frame[["standard_code", "title"]],
            nobody,
            lambda piece: (f"Standard {piece.standard_code}", _text(piece.title), ""),
        )

    @cached_property
    def _name_of_row(self) -> pd.Series:
        """The student of each row; below the first one a student is known by what the row brings."""
        parsed, names = self._preview.parsed, self._name_of_first_row
        brought = pd.concat(frame[["row_number", "student_row"]] for frame in (parsed.scores, *parsed.records.values()))
        others = brought[~brought["row_number"].isin(names.index)].drop_duplicates("row_number")
        of_others = others.set_index("row_number")["student_row"].map(names).astype("str").dropna()
        return pd.concat([names, of_others]) if len(of_others) else names

    def _of_keys(self, keys: pd.Series) -> pd.Series:
        return keys.map(self._name_of_key).astype("str").fillna("")

    def _of_rows(self, rows: pd.Series) -> pd.Series:
        elsewhere = {row: self._place(row) for row in rows.unique()}
        return rows.map(self._name_of_row).astype("str").fillna(rows.map(elsewhere).astype("str"))

    def _place(self, row: int | None) -> str:
        """Return where a row stands, in words; a row of a bundle is numbered within its file."""
        if pd.isna(row):
            return "the whole file"
        member = next(((name, start) for name, start in reversed(self._preview.parsed.members) if row > start), None)
        return f"row {row}" if member is None else f"{member[0]}, row {row - member[1]}"


def _found(students: pd.Series, search: str) -> pd.Series:
    wanted = " ".join(search.casefold().split())
    return students.map({name: wanted in name.casefold() for name in students.unique()}).astype("bool")


def _score(score: float, status: str, points: float | None = None) -> str:
    if pd.isna(score):
        return str(status)
    return f"{score:g}" if points is None or pd.isna(points) else f"{score:g} of {points:g}"


def _text(value: object) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value.day} {value:%b %Y}"
    return f"{value:g}" if isinstance(value, float) else str(value)
