"""Parts of the import page that ask: what the file leaves open, and what the columns of an unknown table hold."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from plworkbench.panels import parts
from plworkbench.panels.import_model import ImportModel
from plworkbench.widgets import Choice, Disclosure, FieldTable

MOST_BUTTONS = 4
"""Answers up to which they are buttons; more are a list."""

UNANSWERED = {"date_order": "Until you say it, these dates stay empty. The scores are kept."}
"""What happens while a question is open, by its key."""


class Questions:
    """What the file leaves open, asked once for the whole file.

    Parameters
    ----------
    model : ImportModel
        What the page decides.
    do : callable
        Carries out what was clicked, as `Panel.do`.
    """

    def __init__(self, model: ImportModel, do: Callable[..., bool]):
        self._model, self._do = model, do
        self._asked = ipywidgets.VBox()
        self.card = parts.section("Questions about this file", self._asked)
        self.fields: dict[str, ipywidgets.Widget] = {}
        self._made_for: tuple = ()

    def render(self) -> None:
        """Show the questions and the answers given so far."""
        questions = self._model.questions
        parts.show_if(self.card, bool(questions))
        made_for = tuple((question.key, question.text, question.options) for question in questions)
        if made_for != self._made_for:
            self._made_for = made_for
            self.fields = {question.key: self._field(question) for question in questions}
            self._notes = {question.key: parts.text("", css="pw-soft") for question in questions}
            self._asked.children = [
                ipywidgets.VBox([self.fields[question.key], self._notes[question.key]]) for question in questions
            ]
        for question in questions:
            field = self.fields[question.key]
            offered = [value for value, _ in question.options]
            if isinstance(field, Choice):
                field.answered = question.answer in offered
                field.value = question.answer
            elif isinstance(field, ipywidgets.Dropdown):
                parts.set_options(field, field.options, question.answer)
            else:
                field.value = question.answer
            is_open = question.answer not in offered if offered else not question.answer
            parts.say(self._notes[question.key], UNANSWERED.get(question.key, "") if is_open else "")

    def _field(self, question) -> ipywidgets.Widget:
        key = question.key
        if not question.options:
            field = ipywidgets.Text(description=question.text, continuous_update=False)
            field.add_class("pw-narrow")
            field.observe(lambda change: self._do(self._model.answer, key, change["new"].strip()), "value")
        elif len(question.options) <= MOST_BUTTONS:
            field = Choice(label=question.text)
            field.offer(question.options)
            field.on_chosen(lambda value: self._do(self._model.answer, key, value, waiting="Reading the file…"))
        else:
            options = [(words, value) for value, words in question.options]
            if question.answer not in dict(question.options):
                options = [("choose one", ""), *options]
            field = parts.dropdown(question.text, options, question.answer)
            field.observe(lambda change: self._do(self._model.answer, key, change["new"]), "value")
        return field


class Columns:
    """What each column of a table without a fixed layout holds.

    Parameters
    ----------
    model, do
        As for `Questions`.
    """

    def __init__(self, model: ImportModel, do: Callable[..., bool]):
        self._model, self._do = model, do
        self._said: dict[str, str] = {}
        self._made_for: object = None
        self.disclosure = Disclosure(label="These columns are not right", open_label="Close the list of columns")
        self.disclosure.observe(lambda _: self._do(lambda: None), "expanded")
        self.table = FieldTable(
            columns=[
                {"key": "header", "label": "Column of the file", "kind": "words"},
                {"key": "values", "label": "First values", "kind": "words"},
                {"key": "role", "label": "It holds", "kind": "select"},
            ],
            caption="What each column holds",
            caption_hidden=True,
        )
        self.table.on_changed(lambda header, _, role: self._do(self._said.update, {header: str(role)}))
        self.apply = parts.button("Read it this way", self._apply, primary=True)
        self._title = parts.text("What do the columns hold?", "h2")
        self._body = ipywidgets.VBox(
            [
                parts.text(
                    "Say for each column what it holds; a student and a score are needed. What you choose is "
                    "remembered for the next file of this kind.",
                    css="pw-soft",
                ),
                self.table,
                parts.row(self.apply),
            ]
        )
        self.card = parts.section("", self._title, self.disclosure, self._body)
        self._frame(False)

    def render(self) -> None:
        """Show the columns with what they are taken for."""
        model = self._model
        parts.show_if(self.card, model.can_say_roles)
        if not model.can_say_roles:
            return
        parts.show_if(self.disclosure, not model.needs_roles)
        shown = model.needs_roles or self.disclosure.expanded
        self._frame(shown)
        parts.show_if(self._title, shown)
        parts.show_if(self._body, shown)
        if self._made_for != model.preview.parsed.digest:
            self._made_for, self._said = model.preview.parsed.digest, {}
        if shown:
            self._render_table()

    def _frame(self, is_card: bool) -> None:
        """Draw it as a card, or as a mere button while it is closed."""
        (self.card.add_class if is_card else self.card.remove_class)("pw-section")

    def _render_table(self) -> None:
        options = [[role, words] for role, words in self._model.preview.roles.items()]
        with self.table.hold_sync():
            self.table.columns = [*self.table.columns[:2], {**self.table.columns[2], "options": options}]
            self.table.rows = [
                {
                    "key": column.header,
                    "header": column.header,
                    "values": ", ".join(value[:40] for value in column.first_values) or "empty",
                    "role": self._said.get(column.header, column.role),
                }
                for column in self._model.preview.file_columns.itertuples()
            ]

    def _apply(self) -> None:
        roles = {row["key"]: row["role"] for row in self.table.rows} | self._said
        self._do(self._model.say_roles, roles, waiting="Reading the file…")
