"""The card of the page `flexible-groups` that asks what the groups are for, few controls first and the rest folded."""

from __future__ import annotations

import ipywidgets

from plworkbench.panels import parts
from plworkbench.panels.group_choices import NEW_PARTNERS
from plworkbench.panels.group_conflict import ConflictPart
from plworkbench.panels.group_interests import InterestsPart
from plworkbench.panels.group_wishes import WishesPart
from plworkbench.schema import PURPOSES
from plworkbench.widgets import Disclosure, PeoplePicker, Progress

MOST_ROUNDS = 30


class ChoicesPart:
    """What the groups are for.

    Parameters
    ----------
    panel : FlexibleGroups
        The page: it carries out what was clicked.
    """

    def __init__(self, panel):
        self._panel, do, model = panel, panel.do, panel.model
        self.purpose = parts.dropdown("Groups are", [(purpose, purpose) for purpose in PURPOSES])
        self.standards = [parts.dropdown(label, []) for label in ("Standard", "Second standard", "Third standard")]
        for picker in self.standards:
            picker.observe(lambda _: do(self._standards_chosen), "value")
        self.group_count = _number("Number of groups", 1, 999)
        self.rounds = _number("Rounds", 1, MOST_ROUNDS)
        self.topics = ipywidgets.Text(
            description="Topics", placeholder="heart, lungs, kidneys, brain", continuous_update=False
        )
        self.topics.add_class("pw-wide")
        self.min_size = _number("Fewest in a group", 0, 999)
        self.max_size = _number("Most in a group", 0, 999)
        self.avoid_past = parts.dropdown("New partners", [(words, value) for value, words in NEW_PARTNERS.items()])
        for name in ("purpose", "group_count", "rounds", "topics", "min_size", "max_size", "avoid_past"):
            getattr(self, name).observe(lambda change, name=name: do(setattr, model, name, change["new"]), "value")
        self.absent = PeoplePicker(label="Absent today")
        self.absent.add_class("pw-name-picker")
        self.absent.on_chosen(lambda names: do(setattr, model, "absent", names))
        self.form = parts.button("Form groups", panel.form, primary=True)
        self.others = parts.button("Shuffle again", lambda: panel.form(others=True))
        self.progress = Progress(cancel_label="Stop, and use the best so far")
        self.progress.on_cancel(panel.stop)
        self.purpose_words = parts.text("", css="pw-soft")
        self.why_not = parts.text("", css="pw-soft")
        self.remarks = ipywidgets.HTML()
        self.conflict = ConflictPart(panel)
        self.more = Disclosure(label="More choices", open_label="Close more choices")
        self.more.observe(lambda _: do(lambda: None), "expanded")
        self.sizes_hint = parts.text("0 in a size means: as it comes.", css="pw-soft")
        self.more_box = ipywidgets.VBox(
            [parts.row(self.min_size, self.max_size, self.avoid_past, self.absent, css="pw-choices"), self.sizes_hint]
        )
        self.more_box.add_class("pw-folded")
        self.chosen = parts.text("", css="pw-soft")
        self.wishes, self.interests = WishesPart(panel), InterestsPart(panel)
        line = parts.row(
            self.purpose, *self.standards, self.group_count, self.rounds, self.topics, self.form, self.others,
            css="pw-choices",
        )  # fmt: skip
        folds = parts.row(self.purpose_words, self.more, self.wishes.fold, self.interests.fold, self.chosen)
        folds.add_class("pw-folds")
        self.card = parts.section(
            "What the groups are for",
            line,
            folds,
            self.why_not,
            self.progress,
            self.remarks,
            self.conflict.box,
            self.more_box,
            self.wishes.box,
            self.interests.box,
        )

    def _standards_chosen(self) -> None:
        self._panel.model.look_at([picker.value for picker in self.standards if picker.value])

    def render(self, searching: bool) -> None:
        """Show the choices as they are."""
        model = self._panel.model
        for place, picker in enumerate(self.standards):
            options = model.standards if place == 0 else [("no other", ""), *model.standards]
            chosen = model.standard_codes[place] if place < len(model.standard_codes) else ""
            parts.set_options(picker, options, chosen)
            parts.show_if(picker, model.looks_at_standards and place <= len(model.standard_codes))
        for name in ("purpose", "group_count", "rounds", "topics", "min_size", "max_size", "avoid_past"):
            getattr(self, name).value = getattr(model, name)
        parts.show_if(self.rounds, model.purpose == "rotation")
        parts.show_if(self.topics, model.purpose == "jigsaw")
        self.absent.show(model.absent, model.roster)
        self.form.disabled = self.others.disabled = bool(model.blockers) or searching
        parts.show_if(self.others, model.groups is not None)
        self.form.button_style = "" if model.groups is not None else "primary"  # then saving and printing come next
        parts.say(self.purpose_words, model.purpose_words)
        parts.say(self.why_not, " ".join(model.blockers))
        self.remarks.value = parts.bullets(model.remarks, "pw-list pw-notice")
        parts.show_if(self.remarks, bool(model.remarks))
        self.conflict.render()
        parts.show_if(self.more_box, self.more.expanded)
        parts.say(self.chosen, "" if self.more.expanded or not model.more_words else f"Chosen: {model.more_words}.")
        for control in (self.min_size, self.max_size, self.avoid_past, self.sizes_hint):
            parts.show_if(control, not model.in_rounds)  # in a plan of rounds they have no say
        self.wishes.render()
        self.interests.render(model.purpose == "shared interest")


def _number(label: str, least: int, most: int) -> ipywidgets.BoundedIntText:
    field = ipywidgets.BoundedIntText(description=label, min=least, max=most)
    field.style.description_width = "auto"
    return field
