"""The part of the page `flexible-groups` that looks back: earlier groups, prompts, and who has met whom."""

from __future__ import annotations

import ipywidgets

from plworkbench import figures
from plworkbench.panels import parts, table_views
from plworkbench.panels.folded_part import FoldedPart
from plworkbench.panels.group_company_model import listed
from plworkbench.panels.group_over_time_model import EMPTY, MOST_DRAWN, MOST_PROMPTS, OverTimeModel
from plworkbench.widgets import Chart, DataTable, Disclosure

__all__ = ["OverTime", "OverTimeModel"]

CYCLES = [
    {"key": "name", "label": "Groups"},
    {"key": "purpose", "label": "Purpose"},
    {"key": "from", "label": "From"},
    {"key": "look_again", "label": "Look again"},
    {"key": "students", "label": "Students", "kind": "number"},
    {"key": "moved_by_hand", "label": "Moved by hand", "kind": "number"},
    {"key": "repeated_pairs", "label": "Repeated pairs", "kind": "number"},
]

COMPARED = [
    {"key": "group", "label": "Group"},
    {"key": "value", "label": "Who"},
    {"key": "count", "label": "Students in the group", "align": "end"},
    {"key": "expected", "label": "By the share of the class", "align": "end"},
    {"key": "class_count", "label": "In the class", "kind": "number"},
]

NOTHING = {"data": [], "layout": {}}
"""A figure in which nothing is drawn."""


class OverTime(FoldedPart):
    """The groups of the class over time.

    Parameters
    ----------
    panel : FlexibleGroups
        The page: it carries out what was clicked, and says it.
    """

    waiting = "Looking back…"

    def __init__(self, panel):
        super().__init__(
            panel,
            "Groups over time",
            "Groups are for a while. Look back to see who has worked with whom, and who always stays in one place.",
            "Look back",
            "Close the look back",
        )
        self.model = OverTimeModel(panel.model.wb)
        self._seen: object = None  # the groups in use that were read
        self._drawn: object = None  # what is drawn of them
        self.empty = parts.text(EMPTY)
        self.there = ipywidgets.VBox(
            [*self._make_prompts(), *self._make_cycles(), *self._make_company(), *self._make_compared(),
             *self._make_minutes()]
        )  # fmt: skip
        self.there.add_class("pw-over-time")
        self.inside.children = [self.empty, self.there]

    # --- the pieces

    def _make_prompts(self) -> list[ipywidgets.Widget]:
        self.prompts = ipywidgets.HTML()
        self.more_prompts = Disclosure(label="Show all", open_label="Show the first few")
        self.more_prompts.observe(lambda _: self._do(lambda: None), "expanded")
        return [
            parts.text("Worth a look", "h3"),
            parts.text("A prompt, not proof. You know these students; the numbers do not.", css="pw-soft"),
            self.prompts,
            self.more_prompts,
        ]

    def _make_cycles(self) -> list[ipywidgets.Widget]:
        self.cycles = DataTable(columns=CYCLES, row_header="name", caption="The groups so far, newest first",
                                caption_hidden=True, sortable=False)  # fmt: skip
        self.cycles.add_class("pw-cycles")
        words = "Repeated pairs are two students in one group who had shared an earlier one."
        return [parts.text("The groups so far", "h3"), self.cycles, parts.text(words, css="pw-soft")]

    def _make_company(self) -> list[ipywidgets.Widget]:
        self.company_words = parts.text("")
        limit = "It counts groups in use. It does not show how well two students worked together."
        self.company = ipywidgets.HTML()
        self.company_fold = Disclosure(label="Show as table", open_label="Hide the table")
        self.company_fold.observe(lambda _: self._do(lambda: None), "expanded")
        self.pairs = DataTable(
            columns=[
                {"key": "one", "label": "Student"},
                {"key": "other", "label": "With", "people": True},
                {"key": "times", "label": "Times in one group", "kind": "number", "filter": True},
            ]
        )
        self.never_words = parts.text("")
        self.never, self.always = ipywidgets.HTML(), ipywidgets.HTML()
        self.always_words = parts.text("These have shared every group:")
        return [
            parts.text("Who works with whom", "h3"),
            self.company_words,
            parts.text(limit, css="pw-soft"),
            self.company,
            self.company_fold,
            self.pairs,
            self.always_words,
            self.always,
            self.never_words,
            self.never,
        ]

    def _make_compared(self) -> list[ipywidgets.Widget]:
        self.attribute = parts.dropdown("Compare on", [])
        self.attribute.observe(lambda change: self._do(self._compare, change["new"] or ""), "value")
        self.no_attribute = parts.text(
            "There is nothing to compare on. Make a list of your own under “Wishes”, or bring in demographics with an "
            "import: they are for looks like this one, and never form groups by themselves.",
            css="pw-soft",
        )
        self.compared = Chart()
        self.added = ipywidgets.HTML()
        return [parts.text("The latest groups beside the class", "h3"), parts.row(self.attribute), self.no_attribute,
                self.compared, self.added]  # fmt: skip

    def _make_minutes(self) -> list[ipywidgets.Widget]:
        self.minutes_words = parts.text("")
        self.minutes_fold = Disclosure(label="Show each student", open_label="Hide the students")
        self.minutes_fold.observe(lambda _: self._do(lambda: None), "expanded")
        self.minutes = DataTable(
            columns=[
                {"key": "name", "label": "Student"},
                {"key": "minutes", "label": "Minutes with you", "kind": "number"},
            ],
            caption="Minutes with you, over all schedules saved for a day, in the order of the class",
        )
        return [parts.text("Your minutes", "h3"), self.minutes_words, self.minutes_fold, self.minutes]

    # --- what is clicked

    def _compare(self, attribute: str) -> None:
        self.model.choose(attribute)
        self._drawn = None

    # --- reading and showing

    def _read(self, page_model) -> None:
        seen = (page_model.class_name, *_in_use(page_model.wb, page_model.class_name))
        if seen != self._seen:
            self.model.load(page_model.class_name)
            self._seen, self._drawn = seen, None

    def _render(self) -> None:
        model = self.model
        parts.show_if(self.empty, not model.has_groups)
        parts.show_if(self.there, model.has_groups)
        if not model.has_groups:
            return
        if self._drawn is None:
            self._draw()
            self._drawn = self._seen
        self._fold_away()

    def _draw(self) -> None:
        model = self.model
        self.cycles.rows = model.cycle_rows
        parts.say(self.company_words, model.company_words)
        self.company.value = model.company_table() if model.fits_a_table else ""
        parts.say(self.never_words, model.never_words)
        self.never.value = parts.bullets(model.never_names, "pw-list pw-pairs")
        self.always.value = parts.bullets(model.always_names, "pw-list pw-pairs")
        for part in (self.always_words, self.always):
            parts.show_if(part, bool(model.always_names))
        parts.say(self.minutes_words, model.minutes_words)
        self._draw_compared()

    def _draw_compared(self) -> None:
        model = self.model
        choices = len(model.attributes) > 1
        parts.show_if(self.attribute, choices)
        parts.show_if(self.no_attribute, not choices)
        parts.set_options(self.attribute, model.attributes, model.attribute)
        parts.show_if(self.compared, bool(model.attribute))
        self.added.value = parts.bullets(model.attribute_prompts)
        parts.show_if(self.added, bool(model.attribute_prompts))
        if not model.attribute:
            return
        is_drawn = len(model.compared) <= MOST_DRAWN
        self.compared.update(
            shows=model.composition_words,
            does_not_show="It does not show why. Chance alone makes groups uneven.",
            figure=figures.group_composition(model.compared) if is_drawn else NOTHING,
            caption="The latest groups beside the class",
            columns=COMPARED,
            rows=model.composition_rows,
        )
        parts.show_if(self.compared.plot, is_drawn)
        if not is_drawn:
            self.compared.disclosure.expanded = True

    def _fold_away(self) -> None:
        """Show or hide what has a button of its own; the long tables are filled when they are asked for."""
        model = self.model
        many = len(model.prompts) > MOST_PROMPTS
        shown = model.prompts if self.more_prompts.expanded else listed(model.prompts, MOST_PROMPTS, "more question")
        self.prompts.value = parts.bullets(shown)
        self.more_prompts.label = f"Show all {len(model.prompts)}"
        parts.show_if(self.more_prompts, many)
        parts.show_if(self.company, model.fits_a_table)
        parts.show_if(self.company_fold, model.fits_a_table)
        pairs = self.company_fold.expanded or not model.fits_a_table
        parts.show_if(self.pairs, pairs)
        if pairs:
            self.pairs.caption, self.pairs.rows = model.pairs_caption, model.pair_rows
            table_views.offer_filters(self.pairs)
        minutes = model.minutes_rows
        parts.show_if(self.minutes_fold, bool(minutes))
        parts.show_if(self.minutes, bool(minutes) and self.minutes_fold.expanded)
        self.minutes.rows = minutes if self.minutes_fold.expanded else []


def _in_use(wb, class_name: str) -> tuple:
    """Return what tells whether the groups in use, the schedules or the lists of a class are others than before."""
    groupings, schedules, lists = wb.groupings(class_name), wb.schedules(class_name), wb.marks(class_name)
    in_use = zip(groupings["grouping_key"], groupings["version"])
    return tuple(in_use), *(tuple(frame.itertuples(index=False, name=None)) for frame in (schedules, lists))
