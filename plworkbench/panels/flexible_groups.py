"""The dashboard `flexible-groups`: form groups, move students, save and print."""

from __future__ import annotations

from urllib.parse import parse_qs

import ipywidgets

from plworkbench.panels import parts
from plworkbench.panels.base import Panel
from plworkbench.panels.flexible_groups_model import FlexibleGroupsModel
from plworkbench.results import Groups
from plworkbench.schema import PURPOSES
from plworkbench.widgets import GroupBoard


class FlexibleGroups(Panel):
    """The dashboard `flexible-groups`."""

    model_class = FlexibleGroupsModel

    def __init__(self, wb=None):
        super().__init__(wb)
        model = self.model
        self.standards = [parts.dropdown(label, []) for label in ("Standard", "Second standard", "Third standard")]
        for picker in self.standards:
            picker.observe(lambda _: self.do(self._standards_chosen), "value")
        self.purpose = parts.dropdown("Groups are", [(p, p) for p in PURPOSES])
        self.purpose.observe(lambda change: self.do(setattr, model, "purpose", change["new"]), "value")
        self.group_count = ipywidgets.BoundedIntText(description="Number of groups", min=1, max=999)
        self.group_count.style.description_width = "auto"
        self.group_count.observe(lambda change: self.do(setattr, model, "group_count", change["new"]), "value")
        self.form = parts.button("Form groups", lambda: self.do(model.form, waiting="Forming groups…"), primary=True)
        self.others = parts.button("Shuffle again", lambda: self.do(model.form_others, waiting="Forming groups…"))
        self.why_not = parts.text("", css="pw-soft")
        self.refusals = ipywidgets.HTML()
        self.wish_kind = parts.dropdown("Keep", [("apart", "apart"), ("together", "together")])
        self.wish_who = [self._student_field("Student"), self._student_field("Other student")]
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
        self.unplaced = parts.text("")
        self.place = parts.button("Put them in the smallest groups", lambda: self.do(model.place))
        self.waiting = parts.row(self.unplaced, self.place)
        self.discard = parts.button("Discard this draft", lambda: self.do(model.discard))
        self.name = ipywidgets.Text(description="Name", continuous_update=False)
        self.name.add_class("pw-wide")
        self.starts_on = ipywidgets.DatePicker(description="From")
        self.review_on = ipywidgets.DatePicker(description="Look again on")
        self.save = parts.button("Save", lambda: self.do(self._save), primary=True)
        self.print = parts.button("Print", lambda: self.do(self._print))
        self.download = parts.button("Download CSV", lambda: self.do(self._download))
        self.with_reasons = ipywidgets.Checkbox(description="with reasons (teacher's copy)", indent=False)
        self.with_reasons.observe(lambda _: self.do(lambda: None), "value")
        self.keep = parts.row(self.name, self.starts_on, self.review_on, self.save)
        self.out = parts.row(self.print, self.with_reasons, self.download)
        self.kept = parts.dropdown("Drafts and saved groups", [])
        self.kept.observe(lambda change: self.do(self._show_kept, change["new"]), "value")
        self.board_title = parts.text("", "h2")
        self.board_card = parts.section(
            "",
            self.board_title,
            parts.row(self.keep, self.out),
            self.waiting,
            self.unmet,
            self.board,
            parts.row(self.kept, self.discard),
        )
        self.sheets = ipywidgets.HTML()
        self.sheets.add_class("pw-print-only")
        self.beginning = ipywidgets.HTML(parts.link("Import a gradebook", "import", primary=True))
        self.body.children = [self.beginning, self.form_card, self.board_card, self.sheets]

    def _student_field(self, label: str) -> ipywidgets.Combobox:
        field = ipywidgets.Combobox(description=label, placeholder="type a name")
        field.style.description_width = "auto"
        return field

    def opened(self, search: str = "", path: str = "") -> None:
        """Look at the class and the standard that the link named."""
        super().opened(search, path)
        wanted = parse_qs(search.lstrip("?")).get("standard", [""])[0]
        if wanted in [code for _, code in self.model.standards]:
            self.model.look_at([wanted])
            self.show()

    def _standards_chosen(self) -> None:
        self.model.look_at([picker.value for picker in self.standards if picker.value])

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
        self.model.log_print(self.with_reasons.value)
        self.page.print()

    def _download(self) -> None:
        self.page.download(*self.model.csv(self.with_reasons.value))

    def _show_kept(self, grouping_key: str) -> None:
        if grouping_key:
            self.model.show_groups(grouping_key)

    def render(self) -> None:
        """Show the choices and the board."""
        model = self.model
        parts.say(self.lead, model.sentence)
        parts.show_if(self.beginning, not model.class_name)
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
        parts.say(self.unplaced, f"In no group yet: {', '.join(groups.unplaced)}." if groups.unplaced else "")
        parts.show_if(self.waiting, bool(groups.unplaced))
        parts.show_if(self.discard, groups.status == "draft")
        # Always there, so that the browser's own print command gives the sheets as well.
        self.sheets.value = groups.sheets(self.with_reasons.value)
        self.unmet.value = parts.bullets(groups.unmet_wishes, "pw-list pw-notice")
        self.name.value = groups.name
        self.starts_on.value, self.review_on.value = groups.starts_on, groups.review_on
        self.page.say("Saved, in use" if groups.status == "saved" else "Draft kept")
        kept = model.groupings
        labels = [
            (f"{row.name}{' (draft)' if row.status == 'draft' else ''}", row.grouping_key) for row in kept.itertuples()
        ]
        parts.set_options(self.kept, labels, groups.grouping_key)
