"""The dashboard `flexible-groups`: form groups, better them, save and print them, and look at them over time."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

import ipywidgets

from plworkbench.panels import parts
from plworkbench.panels.base import Panel
from plworkbench.panels.flexible_groups_model import FlexibleGroupsModel
from plworkbench.panels.folded_part import FoldedPart
from plworkbench.panels.group_better import BetterPart
from plworkbench.panels.group_choices_part import ChoicesPart
from plworkbench.panels.group_over_time import OverTime
from plworkbench.panels.group_reviews import ReviewsCard
from plworkbench.panels.group_schedule import ScheduleCard
from plworkbench.results import Groups
from plworkbench.widgets import GroupBoard

__all__ = ["FlexibleGroups", "FlexibleGroupsModel"]

TICK = 0.15
"""Seconds between two looks at how far a search is."""

SEARCHING = "Groups are being formed. One moment."


class FlexibleGroups(Panel):
    """The dashboard `flexible-groups`."""

    model_class = FlexibleGroupsModel

    def __init__(self, wb=None):
        super().__init__(wb)
        self.add_class("pw-groups")
        self._search: asyncio.Future | None = None
        self._done, self._stopped = 0.0, False
        self.choices = ChoicesPart(self)
        self.better = BetterPart(self)
        self.board_card = self._make_board()
        self.later = [ScheduleCard(self), OverTime(self), ReviewsCard(self)]
        for part in self.later:
            _unfolds_later(part)
        self.sheets = ipywidgets.HTML()
        self.sheets.add_class("pw-print-only")
        self.beginning = ipywidgets.HTML(parts.link("Import a gradebook", "import", primary=True))
        self.body.children = [
            self.beginning,
            self.choices.card,
            self.board_card,
            self.better.card,
            *(part.box for part in self.later),
            self.sheets,
        ]

    # --- the parts

    def _make_board(self) -> ipywidgets.VBox:
        model = self.model
        self.board = GroupBoard()
        self.board.on_move(lambda keys, group: self.do(model.move, keys, group))
        self.board.on_pin(lambda key, pinned: self.do(model.pin, key, pinned))
        self.board.on_rename(lambda group, name: self.do(model.rename, group, name))
        self.board.on_undo(lambda: self.do(model.undo))
        self.board.on_redo(lambda: self.do(model.redo))
        self.board.on_preview(self._preview)
        self.notices = ipywidgets.HTML()
        self.unplaced = parts.text("")
        self.place = parts.button("Put them in the smallest groups", lambda: self.do(model.place))
        self.waiting = parts.row(self.unplaced, self.place)
        self.came = parts.button("They came: put them in the smallest groups", lambda: self.do(model.place_absent))
        self.name = ipywidgets.Text(description="Name", continuous_update=False)
        self.name.add_class("pw-wide")
        self.starts_on = ipywidgets.DatePicker(description="From")
        self.review_on = ipywidgets.DatePicker(description="Look again on")
        self.save = parts.button("Save", lambda: self.do(self._save), primary=True)
        self.print = parts.button("Print", lambda: self.do(self._print))
        self.download = parts.button("Download CSV", lambda: self.do(self._download))
        self.with_reasons = ipywidgets.Checkbox(description="with reasons (teacher's copy)", indent=False)
        self.with_reasons.observe(lambda _: self.do(lambda: None), "value")
        self.kept = parts.dropdown("Drafts and saved groups", [])
        self.kept.observe(lambda change: self.do(self._show_kept, change["new"]), "value")
        self.discard = parts.button("Discard this draft", lambda: self.do(model.discard))
        self.board_title = parts.text("", "h2")
        keep = parts.row(self.name, self.starts_on, self.review_on, self.save)
        out = parts.row(self.print, self.with_reasons, self.download)
        return parts.section(
            "",
            self.board_title,
            self.better.moved,
            self.notices,
            self.came,
            parts.row(keep, out),
            self.waiting,
            self._make_rounds(),
            self.board,
            parts.row(self.kept, self.discard),
        )

    def _make_rounds(self) -> ipywidgets.HBox:
        model = self.model
        self.previous = parts.button("Previous round", lambda: self.do(lambda: model.show_round(model.round_place - 1)))
        self.next = parts.button("Next round", lambda: self.do(lambda: model.show_round(model.round_place + 1)))
        self.round = parts.text("", "h3")
        self.plan_words = parts.text("")
        self.rounds = parts.row(self.previous, self.round, self.next, self.plan_words)
        self.rounds.add_class("pw-rounds")
        return self.rounds

    def opened(self, search: str = "", path: str = "") -> None:
        """Look at the class and the standard that the link named."""
        super().opened(search, path)
        wanted = parse_qs(search.lstrip("?")).get("standard", [""])[0]
        if wanted in [code for _, code in self.model.standards]:
            self.model.look_at([wanted])
            self.show()

    # --- forming groups, at once or while the page goes on

    def form(self, others: bool = False) -> None:
        """Form groups; a search that takes a while shows how far it is, and can be stopped."""
        model = self.model
        if self._search is not None or model.blockers:
            return
        loop = _loop()
        if loop is None or not model.takes_a_while:
            self.do(model.form_others if others else model.form, waiting="Forming groups…")
            return
        if others:
            model.seed += 1
        self._done, self._stopped = 0.0, False
        asked = model.ask()
        self._search = loop.run_in_executor(None, model.seek, asked, self._heard)
        self.board.disabled_reason = SEARCHING
        self.page.say("Forming groups…", "saving")
        self.show()
        loop.call_later(TICK, self._look)

    def stop(self) -> None:
        """End the search; the best groups found so far are taken."""
        self._stopped = True

    def _heard(self, progress: object) -> bool:
        """Note how far the search is. Another thread calls this, so nothing on the page is touched."""
        self._done = float(getattr(progress, "done", 0.0))
        return not self._stopped

    def _look(self) -> None:
        """Show how far the search is, or what it has found."""
        search = self._search
        if search is None:
            return
        if not search.done():
            self.choices.progress.say("Looking for the best groups…", round(100 * self._done), 100)
            asyncio.get_running_loop().call_later(TICK, self._look)
            return
        self._search = None
        self.board.disabled_reason = ""
        self.choices.progress.say("")
        if self.do(lambda: self.model.take(search.result())):
            self.page.announce(self.model.refusal or self.model.sentence)

    # --- what is clicked

    def _preview(self, keys: list[str], group: int) -> None:
        self.board.preview = self.model.effect(keys, group)

    def _save(self) -> None:
        self.model.save(self.name.value, self.starts_on.value, self.review_on.value)
        self.page.announce(f"Saved: {self.model.groups.name}.")

    def _print(self) -> None:
        for part in self.later:
            part.put_paper_away()
        self.model.log_print(self.with_reasons.value)
        self.page.print()

    def _download(self) -> None:
        self.page.download(*self.model.csv(self.with_reasons.value))

    def _show_kept(self, grouping_key: str) -> None:
        if grouping_key:
            self.model.show_groups(grouping_key)

    # --- what is shown

    def show(self) -> None:
        """Show the model; what takes longer to work out about the groups follows."""
        super().show()
        self.better.look_closer()

    def render(self) -> None:
        """Show the choices and the board."""
        model = self.model
        parts.say(self.lead, model.sentence)
        has_groups = model.groups is not None
        parts.show_if(self.beginning, not model.class_name)
        parts.show_if(self.choices.card, bool(model.class_name))
        parts.show_if(self.board_card, has_groups)
        self.better.render()
        for part in self.later:
            part.render(model)
        if not has_groups:
            self.sheets.value = ""
        if model.class_name:
            self.choices.render(searching=self._search is not None)
        if has_groups:
            self._render_board(model.groups)

    def _render_board(self, groups: Groups) -> None:
        model = self.model
        can_undo, can_redo = model.wb.can_undo(groups)
        with self.board.hold_sync():
            self.board.groups, self.board.cards = model.board_groups, model.board_cards
            self.board.can_undo, self.board.can_redo = can_undo, can_redo
            self.board.preview = ""
        parts.say(self.board_title, model.series_name)
        self.notices.value = parts.bullets(model.notices, "pw-list pw-notice")
        parts.show_if(self.notices, bool(model.notices))
        parts.show_if(self.came, bool(groups.absent) and model.plan is None)
        parts.say(self.unplaced, f"In no group yet: {', '.join(groups.unplaced)}." if groups.unplaced else "")
        parts.show_if(self.waiting, bool(groups.unplaced))
        parts.show_if(self.discard, groups.status == "draft")
        self.render_rounds()
        # Always there, so that the browser's own print command gives the sheets as well.
        self.sheets.value = model.sheets(self.with_reasons.value)
        self.name.value = model.series_name
        self.starts_on.value, self.review_on.value = groups.starts_on, groups.review_on
        if self._search is None:
            self.page.say("Saved, in use" if groups.status == "saved" else "Draft kept")
        parts.set_options(self.kept, model.kept_options, model.kept_key)

    def render_rounds(self) -> None:
        """Show which round is on the board, and what the rounds add up to."""
        model = self.model
        parts.say(self.round, model.round_words)
        parts.say(self.plan_words, model.plan_words)
        parts.show_if(self.rounds, bool(model.round_words))
        self.previous.disabled = model.round_place == 0
        self.next.disabled = model.round_place >= model.rounds_there - 1


def _unfolds_later(part: FoldedPart) -> None:
    """Keep what is folded away off the page until it is unfolded: it is many tables, and the board comes first."""
    inside, part.inside.children = part.inside.children, ()
    part.fold.observe(lambda _: setattr(part.inside, "children", inside), "expanded")


def _loop() -> asyncio.AbstractEventLoop | None:
    """Return the loop of the kernel; None where there is none to wait in."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
