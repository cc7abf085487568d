"""What the dashboard `import` decides: a file on its way in, from reading to storing, and taking back."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import traitlets

from plworkbench.errors import NotFound, ProblemsFound, WorkbenchError
from plworkbench.panels import parts
from plworkbench.panels.base import CURRENT_CLASS, Model
from plworkbench.results import ImportPreview


class ImportModel(Model):
    """A file on its way in.

    Attributes
    ----------
    preview : ImportPreview or None
        What the file would do; None before a file was read and after it was stored.
    refusal : str
        Why a file could not be read at all.
    done : str
        What was stored, in one sentence.
    target : str
        The class the file goes into.
    """

    preview = traitlets.Instance(ImportPreview, allow_none=True)
    refusal = traitlets.Unicode()
    done = traitlets.Unicode()
    target = traitlets.Unicode()
    _waiting: tuple = ()
    _stored_into = ""

    def __init__(self, wb):
        super().__init__(wb)
        self._points: dict[str, float] = {}
        self._dates: dict[str, object] = {}
        self._refused: tuple = ()

    def load(self) -> None:
        """Begin with an empty page."""
        self.preview = None

    @property
    def sentence(self) -> str:
        """The page's answer in one sentence."""
        if self.preview is not None:
            return self.preview.sentence
        return self.done or "Drop in a gradebook export. You see what would happen before anything is stored."

    @property
    def blockers(self) -> list[str]:
        """Why the file cannot be stored yet, in words."""
        if self.preview is None:
            return []
        if self.untied and not self.preview.columns["standard_codes"].map(len).any():
            return ["No column is tied to a standard yet. Tie at least one below."]
        if self.preview.parsed.scores.empty and self.problems:
            return ["No score could be read. Mend what is listed above in the file, then drop it in again."]
        return [] if self.preview.changes_anything else ["There is nothing new in this file."]

    @property
    def problems(self) -> list[str]:
        """What needs the teacher's attention, each with place and cure."""
        found = self.preview.problems if self.preview is not None else self._refused
        return [str(problem) for problem in found]

    @property
    def target_words(self) -> str:
        """Where the file goes: into a new class, or into one that is there."""
        if not self.target:
            return ""
        if self.target not in self.class_names:
            return f"'{self.target}' is a new class."
        return f"Adds to {self.target}, which has {parts.count(len(self.wb.students(self.target)), 'student')}."

    @property
    def untied(self) -> list[str]:
        """Columns of the file that are neither tied to a standard nor left out."""
        if self.preview is None:
            return []
        columns = self.preview.columns
        waiting = columns["needs_mapping"] & ~columns["left_out"] & (columns["standard_codes"].map(len) == 0)
        return columns.loc[waiting, "column_name"].tolist()

    @property
    def unscaled(self) -> list[str]:
        """Columns not left out whose scores cannot count, because nobody said what they are out of."""
        if self.preview is None:
            return []
        columns = self.preview.columns
        open_end = ~columns["left_out"] & ~(columns["points_possible"] > 0)
        return columns.loc[open_end, "column_name"].tolist()

    def read(self, file_name: str, content: bytes) -> None:
        """Read a file and show what it would do; a file that cannot be read says why and changes nothing."""
        self.done, self.refusal, self.preview = "", "", None
        self._refused, self._waiting, self._points, self._dates = (), (), {}, {}
        try:
            self.preview = self.wb.preview(content, self.target or None, file_name=file_name)
        except NotFound as nameless:  # the file can be read as soon as the teacher names the class
            if self._stored_into:  # another file after the first one goes into the same class
                self.target = self._stored_into
                self.read(file_name, content)
            else:
                self.refusal, self._waiting = str(nameless), (file_name, content)
        except ProblemsFound as refused:
            self.refusal, self._refused = refused.headline, refused.problems
        except WorkbenchError as refused:
            self.refusal = str(refused)
        else:
            self.target = self.preview.class_name

    def aim_at(self, class_name: str) -> None:
        """Say which class the file belongs to; a new name makes a new class, an empty one changes nothing."""
        self.target = class_name.strip() or (self.preview.class_name if self.preview is not None else "")
        if self._waiting and self.target:
            self.read(*self._waiting)
        else:
            self._look_again()

    def _look_again(self) -> None:
        """Compare the file with the data as they are now; what was tied by hand stays tied."""
        if self.preview is None:
            return
        tied = self.preview.mapping
        fresh = self.wb.preview(self.preview.parsed, self.target)
        remembered = fresh.mapping[~fresh.mapping["column_name"].isin(tied["column_name"])]
        mapping = pd.concat([remembered, tied], ignore_index=True) if len(tied) else remembered
        self.preview = replace(fresh, mapping=mapping)
        self.target = self.preview.class_name

    @property
    def standard_options(self) -> dict[str, str]:
        """What is offered to tie a column to, in words, and the code each stands for."""
        known = self.wb.standards()
        return {
            f"{code} · {title}": code for code, title in zip(known["standard_code"], known["title"]) if title != code
        }

    def tie(self, column_name: str, standards: str) -> None:
        """Tie a column to the standards named, separated by commas; an empty text leaves the column out."""
        for option, code in self.standard_options.items():
            standards = standards.replace(option, code)
        known = {code.casefold(): code for code in self.wb.standards()["standard_code"]}
        codes = [code.strip() for code in standards.split(",") if code.strip()]
        self._retie({column_name: [known.get(code.casefold(), code) for code in codes] or None})

    def tie_the_rest(self) -> None:
        """Let every column that is not tied yet be a goal of its own."""
        # A comma separates standards in the fields, so a goal's own name has none.
        titles = self.preview.columns.set_index("column_name")["title"].str.replace(",", " ").str.split().str.join(" ")
        self._retie({name: titles[name] for name in self.untied})

    def out_of(self, column_name: str, points: float) -> None:
        """Say how many points a column is out of; 0 takes it back."""
        self._points[column_name] = points or float("nan")
        self._retie({})

    def given(self, column) -> tuple[float, object]:
        """Return the points possible and the day of a column, as the file or the teacher says, tied yet or not."""
        name = column.column_name
        return self._points.get(name, column.points_possible), self._dates.get(name, column.date_assessed)

    def date(self, column_name: str, day) -> None:
        """Say on which day a column was assessed."""
        self._dates[column_name] = day
        self._retie({})

    def _retie(self, standards: dict) -> None:
        self.preview = self.preview.tie(standards, dates=self._dates, points=self._points)

    def commit(self) -> None:
        """Store the file."""
        counts, class_name = self.preview.plan.counts, self.preview.class_name
        try:
            self.wb.commit(self.preview)
        except WorkbenchError:  # the data changed since the preview was made: show it anew
            self._look_again()
            raise
        self.wb.remember(CURRENT_CLASS, class_name)
        stored = f"{parts.count(counts['added'], 'score')} added, {counts['changed']} changed"
        self.done = f"Stored in {class_name}: {stored}."
        self.preview, self.target = None, ""
        self.class_name = self._stored_into = class_name
        self.class_names = self.wb.class_names()

    def cancel(self) -> None:
        """Forget the file; nothing was stored."""
        self.preview, self._refused, self._waiting, self.refusal = None, (), (), ""
        self.done = "Nothing was stored."

    @property
    def earlier(self) -> pd.DataFrame:
        """All imports, newest first."""
        return self.wb.imports()

    def toggle(self, import_key: str, undone: bool) -> None:
        """Take an import back, or bring it back."""
        (self.wb.redo_import if undone else self.wb.undo_import)(import_key)
        self.done = "The import is back." if undone else "The import was taken back. You can bring it back below."
        self.class_names = self.wb.class_names()
        self.class_name = self.class_name if self.class_name in self.class_names else ""
        self._look_again()


def detail_rows(preview: ImportPreview) -> list[dict]:
    """Every score of the file, in words: first what changes, last what is left out."""
    names = preview.plan.students.set_index("student_key")["row_number"].map(
        preview.parsed.students.set_index("row_number")["name"]
    )
    rows = []
    for what, frame in (
        ("changed", preview.plan.changed),
        ("added", preview.plan.added),
        ("already here", preview.plan.unchanged),
    ):
        for piece in frame.itertuples():
            value = piece.status if pd.isna(piece.score) else f"{piece.score:g}"
            old = ""
            if what == "changed":
                old = f"was {piece.old_status if pd.isna(piece.old_score) else format(piece.old_score, 'g')}"
            rows.append(
                {
                    "what": what,
                    "student": names.get(piece.student_key, ""),
                    "column": f"{piece.assessment} ({piece.standard_code})",
                    "value": value,
                    "why": old,
                }
            )
    students = preview.parsed.students.set_index("row_number")["name"]
    left_out = [
        {
            "what": "left out",
            "student": students.get(cell.row_number, f"row {cell.row_number}"),
            "column": cell.column_name,
            "value": cell.raw,
            "why": cell.reason,
        }
        for cell in preview.plan.ignored.itertuples()
    ]
    # First what a teacher has to look at; blank cells and totals last.
    rows = [
        *(row for row in rows if row["what"] == "changed"),
        *(row for row in left_out if row["value"] and not row["why"].startswith(("a total", "not a student"))),
        *(row for row in rows if row["what"] != "changed"),
        *(row for row in left_out if not row["value"] or row["why"].startswith(("a total", "not a student"))),
    ]
    return [{"key": str(n), **row} for n, row in enumerate(rows)]
