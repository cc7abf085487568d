"""The dashboard `flexible-groups`: form groups, move students, save and print."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

import ipywidgets
import pandas as pd
import traitlets

from plworkbench.errors import GroupingImpossible
from plworkbench.panels import parts
from plworkbench.panels.base import Model, Panel
from plworkbench.results import Groups, shown_score
from plworkbench.schema import PURPOSES
from plworkbench.widgets import GroupBoard

NO_STANDARD = "(none)"


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
        self.standard_codes = []

    def load(self) -> None:
        """Show the class's newest groups, or an empty board."""
        self.groups, self.refusals, self.standards, self.roster = None, [], [], []
        if not self.class_name:
            return
        table = self.wb.mastery(self.class_name)
        self.standards = [(table.words_of(code), code) for code in table["standard_code"].drop_duplicates()]
        self.roster = self.wb.students(self.class_name)["name"].tolist()
        self.standard_codes = [code for code in self.standard_codes if code in dict(map(reversed, self.standards))]
        if not self.standard_codes and (pressing := table.most_pressing_standard()):
            self.standard_codes = [pressing]
        self.group_count = max(1, round(len(self.roster) / 5))
        kept = self.groupings
        if len(kept):
            self.show_groups(kept["grouping_key"].iloc[0])

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
        met = f"{parts.count(len(unmet), 'wish is', 'wishes are')} not met." if unmet else "every wish is met."
        return f"{parts.count(len(self.groups.group_names), 'group')} ({state}); {met}"

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
        old = self.groups
        pinned = {}
        if old is not None and len(old.group_names) == self.group_count:
            held = old.members[old.members["pinned"] | old.members["moved_by_hand"]]
            pinned = dict(zip(held["student_key"], held["group_number"].astype(int)))
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
        self.refusals = []
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
        self._keep(self.groups.move(keys, int(to)), "moved by hand")

    def pin(self, key: str, pinned: bool) -> None:
        """Pin a student to a group, or let go."""
        self._keep(self.groups.pin(key, pinned), "pinned" if pinned else "let go")

    def rename(self, number: int, name: str) -> None:
        """Give a group another name."""
        self._keep(self.groups.rename_group(int(number), name), "renamed")

    def _keep(self, groups: Groups, action: str) -> None:
        self.groups = self.wb.save(groups, status=groups.status, action=action)

    def effect(self, keys: list[str], to: int) -> str:
        """Say what a move would do."""
        return self.groups.effect_of_move(keys, int(to)) if self.groups is not None else ""

    def undo(self) -> None:
        """Take back the latest change."""
        self.groups = self.wb.undo(self.groups)

    def redo(self) -> None:
        """Bring back the change that was taken back."""
        self.groups = self.wb.redo(self.groups)

    def save(self, name: str, starts_on, review_on) -> None:
        """Put the groups in use."""
        self.groups = self.wb.save(
            self.groups, name.strip() or self.groups.name, starts_on=starts_on, review_on=review_on
        )

    def show_groups(self, grouping_key: str) -> None:
        """Put other groups of the class on the board."""
        self.groups = self.wb.groups(self.class_name, grouping_key)
        self.purpose, self.group_count = self.groups.purpose, len(self.groups.group_names)
        self.standard_codes = list(self.groups.standard_codes) or self.standard_codes
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

    def sheets(self, with_reasons: bool) -> str:
        """Return the printed form and log that it leaves the workbench."""
        self.wb.record_release(self.groups, "printed groups" + (" with reasons" if with_reasons else ""), "teacher")
        return self.groups.sheets(with_reasons)

    def csv(self) -> tuple[str, str]:
        """Return file name and text of the groups as CSV, and log that they leave the workbench."""
        self.wb.record_release(self.groups, "groups as CSV", "teacher")
        return "groups.csv", self.groups.csv()

    @property
    def board_groups(self) -> list[dict]:
        """The columns of the board."""
        return [
            {
                "number": int(group.group_number),
                "name": group.name,
                "note": _note(group),
                "warnings": [
                    f"{parts.count(int(group.repeated_pairs), 'pair has', 'pairs have')} worked together before."
                ]
                if group.repeated_pairs
                else [],
            }
            for group in self.groups.summary.itertuples()
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
                    "detail": "" if pd.isna(score) else f"{shown_score(score)} of 4",
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
    names = old.group_names if len(old.group_names) == len(formed.group_names) else formed.group_names
    return replace(formed, members=members, group_names=names)


def _note(group) -> str:
    return "no scores yet" if pd.isna(group.score_mean) else f"mean {group.score_mean:.1f} of 4"


class FlexibleGroups(Panel):
    """The dashboard `flexible-groups`."""

    model_class = FlexibleGroupsModel

    def __init__(self, wb=None):
        super().__init__(wb)
        model = self.model
        self.standards = [parts.dropdown(label, []) for label in ("Standard", "and", "and")]
        for picker in self.standards:
            picker.observe(lambda _: self.do(self._standards_chosen), "value")
        self.purpose = parts.dropdown("Groups are", [(p, p) for p in PURPOSES])
        self.purpose.observe(lambda change: self.do(setattr, model, "purpose", change["new"]), "value")
        self.group_count = ipywidgets.BoundedIntText(description="Number of groups", min=1, max=99)
        self.group_count.style.description_width = "auto"
        self.group_count.observe(lambda change: self.do(setattr, model, "group_count", change["new"]), "value")
        self.form = parts.button("Form groups", lambda: self.do(model.form, waiting="Forming groups…"), primary=True)
        self.others = parts.button("Try others", lambda: self.do(model.form_others, waiting="Forming groups…"))
        self.why_not = parts.text("", css="pw-soft")
        self.refusals = ipywidgets.HTML()
        self.wish_kind = parts.dropdown("Keep", [("apart", "apart"), ("together", "together")])
        self.wish_who = [self._student_field("Student"), self._student_field("and")]
        self.add_wish = parts.button("Add", lambda: self.do(self._wish))
        self.wish_list = ipywidgets.VBox()
        wishes = ipywidgets.VBox([parts.row(self.wish_kind, *self.wish_who, self.add_wish), self.wish_list])
        self.wishes = ipywidgets.Accordion([wishes], titles=["Keep together or apart"])
        self.form_card = parts.section(
            "What the groups are for",
            parts.row(self.purpose, *self.standards, self.group_count, self.form, self.others, css="pw-choices"),
            self.why_not,
            self.refusals,
            self.wishes,
        )
        self.board = GroupBoard()
        self.board.on_move(lambda keys, group: self.do(model.move, keys, group))
        self.board.on_pin(lambda key, pinned: self.do(model.pin, key, pinned))
        self.board.on_rename(lambda group, name: self.do(model.rename, group, name))
        self.board.on_undo(lambda: self.do(model.undo))
        self.board.on_redo(lambda: self.do(model.redo))
        self.board.on_preview(self._preview)
        self.unmet = ipywidgets.HTML()
        self.name = ipywidgets.Text(description="Name", continuous_update=False)
        self.name.add_class("pw-wide")
        self.starts_on = ipywidgets.DatePicker(description="From")
        self.review_on = ipywidgets.DatePicker(description="Look again on")
        self.save = parts.button("Save", lambda: self.do(self._save), primary=True)
        self.print = parts.button("Print", lambda: self.do(self._print))
        self.download = parts.button("Download CSV", lambda: self.do(lambda: self.page.download(*model.csv())))
        self.with_reasons = ipywidgets.Checkbox(description="with reasons (teacher's copy)", indent=False)
        self.keep = parts.row(self.name, self.starts_on, self.review_on, self.save)
        self.out = parts.row(self.print, self.with_reasons, self.download)
        self.kept = parts.dropdown("Show", [])
        self.kept.observe(lambda change: self.do(self._show_kept, change["new"]), "value")
        self.board_title = parts.text("", "h2")
        self.board_card = parts.section(
            "", self.board_title, self.keep, self.board, self.unmet, parts.row(self.out, self.kept)
        )
        self.sheets = ipywidgets.HTML()
        self.sheets.add_class("pw-print-only")
        self.body.children = [self.form_card, self.board_card, self.sheets]

    def _student_field(self, label: str) -> ipywidgets.Combobox:
        field = ipywidgets.Combobox(description=label, placeholder="type a name", ensure_option=True)
        field.style.description_width = "auto"
        return field

    def opened(self, search: str = "", path: str = "") -> None:
        """Look at the class and the standard that the link named."""
        super().opened(search, path)
        wanted = parse_qs(search.lstrip("?")).get("standard", [""])[0]
        if wanted in [code for _, code in self.model.standards]:
            self.model.standard_codes = [wanted]
            self.show()

    def _standards_chosen(self) -> None:
        chosen = [picker.value for picker in self.standards if picker.value]
        self.model.standard_codes = list(dict.fromkeys(chosen))

    def _wish(self) -> None:
        student, other = (field.value for field in self.wish_who)
        self.model.wish(self.wish_kind.value, student, other)
        for field in self.wish_who:
            field.value = ""

    def _preview(self, keys: list[str], group: int) -> None:
        self.board.preview = self.model.effect(keys, group)

    def _save(self) -> None:
        self.model.save(self.name.value, self.starts_on.value, self.review_on.value)
        self.page.announce(f"Saved: {self.model.groups.name}.")

    def _print(self) -> None:
        self.sheets.value = self.model.sheets(self.with_reasons.value)
        self.page.print()

    def _show_kept(self, grouping_key: str) -> None:
        if grouping_key:
            self.model.show_groups(grouping_key)

    def render(self) -> None:
        """Show the choices and the board."""
        model = self.model
        parts.say(self.lead, model.sentence)
        parts.show_if(self.form_card, bool(model.class_name))
        parts.show_if(self.board_card, model.groups is not None)
        if not model.class_name:
            return
        self._render_form()
        if model.groups is not None:
            self._render_board(model.groups)

    def _render_form(self) -> None:
        model = self.model
        for place, picker in enumerate(self.standards):
            options = model.standards if place == 0 else [("no other", ""), *model.standards]
            chosen = model.standard_codes[place] if place < len(model.standard_codes) else ""
            parts.set_options(picker, options, chosen)
            parts.show_if(picker, model.purpose != "random" and place <= len(model.standard_codes))
        self.purpose.value = model.purpose
        self.group_count.value = model.group_count
        self.form.disabled = self.others.disabled = bool(model.blockers)
        parts.say(self.why_not, " ".join(model.blockers))
        self.refusals.value = parts.bullets(model.refusals, "pw-list pw-notice")
        parts.show_if(self.others, model.groups is not None)
        for field in self.wish_who:
            field.options = model.roster
        self.wish_list.children = [
            parts.row(
                parts.text(f"{wish.student} and {wish.other}: {wish.kind}"),
                parts.button(
                    "Forget",
                    lambda a=wish.student_key, b=wish.other_student_key: self.do(model.wish, "either", a, b),
                    tooltip=f"Forget the wish about {wish.student} and {wish.other}",
                ),
            )
            for wish in model.wishes.itertuples()
        ]

    def _render_board(self, groups: Groups) -> None:
        model = self.model
        can_undo, can_redo = model.wb.can_undo(groups)
        with self.board.hold_sync():
            self.board.groups, self.board.cards = model.board_groups, model.board_cards
            self.board.can_undo, self.board.can_redo = can_undo, can_redo
            self.board.preview = ""
        parts.say(self.board_title, groups.name)
        self.unmet.value = parts.bullets(groups.unmet_wishes, "pw-list pw-notice")
        self.name.value = groups.name
        self.starts_on.value, self.review_on.value = groups.starts_on, groups.review_on
        self.page.say("Saved, in use" if groups.status == "saved" else "Draft kept")
        kept = model.groupings
        labels = [
            (f"{row.name}{' (draft)' if row.status == 'draft' else ''}", row.grouping_key) for row in kept.itertuples()
        ]
        parts.set_options(self.kept, labels, groups.grouping_key)
