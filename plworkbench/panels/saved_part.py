"""The card that says what a saving changed: who moved, what to do next, and how to take it back."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import ipywidgets

from plworkbench import exports
from plworkbench.panels import parts

CARD = "pw-saved"
"""The class of the card, by which `Page.lead_to` finds it: on a phone it stands far above the button that saves."""


def beside(*cards: ipywidgets.Widget) -> ipywidgets.VBox:
    """Return the cards that stay in sight beside a long grid."""
    column = ipywidgets.VBox(cards)
    column.add_class("pw-entry-column")
    return column


class SavedCard:
    """What saving has changed.

    Parameters
    ----------
    take_back : callable
        What the button does.
    """

    def __init__(self, take_back: Callable[[], object]):
        self._lists = ipywidgets.HTML()
        self._links = ipywidgets.HTML()
        self.undo = parts.button("Take this back", take_back)
        self._words = parts.text("")
        self.card = parts.section("Saved", self._words, self._lists, self._links, self.undo, css=CARD)

    def render(self, saved: dict, class_name: str) -> None:
        """Show it, or nothing."""
        parts.show_if(self.card, bool(saved))
        if not saved:
            return
        parts.say(self._words, saved["sentence"])
        css = {"Now": "pw-ready", "No": "pw-needs-help"}
        columns = [one | {"css": css.get(one["title"].split()[0], "pw-unknown")} for one in saved["moved"]]
        self._lists.value = exports.page("readiness.html", columns=columns) if columns else ""
        parts.show_if(self._lists, bool(columns))
        query = f"?class={quote(class_name)}"
        self._links.value = (
            '<span class="pw-actions">'
            + parts.link("See the class", f"class-overview{query}", primary=True)
            + parts.link("Form groups on this", f"flexible-groups{query}&standard={quote(saved['standard_code'])}")
            + "</span>"
        )
        parts.show_if(self.undo, bool(saved["import_key"]))
