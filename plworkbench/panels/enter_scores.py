"""The dashboard `enter-scores`: an exit ticket in a minute, or a task marked with a rubric."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from plworkbench import exports
from plworkbench.panels import parts, score_entries
from plworkbench.panels.base import Panel
from plworkbench.panels.enter_scores_model import MODES, EnterScoresModel
from plworkbench.panels.rubric_part import RubricPart
from plworkbench.panels.saved_part import CARD, SavedCard, beside
from plworkbench.widgets import Choice, Disclosure, FieldTable, ScoreGrid


class EnterScores(Panel):
    """The dashboard `enter-scores`."""

    model_class = EnterScoresModel

    def __init__(self, wb=None):
        super().__init__(wb)
        model = self.model
        self._to_first = False
        self.mode = Choice(label="What do you enter?", label_hidden=True, value=MODES[0])
        self.mode.offer([("exit ticket", "Exit ticket"), ("rubric", "Task with a rubric")])
        self.mode.on_chosen(lambda value: self.do(self._choose_mode, value))
        self.saved = SavedCard(lambda: self.do(self._take_back, waiting="Taking it back…"))
        self.about = self._make_about()
        self.entry = self._make_entry()
        self.earlier = self._make_earlier()
        self.rubric = RubricPart(model, self)
        for told in (self.lead, self.mode, self.taps, self.overwrites, self.how, self.level_words, self.earlier):
            told.add_class("pw-screen-only")  # on paper: what the scores are of, and the scores
        self.beginning = ipywidgets.HTML(parts.link("Import a class", "import", primary=True))
        self.body.children = [
            self.beginning,
            self.mode,
            self.about,
            self.entry,
            self.earlier,
            *self.rubric.cards,
        ]

    # --- the parts

    def _make_about(self) -> ipywidgets.VBox:
        self.standard = parts.dropdown("Standard", [])
        self.standard.observe(lambda change: self.do(self._describe, "standard_code", change["new"]), "value")
        self.name = ipywidgets.Text(description="Name", continuous_update=False)
        self.name.add_class("pw-wide")
        self.name.observe(lambda change: self.do(self._describe, "assessment", change["new"]), "value")
        self.points = ipywidgets.BoundedFloatText(description="Points possible", min=0.5, max=1000, step=1)
        self.points.observe(lambda change: self.do(self._describe, "points_possible", change["new"]), "value")
        self.date = ipywidgets.DatePicker(description="Day")
        self.date.observe(lambda change: self.do(self._describe, "date", change["new"]), "value")
        self.taps = Choice(label="Enter as", label_hidden=True)
        self.taps.offer([("points", "Points"), ("levels", "Levels")])
        self.taps.on_chosen(lambda value: self.do(self._describe, "taps", value))
        self.overwrites = parts.text("", css="pw-soft")
        fields = parts.row(self.standard, self.name, self.date, self.taps, self.points, css="pw-choices")
        return parts.section("", fields, self.overwrites, css="pw-about")

    def _make_entry(self) -> ipywidgets.HBox:
        self.grid = ScoreGrid(marks=score_entries.MARKS)
        self.grid.on_entered(self._entered)
        self.grid.on_rest(self._rested)
        self.grid.on_pasted(lambda key, text: self.do(self._paste, text, key))
        self.how = parts.text("Type 0 to 4; Enter goes down.", css="pw-soft")
        self.level_words = parts.text("", css="pw-soft")
        self.progress = parts.text("", "h2")
        self.counts = ipywidgets.HTML()
        self.pasted = parts.text("", css="pw-pasted")
        self.save = parts.button("Save", self._press_save, primary=True)
        self.clear = parts.button("Empty the grid", lambda: self.do(self._clear))
        self.why_not = parts.text("", css="pw-soft")
        self.paste = Disclosure(label="Paste from a spreadsheet", open_label="Close")
        self.paste.observe(lambda _: self.do(lambda: None), "expanded")
        self.paste_text = ipywidgets.Textarea(
            description="A column of scores, or a name and a score a line",
            placeholder="Amara Okafor   3\nBen Ruiz   M",
            rows=6,
        )
        self.paste_text.add_class("pw-paste")
        self.fill = parts.button("Fill the grid", lambda: self.do(self._paste_text))
        self.paste_field = ipywidgets.VBox([self.paste_text, self.fill])
        side = parts.section(
            "",
            self.progress,
            self.counts,
            self.save,
            self.why_not,
            css="pw-entry-side",
        )
        more = parts.section("", self.paste, self.paste_field, self.pasted, self.clear, css="pw-entry-more")
        main = parts.section("", self.how, self.level_words, self.grid)
        return parts.row(main, beside(side, self.saved.card, more), css="pw-entry")

    def _make_earlier(self) -> ipywidgets.VBox:
        self.earlier_table = FieldTable(
            columns=[
                {"key": "name", "label": "Exit ticket", "kind": "words"},
                {"key": "when", "label": "Day", "kind": "words"},
                {"key": "standard", "label": "Standard", "kind": "words"},
                {"key": "scores", "label": "Scores of", "kind": "words"},
                {"key": "act", "label": "Change it", "kind": "buttons", "options": [["correct", "Correct"]]},
            ],
            caption="Earlier exit tickets, newest first",
            caption_hidden=True,
        )
        self.earlier_table.on_changed(lambda key, column, value: self.do(self._correct, key))
        return parts.section("Earlier exit tickets", self.earlier_table)

    # --- what is clicked

    def _choose_mode(self, mode: str) -> None:
        self.model.mode, self.model.saved = mode, {}

    def _describe(self, name: str, value: object) -> None:
        self.model.describe(**{name: value})

    def _entered(self, student_key: str, text: str) -> None:
        self.page.guarded(self.model.enter, student_key, text)
        self._render_entry()

    def _rested(self) -> None:
        shown = self.model.revision
        self.page.guarded(self.model.keep)
        if self.model.revision != shown:  # another window has entered scores of the same ticket
            self._render_entry()

    def _paste(self, text: str, student_key: str = "") -> None:
        self.model.paste(text, student_key)
        self.page.announce(self.model.pasted)

    def _paste_text(self) -> None:
        self._paste(self.paste_text.value)
        self.paste_text.value, self.paste.expanded = "", False

    def _press_save(self) -> None:
        if self.do(self._save, waiting="Saving…") and self.model.saved:
            self.page.lead_to(CARD)

    def _save(self) -> None:
        self.model.save()
        self.page.announce(self.model.saved.get("sentence", ""))

    def _take_back(self) -> None:
        self.model.take_back()
        self.page.announce(f"Taken back. {self.model.entered_words}, not saved.")

    def _clear(self) -> None:
        self.model.bring_back() if self.model.emptied else self.model.clear()
        self.page.announce(self.model.entered_words)

    def _correct(self, key: str) -> None:
        self.model.correct(key)
        self._to_first = True
        self.page.announce(self.model.sentence)

    # --- what is shown

    def quietly(self, action: Callable[[], object]) -> None:
        """Set controls without taking that for a click."""
        before, self._showing = self._showing, True
        try:
            action()
        finally:
            self._showing = before

    def render(self) -> None:
        """Show what is being entered."""
        model = self.model
        parts.say(self.lead, model.sentence)
        ready = bool(model.class_name and model.standards)
        is_ticket = ready and model.mode == MODES[0]
        parts.show_if(self.beginning, not ready)
        parts.show_if(self.mode, ready)
        for card in (self.about, self.entry):
            parts.show_if(card, is_ticket)
        parts.show_if(self.earlier, is_ticket and len(model.earlier) > 0)
        self.mode.value = model.mode
        self.saved.render(model.saved if is_ticket else {}, model.class_name)
        self.rubric.render(ready and not is_ticket)
        if is_ticket:
            self._render_about()
            self._render_entry()
            self.earlier_table.rows = model.earlier_rows

    def _render_about(self) -> None:
        model = self.model
        parts.set_options(self.standard, model.standards, model.standard_code)
        self.name.value, self.date.value = model.assessment, model.date
        self.points.value, self.taps.value = model.points_possible, model.taps
        parts.show_if(self.points, model.taps == "points")
        parts.say(self.overwrites, model.overwrites)
        for field in (self.standard, self.name, self.taps):  # these say which ticket it is
            field.layout.display = "none" if model.correcting else None

    def _render_entry(self) -> None:
        model = self.model
        with self.grid.hold_sync():
            self.grid.caption = f"Scores of {model.class_name}"
            self.grid.rows = [{"key": row.student_key, "name": row.name} for row in model.roster.itertuples()]
            self.grid.options = model.options
            self.grid.entries, self.grid.problems = model.entries, model.problems
            self.grid.revision = model.revision
            self.grid.at_first += self._to_first
        self._to_first = False
        self.page.say(model.status)
        parts.say(self.how, model.how)
        parts.say(self.level_words, model.level_words)
        parts.say(self.progress, model.entered_words)
        self.counts.value = exports.page("entered_counts.html", counts=model.counts)
        parts.show_if(self.counts, bool(model.counts))
        self.save.disabled = bool(model.blockers)
        parts.say(self.why_not, " ".join(model.blockers))
        parts.say(self.pasted, model.pasted)
        self.clear.disabled = not (any(model.entries.values()) or model.correcting or model.emptied)
        self.clear.description = (
            "Bring the scores back" if model.emptied else "Stop correcting" if model.correcting else "Empty the grid"
        )
        parts.show_if(self.paste_field, self.paste.expanded)
