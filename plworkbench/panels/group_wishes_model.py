"""What the wishes of a class are, in sentences, and how a new one is put together."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from plworkbench.errors import WorkbenchError
from plworkbench.panels.base import DO_AGAIN
from plworkbench.results import wish_sentence
from plworkbench.schema import PAIR_WISHES, WISH_WEIGHTS
from plworkbench.widgets.people import named

WISHES = {
    "apart": ("Keep {one} and {other} apart", "Who", "Apart from whom"),
    "together": ("Keep {one} and {other} together", "Who", "Together with whom"),
    "prefers": ("{one} would like to work with {other}", "Who says it", "Would like to work with whom"),
    "rather not": ("{one} would rather not work with {other}", "Who says it", "Would rather not work with whom"),
    "nobody alone": ("Nobody alone of {about} in a group", "Nobody alone of whom", ""),
    "balance": ("Spread {about} evenly", "Whom to spread evenly", ""),
    "one in each": ("At least one of {about} in every group", "In every group at least one of whom", ""),
}
"""Each kind of wish: the sentence with its blanks, and what the first and the second blank are called."""

WEIGHT_WORDS = {"must": "a must", "important": "important", "nice": "nice"}
"""How much a wish matters, as the end of 'It is …'."""

NO_LIST = "(no list yet: make one below, such as “Leaders”)"
"""What stands in the blank for a list while there is none."""

SAID_BY_STUDENTS = ("prefers", "rather not")
"""What one student says of another; it is never a must."""

USUAL_WEIGHT = {"prefers": "nice", "rather not": "important"}
"""How much it matters what a student says of another, until the teacher says otherwise; all else is a must."""

HERE = "here:"
"""What the key of a wish begins with that holds for these groups alone."""

ALONE_NOTE = (
    "Sex, language and the like are never a reason to be in a group. A wish about them holds for these groups alone; "
    "while it does, this page says so above the board, and the log of the groups keeps it."
)
"""What is to be read where demographics can be chosen."""

NOT_OFFERED = ("birthDate",)
"""Demographics that nearly everybody has to themselves."""

HereWish = tuple[str, str, "str | None", str]


@dataclass(frozen=True)
class About:
    """Something students have in common that a wish can be about.

    Parameters
    ----------
    attribute : str
        A list of the teacher's own, the level, or a column of demographics.
    kind : {"list", "level", "demographics"}
        Which of the three.
    value : str, optional
        Which of its values; None for each of them.
    """

    attribute: str
    kind: str
    value: str | None = None

    @property
    def key(self) -> str:
        """What stands for it in a list to choose from."""
        return "\n".join([self.kind, self.attribute, self.value or ""])

    @property
    def words(self) -> str:
        """What it is called on the screen.

        Examples
        --------
        >>> About("Leaders", "list").words, About("sex", "demographics", "F").words
        ('Leaders', 'Sex: F (only here)')
        """
        if self.kind == "list":
            return self.attribute
        words = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", self.attribute).lower()
        name = words[:1].upper() + words[1:]
        return f"{name}: {self.value or 'each'} (only here)"


class WishesModel:
    """The wishes of the class on the page `flexible-groups`.

    Parameters
    ----------
    page_model : FlexibleGroupsModel
        What the page decides: the class, and the wishes for these groups alone (`only_here`).
    """

    def __init__(self, page_model):
        self._page = page_model
        self.kind, self.weight, self.about = "apart", "must", ""
        self.trouble = ""

    # --- the wishes there are

    @property
    def stored(self) -> pd.DataFrame:
        """The wishes that hold whenever groups of this class are formed."""
        return self._page.wb.wishes(self._page.class_name)

    @property
    def rows(self) -> list[dict]:
        """A row for every wish: the sentence, how much it matters, and how to forget it."""
        kept = [
            {"key": wish.wish_key, "sentence": bare(wish.sentence), "weight": wish.weight,
             "options": {"weight": weights_of(wish.kind)}}
            for wish in self.stored.itertuples()
        ]  # fmt: skip
        here = [
            {"key": here_key(wish), "sentence": sentence_of(wish), "weight": wish[3],
             "note": "For these groups alone", "options": {"weight": weights_of(wish[0])}}
            for wish in self._page.only_here
        ]  # fmt: skip
        return [*kept, *here]

    @property
    def title(self) -> str:
        """What is written on the fold, with how many wishes there are."""
        number = len(self.stored) + len(self._page.only_here)
        return f"Wishes ({number})" if number else "Wishes"

    def change(self, row: str, column: str, value: object) -> Callable[[], None] | None:
        """Give a wish another weight, or forget it; then what brings it back is returned."""
        if column == "weight":
            self.weigh(row, str(value))
            return None
        return self.forget(row)

    def weigh(self, key: str, weight: str) -> None:
        """Say how much a wish matters from now on."""
        if key.startswith(HERE):
            kept, place = list(self._page.only_here), self._place_of(key)
            kept[place] = (*kept[place][:3], weight)
            self._page.only_here = kept
            return
        self._keep(self._page.class_name, self._row(key), weight)

    def forget(self, key: str) -> Callable[[], None]:
        """Forget a wish, and return what brings it back."""
        if key.startswith(HERE):
            kept = list(self._page.only_here)
            forgotten = kept.pop(self._place_of(key))
            self._page.only_here = kept
            return lambda: self._want_here(forgotten)
        class_name, wish = self._page.class_name, self._row(key)
        self._page.wb.forget_wish(class_name, key)
        self._page.read_again()
        return lambda: self._keep(class_name, wish, wish.weight)

    def _keep(self, class_name: str, wish, weight: str) -> None:
        """Keep a wish, given as a row of those stored, with a weight."""
        if isinstance(wish.about, str) and wish.about:
            self._page.wb.wish(class_name, wish.kind, about=wish.about, weight=weight)
        else:
            self._page.wb.wish(class_name, wish.kind, wish.student_key, wish.other_student_key, weight=weight)
        self._page.read_again()

    def _want_here(self, wish: HereWish) -> None:
        """Let a wish hold for these groups alone, in place of the same one with another weight."""
        self._page.only_here = [*(one for one in self._page.only_here if one[:3] != wish[:3]), wish]

    def _row(self, key: str):
        stored = self.stored
        found = stored[stored["wish_key"] == key]
        if found.empty:
            raise WorkbenchError(DO_AGAIN)
        return next(found.itertuples())

    def _place_of(self, key: str) -> int:
        keys = [here_key(wish) for wish in self._page.only_here]
        if key not in keys:
            raise WorkbenchError(DO_AGAIN)
        return keys.index(key)

    # --- a new one

    @property
    def is_pair(self) -> bool:
        """Whether the wish being put together is about two students."""
        return self.kind in PAIR_WISHES

    @property
    def weights(self) -> list[tuple[str, str]]:
        """How much the wish being put together can matter."""
        return [(words, weight) for weight, words in weights_of(self.kind)]

    @property
    def abouts(self) -> list[About]:
        """What the wish being put together can be about: the teacher's lists, levels, demographics."""
        return self._abouts_of(self.kind, self._page.wb.attributes(self._page.class_name))

    def _abouts_of(self, wish_kind: str, there: pd.DataFrame) -> list[About]:
        found: list[About] = []
        for attribute, kind, values in there[["attribute", "kind", "values"]].itertuples(index=False, name=None):
            if kind == "demographics" and (wish_kind == "one in each" or attribute in NOT_OFFERED):
                continue  # nobody is to be the one of a sex or a language in a group
            if kind == "level" and not self._page.looks_at_standards:
                continue  # a level is one on a standard
            if kind == "list" or wish_kind == "balance":
                found.append(About(attribute, kind))
            found += [About(attribute, kind, str(value)) for value in values]
        return found

    @property
    def sentences(self) -> list[dict]:
        """Every kind of wish as a sentence with blanks, for `plworkbench.widgets.SentenceBuilder`."""
        there = self._page.wb.attributes(self._page.class_name)
        return [self._sentence(kind, [] if kind in PAIR_WISHES else self._abouts_of(kind, there)) for kind in WISHES]

    def _sentence(self, kind: str, abouts: list[About]) -> dict:
        text, *labels = WISHES[kind]
        weights = [(one, WEIGHT_WORDS[one]) for one, _ in weights_of(kind)]
        slots = {"weight": _choice("How much it matters", weights, USUAL_WEIGHT.get(kind, "must"))}
        if kind in PAIR_WISHES:
            slots |= {name: _blank(label) for name, label in zip(("one", "other"), labels)}
        else:
            # A list is proposed; demographics are there only if the teacher chooses them.
            proposed = next((one.key for one in abouts if one.kind == "list"), "")
            slots["about"] = _choice(labels[0], [(one.key, one.words) for one in abouts], proposed) | {"none": NO_LIST}
        return {
            "key": kind,
            "words": re.sub(r"\{\w+\}", "…", text),
            "text": f"{text}. It is {{weight}}.",
            "slots": slots,
            "note": ALONE_NOTE if any(one.kind == "demographics" for one in abouts) else "",
        }

    def choose(self, kind: str | None = None, weight: str | None = None, about: str | None = None) -> None:
        """Fill in a blank of the sentence; what does not fit any more is put right."""
        if kind is not None and kind != self.kind:
            self.kind, self.weight = kind, USUAL_WEIGHT.get(kind, "must")
        self.weight = weight or self.weight
        self.about = self.about if about is None else about
        if self.weight not in (offered := [weight for _, weight in self.weights]):
            self.weight = offered[0]

    def add(self, student: str | Sequence[str] = "", other: str | Sequence[str] = "") -> None:
        """Add the wish; of several students each with each of the others.

        Parameters
        ----------
        student, other : str or sequence of str
            Of a wish about two students, the names as typed; each must mean one student.
        """
        if self.is_pair:
            self._add_pairs(self._students(student), self._students(other))
            return
        about = next((one for one in self.abouts if one.key == self.about), None)
        if about is None:
            raise WorkbenchError("Choose whom the wish is about. If there is no list yet, make one below.")
        if about.kind == "list":
            self._page.wb.wish(self._page.class_name, self.kind, about=about.attribute, weight=self.weight)
            self._page.read_again()
            return
        self._want_here((self.kind, about.attribute, about.value, self.weight))

    def _add_pairs(self, students: list[str], others: list[str]) -> None:
        if both := [name for name in students if name in others]:
            raise WorkbenchError(f"{both[0]} cannot be both. Choose two different students.")
        for student in students:
            for other in others:
                self._page.wb.wish(self._page.class_name, self.kind, student, other, weight=self.weight)
        self._page.read_again()

    def _students(self, typed: str | Sequence[str]) -> list[str]:
        names = []
        for words in [typed] if isinstance(typed, str) else typed or [""]:
            found, trouble = named(words, self._page.roster)
            if len(found) != 1:
                raise WorkbenchError(trouble or "Type or choose two names.")
            names += found
        return names

    # --- the teacher's own lists

    @property
    def lists(self) -> dict[str, list[str]]:
        """The teacher's lists: name to the students on it."""
        marks = self._page.wb.marks(self._page.class_name)
        return {label: rows["student"].tolist() for label, rows in marks.groupby("label", sort=True)}

    def keep_list(self, label: str, students: Sequence[str]) -> list[str]:
        """Keep a list of students under a name; no students forget it, and the wishes about it, which are returned."""
        if not label.strip():
            raise WorkbenchError("Give the list a name, such as “Leaders”.")
        if not students and label.strip() not in self.lists:
            raise WorkbenchError(f"Say first who is on the list “{label.strip()}”.")
        marks = self._page.wb.mark(self._page.class_name, label.strip(), list(students))
        self._page.read_again()
        return marks.attrs.get("forgotten_wishes", [])

    def forget_list(self, label: str) -> tuple[list[str], Callable[[], None]]:
        """Forget a list; return the sentences of wishes that go with it, and what brings all of it back."""
        students, stored = self.lists.get(label, []), self.stored
        wishes = list(stored[stored["about"] == label].itertuples())
        class_name = self._page.class_name

        def bring_back() -> None:
            self._page.wb.mark(class_name, label, students)
            for wish in wishes:
                self._keep(class_name, wish, wish.weight)
            self._page.read_again()

        return self.keep_list(label, []), bring_back


def here_key(wish: HereWish) -> str:
    """Return what stands on the page for a wish that holds for these groups alone, however much it matters.

    Examples
    --------
    >>> here_key(("nobody alone", "sex", "F", "important"))
    'here:["nobody alone", "sex", "F"]'
    """
    return HERE + json.dumps(wish[:3], ensure_ascii=False, default=str)


def _blank(label: str) -> dict:
    return {"kind": "people", "label": label, "missing": _lower(label)}


def _choice(label: str, options: Sequence[tuple[str, str]], usual: str) -> dict:
    return {"kind": "choice", "label": label, "missing": _lower(label), "options": options, "usual": usual}


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def weights_of(kind: str) -> list[tuple[str, str]]:
    """Return how much a wish of a kind can matter, as (value, words).

    Examples
    --------
    >>> [value for value, _ in weights_of("prefers")]
    ['important', 'nice']
    """
    return [(one, one) for one in WISH_WEIGHTS if not (one == "must" and kind in SAID_BY_STUDENTS)]


def bare(sentence: str) -> str:
    """Return the sentence of a wish without its weight, which stands beside it.

    Examples
    --------
    >>> bare("Keep Ana and Ben apart (must).")
    'Keep Ana and Ben apart.'
    """
    return re.sub(r" \((?:must|important|nice)\)\.?$", ".", sentence)


def sentence_of(wish: HereWish) -> str:
    """Return the sentence of a wish that holds for these groups alone.

    Examples
    --------
    >>> sentence_of(("nobody alone", "sex", "F", "important"))
    "Nobody of 'sex: F' alone in a group."
    """
    kind, attribute, value, weight = wish
    about = attribute if value is None else f"{attribute}: {value}"
    return bare(wish_sentence(kind, weight, about=about))
