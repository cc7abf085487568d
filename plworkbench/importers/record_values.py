"""Columns of text read into what `schema` declares for them: numbers, dates and choices, with all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.answers import Answers, Question
from plworkbench.importers.cells import read_number
from plworkbench.importers.coded import each_text, recoded
from plworkbench.importers.dates import dates_of
from plworkbench.importers.roster import fold_header
from plworkbench.messages import problem
from plworkbench.schema import TABLES, Column

# Marks that stand in a table for an empty cell, where a number or a date would stand.
_NOTHING = {"-", "–", "—", "n/a", "na", "none"}

_LARGEST_WHOLE = 10**9

Place = Callable[[int, str], dict]


class ValuesRead(NamedTuple):
    """`columns` as declared, and what of each row was not understood.

    `bad` marks the rows with a problem, and `waiting` those whose date is clear only when a question is answered.
    """

    columns: pd.DataFrame
    bad: pd.Series
    waiting: pd.Series
    problems: list[Problem]
    questions: tuple[Question, ...]


def read_values(
    texts: pd.DataFrame,
    table: str,
    *,
    answers: Answers,
    decimal_mark: str = ".",
    choices: Mapping[str, Mapping[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
    place: Place | None = None,
) -> ValuesRead:
    """Read the columns of a table of records.

    Parameters
    ----------
    texts : DataFrame
        Text cells; the columns are some of those declared for the table, the index is the physical row.
    table : str
        One of `schema.RECORD_TABLES`.
    answers : Answers
        What the teacher said of the file.
    decimal_mark : {".", ","}
        The file's decimal mark.
    choices : mapping, optional
        Column to folded word to the choice that is meant, beside the choices themselves.
    headers : mapping, optional
        Column to the header it has in the file, to name it in problems.
    place : callable, optional
        Where a value stands, from its index and column, if its row and header do not tell: the row and the column
        of a problem.

    Examples
    --------
    >>> texts = pd.DataFrame({"date": ["2026-09-14", "soon"], "status": ["P", "?"]}, index=[2, 3])
    >>> read = read_values(texts, "attendance", answers=Answers(), choices={"status": {"p": "present"}})
    >>> read.columns.loc[2].tolist(), read.bad.tolist()
    ([Timestamp('2026-09-14 00:00:00'), 'present'], [False, True])
    >>> print(read.problems[1])
    Row 3, column 'status': '?' is not known here. Write one of these: present, absent, excused, late.
    """
    declared = [column for column in TABLES[table].columns if column.name in texts]
    headers = {column.name: (headers or {}).get(column.name, column.name) for column in declared}
    place = place or (lambda row, name: {"row": row, "column": headers[name]})
    texts = pd.DataFrame({column.name: _without_marks(texts[column.name], column) for column in declared})
    dates, questions, problems = dates_of(
        {column.name: texts[column.name].rename(headers[column.name]) for column in declared if column.type == "date"},
        answers,
    )
    values: dict[str, pd.Series] = {}
    bad, waiting = (pd.Series(False, index=texts.index) for _ in range(2))
    for column in declared:
        cells = texts[column.name]
        if column.type == "date":
            read = dates[column.name]
            values[column.name] = read["day"]
            bad |= read["trouble"] != ""
            if column.required or column.name in TABLES[table].same_by:
                waiting |= (cells != "") & read["day"].isna() & (read["trouble"] == "")
            found = []
        elif column.type in ("number", "integer"):
            values[column.name], found = _numbers(cells, column, decimal_mark)
        elif column.choices:
            values[column.name], found = _choices(cells, column, (choices or {}).get(column.name, {}))
        else:
            values[column.name], found = cells, []
        if column.required:
            wish = f"{column.meaning[:1].lower()}{column.meaning[1:]}".rstrip(".")
            found += [(row, "needs_a_value", {"meaning": wish}) for row in cells.index[cells == ""]]
        for row, code, details in found:
            problems.append(problem(code, **place(row, column.name), value=cells[row], **details))
            bad[row] = True
    return ValuesRead(pd.DataFrame(values, index=texts.index), bad, waiting & ~bad, problems, questions)


_Found = list[tuple[int, str, dict]]


def _without_marks(texts: pd.Series, column: Column) -> pd.Series:
    may_be_empty = not column.required and column.type != "text"
    return recoded(texts, lambda text: "" if may_be_empty and text.strip().casefold() in _NOTHING else text.strip())


def _numbers(cells: pd.Series, column: Column, decimal_mark: str) -> tuple[pd.Series, _Found]:
    numbers = pd.Series(each_text(cells, lambda text: read_signed(text, decimal_mark), "float64"), index=cells.index)
    found: _Found = [(row, "not_a_number", {}) for row in cells.index[numbers.isna() & (cells != "")]]
    if column.type == "integer":
        broken = numbers.notna() & ((numbers % 1 != 0) | (numbers.abs() > _LARGEST_WHOLE))
        found += [(row, "not_a_whole_number", {}) for row in cells.index[broken]]
        numbers = numbers.mask(broken)
    if column.minimum is not None:
        least = {"minimum": f"{column.minimum:g}"}
        found += [(row, "too_small", least) for row in cells.index[numbers < column.minimum]]
    if column.maximum is not None:
        most = {"maximum": f"{column.maximum:g}"}
        found += [(row, "too_large", most) for row in cells.index[numbers > column.maximum]]
    return numbers, found


def read_signed(text: str, decimal_mark: str = ".") -> float:
    """Return the number a text stands for, with its sign; missing if it is none.

    Examples
    --------
    >>> read_signed("-2"), read_signed("+1,5"), read_signed("two")
    (-2.0, 1.5, nan)
    """
    number = read_number(text.lstrip("+-−"), decimal_mark)
    signs = len(text) - len(text.lstrip("+-−"))
    if number is None or signs > 1:
        return float("nan")
    return -number if signs and text[0] != "+" else number


def _choices(cells: pd.Series, column: Column, words: Mapping[str, str]) -> tuple[pd.Series, _Found]:
    known = {**{choice: choice for choice in column.choices}, **words}
    values = recoded(cells, lambda text: choice_of(text, known))
    unknown = cells.index[(values == "") & (cells != "")]
    return values, [(row, "not_a_choice", {"choices": ", ".join(column.choices)}) for row in unknown]


def choice_of(text: str, words: Mapping[str, str]) -> str:
    """Return what a word stands for; '' if it is not among the words. Case and punctuation make no difference.

    Examples
    --------
    >>> choice_of("Absent - Excused", {"absent excused": "excused"}), choice_of("?", {"p": "present"})
    ('excused', '')
    """
    return words.get(" ".join(text.casefold().split()), "") or words.get(fold_header(text), "")


def share_known(cells: pd.Series, words: Mapping[str, str]) -> float:
    """Return the share of the cells that are not empty whose word is known, 0 to 1.

    Examples
    --------
    >>> share_known(pd.Series(["P", "", "3"]), {"p": "present"})
    0.5
    """
    counts = cells.astype("str").str.strip().value_counts().drop("", errors="ignore")
    known = sum(count for text, count in counts.items() if choice_of(text, words))
    return float(known / counts.sum()) if len(counts) else 0.0
