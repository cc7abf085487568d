"""Files in, frames out: what teachers export, read into students, columns and scores, and compared before it is kept.

A format is one module with `IMPORTER`, `FORMAT_NAME`, `READS`, `LOOKS_FOR`, `detect` and `parse`, and one line in
`REGISTRY`.
Nothing here knows a database or a widget.
"""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

from plworkbench.errors import ImportRefused
from plworkbench.importers import (
    activities,
    attendance,
    behavior,
    canvas_gradebook,
    canvas_learning_mastery,
    canvas_outcomes_report,
    case_package,
    exit_ticket_grid,
    free_table,
    google_classroom,
    google_forms,
    item_responses,
    microsoft_forms,
    moodle_grades,
    oneroster,
    powerteacher_scores,
    roster_list,
    scale_scores,
    schoology_bulk,
    tidy_table,
    wide_table,
)
from plworkbench.importers.answers import NO_ANSWERS, Answers, Question
from plworkbench.importers.codes import find_codes, recognise_code
from plworkbench.importers.grid import grid_of
from plworkbench.importers.one_child import pairs_of_one_child
from plworkbench.importers.parsed import ParsedFile, counted, record_count
from plworkbench.importers.paths import read_path
from plworkbench.importers.planning import ImportPlan, plan_import, work_of
from plworkbench.importers.raw import Raw, RawBundle, RawDocument, RawTable
from plworkbench.importers.reading import read_folder, read_raw, read_table
from plworkbench.importers.reasons import kinds_of
from plworkbench.messages import problem, shortened

__all__ = [
    "REGISTRY",
    "Answers",
    "ImportPlan",
    "ParsedFile",
    "Question",
    "RawBundle",
    "RawDocument",
    "RawTable",
    "counted",
    "find_codes",
    "grid_of",
    "kinds_of",
    "pairs_of_one_child",
    "parse_raw",
    "plan_import",
    "read_file",
    "read_folder",
    "read_path",
    "read_raw",
    "read_table",
    "recognise_code",
    "record_count",
    "work_of",
]

REGISTRY: tuple[ModuleType, ...] = (
    canvas_gradebook,
    canvas_learning_mastery,
    moodle_grades,
    powerteacher_scores,
    google_classroom,
    google_forms,
    microsoft_forms,
    canvas_outcomes_report,
    schoology_bulk,
    oneroster,
    case_package,
    attendance,
    behavior,
    activities,
    scale_scores,
    item_responses,
    tidy_table,
    wide_table,
    roster_list,
    exit_ticket_grid,
    free_table,
)
"""The formats, the most particular first: it wins a tie."""


def read_file(content: bytes, file_name: str = "", answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read a file of any known format.

    Parameters
    ----------
    content : bytes
        The whole file.
    file_name : str
        Its name, for messages only.
    answers : Answers
        The workbench's standards, and what the teacher said of the file.

    Returns
    -------
    ParsedFile

    Raises
    ------
    ImportRefused
        If the file cannot be read, or fits no format.

    Examples
    --------
    >>> read_file(b"Student,6.RP.A.1\nAmara Okafor,3\n", "period3.csv").importer
    'wide_table'
    """
    return parse_raw(read_raw(content, file_name, sheet=answers.sheet), answers)


def parse_raw(raw: Raw, answers: Answers = NO_ANSWERS) -> ParsedFile:
    """Understand what was read: `read_file` without the reading, to parse once more with other answers.

    Parameters
    ----------
    raw : RawTable, RawBundle or RawDocument
        As `read_raw` gives it.
    answers : Answers
        The workbench's standards, and what the teacher said of the file. An `importer` named there is taken.

    Raises
    ------
    ImportRefused
        If it fits no format.
    """
    fitting = [importer for importer in REGISTRY if isinstance(raw, importer.READS)]
    named = [importer for importer in fitting if answers.importer == importer.IMPORTER]
    surest = named[0] if named else _surest(raw, fitting)
    if surest is None:
        raise _unknown_format(raw)
    parsed = surest.parse(raw, answers)
    if isinstance(raw, RawTable) and len(raw.sheets) > 1:
        parsed = replace(parsed, questions=(*parsed.questions, _which_sheet(raw)))
    if len(parsed.sections) < 2:
        return parsed
    options = (*((section, section) for section in parsed.sections), ("", "All of them, as one class"))
    asked = Question("section", "Which class of this file?", options, answers.section)
    parsed = replace(parsed, questions=(*parsed.questions, asked))
    return parsed.of_section(answers.section) if answers.section in parsed.sections else parsed


def _surest(raw: Raw, importers: list[ModuleType]) -> ModuleType | None:
    """Return the format that is surest, the first of equals; those that cannot be surer than it are not asked."""
    surest, how_sure = None, 0.0
    for importer in importers:
        if getattr(importer, "AT_MOST", 1.0) > how_sure and (sure := importer.detect(raw)) > how_sure:
            surest, how_sure = importer, sure
    return surest


def _which_sheet(raw: RawTable) -> Question:
    options = tuple((sheet, sheet) for sheet in raw.sheets)
    return Question("sheet", f"The workbook has {len(raw.sheets)} sheets with data. Which is read?", options, raw.sheet)


def _unknown_format(raw: Raw) -> ImportRefused:
    if not isinstance(raw, RawTable):
        known = "; or ".join(importer.LOOKS_FOR for importer in REGISTRY if isinstance(raw, importer.READS))
        found = problem("unknown_document", known=known)
        if isinstance(raw, RawBundle):
            names = ", ".join(f"'{shortened(name)}'" for name in list(raw.tables)[:6])
            found = problem("unknown_bundle", tables=counted(len(raw.tables), "table"), names=names, known=known)
        return ImportRefused("This file is not known, nothing was changed.", [found])
    first = raw.cells[0]
    begins = ", ".join(f"'{shortened(cell, 30)}'" for cell in first[:6]) + (", ..." if len(first) > 6 else "")
    known = "; or ".join(importer.LOOKS_FOR for importer in REGISTRY if importer.READS is RawTable)
    rows = "" if len(raw.cells) > 1 else " and no rows under it"
    return ImportRefused(
        "This table is not known as a gradebook, nothing was changed.",
        [problem("unknown_table", cells=counted(len(first), "cell") + rows, begins=begins, known=known)],
    )
