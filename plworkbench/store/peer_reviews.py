"""Who gives whom feedback on a piece of work."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import delete, insert, select

from plworkbench.errors import Problem, ProblemsFound
from plworkbench.schema import conform
from plworkbench.store.counting import T
from plworkbench.store.database import writing
from plworkbench.store.log import EventTexts, now
from plworkbench.store.merged import merged_into, resolved
from plworkbench.store.typed import one_line, same_words
from plworkbench.store.writing import Writing, require_class

LONGEST = 200
"""Characters a title may have."""

PAIR = ["reviewer_key", "author_key"]

Pair = tuple[str, str]


class PeerReviews(Writing):
    """The part of `Repository` that keeps peer reviews."""

    def peer_reviews(self, class_key: str) -> pd.DataFrame:
        """Return who reviews whom in a class, the piece of work decided first coming first.

        As declared in `schema.TABLES["peer_reviews"]`. Students who left the class are among them.

        Examples
        --------
        >>> import tempfile
        >>> from plworkbench.store import Repository
        >>> with tempfile.TemporaryDirectory() as folder, Repository.open(folder) as repository:
        ...     len(repository.peer_reviews("no such class"))
        0
        """
        table = T["peer_reviews"]
        frame, into = self._frame_and_merges(select(table).where(table.c.class_key == class_key), "peer_reviews")
        frame = resolved(frame, into, PAIR)
        frame = frame[frame["reviewer_key"] != frame["author_key"]].drop_duplicates(["title", *PAIR])
        return frame.sort_values(["made_at", "title", *PAIR], ignore_index=True)

    def put_peer_reviews(self, class_key: str, title: str, reviews: pd.DataFrame) -> None:
        """Keep who reviews whom on a piece of work, in place of what was decided before; no rows forget it.

        Parameters
        ----------
        class_key : str
            The class.
        title : str
            What the teacher calls the piece of work; capital letters make no difference, the first spelling stays.
        reviews : DataFrame
            Columns reviewer_key, author_key.

        Raises
        ------
        NotFound
            When there is no such class.
        ProblemsFound
            Listing every row that cannot be; nothing was changed.
        """
        title, table = one_line(title), T["peer_reviews"]
        checked = conform(reviews.assign(class_key=class_key, title=title, made_at=now()), "peer_reviews")
        given = list(zip(checked["reviewer_key"], checked["author_key"]))
        with writing(self._engine) as connection:
            require_class(connection, class_key)
            into = merged_into(connection)
            wanted = [_resolved(pair, into) for pair in given]
            if problems := _problems(title, wanted):
                raise ProblemsFound("The peer review was not kept. Nothing was changed.", problems)
            of_class = table.c.class_key == class_key
            title = same_words(title, connection.execute(select(table.c.title).where(of_class)).scalars()) or title
            here = (of_class, table.c.title == title)
            rows = connection.execute(select(table.c.reviewer_key, table.c.author_key).where(*here))
            stored = sorted(tuple(row) for row in rows)
            # What a merge hides stays: the merge could not be undone without it.
            stays = [pair for pair in stored if len({*_resolved(pair, into)}) == 1 or _resolved(pair, into) in wanted]
            after = sorted({*stays, *({*wanted} - {_resolved(pair, into) for pair in stays})}) if wanted else []
            if after == stored:
                return
            connection.execute(delete(table).where(*here))
            if after:
                common = {"class_key": class_key, "title": title, "made_at": now()}
                connection.execute(insert(table), [{**common, **dict(zip(PAIR, pair))} for pair in after])
            said = EventTexts(connection, "peer reviews", class_key).put_away(title)
            states = [{"title": said, "pairs": [list(pair) for pair in pairs]} for pairs in (stored, after)]
            action = "added" if not stored else "changed" if after else "dropped"
            before, after_state = (state if state["pairs"] else None for state in states)
            self._log(connection, action, "peer reviews", class_key, before=before, after=after_state)


def _resolved(pair: Pair, into: dict[str, str]) -> Pair:
    reviewer, author = pair
    return into.get(reviewer, reviewer), into.get(author, author)


def _problems(title: str, pairs: list[Pair]) -> list[Problem]:
    problems = []
    if not title or len(title) > LONGEST:
        problems.append(Problem("The piece of work needs a short title.", "Write one such as 'Essay 1, first draft'."))
    seen: set[Pair] = set()
    for row, pair in enumerate(pairs, start=1):
        if pair[0] == pair[1]:
            problems.append(Problem("A student reviews work of their own.", "Choose another reviewer.", row=row))
        elif pair in seen:
            problems.append(Problem("The same two students stand there already.", "Leave one of them out.", row=row))
        seen.add(pair)
    return problems
