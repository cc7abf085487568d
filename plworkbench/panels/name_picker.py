"""Choosing several students of a class by name: type, and each one found becomes a button that lets go again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ipywidgets

from plworkbench.panels import parts


def named(typed: str, roster: Sequence[str]) -> tuple[list[str], str]:
    """Return the students whom typed words mean, and what is to be said about the words that mean nobody.

    A name counts whatever its capitals; a part of it, if only one student of the class has it. Several names are told
    apart by commas, unless the whole is the name of a student.

    Parameters
    ----------
    typed : str
        What was typed.
    roster : sequence of str
        The names of the class.

    Returns
    -------
    names : list of str
        Names of the roster, each once.
    trouble : str
        Words for the screen; '' if every word was understood.

    Examples
    --------
    >>> roster = ["Ana Silva", "Ben Ito", "Ben Ruiz"]
    >>> named("ana, Ben Ito", roster)
    (['Ana Silva', 'Ben Ito'], '')
    >>> named("Ben", roster)
    ([], '2 students fit “Ben”: Ben Ito, Ben Ruiz. Type more of the name.')
    """
    whole, _ = _one(typed, roster)
    if whole:
        return whole, ""
    found: list[str] = []
    for words in typed.split(","):
        one, trouble = _one(words, roster)
        found += [name for name in one if name not in found]
        if trouble:
            return found, trouble
    return found, ""


def _one(typed: str, roster: Sequence[str]) -> tuple[list[str], str]:
    wanted = typed.strip().casefold()
    if not wanted:
        return [], ""
    exact = [name for name in roster if name.casefold() == wanted]
    fits = exact or [name for name in roster if wanted in name.casefold()]
    if len(fits) == 1:
        return fits, ""
    if not fits:
        return [], f"Nobody in this class is called “{typed.strip()}”. Choose a name from the list."
    shown = ", ".join(fits[:4]) + (", …" if len(fits) > 4 else "")
    return [], f"{len(fits)} students fit “{typed.strip()}”: {shown}. Type more of the name."


class NamePicker(ipywidgets.VBox):
    """A field for names, and below it a button for every student chosen.

    Parameters
    ----------
    label : str
        What the students are chosen for.
    changed : callable
        Called with the list of names whenever it changes.
    """

    def __init__(self, label: str, changed: Callable[[list[str]], object]):
        self._changed, self._names, self._roster = changed, [], []
        self._setting = False
        self.field = ipywidgets.Combobox(
            description=label, placeholder="type a name", ensure_option=False, continuous_update=False
        )
        self.field.add_class("pw-name-field")
        self.field.observe(self._typed, "value")
        self.chips = parts.row(css="pw-names")
        self.trouble = parts.text("", css="pw-soft")
        super().__init__([self.field, self.chips, self.trouble])
        self.add_class("pw-name-picker")

    @property
    def names(self) -> list[str]:
        """Who is chosen, in the order of choosing."""
        return list(self._names)

    def show(self, names: Sequence[str], roster: Sequence[str]) -> None:
        """Show who is chosen, and offer the rest of the class."""
        self._roster = list(roster)
        left = tuple(name for name in roster if name not in names)
        if self.field.options != left:
            self.field.options = left
        if list(names) != self._names:
            self._names = list(names)
            self.chips.children = [self._chip(name) for name in self._names]
        parts.show_if(self.chips, bool(self._names))

    def _chip(self, name: str) -> ipywidgets.Button:
        chip = parts.button(
            f"{name} ✕",
            lambda: self._choose([one for one in self._names if one != name]),
            tooltip=f"Take {name} off the list",
        )
        chip.add_class("pw-name")
        return chip

    def _typed(self, change: dict) -> None:
        if self._setting or not change["new"]:
            return
        found, trouble = named(change["new"], self._roster)
        parts.say(self.trouble, trouble)
        if trouble and not found:
            return  # what was typed stays, to be mended
        self._setting = True
        self.field.value = ""
        self._setting = False
        self._choose([*self._names, *(name for name in found if name not in self._names)])

    def _choose(self, names: list[str]) -> None:
        if names != self._names:
            self.show(names, self._roster)
            self._changed(names)
