"""Damage that a spreadsheet program did to a file that was opened in it, recognised and named.

Excel turns '10-20' and '8/10' into dates, long numbers into '1.23457E+11', and drops the zeros at the start of an ID.
The first was met in a copy of the Open University's student file, where the band '10-20' had become '20-Oct'.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.coded import coded, recoded
from plworkbench.importers.parsed import IDENTIFIER_KINDS
from plworkbench.messages import REMARKS, problem

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_WORDED = re.compile(r"([0-9]{1,2})-([A-Za-z]{3})|([A-Za-z]{3})-([0-9]{1,2})")
_NUMBERED = re.compile(
    r"(?:19|20)[0-9]{2}-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00)?)?|([0-9]{1,2})/([0-9]{1,2})/[0-9]{4}"
    r"|([0-9]{1,2})月([0-9]{1,2})日"
)
_RANGE = re.compile(r"[0-9]{1,3}\s*[-–]\s*[0-9]{1,3}\s*%?")
_FRACTION = re.compile(r"[0-9]{1,3}\s*/\s*[0-9]{1,3}")
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
_OF_DATES = re.compile(r"date|\bday|\bdue\b|submitted|time|birth", re.IGNORECASE)

_LEAST_WIDTH = 4
_LEAST_FULL = 4
_MOST_SHORT = 0.25


def was_before(text: str, joint: str = "/") -> str:
    """Return what a date stood for before a spreadsheet program read it as one; '' if the text is no such date.

    Parameters
    ----------
    text : str
        '20-Oct', 'Oct-20', or a whole date where no date belongs.
    joint : {"/", "-"}
        What stood between the numbers: a fraction has '/', a range '-'. The smaller number is put first, as both have.

    Examples
    --------
    >>> was_before("20-Oct", "-"), was_before("10-Aug"), was_before("2026-08-10"), was_before("20-30%")
    ('10-20', '8/10', '8/10', '')
    """
    text = text.strip()
    if match := _WORDED.fullmatch(text):
        month, number = _MONTHS.get((match[2] or match[3]).lower()), int(match[1] or match[4])
        return joint.join(map(str, sorted((month, number)))) if month else ""
    if match := _NUMBERED.fullmatch(text):
        first, second = sorted(int(number) for number in match.groups() if number)
        return f"{first}{joint}{second}" if 1 <= first <= 12 and second <= 31 else ""
    return ""


def made_dates(frame: pd.DataFrame, headers: Sequence[str]) -> list[Problem]:
    """Return a problem for each cell that a spreadsheet program turned into a date, in columns of ranges or fractions.

    Parameters
    ----------
    frame : DataFrame
        Text cells; the index is the physical row.
    headers : sequence of str
        The columns to look at. A column of dates is told by its header, and by holding nothing else.

    Examples
    --------
    >>> frame = pd.DataFrame({"band": ["0-10%", "20-Oct", "20-30%"]}, index=[2, 3, 4])
    >>> print(made_dates(frame, ["band"])[0])
    Row 3, column 'band': '20-Oct' is a date: a spreadsheet program turned '10-20' into it. Type '10-20' again in a \
column formatted as text, or export the file anew without opening it in Excel.
    """
    problems = []
    for header in headers:
        if _OF_DATES.search(header):
            continue
        texts = [text for text in {text.strip() for text in coded(frame[header])[1]} if text]
        ranges = sum(1 for text in texts if _RANGE.fullmatch(text))
        fractions = sum(1 for text in texts if _FRACTION.fullmatch(text))
        joint = "-" if ranges >= fractions else "/"
        was = {text: before for text in texts if (before := was_before(text, joint))}
        # Half of what is no date tells what the column holds; without any, it is a column of days.
        if not was or 2 * max(ranges, fractions) <= len(texts) - len(was):
            continue
        cells = recoded(frame[header], str.strip)
        found = cells[cells.isin(was)]
        problems += [
            problem("excel_made_a_date", row=row, column=header, value=text, was=was[text])
            for row, text in found.items()
        ]
    return problems


def sound_identifiers(people: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the students without identifiers that a spreadsheet program damaged, and a problem for each of these.

    Parameters
    ----------
    people : DataFrame
        Rows with a column for kinds of identifier, as from `roster.who`; the index is the physical row.
    frame : DataFrame
        The text cells of the file, to name the column.

    Notes
    -----
    Only the school's own numbers are compared in length: those of a program, as Canvas's, are counted up.
    A long number such as '1.23457E+11' has lost its last digits. Zeros are lost where the other numbers have one
    length and begin with 0. Where a few numbers are merely shorter than all the others they may be lost: that is said,
    and the number is used.

    Examples
    --------
    >>> people = pd.DataFrame({"id": ["00123", "00124", "125"]}, index=[2, 3, 4])
    >>> sound, problems = sound_identifiers(people, people)
    >>> sound["id"].tolist(), problems[0].row
    (['00123', '00124', ''], 4)
    """
    problems = []
    for kind in [kind for kind in IDENTIFIER_KINDS if kind in people]:
        different = people[kind].unique()
        long = {text for text in different if _ROUNDED.fullmatch(text)}
        short, is_sure = _shortened_numbers(different) if kind in ("sis_id", "id") else (set(), False)
        if not long | short:
            continue
        texts = people[kind].astype("str")
        header = _header_of(frame, texts)
        for code, bad in (("id_rounded", long), ("zeros_lost", short)):
            found = texts[texts.isin(bad)]
            problems += [problem(code, row=row, column=header, value=text) for row, text in found.items()]
        people = people.assign(**{kind: texts.mask(texts.isin(long | short if is_sure else long), "")})
    return people, problems


def sound_people(people: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the students without damaged identifiers, as `sound_identifiers`; who had nothing else is left out.

    Parameters
    ----------
    people : DataFrame
        One row a student; name, and a column for kinds of identifier. A student without a name is called by the ID.
    frame : DataFrame
        The text cells of the file, to name the column.

    Examples
    --------
    >>> people = pd.DataFrame({"name": ["Ada Obi", "1.2E+05"], "id": ["7", "1.2E+05"]}, index=[2, 3])
    >>> sound_people(people, people)[0].index.tolist()
    [2]
    """
    sound, problems = sound_identifiers(people, frame)
    values = {found.row: found.value for found in problems}
    kinds = [kind for kind in IDENTIFIER_KINDS if kind in sound]
    nothing_else = sound["name"].astype("str") == pd.Series(sound.index.map(values), index=sound.index, dtype="str")
    nobody = nothing_else & sound[kinds].eq("").all(axis=1)
    kept_out = {found.row for found in problems if found.code not in REMARKS}
    problems += [problem("names_no_student", row=row) for row in sound.index[nobody] if row not in kept_out]
    return sound[~nobody], problems


def _shortened_numbers(texts: Iterable[str]) -> tuple[set[str], bool]:
    """Return the numbers that may have lost their zeros, and whether that is sure."""
    numbers = [text for text in texts if text.isascii() and text.isdigit()]
    zeros = {len(text) for text in numbers if text.startswith("0") and len(text) > 1}
    longest = max(map(len, numbers), default=0)
    short = {text for text in numbers if len(text) < longest}
    if zeros == {longest}:
        return short, True
    full = len(numbers) - len(short)
    few = longest >= _LEAST_WIDTH and full >= _LEAST_FULL and len(short) <= _MOST_SHORT * len(numbers)
    # 998, 999, 1000, 1001: numbers that were counted up have not lost anything.
    counted_up = all(text.startswith("1") for text in numbers if len(text) == longest)
    return (short if few and not zeros and not counted_up else set()), False


def _header_of(frame: pd.DataFrame, texts: pd.Series) -> str | None:
    here = frame.loc[texts.index]
    same = (name for name in frame.columns if here[name].astype("str").str.strip().equals(texts))
    return next(same, None)
