"""What is wished of groups: wishes, the teacher's own lists, and what students are interested in."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

import pandas as pd

from plworkbench.errors import NotFound, Problem, WorkbenchError
from plworkbench.grouping.wishes import Wish
from plworkbench.results import wish_sentence
from plworkbench.schema import PAIR_WISHES
from plworkbench.workbench.attributes import LEVEL, WISH_COLUMNS, Attributes

USUAL_WEIGHT = {"prefers": "nice", "rather not": "important"}
"""How much it matters what a student says of another, unless the teacher says otherwise; all else is a must."""


class Wishing(Attributes):
    """The part of the workbench that keeps wishes, lists and interests."""

    def wishes(self, class_name: str) -> pd.DataFrame:
        """Return what is wished of the groups of a class, whatever they are for.

        A wish about somebody who has left the class rests until the student returns.

        Returns
        -------
        DataFrame
            wish_key, kind and weight (see `plworkbench.schema.WISH_KINDS` and `WISH_WEIGHTS`), student and other
            (missing for a wish about a list), about (the list), sentence, student_key, other_student_key.
        """
        return self._named_wishes(self._class_key(class_name), self.students(class_name))[0]

    def wish(
        self,
        class_name: str,
        kind: str,
        student: str | None = None,
        other: str | None = None,
        *,
        about: str | None = None,
        weight: str | None = None,
    ) -> pd.DataFrame:
        """Remember a wish for all groups of a class to come, and return all wishes of the class.

        Parameters
        ----------
        class_name : str
            The class.
        kind : str
            About two students: "together", "apart"; "prefers" and "rather not", which `student` says of `other`; or
            "either", which forgets together and apart. About a list: "nobody alone" (in every group none of them or at
            least two), "balance" (spread evenly), "one in each" (at least one in every group).
        student, other : str, optional
            Names or keys.
        about : str, optional
            The list; see `mark`.
        weight : {"must", "important", "nice"}, optional
            How much it matters. A must always holds. By default a must, what a student said of another nice
            (prefers) or important (rather not). The same wish with another weight takes the place of the one before.

        Raises
        ------
        NotFound
            If there is no such class or student, or the two are one.
        ProblemsFound
            If the wish cannot be kept; nothing was changed.
        """
        class_key = self._class_key(class_name)
        keys = [None if who is None else self._student_key(class_name, who) for who in (student, other)]
        if keys[0] is not None and keys[0] == keys[1]:
            raise NotFound("A wish is about two different students.")
        if kind == "either":
            wishes = self._store.wishes(class_key)
            for row in wishes[wishes["kind"].isin(["together", "apart"])].itertuples():
                if {row.student_key, row.other_student_key} == set(keys):
                    self._store.drop_wish(row.wish_key)
        else:
            self._store.put_wish(class_key, kind, weight or USUAL_WEIGHT.get(kind, "must"), *keys, about=about)
        return self.wishes(class_name)

    def forget_wish(self, class_name: str, wish_key: str) -> pd.DataFrame:
        """Forget a wish, and return those that are left.

        Raises
        ------
        NotFound
            If the class has no such wish.
        """
        if wish_key not in set(self._store.wishes(self._class_key(class_name))["wish_key"]):
            raise NotFound("This wish does not exist any more. Reload to see the wishes of the class.")
        self._store.drop_wish(wish_key)
        return self.wishes(class_name)

    def wish_behind(self, class_name: str, problem: Problem) -> str | None:
        """Return the key of the stored wish that a problem of `GroupingImpossible` is about; None if it is about none.

        Examples
        --------
        Two wishes that cannot both hold are named, and each can be forgotten there and then:

        >>> import plworkbench, tempfile
        >>> wb = plworkbench.open(tempfile.mkdtemp())
        >>> _ = wb.add_sample("grade6_maths")
        >>> ana, ben, cy = wb.students("Period 3")["name"].head(3)
        >>> for kind, one, other in (("together", ana, ben), ("together", ben, cy), ("apart", ana, cy)):
        ...     _ = wb.wish("Period 3", kind, one, other)
        >>> try:
        ...     wb.group("Period 3", group_count=5)
        ... except plworkbench.GroupingImpossible as refused:
        ...     keys = [wb.wish_behind("Period 3", problem) for problem in refused.problems]
        >>> len(keys), set(keys) == set(wb.wishes("Period 3")["wish_key"])
        (3, True)
        """
        musts = self.wishes(class_name)
        for wish in musts[musts["weight"] == "must"].itertuples():
            if any(problem.message.startswith(words) for words in _in_a_conflict(wish)):
                return wish.wish_key
        return None

    def marks(self, class_name: str) -> pd.DataFrame:
        """Return the teacher's own lists of students: label, student, student_key; by label, in class order."""
        class_key, roster = self._class_key(class_name), self.students(class_name)
        marks = self._store.marks(class_key)
        rows = roster[["student_key", "name"]].merge(marks[["label", "student_key"]], on="student_key")
        rows = rows.rename(columns={"name": "student"}).sort_values("label", kind="stable", ignore_index=True)
        return rows[["label", "student", "student_key"]]

    def mark(self, class_name: str, label: str, students: str | Sequence[str]) -> pd.DataFrame:
        """Keep a list of students under a name, in place of the one there was, and return all lists.

        Parameters
        ----------
        class_name : str
            The class.
        label : str
            What the list is called: 'Leaders'.
        students : str or sequence of str
            Names or keys; none forgets the list, and the wishes about it.

        Returns
        -------
        DataFrame
            As `marks`. Its `attrs["forgotten_wishes"]` lists the wishes that went with the list, as sentences.
        """
        class_key = self._class_key(class_name)
        if " ".join(label.split()).casefold() == LEVEL:
            raise WorkbenchError(f"'{label}' already stands for the level on the standards. Choose another name.")
        keys = keys_of(self.students(class_name), students, class_name)
        gone = self._store.put_mark(class_key, label, keys)
        marks = self.marks(class_name)
        marks.attrs["forgotten_wishes"] = [
            wish_sentence(wish.kind, wish.weight, about=wish.about) for wish in gone.itertuples()
        ]
        return marks

    def interests(self, class_name: str) -> pd.DataFrame:
        """Return what the students say they are interested in: student, interest, said_on, source, student_key."""
        class_key, roster = self._class_key(class_name), self.students(class_name)
        said = roster[["student_key", "name"]].merge(self._store.interests(class_key), on="student_key")
        return said.rename(columns={"name": "student"})[["student", "interest", "said_on", "source", "student_key"]]

    def set_interests(
        self,
        class_name: str,
        student: str,
        interests: str | Sequence[str],
        said_on: datetime.date | None = None,
        source: str = "teacher",
    ) -> pd.DataFrame:
        """Keep what a student is interested in, in place of what was said before, and return all of the class.

        Parameters
        ----------
        class_name : str
            The class.
        student : str
            Name or key.
        interests : str or sequence of str
            In the student's words; a text is taken apart at its commas. None forgets those there are.
        said_on : date, optional
            The day the student said so; by default today.
        source : str
            Where: 'survey', 'conference', 'teacher'.
        """
        class_key, key = self._class_key(class_name), self._student_key(class_name, student)
        words = interests.split(",") if isinstance(interests, str) else list(interests)
        self._store.put_interests(class_key, key, words, said_on or datetime.date.today(), source)
        return self.interests(class_name)

    def _named_wishes(self, class_key: str, roster: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Wish, ...]]:
        """Return the wishes of a class as they are shown, and in the same order as the search takes them."""
        stored, listed = self._store.wishes(class_key), self._listed(class_key, roster)
        names = roster.set_index("student_key")["name"]
        rows, asked = [], []
        for wish in stored.itertuples():
            two = (wish.student_key, wish.other_student_key)
            is_pair = wish.kind in PAIR_WISHES
            students = two if is_pair else listed.get(wish.about, ())
            if len(students) < (2 if wish.kind == "nobody alone" else 1):
                continue  # there is nobody, or nobody else, to whom it could apply
            if names.index.isin(students).sum() != len(students):
                continue
            one, other = (names[key] for key in two) if is_pair else (None, None)
            about = None if is_pair else wish.about
            sentence = wish_sentence(wish.kind, wish.weight, one or "", other or "", about or "")
            keys = two if is_pair else (None, None)
            rows.append((wish.wish_key, wish.kind, wish.weight, one, other, about, sentence, *keys))
            asked.append(Wish(wish.kind, tuple(students), wish.weight, about or ""))
        return pd.DataFrame(rows, columns=WISH_COLUMNS, dtype="str"), tuple(asked)


def require_evidence(table: pd.DataFrame, codes: Iterable[str], class_name: str) -> None:
    """Raise NotFound if the class has no evidence on one of the standards."""
    if unknown := [code for code in codes if code not in set(table["standard_code"])]:
        raise NotFound(f"{class_name} has no evidence on the standard '{unknown[0]}'.")


def keys_of(roster: pd.DataFrame, students: str | Iterable[str], class_name: str) -> list[str]:
    """Return the keys of students given by name or key, each once.

    Raises
    ------
    NotFound
        If one of them is not on the roster.

    Examples
    --------
    >>> roster = pd.DataFrame({"student_key": ["a", "b"], "name": ["Ana", "Ben"]})
    >>> keys_of(roster, ["Ben", "a", "b"], "Period 3")
    ['b', 'a']
    """
    known = dict(zip(roster["name"], roster["student_key"])) | {key: key for key in roster["student_key"]}
    wanted = [students] if isinstance(students, str) else list(students)
    for student in wanted:
        if student not in known:
            raise NotFound(f"No student called '{student}' is in {class_name}.")
    return list(dict.fromkeys(known[student] for student in wanted))


def _in_a_conflict(wish) -> list[str]:
    """Return the words that `grouping.certify` may begin with when it names a wish."""
    if wish.kind in PAIR_WISHES:
        pairs = ((wish.student, wish.other), (wish.other, wish.student))
        return [f"{one} and {other} are to be {wish.kind}" for one, other in pairs]
    return {
        "nobody alone": [f"Nobody of '{wish.about}' alone"],
        "balance": [f"'{wish.about}' spread evenly"],
        "one in each": [f"At least one of '{wish.about}'"],
    }[wish.kind]
