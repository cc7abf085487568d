"""The dashboard `flexible-groups`: form groups, better them, save and print them, and look at them over time."""

from __future__ import annotations

import asyncio
import datetime

import ipywidgets

from plworkbench.errors import WorkbenchError
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
from plworkbench.widgets import DateField, GroupBoard
from plworkbench.workbench import review_day

__all__ = ["FlexibleGroups", "FlexibleGroupsModel"]

TICK = 0.15
"""Seconds between two looks at how far a search is."""

REVIEW_CHOICES = (5, 10, 20)
"""After how many school days groups are usually looked at again."""

SEARCHING = "Groups are being formed. One moment."

HELD = "What you chose for the next groups has to be chosen again."
"""What is lost when the page goes to sleep before groups were formed by the choices."""

CHOSEN = ("purpose", "group_count", "min_size", "max_size", "absent", "avoid_past", "rounds", "topics", "only_here")
"""The choices that stand nowhere but on the page."""


class FlexibleGroups(Panel):
    """The dashboard `flexible-groups`."""

    model_class = FlexibleGroupsModel
    imports_ahead = ("scipy.optimize",)

    def __init__(self, wb=None):
        super().__init__(wb)
        self.add_class("pw-groups")
        self._search: asyncio.Future | None = None
        self._done, self._stopped = 0.0, False
        self._settled: tuple[str, tuple] = ("", ())  # of which class, the choices that groups were formed by last
        self._about_shown: tuple | None = None  # the stored name and days that the fields began with
        self._about_put: tuple | None = None  # what the page put into them, unless somebody typed something else
        self._review_put: datetime.date | None = None  # the day to look again, unless somebody chose another
        self.choices = ChoicesPart(self)
        self.better = BetterPart(self)
        self.board_card = self._make_board()
        over_time = OverTime(self)
        self.later = [ScheduleCard(self), over_time, ReviewsCard(self)]
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
        self.keep_in_address(past=(over_time.fold, "expanded"), pairs=(over_time.company_fold, "expanded"))
        self.keep_views_in_address(pairs=over_time.pairs)

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
        self.place = parts.button("Put them in the smallest groups", lambda: self.do(model.place_unplaced))
        self.waiting = parts.row(self.unplaced, self.place)
        self.came = parts.button("They came: put them in the smallest groups", lambda: self.do(model.place_absent))
        self.name = ipywidgets.Text(description="Name")  # each letter: what is half typed is not written over
        self.name.add_class("pw-groups-name")
        self.starts_on = ipywidgets.DatePicker(description="From")
        self.review_on = DateField(label="Look again on", why_least="the groups start")
        self.starts_on.observe(lambda change: self._begin_on(change["new"]), "value")
        self.save = parts.button("Save", lambda: self.do(self._save), primary=True)
        self.print = parts.button("Print", self.print_page)
        self.download = parts.button("Download CSV", lambda: self.do(self._download))
        self.with_reasons = ipywidgets.Checkbox(description="with reasons (teacher's copy)", indent=False)
        self.with_reasons.observe(lambda _: self.do(lambda: None), "value")
        self.kept = parts.dropdown("Drafts and saved groups", [])
        self.kept.observe(lambda change: self.do(self._show_kept, change["new"]), "value")
        self.discard = parts.button("Discard this draft", lambda: self.do(model.discard))
        self.board_title = parts.text("", "h2")
        about = parts.row(self.name, self.starts_on, self.review_on)
        about.add_class("pw-keep")
        actions = parts.row(self.save, self.print, self.download, self.with_reasons)
        return parts.section(
            "",
            parts.row(self.board_title, actions, css="pw-card-head"),
            self.better.moved,
            self.notices,
            self.came,
            about,
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

    # --- forming groups, at once or while the page goes on

    def form(self, others: bool = False) -> None:
        """Form groups; a search that takes a while shows how far it is, and can be stopped."""
        model = self.model
        if self._search is not None or model.blockers:
            return
        self._settled = model.class_name, self._chosen()
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
        if self.do(lambda: self.model.take(search.result()), anywhere=True):
            self.page.announce(self.model.refusal or self.model.sentence)

    # --- what is clicked

    def _preview(self, keys: list[str], group: int) -> None:
        self.board.preview = self.model.effect(keys, group)

    def _save(self) -> None:
        if self.review_on.refusal:
            raise WorkbenchError(f"{self.review_on.refusal} Nothing was saved; choose another day to look again.")
        self.model.save(self.name.value, self.starts_on.value, self.review_on.day)
        self._about_shown = None
        self.page.announce(f"Saved: {self.model.groups.name}.")

    def print_page(self) -> None:
        """Print the sheets of the groups on the board, as its own button does."""
        if self.model.groups is None:
            super().print_page()
        else:
            self.do(self._print)

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

    def _chosen(self) -> tuple:
        return tuple(getattr(self.model, name) for name in CHOSEN)

    def _say_what_is_held(self) -> None:
        """Tell the page what is stored nowhere: choices no groups were formed by yet, or a search."""
        if self._settled[0] != self.model.class_name:
            self._settled = self.model.class_name, self._chosen()
        is_held = self._search is not None or self._settled[1] != self._chosen()
        self.page.holds_unsaved = HELD if is_held else ""

    def render(self) -> None:
        """Show the choices and the board."""
        model = self.model
        self._say_what_is_held()
        has_groups = model.groups is not None
        parts.show_if(self.beginning, not model.class_name)
        parts.show_if(self.choices.card, bool(model.class_name))
        parts.show_if(self.board_card, has_groups)
        self.better.render()
        for part in self.later:
            part.render(model)
        if not has_groups:
            self.sheets.value, self._about_shown = "", None
        if model.class_name:
            self.choices.render(searching=self._search is not None)
        if has_groups:
            self._render_board(model.groups)
        parts.say(self.lead, model.sentence)  # at last: whoever reads that the groups are there finds all of them

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
        is_draft = groups.status == "draft"
        self.save.button_style, self.print.button_style = ("primary", "") if is_draft else ("", "primary")
        parts.show_if(self.discard, is_draft)
        self.render_rounds()
        # Always there, so that the browser's own print command gives the sheets as well.
        self.sheets.value = model.sheets(self.with_reasons.value)
        self._render_about(groups)
        if self._search is None:
            self.page.say("Saved, in use" if groups.status == "saved" else "Draft kept")
        parts.set_options(self.kept, model.kept_options, model.kept_key)

    def _render_about(self, groups: Groups) -> None:
        """Show the stored name and days where they have changed; what is typed and not saved yet stays."""
        name = self.model.series_name
        stored = (groups.class_name, groups.status, self.model.kept_key, name, groups.starts_on, groups.review_on)
        before, self._about_shown = self._about_shown, stored
        formed_again = (
            before is not None
            and before[:2] == stored[:2]
            and before[2] in {self.model.kept_key, self.model.formed_from}
            and groups.status == "draft"
        )
        if stored == before or (formed_again and self._about() != self._about_put):
            return
        self.name.value, self.starts_on.value = name, groups.starts_on
        self._put_review(groups.review_on)
        self._offer_days(groups.starts_on)
        self._about_put = self._about()

    def _about(self) -> tuple:
        return self.name.value, self.starts_on.value, self.review_on.day

    def _put_review(self, day: datetime.date | None) -> None:
        self.review_on.day = self._review_put = day

    def _begin_on(self, start: datetime.date | None) -> None:
        """Let the day to look again follow the day the groups start, until somebody chooses it."""
        groups = self.model.groups
        if self.is_showing or groups is None:
            return
        start = start or groups.starts_on
        if self.review_on.day == self._review_put and not self.review_on.refusal:
            self._put_review(review_day(start) if start and start != groups.starts_on else groups.review_on)
        self._offer_days(start)

    def _offer_days(self, start: datetime.date | None) -> None:
        """Offer the usual days to look again, counted from the day the groups start."""
        start = start or datetime.date.today()
        self.review_on.least = start.isoformat()
        self.review_on.offer(start, REVIEW_CHOICES)

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
