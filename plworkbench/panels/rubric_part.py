"""The part of the page `enter-scores` that marks a task with a rubric, and prints the slips."""

from __future__ import annotations

import ipywidgets

from plworkbench.panels import parts, score_entries
from plworkbench.panels.rubric_draft import shared_file, take_file
from plworkbench.panels.rubric_editor import RubricEditor
from plworkbench.panels.rubric_model import NO_RUBRIC, ORDERS, RubricModel
from plworkbench.panels.saved_part import CARD, SavedCard, beside
from plworkbench.panels.unsaved import KEPT
from plworkbench.widgets import Choice, Disclosure, DropZone, ScoreGrid

JSON = "application/json"


class RubricPart:
    """Marking with a rubric.

    Parameters
    ----------
    page_model : EnterScoresModel
        What the page decides: the class.
    panel : EnterScores
        The page: it carries out what was clicked, and says it.
    """

    def __init__(self, page_model, panel):
        self._page_model, self._panel, self._do = page_model, panel, panel.do
        self.model = RubricModel(page_model.wb)
        self._loads, self._to_first = 0, False
        self.editor = RubricEditor(page_model, self._do, self._written)
        self.saved = SavedCard(lambda: self._do(self._take_back, waiting="Taking it back…"))
        self.about = self._make_about()
        self.entry = self._make_entry()
        self.slips = ipywidgets.HTML()
        self.slips.add_class("pw-print-only")
        self.cards = [self.about, self.editor.card, self.entry, self.slips]

    # --- the parts

    def _make_about(self) -> ipywidgets.VBox:
        model, do = self.model, self._do
        self.lead = parts.text("", css="pw-soft")
        self.rubric = parts.dropdown("Rubric", [])
        self.rubric.observe(lambda change: do(model.choose, change["new"] or ""), "value")
        self.task = ipywidgets.Combobox(description="Task", continuous_update=False)
        self.task.add_class("pw-wide")
        self.task.observe(lambda change: do(lambda: model.describe(task=change["new"])), "value")
        self.date = ipywidgets.DatePicker(description="Day")
        self.date.observe(lambda change: do(lambda: model.describe(date=change["new"])), "value")
        self.write = parts.button("Write a rubric", lambda: do(self._begin_rubric, ""))
        self.change = parts.button("Change it", lambda: do(self._begin_rubric, None))
        self.share = parts.button("Share it as a file", lambda: do(self._share))
        self.take = Disclosure(label="Take a rubric from a file", open_label="Close")
        self.take.observe(lambda _: do(lambda: None), "expanded")
        self.drop = DropZone(label="Drop a rubric here", hint="A file that a colleague shared.", accept=".json")
        self.drop.on_file(self._take)
        fields = parts.row(self.rubric, self.task, self.date, css="pw-choices")
        acts = parts.row(self.write, self.change, self.share, self.take)
        return parts.section("", self.lead, fields, acts, self.drop, css="pw-about")

    def _make_entry(self) -> ipywidgets.HBox:
        model, do = self.model, self._do
        self.order = Choice(label="Go through", label_hidden=True)
        self.order.offer(ORDERS)
        self.order.on_chosen(lambda value: do(model.go_through, value))
        self.previous = parts.button("Previous", lambda: do(self._step, -1))
        self.next = parts.button("Next", lambda: do(self._step, 1))
        self.place = parts.dropdown("Student", [])
        self.place.observe(lambda change: do(model.look_at, change["new"]), "value")
        self.how = parts.text("", css="pw-soft")
        self.level_words = ipywidgets.HTML()
        self.grid = ScoreGrid(marks=score_entries.MARKS, halves=False, field_label="Level")
        self.grid.on_entered(self._entered)
        self.grid.on_rest(lambda: self._panel.page.guarded(model.keep))
        self.grid.on_pasted(lambda row, text: do(self._paste, row, text))
        self.grid.on_finished(lambda: do(self._step, 1))
        self.progress = parts.text("", "h2")
        self.save = parts.button("Save", self._press_save, primary=True)
        self.anew = parts.button("Another task", lambda: do(model.begin_anew))
        self.why_not = parts.text("", css="pw-soft")
        self.pasted = parts.text("")
        self.print = parts.button("Print the slips", lambda: do(self._print))
        self.slip_words = parts.text(
            "Slips come two a page. Each has one student's levels, what the work shows, and the next step.",
            css="pw-soft",
        )
        goto = parts.row(self.order, self.place, self.previous, self.next, css="pw-goto")
        main = parts.section("", goto, self.how, self.level_words, self.grid)
        side = parts.section(
            "",
            self.progress,
            self.save,
            self.why_not,
            css="pw-entry-side",
        )
        more = parts.section(
            "", self.pasted, parts.row(self.print, self.anew, css="pw-actions"), self.slip_words, css="pw-entry-more"
        )
        return parts.row(main, beside(side, self.saved.card, more), css="pw-entry")

    # --- what is clicked

    def _begin_rubric(self, name: str | None) -> None:
        self.editor.draft.begin(self.model.name if name is None else name, self._page_model.standard_code)

    def _written(self, name: str) -> None:
        self.model.load(self._page_model.class_name)
        if name:
            self.model.choose(name)

    def _share(self) -> None:
        self._panel.page.download(*shared_file(self.model.wb, self.model.name), JSON)

    def _take(self, name: str, content: bytes) -> bool:
        well = self._do(lambda: self._written(take_file(self.model.wb, content)))
        if well:
            self.take.expanded = False
            self.drop.forget()
            self._panel.page.announce(f"The rubric {self.model.name} is here.")
        return well

    def _step(self, step: int) -> None:
        self.model.keep()
        self.model.look_at(self.model.place + step)
        self._to_first = True

    def _entered(self, row: str, text: str) -> None:
        self._panel.page.guarded(self.model.enter, row, text)
        self._render_entry()

    def _paste(self, row: str, text: str) -> None:
        self.model.paste(row, text)
        self._panel.page.announce(self.model.pasted)

    def _press_save(self) -> None:
        if self._do(self._save, waiting="Saving…") and self.model.saved:
            self._panel.page.lead_to(CARD)

    def _save(self) -> None:
        self.model.save()
        self._panel.page.announce(self.model.saved.get("sentence", ""))

    def _take_back(self) -> None:
        self.model.take_back()
        self._panel.page.announce("Taken back. The marks are in the grid, not saved.")

    def _print(self) -> None:
        self.model.keep()
        self._panel.page.print()

    # --- what is shown

    def render(self, shown: bool) -> None:
        """Show the task that is being marked, or nothing."""
        model, page = self.model, self._page_model
        if shown and self._loads != page.loads:
            self._loads = page.loads
            model.load(page.class_name)
        writing, has = self.editor.draft.is_open, bool(model.rubrics)
        parts.show_if(self.about, shown and not writing)
        parts.show_if(self.editor.card, shown and writing)
        parts.show_if(self.entry, shown and has and not writing)
        self.saved.render(model.saved if shown and not writing else {}, page.class_name)
        self.slips.value = model.slip_sheets() if shown and has and not writing else ""
        if not shown:
            return
        for control in (self.rubric, self.task, self.date, self.change, self.share):
            parts.show_if(control, has)
        self._panel.page.say(KEPT if writing else model.status)
        parts.say(self.lead, "" if has else NO_RUBRIC)
        self.write.button_style = "" if has else "primary"
        parts.show_if(self.drop, self.take.expanded)
        self.editor.render()
        if has:
            parts.set_options(self.rubric, list(model.rubrics), model.name)
            self.task.options, self.task.value, self.date.value = model.tasks, model.task, model.date
            self._render_entry()

    def _render_entry(self) -> None:
        model = self.model
        self.order.value = model.order
        self.place.description = "Student" if model.by_student else "Criterion"
        self._panel.quietly(lambda: parts.set_options(self.place, model.places, model.place))
        last = len(model.places) - 1
        self.previous.disabled, self.next.disabled = model.place <= 0, model.place >= last
        parts.say(self.how, model.how)
        self.level_words.value = parts.bullets(model.level_words, "pw-plain-list")
        parts.show_if(self.level_words, bool(model.level_words))
        with self.grid.hold_sync():
            self.grid.caption = f"Marks: {model.title}"
            self.grid.row_label = "Criterion" if model.by_student else "Student"
            self.grid.wide = model.by_student
            self.grid.rows, self.grid.options = model.rows, model.options
            self.grid.entries, self.grid.problems = model.entries, model.problems
            self.grid.revision = model.revision
            self.grid.at_first += self._to_first
        self._to_first = False
        self._panel.page.say(model.status)
        parts.say(self.progress, model.entered_words)
        self.save.disabled = bool(model.blockers)
        parts.say(self.why_not, " ".join(model.blockers))
        parts.say(self.pasted, model.pasted)
        self.print.disabled = not any(model.marks.values())
