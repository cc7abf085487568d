"""An exit ticket pasted from a spreadsheet: names, then marks such as 3, ✓, ✗, + or yes, often without any heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from plworkbench.errors import ImportRefused
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.cells import read_score
from plworkbench.importers.grid import Grid, column_letters, grid_of
from plworkbench.importers.left_out import why_left_out
from plworkbench.importers.parsed import ABOVE_HEADER, ParsedFile, frame_of, joined
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import find_roles, fold_header, who
from plworkbench.importers.score_cells import melt_scores
from plworkbench.importers.tidy_parts import WORDS
from plworkbench.importers.titles import WAITS_FOR_TITLE, title_question
from plworkbench.importers.wide_parts import wide_file
from plworkbench.importers.wide_rows import POINTS_ROW, columns_of, score_columns, sort_rows
from plworkbench.messages import problem, shortened

IMPORTER = "exit_ticket_grid"
FORMAT_NAME = "Exit ticket"
READS = RawTable
AT_MOST = 0.55
LOOKS_FOR = "An exit ticket: names, and beside them marks such as 0 to 4, ✓ and ✗, + and -, yes and no"

_TICKS = frozenset(["✓", "✔", "✔️", "☑", "☑️", "✅", "+"])
_CROSSES = frozenset(["✗", "✘", "☒", "❌", "✕", "✖", "✖️", "×"])
_RIGHT = _TICKS | {"y", "yes", "right", "correct", "true"}
_WRONG = _CROSSES | {"n", "no", "wrong", "incorrect", "false"}
# Where a tick stands beside it, x is wrong; alone it can be either.
_UNCLEAR = "x"
_NAME = re.compile(r"[^\W\d_][^\d@<>=]{0,80}")
_NUMBER_OF_STUDENT = re.compile(r"[A-Za-z]{0,3}[0-9]{4,}")
_HEADER_WORDS = {word for words in WORDS.values() for word in words} | POINTS_ROW


def detect(raw: RawTable) -> float:
    r"""Return how surely a table is an exit ticket, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table("Amara Okafor\t3\t✓\nBen Ruiz\t1\t✗\n".encode())), detect(read_table(b"Day,Rain\nMonday,3\n"))
    (0.55, 0.0)
    """
    rows = raw.cells[:20]
    start = _first_row(rows)
    if _without_header(rows[start:]):
        return 0.55
    try:
        grid = grid_of(raw, limit=20)
    except ImportRefused:
        return 0.0
    roles = find_roles(list(grid.cells.columns), WORDS)
    if not roles.keys() & {"name", "last_name", "first_name"}:
        return 0.0
    others = [name for name in grid.frame.columns if name not in roles.values() and not why_left_out(name)]
    return 0.55 if any(_is_marked(grid.frame[name]) for name in others) else 0.0


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read an exit ticket.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        The workbench's standards, and what the teacher said of the file: `title` names the exit ticket. Without a
        title a grid without heading waits.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> grid = read_table("Okafor\tAmara\t✓\nRuiz\tBen\t✗\n".encode())
    >>> parse(grid, Answers(title="Ratios 6.RP.A.1")).scores[["assessment", "score", "points_possible"]].values.tolist()
    [['Ratios 6.RP.A.1', 1.0, 1.0], ['Ratios 6.RP.A.1', 0.0, 1.0]]
    """
    start = _first_row(raw.cells)
    headed = not _without_header(raw.cells[start : start + 20])
    about = title_question("exit ticket", raw.file_name, answers)
    if headed:
        grid = grid_of(raw)
        roles = find_roles(list(grid.cells.columns), WORDS, answers.roles)
        roles = {role: header for role, header in roles.items() if role in _WHO}
    else:
        grid, roles = _headless(raw, start, about.answer)
    marks = grid.frame.apply(lambda cells: cells if cells.name in roles.values() else _as_points(cells.astype("str")))
    read = replace(grid, cells=marks)
    people = who(grid.frame, roles)
    points_row, people, no_students, problems = sort_rows(read, people, roles, raw.decimal_mark)
    names, totals = [name for name in read.cells.columns if name not in roles.values()], []
    if headed:
        names, totals = score_columns(read, roles, raw.decimal_mark, answers.known_codes)
    used = {*roles.values(), *names, *totals}
    columns = columns_of(names, read, points_row, raw.decimal_mark, answers.known_codes)
    if headed and answers.title:
        columns = columns.assign(assessment=[f"{about.answer}: {' '.join(name.split())}" for name in names])
    parsed = wide_file(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        raw=raw,
        grid=read,
        people=people,
        columns=columns,
        totals=totals,
        unused=[name for name in grid.frame.columns if name not in used],
        ignored=no_students,
        problems=problems,
        answers=answers,
        questions=() if headed else (about,),
    )
    parsed = _with_marks_as_written(parsed, grid, names)
    if headed:
        return parsed
    return replace(parsed if about.answer else _waiting(parsed, people), header_rows=())


_WHO = ("name", "first_name", "last_name", "sis_id", "canvas_id", "login", "email", "id", "section")


def _first_row(rows: Sequence[Sequence[str]]) -> int:
    filled = [sum(1 for cell in row if cell.strip()) for row in rows[:11]]
    return next((place for place, count in enumerate(filled) if count > 1), 0)


def _without_header(rows: Sequence[Sequence[str]]) -> bool:
    fitting = [_places(row) is not None for row in rows[1:]]
    # One odd mark beside good ones does not make a heading of the first student.
    return bool(rows) and _places(rows[0], least=0.5) is not None and sum(fitting) >= 0.6 * len(fitting)


def _places(row: Sequence[str], least: float = 1.0) -> tuple[int, bool] | None:
    """Return how many cells hold the name and whether an ID follows, if a row is a student with marks.

    Parameters
    ----------
    row : sequence of str
        The cells.
    least : float
        The share of the cells after the name that have to be marks.
    """
    cells = [cell.strip() for cell in row]
    names = 0
    while names < min(2, len(cells)) and _NAME.fullmatch(cells[names]) and not (names and _is_mark(cells[names])):
        names += 1
    if not names or any(fold_header(cell) in _HEADER_WORDS for cell in cells[:names]):
        return None
    rest = cells[names:]
    has_id = bool(rest) and ("@" in rest[0] or bool(_NUMBER_OF_STUDENT.fullmatch(rest[0])))
    marks = rest[has_id:]
    numbered = len(marks) > 2 and marks == [str(n) for n in range(1, len(marks) + 1)]
    good = [mark for mark in marks if _is_mark(mark)]
    return (names, has_id) if any(good) and len(good) >= least * len(marks) and not numbered else None


def _is_mark(text: str) -> bool:
    folded = text.strip().casefold()
    return folded in _RIGHT or folded in _WRONG or folded == _UNCLEAR or read_score(text).trouble == ""


def _is_marked(cells: pd.Series) -> bool:
    # 'yes' and 'no' under a heading can be about anything: only ticks and crosses tell that it is about answers.
    texts = set(cells.astype("str").str.strip().str.casefold()) - {""}
    return bool(texts & (_TICKS | _CROSSES)) and all(map(_is_mark, texts))


def _headless(raw: RawTable, start: int, title: str) -> tuple[Grid, dict[str, str]]:
    """Return the rows as a grid whose columns are called by their letter or by the title, and who is in which."""
    rows, numbers = raw.cells[start:], raw.row_numbers[start:]
    widths = [len(row) for row in rows]
    width = max(set(widths), key=widths.count)
    places = [found for row in rows[:20] if len(row) == width and (found := _places(row, least=0.5))]
    name_cells, has_id = max(set(places), key=places.count, default=(1, False))
    letters = [column_letters(place) for place in range(width)]
    before = name_cells + has_id
    headers = [f"[column {letter}]" for letter in letters]
    if title:
        alone = width - before == 1
        headers[before:] = [title] if alone else [f"{title}, column {letter}" for letter in letters[before:]]
    problems = tuple(
        problem("other_width", row=number, found=len(row), expected=width)
        for number, row in zip(numbers, rows, strict=True)
        if len(row) != width
    )
    fitting = [(number, row) for number, row in zip(numbers, rows, strict=True) if len(row) == width]
    index = pd.Index([number for number, _ in fitting], dtype="int64", name="row_number")
    frame = pd.DataFrame([row for _, row in fitting], index=index, columns=headers, dtype="str")
    above = [
        {"row_number": number, "raw": shortened(" ".join(row)), "reason": ABOVE_HEADER}
        for number, row in zip(raw.row_numbers[:start], raw.cells[:start], strict=True)
    ]
    roles = {"name": headers[0]} if name_cells == 1 else {"last_name": headers[0], "first_name": headers[1]}
    if has_id:
        is_email = any("@" in row[name_cells] for row in rows if len(row) == width)
        roles["email" if is_email else "id"] = headers[name_cells]
    return Grid(0, frame, frame_of("ignored", above), problems), roles


def _as_points(cells: pd.Series) -> pd.Series:
    """Return the marks of a column as '1/1' for right and '0/1' for wrong; a column of other numbers stays."""
    texts = cells.str.strip().str.casefold()
    different = set(texts) - {""}
    right, wrong = different & _RIGHT, different & _WRONG
    if right:
        wrong |= different & {_UNCLEAR}
    if "+" in right:
        wrong |= different & {"-", "–", "−"}
    numbers = {text for text in different - right - wrong if read_score(text).status == "scored"}
    if not (right or wrong) or not numbers <= {"0", "1"}:
        return cells
    points = {**dict.fromkeys({*right, *numbers & {"1"}}, "1/1"), **dict.fromkeys({*wrong, *numbers & {"0"}}, "0/1")}
    return cells.where(~texts.isin(points), texts.map(points)).astype("str")


def _with_marks_as_written(parsed: ParsedFile, grid: Grid, names: list[str]) -> ParsedFile:
    written = melt_scores(grid.frame, names).astype({"column_name": "str"})
    places = written.set_index(["row_number", "column_name"])["raw"].astype("str")
    mine = pd.MultiIndex.from_frame(parsed.scores[["row_number", "column_name"]].astype({"column_name": "str"}))
    problems = tuple(
        problem("right_or_wrong", row=found.row, column=found.column, value=found.value)
        if found.column in names and (found.value or "").strip().casefold() == _UNCLEAR
        else found
        for found in parsed.problems
    )
    scores = parsed.scores.assign(raw=places.reindex(mine).to_numpy())
    return replace(parsed, scores=joined("scores", [scores]), problems=problems)


def _waiting(parsed: ParsedFile, people: pd.DataFrame) -> ParsedFile:
    """Return the file with nothing taken: each row waits for a title."""
    bad = {found.row for found in parsed.problems}
    waiting = pd.DataFrame({"row_number": people.index.difference(bad), "reason": WAITS_FOR_TITLE})
    whole_rows = parsed.ignored[parsed.ignored["column_name"] == ""]
    return replace(
        parsed,
        columns=frame_of("columns", []),
        scores=frame_of("scores", []),
        ignored=joined("ignored", [whole_rows, waiting]),
        by_row=True,
    )
