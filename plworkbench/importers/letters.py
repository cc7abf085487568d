"""Letter grades in place of points: read as percent where somebody said what each is worth, else named as letters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.cells import STATUS_WORDS
from plworkbench.importers.parsed import ParsedFile, frame_of
from plworkbench.messages import problem

_LETTERS = re.compile(r"[^\W\d_][^\W\d_ .]*(?: [^\W\d_]+)*\s*[+\-−–]*")
_GRADE = re.compile(r"[A-F]\s*[+\-−–]?")
# Among letter grades it is a grade of its own far more often than a sign of missing work.
_ALSO_A_LETTER = "m"


def letters_as_percent(texts: pd.Series, letters: Mapping[str, float], decimal_mark: str = ".") -> pd.Series:
    """Return the cells of a column of letter grades with each known letter as its percent.

    Parameters
    ----------
    texts : Series of str
        The cells.
    letters : mapping
        Letter to its percent, as in `Answers.letters`.
    decimal_mark : {".", ","}
        The file's decimal mark.

    Examples
    --------
    >>> letters_as_percent(pd.Series(["A-", "b", "C", "-"]), {"A-": 92, "B": 85}).tolist()
    ['92%', '85%', 'C', '-']
    """
    worth = {
        letter.strip().casefold(): f"{percent:g}%".replace(".", decimal_mark) for letter, percent in letters.items()
    }
    known = {_ALSO_A_LETTER: f"letter {_ALSO_A_LETTER}"} | worth
    return texts.map({text: known.get(text.strip().casefold(), text) for text in texts.unique()}).astype("str")


def is_letter(text: str) -> bool:
    """Return whether a text may be a letter grade: letters alone, perhaps with a plus or minus.

    Examples
    --------
    >>> [is_letter(text) for text in ("B+", "Distinction", "M", "EX", "8", "-")]
    [True, True, True, False, False, False]
    """
    folded = " ".join(text.casefold().split())
    return bool(_LETTERS.fullmatch(folded)) and (folded == _ALSO_A_LETTER or folded not in STATUS_WORDS)


def letter_columns(frame: pd.DataFrame, names: Sequence[str], header_row: int) -> list[Problem]:
    """Return a problem for each column of letter grades among those that are not taken.

    Parameters
    ----------
    frame : DataFrame
        Text cells; the index is the physical row.
    names : sequence of str
        Headers of the columns that are not taken.
    header_row : int
        Physical row of the headers: the whole column is meant.

    Examples
    --------
    >>> frame = pd.DataFrame({"Essay": ["B+", "A", ""], "House": ["A", "A", "A"]}, index=[2, 3, 4])
    >>> [found.column for found in letter_columns(frame, ["Essay", "House"], 1)]
    ['Essay']
    """
    problems = []
    for name in names:
        different = [text for text in frame[name].str.strip().unique() if text]
        if len(different) > 1 and all(map(_GRADE.fullmatch, different)):
            problems.append(problem("letter_column", row=header_row, column=name, value=different[0]))
    return problems


def as_written(parsed: ParsedFile, texts: Mapping[str, pd.Series]) -> ParsedFile:
    """Return a file that was parsed with other texts in some columns as if it were parsed with its own.

    Parameters
    ----------
    parsed : ParsedFile
        The file.
    texts : mapping of str to Series of str
        Name of a column, in the scores or in the problems, to its cells as they stand in the file, by row. A letter
        that could not be read is told as that.
    """

    def mended(name: str, frame: pd.DataFrame) -> pd.DataFrame:
        raw = frame["raw"].astype("str")
        for column, cells in texts.items():
            mine = (frame["column_name"] == column) & frame["row_number"].isin(cells.index)
            raw[mine] = frame.loc[mine, "row_number"].map(cells.astype("str"))
        return frame_of(name, frame.assign(raw=raw))

    def told(found: Problem) -> Problem:
        cells = texts.get(found.column or "")
        if cells is None or found.row not in cells.index:
            return found
        text = cells[found.row]
        if is_letter(text):
            return problem("letter_grade", row=found.row, column=found.column, value=text)
        return replace(found, value=text)

    return replace(
        parsed,
        scores=mended("scores", parsed.scores),
        ignored=mended("ignored", parsed.ignored),
        problems=tuple(told(found) for found in parsed.problems),
    )
