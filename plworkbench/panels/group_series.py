"""The rounds of a rotation or a jigsaw: one is on the board, all are saved and printed."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pandas as pd
import traitlets

from plworkbench.panels.base import Model
from plworkbench.results import Groups, RoundsResult


class GroupSeries(Model):
    """The groups on the board, which may be one round of a plan of several.

    Attributes
    ----------
    groups : Groups or None
        What is on the board.
    plan : RoundsResult or None
        The plan they are a round of; None where they stand alone.
    is_judged : bool
        Whether the sentence on the plan is about its rounds as they are now.
    """

    groups = traitlets.Instance(Groups, allow_none=True)
    plan = traitlets.Instance(RoundsResult, allow_none=True)
    is_judged = True

    @property
    def rounds_there(self) -> int:
        """How many rounds there are; 1 for groups that stand alone."""
        return 1 if self.plan is None else len(self.plan.groups)

    @property
    def round_place(self) -> int:
        """The place of the round on the board, from 0."""
        if self.plan is None:
            return 0
        keys = [groups.grouping_key for groups in self.plan.groups]
        return keys.index(self.groups.grouping_key)

    @property
    def round_words(self) -> str:
        """Which round is on the board; '' if there is only one."""
        if self.plan is None:
            return ""
        place = self.round_place + 1
        if self.groups.purpose == "jigsaw":
            return "Home groups" if place == 1 else "Expert groups"
        return f"Round {place} of {self.rounds_there}"

    @property
    def round_shown(self) -> str:
        """The number of the round on the board, for the address."""
        return str(self.round_place + 1)

    @round_shown.setter
    def round_shown(self, number: str) -> None:
        self.show_round(int(number) - 1)

    @property
    def on_screen(self) -> str:
        """Which groups are on the board, and how they were formed: forming them anew makes others of them."""
        groups = self.groups
        if groups is None:
            return ""
        formed = [groups.status, groups.purpose, groups.standard_codes, groups.settings]
        return json.dumps([groups.grouping_key, *formed], default=str, sort_keys=True)

    @property
    def plan_words(self) -> str:
        """Who meets how often over the rounds, in a sentence."""
        return "" if self.plan is None or not self.is_judged else self.plan.sentence

    @property
    def series_name(self) -> str:
        """What the groups are called; of a plan, what all rounds have in common."""
        return plain_name(self.groups)

    def show_round(self, place: int) -> None:
        """Put another round on the board."""
        if self.plan is not None and 0 <= place < self.rounds_there:
            self.groups = self.plan.groups[place]

    def take_rounds(self, found: RoundsResult) -> None:
        """Keep a plan of several rounds as drafts, and put its first round on the board."""
        self._make_way()
        wishes = self.wb.wishes(self.class_name)
        planned = wishes["kind"].isin(["together", "apart"]) & (wishes["weight"] == "must")
        if found.purpose == "rotation" and not planned.all():
            self.remarks = [
                *self.remarks,
                "Rounds keep musts on two students; other wishes are only checked.",
            ]
        self._use(replace(found, groups=self.wb.save_rounds(found, status="draft", action="formed")), 0)

    def _make_way(self) -> None:
        """Put away the draft of a plan that is formed anew, unless it holds what was done by hand."""
        if self.plan is None or self._asked_of != self._place:
            return
        if any(groups.members[["moved_by_hand", "pinned"]].to_numpy().any() for groups in self.plan.groups):
            self.remarks = ["The plan you changed by hand is kept; it is in the list “Drafts and saved groups”."]
        else:
            self.put_away()

    def put_away(self) -> None:
        """Discard what is on the board if it is a draft."""
        if self.groups is None or self.groups.status != "draft":
            return
        if self.plan is None:
            self.wb.save(self.groups, status="discarded")
        else:
            self.wb.save_rounds(self.plan, status="discarded")

    def keep_all(self, name: str, starts_on, review_on) -> None:
        """Put what is on the board in use, all rounds of it."""
        days = {"starts_on": starts_on, "review_on": review_on}
        if self.plan is None:
            self.groups = self.wb.save(self.groups, name, **days)
            return
        self._use(replace(self.plan, groups=self.wb.save_rounds(self.plan, name, **days)), self.round_place)

    def _open(self, groups: Groups) -> None:
        """Put groups on the board, with the other rounds of their plan."""
        plan = self.wb.rounds_of(groups) if groups.series else None
        if plan is None or len(plan.groups) < 2:
            self.plan, self.groups = None, groups
        else:
            self._use(plan, (groups.round or 1) - 1)

    def _use(self, plan: RoundsResult, place: int) -> None:
        self.plan, self.groups, self.is_judged = plan, plan.groups[place], True

    def _changed(self, groups: Groups) -> None:
        """Show groups that were changed by hand; the sentence on their plan is put right later."""
        if self.plan is not None:
            self.plan, self.is_judged = self.plan.with_round(groups), False
        self.groups = groups

    # --- what is kept

    @property
    def groupings(self) -> pd.DataFrame:
        """The drafts and saved groups of the class, newest first."""
        found = self.wb.groupings(self.class_name, status=None)
        return found[found["status"] != "discarded"]

    @property
    def kept_options(self) -> list[tuple[str, str]]:
        """What can be put on the board, as (words, key); the rounds of a plan are one thing."""
        options: dict[str, tuple[str, str]] = {}
        for row in self.groupings.itertuples():
            series, number = row.settings.get("series"), row.settings.get("round", 1)
            rounds = f" ({row.settings.get('rounds', 2)} rounds)" if series else ""
            draft = " (draft)" if row.status == "draft" else ""
            name = _SUFFIX.sub("", row.name) if series else row.name
            if series not in options or number == 1:
                options[series or row.grouping_key] = (f"{name}{rounds}{draft}", row.grouping_key)
        return list(options.values())

    @property
    def kept_key(self) -> str:
        """Which of `kept_options` is on the board."""
        return self.groups.grouping_key if self.plan is None else self.plan.groups[0].grouping_key

    # --- leaving the workbench

    def sheets(self, with_reasons: bool) -> str:
        """Return what is on the board as HTML for paper: a sheet a group, of a plan a sheet a round."""
        return (self.plan or self.groups).sheets(with_reasons)

    def log_print(self, with_reasons: bool) -> None:
        """Log that the groups leave the workbench on paper."""
        what = "printed groups" + (" with reasons" if with_reasons else "")
        self.wb.record_release(self.plan or self.groups, what, "teacher")

    def csv(self, with_reasons: bool) -> tuple[str, str]:
        """Return file name and text of the groups as CSV, and log that they leave the workbench."""
        what = "groups as CSV" + (" with reasons" if with_reasons else "")
        self.wb.record_release(self.plan or self.groups, what, "teacher")
        words = f"{self.groups.class_name} {self.series_name} {self.groups.starts_on or ''}"
        text = self.groups.csv(with_reasons) if self.plan is None else self.plan.csv()
        return re.sub(r"[^\w-]+", "-", words).strip("-") + ".csv", text


_SUFFIX = re.compile(r", (round \d+ of \d+|home groups|expert groups)$")


def plain_name(groups: Groups) -> str:
    """Return the name of groups without the words that tell a round from the others of its plan."""
    return _SUFFIX.sub("", groups.name) if groups.series else groups.name
