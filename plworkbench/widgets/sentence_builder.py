"""A wish as a sentence with blanks that are filled in where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part
from plworkbench.widgets.people import PEOPLE_SCRIPTS, PEOPLE_STYLES, named

BLANK = re.compile(r"\{(\w+)\}")
"""How a blank is written in the text of a sentence."""


class SentenceBuilder(Part):
    """A sentence with blanks: students are typed into them, or one of a few words is chosen.

    Attributes
    ----------
    label : str
        What kind of sentence is made: 'New wish'.
    add_label : str
        Words of the button that hands the finished sentence over.
    sentences : list of dict
        `key`; `words`, the sentence as it is offered: 'Keep … and … apart'; `text`, with the names of its blanks:
        'Keep {one} and {other} apart. It is {weight}.'; `slots`, by name; and optionally `note`, words below it.
        A slot has `kind` ('people' or 'choice'), `label` (what a screen reader calls it) and `missing` (what it is
        called while nobody is in it). A choice has `options`, pairs of value and words, `usual`, what is chosen
        at first, and `none`, words in its place while there are no options. `one` says that only one student fits.
    sentence : str
        The key of the one being made.
    values : dict
        What is in the blanks: a list of names, or the value of a choice.
    people : list of str
        The names of the class.

    Examples
    --------
    >>> blank = {"kind": "people", "label": "Who", "missing": "who"}
    >>> builder = SentenceBuilder(people=["Ana Silva", "Ben Ito"])
    >>> builder.offer([{"key": "near", "words": "… sits near the board", "text": "{who} sits near the board.",
    ...                 "slots": {"who": blank}}])
    >>> builder.missing
    ['who']
    >>> builder.fill("who", "ana")
    >>> builder.missing, builder.in_words
    ([], 'Ana Silva sits near the board.')
    """

    _esm: ClassVar[str] = part_files.for_widget(*PEOPLE_SCRIPTS, "sentence_slots.js", "sentence_builder.js")
    _css: ClassVar[str] = part_files.style_for_widget(*PEOPLE_STYLES, "sentence_builder.css")
    label = traitlets.Unicode("New sentence").tag(sync=True)
    add_label = traitlets.Unicode("Add").tag(sync=True)
    sentences = traitlets.List(traitlets.Dict()).tag(sync=True)
    sentence = traitlets.Unicode("").tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    people = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, **traits: object):
        super().__init__(**traits)
        self._callbacks: list[Callable[[str, dict], object]] = []
        self.on_message("begin", lambda content, buffers: self.begin(content["sentence"]))
        self.on_message("choose", lambda content, buffers: self._choose(content["slot"], content["name"]))
        self.on_message("let go", lambda content, buffers: self._let_go(content["slot"], content["name"]))
        self.on_message("fill", lambda content, buffers: self._take(content["slot"], content["value"]))
        self.on_message("typed", lambda content, buffers: self._answer_typed(content["slot"], content["words"]))
        self.on_message("finished", lambda content, buffers: self.finish())

    def on_finished(self, callback: Callable[[str, dict], object]) -> None:
        """Call `callback(sentence, values)` when a finished sentence is handed over.

        Names are taken out of their blanks afterwards, unless the callback returns False.
        """
        self._callbacks.append(callback)

    def offer(self, sentences: Sequence[Mapping], people: Sequence[str] | None = None) -> None:
        """Give the sentences there are, and the names of the class; what fits no more is taken out of the blanks."""
        with self.hold_sync():
            self.sentences = [dict(one) for one in sentences]
            if people is not None:
                self.people = list(people)
            keys = [one["key"] for one in self.sentences]
            if self.sentence not in keys:
                self.sentence = keys[0] if keys else ""
            self.values = {slot: kept for slot, value in self.values.items() if (kept := self._fitting(slot, value))}

    def begin(self, sentence: str) -> None:
        """Make another kind of sentence; students stay in blanks of the same name."""
        if sentence in [one["key"] for one in self.sentences] and sentence != self.sentence:
            with self.hold_sync():
                self.sentence = sentence
                self.values = {slot: value for slot, value in self.values.items() if isinstance(value, list)}

    def fill(self, slot: str, value: str | Sequence[str]) -> None:
        """Put students into a blank, as typed or as a list of names; or choose the value of a choice."""
        if self._slots.get(slot, {}).get("kind") == "people" and isinstance(value, str):
            found, self.trouble = named(value, self.people)
            value = [*self.values.get(slot, []), *found]
        self._take(slot, value)

    @property
    def filled(self) -> dict:
        """What is in each blank of the sentence, with what is usual where nothing was chosen."""
        return {name: self._value(name) for name in self._names_of_slots}

    @property
    def missing(self) -> list[str]:
        """What is still missing, in the words and in the order of the sentence."""
        return [self._slots[name]["missing"] for name, value in self.filled.items() if not value]

    @property
    def in_words(self) -> str:
        """The sentence as far as it is made, with '…' for what is missing."""
        return BLANK.sub(lambda found: self._words(found[1]), self._sentence.get("text", ""))

    def finish(self) -> bool:
        """Hand the sentence over if nothing is missing, and tell whether that was so."""
        if not self._sentence or self.missing:
            self.trouble = f"Still missing: {', '.join(self.missing)}." if self.missing else ""
            return False
        values = self.filled
        if False in [callback(self.sentence, values) for callback in self._callbacks]:
            return False
        self.values = {slot: value for slot, value in self.values.items() if not isinstance(value, list)}
        return True

    @property
    def _sentence(self) -> dict:
        return next((one for one in self.sentences if one["key"] == self.sentence), {})

    @property
    def _slots(self) -> dict:
        return self._sentence.get("slots", {})

    @property
    def _names_of_slots(self) -> list[str]:
        return BLANK.findall(self._sentence.get("text", ""))

    def _value(self, name: str) -> list[str] | str:
        slot = self._slots[name]
        if slot["kind"] == "people":
            return self.values.get(name, [])
        return self._fitting(name, self.values.get(name)) or slot.get("usual", "")

    def _words(self, name: str) -> str:
        value = self._value(name)
        if isinstance(value, list):
            return " and ".join(value) or "…"
        return next((words for one, words in self._slots[name]["options"] if one == value and one), "…")

    def _fitting(self, name: str, value: object) -> object:
        """Return what of a value still fits a blank: names of the class, or a choice that is on offer."""
        if isinstance(value, list):
            return [one for one in value if one in self.people]
        return value if value in [one for one, _ in self._slots.get(name, {}).get("options", [])] else ""

    def _choose(self, slot: str, name: str) -> None:
        self._take(slot, [*self.values.get(slot, []), name])

    def _let_go(self, slot: str, name: str) -> None:
        self._take(slot, [one for one in self.values.get(slot, []) if one != name])

    def _take(self, slot: str, value: object) -> None:
        if slot not in self._slots:
            return
        if self._slots[slot]["kind"] == "people":
            names = list(dict.fromkeys(name for name in value if name in self.people))
            value = names[-1:] if self._slots[slot].get("one") else names
        self.values = self.values | {slot: self._fitting(slot, value)}

    def _answer_typed(self, slot: str, words: str) -> None:
        before = len(self.values.get(slot, []))
        self.fill(slot, words)
        stays = self.trouble and len(self.values.get(slot, [])) == before
        self.send({"type": "typed", "slot": slot, "left": words if stays else ""})
