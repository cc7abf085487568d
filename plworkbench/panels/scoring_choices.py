"""How scores are worked out: one sentence always in sight, and the choices behind a button."""

from __future__ import annotations

import ipywidgets

from plworkbench.panels import parts
from plworkbench.panels.base import Panel
from plworkbench.widgets import Disclosure, DropZone

PARAMETERS: dict[str, tuple[str, list[tuple[str, object]]]] = {
    "latest_weight": (
        "The newest piece counts",
        [(f"{percent} %", percent / 100) for percent in (50, 55, 60, 65, 70, 75, 80, 90, 100)],
    ),
    "recent_count": ("How many recent pieces", [(f"{count} pieces", count) for count in range(2, 11)]),
    "times_needed": ("How many times", [(f"{count} times", count) for count in range(2, 8)]),
}
"""What a rule can be adjusted by: the choice, its label and its values."""

FIXED: dict[str, tuple[str, list[tuple[str, object]]]] = {
    "minimum_evidence": (
        "Evidence needed",
        [("1 piece", 1), ("2 pieces", 2), ("3 pieces", 3), ("4 pieces", 4), ("5 pieces", 5)],
    ),
    "order_by": (
        "In order of the day",
        [("it was assessed", "assessed"), ("it was handed in", "handed in"), ("it was due", "due")],
    ),
    "missing": ("Missing work", [("is left out", "left out"), ("counts as 0", "counts as 0")]),
}
"""The choices that are the same under every rule and scale."""


class ScoringChoices(ipywidgets.VBox):
    """How the class of a panel is scored.

    Parameters
    ----------
    panel : Panel
        The class overview.
    """

    def __init__(self, panel: Panel):
        self.panel = panel
        self.words = parts.text("")
        self.disclosure = Disclosure(label="How scores are worked out", open_label="Close the choices")
        self.disclosure.observe(lambda _: parts.show_if(self.choices, self.disclosure.expanded), "expanded")
        self.rule = self._choice("Scores", [], "rule")
        self.parameters = {name: self._choice(label, options, name) for name, (label, options) in PARAMETERS.items()}
        self.scale = self._choice("Scale", [], "scale")
        self.cut_score = self._choice("Secure from", [], "cut_score")
        self.fixed = {name: self._choice(label, options, name) for name, (label, options) in FIXED.items()}
        self.never = parts.text("Excused work and work not assigned never count.", css="pw-soft")
        self.rarer = parts.text("", css="pw-soft")
        self.save = parts.button("Save these choices as a file", lambda: panel.do(self._save))
        self.share = Disclosure(label="Use a colleague's file", open_label="Close the field for a file")
        self.file = DropZone(
            label="Drop a file with choices here",
            hint="Saved by a colleague or your district with the button beside. It holds nothing of students.",
            accept=".json",
            compact=True,
        )
        self.file.on_file(lambda name, content: panel.do(panel.model.use_scoring, content))
        self.share.observe(lambda _: parts.show_if(self.file, self.share.expanded), "expanded")
        parts.show_if(self.file, False)
        self.choices = ipywidgets.VBox(
            [
                parts.row(self.rule, *self.parameters.values(), self.scale, self.cut_score),
                parts.row(*self.fixed.values()),
                self.never,
                self.rarer,
                parts.row(self.save, self.share),
                self.file,
            ]
        )
        self.choices.add_class("pw-scoring-choices")
        parts.show_if(self.choices, False)
        super().__init__([parts.row(self.words, self.disclosure, css="pw-scoring-head"), self.choices])
        self.add_class("pw-scoring")

    def _choice(self, label: str, options: list[tuple[str, object]], name: str) -> ipywidgets.Dropdown:
        control = parts.dropdown(label, options)
        control.observe(lambda change: self._chosen(name, change["new"]), "value")
        return control

    def _chosen(self, name: str, value: object) -> None:
        if self.panel.is_showing:
            return
        if not self.panel.do(lambda: self.panel.model.choose(**{name: value}), waiting="Working out the scores…"):
            self.panel.show()  # the control goes back to what holds
            return
        self.panel.page.announce(self.panel.model.scoring_sentence)

    def _save(self) -> None:
        name, text = self.panel.model.scoring_file()
        self.panel.page.download(name, text, "application/json")

    def render(self) -> None:
        """Show how the class is scored now."""
        model, chosen = self.panel.model, self.panel.model.choices
        parts.say(self.words, model.scoring_sentence)
        rules = [(label, name) for name, label, _ in model.wb.scoring_rules()]
        parts.set_options(self.rule, rules, chosen["rule"])
        for name, control in self.parameters.items():
            parts.show_if(control, name == model.rule_parameter)
            self._set(control, PARAMETERS[name][1], chosen[name])
        scale = model.scoring.scale
        scales = dict(model.wb.scales()) | {scale.name: scale.label}
        parts.set_options(self.scale, [(label, name) for name, label in scales.items()], scale.name)
        self.cut_score.description = f"{scale.word('secure').capitalize()} from"
        cut = scale.cut_score
        self._set(self.cut_score, model.cut_scores, cut, f"{cut:g} %" if scale.full_marks == 100 else f"{cut:g}")
        for name, control in self.fixed.items():
            self._set(control, FIXED[name][1], chosen[name])
        parts.say(self.rarer, model.rarer_choices)

    def _set(self, control: ipywidgets.Dropdown, options: list, value: object, words: str = "") -> None:
        """Set a control; a value that a file brought and that is not on offer is added in words."""
        known = [one for _, one in options]
        parts.set_options(control, options if value in known else [*options, (words or f"{value:g}", value)], value)
