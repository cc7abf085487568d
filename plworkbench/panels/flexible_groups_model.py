"""What the dashboard `flexible-groups` decides: which groups are on the board, and what is done to them."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import traitlets

from plworkbench.errors import GroupingImpossible
from plworkbench.panels import parts
from plworkbench.panels.base import Model
from plworkbench.results import Groups
from plworkbench.schema import LEVELS, PURPOSES, score_words


class FlexibleGroupsModel(Model):
    """The groups on the board, and the choices they are formed by.

    Attributes
    ----------
    standard_codes : list of str
        One to three standards to group on.
    purpose : str
        One of `plworkbench.schema.PURPOSES`.
    group_count : int
        How many groups.
    seed : int
        The draw; another number gives other groups of the same kind.
    groups : Groups or None
        What is on the board.
    refusals : list of str
        Why the groups could not be formed, each with its cure.
    """

    standard_codes = traitlets.List(traitlets.Unicode())
    purpose = traitlets.Enum(PURPOSES, default_value="by need")
    group_count = traitlets.Int(5)
    seed = traitlets.Int(0)
    groups = traitlets.Instance(Groups, allow_none=True)
    refusals = traitlets.List(traitlets.Unicode())

    @traitlets.observe("class_name")
    def _another_class(self, change: dict) -> None:
        self.standard_codes, self.purpose, self.seed = [], "by need", 0

    def load(self) -> None:
        """Show the class's newest groups, or an empty board."""
        self.groups, self.refusals, self.standards, self.roster = None, [], [], []
        if not self.class_name:
            return
        table = self.wb.mastery(self.class_name)
        self.standards = [(table.words_of(code), code) for code in table["standard_code"].drop_duplicates()]
        self.roster = self.wb.students(self.class_name)["name"].tolist()
        self._pressing = table.most_pressing_standard()
        self.look_at(self.standard_codes)
        self.group_count = max(1, round(len(self.roster) / 5))
        kept = self.groupings
        if len(kept):
            self.show_groups(kept["grouping_key"].iloc[0])

    def look_at(self, standard_codes: list[str]) -> None:
        """Group on these standards; without any that the class has, on the most pressing one, or else the first."""
        there = [code for _, code in self.standards]
        wanted = [code for code in dict.fromkeys(standard_codes) if code in there]
        self.standard_codes = wanted or ([self._pressing] if self._pressing else there[:1])

    @property
    def groupings(self) -> pd.DataFrame:
        """The drafts and saved groups of the class, newest first."""
        found = self.wb.groupings(self.class_name, status=None)
        return found[found["status"] != "discarded"]

    @property
    def sentence(self) -> str:
        """The page's answer in one sentence."""
        if not self.class_name:
            return "No class is here yet. Bring in a gradebook, or use a sample class on the home page."
        if self.groups is None:
            return f"{self.class_name} has no groups yet. Choose what they are for, then form them."
        unmet = self.groups.unmet_wishes
        state = "in use" if self.groups.status == "saved" else "a draft, kept for you but not in use yet"
        met = "" if self.groups.wishes.empty else "; every wish is met"
        if unmet:
            met = f"; {parts.count(len(unmet), 'wish is', 'wishes are')} not met"
        unplaced = self.groups.unplaced
        waiting = f" {parts.count(len(unplaced), 'student is', 'students are')} in no group yet." if unplaced else ""
        return f"{parts.count(len(self.groups.group_names), 'group')} ({state}){met}.{waiting}"

    @property
    def blockers(self) -> list[str]:
        """Why groups cannot be formed with these choices, in words."""
        blockers = []
        if self.group_count > len(self.roster):
            blockers.append(
                f"{self.group_count} groups need at least {self.group_count} students; "
                f"this class has {len(self.roster)}."
            )
        if self.purpose != "random" and not self.standard_codes:
            blockers.append(f"Groups {self.purpose} look at one to three standards. Choose one.")
        return blockers

    def form(self) -> None:
        """Form groups anew; pinned students and those moved by hand stay where they are."""
        if self.blockers:
            return
        old, self.refusals = self.groups, []
        pinned = {}
        if old is not None:
            held = old.members[old.members["pinned"] | old.members["moved_by_hand"]]
            held = held[held["student_key"].isin(self.wb.students(self.class_name)["student_key"])]
            fits = held[held["group_number"] <= self.group_count]
            pinned = dict(zip(fits["student_key"], fits["group_number"].astype(int)))
            if let_go := len(held) - len(fits):
                self.refusals = [f"{parts.count(let_go, 'student')} could not stay put: there are fewer groups now."]
        try:
            formed = self.wb.group(
                self.class_name,
                on=self.standard_codes if self.purpose != "random" else (),
                purpose=self.purpose,
                group_count=self.group_count,
                pinned=pinned,
                random_state=self.seed,
            )
        except GroupingImpossible as refused:
            self.refusals = [refused.headline, *(str(problem) for problem in refused.problems)]
            return
        if old is not None:
            formed = _keep_hand(formed, old)
            if old.status == "draft":  # the draft goes on, so that forming it anew can be undone as well
                formed = replace(formed, grouping_key=old.grouping_key, version=old.version)
        self.groups = self.wb.save(formed, status="draft", action="formed")

    def form_others(self) -> None:
        """Form other groups of the same kind."""
        self.seed += 1
        self.form()

    def move(self, keys: list[str], to: int) -> None:
        """Move students by hand."""
        if self.groups is not None:
            self._keep(self.groups.move(keys, int(to)), "moved by hand")

    def pin(self, key: str, pinned: bool) -> None:
        """Pin a student to a group, or let go."""
        if self.groups is not None:
            self._keep(self.groups.pin(key, pinned), "pinned" if pinned else "let go")

    def rename(self, number: int, name: str) -> None:
        """Give a group another name."""
        if self.groups is not None:
            self._keep(self.groups.rename_group(int(number), name), "renamed")

    def place(self) -> None:
        """Put students who joined the class later into the smallest groups."""
        if self.groups is not None:
            self._keep(self.wb.place(self.groups), "placed")

    def discard(self) -> None:
        """Put a draft away and show what was there before."""
        if self.groups is not None and self.groups.status == "draft":
            self.wb.save(self.groups, status="discarded")
            self.load()

    def _keep(self, groups: Groups, action: str) -> None:
        self.groups = self.wb.save(groups, status=groups.status, action=action)

    def effect(self, keys: list[str], to: int) -> str:
        """Say what a move would do."""
        return self.groups.effect_of_move(keys, int(to)) if self.groups is not None else ""

    def undo(self) -> None:
        """Take back the latest change."""
        if self.groups is not None:
            self.groups = self.wb.undo(self.groups)

    def redo(self) -> None:
        """Bring back the change that was taken back."""
        if self.groups is not None:
            self.groups = self.wb.redo(self.groups)

    def save(self, name: str, starts_on, review_on) -> None:
        """Put the groups in use; when only the first day was changed, the review follows it."""
        if self.groups is None:
            return
        if review_on == self.groups.review_on and starts_on != self.groups.starts_on:
            review_on = None
        self.groups = self.wb.save(self.groups, name, starts_on=starts_on, review_on=review_on)

    def show_groups(self, grouping_key: str) -> None:
        """Put other groups of the class on the board."""
        self.groups = self.wb.groups(self.class_name, grouping_key)
        self.purpose, self.group_count = self.groups.purpose, len(self.groups.group_names)
        self.look_at(list(self.groups.standard_codes) or self.standard_codes)
        self.seed = int(self.groups.settings.get("random_state") or 0)

    def wish(self, kind: str, student: str, other: str) -> None:
        """Keep two students together or apart from now on, or forget the wish ('either')."""
        self.wb.wish(self.class_name, kind, student, other)
        if self.groups is not None:
            self.groups = self.wb.groups(self.class_name, self.groups.grouping_key)

    @property
    def wishes(self) -> pd.DataFrame:
        """Whom to keep together or apart in the class."""
        return self.wb.wishes(self.class_name)

    def log_print(self, with_reasons: bool) -> None:
        """Log that the groups leave the workbench on paper."""
        self.wb.record_release(self.groups, "printed groups" + (" with reasons" if with_reasons else ""), "teacher")

    def csv(self, with_reasons: bool) -> tuple[str, str]:
        """Return file name and text of the groups as CSV, and log that they leave the workbench."""
        self.wb.record_release(self.groups, "groups as CSV" + (" with reasons" if with_reasons else ""), "teacher")
        words = f"{self.groups.class_name} {self.groups.name} {self.groups.starts_on or ''}"
        return re.sub(r"[^\w-]+", "-", words).strip("-") + ".csv", self.groups.csv(with_reasons)

    @property
    def board_groups(self) -> list[dict]:
        """The columns of the board."""
        return [
            {
                "number": int(group.group_number),
                "name": group.name,
                "note": _note(group, self.groups.standard_codes, self.groups.scale_top),
                "warnings": [
                    f"{parts.count(int(group.repeated_pairs), 'pair has', 'pairs have')} worked together before."
                ]
                if group.repeated_pairs
                else [],
            }
            for group in self.groups.summary.rename(columns=lambda name: name.replace(" ", "_")).itertuples()
        ]

    @property
    def board_cards(self) -> list[dict]:
        """The cards of the board, with the level on the first standard grouped on."""
        first = self.groups.standard_codes[0] if self.groups.standard_codes else None
        on_first = self.groups.mastery[self.groups.mastery["standard_code"] == first].set_index("student_key")
        cards = []
        for member in self.groups.members.itertuples():
            level = on_first["level"].get(member.student_key, "") if first else ""
            score = on_first["score"].get(member.student_key, float("nan")) if first else float("nan")
            cards.append(
                {
                    "key": member.student_key,
                    "name": member.name,
                    "group": int(member.group_number),
                    "reason": member.reason,
                    "level": level,
                    "detail": score_words(score, self.groups.scale_top),
                    "moved_by_hand": bool(member.moved_by_hand),
                    "pinned": bool(member.pinned),
                }
            )
        return cards


def _keep_hand(formed: Groups, old: Groups) -> Groups:
    """Return new groups that remember who was moved or pinned by hand, and the names given to groups."""
    hand = old.members.set_index("student_key")
    members = formed.members.copy()
    stays = members["group_number"] == members["student_key"].map(hand["group_number"])
    members["moved_by_hand"] = stays & members["student_key"].map(hand["moved_by_hand"]).fillna(False)
    members["pinned"] = stays & members["student_key"].map(hand["pinned"]).fillna(False)
    kept = old.group_names[: len(formed.group_names)]
    fresh = [name for name in formed.group_names if name not in kept]
    names = (*kept, *fresh[: len(formed.group_names) - len(kept)])
    return replace(formed, members=members, group_names=names)


def _note(group, codes: tuple[str, ...], scale_top: float) -> str:
    """Say in a line what a group is like: the levels on one standard, else the average."""
    if not codes:
        return "formed by chance"
    if len(codes) == 1:
        states = [*reversed(LEVELS), "not enough evidence", "not recorded"]
        held = {state: int(getattr(group, state.replace(" ", "_"))) for state in states}
        return ", ".join(f"{count} {state}" for state, count in held.items() if count)
    return "no scores yet" if pd.isna(group.score_mean) else f"average {score_words(group.score_mean, scale_top)}"
