"""Choosing students by name: type, choose from the list, and each one chosen is a chip that lets go again."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part

PEOPLE_SCRIPTS = ("dom.js", "chip.js", "people-list.js", "people.js")
"""What every part with a field for names is made of."""

PEOPLE_STYLES = ("field.css", "chip.css", "people.css")


def named(typed: str, roster: Sequence[str]) -> tuple[list[str], str]:
    """Return the students whom typed words mean, and what is to be said about the words that mean nobody.

    A name counts whatever its capitals, and without its accents where no other name is meant; a part of it, if only
    one student of the class has it. Several names are told apart by commas, unless the whole is the name of a student.

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
    if not typed.strip():
        return [], ""
    fits = _fitting(typed.strip(), roster)
    if len(fits) == 1:
        return fits, ""
    if not fits:
        return [], f"Nobody in this class is called “{typed.strip()}”. Choose a name from the list."
    shown = ", ".join(fits[:4]) + (", …" if len(fits) > 4 else "")
    return [], f"{len(fits)} students fit “{typed.strip()}”: {shown}. Type more of the name."


def _fitting(typed: str, roster: Sequence[str]) -> list[str]:
    """Return the names that typed words fit: whole names first, and as written before those without accents."""
    wanted = _letters(typed), _letters(typed, accents=False)
    spelled = [(_letters(name), _letters(name, accents=False), name) for name in roster]
    return (
        [name for full, _, name in spelled if full == wanted[0]]
        or [name for _, plain, name in spelled if plain == wanted[1]]
        or [name for full, _, name in spelled if wanted[0] != wanted[1] and wanted[0] in full]
        or [name for _, plain, name in spelled if wanted[1] in plain]
    )


def _letters(words: str, accents: bool = True) -> str:
    """Return words as they are compared: without capitals, and without what a keyboard may lack."""
    decomposed = unicodedata.normalize("NFD", words.casefold())
    return decomposed if accents else "".join(one for one in decomposed if not unicodedata.combining(one))


class PeoplePicker(Part):
    """A field for names, with a chip for every student chosen.

    ipywidgets' Combobox takes one text and no more, and leaves it to the browser how its list is read out; several
    names at once, and what a screen reader hears of them, need this part.

    Attributes
    ----------
    label : str
        What the students are chosen for.
    people : list of str
        The names of the class.
    names : list of str
        Who is chosen, in the order of choosing.
    placeholder : str
        What stands in the empty field.

    Examples
    --------
    >>> picker = PeoplePicker(label="Absent today", people=["Ana Silva", "Ben Ito"])
    >>> picker.type("ana, Zoe")
    'Nobody in this class is called “Zoe”. Choose a name from the list.'
    >>> picker.names
    ['Ana Silva']
    """

    _esm: ClassVar[str] = part_files.for_widget(*PEOPLE_SCRIPTS, "people_picker.js")
    _css: ClassVar[str] = part_files.style_for_widget(*PEOPLE_STYLES)
    label = traitlets.Unicode("").tag(sync=True)
    people = traitlets.List(traitlets.Unicode()).tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    placeholder = traitlets.Unicode("type a name").tag(sync=True)

    def __init__(self, **traits: object):
        super().__init__(**traits)
        self._callbacks: list[Callable[[list[str]], object]] = []
        self.on_message("choose", lambda content, buffers: self._choose([*self.names, content["name"]]))
        self.on_message("let go", lambda content, buffers: self._choose(self._without(content["name"])))
        self.on_message("typed", lambda content, buffers: self._answer_typed(content["words"]))

    def on_chosen(self, callback: Callable[[list[str]], object]) -> None:
        """Call `callback(names)` whenever somebody is chosen or let go."""
        self._callbacks.append(callback)

    def show(self, names: Sequence[str], people: Sequence[str]) -> None:
        """Show who is chosen, and offer the rest of the class."""
        with self.hold_sync():
            self.people, self.names = list(people), list(names)

    def type(self, words: str) -> str:
        """Choose whom typed words mean; return what is to be said of words that mean nobody."""
        found, self.trouble = named(words, self.people)
        self._choose([*self.names, *found])
        return self.trouble

    def _answer_typed(self, words: str) -> None:
        before = len(self.names)
        trouble = self.type(words)
        # What was typed stays to be mended, unless some of it was understood.
        self.send({"type": "typed", "slot": "", "left": words if trouble and len(self.names) == before else ""})

    def _without(self, name: str) -> list[str]:
        return [one for one in self.names if one != name]

    def _choose(self, names: Sequence[str]) -> None:
        wanted = list(dict.fromkeys(name for name in names if name in self.people))
        if wanted != self.names:
            self.names = wanted
            for callback in self._callbacks:
                callback(wanted)
