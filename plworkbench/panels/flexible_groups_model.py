"""What the dashboard `flexible-groups` decides: which groups are on the board, and what is done to them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import ClassVar

import pandas as pd
import traitlets

from plworkbench.errors import GroupingImpossible
from plworkbench.panels import parts
from plworkbench.panels.group_board import cards_of, columns_of, keep_hand
from plworkbench.panels.group_choices import (
    IN_ROUNDS,
    KIND_WORDS,
    ON_STANDARDS,
    GroupChoices,
    absent_words,
    usual_count,
)
from plworkbench.panels.group_conflict import causes_of
from plworkbench.panels.group_series import GroupSeries
from plworkbench.panels.group_wishes_model import WishesModel
from plworkbench.results import Groups, RoundsResult


class FlexibleGroupsModel(GroupSeries, GroupChoices):
    """The groups on the board, and the choices they are formed by.

    Attributes
    ----------
    only_here : list of tuple
        Wishes for the next groups alone, as `Workbench.group` takes them.
    refusal : str
        Why the groups could not be formed, in a sentence.
    causes : list of Cause
        What takes part in that, each with its cure.
    remarks : list of str
        What is to be read beside groups that were formed.
    formed_from : str
        In place of which groups those on the board were formed; '' if they were put there by choice.
    times_formed : int
        How often groups were formed here.
    """

    only_here = traitlets.List(traitlets.Tuple())
    refusal = traitlets.Unicode()
    causes = traitlets.List()
    remarks = traitlets.List(traitlets.Unicode())
    address: ClassVar = {"groups": "groups_shown", "round": "round_shown", "standard": "standards_shown"}
    usual: ClassVar = {"round": "1"}
    steps: ClassVar = frozenset({"groups"})

    formed_from = ""
    times_formed = 0
    _formed_by: dict[str, object] | None = None
    _asked_by: dict[str, object] | None = None
    _asked_of: tuple[str, str] = ("", "")
    _weighed: Groups | None = None
    _unmet: Sequence = ()
    _interests: bool | None = None

    @traitlets.observe("class_name")
    def _another_class(self, change: dict) -> None:
        self.begin_choices()
        self.only_here = []

    def load(self) -> None:
        """Show the class's newest groups, or an empty board."""
        self.groups, self.plan, self.standards, self.roster = None, None, [], []
        self._forget_refusal()
        self._interests = None
        if not self.class_name:
            return
        table = self.wb.mastery(self.class_name)
        self.standards = table.standards_in_words
        self.roster = self.wb.students(self.class_name)["name"].tolist()
        self._pressing = table.most_pressing_standard()
        self.look_at(self.standard_codes)
        self.group_count = usual_count(len(self.roster))
        if kept := self.kept_options:
            self.show_groups(kept[0][1])

    def read_anew(self) -> None:
        """Read the data anew; what was chosen and not formed yet stays chosen."""
        here, seen, chosen = self.class_name, self.on_screen, self._chosen()
        is_news = self.groups is None
        if not is_news:
            self._take_choices()
            is_news = self._chosen() != chosen
            self._choose_again(chosen)
        super().read_anew()
        # Groups formed anew in another window bring their choices, unless there are others here already.
        if self.class_name == here and (is_news or self.on_screen == seen):
            self._choose_again(chosen)

    def _chosen(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in (*GroupChoices.class_own_traits(), "only_here")}

    @property
    def asks_for_others(self) -> bool:
        """Whether the choices are for other groups than those on the board; without any, they always are."""
        return self.groups is None or _as_asked(self._chosen()) != self._formed_by

    def _choose_again(self, chosen: dict[str, object]) -> None:
        """Choose what was chosen before, as far as it is there."""
        for name, value in chosen.items():
            setattr(self, name, value)
        self.look_at(self.standard_codes)
        self.absent = [name for name in self.absent if name in self.roster]
        if self.only_here:
            self.only_here = [wish for wish in self.only_here if self._is_there(*wish[1:3])]

    def _is_there(self, attribute: str, value: object) -> bool:
        """Return whether a wish can be about this attribute, or this value of it."""
        there = self.wb.attributes(self.class_name)
        values = [str(one) for found in there.loc[there["attribute"] == attribute, "values"] for one in found]
        return str(value) in values if value is not None else attribute in set(there["attribute"])

    # --- the address

    def allows(self, name: str, value: str) -> bool:
        """Tell whether the class has the groups, the round, or the standards."""
        if name == "round":
            return value.isdecimal() and 1 <= int(value) <= self.rounds_there
        if name == "groups":
            return value != "" and value in [key for _, key in self.kept_options]
        return value != "" and set(value.split(",")) <= {code for _, code in self.standards}

    @property
    def groups_shown(self) -> str:
        """The groups on the board, for the address."""
        return self.kept_key if self.groups is not None else ""

    @groups_shown.setter
    def groups_shown(self, grouping_key: str) -> None:
        self.show_groups(grouping_key)

    @property
    def standards_shown(self) -> str:
        """The standards to group on, for the address."""
        return ",".join(self.standard_codes)

    @standards_shown.setter
    def standards_shown(self, codes: str) -> None:
        self.look_at(codes.split(","))

    @property
    def has_interests(self) -> bool:
        """Whether an interest of any student is recorded."""
        if self._interests is None:
            self._interests = bool(len(self.wb.interests(self.class_name)))
        return self._interests

    def read_interests(self) -> None:
        """Look again whether interests are recorded."""
        self._interests = None

    @property
    def sentence(self) -> str:
        """The page's answer in one sentence."""
        if not self.class_name:
            return "No class is here yet. Bring in a gradebook, or use a sample class on the home page."
        if self.groups is None:
            return f"{self.class_name} has no groups yet. Choose what they are for, then form them."
        unmet = len(self.unmet) if self.plan is None else len(self.plan.unmet_wishes)
        state = self._use_words() if self.groups.status == "saved" else ": a draft, kept for you but not in use yet"
        met = "; every wish is met" if len(self.groups.wishes) else ""
        if unmet:
            met = f"; {parts.count(unmet, 'wish is', 'wishes are')} not met"
        unplaced = self.groups.unplaced
        waiting = f" {parts.count(len(unplaced), 'student is', 'students are')} in no group yet." if unplaced else ""
        number = parts.count(len(self.groups.group_names), "group")
        rounds = f" in each of {self.rounds_there} rounds" if self.plan is not None else ""
        return f"{number}{rounds} {self._kind_words()}{state}{met}.{waiting}"

    def _kind_words(self) -> str:
        """Say how the groups are formed, and on which standards."""
        titles = {code: words.removesuffix(f" ({code})") for words, code in self.standards}
        on = [titles.get(code, code) for code in self.groups.standard_codes]
        return KIND_WORDS[self.groups.purpose] + (f" on {' and '.join(on)}" if on else "")

    def _use_words(self) -> str:
        """Say until when the groups are in use; once that day is past, since when: the end of a sentence."""
        today, groups = datetime.date.today(), self.groups
        if groups.review_on is not None and groups.review_on > today:
            return f", in use until {_day_words(groups.review_on, today)}"
        if groups.starts_on is not None and groups.starts_on < today:
            return f", in use since {_day_words(groups.starts_on, today)}"
        return ", in use"

    @property
    def unmet(self) -> Sequence:
        """The wishes that the groups on the board do not meet, weighed once for each change of the groups."""
        if self._weighed is not self.groups:
            self._weighed, self._unmet = self.groups, [] if self.groups is None else self.groups.unmet
        return self._unmet

    @property
    def notices(self) -> list[str]:
        """What is to be known of the groups: wishes for them alone, who is absent, and that another look is due."""
        if self.groups is None:
            return []
        alone = [f"For these groups alone: {sentence}" for sentence in self.groups.only_here]
        return [*alone, *filter(None, [absent_words(list(self.groups.absent)), self._due_words()])]

    def _due_words(self) -> str:
        groups = self.groups
        if groups.status != "saved" or groups.review_on is None or groups.review_on > datetime.date.today():
            return ""
        newest = self.groupings.loc[lambda kept: kept["status"] == "saved"].iloc[0]
        if (groups.series or groups.grouping_key) != newest["settings"].get("series", newest["grouping_key"]):
            return ""  # newer ones are in use
        day = groups.review_on
        return f"You wanted to look at these groups again on {day:%A}, {day.day} {day:%B}."

    # --- forming

    def form(self, on_progress: Callable[..., bool] | None = None) -> None:
        """Form groups anew; pinned students and those moved by hand stay where they are."""
        if not self.blockers:
            self.take(self.seek(self.ask(), on_progress))

    def form_others(self) -> None:
        """Form other groups of the same kind."""
        self.seed += 1
        self.form()

    def ask(self) -> dict[str, object]:
        """Return what is asked of the workbench; nothing of the page is needed to answer it."""
        self._forget_refusal()
        self._asked_of, self._asked_by = self._place, _as_asked(self._chosen())
        asked = {"class_name": self.class_name}
        if self.in_rounds:
            return asked | self.request_rounds()
        return asked | self.request() | {"pinned": self._held(), "only_here": tuple(self.only_here)}

    def seek(self, asked: dict[str, object], on_progress: Callable[..., bool] | None = None) -> object:
        """Return the groups asked for, or why there are none; this alone may take long, and changes nothing.

        Parameters
        ----------
        asked : dict
            From `ask`.
        on_progress : callable, optional
            Called with how far the search is; it stops, with the best found so far, if that returns False.
        """
        find = self.wb.rounds if asked["purpose"] in IN_ROUNDS else self.wb.group
        try:
            return find(**asked, **({"on_progress": on_progress} if on_progress else {}))
        except GroupingImpossible as refused:
            return refused

    def take(self, found: object) -> None:
        """Put on the board what `seek` has found, or say why it found nothing."""
        if self._asked_of[0] != self.class_name:
            return  # another class is looked at by now
        if isinstance(found, GroupingImpossible):
            self._refuse(found)
            return
        if isinstance(found, RoundsResult):
            self.take_rounds(found)
        else:
            self._take_groups(found)
        self.formed_from, self._formed_by = self._asked_of[1], self._asked_by
        self.times_formed += 1

    def _take_groups(self, formed: Groups) -> None:
        old = self.groups
        # What was put on the board while the search ran has nothing to do with what it found.
        if old is not None and self.plan is None and self._asked_of == self._place:
            formed = keep_hand(formed, old, moved=old.status == "draft")
            if old.status == "draft":  # the draft goes on, so that forming it anew can be undone as well
                formed = formed.changed(grouping_key=old.grouping_key, version=old.version)
        self._open(self.wb.save(formed, status="draft", action="formed"))

    @property
    def _place(self) -> tuple[str, str]:
        """Which class, and what of it, is on the board."""
        return self.class_name, self.kept_key if self.groups is not None else ""

    def _held(self) -> dict[str, int]:
        """Return who stays where: the pinned, and within a draft those moved by hand; new groups begin afresh."""
        old = self.groups
        if old is None or self.plan is not None:
            return {}
        members = old.members
        stays = members["pinned"] | (members["moved_by_hand"] & (old.status == "draft"))
        students = self.wb.students(self.class_name)
        here = students.loc[~students["name"].isin(self.absent), "student_key"]
        held = members[stays & members["student_key"].isin(here)]
        fits = held[held["group_number"] <= self.group_count]
        if let_go := len(held) - len(fits):
            self.remarks = [f"{parts.count(let_go, 'student')} could not stay put: there are fewer groups now."]
        return dict(zip(fits["student_key"], fits["group_number"].astype(int)))

    # --- why not

    def _forget_refusal(self) -> None:
        self.refusal, self.causes, self.remarks = "", [], []

    def _refuse(self, refused: GroupingImpossible) -> None:
        names = dict(zip(self.groups.members["name"], self.groups.members["student_key"])) if self.groups else {}
        self.refusal = refused.headline
        behind = lambda problem: self.wb.wish_behind(self.class_name, problem)  # noqa: E731
        called = self.groups.group_names if self.groups else ()
        self.causes = causes_of(refused, behind, self.only_here, names, called)

    def forget_and_form(self, wish_key: str) -> None:
        """Forget a wish that stands in the way, and form the groups."""
        WishesModel(self).forget(wish_key)
        self.form()

    def soften_and_form(self, wish_key: str) -> None:
        """Make a must important only, and form the groups."""
        WishesModel(self).weigh(wish_key, "important")
        self.form()

    def let_go_and_form(self, student_key: str) -> None:
        """Let a student go who was pinned or moved by hand, and form the groups."""
        members = self.groups.members.copy()
        members.loc[members["student_key"] == student_key, ["pinned", "moved_by_hand"]] = False
        self._keep(self.groups.changed(members=members), "let go")
        self.form()

    # --- on the board

    def move(self, keys: list[str], to: int) -> None:
        """Move students by hand."""
        if self.groups is not None:
            self._keep(self.groups.move(keys, int(to)), "moved by hand")

    def swap(self, one: str, other: str) -> None:
        """Swap two students by hand."""
        if self.groups is not None:
            self._keep(self.groups.swap(one, other), "moved by hand")

    def pin(self, key: str, pinned: bool) -> None:
        """Pin a student to a group, or let go."""
        if self.groups is not None:
            self._keep(self.groups.pin(key, pinned), "pinned" if pinned else "let go")

    def rename(self, number: int, name: str) -> None:
        """Give a group another name."""
        if self.groups is not None:
            self._keep(self.groups.rename_group(int(number), name), "renamed")

    def place_unplaced(self) -> None:
        """Put students who joined the class later into the smallest groups."""
        if self.groups is not None:
            self._keep(self.wb.place(self.groups), "placed")

    def place_absent(self) -> None:
        """Put students who were absent, and came after all, into the smallest groups."""
        if self.groups is not None:
            self._keep(self.wb.place(self.groups, self.groups.absent), "placed")
            self._forget_for_these_alone("absent")

    def effect(self, keys: list[str], to: int) -> str:
        """Say what a move would do."""
        return self.groups.effect_of_move(keys, int(to)) if self.groups is not None else ""

    def undo(self) -> None:
        """Take back the latest change."""
        if self.groups is not None:
            self._changed(self.wb.undo(self.groups))
            self._take_choices()

    def redo(self) -> None:
        """Bring back what was undone last."""
        if self.groups is not None:
            self._changed(self.wb.redo(self.groups))
            self._take_choices()

    def _keep(self, groups: Groups, action: str) -> None:
        self._forget_refusal()
        self._changed(self.wb.save(groups, status=groups.status, action=action))

    def read_again(self) -> None:
        """Read the groups on the board anew, because what is wished of them has changed."""
        self._forget_refusal()
        if self.groups is not None:
            self._open(self.wb.groups(self.class_name, self.groups.grouping_key))

    # --- keeping

    def save(self, name: str, starts_on, review_on) -> None:
        """Put the groups in use; without a day to look again, it is the usual one after the first day."""
        if self.groups is None:
            return
        self.keep_all(name, starts_on, review_on)
        self._forget_for_these_alone("absent", "only_here")

    def _forget_for_these_alone(self, *names: str) -> None:
        """Forget choices that held for the groups on the board and no others."""
        for name in names:
            setattr(self, name, [])
        self._formed_by = (self._formed_by or {}) | {name: [] for name in names}

    def discard(self) -> None:
        """Put a draft away and show what was there before."""
        if self.groups is not None and self.groups.status == "draft":
            self.put_away()
            self.load()

    def show_groups(self, grouping_key: str) -> None:
        """Put other groups of the class on the board."""
        self._forget_refusal()
        self._open(self.wb.groups(self.class_name, grouping_key))
        self.formed_from = ""
        self._take_choices()

    def _take_choices(self) -> None:
        """Take the choices over by which the groups on the board were formed."""
        groups = self.groups
        self.purpose = groups.purpose
        self.show_sizes(len(groups.group_names), groups.settings)
        self.look_at(list(groups.standard_codes) or self.standard_codes)
        if self.plan is not None:
            self.show_plan(self.plan)
        is_draft = groups.status == "draft"
        self.absent = list(groups.absent) if is_draft else []
        self.only_here = [tuple(wish) for wish in groups.settings.get("only_here") or []] if is_draft else []
        self._formed_by = _as_asked(self._chosen())

    @property
    def wishes(self) -> pd.DataFrame:
        """Every wish of the class."""
        return self.wb.wishes(self.class_name)

    @property
    def board_groups(self) -> list[dict]:
        """The columns of the board."""
        return columns_of(self.groups)

    @property
    def board_cards(self) -> list[dict]:
        """The cards of the board."""
        return cards_of(self.groups)


def _as_asked(chosen: dict[str, object]) -> dict[str, object]:
    """Return the choices that have a say for their purpose; which draw it is makes no other kind of groups."""
    purpose, silent = chosen["purpose"], {"seed"}
    silent |= set() if purpose in ON_STANDARDS else {"standard_codes"}
    silent |= {"min_size", "max_size", "avoid_past", "only_here"} if purpose in IN_ROUNDS else set()
    silent |= {name for name, its in (("rounds", "rotation"), ("topics", "jigsaw")) if purpose != its}
    return {name: value for name, value in chosen.items() if name not in silent}


def _day_words(day: datetime.date, today: datetime.date) -> str:
    """Return a day as it is said in a sentence, with its year unless it is this one."""
    return f"{day.day} {day:%B}" + (f" {day.year}" if day.year != today.year else "")
