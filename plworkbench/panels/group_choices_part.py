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

ANY_SIZE = ("any", 0)

MOST_SIZES = 60
"""Sizes of a group that can be chosen; there is no larger class than this in one room."""


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
            picker.add_class("pw-other-standard" if picker is not self.standards[0] else "pw-first-standard")
        self.group_count = _number("Number of groups", 1, 999)
        self.rounds = _number("Rounds", 1, MOST_ROUNDS)
        self.topics = ipywidgets.Text(
            description="Topics", placeholder="heart, lungs, kidneys, brain", continuous_update=False
        )
        self.topics.add_class("pw-wide")
        self.min_size = parts.dropdown("Fewest in a group", [ANY_SIZE])
        self.max_size = parts.dropdown("Most in a group", [ANY_SIZE])
        self.avoid_past = parts.dropdown("New partners", [(words, value) for value, words in NEW_PARTNERS.items()])
        for name in ("purpose", "group_count", "rounds", "topics", "min_size", "max_size", "avoid_past"):
            getattr(self, name).observe(lambda change, name=name: do(setattr, model, name, change["new"]), "value")
        self.absent = PeoplePicker(label="Absent today")
        self.absent.add_class("pw-name-picker")
        self.absent.on_chosen(lambda names: do(setattr, model, "absent", names))
        self.form = parts.button("Form groups", panel.form, primary=True)
        self.others = parts.button("Shuffle again", self._shuffle)
        self.title = parts.text("What the groups are for", "h2")
        self.fold = Disclosure(label="Form other groups", open_label="Close the choices")
        self.fold.observe(lambda _: do(lambda: None), "expanded")
        self._class_name = ""
        self._asked_for_others = False
        self._opened_itself = False
        self._times_formed = 0
        self.progress = Progress(cancel_label="Stop, and use the best so far")
        self.progress.on_cancel(panel.stop)
        self.purpose_words = parts.text("", css="pw-soft")
        self.why_not = parts.text("", css="pw-soft")
        self.remarks = ipywidgets.HTML()
        self.conflict = ConflictPart(panel)
        self.more = Disclosure(label="More choices", open_label="Close more choices")
        self.more.observe(lambda _: do(lambda: None), "expanded")
        self.more_box = ipywidgets.VBox(
            [parts.row(self.min_size, self.max_size, self.avoid_past, self.absent, css="pw-choices")]
        )
        self.more_box.add_class("pw-folded")
        self.chosen = parts.text("", css="pw-soft")
        self.wishes, self.interests = WishesPart(panel), InterestsPart(panel)
        self.line = parts.row(
            self.purpose, *self.standards, self.group_count, self.rounds, self.topics, self.form, css="pw-choices"
        )
        self.folds = parts.row(self.purpose_words, self.more, self.wishes.fold, self.interests.fold, self.chosen)
        self.folds.add_class("pw-folds")
        self.card = parts.section(
            "",
            parts.row(self.title, self.fold, self.others, css="pw-card-head"),
            self.line,
            self.folds,
            self.why_not,
            self.progress,
            self.remarks,
            self.conflict.box,
            self.more_box,
            self.wishes.box,
            self.interests.box,
            css="pw-purpose",
        )

    @property
    def is_open(self) -> bool:
        """Whether the choices are there; without groups they always are."""
        return self._panel.model.groups is None or self.fold.expanded

    def _shuffle(self) -> None:
        self._opened_itself = False  # this button stays where it is, and so does what is beside it
        self._panel.form(others=True)

    def _fold_up(self) -> None:
        """Open the choices when they are for other groups than those on the board, and fold them once these are formed.

        What somebody opened stays open, so that number and standard can be tried one after the other.
        """
        model = self._panel.model
        others, formed = model.asks_for_others, model.times_formed != self._times_formed
        if self._class_name != model.class_name:
            self.fold.expanded = self._opened_itself = self._asked_for_others = formed = False
            self._class_name = model.class_name
        has_groups = model.groups is not None
        for part, shown in ((self.fold, has_groups), (self.others, has_groups)):
            parts.show_if(part, shown)
        if not has_groups:
            self.fold.expanded, self._opened_itself = False, True
        elif formed and self._opened_itself:
            self.fold.expanded = self._opened_itself = False
            self.fold.focus()  # the button that was pressed is gone
        elif others and not self._asked_for_others and not self.fold.expanded:
            self.fold.expanded = self._opened_itself = True
        self._asked_for_others, self._times_formed = others, model.times_formed
        for part in (self.title, self.line, self.folds):
            parts.show_if(part, self.is_open)
        (self.card.remove_class if self.is_open else self.card.add_class)("pw-is-folded")

    def _standards_chosen(self) -> None:
        self._panel.model.look_at([picker.value for picker in self.standards if picker.value])

    def render(self, searching: bool) -> None:
        """Show the choices as they are."""
        model = self._panel.model
        self._fold_up()
        for place, picker in enumerate(self.standards):
            options = model.standards if place == 0 else [("no other", ""), *model.standards]
            chosen = model.standard_codes[place] if place < len(model.standard_codes) else ""
            parts.set_options(picker, options, chosen)
            parts.show_if(picker, model.looks_at_standards and place <= len(model.standard_codes))
        sizes = [ANY_SIZE, *((str(size), size) for size in range(1, min(len(model.roster), MOST_SIZES) + 1))]
        for picker, size in ((self.min_size, model.min_size), (self.max_size, model.max_size)):
            parts.set_options(picker, sizes, size)
        for name in ("purpose", "group_count", "rounds", "topics", "avoid_past"):
            getattr(self, name).value = getattr(model, name)
        parts.show_if(self.rounds, model.purpose == "rotation")
        parts.show_if(self.topics, model.purpose == "jigsaw")
        self.absent.show(model.absent, model.roster)
        self.form.disabled = self.others.disabled = bool(model.blockers) or searching
        self.form.button_style = "" if model.groups is not None else "primary"  # then saving and printing come next
        parts.say(self.purpose_words, model.purpose_words)
        parts.say(self.why_not, " ".join(model.blockers))
        self.remarks.value = parts.bullets(model.remarks, "pw-list pw-notice")
        parts.show_if(self.remarks, bool(model.remarks))
        self.conflict.render()
        parts.show_if(self.more_box, self.more.expanded and self.is_open)
        parts.say(self.chosen, "" if self.more.expanded or not model.more_words else f"Chosen: {model.more_words}.")
        for control in (self.min_size, self.max_size, self.avoid_past):
            parts.show_if(control, not model.in_rounds)  # in a plan of rounds they have no say
        if self.is_open:
            self.wishes.render()
            self.interests.render(model.purpose == "shared interest")
        else:
            for part in (self.wishes.box, self.interests.box):
                parts.show_if(part, False)


def _number(label: str, least: int, most: int) -> ipywidgets.BoundedIntText:
    field = ipywidgets.BoundedIntText(description=label, min=least, max=most)
    field.style.description_width = "auto"
    return field
