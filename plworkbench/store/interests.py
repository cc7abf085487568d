"""What students say they are interested in: in their words, and dated."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select

from plworkbench.errors import NotFound, Problem, ProblemsFound
from plworkbench.schema import conform
from plworkbench.store.counting import T
from plworkbench.store.database import reading, writing
from plworkbench.store.frames import to_records
from plworkbench.store.log import EventTexts
from plworkbench.store.merged import merged_into, resolved
from plworkbench.store.reading import enrolled_keys, frame_of
from plworkbench.store.typed import one_line
from plworkbench.store.writing import Writing, plain_json, require_class

LONGEST = 200
"""Characters an interest may have."""

NOT_KEPT = "The interests were not kept. Nothing was changed."

Said = dict[str, Any]


class Interests(Writing):
    """The part of `Repository` that keeps interests. They belong to the student, in whatever class."""

    def interests(self, class_key: str) -> pd.DataFrame:
        """Return the interests of the students of a class, as declared in `schema.TABLES["interests"]`.

        Those of a student who leaves the class are not among them until the student returns.

        Examples
        --------
        >>> import tempfile
        >>> from plworkbench.store import Repository
        >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
        ...     len(repository.interests("no such class"))
        0
        """
        table = T["interests"]
        with reading(self._engine) as connection:
            into = merged_into(connection)
            frame = resolved(frame_of(connection, select(table), "interests"), into)
            frame = frame[frame["student_key"].isin(enrolled_keys(connection, class_key, into))]
        # Two records of one student: what was said last counts.
        folded = frame.assign(folded=frame["interest"].str.casefold())
        ordered = folded.sort_values(["student_key", "folded", "said_on", "interest", "source"])
        once = ordered.drop_duplicates(["student_key", "folded"], keep="last", ignore_index=True)
        return once.drop(columns="folded")

    def put_interests(
        self, class_key: str, student_key: str, interests: Iterable[str], said_on: date, source: str
    ) -> None:
        """Keep what a student says to be interested in, in place of what the student said before.

        Parameters
        ----------
        class_key, student_key : str
            A student of the class.
        interests : iterable of str
            In the student's words, each once; none forgets those there are.
        said_on : date
            The day the student said so.
        source : str
            Where: 'survey', 'conference'.

        Raises
        ------
        NotFound
            When there is no such class, or the student is not in it.
        ProblemsFound
            When an interest is very long, or the day is not a date.
        """
        rows = [{"student_key": student_key, "interest": interest} for interest in interests]
        frame = pd.DataFrame(rows, columns=["student_key", "interest"]).assign(said_on=said_on, source=source)
        self._put_interests(class_key, frame, [student_key])

    def bring_interests(self, class_key: str, interests: pd.DataFrame) -> None:
        """Keep the interests of several students of a class at once; those of other students stay.

        Parameters
        ----------
        class_key : str
            The class.
        interests : DataFrame
            As declared in `schema.TABLES["interests"]`. All that one student said takes the place of what the student
            said before.

        Raises
        ------
        NotFound, ProblemsFound
            As `put_interests` does; nothing was changed.
        """
        self._put_interests(class_key, interests, interests["student_key"].unique())

    def _put_interests(self, class_key: str, frame: pd.DataFrame, student_keys: Iterable[str]) -> None:
        said = _checked(frame)
        with writing(self._engine) as connection:
            require_class(connection, class_key)
            into = merged_into(connection)
            here = enrolled_keys(connection, class_key, into)
            for key in student_keys:
                stays = into.get(key, key)
                if stays not in here:
                    raise NotFound(
                        "This student is not in the class any more. Nothing was changed. Reload to see the class."
                    )
                wanted = [{**row, "student_key": stays} for row in said if row["student_key"] == key]
                self._replace_interests(connection, stays, wanted, into)

    def _replace_interests(
        self, connection: Connection, student_key: str, wanted: list[Said], into: dict[str, str]
    ) -> None:
        table = T["interests"]
        records = [student_key, *(key for key, stays in into.items() if stays == student_key)]
        own = table.c.student_key.in_(records)
        stored = [dict(row._mapping) for row in connection.execute(select(table).where(own))]
        told = [_told(rows) for rows in (stored, wanted)]
        if told[0] == told[1]:
            return
        connection.execute(delete(table).where(own))
        if wanted:
            connection.execute(insert(table), wanted)
        texts = EventTexts(connection, "interests", student_key)
        before, after = (_for_log(rows, texts) for rows in told)
        self._log(connection, "changed", "interests", student_key, before=before, after=after)


def _checked(frame: pd.DataFrame) -> list[Said]:
    """Return interests as they are stored: each once for a student, without what is empty."""
    lines = conform(frame, "interests")
    lines = lines.assign(**{name: lines[name].map(one_line).astype("str") for name in ("interest", "source")})
    lines = lines[lines["interest"] != ""]
    if too_long := int((lines["interest"].str.len() > LONGEST).sum()):
        raise ProblemsFound(NOT_KEPT, [Problem(f"{too_long} interests are very long.", "Say each in a few words.")])
    once = lines.assign(folded=lines["interest"].str.casefold()).drop_duplicates(["student_key", "folded"])
    return to_records(once, "interests")


def _told(rows: Iterable[Said]) -> list[tuple[Any, ...]]:
    """Return what the records of one student say together; of an interest said twice, what was said last."""
    told = sorted((row["said_on"], row["interest"], row["source"]) for row in rows)
    return sorted({interest.casefold(): (interest, day, source) for day, interest, source in told}.values())


def _for_log(told: Iterable[tuple[Any, ...]], texts: EventTexts) -> list[list[Any]]:
    return plain_json([[texts.put_away(interest), day, texts.put_away(source)] for interest, day, source in told])
