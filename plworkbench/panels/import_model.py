"""What the dashboard `import` decides: a file on its way in, from reading to storing, and taking back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import ClassVar

import pandas as pd
import traitlets

from plworkbench.errors import NotFound, Problem, ProblemsFound, UndoRefused, WorkbenchError
from plworkbench.panels import parts
from plworkbench.panels.base import CURRENT_CLASS
from plworkbench.panels.import_details import Details
from plworkbench.panels.import_ties import Ties
from plworkbench.panels.table_views import A_HANDFUL
from plworkbench.results import ImportPreview, stored_words

PASTED = "pasted table"
"""What a pasted table is called; it says nothing of what the table is about."""

REMAPPABLE = ("free_table", "wide_table", "tidy_table")
"""Formats without a fixed layout, of which a teacher can say what the columns hold."""

STEPS = (("file", "Choose a file"), ("check", "Check what it would do"), ("store", "Store it"))
"""The way of a file into a class, as (key, words)."""

NO_STANDARD = "No column is tied to a standard yet. Tie at least one."
NOTHING_READ = "Nothing of this file can be stored. Mend what is listed in the file, then drop it in again."
SAY_COLUMNS = "Say what the columns of this table hold."
NOTHING_NEW = "There is nothing new in this file."

_THIS_FILE = re.compile(r"^This (file|table|workbook|folder|package of standards)\b")


class ImportModel(Ties):
    """A file on its way in.

    Attributes
    ----------
    preview : ImportPreview or None
        What the file would do; None before a file was read and after it was stored.
    refusal : str
        Why a file could not be read at all.
    done : str
        What was stored, in one sentence.
    is_storing : bool
        Whether the file is being stored right now.
    target : str
        The class the file goes into.
    leaves_out : bool
        Whether students of whom nobody said who they are stay out for now.
    undo_refusal : UndoRefused or None
        Why an import could not be taken back.
    earlier_class : str
        The class whose earlier imports are listed; '' for all.
    """

    refusal = traitlets.Unicode()
    done = traitlets.Unicode()
    is_storing = traitlets.Bool(False)
    target = traitlets.Unicode()
    leaves_out = traitlets.Bool(False)
    undo_refusal = traitlets.Instance(UndoRefused, allow_none=True)
    earlier_class = traitlets.Unicode()
    address: ClassVar = {"earlier": "earlier_class"}

    def __init__(self, wb):
        super().__init__(wb)
        self._refused: tuple[Problem, ...] = ()
        self._waiting: tuple | None = None
        self._file: tuple[str, bytes] = ("", b"")
        self._sections: list[str] | None = None
        self._last_class = ""
        self._details: tuple[ImportPreview, Details] | None = None

    def load(self) -> None:
        """Begin with an empty page."""
        self.preview = None

    # --- what the page says

    @property
    def sentence(self) -> str:
        """The page's answer in one sentence."""
        if self.preview is not None and self.needs_roles:
            return "The workbench does not know this table. Say what its columns hold, and it can be read."
        if self.preview is not None:
            return self.preview.sentence
        if self._waiting is not None:
            return f"{self._file_words} does not say which class it is for. Give the class a name, and it is read."
        if self.refusal:
            return f"{self._file_words} could not be read. Nothing was changed. See why, then drop in another file."
        return self.done or "Drop in a file of scores. You see what would happen before anything is stored."

    @property
    def step(self) -> str:
        """Where the file stands on its way in: one of `STEPS`, or '' once it is stored."""
        if self.is_storing:
            return "store"
        if self.preview is None:
            return "" if self.done.startswith("Stored") else "file"
        return "check"

    @property
    def _file_words(self) -> str:
        """What the file is called at the beginning of a sentence."""
        return "The pasted table" if self._file[0] == PASTED else self._file[0] or "The file"

    @property
    def blockers(self) -> list[str]:
        """Why the file cannot be stored yet, in words."""
        preview = self.preview
        if preview is None:
            return []
        if waiting := self.open_questions:
            return [f"Answer first: {question.text}" for question in waiting]
        if self.needs_roles:
            return [SAY_COLUMNS]
        number = len(preview.undecided)
        if number and not self.leaves_out:
            some = parts.count(number, "student")
            return [f"{some} may be in the class already. Say who is who, or leave them out for now."]
        if not preview.parsed.records and self.untied and not preview.columns["standard_codes"].map(len).any():
            return [NO_STANDARD]
        if preview.changes_anything:
            return []
        compared = [preview.plan.evidence, preview.plan.standards, *preview.plan.records.values()]
        is_here = any(len(part.unchanged) for part in compared)
        return [NOTHING_READ if preview.problems and not is_here else NOTHING_NEW]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What needs the teacher's attention, each with place and cure."""
        return self.preview.problems if self.preview is not None else self._refused

    @property
    def target_words(self) -> str:
        """Where the file goes: into a new class, or into one that is there."""
        if self.preview is not None and not self.preview.class_name:
            return "The file describes standards; it belongs to no class."
        if not self.target:
            return ""
        if self.target not in self.class_names:
            return f"'{self.target}' is a new class."
        return f"Adds to {self.target}, which has {parts.count(len(self.wb.students(self.target)), 'student')}."

    @property
    def details(self) -> Details:
        """What becomes of every score, record and standard of the file."""
        if self._details is None or self._details[0] is not self.preview:
            self._details = (self.preview, Details(self.preview))
        return self._details[1]

    # --- reading

    def read(self, file_name: str, content: bytes, **answers: object) -> None:
        """Read a file and show what it would do; a file that cannot be read says why and changes nothing."""
        self._file, self._sections = (file_name, content), None
        self._read(answers)

    def _read(self, answers: dict) -> None:
        self.done, self.refusal, self.preview, self.leaves_out = "", "", None, False
        self._refused, self._waiting, self._points, self._dates = (), None, {}, {}
        file_name, content = self._file
        try:
            self.preview = self.wb.preview(content, self.target or None, file_name=file_name, **answers)
        except NotFound as nameless:  # the file can be read as soon as the teacher names the class
            if self._last_class and not self.target:  # another file after the first one goes into the same class
                self.target = self._last_class
                self._read(answers)
            else:
                self.refusal, self._waiting = str(nameless), answers
        except ProblemsFound as refused:
            # With its name in place of 'This file': the one refused may not be the one just thought of.
            self.refusal = _THIS_FILE.sub(lambda _: self._file_words, refused.headline)
            self._refused = refused.problems
        except WorkbenchError as refused:
            self.refusal = str(refused)
        else:
            self.target = self.preview.class_name
            if self._sections is None:
                asked = next((question for question in self.preview.questions if question.key == "section"), None)
                self._sections = [value for value, _ in asked.options if value] if asked is not None else []

    def paste(self, title: str, text: str) -> None:
        """Read a pasted table, such as an exit ticket."""
        if not text.strip():
            raise WorkbenchError("Nothing is pasted yet. Copy the cells in your spreadsheet, then paste them here.")
        self.read(PASTED, text.encode(), **({"title": title.strip()} if title.strip() else {}))

    def aim_at(self, class_name: str) -> None:
        """Say which class the file belongs to; a new name makes a new class, an empty one changes nothing."""
        self.target = class_name.strip() or (self.preview.class_name if self.preview is not None else "")
        if self._waiting is not None and self.target:
            self._read(self._waiting)
        elif self.preview is not None:
            self._renew(self.preview)

    def _renew(self, preview: ImportPreview) -> None:
        """Compare the file with the data as they are now; what was tied and said by hand stays."""
        fresh = self.wb.preview(preview.parsed, self.target or None)
        tied = preview.mapping
        remembered = fresh.mapping[~fresh.mapping["column_name"].isin(tied["column_name"])]
        mapping = pd.concat([remembered, tied], ignore_index=True) if len(tied) else remembered
        fresh = replace(fresh, mapping=mapping, source=preview.source)
        known, before = (dict(zip(p.matches["row_number"], p.matches["candidates"])) for p in (fresh, preview))
        # What was said of a child of one class says nothing of a namesake in another.
        same = {row for row in known if known[row] == before.get(row)}
        decisions = {row: decision for row, decision in preview.decisions.items() if row in same}
        self.preview = replace(fresh, decisions=decisions)
        self.target = self.preview.class_name

    # --- questions of the file

    @property
    def questions(self) -> tuple:
        """The file's questions that are answered by a choice or a few words."""
        asked = self.preview.questions if self.preview is not None else ()
        return tuple(question for question in asked if question.key != "roles")

    @property
    def open_questions(self) -> list:
        """The questions without an answer for which something of the file waits."""
        if not (self.preview.left_out["kind"] == "waits for an answer").any():
            return []
        return [question for question in self.questions if not question.answer and question.key != "section"]

    def answer(self, key: str, value: str) -> None:
        """Answer a question of the file, once for the whole file."""
        if key == "section" and value and self.target in (self._sections or []):
            self.target = value
        self._renew(self.preview.answer(**{key: value}))

    @property
    def can_say_roles(self) -> bool:
        """Whether the teacher can say what the columns of the file hold."""
        return self.preview is not None and self.preview.parsed.importer in REMAPPABLE

    @property
    def needs_roles(self) -> bool:
        """Whether what the columns hold is only guessed so far, or not enough to take anything."""
        if self.preview is None or self.preview.parsed.importer != REMAPPABLE[0]:
            return False
        is_said = all(question.answer for question in self.preview.questions if question.key == "roles")
        return not is_said or self.preview.parsed.scores.empty

    def say_roles(self, roles: Mapping[str, str]) -> None:
        """Say what each column holds: header to role, '' for a column that is not used."""
        self._renew(self.preview.answer(roles=dict(roles), importer=REMAPPABLE[0]))

    # --- students who may be known

    def match(self, row: int, decision: str) -> None:
        """Say who one student is: 'same', 'new', or the key of a student of the class."""
        self.preview = self.preview.match({int(row): decision})

    def match_all(self, decision: str) -> None:
        """Say the same of all students still open; who has several candidates stays open for 'same'."""
        several = self.preview.matches["candidates"].map(len) > 1
        several = set(self.preview.matches.loc[several, "row_number"]) if decision == "same" else set()
        self.preview = self.preview.match({row: decision for row in self.preview.undecided if row not in several})

    def leave_out(self, leaves_out: bool) -> None:
        """Store the file without the students of whom nobody said who they are, or not."""
        self.leaves_out = leaves_out

    # --- storing

    def commit(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Store the file."""
        self.is_storing = True
        try:
            self._commit(progress)
        finally:
            self.is_storing = False

    def _commit(self, progress: Callable[[int, int], None] | None) -> None:
        preview = self.preview
        try:
            self.wb.commit(preview, progress=progress)
        except WorkbenchError:  # the data changed since the preview was made: show it anew
            self._renew(preview)
            raise
        stored = stored_words(preview.plan.counts)
        self.preview, self.target = None, ""
        if not preview.class_name:
            self.done = f"Stored: {stored}."
            return
        self.wb.remember(CURRENT_CLASS, preview.class_name)
        self.done = f"Stored in {preview.class_name}: {stored}."
        self.class_name = self._last_class = preview.class_name
        section = preview.parsed.answers.section
        self._sections = [other for other in self._sections or [] if section and other != section]
        self.class_names = self.wb.class_names()

    @property
    def next_section(self) -> str:
        """The next class of the file just stored; '' if all its classes were stored."""
        return self._sections[0] if self.done and self._sections else ""

    def read_next(self) -> None:
        """Read the next class of the file just stored."""
        self.target = self.next_section
        self._read({"section": self.target})

    def cancel(self) -> None:
        """Forget the file; nothing was stored."""
        self.preview, self._refused, self._waiting, self.refusal = None, (), None, ""
        self._file, self._sections, self.done = ("", b""), None, "Nothing was stored."

    # --- earlier imports, and records that may be one child

    @property
    def earlier(self) -> pd.DataFrame:
        """All imports, newest first."""
        return self.wb.imports()

    @property
    def earlier_classes(self) -> list[str]:
        """The classes whose earlier imports can be looked at alone; none where all are seen at a glance."""
        names = self.earlier["class_name"].dropna().unique().tolist()
        return sorted(names) if len(names) > 1 and len(self.earlier) > A_HANDFUL else []

    def look_at_earlier(self, class_name: str) -> None:
        """List the earlier imports of one class, or of all."""
        self.earlier_class = class_name if class_name in self.earlier_classes else ""

    def allows(self, name: str, value: str) -> bool:
        """Tell whether there are earlier imports of the class to choose from."""
        return not value or value in self.earlier_classes

    def toggle(self, import_key: str, undone: bool) -> None:
        """Take an import back, or bring it back; what stands in the way is kept in `undo_refusal`."""
        self.undo_refusal = None
        try:
            (self.wb.redo_import if undone else self.wb.undo_import)(import_key)
        except UndoRefused as refused:
            self.undo_refusal = refused
            return
        self.done = "The import is back." if undone else "The import was taken back. You can bring it back below."
        self._settle()

    @property
    def family_class(self) -> str:
        """The class whose students are looked at for records of one child: that of the file, else the last one."""
        return self.target if self.target in self.class_names else self.class_name

    @property
    def same_child(self) -> pd.DataFrame:
        """Pairs of students of the class who may be one child."""
        return self.wb.same_child(self.family_class) if self.family_class else pd.DataFrame()

    def merge(self, student_key: str, into_student_key: str) -> None:
        """Say that two records are one child."""
        self.wb.merge(student_key, into_student_key)
        self._settle()

    def take_apart(self, merge_key: str) -> None:
        """Say that two records are two children after all."""
        self.wb.take_apart(merge_key)
        self._settle()

    def _settle(self) -> None:
        self.class_names = self.wb.class_names()
        self.class_name = self.class_name if self.class_name in self.class_names else ""
        if self.preview is not None:
            self._renew(self.preview)
