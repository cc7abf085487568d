"""The dashboard `import`: drop in a file, see what it would do, then store it."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import quote

import ipywidgets

from plworkbench import exports
from plworkbench.panels import parts
from plworkbench.panels.base import Panel
from plworkbench.panels.import_columns import TiedColumns
from plworkbench.panels.import_details import KINDS
from plworkbench.panels.import_earlier import EarlierImports
from plworkbench.panels.import_model import STEPS, ImportModel
from plworkbench.panels.import_people import OneChild, WhoIsThis
from plworkbench.panels.import_problems import problem_groups
from plworkbench.panels.import_questions import Columns, Questions
from plworkbench.widgets import Choice, DataTable, Disclosure, DropZone, Progress, Stepper, Toasts

SHOWN = 50
"""Rows of the table that are put on the page at once."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods,.zip,.json"

NOT_YET = "Nothing is stored yet."

HELD = "A file that was not stored yet has to be dropped in again."

HINT = (
    "Gradebooks, quizzes and forms, class lists, attendance, behavior, test results, standards: as your system exports "
    "them, in CSV, Excel, zip or JSON. The file stays on this computer."
)


class ImportData(Panel):
    """The dashboard `import`."""

    model_class = ImportModel
    picks_class = False
    catches_up = False

    def __init__(self, wb=None):
        super().__init__(wb)
        model = self.model
        self.add_class("pw-import")
        self.page.class_label = ""  # the class of the file is chosen here, and two choices would contradict each other
        self._shown, self._kind, self._search = SHOWN, "all", ""
        self._detailed: object = None
        self.questions = Questions(model, self.do)
        self.who = WhoIsThis(model, self.do)
        self.columns = Columns(model, self.do)
        self.ties = TiedColumns(model, self.do)
        self.one_child = OneChild(model, self.do)
        self.news = Toasts()
        self.earlier = EarlierImports(model, self.do, self.news.say)
        self.steps = Stepper(label="The way of a file into a class")
        self.steps.offer(STEPS)
        model.observe(lambda _: self.steps.set_trait("current", model.step), "is_storing")
        self.next = self._make_next()
        self.choose = self._make_choose()
        self.actions = self._make_actions()
        self.problem_card = self._make_problems()
        self.detail_card = self._make_details()
        self.body.children = [
            self.steps,
            self.next,
            self.choose,
            self.questions.card,
            self.who.card,
            self.problem_card,
            self.columns.card,
            self.ties.card,
            self.detail_card,
            self.actions,
            self.one_child.card,
            self.earlier.card,
            self.news,
        ]
        for form in (
            self.next,
            self.choose,
            self.questions.card,
            self.who.card,
            self.columns.card,
            self.ties.card,
            self.actions,
            self.one_child.card,
        ):
            form.add_class("pw-screen-only")  # on paper: what the file would do, and the earlier imports

    # --- the parts

    def _make_next(self) -> ipywidgets.HBox:
        self.see_class = ipywidgets.HTML()
        self.next_class = parts.button("", lambda: self.do(self.model.read_next, waiting="Reading the file…"))
        return parts.row(self.see_class, self.next_class)

    def _make_choose(self) -> ipywidgets.VBox:
        model = self.model
        self.target = ipywidgets.Combobox(
            description="Class", placeholder="the class in the file, or a name you give", continuous_update=False
        )
        self.target.add_class("pw-narrow")
        self.target_words = parts.text("", css="pw-soft")
        self.target.observe(lambda change: self.do(model.aim_at, change["new"]), "value")
        self.drop = DropZone(label="Drop a file here", hint=HINT, accept=ACCEPTED)
        self.drop.on_file(self._read)
        self.paste = Disclosure(label="Paste a table instead", open_label="Close the field for a pasted table")
        self.paste.observe(lambda _: self.do(lambda: None), "expanded")
        self.paste_title = ipywidgets.Text(description="What is it about?", placeholder="Exit ticket 6.RP.A.3")
        self.paste_title.add_class("pw-narrow")
        self.pasted = ipywidgets.Textarea(
            description="The cells, copied from a spreadsheet",
            placeholder="Amara Okafor   3   ✓\nBen Ruiz   1   ✗",
            continuous_update=False,
            rows=6,
        )
        self.pasted.add_class("pw-paste")
        read = parts.button("Read what I pasted", self._read_pasted, primary=True)
        self.paste_field = ipywidgets.VBox([self.paste_title, self.pasted, parts.row(read)])
        where = ipywidgets.VBox([self.target, self.target_words, self.paste, self.paste_field])
        return parts.section("Which class, which file", parts.row(where, self.drop, css="pw-beside"))

    def _make_actions(self) -> ipywidgets.VBox:
        self.store = parts.button("Store this", lambda: self.do(self._store, waiting="Storing…"), primary=True)
        self.cancel = parts.button("Cancel", lambda: self.do(self._cancel))
        self.why_not = parts.text("", css="pw-soft")
        self.progress = Progress()
        bar = ipywidgets.VBox([parts.row(self.store, self.cancel, self.why_not), self.progress])
        bar.add_class("pw-store-bar")
        return bar

    def _make_problems(self) -> ipywidgets.VBox:
        self.problem_title = parts.text("", "h2")
        self.problem_list = ipywidgets.HTML()
        self.marked = parts.button("Download a marked-up copy", lambda: self.do(self._mark_up, waiting="Marking…"))
        self.marked_words = parts.text(
            "The copy is your file as an Excel workbook, with each of these places marked and explained.",
            css="pw-soft",
        )
        self.mark_up = parts.row(self.marked, self.marked_words)
        return parts.section("", self.problem_title, self.problem_list, self.mark_up, css="pw-notice")

    def _make_details(self) -> ipywidgets.VBox:
        self.kind = Choice(label="What to show", label_hidden=True)
        self.kind.on_chosen(lambda kind: self.do(self._look, kind, self._search))
        self.search = ipywidgets.Text(
            description="Find a student", placeholder="part of a name", continuous_update=False
        )
        self.search.observe(lambda change: self.do(self._look, self._kind, change["new"]), "value")
        self.details = DataTable(
            columns=[
                {"key": "what", "label": "What happens", "align": "start"},
                {"key": "student", "label": "Student", "align": "start"},
                {"key": "column", "label": "What it is", "align": "start"},
                {"key": "value", "label": "Value", "align": "end"},
                {"key": "why", "label": "Why", "align": "start"},
            ],
            row_header="student",
            empty_text="Nothing of this kind is in the file.",
        )
        self.more = parts.button(f"Show {SHOWN} more", lambda: self.do(self._show_more))
        narrowed = parts.row(self.kind, self.search, css="pw-filter")
        narrowed.add_class("pw-screen-only")
        return parts.section("Line by line", narrowed, self.details, self.more)

    # --- what is clicked

    def _read(self, name: str, content: bytes) -> bool:
        self.do(self.model.read, name, content, waiting="Reading the file…")
        self.page.announce(self.model.refusal or self.model.sentence)
        return self.model.preview is not None

    def _read_pasted(self) -> None:
        if self.do(self.model.paste, self.paste_title.value, self.pasted.value, waiting="Reading…"):
            self.page.announce(self.model.refusal or self.model.sentence)

    def _store(self) -> None:
        def progress(done: int, total: int) -> None:
            self.progress.say(f"Storing {done:,} of {total:,}…", done, total)

        try:
            self.model.commit(progress)
        finally:
            self.progress.say("")
        self._clear()
        self.news.say(self.model.done)

    def _cancel(self) -> None:
        self.model.cancel()
        self._clear()

    def _clear(self) -> None:
        self.drop.forget()
        self.paste_title.value = self.pasted.value = ""
        self.paste.expanded = False

    def _mark_up(self) -> None:
        preview = self.model.preview
        name = PurePath(preview.parsed.file_name or "file").stem
        self.page.download(f"{name} marked.xlsx", preview.marked_up(), XLSX)

    def _look(self, kind: str, search: str) -> None:
        self._shown, self._kind, self._search = SHOWN, kind, search

    def _show_more(self) -> None:
        self._shown += SHOWN

    # --- what is shown

    def render(self) -> None:
        """Show where the file stands."""
        model, preview = self.model, self.model.preview
        self.page.holds_unsaved = HELD if preview is not None else ""
        parts.say(self.lead, model.sentence)
        self.steps.current = model.step
        self._render_next()
        self.drop.compact = preview is not None
        self.target.options = model.class_names
        self.target.value = model.target
        parts.say(self.target_words, model.target_words)
        parts.show_if(self.paste_field, self.paste.expanded)
        self._render_problems()
        for card in (self.actions, self.detail_card, self.ties.card):
            parts.show_if(card, preview is not None)
        self.questions.render()
        self.who.render()
        self.columns.render()
        if preview is not None:
            self.store.disabled = bool(model.blockers)
            parts.say(self.why_not, " ".join(model.blockers) or NOT_YET)
            self.ties.render()
            self._render_details()
        self.one_child.render()
        self.earlier.render()

    def _render_next(self) -> None:
        model = self.model
        stored_class = model.class_name if model.done.startswith(f"Stored in {model.class_name}:") else ""
        query = quote(stored_class)
        self.see_class.value = (
            parts.link("See the class", f"class-overview?class={query}", primary=True) if stored_class else ""
        )
        self.next_class.description = f"Next class of this file: {model.next_section}"
        parts.show_if(self.next_class, bool(model.next_section))
        parts.show_if(self.next, bool(stored_class or model.next_section))

    def _render_problems(self) -> None:
        model = self.model
        parts.show_if(self.problem_card, bool(model.problems or model.refusal))
        number = parts.count(len(model.problems), "thing")
        parts.say(self.problem_title, model.refusal or f"{number} to look at in this file")
        self.problem_list.value = exports.page("problem_groups.html", groups=problem_groups(model.problems))
        parts.show_if(self.mark_up, model.preview is not None and bool(model.problems))

    def _render_details(self) -> None:
        details = self.model.details
        if self._detailed != (shown := self.model.preview.parsed.digest):
            self._detailed = shown
            self._look("all", "")
        self.search.value = self._search
        counts = details.counts(self._search)
        kinds = [kind for kind in KINDS if kind in ("all", self._kind) or counts[kind]]
        self.kind.offer([(kind, f"{KINDS[kind]} ({counts[kind]:,})") for kind in kinds])
        self.kind.value = self._kind
        number = counts[self._kind]
        self.details.rows = details.rows(self._kind, self._search, 0, self._shown)
        self.details.sortable = number <= self._shown  # a part of them, sorted, would look like all
        self.details.caption = (
            f"The first {self._shown:,} of {number:,} lines" if number > self._shown else parts.count(number, "line")
        )
        parts.show_if(self.more, number > self._shown)
