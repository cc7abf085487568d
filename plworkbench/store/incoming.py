"""What a file brings, checked and complete before the database is kept busy with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from plworkbench.schema import conform, empty_frame
from plworkbench.store.counting import key_of
from plworkbench.store.frames import to_records
from plworkbench.store.log import random_key, random_keys
from plworkbench.store.reading import record_table


@dataclass(frozen=True, eq=False)
class Incoming:
    """The parts of one import; every frame is as declared, with the keys of the class and of the import.

    Parameters
    ----------
    class_key : str or None
        The class, made or known; None for standards alone.
    new_class : dict or None
        Name, subject and source of the class to make.
    students, identifiers, confirmed_names : DataFrame
        Rows to add.
    standards : dict
        Records by standard_code.
    prerequisites : set of tuple
        Codes of a standard and its prerequisite.
    records, replaced : dict
        For 'evidence' and each table of records the rows to add, and the keys of those they replace.
    listed : list of str
        The students the file lists.
    """

    class_key: str | None
    new_class: dict[str, str | None] | None
    students: pd.DataFrame
    identifiers: pd.DataFrame
    confirmed_names: pd.DataFrame
    standards: dict[str, dict[str, Any]]
    prerequisites: set[tuple[str, str]]
    records: dict[str, pd.DataFrame]
    replaced: dict[str, list[str]]
    listed: list[str]

    @classmethod
    def checked(
        cls,
        class_key: str | None,
        new_class: dict[str, str | None] | None,
        import_key: str,
        *,
        students: pd.DataFrame | None,
        identifiers: pd.DataFrame | None,
        confirmed_names: pd.DataFrame | None,
        standards: pd.DataFrame | None,
        prerequisites: pd.DataFrame | None,
        records: Mapping[str, pd.DataFrame],
        replaced: Mapping[str, Iterable[str]],
        listed: Iterable[str],
        mappings: pd.DataFrame | None,
    ) -> Incoming:
        """Return the parts of an import after checking them all; see `Repository.commit_import`.

        Raises
        ------
        SchemaError
            When a frame is not as declared.
        ValueError
            When the class is given twice, or not at all although there is more than standards.
        """
        for name in {*records, *replaced} - {"evidence"}:
            record_table(name)
        rows = {name: frame for name, frame in records.items() if len(frame)}
        gone = {name: found for name, keys in replaced.items() if (found := sorted(set(keys)))}
        everyone = sorted(set(listed))
        of_a_class = (students, identifiers, confirmed_names, mappings, *rows.values(), gone, everyone)
        if class_key is not None and new_class is not None:
            raise ValueError("Give class_key or new_class, not both.")
        if class_key is None and new_class is None and any(part is not None and len(part) for part in of_a_class):
            raise ValueError("Only standards and prerequisites can be imported without a class.")
        class_key = class_key if new_class is None else random_key()
        keys = {"class_key": class_key, "import_key": import_key}
        given = [] if standards is None else to_records(standards.assign(import_key=None), "standards")
        pairs = [] if prerequisites is None else to_records(prerequisites, "prerequisites")
        return cls(
            class_key=class_key,
            new_class=new_class,
            students=_whole(students, "students"),
            identifiers=_whole(identifiers, "identifiers", import_key=import_key),
            confirmed_names=_whole(confirmed_names, "confirmed_names", **keys).drop_duplicates(),
            standards={record["standard_code"]: record for record in given},
            prerequisites={(pair["standard_code"], pair["prerequisite_code"]) for pair in pairs},
            records={
                name: _whole(_with_keys(frame, name), name, retired_by=None, **keys) for name, frame in rows.items()
            },
            replaced=gone,
            listed=everyone,
        )

    def counter(self, progress: Callable[[int, int], None] | None) -> Callable[[int], None] | None:
        """Return what counts the rows as they are written and passes their number on, with the number of all."""
        if progress is None:
            return None
        total = sum(map(len, (self.students, self.identifiers, self.confirmed_names, *self.records.values())))
        written = 0

        def count(rows: int) -> None:
            nonlocal written
            written += rows
            progress(written, total)

        return count


def _whole(frame: pd.DataFrame | None, table: str, **keys: str | None) -> pd.DataFrame:
    if frame is None or frame.empty:
        return empty_frame(table)
    return conform(frame.assign(**keys), table)


def _with_keys(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    return frame if key_of(table) in frame else frame.assign(**{key_of(table): random_keys(len(frame))})
