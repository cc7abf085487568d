"""The rows and columns of a table with one student a row: which rows are students, which columns hold scores."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.cells import read_number, read_score, read_scores
from plworkbench.importers.coded import coded
from plworkbench.importers.codes import recognise_code
from plworkbench.importers.grid import Grid
from plworkbench.importers.left_out import why_left_out
from plworkbench.importers.parsed import IDENTIFIER_KINDS, NOT_A_STUDENT, frame_of
from plworkbench.importers.points import points_in_header
from plworkbench.importers.roster import first_identifier, fold_header
from plworkbench.messages import problem, shortened

POINTS_ROW = {
    "points possible",
    "possible points",
    "max points",
    "maximum points",
    "points",
    "out of",
    "max score",
    "total points",
    "mögliche punkte",
    "erreichbare punkte",
    "puntos",
    "puntos posibles",
    "points possibles",
}
# 'Max' can be a child: such a row is the row of points only if no score is above it.
_MAYBE_POINTS_ROW = {"max", "maximum", "possible", "total"}
_SUMMARY_ROW = re.compile(
    r"(?:(?:class|section|period|course|group|overall|grand) )?"
    r"(?:averages?|avg|mean|median|totals?|st(?:andar)?d dev(?:iation)?|stdev|highest|lowest|number of students)"
    r"(?: scores?| grades?| points| mark)?|durchschnitt|mittelwert|promedio|moyenne|summe"
)
# A child can be called so: such a row is a summary only if its numbers are the ones of the rows above.
_MAYBE_SUMMARY_ROW = {"max", "maximum", "min", "minimum", "high", "low", "sum", "count", "high score", "low score"}
_NOTE = re.compile(
    r".*(?:[:;*=©#|]|[^\W\d_].* [0-9]{4}\b|[0-9][/.][0-9]).*|(?:\S+ ){6,}.*"
    r"|(?:period|class|section|block|hour) [0-9]+\w?",
    re.IGNORECASE | re.DOTALL,
)
# Matching takes time with the square of the length.
_LONGEST_NAME = 200
_TOTAL = re.compile(
    r"(?:(?:course|class|current|final|overall|grand|term|quarter|semester|marking period|q[1-4]|s[12]) )?"
    r"(?:totals?|averages?|avg|mean|sum|percent|percentage|grade|overall|gpa)(?: points| score| percent| grade)?"
    r"|(?:final|overall|current) score|points total|rank|gesamt|summe|durchschnitt|promedio|moyenne"
)
_MOST_YEARS_OF_SCHOOL = 13


def score_columns(
    grid: Grid, roles: dict[str, str], decimal_mark: str, known_codes: tuple[str, ...]
) -> tuple[list[str], list[str]]:
    """Return the headers of the columns with scores, and of the columns with totals.

    Parameters
    ----------
    grid : Grid
        The table.
    roles : dict
        Role to header of the columns that say who a student is.
    decimal_mark : {".", ","}
        The file's decimal mark.
    known_codes : tuple of str
        Codes of the workbench's standards.
    """
    scores, totals = [], []
    for name in grid.frame.columns:
        if name in roles.values() or why_left_out(name):
            continue
        # Without a frame for each of a thousand columns.
        texts = coded(grid.frame[name])[1]
        read = [read_score(text, decimal_mark) for text in texts]
        if len(name) <= _LONGEST_NAME and _TOTAL.fullmatch(fold_header(name)):
            totals.append(name)
        elif any(cell.status == "scored" for cell in read):
            scores.append(name)
        elif not any(cell.trouble for cell in read):
            # Without any number, only a code shows that it is about scores: a column of M can be about anything.
            words = {text.strip().casefold() for text in texts}
            if recognise_code(name, known_codes) or not words <= {"", "m"}:
                scores.append(name)
    if not scores and len(totals) == 1 and _holds_scores(grid.frame[totals[0]], decimal_mark):
        # 'Grade' or 'Percent' alone is no total of other columns: it is what the table is about.
        return totals, []
    return scores, totals


def _holds_scores(cells: pd.Series, decimal_mark: str) -> bool:
    """Return whether a column called 'Grade' or the like holds scores, not the grade in which the students are."""
    read = read_scores(cells, decimal_mark)
    return bool(read["score"].max() > _MOST_YEARS_OF_SCHOOL or read["is_percent"].any())


def sort_rows(
    grid: Grid, people: pd.DataFrame, roles: dict[str, str], decimal_mark: str
) -> tuple[int | None, pd.DataFrame, pd.DataFrame, list[Problem]]:
    """Tell the students' rows from the row of points possible, summaries of the class, and rows that name nobody.

    Parameters
    ----------
    grid : Grid
        The table.
    people : DataFrame
        Its rows as `who` returns them; or some of them, where the others are no students.
    roles : dict
        Role to header of the columns that say who a student is.
    decimal_mark : {".", ","}
        The file's decimal mark.

    Returns
    -------
    points_row : int or None
        The row of points possible.
    students : DataFrame
        The rows of `people` that are students; one with no name is called by the first identifier.
    ignored : DataFrame
        The rows that are none, as in `ParsedFile.ignored`.
    problems : list of Problem
        One for each row that names nobody.
    """
    shown = people["name"].where(people["name"] != "", first_identifier(people))
    names = shown.map(fold_header)
    bare = people[list(IDENTIFIER_KINDS)].eq("").all(axis=1)
    # In a table of IDs the row of points has its label where the others have the ID.
    labelled = bare | (people["name"] == "")
    reasons = pd.Series("", index=people.index, dtype="str")
    summed_up = names.map(lambda name: bool(_SUMMARY_ROW.fullmatch(name))).astype("bool")
    reasons[summed_up & (labelled | names.map(lambda name: " " in name).astype("bool"))] = (
        f"{NOT_A_STUDENT}: a summary of the class"
    )
    reasons[_headings_again(grid, people, roles)] = f"{NOT_A_STUDENT}: the headings once more"
    reasons[_notes(grid, people, shown, bare)] = f"{NOT_A_STUDENT}: a note"
    points_row = next((int(row) for row in names.index[labelled & names.isin(POINTS_ROW)]), None)
    maybe = labelled & names.isin(_MAYBE_POINTS_ROW | _MAYBE_SUMMARY_ROW)
    if maybe.any():
        values = grid.frame.loc[people.index].drop(columns=list(roles.values()))
        values = values.apply(lambda cells: read_scores(cells, decimal_mark)["score"])
        may_be_points = points_row is None and len(names) > 1 and maybe.iloc[0] and names.iloc[0] in _MAYBE_POINTS_ROW
        nobody_above = not (values.iloc[1:] > values.iloc[0]).any(axis=None)
        if may_be_points and nobody_above and values.iloc[0].notna().any():
            points_row = int(names.index[0])
        of_students = values[(reasons == "") & ~maybe & (values.index != points_row)]
        for row in names.index[maybe & names.isin(_MAYBE_SUMMARY_ROW) & (names.index != points_row)]:
            if _sums_up(values.loc[row].dropna(), of_students):
                reasons[row] = f"{NOT_A_STUDENT}: a summary of the class"
    if points_row is not None:
        reasons[points_row] = f"{NOT_A_STUDENT}: points possible"
    nobody = (reasons == "") & (people["name"] == "") & (bare | (people["name"] != "").any())
    problems = [problem("names_no_student", row=row) for row in people.index[nobody]]
    left_out = pd.DataFrame({"row_number": people.index, "raw": people["name"].map(shortened), "reason": reasons})
    students = people[(reasons == "") & ~nobody]
    students = students.assign(name=students["name"].where(students["name"] != "", first_identifier(students)))
    return points_row, students, frame_of("ignored", left_out[reasons != ""]), problems


def _headings_again(grid: Grid, people: pd.DataFrame, roles: dict[str, str]) -> pd.Series:
    """Return which rows repeat the headings, as where several tables were put under each other."""
    again = pd.Series(bool(roles), index=people.index)
    for header in roles.values():
        again &= grid.frame.loc[people.index, header].str.strip() == header.strip()
    return again


def _notes(grid: Grid, people: pd.DataFrame, shown: pd.Series, bare: pd.Series) -> pd.Series:
    """Return which rows hold a note, such as 'Printed 9/14/2026' or 'Period 3', in place of a student."""
    alike = shown.map(lambda text: len(text) > _LONGEST_NAME or bool(_NOTE.fullmatch(text))).astype("bool")
    if not alike.any() or alike.mean() >= 0.5:
        # Where most are called 'Student 1001' it is how the class is named.
        return pd.Series(False, index=people.index)
    cells = grid.frame.loc[people.index[alike]]
    alone = cells.apply(lambda column: column.str.strip() != "").sum(axis=1) == 1
    return alike & bare & alone.reindex(people.index, fill_value=False)


def _sums_up(own: pd.Series, others: pd.DataFrame) -> bool:
    """Return whether the numbers of a row are the largest, the smallest, the sums or the counts of those of others."""
    others = others[own.index]
    return len(own) > 0 and any(
        ((worked_out - own).abs() < 0.01).all()
        for worked_out in (others.max(), others.min(), others.sum(), others.count())
    )


def columns_of(
    names: list[str],
    grid: Grid,
    points_row: int | None,
    decimal_mark: str,
    known_codes: tuple[str, ...],
    titles: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return what headers and the row of points say of columns of scores, as in `ParsedFile.columns`.

    Parameters
    ----------
    names : list of str
        The headers.
    grid : Grid
        The table.
    points_row : int or None
        Its row of points possible.
    decimal_mark : {".", ","}
        The file's decimal mark.
    known_codes : tuple of str
        Codes of the workbench's standards, to find them in headers.
    titles : mapping, optional
        Header to what it is about, where that is not the whole header.
    """
    titles = titles or {}
    rows = []
    for name in names:
        title, points = points_in_header(titles.get(name, name))
        note = ""
        if points_row is not None:
            text = grid.frame.loc[points_row, name].strip()
            number = read_number(text, decimal_mark)
            if number:
                points = number
            elif text:
                note = f"The row of points says '{shortened(text)}', which is not a number above 0."
        code = recognise_code(name, known_codes)
        rows.append(
            {
                "column_name": name,
                "title": title,
                "points_possible": points,
                "points_note": note,
                "standard_code": code,
                "standard_source": "title" if code else "",
                "needs_mapping": not code,
            }
        )
    return frame_of("columns", rows)
