"""Why groups cannot be formed: the smallest set of wishes that contradict each other, each with what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import ipywidgets

from plworkbench.errors import GroupingImpossible, Problem
from plworkbench.panels import parts
from plworkbench.panels.group_wishes_model import here_key


@dataclass(frozen=True)
class Cause:
    """One thing that takes part in a contradiction.

    Parameters
    ----------
    words : str
        What it is, with names.
    cure : str
        What to do about it.
    wish_key : str
        The wish it is; '' if it is none.
    pinned : str
        The key of the student whose place is held; '' if it is none.
    """

    words: str
    cure: str
    wish_key: str = ""
    pinned: str = ""


def causes_of(
    refused: GroupingImpossible,
    wish_behind: Callable[[Problem], str | None],
    here: Sequence[tuple] = (),
    held: Mapping[str, str] | None = None,
    group_names: Sequence[str] = (),
) -> list[Cause]:
    """Return the causes of a refusal, each with the wish or the place held that it speaks of.

    Parameters
    ----------
    refused : GroupingImpossible
        The refusal, its problems in words.
    wish_behind : callable
        Returns the key of the stored wish a problem speaks of, or None.
    here : sequence of tuple
        The wishes for these groups alone, as `Workbench.group` takes them.
    held : mapping of str to str, optional
        Name to key of the students on the board, whose places may be held.
    group_names : sequence of str
        What the groups on the board are called.

    Examples
    --------
    >>> refused = GroupingImpossible("No.", [Problem("Ana is pinned to group 2.", "Unpin.")])
    >>> causes_of(refused, lambda problem: None, held={"Ana": "s1"})[0].pinned
    's1'
    """
    return [_cause(problem, wish_behind(problem), here, held or {}, group_names) for problem in refused.problems]


def _cause(
    problem: Problem, wish_key: str | None, here: Sequence[tuple], held: Mapping[str, str], group_names: Sequence[str]
) -> Cause:
    words, cure = problem.message, problem.cure
    if wish_key is not None:
        return Cause(words, cure, wish_key=wish_key)
    for wish in here:
        kind, attribute, value, weight = wish
        about = (f"'{attribute}: {value or ''}", f"'{value or ''} on ", f"'{attribute}'")
        if weight == "must" and SIGNS[kind] in words and any(one in words for one in about):
            return Cause(words, cure, wish_key=here_key(wish))
    for name, key in held.items():
        if words.startswith(f"{name} is pinned to group "):
            number = int(words.removeprefix(f"{name} is pinned to group ").rstrip("."))
            if number <= len(group_names):
                words = f"{name} stays in {group_names[number - 1]}: pinned, or moved there by hand."
            return Cause(words, cure, pinned=key)
    return Cause(words, cure)


SIGNS = {"nobody alone": "alone in a group", "balance": "spread evenly", "one in each": "in every group"}
"""How a problem tells which kind of wish about a set of students it speaks of."""


class ConflictPart:
    """What stands in the way, with a button wherever a click ends it.

    Parameters
    ----------
    panel : FlexibleGroups
        The page.
    """

    def __init__(self, panel):
        self._panel, self._do = panel, panel.do
        self.headline = parts.text("", "h3")
        self.hint = parts.text("")
        self.list = ipywidgets.VBox()
        self.list.add_class("pw-causes")
        self.box = parts.section("", self.headline, self.hint, self.list, css="pw-notice")
        self._shown: list[Cause] | None = None

    def render(self) -> None:
        """Show why groups could not be formed, or nothing."""
        model = self._panel.model
        parts.show_if(self.box, bool(model.refusal))
        parts.say(self.headline, model.refusal)
        helps = any(cause.wish_key or cause.pinned for cause in model.causes)
        words = "Each of these is needed for the contradiction: change one, and the groups are formed at once."
        parts.say(self.hint, words if helps and len(model.causes) > 1 else "")
        if model.causes != self._shown:
            self._shown = list(model.causes)
            self.list.children = [self._row(cause) for cause in model.causes]
        parts.show_if(self.list, bool(model.causes))

    def _row(self, cause: Cause) -> ipywidgets.HBox:
        model, waiting = self._panel.model, "Forming groups…"
        buttons = []
        if cause.wish_key:
            buttons = [
                parts.button(
                    "Forget it",
                    lambda: self._do(model.forget_and_form, cause.wish_key, waiting=waiting),
                    tooltip=f"Forget the wish and form the groups: {cause.words}",
                ),
                parts.button(
                    "Important, not a must",
                    lambda: self._do(model.soften_and_form, cause.wish_key, waiting=waiting),
                    tooltip=f"No longer a must; then form the groups: {cause.words}",
                ),
            ]
        elif cause.pinned:
            buttons = [
                parts.button(
                    "Let go",
                    lambda: self._do(model.let_go_and_form, cause.pinned, waiting=waiting),
                    tooltip=f"Unpin and form the groups: {cause.words}",
                )
            ]
        # A button says what the cure says, so words and buttons do not stand beside each other.
        words = cause.words if buttons else f"{cause.words} {cause.cure}"
        row = parts.row(parts.text(words), *buttons)
        row.add_class("pw-cause")
        return row
