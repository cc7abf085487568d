"""The part of the page `flexible-groups` where students' interests are written down, in their own words."""

from __future__ import annotations

import re

import ipywidgets

from plworkbench.panels import parts
from plworkbench.widgets import Disclosure, FieldTable


class InterestsModel:
    """What students of the class say they like.

    Parameters
    ----------
    page_model : FlexibleGroupsModel
        What the page decides: the class.
    """

    def __init__(self, page_model):
        self._page = page_model

    @property
    def rows(self) -> list[dict]:
        """A row for every student, those without an interest included."""
        said = self._page.wb.interests(self._page.class_name)
        words = said.groupby("student")["interest"].agg(", ".join).to_dict()
        return [{"key": name, "name": name, "interests": words.get(name, "")} for name in self._page.roster]

    @property
    def suggestions(self) -> list[str]:
        """Interests that are there, most named first; a word in common is what brings students together."""
        said = self._page.wb.interests(self._page.class_name)
        return said["interest"].value_counts().index.tolist()

    @property
    def title(self) -> str:
        """What is written on the fold: of how many students something is known."""
        known = self._page.wb.interests(self._page.class_name)["student"].nunique()
        return f"Interests (of {parts.count(known, 'student')})" if known else "Interests"

    def change(self, student: str, words: str) -> None:
        """Keep what a student likes; commas tell interests apart, and no words forget them."""
        interests = [one.strip() for one in re.split(r"[,;\n]", words) if one.strip()]
        self._page.wb.set_interests(self._page.class_name, student, interests)
        self._page.read_interests()


class InterestsPart:
    """The interests of the class.

    Parameters
    ----------
    panel : FlexibleGroups
        The page.
    """

    def __init__(self, panel):
        self.model = InterestsModel(panel.model)
        self.fold = Disclosure(label="Interests", open_label="Close the interests")
        self.fold.observe(lambda _: panel.do(lambda: None), "expanded")
        self.table = FieldTable(
            columns=[
                {"key": "name", "label": "Student", "kind": "words"},
                {"key": "interests", "label": "Likes", "kind": "text", "placeholder": "football, drawing"},
            ],
            caption="Interests, as students say them",
            caption_hidden=True,
        )
        self.table.on_changed(lambda row, _, words: panel.do(self.model.change, row, str(words or "")))
        words = parts.text(
            "Ask students, and write down their own words, with commas between them. The same word for two students "
            "is what brings them together.",
            css="pw-soft",
        )
        self.box = ipywidgets.VBox([words, self.table])
        self.box.add_class("pw-folded")

    def render(self, shown: bool) -> None:
        """Show what students like."""
        parts.show_if(self.fold, shown)
        parts.show_if(self.box, shown and self.fold.expanded)
        if not shown:
            return
        self.fold.label = self.model.title
        if self.fold.expanded:
            with self.table.hold_sync():
                self.table.suggestions = self.model.suggestions
                self.table.rows = self.model.rows
