"""The grade export of Moodle: one row a student, one column an item in each form that was asked for.

Layout (from Moodle's own tests and from parsers of others): 'First name', 'Surname' or 'Last name', 'ID number',
'Institution', 'Department', 'Email address'; then '<Type>: <item> (Real)', and perhaps the same with '(Percentage)',
'(Letter)' and '(Feedback)'; the totals of categories and of the course; 'Last downloaded from this course'. An item
made by hand has no type before it, and older exports have no form behind it. '-' is a grade that is missing. Forms and
totals are known in English, German, Spanish and French.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from plworkbench.errors import ImportRefused
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.cells import read_scores
from plworkbench.importers.grid import Grid, grid_of
from plworkbench.importers.letters import as_written, letters_as_percent
from plworkbench.importers.parsed import NO_SCORE, OTHER_FORM, ParsedFile, joined
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import ROLE_WORDS, find_roles, fold_header, who
from plworkbench.importers.score_cells import melt_scores
from plworkbench.importers.wide_parts import wide_file
from plworkbench.importers.wide_rows import columns_of, sort_rows

IMPORTER = "moodle_grades"
FORMAT_NAME = "Moodle grades"
READS = RawTable
LOOKS_FOR = "Moodle: columns First name, Surname or Last name, and items such as 'Quiz: Ratios (Real)'"

_FORMS = ("Real", "", "Percentage", "Letter")
_FORM_OF = {
    **dict.fromkeys(("Real", "Punkte", "Brut", "Réel"), "Real"),
    **dict.fromkeys(("Percentage", "Prozentsatz", "Prozent", "Porcentaje", "Pourcentage"), "Percentage"),
    **dict.fromkeys(("Letter", "Letra", "Lettre"), "Letter"),
    **dict.fromkeys(("Feedback", "Retroalimentación", "Rétroaction"), "Feedback"),
}
_HEADER = re.compile(rf"(?P<item>.*\S) \((?P<form>{'|'.join(_FORM_OF)})\)(?P<copy> \[[0-9]+\])?", re.DOTALL)
_TOTAL = re.compile(r".* total|total (?:del|de la|du|de) .*|.* gesamt", re.DOTALL)
_TYPED = re.compile(r"(?P<type>[^:]{1,40}): .*\S", re.DOTALL)
_TYPES = {
    "assignment", "attendance", "book", "database", "external tool", "forum", "game", "glossary", "h5p",
    "interactive content", "lesson", "offline assignment", "questionnaire", "quiz", "scorm package", "survey",
    "workshop",
}  # fmt: skip
_LAST_DOWNLOADED = "last downloaded from this course"
_NOT_ITEMS = {"institution", "department", _LAST_DOWNLOADED}
_NO_GRADE = {"-", ""}


def detect(raw: RawTable) -> float:
    r"""Return how surely a table is an export of Moodle's grades, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"First name,Surname,Quiz: Ratios (Real),Course total (Real)\nAmara,Okafor,8.50,8.50\n"))
    1.0
    """
    try:
        grid = grid_of(raw, limit=20)
    except ImportRefused:
        return 0.0
    headers = list(grid.cells.columns)
    folded = {fold_header(header) for header in headers}
    roles = find_roles(headers, ROLE_WORDS)
    if not {"first_name", "last_name"} <= roles.keys():
        return 0.0
    items = _items(headers, roles)
    if items.empty:
        return 0.0
    telling = items["form"].isin(["Real", "Percentage", "Letter"]).any() or _LAST_DOWNLOADED in folded
    return 1.0 if telling else 0.95 if {"id number", "institution", "department"} <= folded else 0.0


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read an export of Moodle's grades.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        The workbench's standards, to find them in titles; and what letters are worth.

    Notes
    -----
    Of an item in several forms the points are taken, else the percentages, else the letters. Moodle does not write
    what an item is out of; where points and percentages stand side by side, it is worked out of them.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> header = b"First name,Surname,Quiz: 6.RP.A.1 (Real),Quiz: 6.RP.A.1 (Percentage),Course total (Real)\n"
    >>> parsed = parse(read_table(header + b"Amara,Okafor,8.50,85.00 %,8.50\nBen,Ruiz,-,-,-\n"))
    >>> parsed.scores[["status", "score", "points_possible"]].to_numpy().tolist()
    [['scored', 8.5, 10.0], ['missing', nan, 10.0]]
    """
    grid = grid_of(raw)
    headers = list(grid.cells.columns)
    roles = find_roles(headers, ROLE_WORDS, answers.roles)
    people = who(grid.frame, roles)
    points_row, people, ignored_rows, problems = sort_rows(grid, people, roles, raw.decimal_mark)
    frame = grid.frame.loc[people.index]
    items = _items(headers, roles)
    totals = items.loc[items["is_total"], "column_name"].tolist()
    graded = items[~items["is_total"]].sort_values("rank", kind="stable")
    taken = graded[~graded.duplicated("item")].sort_index()
    other_forms = graded.loc[graded.duplicated("item"), "column_name"].tolist()
    # Where nobody has a grade the item is still to come; nobody misses it.
    to_come = [name for name in taken["column_name"] if set(frame[name].astype("str").str.strip()) <= _NO_GRADE]
    taken = taken[~taken["column_name"].isin(to_come)]
    columns = _columns(taken, graded, grid, frame, points_row, raw.decimal_mark, answers)
    letters = {name: grid.frame[name].astype("str") for name in taken.loc[taken["form"] == "Letter", "column_name"]}
    as_percent = {name: letters_as_percent(cells, answers.letters, raw.decimal_mark) for name, cells in letters.items()}
    used = {*roles.values(), *items["column_name"]}
    parsed = wide_file(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        raw=raw,
        grid=replace(grid, cells=grid.cells.assign(**as_percent)),
        people=people,
        columns=columns,
        totals=totals,
        unused=[name for name in headers if name not in used],
        ignored=joined(
            "ignored",
            [
                ignored_rows,
                melt_scores(frame, other_forms).assign(reason=OTHER_FORM),
                melt_scores(frame, to_come).assign(reason=NO_SCORE),
            ],
        ),
        problems=problems,
        answers=answers,
    )
    return as_written(parsed, letters)


def _items(headers: list[str], roles: dict[str, str]) -> pd.DataFrame:
    """Return the columns of grades: column_name, item, form, its rank, title, kind and is_total."""
    parts = {}
    for header in headers:
        plain = header.strip(' "')
        if header in roles.values() or fold_header(header) in _NOT_ITEMS or plain.startswith("Feedback: "):
            continue
        match = _HEADER.fullmatch(plain)
        parts[header] = (f"{match['item']}{match['copy'] or ''}", _FORM_OF[match["form"]]) if match else (plain, "")
    # Where headers say their form, a header that says none is a field of the student's profile.
    forms = {form for _, form in parts.values()} - {"", "Feedback"}
    rows = []
    for header, (item, form) in parts.items():
        typed = _TYPED.fullmatch(item)
        kind = typed["type"].strip().casefold() if typed else ""
        is_total = bool(_TOTAL.fullmatch(item.casefold())) and kind not in _TYPES
        is_item = form in forms if forms else bool(typed) or is_total
        if is_item and form in _FORMS:
            title = item[len(typed["type"]) + 2 :] if kind in _TYPES else item
            rows.append(
                (header, item, form, _FORMS.index(form), title.strip(), kind if kind in _TYPES else "", is_total)
            )
    names = ["column_name", "item", "form", "rank", "title", "kind", "is_total"]
    return pd.DataFrame(rows, columns=names).astype({"rank": "int64", "is_total": "bool"})


def _columns(
    taken: pd.DataFrame,
    graded: pd.DataFrame,
    grid: Grid,
    frame: pd.DataFrame,
    points_row: int | None,
    decimal_mark: str,
    answers: Answers,
) -> pd.DataFrame:
    """Return the columns of scores as in `ParsedFile.columns`, with `assessment` and `kind`."""
    names = taken["column_name"].tolist()
    titles = dict(zip(names, taken["title"], strict=True))
    columns = columns_of(names, grid, points_row, decimal_mark, answers.known_codes, titles)
    percents = graded[graded["form"] == "Percentage"].set_index("item")["column_name"]
    points, notes = columns["points_possible"].tolist(), columns["points_note"].tolist()
    for place, (name, item, form) in enumerate(taken[["column_name", "item", "form"]].itertuples(index=False)):
        if form in ("Percentage", "Letter"):
            points[place], notes[place] = 100.0, "Taken as percent: the export has no points of this item."
        elif pd.isna(points[place]) and item in percents.index:
            beside = read_scores(frame[percents[item]], decimal_mark)["score"]
            points[place] = _worked_out(read_scores(frame[name], decimal_mark)["score"], beside)
            notes[place] = "" if pd.isna(points[place]) else "Worked out from the percentages of the same item."
    return columns.assign(
        points_possible=pd.Series(points, dtype="float64"),
        points_note=pd.Series(notes, dtype="str"),
        assessment=[" ".join(item.split()) for item in taken["item"]],
        kind=taken["kind"].tolist(),
    )


def _worked_out(points: pd.Series, percents: pd.Series) -> float:
    """Return what points are out of by the percentages beside them; missing where they do not agree."""
    both = points.notna() & percents.notna()
    points, percents = points[both], percents[both]
    estimate = (points / percents * 100)[percents > 0].median()
    # Both are rounded in the file: to hundredths, percentages perhaps to whole ones.
    step = 1.0 if (percents % 1 == 0).all() else 0.01
    for guess in () if pd.isna(estimate) else (round(estimate), round(estimate, 2)):
        if guess > 0 and ((points - guess * percents / 100).abs() <= 0.0051 + guess * step / 200).all():
            return float(guess)
    return float("nan")
