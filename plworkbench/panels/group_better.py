"""The card of the page `flexible-groups` that says how the groups could be better, each proposal with its price."""

from __future__ import annotations

import asyncio

import ipywidgets

from plworkbench.panels import parts, table_views
from plworkbench.panels.group_better_model import BetterModel, Proposal
from plworkbench.widgets import DataTable

__all__ = ["BetterModel", "BetterPart"]

WAIT = 0.8
"""Seconds without a change until it is worked out how clear the groups are: the board answers first."""


class BetterPart:
    """How the groups on the board could be better.

    Parameters
    ----------
    panel : FlexibleGroups
        The page: it carries out what was clicked.
    """

    def __init__(self, panel):
        self._panel, self._do = panel, panel.do
        self.model = BetterModel(panel.model)
        self._waiting: asyncio.TimerHandle | None = None
        self._shown: tuple = ()
        self.unmet_title = parts.text("", "h3")
        self.unmet = _list()
        self.swaps_title = parts.text("", "h3")
        self.swaps = _list()
        self.all_well = parts.text("")
        self.clear = parts.text("")
        self.clear_numbers = parts.text("", css="pw-soft")
        self.student = parts.dropdown("Look up a swap of", [])
        self.student.observe(lambda change: self._do(self.model.look_at, change["new"] or ""), "value")
        self.table = DataTable(
            columns=[
                {"key": "other", "label": "Swap with", "kind": "text"},
                {"key": "group", "label": "From", "kind": "text", "filter": True},
                {"key": "effect", "label": "What it would do", "kind": "text"},
            ],
            caption="Swaps, the best first",
            caption_hidden=True,
            clickable=True,
            sortable=False,
        )
        self.table.on_chosen(lambda key: self._do(self._swap, key))
        self.table_words = parts.text("", css="pw-soft")
        look_up = ipywidgets.VBox([parts.row(self.student), self.table_words, self.table])
        self.card = parts.section(
            "How it could be better",
            self.unmet_title,
            self.unmet,
            self.swaps_title,
            self.swaps,
            self.all_well,
            self.clear,
            self.clear_numbers,
            look_up,
            css="pw-better",
        )
        self.moved_words = parts.text("")
        self.moved = parts.row(self.moved_words, parts.button("Form groups again", panel.form), css="pw-row")
        self.moved.add_class("pw-moved-on")
        parts.show_if(self.moved, False)

    # --- what is clicked

    def _carry_out(self, proposal: Proposal) -> None:
        self.model.carry_out(proposal)
        self._panel.page.announce(f"Done: {proposal.deed}.")

    def _swap(self, other: str) -> None:
        self.model.swap_with(other)
        self._panel.page.announce("Swapped.")

    # --- what is shown

    def look_closer(self) -> None:
        """Work out what takes longer about the groups, once nobody has changed anything for a moment."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        if not self.model.has_more_to_find:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel to wait in
            self._panel.page.guarded(self.model.look_closer)
            self._render_closer()
            return
        self._waiting = loop.call_later(WAIT, lambda: loop.create_task(self._look(loop)))

    async def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._waiting = None
        groups = self._panel.model.groups
        # Beside the page's own work, so that a card that is dragged meanwhile is answered.
        found = await loop.run_in_executor(None, self.model.closer_look, groups)
        if groups is self._panel.model.groups:
            self.model.take_closer(groups, found)
            self._panel.page.guarded(self._render_closer)
            self._panel.page.guarded(self._panel.render_rounds)

    def render(self) -> None:
        """Show the proposals for the groups on the board."""
        model = self.model
        parts.show_if(self.card, self._panel.model.groups is not None)
        if self._panel.model.groups is None:
            return
        unmet, swaps = model.unmet, model.swaps
        if self._shown != (shown := (tuple(unmet), tuple(swaps))):
            self._shown = shown
            self.unmet.children = [self._row(one) for one in unmet]
            self.swaps.children = [self._row(one) for one in swaps]
        parts.say(self.unmet_title, model.unmet_title)
        parts.show_if(self.unmet, bool(unmet))
        parts.say(self.swaps_title, "Swaps that would help most" if swaps else "")
        parts.show_if(self.swaps, bool(swaps))
        parts.say(self.all_well, model.all_well)
        parts.set_options(self.student, model.students, model.student)
        self._render_table()
        self._render_closer()

    def _render_table(self) -> None:
        self.table.rows = self.model.partners
        table_views.offer_filters(self.table)
        parts.show_if(self.table, bool(self.table.rows))
        parts.say(self.table_words, self.model.partners_words)

    def _render_closer(self) -> None:
        parts.say(self.clear, self.model.clear_words)
        parts.say(self.clear_numbers, self.model.clear_numbers)
        parts.say(self.moved_words, self.model.moved_words)
        parts.show_if(self.moved, bool(self.model.moved_words))

    def _row(self, proposal: Proposal) -> ipywidgets.HBox:
        words = ipywidgets.HTML(
            (parts.markup("p", proposal.wrong) if proposal.wrong else "")
            + (parts.markup("p", proposal.effect, "pw-soft" if proposal.wrong else "") if proposal.effect else "")
        )
        buttons = [parts.button(proposal.deed, lambda: self._do(self._carry_out, proposal))] if proposal.deed else []
        row = parts.row(words, *buttons)
        row.add_class("pw-proposal")
        return row


def _list() -> ipywidgets.VBox:
    box = ipywidgets.VBox()
    box.add_class("pw-proposals")
    return box
