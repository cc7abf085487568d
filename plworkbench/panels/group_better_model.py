"""What could be better about the groups on the board: unmet wishes, swaps that help, and how clear the groups are."""

from __future__ import annotations

from dataclasses import dataclass

from plworkbench.panels import parts
from plworkbench.results import Groups, RoundsResult

MOST_UNMET = 6
"""Unmet wishes shown with what would meet them; the rest are counted."""

MOST_PARTNERS = 40
"""Swaps of one student that are shown, the best first."""

CLEAR_FOR = ("by need",)
"""Purposes for which it can be said how clear the groups are: the others are as good with other partners."""


@dataclass(frozen=True)
class Proposal:
    """Something that could be done to the groups.

    Parameters
    ----------
    wrong : str
        What it would mend; '' if it only makes the groups better.
    effect : str
        What it would do, in words.
    deed : str
        What the button says: "Swap Ana and Dee"; '' if no single change would do it.
    keys : tuple of str
        The two students of a swap, or the one of a move.
    to_group : int
        The group of a move, from 1; 0 for a swap.
    """

    wrong: str
    effect: str
    deed: str = ""
    keys: tuple[str, ...] = ()
    to_group: int = 0


class BetterModel:
    """What could be better about the groups on the board.

    Parameters
    ----------
    page_model : FlexibleGroupsModel
        What the page decides: the groups.
    """

    def __init__(self, page_model):
        self._page = page_model
        self.student = ""
        self._of: Groups | None = None
        self._unmet: list[Proposal] = []
        self._swaps: list[Proposal] = []
        self._looked_at: Groups | None = None
        self._closer: tuple[str, str] = ("", "")

    def _weigh(self) -> None:
        """Weigh the groups once, however often their proposals are looked at."""
        groups = self._page.groups
        if groups is None or groups is self._of:
            return
        self._of = groups
        self._unmet = [_for_wish(one) for one in self._page.unmet]
        # What meets a wish need not be proposed twice.
        offered = {frozenset(one.keys) for one in self._unmet[:MOST_UNMET]}
        # A round of a plan is not bettered by itself: it would show in the other rounds.
        best = [] if groups.series else groups.best_swaps(3)
        swaps = [swap for swap in best if frozenset((swap.one, swap.other)) not in offered]
        self._swaps = [_proposal("", swap.sentence, (swap.one, swap.other)) for swap in swaps]

    @property
    def unmet(self) -> list[Proposal]:
        """The wishes that are not met, each with what would meet it."""
        self._weigh()
        return self._unmet[:MOST_UNMET]

    @property
    def unmet_title(self) -> str:
        """How many wishes are not met."""
        self._weigh()
        number = len(self._unmet)
        more = f", of which {MOST_UNMET} are shown" if number > MOST_UNMET else ""
        return f"{parts.count(number, 'wish is', 'wishes are')} not met{more}" if number else ""

    @property
    def swaps(self) -> list[Proposal]:
        """The swaps that would help most."""
        self._weigh()
        return self._swaps

    @property
    def all_well(self) -> str:
        """What to say where nothing would help."""
        if self.swaps or self._page.groups.series or any(one.deed for one in self.unmet):
            return ""
        return "No swap of two students would make these groups better."

    # --- swaps of one student

    @property
    def students(self) -> list[tuple[str, str]]:
        """Whose swaps can be looked up, as (name, key)."""
        members = self._page.groups.members
        return [("choose a student", ""), *sorted(zip(members["name"], members["student_key"]))]

    def look_at(self, student_key: str) -> None:
        """Look up the swaps of a student."""
        self.student = student_key

    @property
    def partners(self) -> list[dict]:
        """A row for each student of another group: what swapping with that student would do, the best first."""
        groups = self._page.groups
        if self.student not in set(groups.members["student_key"]):
            self.student = ""
        if not self.student:
            return []
        place = groups.members.set_index("student_key")["group_number"]
        group_of = {key: groups.group_names[number - 1] for key, number in place.items()}
        own, rows = group_of[self.student], []
        for swap in groups.swaps(self.student).head(MOST_PARTNERS).itertuples():
            theirs = group_of[swap.other_student_key]
            effect = groups.effect_of_swap(self.student, swap.other_student_key)
            # Who goes where is said by the row itself.
            effect = effect.removeprefix(f"{swap.student} to {theirs}, {swap.other} to {own}.").strip()
            rows.append({"key": swap.other_student_key, "other": swap.other, "group": theirs, "effect": effect})
        return rows

    @property
    def partners_words(self) -> str:
        """How to use the table of swaps."""
        return "The best swap comes first. Choose a name to swap." if self.student else ""

    # --- doing it

    def carry_out(self, proposal: Proposal) -> None:
        """Do what is proposed."""
        if proposal.to_group:
            self._page.move(list(proposal.keys), proposal.to_group)
        else:
            self._page.swap(*proposal.keys)

    def swap_with(self, other: str) -> None:
        """Swap the student looked up with another."""
        self._page.swap(self.student, other)

    # --- what takes longer

    @property
    def has_more_to_find(self) -> bool:
        """Whether something about these groups is still to be worked out."""
        groups = self._page.groups
        return groups is not None and groups is not self._looked_at

    def closer_look(self, groups: Groups) -> tuple[str, str, RoundsResult | None]:
        """Return how clear the groups are, who has moved on since they were formed, and their plan judged anew."""
        clear = groups.stability().sentence if groups.purpose in CLEAR_FOR else ""
        moved = ""
        if groups.status == "saved" and groups.standard_codes:
            found = self._page.wb.moved_on(groups)
            moved = found.sentence if found.count else ""
        return clear, moved, None if self._page.is_judged else self._page.wb.rounds_of(groups)

    def take_closer(self, groups: Groups, found: tuple[str, str, RoundsResult | None]) -> None:
        """Keep what a closer look has found."""
        self._looked_at, self._closer = groups, found[:2]
        if found[2] is not None:
            self._page.plan, self._page.is_judged = found[2], True

    def look_closer(self) -> None:
        """Look closer at the groups on the board, at once."""
        groups = self._page.groups
        self.take_closer(groups, self.closer_look(groups))

    @property
    def clear_words(self) -> str:
        """Whether the groups are clear; '' until it is known."""
        return self._clear[0]

    @property
    def clear_numbers(self) -> str:
        """The numbers behind `clear_words`, in a sentence."""
        return self._clear[1]

    @property
    def _clear(self) -> tuple[str, str]:
        said = self._closer[0] if self._looked_at is self._page.groups else ""
        first, _, numbers = said.partition(". ")
        return first + "." * bool(numbers), numbers

    @property
    def moved_words(self) -> str:
        """Who has moved on, while the groups are in use; '' until it is known, or if nobody has."""
        return self._closer[1] if self._looked_at is self._page.groups else ""


def _for_wish(unmet) -> Proposal:
    change = unmet.change
    if change is None:
        return Proposal(unmet.sentence, unmet.cure)
    if hasattr(change, "to_group"):
        return _proposal(unmet.sentence, change.sentence, (change.student,), change.to_group)
    return _proposal(unmet.sentence, change.sentence, (change.one, change.other))


def _proposal(wrong: str, sentence: str, keys: tuple[str, ...], to_group: int = 0) -> Proposal:
    """Take the sentence of a swap or a move apart, "Swap Ana and Dee: balance better.", into deed and effect."""
    deed, _, effect = sentence.partition(": ")
    return Proposal(wrong, effect[:1].upper() + effect[1:], deed.removesuffix("."), keys, to_group)
