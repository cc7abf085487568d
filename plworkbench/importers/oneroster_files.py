"""The files of a OneRoster bundle: the columns each should have, and what becomes of each of its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers.grid import grid_of
from plworkbench.importers.oneroster_layouts import BASE, LAYOUTS, NEEDED, SECRET, USED, layout_of, like
from plworkbench.importers.parsed import NEVER_KEPT, NOT_A_STUDENT, UNUSED_COLUMN, frame_of
from plworkbench.importers.raw import RawBundle, RawTable
from plworkbench.messages import problem

UNREADABLE = "its file cannot be read, see the problem of its header"
"""A row of a file in which a needed column is absent."""

OUT_OF_DATE = "its status says that it does not count any more"
"""A row that the source wants to be deleted."""


@dataclass(eq=False)
class Member:
    """One file of a bundle, and what becomes of each of its rows: used later on, left out, or a problem.

    Parameters
    ----------
    name : str
        Its name in the bundle.
    layout : str
        The name of its layout, a key of `LAYOUTS`; '' for a file that OneRoster does not know.
    start : int
        What is added to a row of the file to get its row in the bundle.
    frame : DataFrame
        Its text cells; the index is the row in the bundle.
    header_row : int
        Row of its header in the bundle.
    problems : list of Problem
        What is wrong with it, each with its file and the row within it.
    parts : list of DataFrame
        The rows left out and the columns not used, as in `ParsedFile.ignored`.
    settled : Series of bool
        Whether a row is left out or a problem.
    """

    name: str
    layout: str
    start: int
    frame: pd.DataFrame
    header_row: int
    problems: list[Problem] = field(default_factory=list)
    parts: list[pd.DataFrame] = field(default_factory=list)
    settled: pd.Series = field(init=False)
    _texts: dict[str, pd.Series] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.settled = pd.Series(False, index=self.frame.index)

    def __getitem__(self, header: str) -> pd.Series:
        """Return the texts of a column, '' where the file has none."""
        if header not in self._texts:
            blank = pd.Series("", index=self.frame.index, dtype="str", name=header)
            self._texts[header] = self.frame[header].astype("str").str.strip() if header in self.frame else blank
        return self._texts[header]

    @cached_property
    def labels(self) -> pd.Series:
        """What a row is called where it is left out: its identifier, never a name."""
        return self["propertyName"] if self.layout == "manifest.csv" else self["sourcedId"]

    @property
    def open(self) -> pd.Series:
        """Whether a row is neither left out nor a problem."""
        return ~self.settled

    def leave_out(self, rows: pd.Series, reason: str | pd.Series) -> None:
        """Leave out rows that are still open, with their reason."""
        rows = self._still(rows)
        reasons = reason[rows].to_numpy() if isinstance(reason, pd.Series) else reason
        found = pd.DataFrame({"row_number": self.frame.index[rows], "raw": self.labels[rows].to_numpy()})
        self.parts.append(found.assign(reason=reasons))
        self.settled |= rows

    def report(self, rows: pd.Series, code: str, column: str = "", /, **details: object) -> None:
        """Report a problem of each of some rows that are still open; a detail may be a Series."""
        rows = self._still(rows)
        values = self[column][rows] if column else pd.Series(None, index=self.frame.index[rows], dtype="object")
        for row, value in values.items():
            own = {name: what[row] if isinstance(what, pd.Series) else what for name, what in details.items()}
            self.tell(code, row=row, column=column or None, value=value, **own)
        self.settled |= rows

    def tell(self, code: str, *, row: int | None = None, **about: object) -> None:
        """Note a problem of a row of the bundle, or of the header, without settling anything."""
        place = (self.header_row if row is None else int(row)) - self.start
        self.problems.append(problem(code, row=place, file=self.name, **about))

    def _still(self, rows: pd.Series) -> pd.Series:
        return rows.reindex(self.frame.index, fill_value=False).astype("bool") & ~self.settled

    def leave_out_of_date(self, kind: str = f"{NOT_A_STUDENT}: ") -> set[str]:
        """Leave out the rows that the source wants deleted, and return their identifiers."""
        status = self["status"].str.casefold()
        gone = status.isin(["tobedeleted", "inactive"])
        identifiers = set(self["sourcedId"][gone & self.open])
        self.leave_out(gone, kind + OUT_OF_DATE)
        self.report(~gone & ~status.isin(["", "active"]), "not_a_choice", "status", choices="active, tobedeleted")
        return identifiers


@dataclass(eq=False)
class Bundle:
    """The files of a OneRoster bundle in the order in which they are read.

    Parameters
    ----------
    raw : RawBundle
        The bundle, without what is never kept.
    members : dict of str to Member
        By layout; files that OneRoster does not know by their own name.
    changes_only : frozenset of str
        The files of which the manifest says that they hold changes only.
    absent : set of str
        The files that others refer to, and that are not there.
    """

    raw: RawBundle
    members: dict[str, Member]
    changes_only: frozenset[str] = frozenset()
    absent: set[str] = field(default_factory=set)

    def __getitem__(self, layout: str) -> Member:
        """Return the file of a layout, without rows if the bundle has none."""
        nothing = Member(layout, layout, 0, pd.DataFrame(index=pd.Index([], dtype="int64")), 0)
        return self.members.get(layout, nothing)

    def has(self, layout: str) -> bool:
        """Tell whether the bundle has a file, and whether it can be read."""
        return layout in self.members and all(name in self.members[layout].frame for name in NEEDED.get(layout, ()))

    def member_at(self, row: int) -> Member:
        """Return the file in which a row of the bundle stands."""
        return max((each for each in self.members.values() if each.start < row), key=lambda each: each.start)

    def add(self, found: Problem, column: str | None = None) -> None:
        """Take over a problem whose row is that of the bundle."""
        member = self.member_at(found.row)
        place = {"row": int(found.row) - member.start, "file": member.name, "column": column or found.column}
        member.problems.append(replace(found, **place))

    def check_references(self, member: Member, column: str, layout: str, known: Collection[str]) -> None:
        """Sort out the rows of a file that refer to nothing: named as problems, unless a whole file is absent."""
        strange = ~member[column].isin(known)
        if layout in self.members and self.has(layout):
            code = "not_in_changes" if layout in self.changes_only else "unknown_reference"
            member.report(strange, code, column, file_meant=layout)
        elif (strange & member.open).any():
            if layout not in self.members:
                self.absent.add(layout)
            member.leave_out(strange, f"it refers to {layout}, which is not there or cannot be read")


def without_secrets(raw: RawBundle) -> RawBundle:
    """Return a bundle without passwords and telephone numbers; the one given is not changed."""

    def cleared(table: RawTable) -> RawTable:
        places = {place for place, cell in enumerate(table.cells[0]) if SECRET.search(cell.strip())}
        if not places:
            return table
        cells = [["" if place in places else cell for place, cell in enumerate(row)] for row in table.cells[1:]]
        return replace(table, cells=[table.cells[0], *cells])

    return replace(raw, tables={name: cleared(table) for name, table in raw.tables.items()})


def open_bundle(raw: RawBundle) -> Bundle:
    """Return the files of a bundle with their headers checked."""
    raw = without_secrets(raw)
    order = {layout: place for place, layout in enumerate(LAYOUTS)}
    names = sorted(raw.tables, key=lambda name: order.get(layout_of(name), len(order)))
    members, start = {}, 0
    for name in names:
        table = raw.tables[name]
        member = _member(name, table, start)
        _check_header(member, table)
        members[member.layout or name] = member
        start += table.row_numbers[-1]
    return Bundle(raw, members)


def _member(name: str, table: RawTable, start: int) -> Member:
    # Separators at the end of the header alone would make every row seem too narrow.
    header = list(table.cells[0])
    while header and not header[-1].strip():
        header.pop()
    width = len(header)
    rows = [
        row[:width] if len(row) > width and not any(map(str.strip, row[width:])) else row for row in table.cells[1:]
    ]
    layout = layout_of(name)
    try:
        grid = grid_of(replace(table, cells=[header, *rows]))
    except ImportRefused:
        # A file without rows is usual: the source had nothing of the kind.
        frame = pd.DataFrame(columns=[*map(str.strip, header)], index=pd.Index([], dtype="int64"), dtype="str")
        return Member(name, layout, start, frame, table.row_numbers[0] + start)
    own = {name.casefold(): name for name in LAYOUTS.get(layout, ())}
    frame = grid.frame.set_axis(grid.frame.index + start)
    frame = frame.rename(columns=lambda header: own.get(header.strip().casefold(), header.strip()))
    member = Member(name, layout, start, frame, grid.header_row + start)
    member.problems += [replace(found, file=name) for found in grid.problems]
    member.parts.append(grid.ignored.assign(row_number=grid.ignored["row_number"] + start))
    return member


def _check_header(member: Member, table: RawTable) -> None:
    """Name what is wrong with a header, and leave out the rows of a file that cannot be read."""
    layout, headers = LAYOUTS.get(member.layout, ()), list(member.frame.columns)
    if not member.layout:
        meant = like(member.name, LAYOUTS)
        member.tell("file_misspelt" if meant else "file_unknown", value=member.name, meant=meant)
        member.leave_out(member.open, f"{NOT_A_STUDENT}: OneRoster has no file of this name")
        return
    absent = [name for name in NEEDED.get(member.layout, ()) if name not in headers]
    shared = {other: len({*headers} & {*names}) for other, names in LAYOUTS.items()}
    closest = max(shared, key=lambda other: shared[other])
    if absent and shared[closest] > shared[member.layout] + 1:
        member.tell("header_of_other_file", meant=closest)
    else:
        _check_names(member, layout, headers, absent)
    if absent:
        member.leave_out(member.open, UNREADABLE)
        return
    if any(not cell.strip() for cell in table.cells[0]):
        member.tell("header_empty")
    if member.layout in USED or member.layout in NEEDED:
        _leave_out_columns(member, headers)


def _check_names(member: Member, layout: Iterable[str], headers: list[str], absent: list[str]) -> None:
    meant_instead = set()
    for header in headers:
        meant = "" if header in layout else like(header, [name for name in layout if name not in headers])
        if meant:
            meant_instead.add(meant)
            member.tell("header_misspelt", column=header, value=header, meant=meant)
    for name in absent:
        if name not in meant_instead:
            member.tell("header_absent", meant=name)


def _leave_out_columns(member: Member, headers: list[str]) -> None:
    used = {*NEEDED.get(member.layout, ()), *USED.get(member.layout, ())}
    if member.layout == "demographics.csv":
        # Each column is an attribute of its own; all of a row is kept, or none of it.
        used = {header for header in headers if header not in BASE[1:]}
    unused = [header for header in headers if header not in used]
    member.parts.append(
        frame_of(
            "ignored",
            {
                "row_number": [member.header_row] * len(unused),
                "column_name": unused,
                "raw": ["" if SECRET.search(header) else header for header in unused],
                "reason": [NEVER_KEPT if SECRET.search(header) else UNUSED_COLUMN for header in unused],
            },
        )
    )
