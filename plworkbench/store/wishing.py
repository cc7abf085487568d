"""Wishes about who shares a group, and the lists of students, called marks, that wishes may be about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select

from plworkbench.errors import NotFound, Problem, ProblemsFound, WorkbenchError
from plworkbench.schema import MARK_WISHES, PAIR_WISHES, WISH_KINDS, WISH_WEIGHTS, conform
from plworkbench.store.counting import T
from plworkbench.store.database import writing
from plworkbench.store.log import EventTexts, random_key
from plworkbench.store.merged import merged_into, resolved
from plworkbench.store.reading import enrolled_keys
from plworkbench.store.typed import one_line, same_words
from plworkbench.store.writing import Writing, require_class

LONGEST = 200
"""Characters the name of a list may have."""

_WITHOUT_ORDER = ("together", "apart")
_SAFER = ("apart", "rather not")

Wish = dict[str, Any]


class Wishing(Writing):
    """The part of `Repository` that keeps wishes and marks."""

    def wishes(self, class_key: str) -> pd.DataFrame:
        """Return the wishes of a class: those about two students first, then those about a mark.

        Where two records of one student have wishes that differ, apart wins over together, rather not over prefers,
        and then the greater weight. Wishes about students who left the class are among them.

        Examples
        --------
        >>> import tempfile
        >>> from plworkbench.store import Repository
        >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
        ...     len(repository.wishes("no such class"))
        0
        """
        table = T["wishes"]
        frame, into = self._frame_and_merges(select(table).where(table.c.class_key == class_key), "wishes")
        records = frame.astype("object").where(frame.notna(), None).to_dict("records")
        return conform(pd.DataFrame(sorted(_shown(records, into).values(), key=_in_order)), "wishes")

    def put_wish(
        self,
        class_key: str,
        kind: str,
        weight: str,
        student_key: str | None = None,
        other_student_key: str | None = None,
        about: str | None = None,
    ) -> str:
        """Keep a wish, and return its key.

        Two students have at most one wish of together or apart, and each at most one of prefers or rather not about
        the other; a mark has at most one of each kind. A new one takes the place, and the key, of the one before.

        Parameters
        ----------
        class_key : str
            The class.
        kind, weight : str
            Of `schema.WISH_KINDS` and `schema.WISH_WEIGHTS`; prefers and rather not are never a must.
        student_key, other_student_key : str, optional
            The two students it is about; of prefers and rather not, first the one who says so.
        about : str, optional
            The mark it is about instead.

        Raises
        ------
        NotFound
            When there is no such class.
        ProblemsFound
            Listing everything that is wrong with the wish; nothing was changed.
        """
        table = T["wishes"]
        wish = {
            "class_key": class_key,
            "kind": kind,
            "weight": weight,
            # What is missing in a row of a frame is NaN.
            "student_key": one_line(student_key) or None,
            "other_student_key": one_line(other_student_key) or None,
            "about": one_line(about) or None,
        }
        with writing(self._engine) as connection:
            require_class(connection, class_key)
            into = merged_into(connection)
            wish = _checked(connection, wish, into)
            stored = _of_class(connection, class_key)
            old = _shown(stored, into).get(_place(wish, into))
            if old is not None and (old["kind"], old["weight"]) == (kind, weight):
                return old["wish_key"]
            key = random_key() if old is None else old["wish_key"]
            # Records that are folded into one student by now have one wish from now on.
            there = [row["wish_key"] for row in stored if _place(row, into) == _place(wish, into)]
            connection.execute(delete(table).where(table.c.wish_key.in_(there)))
            connection.execute(insert(table).values(wish_key=key, **wish))
            texts = EventTexts(connection, "wish", key)
            before = None if old is None else _for_log(old, texts, there)
            action = "added" if old is None else "changed"
            self._log(connection, action, "wish", key, before=before, after=_for_log(wish, texts))
        return key

    def drop_wish(self, wish_key: str) -> None:
        """Forget a wish.

        Raises
        ------
        NotFound
            When there is no such wish.
        """
        table = T["wishes"]
        with writing(self._engine) as connection:
            row = connection.execute(select(table).where(table.c.wish_key == wish_key)).first()
            if row is None:
                raise NotFound("This wish does not exist any more. Reload to see the wishes of the class.")
            self._drop_wish(connection, dict(row._mapping))

    def marks(self, class_key: str) -> pd.DataFrame:
        """Return the lists of students a teacher made for a class, as declared in `schema.TABLES["marks"]`.

        Students who left the class are among them.
        """
        table = T["marks"]
        frame, into = self._frame_and_merges(select(table).where(table.c.class_key == class_key), "marks")
        ordered = resolved(frame, into).sort_values(["label", "student_key"])
        return ordered.drop_duplicates(ignore_index=True)

    def put_mark(self, class_key: str, label: str, student_keys: Iterable[str]) -> pd.DataFrame:
        """Keep a list of students under a name, in place of the one there was; an empty list forgets it.

        Students who left the class keep their place on a list that is not forgotten, should they return.

        Parameters
        ----------
        class_key : str
            The class.
        label : str
            What the teacher calls the list; capital letters make no difference, and its first spelling stays.
        student_keys : iterable of str
            The students of the class who are on it.

        Returns
        -------
        DataFrame
            The wishes that were about a list that is forgotten, and so are forgotten too, as `wishes` has them.

        Raises
        ------
        NotFound
            When there is no such class.
        WorkbenchError
            When the list has no name or a very long one, or a student does not exist.
        """
        label, table = one_line(label), T["marks"]
        if not label or len(label) > LONGEST:
            raise WorkbenchError("The list needs a short name. Nothing was changed. Write one such as 'Leaders'.")
        with writing(self._engine) as connection:
            require_class(connection, class_key)
            into, here = merged_into(connection), (table.c.class_key == class_key,)
            label = _known_label(connection, class_key, label) or label
            here += (table.c.label == label,)
            stored = sorted(connection.execute(select(table.c.student_key).where(*here)).scalars())
            wanted = {into.get(key, key) for key in student_keys}
            in_class = enrolled_keys(connection, class_key, into)
            # What a merge hides stays: the merge could not be undone without it.
            stays = [key for key in stored if (own := into.get(key, key)) in wanted or own not in in_class]
            after = sorted({*stays, *(wanted - {into.get(key, key) for key in stays})}) if wanted else []
            if after == stored:
                return conform(pd.DataFrame(), "wishes")
            connection.execute(delete(table).where(*here))
            if after:
                rows = [{"class_key": class_key, "label": label, "student_key": key} for key in after]
                connection.execute(insert(table), rows)
            said = EventTexts(connection, "marks", class_key).put_away(label)
            states = [{"label": said, "student_keys": keys} if keys else None for keys in (stored, after)]
            action = "added" if not stored else "changed" if after else "dropped"
            self._log(connection, action, "marks", class_key, before=states[0], after=states[1])
            about = [] if after else [wish for wish in _of_class(connection, class_key) if wish["about"] == label]
            for wish in about:
                self._drop_wish(connection, wish)
        return conform(pd.DataFrame(sorted(about, key=_in_order)), "wishes")

    def _drop_wish(self, connection: Connection, wish: Wish) -> None:
        table, into = T["wishes"], merged_into(connection)
        there = [wish["wish_key"]]
        if (place := _place(wish, into)) is not None:
            # Otherwise what another record of the student wished would show in its place.
            rows = _of_class(connection, wish["class_key"])
            there = [row["wish_key"] for row in rows if _place(row, into) == place]
        connection.execute(delete(table).where(table.c.wish_key.in_(there)))
        before = _for_log(wish, EventTexts(connection, "wish", wish["wish_key"]), there)
        self._log(connection, "dropped", "wish", wish["wish_key"], before=before)


def _of_class(connection: Connection, class_key: str) -> list[Wish]:
    table = T["wishes"]
    return [dict(row._mapping) for row in connection.execute(select(table).where(table.c.class_key == class_key))]


def _shown(wishes: Iterable[Wish], into: dict[str, str]) -> dict[tuple[Any, ...], Wish]:
    """Return the wish that counts at each place, between the students who stay; none is about one student alone."""
    found: dict[tuple[Any, ...], Wish] = {}
    for wish in sorted(wishes, key=_strength):
        if (place := _place(wish, into)) is not None:
            found.setdefault(place, _resolved(wish, into))
    return found


def _strength(wish: Wish) -> tuple[Any, ...]:
    return wish["kind"] not in _SAFER, WISH_WEIGHTS.index(wish["weight"]), wish["wish_key"]


def _place(wish: Wish, into: dict[str, str]) -> tuple[Any, ...] | None:
    """Return what there is one wish about; None for two records that are one student by now."""
    if wish["about"] is not None:
        return (wish["kind"], wish["about"])
    own = _resolved(wish, into)
    pair = own["student_key"], own["other_student_key"]
    return None if pair[0] == pair[1] else (wish["kind"] in _WITHOUT_ORDER, *pair)


def _resolved(wish: Wish, into: dict[str, str]) -> Wish:
    """Return a wish about the students who stay; of together and apart, the lower key comes first."""
    if wish["about"] is not None:
        return wish
    pair = [into.get(wish[name], wish[name]) for name in ("student_key", "other_student_key")]
    first, second = sorted(pair) if wish["kind"] in _WITHOUT_ORDER else pair
    return {**wish, "student_key": first, "other_student_key": second}


def _in_order(wish: Wish) -> tuple[Any, ...]:
    told = (wish["student_key"] or "", wish["other_student_key"] or "", wish["about"] or "")
    return wish["about"] is not None, *told, WISH_KINDS.index(wish["kind"])


def _checked(connection: Connection, wish: Wish, into: dict[str, str]) -> Wish:
    """Return the wish as it is stored; ProblemsFound lists all that is wrong with it."""
    problems, kind, about = [], wish["kind"], wish["about"]
    two = [wish["student_key"], wish["other_student_key"]]
    if kind not in WISH_KINDS:
        problems.append(Problem(f"There is no wish '{kind}'.", f"Choose {', '.join(WISH_KINDS)}."))
    if wish["weight"] not in WISH_WEIGHTS:
        problems.append(Problem(f"There is no weight '{wish['weight']}'.", f"Choose {', '.join(WISH_WEIGHTS)}."))
    if kind in ("prefers", "rather not") and wish["weight"] == "must":
        problems.append(Problem("What a student would like is never a must.", "Choose important or nice."))
    if kind in PAIR_WISHES:
        if not all(two) or about is not None:
            problems.append(Problem(f"A wish '{kind}' is about two students.", "Choose both, and no list."))
        elif into.get(two[0], two[0]) == into.get(two[1], two[1]):
            problems.append(Problem("The two students are the same.", "Choose two different students."))
    if kind in MARK_WISHES:
        known = None if about is None else _known_label(connection, wish["class_key"], about)
        if any(two) or about is None:
            problems.append(Problem(f"A wish '{kind}' is about a list of students.", "Choose the list, and nobody."))
        elif known is None:
            problems.append(Problem(f"There is no list '{about}'.", "Say first who is on it."))
        wish = {**wish, "about": known}
    if problems:
        raise ProblemsFound("The wish was not kept. Nothing was changed.", problems)
    return _resolved(wish, into)


def _known_label(connection: Connection, class_key: str, label: str) -> str | None:
    """Return a label as it was first spelled, or None when there is no such list."""
    table = T["marks"]
    there = connection.execute(select(table.c.label).where(table.c.class_key == class_key).distinct()).scalars()
    return same_words(label, there)


def _for_log(wish: Wish, texts: EventTexts, there: Iterable[str] = ()) -> dict[str, Any]:
    """Return a wish as an event may hold it; beside it, other wishes that went with it because of a merge."""
    told = {name: wish[name] for name in ("class_key", "kind", "weight", "student_key", "other_student_key")}
    others = sorted(set(there) - {wish.get("wish_key")})
    return {**told, "about": texts.put_away(wish["about"])} | ({"others": others} if others else {})
