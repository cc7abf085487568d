"""Two records of students that are one child: merged by the teacher, and parted again when that was wrong."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from plworkbench.errors import NotFound, WorkbenchError
from plworkbench.store.counting import T
from plworkbench.store.database import writing
from plworkbench.store.log import now, random_key
from plworkbench.store.merged import merged_into
from plworkbench.store.roster import identifiers_with_two_owners
from plworkbench.store.writing import Writing


class Merging(Writing):
    """The part of `Repository` that merges records of students; nothing is rewritten, so all of it can be undone."""

    def merge_students(self, student_key: str, into_student_key: str) -> str:
        """Say that two records are one child, and return the key of the merge.

        From then on everything that is read of the first record is read of the second. Where both hold the same
        piece of evidence, the one of the newer import counts.

        Parameters
        ----------
        student_key : str
            The record that is folded into the other.
        into_student_key : str
            The record that stays.

        Raises
        ------
        NotFound
            When one of them does not exist.
        WorkbenchError
            When they are the same, or one of them is folded into another record already.
        """
        table, merge_key = T["students"], random_key()
        if student_key == into_student_key:
            raise WorkbenchError("These are the same record of one student. Choose two different students.")
        pair = {"student_key": student_key, "into_student_key": into_student_key}
        with writing(self._engine) as connection:
            known = connection.execute(select(table.c.student_key).where(table.c.student_key.in_(pair.values())))
            if len(known.all()) < 2:
                raise NotFound("One of these students does not exist any more. Reload to see the newer state.")
            # A circle cannot come about: the record that stays is never one that is folded into another.
            if merged_into(connection).keys() & set(pair.values()):
                raise WorkbenchError(
                    "One of these records is merged into another one already. Nothing was changed. Reload, and choose "
                    "the record that stays; or undo that merge first."
                )
            connection.execute(insert(T["merges"]).values(merge_key=merge_key, merged_at=now(), **pair))
            self._log(connection, "merged", "merge", merge_key, after=pair)
        return merge_key

    def undo_merge(self, merge_key: str) -> int:
        """Part two records again: each has what was brought in for it, and return the new version of the merge.

        What came in for the merged student since stays with the record that had stayed.

        Raises
        ------
        NotFound
            When there is no such merge.
        WorkbenchError
            When it is undone already, or both records have come to hold the same identifier.
        """
        table, undone_at = T["merges"], now()
        with writing(self._engine) as connection:
            found = connection.execute(select(table).where(table.c.merge_key == merge_key)).first()
            if found is None:
                raise NotFound("This merge does not exist any more. Reload to see the newer state.")
            if found.undone_at is not None:
                raise WorkbenchError("This merge is undone already. Reload to see the newer state.")
            connection.execute(update(table).where(table.c.merge_key == merge_key).values(undone_at=undone_at))
            if identifiers_with_two_owners(connection, merged_into(connection)):
                raise WorkbenchError(
                    "Since these records were merged, both came to hold the same number or address. Nothing was "
                    "changed. Undo the import that brought it for the second one first."
                )
            before, after = {"undone_at": None}, {"undone_at": undone_at.isoformat()}
            return self._log(connection, "undo", "merge", merge_key, before=before, after=after)
