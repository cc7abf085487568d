"""What a file leaves open, asked once for the whole file, and what the teacher answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DAY_FIRST, MONTH_FIRST = "day first", "month first"


@dataclass(frozen=True)
class Question:
    """One question about a file.

    Parameters
    ----------
    key : str
        The field of `Answers` that answers it.
    text : str
        The question in words, with an example out of the file.
    options : tuple of (str, str)
        Each answer and its words.
    answer : str
        The answer given, or taken without asking; '' while the file waits for one.
    """

    key: str
    text: str
    options: tuple[tuple[str, str], ...]
    answer: str = ""


@dataclass(frozen=True)
class Answers:
    """What is known besides the file: the workbench's standards, and the teacher's answers.

    Parameters
    ----------
    known_codes : tuple of str
        Codes of the standards the workbench has, to find them in titles.
    importer : str
        The format to read it as; '' lets the content decide.
    date_order : {"", "day first", "month first"}
        How ambiguous dates are meant.
    sheet : str
        The sheet of a workbook to read; '' takes the first that holds anything.
    section : str
        The class of a file of several; '' takes all.
    roles : mapping
        Header to what its column holds, a role of `roster.ROLE_WORDS` or `tidy_parts.WORDS`; '' for a column that is
        not used. It wins over what the header says.
    title : str
        What a table without headings is about: the title of the assessment.
    demographics : {"", "bring in"}
        Whether columns such as sex or ethnicity are kept; by default they are left out.
    letters : mapping
        Letter grade to its percent.
    known_identifiers : mapping
        Identifier that a framework gives a standard, such as a CASE GUID, to the code of the workbench's standard.

    Examples
    --------
    >>> Answers().date_order
    ''
    """

    known_codes: tuple[str, ...] = ()
    importer: str = ""
    date_order: str = ""
    sheet: str = ""
    section: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    demographics: str = ""
    letters: Mapping[str, float] = field(default_factory=dict)
    known_identifiers: Mapping[str, str] = field(default_factory=dict)


NO_ANSWERS = Answers()
"""Nothing is known and nothing was asked."""
