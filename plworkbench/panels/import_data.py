"""The dashboard `import`: drop in a file, see what it would do, then store it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import ipywidgets
import pandas as pd
import traitlets

from plworkbench.errors import NotFound, ProblemsFound, WorkbenchError
from plworkbench.panels import parts
from plworkbench.panels.base import CURRENT_CLASS, Model, Panel
from plworkbench.results import ImportPreview
from plworkbench.widgets import DataTable, DropZone

SHOWN = 200
"""Rows of a long list that are put on the page."""

SHOWN_IMPORTS = 20
"""Earlier imports that are put on the page."""


class ImportModel(Model):
    """A file on its way in.

    Attributes
    ----------
    preview : ImportPreview or None
        What the file would do; None before a file was read and after it was stored.
    problems : list of str
        What needs the teacher's attention, each with place and cure.
    refusal : str
        Why a file could not be read at all.
    done : str
        What was stored, in one sentence.
    target : str
        The class the file goes into.
    """

    preview = traitlets.Instance(ImportPreview, allow_none=True)
    problems = traitlets.List(traitlets.Unicode())
    refusal = traitlets.Unicode()
    done = traitlets.Unicode()
    target = traitlets.Unicode()
    _waiting: tuple = ()
    _stored_into = ""
    _points: dict[str, float]

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
        if self.preview is None or len(self.preview.plan.added) or len(self.preview.plan.changed):
            return []
        if self.untied:
            return ["No column is tied to a standard yet. Tie at least one below."]
        return [] if self.preview.changes_anything else ["There is nothing new in this file."]

    @property
    def untied(self) -> list[str]:
        """Columns of the file that are neither tied to a standard nor left out."""
        if self.preview is None:
            return []
        columns = self.preview.columns
        waiting = ~columns["left_out"] & (columns["standard_codes"].map(len) == 0)
        return columns.loc[waiting, "column_name"].tolist()

    def read(self, file_name: str, content: bytes) -> None:
        """Read a file and show what it would do; a file that cannot be read says why and changes nothing."""
        self.done, self.refusal, self.problems, self.preview, self._waiting = "", "", [], None, ()
        self._points = {}
        try:
            self.preview = self.wb.preview(content, self.target or None, file_name=file_name)
        except NotFound as nameless:  # the file can be read as soon as the teacher names the class
            if self._stored_into:  # another file after the first one goes into the same class
                self.target = self._stored_into
                self.read(file_name, content)
            else:
                self.refusal, self._waiting = str(nameless), (file_name, content)
        except ProblemsFound as refused:
            self.refusal, self.problems = refused.headline, [str(problem) for problem in refused.problems]
        except WorkbenchError as refused:
            self.refusal = str(refused)
        else:
            self.target = self.preview.class_name
            self.problems = [str(problem) for problem in self.preview.problems]

    def aim_at(self, class_name: str) -> None:
        """Say which class the file belongs to; a new name makes a new class."""
        self.target = class_name.strip()
        if self._waiting and self.target:
            self.read(*self._waiting)
        elif self.preview is not None and self.target:
            tied = self.preview.mapping
            self.preview = self.wb.preview(self.preview.parsed, self.target)
            if len(tied):
                self.preview = replace(self.preview, mapping=tied)

    @property
    def standard_options(self) -> dict[str, str]:
        """What is offered to tie a column to, in words, and the code each stands for."""
        known = self.wb.standards()
        return {
            f"{code} · {title}": code for code, title in zip(known["standard_code"], known["title"]) if title != code
        }

    def tie(self, column_name: str, standards: str) -> None:
        """Tie a column to the standards named, separated by commas; nothing leaves the column out for now."""
        for option, code in self.standard_options.items():
            standards = standards.replace(option, code)
        codes = [code.strip() for code in standards.split(",") if code.strip()]
        self._retie({column_name: codes or None})

    def tie_the_rest(self) -> None:
        """Let every column that is not tied yet be a goal of its own."""
        titles = self.preview.columns.set_index("column_name")["title"]
        self._retie({name: titles[name] for name in self.untied})

    @property
    def unscaled(self) -> list[str]:
        """Columns tied to a standard whose scores cannot count, because nobody said what they are out of."""
        if self.preview is None:
            return []
        columns = self.preview.columns
        open_end = ~columns["left_out"] & ~(columns["points_possible"] > 0)
        return columns.loc[open_end, "column_name"].tolist()

    def out_of(self, column_name: str, points: float) -> None:
        """Say how many points a column is out of; 0 takes it back."""
        self._points[column_name] = points or float("nan")
        self._retie({})

    def date(self, column_name: str, day) -> None:
        """Say on which day a column was assessed."""
        self.preview = self.preview.tie({}, {column_name: day})

    def _retie(self, standards: dict) -> None:
        self.preview = self.preview.tie(standards, points=self._points)
        self.problems = [str(problem) for problem in self.preview.problems]

    def commit(self) -> None:
        """Store the file."""
        counts = self.preview.plan.counts
        self.wb.commit(self.preview)
        self.wb.remember(CURRENT_CLASS, self.target)
        self.done = (
            f"Stored in {self.target}: {parts.count(counts['added'], 'score')} added, {counts['changed']} changed."
        )
        self.preview, self.problems = None, []
        self.class_name = self._stored_into = self.target
        self.target = ""
        self.class_names = self.wb.class_names()

    def cancel(self) -> None:
        """Forget the file; nothing was stored."""
        self.preview, self.problems, self.refusal, self.done = None, [], "", "Nothing was stored."

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


class ImportData(Panel):
    """The dashboard `import`."""

    model_class = ImportModel
    picks_class = False

    def __init__(self, wb=None):
        super().__init__(wb)
        model = self.model
        self.target = ipywidgets.Combobox(
            description="Class", placeholder="the section in the file, or a name you give", continuous_update=False
        )
        self.target.add_class("pw-narrow")
        self.target.observe(lambda change: self.do(model.aim_at, change["new"]), "value")
        self.drop = DropZone(
            label="Drop a file here",
            hint="Canvas gradebook, CSV or Excel. The file stays on this computer.",
            accept=".csv,.tsv,.txt,.xlsx,.xls,.ods",
        )
        self.drop.on_file(lambda name, content: self.do(model.read, name, content, waiting="Reading the file…"))
        self.choose = parts.section("Which class, which file", self.target, self.drop)
        self.problem_title = parts.text("", "h2")
        self.problem_list = ipywidgets.HTML()
        self.problem_card = parts.section("", self.problem_title, self.problem_list, css="pw-notice")
        self.waiting_columns, self.known_columns = ipywidgets.VBox(), ipywidgets.VBox()
        for box in (self.waiting_columns, self.known_columns):
            box.add_class("pw-ties")
        self.known = ipywidgets.Accordion([self.known_columns])
        self.scale_words = parts.text("", css="pw-soft")
        self.tie_rest = parts.button("Let each of the others be a goal of its own", lambda: self.do(model.tie_the_rest))
        self.tie_card = parts.section(
            "What is each column evidence of?",
            parts.text(
                "Type a standard, or several with commas. What you choose is remembered for the next import. "
                "An empty field leaves the column out.",
                css="pw-soft",
            ),
            self.scale_words,
            self.waiting_columns,
            parts.row(self.tie_rest),
            self.known,
        )
        self.store = parts.button("Store these scores", lambda: self.do(model.commit, waiting="Storing…"), primary=True)
        self.cancel = parts.button("Cancel", lambda: self.do(model.cancel))
        self.why_not = parts.text("", css="pw-soft")
        self.actions = parts.row(self.store, self.cancel, self.why_not)
        self.details = DataTable(
            columns=[
                {"key": "what", "label": "What happens", "align": "start"},
                {"key": "student", "label": "Student", "align": "start"},
                {"key": "column", "label": "Column", "align": "start"},
                {"key": "value", "label": "Score", "align": "end"},
                {"key": "why", "label": "Why", "align": "start"},
            ],
            row_header="student",
            empty_text="Nothing would be stored yet.",
        )
        self.detail_card = parts.section("Score by score", self.details)
        self.next = ipywidgets.HTML()
        self.earlier = ipywidgets.VBox()
        self.earlier_card = parts.section("Earlier imports", self.earlier)
        self._fields: dict[str, tuple] = {}
        self.body.children = [
            self.next,
            self.choose,
            self.problem_card,
            self.actions,
            self.tie_card,
            self.detail_card,
            self.earlier_card,
        ]

    def render(self) -> None:
        """Show where the file stands."""
        model, preview = self.model, self.model.preview
        parts.say(self.lead, model.sentence)
        self.target.options = model.class_names
        self.target.value = model.target
        parts.show_if(self.problem_card, bool(model.problems or model.refusal))
        parts.say(self.problem_title, model.refusal or f"{parts.count(len(model.problems), 'thing')} to look at")
        self.problem_list.value = parts.bullets(model.problems[:SHOWN])
        for card in (self.tie_card, self.detail_card, self.actions):
            parts.show_if(card, preview is not None)
        query = quote(model.class_name)
        self.next.value = (
            parts.link("See the class", f"class-overview?class={query}", primary=True)
            if model.done and model.class_name
            else ""
        )
        if preview is not None:
            self._render_preview(preview)
        self._render_earlier()

    def _render_preview(self, preview: ImportPreview) -> None:
        self.store.disabled = bool(self.model.blockers)
        parts.say(self.why_not, " ".join(self.model.blockers))
        columns = preview.columns
        if list(self._fields) != columns["column_name"].tolist():
            self._make_fields(columns)
        for column in columns.itertuples():
            field, day, points = self._fields[column.column_name]
            if points is not None:
                points.value = 0 if pd.isna(column.points_possible) else column.points_possible
            field.value = ", ".join(column.standard_codes)
            day.value = None if pd.isna(column.date_assessed) else column.date_assessed.date()
        parts.show_if(self.tie_rest, bool(self.model.untied))
        open_ends = len(self.model.unscaled)
        parts.say(
            self.scale_words,
            f"{parts.count(open_ends, 'column does', 'columns do')} not say how many points were possible. "
            "Until you say it, the scores are stored but do not count."
            if open_ends
            else "",
        )
        rows = _detail_rows(preview)
        self.details.rows = rows[:SHOWN]
        self.details.caption = f"The first {SHOWN} of {len(rows)} cells" if len(rows) > SHOWN else "Every cell"

    def _make_fields(self, columns: pd.DataFrame) -> None:
        """Make the fields of a new file: columns that wait for a standard, and folded away those that have one."""
        options = list(self.model.standard_options)
        self._fields = {}
        waiting, known = [], []
        for column in columns.itertuples():
            field = ipywidgets.Combobox(
                description=column.title, placeholder="left out", options=options, continuous_update=False
            )
            day = ipywidgets.DatePicker(description="assessed on")
            field.observe(lambda change, name=column.column_name: self.do(self.model.tie, name, change["new"]), "value")
            day.observe(lambda change, name=column.column_name: self.do(self.model.date, name, change["new"]), "value")
            points = None
            if not column.points_possible > 0:
                points = ipywidgets.BoundedFloatText(description="out of", min=0, max=10_000)
                points.observe(
                    lambda change, name=column.column_name: self.do(self.model.out_of, name, change["new"]), "value"
                )
            self._fields[column.column_name] = (field, day, points)
            controls = [field, day] if points is None else [field, points, day]
            row = parts.row(*controls, css="pw-tie" if points is None else "pw-tie-scaled")
            (known if column.standard_codes and points is None else waiting).append(row)
        self.waiting_columns.children, self.known_columns.children = waiting, known
        self.known.titles = [f"{parts.count(len(known), 'column has', 'columns have')} a standard: look at them"]
        self.known.selected_index = None
        parts.show_if(self.known, bool(known))

    def _render_earlier(self) -> None:
        earlier = self.model.earlier
        parts.show_if(self.earlier_card, len(earlier) > 0)
        rows = []
        for found in earlier.head(SHOWN_IMPORTS).itertuples():
            undone = not pd.isna(found.undone_at)
            words = (
                f"{found.class_name}, {found.imported_at.day} {found.imported_at:%B %Y, %H:%M} UTC: "
                f"{parts.count(found.counts['added'], 'score')} added, {found.counts['changed']} changed"
                + (" (taken back)" if undone else "")
            )
            act = parts.button(
                "Bring back" if undone else "Take back",
                lambda key=found.import_key, undone=undone: self.do(self.model.toggle, key, undone),
                tooltip=f"{'Bring back' if undone else 'Take back'} the import of {words}",
            )
            rows.append(parts.row(parts.text(words), act))
        self.earlier.children = rows


def _detail_rows(preview: ImportPreview) -> list[dict]:
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
    rows += [
        {
            "what": "left out",
            "student": students.get(cell.row_number, f"row {cell.row_number}"),
            "column": cell.column_name,
            "value": cell.raw,
            "why": cell.reason,
        }
        for cell in preview.plan.ignored.itertuples()
    ]
    return [{"key": str(n), **row} for n, row in enumerate(rows)]
