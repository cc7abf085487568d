"""What the wishes of a class are, in sentences, and how a new one is put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from plworkbench.errors import WorkbenchError
from plworkbench.panels.name_picker import named
from plworkbench.results import wish_sentence
from plworkbench.schema import PAIR_WISHES, WISH_WEIGHTS

WISHES = {
    "apart": ("Keep … and … apart", "Keep", "apart from"),
    "together": ("Keep … and … together", "Keep", "together with"),
    "prefers": ("… would like to work with …", "Student", "would like to work with"),
    "rather not": ("… would rather not work with …", "Student", "would rather not work with"),
    "nobody alone": ("Nobody alone of …", "Nobody alone of", ""),
    "balance": ("Spread … evenly", "Spread evenly", ""),
    "one in each": ("At least one of … in every group", "In every group at least one of", ""),
}
"""Each kind of wish: the sentence with blanks, and what stands before the first and the second blank."""

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
            {"key": f"{HERE}{place}", "sentence": sentence_of(wish), "weight": wish[3],
             "note": "For these groups alone", "options": {"weight": weights_of(wish[0])}}
            for place, wish in enumerate(self._page.only_here)
        ]  # fmt: skip
        return [*kept, *here]

    @property
    def title(self) -> str:
        """What is written on the fold, with how many wishes there are."""
        number = len(self.stored) + len(self._page.only_here)
        return f"Wishes ({number})" if number else "Wishes"

    def change(self, row: str, column: str, value: object) -> None:
        """Give a wish another weight, or forget it."""
        if column == "weight":
            self.weigh(row, str(value))
        else:
            self.forget(row)

    def weigh(self, key: str, weight: str) -> None:
        """Say how much a wish matters from now on."""
        if key.startswith(HERE):
            place = int(key.removeprefix(HERE))
            kept = list(self._page.only_here)
            kept[place] = (*kept[place][:3], weight)
            self._page.only_here = kept
            return
        wish = self._row(key)
        if wish.about if isinstance(wish.about, str) else "":
            self._page.wb.wish(self._page.class_name, wish.kind, about=wish.about, weight=weight)
        else:
            pair = wish.student_key, wish.other_student_key
            self._page.wb.wish(self._page.class_name, wish.kind, *pair, weight=weight)
        self._page.read_again()

    def forget(self, key: str) -> None:
        """Forget a wish."""
        if key.startswith(HERE):
            place = int(key.removeprefix(HERE))
            self._page.only_here = [wish for at, wish in enumerate(self._page.only_here) if at != place]
            return
        self._page.wb.forget_wish(self._page.class_name, key)
        self._page.read_again()

    def _row(self, key: str):
        stored = self.stored
        found = stored[stored["wish_key"] == key]
        if found.empty:
            raise WorkbenchError("This wish was changed elsewhere. Nothing was lost; reload the page.")
        return next(found.itertuples())

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
        found: list[About] = []
        there = self._page.wb.attributes(self._page.class_name)
        for attribute, kind, values in there[["attribute", "kind", "values"]].itertuples(index=False, name=None):
            if kind == "demographics" and (self.kind == "one in each" or attribute in NOT_OFFERED):
                continue  # nobody is to be the one of a sex or a language in a group
            if kind == "level" and not self._page.looks_at_standards:
                continue  # a level is one on a standard
            if kind == "list" or self.kind == "balance":
                found.append(About(attribute, kind))
            found += [About(attribute, kind, str(value)) for value in values]
        return found

    def choose(self, kind: str | None = None, weight: str | None = None, about: str | None = None) -> None:
        """Fill in a blank of the sentence; what does not fit any more is put right."""
        if kind is not None and kind != self.kind:
            self.kind, self.weight = kind, USUAL_WEIGHT.get(kind, "must")
        self.weight = weight or self.weight
        self.about = self.about if about is None else about
        if self.weight not in (offered := [weight for _, weight in self.weights]):
            self.weight = offered[0]

    def add(self, student: str = "", other: str = "") -> None:
        """Add the wish; names are as typed, and must mean one student each."""
        if self.is_pair:
            pair = [self._student(student), self._student(other)]
            self._page.wb.wish(self._page.class_name, self.kind, *pair, weight=self.weight)
            self._page.read_again()
            return
        about = next((one for one in self.abouts if one.key == self.about), None)
        if about is None:
            raise WorkbenchError("Choose whom the wish is about. If there is no list yet, make one below.")
        if about.kind == "list":
            self._page.wb.wish(self._page.class_name, self.kind, about=about.attribute, weight=self.weight)
            self._page.read_again()
            return
        wish = (self.kind, about.attribute, about.value, self.weight)
        others = [one for one in self._page.only_here if one[:3] != wish[:3]]
        self._page.only_here = [*others, wish]

    def _student(self, typed: str) -> str:
        found, trouble = named(typed, self._page.roster)
        if len(found) != 1:
            raise WorkbenchError(trouble or "Type or choose two names.")
        return found[0]

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
