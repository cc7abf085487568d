"""A class list: names, IDs, e-mail addresses and sections of students, and nothing that is a score."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from plworkbench.errors import ImportRefused
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.damage import made_dates, sound_identifiers
from plworkbench.importers.grid import Grid, grid_of
from plworkbench.importers.left_out import why_left_out
from plworkbench.importers.letters import letter_columns
from plworkbench.importers.names import fold_name, shown_and_sorted
from plworkbench.importers.parsed import NEVER_KEPT, ParsedFile, frame_of, in_file_order, joined
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import ROLE_WORDS, find_roles, first_identifier, split_sections, student_frame, who
from plworkbench.importers.wide_rows import score_columns, sort_rows

IMPORTER = "roster_list"
FORMAT_NAME = "Class list"
READS = RawTable
AT_MOST = 0.3
LOOKS_FOR = "A class list: columns such as Name (or Last Name and First Name), Student ID, Email, Section"

SAME_STUDENT = "the same student as in another row"
"""A row that adds a section at most."""


def detect(raw: RawTable) -> float:
    r"""Return how surely a table lists students and holds no scores, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"Last Name,First Name,Student ID,Grade Level\nOkafor,Amara,00123,6\n"))
    0.3
    >>> detect(read_table(b"Student,Quiz\nAmara Okafor,3\n"))
    0.0
    """
    try:
        grid = grid_of(raw, limit=200)
    except ImportRefused:
        return 0.0
    roles = find_roles(list(grid.cells.columns), ROLE_WORDS)
    if not roles.keys() - {"section"}:
        return 0.0
    scores, totals = score_columns(grid, roles, raw.decimal_mark, ())
    # 'Grade' is a total in a gradebook; in a list of students it is the grade they are in.
    return 0.0 if scores or len(totals) > 1 else 0.3


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read a class list.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        What the teacher said of the file.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> table = b"Last Name,First Name,Student ID,Grade Level\nOkafor,Amara,00123,6\nRuiz,Ben,00124,6\n"
    >>> parse(read_table(table)).students[["name", "identifiers"]].to_numpy().tolist()
    [['Amara Okafor', {'id': '00123'}], ['Ben Ruiz', {'id': '00124'}]]
    """
    grid = grid_of(raw)
    roles = find_roles(list(grid.cells.columns), ROLE_WORDS, answers.roles)
    people, damaged = sound_identifiers(who(grid.frame, roles), grid.frame)
    _, people, no_students, nameless = sort_rows(grid, people, roles, raw.decimal_mark)
    named = {found.row for found in damaged if found.code == "id_rounded"}
    damaged += made_dates(grid.coded, list(roles.values()))
    unused = [name for name in grid.frame.columns if name not in roles.values()]
    problems = [*damaged, *(found for found in nameless if found.row not in named)]
    problems += letter_columns(grid.frame, unused, grid.header_row)
    first_row = _first_rows(people)
    again = first_row.index[first_row != first_row.index]
    sections = pd.Series(split_sections(list(people["section"])), index=people.index, dtype="object")
    together = sections.groupby(first_row).agg(lambda found: tuple(dict.fromkeys(sum(found, ()))))
    students = student_frame(people.drop(again))
    return ParsedFile(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        file_name=raw.file_name,
        digest=raw.digest,
        students=students.assign(sections=students["row_number"].map(together).astype("object")),
        columns=frame_of("columns", []),
        scores=frame_of("scores", []),
        ignored=joined(
            "ignored",
            [
                grid.ignored,
                columns_left_out(grid, unused),
                no_students,
                pd.DataFrame({"row_number": [row for row in again if row not in named], "reason": SAME_STUDENT}),
            ],
        ),
        problems=in_file_order([*raw.problems, *grid.problems, *problems]),
        by_row=True,
        header_rows=(grid.header_row,),
        roles={header: role for role, header in roles.items()},
        answers=answers,
        raw=raw,
    )


def columns_left_out(grid: Grid, headers: Sequence[str]) -> pd.DataFrame:
    """Return the headers of columns that are not used, as rows of `ParsedFile.ignored`, each with its reason."""
    private = [header for header in headers if why_left_out(header) == NEVER_KEPT]
    unused = grid.unused([header for header in headers if header not in private])
    return joined("ignored", [unused, grid.unused(private).assign(reason=NEVER_KEPT, raw="")])


def _first_rows(people: pd.DataFrame) -> pd.Series:
    """Return for each row the first one of the same identifier and name; without an identifier, the row itself."""
    identifier = first_identifier(people)
    names = people["name"].map(lambda name: fold_name(shown_and_sorted(name)[0]))
    rows = pd.Series(people.index, index=people.index)
    first = rows.groupby([identifier, names]).transform("first")
    return first.where(identifier != "", rows).astype("int64")
