"""The part of the page `flexible-groups` with the wishes: as sentences, and the sentence that makes a new one."""

from __future__ import annotations

import ipywidgets

from plworkbench.panels import parts
from plworkbench.panels.group_wishes_model import ALONE_NOTE, WISHES, WishesModel
from plworkbench.panels.name_picker import NamePicker
from plworkbench.widgets import Disclosure, FieldTable

__all__ = ["WishesModel", "WishesPart"]


class WishesPart:
    """The wishes of the class.

    Parameters
    ----------
    panel : FlexibleGroups
        The page: it carries out what was clicked.
    """

    def __init__(self, panel):
        self._panel, self._do = panel, panel.do
        self.model = WishesModel(panel.model)
        self.fold = Disclosure(label="Wishes", open_label="Close the wishes")
        self.fold.observe(lambda _: self._do(lambda: None), "expanded")
        self.lists_fold = Disclosure(label="Lists of your own", open_label="Close the lists")
        self.lists_fold.observe(lambda _: self._do(lambda: None), "expanded")
        self.none = parts.text(
            "No wishes yet. A wish is about two students, or about a list of your own such as “Leaders”. "
            "It holds whenever groups of this class are formed.",
            css="pw-soft",
        )
        self.table = FieldTable(
            columns=[
                {"key": "sentence", "label": "Wish", "kind": "words"},
                {"key": "weight", "label": "How much it matters", "kind": "select"},
                {"key": "act", "label": "Change", "kind": "buttons", "options": [["forget", "Forget"]]},
            ],
            caption="Wishes",
            caption_hidden=True,
        )
        self.table.add_class("pw-wish-table")
        self.table.on_changed(lambda *change: self._do(self._changed, *change))
        self.box = ipywidgets.VBox([self.none, self.table, self._make_builder(), self.lists_fold, self._make_lists()])
        self.box.add_class("pw-folded")

    def _make_builder(self) -> ipywidgets.VBox:
        model, do = self.model, self._do
        self.kind = parts.dropdown("New wish", [(words, kind) for kind, (words, _, _) in WISHES.items()])
        self.kind.observe(lambda change: do(lambda: model.choose(kind=change["new"])), "value")
        self.first, self.second = (self._name_field() for _ in range(2))
        self.about = parts.dropdown("", [])
        self.about.observe(lambda change: do(lambda: model.choose(about=change["new"] or "")), "value")
        self.weight = parts.dropdown("It is", [])
        self.weight.observe(lambda change: do(lambda: model.choose(weight=change["new"])), "value")
        self.add = parts.button("Add this wish", self._add)
        self.no_list = parts.text("There is no list yet. Make one below, such as “Leaders”.", css="pw-soft")
        self.alone = parts.text(ALONE_NOTE, css="pw-soft")
        line = parts.row(self.kind, self.first, self.second, self.about, self.weight, self.add, css="pw-choices")
        line.add_class("pw-wish-line")
        return ipywidgets.VBox([line, self.no_list, self.alone])

    def _name_field(self) -> ipywidgets.Combobox:
        field = ipywidgets.Combobox(placeholder="type a name")
        field.style.description_width = "auto"
        field.add_class("pw-name-field")
        return field

    def _make_lists(self) -> ipywidgets.VBox:
        self.lists = FieldTable(
            columns=[
                {"key": "label", "label": "List", "kind": "words"},
                {"key": "students", "label": "Students", "kind": "words"},
                {"key": "act", "label": "Change", "kind": "buttons",
                 "options": [["change", "Change"], ["forget", "Forget"]]},
            ],
            caption="Lists of your own",
            caption_hidden=True,
        )  # fmt: skip
        self.lists.on_changed(lambda row, _, act: self._do(self._change_list, row, act))
        self.label = ipywidgets.Text(description="Name of the list", placeholder="Leaders")
        self.picker = NamePicker("Add a student", lambda names: None)
        self.keep = parts.button("Keep this list", lambda: self._do(self._keep_list))
        words = parts.text(
            "A list is yours alone: who leads, who helps, who reads aloud. It says nothing to students.",
            css="pw-soft",
        )
        self.lists_box = ipywidgets.VBox(
            [words, self.lists, parts.row(self.label, self.picker, self.keep, css="pw-choices")]
        )
        self.lists_box.add_class("pw-folded")
        return self.lists_box

    # --- what is clicked

    def _changed(self, row: str, column: str, value: object) -> None:
        sentence = next((one["sentence"] for one in self.model.rows if one["key"] == row), "")
        self.model.change(row, column, value)
        self._panel.page.announce(f"Forgotten: {sentence}" if column == "act" else f"{sentence} It is {value} now.")

    def _add(self) -> None:
        first, second = self.first.value, self.second.value
        if self._do(self.model.add, first, second):
            self.first.value = self.second.value = ""
            self._panel.page.announce("The wish is kept.")

    def _change_list(self, label: str, act: str) -> None:
        if act == "forget":
            gone = self.model.keep_list(label, [])
            self._panel.page.announce(" ".join([f"The list {label} is forgotten.", *(f"So is: {one}" for one in gone)]))
            return
        self.label.value = label
        self.picker.show(self.model.lists.get(label, []), self._panel.model.roster)

    def _keep_list(self) -> None:
        self.model.keep_list(self.label.value, self.picker.names)
        self.label.value = ""
        self.picker.show([], self._panel.model.roster)
        self._panel.page.announce("The list is kept.")

    # --- what is shown

    def render(self) -> None:
        """Show the wishes of the class."""
        model = self.model
        self.fold.label = model.title
        parts.show_if(self.box, self.fold.expanded)
        if not self.fold.expanded:
            return
        self.table.rows = model.rows
        parts.show_if(self.table, bool(self.table.rows))
        parts.show_if(self.none, not self.table.rows)
        self._render_builder()
        self._render_lists()

    def _render_builder(self) -> None:
        model = self.model
        roster = tuple(self._panel.model.roster)
        _, before, between = WISHES[model.kind]
        parts.set_options(self.kind, self.kind.options, model.kind)
        parts.set_options(self.weight, model.weights, model.weight)
        for field, label in ((self.first, before), (self.second, between)):
            parts.show_if(field, model.is_pair)
            field.description = label if model.is_pair else ""
            if field.options != roster:
                field.options = roster
        abouts = [] if model.is_pair else model.abouts
        parts.show_if(self.about, bool(abouts))
        parts.show_if(self.no_list, not model.is_pair and not abouts)
        parts.show_if(self.alone, any(one.kind == "demographics" for one in abouts))
        if abouts:
            self.about.description = before
            # A list is proposed; demographics are there only if the teacher chooses them.
            proposed = next((one.key for one in abouts if one.kind == "list"), "")
            model.about = model.about if model.about in [one.key for one in abouts] else proposed
            parts.set_options(self.about, [("choose", ""), *((one.words, one.key) for one in abouts)], model.about)
        self.add.disabled = not model.is_pair and not (abouts and model.about)

    def _render_lists(self) -> None:
        lists = self.model.lists
        parts.show_if(self.lists_box, self.lists_fold.expanded)
        self.lists.rows = [
            {"key": label, "label": label, "students": ", ".join(names)} for label, names in lists.items()
        ]
        parts.show_if(self.lists, bool(lists))
        self.picker.show([name for name in self.picker.names if name in self._panel.model.roster],
                         self._panel.model.roster)  # fmt: skip
