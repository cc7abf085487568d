"""The dashboard `import`: drop in a file, see what it would do, then store it."""

from __future__ import annotations

from urllib.parse import quote

import ipywidgets
import pandas as pd

from plworkbench.panels import parts
from plworkbench.panels.base import Panel
from plworkbench.panels.import_model import ImportModel, detail_rows
from plworkbench.results import ImportPreview
from plworkbench.widgets import DataTable, DropZone

SHOWN = 200
"""Rows of a long list that are put on the page."""

SHOWN_IMPORTS = 20
"""Earlier imports that are put on the page."""


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
        self.target_words = parts.text("", css="pw-soft")
        self.target.observe(lambda change: self.do(model.aim_at, change["new"]), "value")
        self.drop = DropZone(
            label="Drop a file here",
            hint="Canvas gradebook, CSV or Excel. The file stays on this computer.",
            accept=".csv,.tsv,.txt,.xlsx,.xls,.ods",
        )
        self.drop.on_file(lambda name, content: self.do(model.read, name, content, waiting="Reading the file…"))
        self.choose = parts.section("Which class, which file", self.target, self.target_words, self.drop)
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
        self._made_for: tuple = ()
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
        parts.say(self.target_words, model.target_words)
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
        made_for = (preview.parsed.digest, preview.class_name)
        if self._made_for != made_for:
            self._made_for = made_for
            self._make_fields(columns)
        for column in columns[columns["column_name"].isin(list(self._fields))].itertuples():
            field, day, points = self._fields[column.column_name]
            points_possible, assessed = self.model.given(column)
            if points is not None:
                points.value = 0 if pd.isna(points_possible) else points_possible
            field.value = ", ".join(column.standard_codes)
            day.value = None if pd.isna(assessed) else pd.Timestamp(assessed).date()
        parts.show_if(self.tie_rest, bool(self.model.untied))
        open_ends = len(self.model.unscaled)
        parts.say(
            self.scale_words,
            f"{parts.count(open_ends, 'column does', 'columns do')} not say how many points were possible. "
            "Until you say it, the scores are stored but do not count."
            if open_ends
            else "",
        )
        rows = detail_rows(preview)
        self.details.rows = rows[:SHOWN]
        self.details.caption = f"The first {SHOWN} of {len(rows)} cells" if len(rows) > SHOWN else "Every cell"

    def _make_fields(self, columns: pd.DataFrame) -> None:
        """Make the fields of a new file: columns that wait for a standard, and folded away those that have one."""
        options = list(self.model.standard_options)
        self._fields = {}
        waiting, known = [], []
        stated = (columns["standard_source"] == "file") & (columns["points_possible"] > 0)
        for column in columns[~stated].itertuples():
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
                f"{found.counts['added']:,} scores added, {found.counts['changed']} changed"
                + (" (taken back)" if undone else "")
            )
            act = parts.button(
                "Bring back" if undone else "Take back",
                lambda key=found.import_key, undone=undone: self.do(self.model.toggle, key, undone),
                tooltip=f"{'Bring back' if undone else 'Take back'} the import of {words}",
            )
            rows.append(parts.row(parts.text(words), act))
        self.earlier.children = rows
