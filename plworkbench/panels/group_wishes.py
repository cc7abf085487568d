"""The part of the page `flexible-groups` with the wishes: as sentences, and the sentence that makes a new one."""

from __future__ import annotations

import ipywidgets

from plworkbench.panels import parts
from plworkbench.panels.group_wishes_model import WishesModel
from plworkbench.widgets import Disclosure, EmptyState, FieldTable, PeoplePicker, SentenceBuilder, UndoBar

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
        self._class_name = ""
        self.model = WishesModel(panel.model)
        self.fold = Disclosure(label="Wishes", open_label="Close the wishes")
        self.fold.observe(lambda _: self._do(lambda: None), "expanded")
        self.lists_fold = Disclosure(label="Lists of your own", open_label="Close the lists")
        self.lists_fold.observe(lambda _: self._do(lambda: None), "expanded")
        self.none = EmptyState(
            title="No wishes yet",
            words="A wish is about students you name, or about a list of your own such as “Leaders”. "
            "It holds whenever groups of this class are formed.",
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
        self.undo = UndoBar()
        self.builder = SentenceBuilder(label="New wish", add_label="Add this wish")
        self.builder.on_finished(self._add)
        self.box = ipywidgets.VBox(
            [self.none, self.table, self.undo, self.builder, self.lists_fold, self._make_lists()]
        )
        self.box.add_class("pw-folded")

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
        self.picker = PeoplePicker(label="Add a student")
        self.picker.add_class("pw-name-picker")
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
        bring_back = self.model.change(row, column, value)
        if bring_back is None:
            self.undo.put_away()
            self._panel.page.announce(f"{sentence} It is {value} now.")
        else:
            self.undo.offer(f"Forgotten: {sentence}", lambda: self._do(bring_back))

    def _add(self, kind: str, values: dict) -> bool:
        def add() -> None:
            self.model.choose(kind=kind, weight=values["weight"], about=values.get("about"))
            self.model.add(values.get("one", ()), values.get("other", ()))

        added = self._do(add)
        if added:
            self.undo.put_away()  # what it brings back could take the place of what is new
            self._panel.page.announce("The wish is kept.")
        return added

    def _change_list(self, label: str, act: str) -> None:
        if act == "forget":
            gone, bring_back = self.model.forget_list(label)
            words = " ".join([f"The list {label} is forgotten.", *(f"So is: {one}" for one in gone)])
            self.undo.offer(words, lambda: self._do(bring_back))
            return
        self.label.value = label
        self.picker.show(self.model.lists.get(label, []), self._panel.model.roster)

    def _keep_list(self) -> None:
        self.model.keep_list(self.label.value, self.picker.names)
        self.undo.put_away()
        self.label.value = ""
        self.picker.show([], self._panel.model.roster)
        self._panel.page.announce("The list is kept.")

    # --- what is shown

    def render(self) -> None:
        """Show the wishes of the class."""
        model = self.model
        self.fold.label = model.title
        if self._class_name != self._panel.model.class_name:
            self._class_name = self._panel.model.class_name
            self.undo.put_away()
        parts.show_if(self.box, self.fold.expanded)
        if not self.fold.expanded:
            return
        self.table.rows = model.rows
        parts.show_if(self.table, bool(self.table.rows))
        parts.show_if(self.none, not self.table.rows)
        self.builder.offer(model.sentences, self._panel.model.roster)
        self._render_lists()

    def _render_lists(self) -> None:
        lists = self.model.lists
        parts.show_if(self.lists_box, self.lists_fold.expanded)
        self.lists.rows = [
            {"key": label, "label": label, "students": ", ".join(names)} for label, names in lists.items()
        ]
        parts.show_if(self.lists, bool(lists))
        roster = self._panel.model.roster
        self.picker.show([name for name in self.picker.names if name in roster], roster)
