"""What students of a class have in common, for wishes about a set of them: lists, levels, and demographics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from plworkbench.errors import GroupingImpossible, Problem
from plworkbench.grouping.wishes import Wish
from plworkbench.results import wish_sentence
from plworkbench.schema import LEVELS, MARK_WISHES, WISH_WEIGHTS
from plworkbench.workbench.mastering import Mastering

LEVEL = "level"
"""The attribute that is a student's level on the standards of a grouping."""

ON_THE_LIST, NOT_ON_IT = "on the list", "not on the list"
"""The two values of a list, where it is looked at as an attribute."""

WISH_COLUMNS = [
    "wish_key", "kind", "weight", "student", "other", "about", "sentence", "student_key", "other_student_key",
]  # fmt: skip
"""Columns of wishes as they are shown."""

OnlyHere = tuple[str, str, str | None, str]
"""Kind, attribute, value (None: each of its values) and weight."""


class Attributes(Mastering):
    """The part of the workbench that knows by what students can be told apart."""

    def attributes(self, class_name: str) -> pd.DataFrame:
        """Return the attributes that wishes for one grouping, and the audit, may look at.

        Returns
        -------
        DataFrame
            attribute; kind: "list" (the teacher's own, see `mark`), "level" (on the standards grouped on) or
            "demographics" (where a file brought them); values, a list, empty for a list.
        """
        return self._attributes(self._class_key(class_name), self.students(class_name))

    def _attributes(self, class_key: str, roster: pd.DataFrame) -> pd.DataFrame:
        listed = self._listed(class_key, roster)
        lists = [(label, "list", []) for label in sorted(listed)]
        found = self._demographics(class_key, roster, listed)
        values = found.groupby("attribute")["value"].agg(lambda said: sorted(set(said)))
        rows = [*lists, (LEVEL, "level", list(LEVELS))]
        rows += [(attribute, "demographics", there) for attribute, there in values.items()]
        return pd.DataFrame(rows, columns=["attribute", "kind", "values"])

    def _listed(self, class_key: str, roster: pd.DataFrame) -> dict[str, tuple[str, ...]]:
        """Return the students of each list who are in the class, in class order."""
        marks = roster[["student_key"]].merge(self._store.marks(class_key), on="student_key")
        return marks.groupby("label")["student_key"].agg(tuple).to_dict()

    def _demographics(self, class_key: str, roster: pd.DataFrame, listed: Iterable[str]) -> pd.DataFrame:
        """Return student_key, attribute, value; where a list, or 'level', has the same name, it says what it is."""
        found = self._store.records("demographics", class_key)[["student_key", "attribute", "value"]]
        found = found[found["student_key"].isin(roster["student_key"])].dropna()
        taken = found["attribute"].isin([LEVEL, *listed])
        named = found["attribute"].mask(taken, found["attribute"] + " (demographics)")
        return found.assign(attribute=named).drop_duplicates(["student_key", "attribute"], keep="last")

    def _values_of(self, class_name: str, attribute: str) -> pd.DataFrame:
        """Return student_key, attribute, value of a list or of demographics; empty if there is no such attribute."""
        class_key, roster = self._class_key(class_name), self.students(class_name)
        listed = self._listed(class_key, roster)
        if attribute in listed:
            keys = roster["student_key"]
            on_it = keys.isin(listed[attribute]).map({True: ON_THE_LIST, False: NOT_ON_IT})
            return pd.DataFrame({"student_key": keys, "attribute": attribute, "value": on_it})
        found = self._demographics(class_key, roster, listed)
        return found[found["attribute"] == attribute].reset_index(drop=True)

    def _wishes_for_these(
        self,
        class_key: str,
        roster: pd.DataFrame,
        only_here: Sequence[OnlyHere],
        mastery: pd.DataFrame,
        codes: Sequence[str],
        titles: Mapping[str, str],
        must_be: bool = True,
    ) -> tuple[pd.DataFrame, tuple[Wish, ...]]:
        """Return wishes that hold for one grouping: as they are shown, and as the search takes them.

        With `must_be` a wish about something that is not there is refused; without it, as for groups formed earlier,
        it is left out.
        """
        if not only_here:
            return pd.DataFrame(columns=WISH_COLUMNS, dtype="str"), ()
        known = self._attributes(class_key, roster).set_index("attribute")
        listed = self._listed(class_key, roster)
        found = self._demographics(class_key, roster, listed)
        cells = mastery[mastery["student_key"].isin(roster["student_key"])]
        problems, rows, asked = [], [], []
        for kind, attribute, value, weight in only_here:
            if wrong := _problems(kind, attribute, value, weight, known, codes):
                problems += wrong
                continue
            sort = known["kind"][attribute]
            if sort == "list":
                sets = {attribute: listed[attribute]}
            elif sort == "level":
                sets = _by_level(cells, value, codes, titles)
            else:
                sets = _by_value(found[found["attribute"] == attribute], attribute, value)
            for about, students in sets.items():
                asked.append(Wish(kind, students, weight, about, sort == "demographics"))
                sentence = wish_sentence(kind, weight, about=about)
                rows.append(("", kind, weight, None, None, about, sentence, None, None))
        if problems and must_be:
            raise GroupingImpossible("Groups cannot be formed; nothing was changed.", problems)
        return pd.DataFrame(rows, columns=WISH_COLUMNS, dtype="str"), tuple(asked)


def _by_level(
    cells: pd.DataFrame, level: str | None, codes: Sequence[str], titles: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return the students of a level (None: of each) on each standard, by what to call them."""
    held = cells.groupby(["standard_code", "level"])["student_key"].agg(tuple)
    wanted = [(code, one) for code in codes for one in (LEVELS if level is None else (level,))]
    return {f"{one} on {titles.get(code, code)}": held[code, one] for code, one in wanted if (code, one) in held.index}


def _by_value(found: pd.DataFrame, attribute: str, value: str | None) -> dict[str, tuple[str, ...]]:
    """Return the students of a value (None: of each) of an attribute, by what to call them."""
    held = found.groupby("value")["student_key"].agg(tuple)
    return {f"{attribute}: {one}": keys for one, keys in held.items() if value in (None, one)}


def _problems(
    kind: str, attribute: str, value: str | None, weight: str, known: pd.DataFrame, codes: Sequence[str]
) -> list[Problem]:
    problems = []
    if kind not in MARK_WISHES:
        problems.append(
            Problem(f"There is no wish '{kind}' for one grouping alone.", f"Choose {', '.join(MARK_WISHES)}.")
        )
    if weight not in WISH_WEIGHTS:
        problems.append(Problem(f"There is no weight '{weight}'.", f"Choose {', '.join(WISH_WEIGHTS)}."))
    if attribute not in known.index:
        there = ", ".join(known.index)
        return [*problems, Problem(f"Nothing is known of '{attribute}' in this class.", f"Choose {there}.")]
    sort, values = known.loc[attribute, ["kind", "values"]]
    if value is not None and sort != "list" and value not in values:
        problems.append(Problem(f"Nobody's {attribute} is '{value}'.", f"Choose {', '.join(values)}."))
    if sort == "level" and not codes:
        problems.append(Problem("A level is one on a standard, and none is chosen.", "Choose a standard."))
    if sort == "demographics" and kind == "one in each":
        cure = "Choose balance or nobody alone, or make a list of your own."
        problems.append(Problem("One of them in every group is for lists, not for demographics.", cure))
    return problems
