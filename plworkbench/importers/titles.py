"""What a file without a title of its own is about: the teacher says so, else its name does."""

from __future__ import annotations

import re

from plworkbench.importers.answers import Answers, Question

WAITS_FOR_TITLE = "waits until you say what it is about"
"""Without a title the next file of this kind would look like a correction of this one."""

_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)
_ENDING = re.compile(r"\.(?:csv|tsv|txt|xlsx|xlsm|xls|ods)$", re.IGNORECASE)
# What programs add: Google '(Responses) - Form Responses 1', Microsoft '(1-24)', browsers ' (1)'.
_ADDED = re.compile(r"\s*(?:-\s*Form Responses(?:\s[0-9]+)?|\(Responses\)|\([0-9]+(?:-[0-9]+)?\))$", re.IGNORECASE)
_SAYS_NOTHING = {
    "book", "book1", "data", "download", "export", "file", "form", "form responses", "pasted", "pasted table",
    "quiz", "responses", "results", "sheet1", "table", "untitled", "untitled form", "untitled spreadsheet",
}  # fmt: skip


def title_of_file(file_name: str) -> str:
    """Return the title that the name of a file holds; '' where it says nothing.

    Examples
    --------
    >>> title_of_file("Ratios 6.RP.A.1 (Responses) - Form Responses 1.csv"), title_of_file("Ratios(1-24).xlsx")
    ('Ratios 6.RP.A.1', 'Ratios')
    >>> title_of_file("responses (2).csv")
    ''
    """
    title = _ENDING.sub("", _FOLDERS.sub("", file_name)).strip()
    while (shorter := _ADDED.sub("", title).strip()) != title:
        title = shorter
    title = " ".join(title.split())
    return "" if title.casefold() in _SAYS_NOTHING else title


def title_question(kind: str, file_name: str, answers: Answers) -> Question:
    """Return the question what a file is about, with what the teacher said or else the title in the file's name.

    Parameters
    ----------
    kind : str
        What the file is, in words: 'form'.
    file_name : str
        Name of the file.
    answers : Answers
        With the title, if the teacher gave one.

    Examples
    --------
    >>> title_question("form", "Ratios(1-24).xlsx", Answers())
    Question(key='title', text='What is this form about?', options=(), answer='Ratios')
    """
    title = " ".join(answers.title.split()) or title_of_file(file_name)
    return Question("title", f"What is this {kind} about?", (), title)
