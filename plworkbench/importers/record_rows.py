"""What all formats of records share: one row, or one cell, is one day of attendance, one test result, one activity."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers.answers import NO_ANSWERS, Answers, Question
from plworkbench.importers.coded import constant
from plworkbench.importers.grid import Grid
from plworkbench.importers.parsed import IDENTIFIER_KINDS, OF_THE_STORE, ParsedFile, frame_of, in_file_order, joined
from plworkbench.importers.raw import RawTable
from plworkbench.importers.record_values import read_values
from plworkbench.importers.roster import student_frame
from plworkbench.importers.score_cells import melt_scores
from plworkbench.importers.tidy_parts import students_of
from plworkbench.importers.tidy_rows import SAME_ROW, in_all_sections
from plworkbench.messages import REMARKS, problem, rows_named
from plworkbench.schema import TABLES

WAITS = "its date waits for your answer: does the day or the month come first"
"""A record whose date may be two days, as long as nobody has said which."""

NO_DAY = "the heading of its column is no whole date"
"""A record whose column does not say the day, or not the year."""

_WHAT = {
    "attendance": "day",
    "behavior": "entry",
    "activities": "activity",
    "scale_scores": "test",
    "demographics": "attribute",
    "item_responses": "question",
}


def record_file(
    *,
    importer: str,
    format_name: str,
    raw: RawTable,
    grid: Grid,
    table: str,
    roles: Mapping[str, str],
    answers: Answers = NO_ANSWERS,
    choices: Mapping[str, Mapping[str, str]] | None = None,
    constants: Mapping[str, str] | None = None,
    left_out: Mapping[str | tuple[str, ...], str] | None = None,
    finish: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
    questions: Sequence[Question] = (),
) -> ParsedFile:
    r"""Return the parsed file of a table with one record a row.

    Parameters
    ----------
    importer, format_name : str
        Of the format.
    raw, grid
        The table, and its rows under the header.
    table : str
        The table of `schema.RECORD_TABLES` that the rows are of: its declaration says what each column may hold.
    roles : mapping
        Header of each column: by the roles of `roster.ROLE_WORDS` and by the names declared for the table. Other
        columns are ignored as not used.
    answers : Answers
        What the teacher said of the file.
    choices : mapping, optional
        Column to folded word to the choice that is meant.
    constants : mapping, optional
        Column to its text, where the file has no column for it.
    left_out : mapping, optional
        Column to the reason for which a row is ignored, and is no problem, if that column is empty; for several
        columns, if all of them are that the file has.
    finish : callable, optional
        What is to be worked out from a record as a whole: from all records to the same rows, before repeated ones are
        looked for.
    questions : sequence of Question
        What else the file leaves open.

    Raises
    ------
    ImportRefused
        If a column is absent without which there is no record.

    Examples
    --------
    >>> from plworkbench.importers.grid import grid_of
    >>> from plworkbench.importers.reading import read_table
    >>> raw = read_table(b"Student,Day,Was\nAmara Okafor,2026-09-14,P\nBen Ruiz,2026-09-14,?\n")
    >>> parsed = record_file(importer="attendance", format_name="Attendance", raw=raw, grid=grid_of(raw),
    ...     table="attendance", roles={"name": "Student", "date": "Day", "status": "Was"},
    ...     choices={"status": {"p": "present"}})
    >>> parsed.records["attendance"][["row_number", "status"]].to_numpy().tolist(), len(parsed.problems)
    ([[2, 'present']], 1)
    """
    frame, constants = grid.coded, constants or {}
    _check_headers(table, {*roles, *constants})
    own = [name for name in _own_columns(table) if name in roles]
    texts = frame[[roles[name] for name in own]].set_axis(own, axis=1)
    people, student_row, student_problems = students_of(frame, roles)
    nobody = frame.index.isin(_rows_of(student_problems))
    reasons = pd.Series("", index=frame.index, dtype="str")
    for names, reason in (left_out or {}).items():
        there = [name for name in ([names] if isinstance(names, str) else names) if name in own]
        if there:
            reasons[(reasons == "") & (texts[there] == "").all(axis=1)] = reason
    read = read_values(
        texts[reasons == ""], table, answers=answers, decimal_mark=raw.decimal_mark, choices=choices, headers=roles
    )
    reasons[read.waiting.index[read.waiting]] = WAITS
    good = frame.index[~nobody & (reasons == "") & ~read.bad.reindex(frame.index, fill_value=False)]
    section = frame[roles["section"]] if "section" in roles else constant("", frame.index)
    main = _main_column(table)
    records = read.columns.loc[good].assign(
        row_number=good,
        student_row=student_row[good],
        raw=texts[main][good] if main in own else "",
        section=section[good],
        **{name: text for name, text in constants.items() if name not in own},
    )
    records = frame_of(table, records)
    records, repeated, clashes = _sort_repeated(records if finish is None else finish(records), table, people)
    left = pd.DataFrame({"row_number": frame.index, "reason": reasons})[~nobody & (reasons != "")]
    unused = grid.unused([name for name in frame.columns if name not in roles.values()])
    return ParsedFile(
        importer=importer,
        format_name=format_name,
        file_name=raw.file_name,
        digest=raw.digest,
        students=in_all_sections(student_frame(people), student_row, section),
        columns=frame_of("columns", []),
        scores=frame_of("scores", []),
        ignored=joined("ignored", [grid.ignored, unused, left, repeated]),
        problems=in_file_order([*raw.problems, *grid.problems, *student_problems, *read.problems, *clashes]),
        records={table: records},
        by_row=True,
        header_rows=(grid.header_row,),
        questions=(*questions, *read.questions),
        answers=answers,
        raw=raw,
    )


def record_cells(
    *,
    importer: str,
    format_name: str,
    raw: RawTable,
    grid: Grid,
    table: str,
    roles: Mapping[str, str],
    holds: str,
    about: pd.DataFrame,
    empty: str,
    answers: Answers = NO_ANSWERS,
    choices: Mapping[str, Mapping[str, str]] | None = None,
    ignored: pd.DataFrame | None = None,
    problems: Sequence[Problem] = (),
    questions: Sequence[Question] = (),
) -> ParsedFile:
    r"""Return the parsed file of a table with one student a row and one record a cell.

    Parameters
    ----------
    importer, format_name, raw, grid, table, answers, choices, questions
        As in `record_file`.
    roles : mapping
        Header of each column that says who a student is.
    holds : str
        The declared column that the cells hold.
    about : DataFrame
        One row for each column of records, index its header; declared columns such as the date, as they are kept. A
        column without the date that its records need is ignored, until a question is answered if there is one.
    empty : str
        The reason for which an empty cell is ignored.
    ignored : DataFrame, optional
        Rows that are no students; they are not in the grid any more.
    problems : sequence of Problem
        Found so far, beside those of `raw` and `grid`.

    Examples
    --------
    >>> from plworkbench.importers.grid import grid_of
    >>> from plworkbench.importers.reading import read_table
    >>> raw = read_table(b"Student,2026-09-14,2026-09-15\nAmara Okafor,P,\nBen Ruiz,?,P\n")
    >>> about = pd.DataFrame({"date": pd.to_datetime(["2026-09-14", "2026-09-15"])}, index=["2026-09-14", "2026-09-15"])
    >>> parsed = record_cells(importer="attendance", format_name="Attendance", raw=raw, grid=grid_of(raw),
    ...     table="attendance", roles={"name": "Student"}, holds="status", about=about, empty="nothing entered",
    ...     choices={"status": {"p": "present"}})
    >>> parsed.records["attendance"][["row_number", "column_name"]].to_numpy().tolist(), len(parsed.problems)
    ([[2, '2026-09-14'], [3, '2026-09-15']], 1)
    """
    frame = grid.coded
    people, student_row, student_problems = students_of(frame, roles)
    section = frame[roles["section"]] if "section" in roles else constant("", frame.index)
    cells = melt_scores(frame[~frame.index.isin(_rows_of(student_problems))], list(about.index))
    blank = cells["raw"] == ""
    needed = [column.name for column in TABLES[table].columns if column.required and column.name in about]
    waits = cells["column_name"].isin(about.index[about[needed].isna().any(axis=1)]) & ~blank
    open_cells = cells[~blank & ~waits]
    read = read_values(
        open_cells[["raw"]].set_axis([holds], axis=1),
        table,
        answers=answers,
        choices=choices,
        place=lambda n, _: {"row": cells.loc[n, "row_number"], "column": cells.loc[n, "column_name"]},
    )
    good = open_cells[~read.bad]
    records = good.assign(
        **{name: good["column_name"].map(about[name]) for name in about},
        **{holds: read.columns[holds][~read.bad]},
        student_row=good["row_number"].map(student_row),
        section=good["row_number"].map(section),
    )
    records, repeated, clashes = _sort_repeated(frame_of(table, records), table, people)
    return ParsedFile(
        importer=importer,
        format_name=format_name,
        file_name=raw.file_name,
        digest=raw.digest,
        students=in_all_sections(student_frame(people), student_row, section),
        columns=frame_of("columns", []),
        scores=frame_of("scores", []),
        ignored=joined(
            "ignored",
            [
                grid.ignored,
                grid.unused([name for name in frame.columns if name not in {*roles.values(), *about.index}]),
                frame_of("ignored", []) if ignored is None else ignored,
                cells[blank].assign(reason=empty),
                cells[waits].assign(reason=WAITS if questions else NO_DAY),
                repeated,
            ],
        ),
        problems=in_file_order([*raw.problems, *grid.problems, *problems, *student_problems, *read.problems, *clashes]),
        records={table: records},
        header_rows=(grid.header_row,),
        questions=tuple(questions),
        answers=answers,
        raw=raw,
    )


def _own_columns(table: str) -> list[str]:
    return [column.name for column in TABLES[table].columns if column.name not in OF_THE_STORE]


def _main_column(table: str) -> str:
    """Return the column whose text stands for the whole row: the last one that every record must have."""
    own = [column for column in TABLES[table].columns if column.name not in OF_THE_STORE and column.required]
    return own[-1].name


def _check_headers(table: str, known: set[str]) -> None:
    needed = [TABLES[table][name] for name in _own_columns(table) if TABLES[table][name].required]
    absent = [problem("header_absent", meant=column.name) for column in needed if column.name not in known]
    if absent:
        raise ImportRefused("This table lacks a column that its records need, nothing was changed.", absent)


def _rows_of(problems: list[Problem]) -> set[int]:
    """Return the rows that a problem keeps out."""
    return {found.row for found in problems if found.code not in REMARKS}


def _sort_repeated(
    records: pd.DataFrame, table: str, people: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, list[Problem]]:
    """Return the records without those that say the same, or something else, of what another one is about.

    Which of two different records is right nobody can tell here, so neither is taken. Two equal ones of a student
    without an ID may be two children of one name: neither is taken.
    """
    key = ["student_row", *(name for name in TABLES[table].same_by if name != "student_key")]
    content = ["student_row", *_own_columns(table)]
    has_identifier = records["student_row"].map(people[list(IDENTIFIER_KINDS)].ne("").any(axis=1)).astype("bool")
    repeats = records.duplicated(content) & has_identifier
    repeated = records[repeats].assign(reason=SAME_ROW)
    records = records[~repeats]
    clash = records.duplicated(key, keep=False)
    rows = records[clash].groupby(key, dropna=False)["row_number"]
    first, last = rows.transform("min"), rows.transform("max")
    of_one_name = records[clash].duplicated(content, keep=False)
    problems = [
        problem(
            "name_without_id" if same else "same_record",
            row=row,
            column=column or None,
            value=raw or None,
            rows=rows_named([one if one != row else other]),
            what=_WHAT[table],
        )
        for row, column, raw, one, other, same in zip(
            records["row_number"][clash], records["column_name"][clash], records["raw"][clash], first, last, of_one_name
        )
    ]
    return records[~clash].reset_index(drop=True), repeated, problems
