"""The part of the page `flexible-groups` on peer review: who gives whom feedback, and the slips."""

from __future__ import annotations

import ipywidgets

from plworkbench.panels import parts, table_views
from plworkbench.panels.folded_part import FoldedPart
from plworkbench.panels.group_reviews_model import MOST_EACH, ReviewsModel
from plworkbench.widgets import DataTable, FieldTable

__all__ = ["ReviewsCard", "ReviewsModel"]

PAST = [
    {"key": "title", "label": "Piece of work", "kind": "words"},
    {"key": "day", "label": "Decided", "kind": "words"},
    {"key": "students", "label": "Who", "kind": "words"},
    {"key": "each", "label": "Each", "kind": "words"},
    {"key": "act", "label": "Change", "kind": "buttons", "options": [["forget", "Forget"]]},
]


class ReviewsCard(FoldedPart):
    """Who reviews whom.

    Parameters
    ----------
    panel : FlexibleGroups
        The page: it carries out what was clicked, and says it.
    """

    def __init__(self, panel):
        super().__init__(
            panel,
            "Peer review",
            "Everyone gives and gets the same number of reviews. Nobody reviews their own reviewer.",
            "Plan a peer review",
            "Close the peer review",
        )
        self.model = ReviewsModel(panel.model.wb)
        self.inside.children = [self._make_choices(), self._make_outcome(), self._make_past()]

    def _make_choices(self) -> ipywidgets.VBox:
        model, do = self.model, self._do
        self.title = ipywidgets.Text(description="What is reviewed", placeholder="Essay 1", continuous_update=False)
        self.title.add_class("pw-wide")
        self.title.observe(lambda change: do(lambda: model.describe(title=change["new"])), "value")
        self.each = ipywidgets.BoundedIntText(description="Reviews each", min=1, max=MOST_EACH)
        self.each.style.description_width = "auto"
        self.each.observe(lambda change: do(lambda: model.describe(reviews_each=change["new"])), "value")
        self.standard = parts.dropdown("Standard", [])
        self.standard.observe(lambda change: do(lambda: model.describe(standard_code=change["new"] or "")), "value")
        self.make = parts.button("Decide who reviews whom", lambda: do(self._make), primary=True)
        self.others = parts.button("Decide again", lambda: do(self._make_others))
        self.hint = parts.text(
            "As far as that goes, nobody gets feedback only from students who need help with it themselves.",
            css="pw-soft",
        )
        self.why_not = parts.text("", css="pw-soft")
        self.refusals = ipywidgets.HTML()
        return ipywidgets.VBox(
            [
                parts.row(self.title, self.each, self.standard, self.make, self.others, css="pw-choices"),
                self.hint,
                self.why_not,
                self.refusals,
            ]
        )

    def _make_outcome(self) -> ipywidgets.VBox:
        self.sentence = parts.text("")
        self.table = DataTable(
            columns=[
                {"key": "reviewer", "label": "Reviewer"},
                {"key": "authors", "label": "Gives feedback to", "people": True},
            ],
            row_header="reviewer",
            caption="Who reviews whom",
            sortable=False,
        )
        self.save = parts.button("Save", lambda: self._do(self._save))
        self.print = parts.button("Print the slips", lambda: self._do(self._print))
        self.download = parts.button("Download who reviews whom", lambda: self._do(self._download))
        self.saved = parts.text("", css="pw-soft")
        self.outcome = ipywidgets.VBox(
            [self.sentence, parts.row(self.save, self.print, self.download), self.saved, self.table]
        )
        return self.outcome

    def _make_past(self) -> ipywidgets.VBox:
        self.past = FieldTable(columns=PAST, row_header="title", caption="Peer reviews so far")
        self.past.on_changed(lambda title, *_: self._do(self._forget, title))
        self.past_box = ipywidgets.VBox([self.past])
        return self.past_box

    # --- what is clicked

    def _make(self) -> None:
        self.model.make()
        self._panel.page.announce(self.model.sentence or " ".join([*self.model.blockers, *self.model.refusals]))

    def _make_others(self) -> None:
        self.model.make_others()
        self._panel.page.announce(self.model.sentence)

    def _save(self) -> None:
        self.model.save()
        self._panel.page.announce(self.model.saved_words)

    def _forget(self, title: str) -> None:
        self.model.forget(title)
        self._panel.page.announce(f"Forgotten: {title}.")

    def _print(self) -> None:
        self.print_sheets(self.model.sheets())

    def _download(self) -> None:
        self._panel.page.download(*self.model.csv())

    # --- reading and showing

    def _read(self, page_model) -> None:
        if self.model.class_name != page_model.class_name or self.model.past is None:
            self.model.load(page_model.class_name, list(page_model.standards))

    def _render(self) -> None:
        model = self.model
        self.title.value, self.each.value = model.title, model.reviews_each
        parts.set_options(self.standard, model.standards, model.standard_code)
        has_standards = len(model.standards) > 1
        parts.show_if(self.standard, has_standards)
        parts.show_if(self.hint, has_standards)
        parts.show_if(self.others, model.reviews is not None)
        parts.say(self.why_not, " ".join(model.blockers))
        self.refusals.value = parts.bullets(model.refusals, "pw-list pw-notice")
        parts.show_if(self.refusals, bool(model.refusals))
        parts.show_if(self.outcome, model.reviews is not None)
        if model.reviews is not None:
            parts.say(self.sentence, model.sentence)
            self.table.rows = model.rows
            table_views.offer_filters(self.table)
            self.save.disabled = model.is_saved
            parts.say(self.saved, model.saved_words)
        self.past.rows = model.past_rows
        parts.show_if(self.past_box, bool(model.past_rows))
