"""The catalogue of everything a file can be told about its contents: what is wrong in one cell or row, and the cure.

A message never needs a student's name. `{...}` is filled in with what was found; a text of the file is shortened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plworkbench.errors import Problem


@dataclass(frozen=True)
class Message:
    """One thing that can be wrong.

    Parameters
    ----------
    says : str
        What is wrong, in words a teacher uses; `{value}` is the text of the cell.
    cure : str
        What to do about it.
    """

    says: str
    cure: str


_SCORE_CURE = (
    "Write a number, leave it empty if there is no score, EX if the student is excused, or M if it is missing."
)
_ID_CURE = "Add a column 'ID' with the school's number of each student."
_DATE_CURE = "Write dates as year-month-day: 2026-09-14."

CATALOGUE: dict[str, Message] = {
    # Cells that should hold a score or another number
    "not_a_score": Message("'{value}' is not a number.", _SCORE_CURE),
    "below_zero": Message("'{value}' is below 0.", "Write 0 or more, or leave it empty if there is no score."),
    "thousands_or_decimals": Message(
        "'{value}' can be two numbers: its sign may separate thousands or decimals.",
        "Write thousands without a sign, as in 1234, and decimals with one or two digits, as in 1.23.",
    ),
    "no_points_in_cell": Message(
        "'{value}' has 0 points possible.", "Write what the score is out of, as in 8/10, or the score alone."
    ),
    "other_points": Message(
        "the cell says out of {own}, its column says {whole}.",
        "Correct the one that is wrong, or write the score alone.",
    ),
    "far_above_points": Message(
        "{score} is far more than the {points} points possible.",
        "Correct the score, or the points possible of the column.",
    ),
    "excel_made_a_date": Message(
        "'{value}' is a date: a spreadsheet program turned '{was}' into it.",
        "Type '{was}' again in a column formatted as text, or export the file anew without opening it in Excel.",
    ),
    "letter_grade": Message(
        "'{value}' is a letter grade, and no scale says what it is worth.",
        "Export the grades as points or percent, or say in the preview what each letter is worth.",
    ),
    "letter_column": Message(
        "this column holds letter grades such as '{value}' and is left out: no scale says what they are worth.",
        "Put points or percent in place of the letters, if they are scores.",
    ),
    "right_or_wrong": Message(
        "'{value}' can mean right or wrong here.", "Write ✓ for right and ✗ for wrong, or 1 and 0."
    ),
    "no_scores_in_form": Message(
        "This form gives no scores: it is a survey, and its answers are left out.",
        "If it was meant to be scored, make it a quiz in its settings and export the answers again.",
    ),
    "answers_no_scores": Message(
        "These answers are kept for the view of questions and wrong answers; they give no scores.",
        "Bring in the scores of the whole assessment from your gradebook, so that no work counts twice.",
    ),
    "not_a_number": Message("'{value}' is not a number.", "Write a number, or leave the cell empty."),
    "not_a_whole_number": Message("'{value}' is not a whole number.", "Write a number without decimals, such as 2."),
    "too_small": Message("{value} is below {minimum}, the least there can be.", "Correct the number."),
    "too_large": Message("{value} is above {maximum}, the most there can be.", "Correct the number."),
    "not_a_choice": Message("'{value}' is not known here.", "Write one of these: {choices}."),
    "needs_a_value": Message("it is empty.", "Write {meaning}, or delete the row."),
    "not_an_attempt": Message("'{value}' is not the number of a try.", "Write 1 for the first try, 2 for the second."),
    "not_a_status": Message(
        "'{value}' is not a status.", "Write scored, missing, excused or not assigned, or leave it empty."
    ),
    # Dates
    "not_a_date": Message("'{value}' is not a date.", _DATE_CURE),
    "day_or_month_first": Message(
        "'{value}' could be two different days; the file has {dates}.",
        "Answer whether the day or the month comes first, or write dates as year-month-day: 2026-09-14.",
    ),
    # Students
    "names_no_student": Message("it names no student.", "Write the student's name, or delete the row."),
    "anonymous_answer": Message(
        "the answer is anonymous, so it is nobody's score.",
        "Write the student's name or e-mail address in the row, and let the form record names next time.",
    ),
    "name_without_id": Message("this name stands in {rows} as well, and no ID tells them apart.", _ID_CURE),
    "id_twice": Message("its ID stands in {rows} as well.", "Give each student one row and an ID of their own."),
    "id_beside_other_name": Message(
        "its ID stands beside another name further up.", "Write one name and one ID for each student."
    ),
    "several_of_this_name": Message("several students of this name have an ID; this row has none.", _ID_CURE),
    "ids_of_two_students": Message("its identifiers belong to different students of the workbench.", _ID_CURE),
    "id_of_another_name": Message(
        "its ID belongs to a student of another name in the workbench.",
        "Correct the ID or the name; if the numbers only count the rows, delete the column.",
    ),
    "same_student_as": Message(
        "it is the same student as {rows}.",
        "If they are two students, give each an ID of their own; if it is one, put the scores into one row.",
    ),
    "id_rounded": Message(
        "'{value}' is a long ID that a spreadsheet program shortened; its last digits are lost.",
        "Export the file anew and do not open it in Excel, or format the column as text and type the ID again.",
    ),
    "zeros_lost": Message(
        "the ID '{value}' has fewer digits than the others; a spreadsheet program may have dropped zeros at its start.",
        "Export the file anew and do not open it in Excel, or type the ID again with its zeros.",
    ),
    "unknown_reference": Message("'{value}' stands in no row of {file_meant}.", "Add that row, or delete this one."),
    "key_twice": Message("'{value}' stands further up as well.", "Give each row an identifier of its own."),
    "not_in_changes": Message(
        "'{value}' stands in no row of {file_meant}, which holds changes only.",
        "Export the whole bundle ('bulk') in place of the changes ('delta').",
    ),
    "two_roles": Message(
        "it enrolls as a student somebody whose role elsewhere in the bundle is '{role}'.",
        "Correct the role in one of the files.",
    ),
    "status_and_score": Message(
        "the row says '{value}' and has the score '{score}' as well.", "Clear the score, or clear the status."
    ),
    "not_enrolled": Message(
        "the student's enrollment is '{value}', not active; the file has {rows}.",
        "Their scores are kept; delete the rows of students who have left, if they should not count.",
    ),
    # Standards
    "several_standards": Message("'{value}' names several standards.", "Write one row for each standard."),
    "names_no_work": Message("it names no assessment and no standard.", "Write what the score is for."),
    "same_evidence": Message(
        "{rows} has the same student, standard and assessment.",
        "If it is a second try, say so in a column 'Attempt' or 'Date'; if they are two students, add a column 'ID'; "
        "otherwise delete one of the rows.",
    ),
    "same_cell": Message(
        "another cell has the same student, standard and assessment.",
        "Give the columns different headers, or tie them to different standards.",
    ),
    "same_record": Message(
        "{rows} says something else of the same student and {what}.", "Delete the one that is wrong."
    ),
    "circle_of_parts": Message(
        "it makes a circle: {circle} are part of each other.", "Mend the hierarchy at the source."
    ),
    "circle_of_steps": Message(
        "it makes a circle: {circle} come before each other.", "Delete one of the associations at the source."
    ),
    "item_twice": Message(
        "its identifier stands in {rows} as well, with another content.", "Give each item an identifier of its own."
    ),
    "not_an_object": Message("it is no object but {value}.", "Download the package again from its source."),
    "text_too_long": Message("it has more than {most} characters.", "Shorten it at the source."),
    "not_a_text": Message("it is no text but {value}.", "Write it as a text, in quotation marks."),
    # Rows and headers
    "no_rows": Message("There is no student under the header.", "Export the gradebook again, with its students."),
    "other_width": Message(
        "it has {found} cells where the header has {expected}, so its cells may stand in wrong columns.",
        "Put a text that holds the separator in quotation marks; add the cells that are missing, or delete extra ones.",
    ),
    "header_twice": Message(
        "this header stands twice; the one in column {letters} is kept apart as '{name}'.",
        "Give each column a header of its own, so that they can be told apart next time.",
    ),
    "header_misspelt": Message("the header '{value}' is not one of this format.", "It should probably be '{meant}'."),
    "header_absent": Message("the column '{meant}' is absent.", "Export the file again with this column."),
    "header_empty": Message("some of its columns have no header.", "Write a header above each, or delete the column."),
    "header_of_other_file": Message(
        "its header is that of {meant}, so it was not read.", "Put the right file in its place, or rename it."
    ),
    "sheet_unread": Message(
        "the sheet '{sheet}' holds {rows} rows and was not read; only '{read}' was.",
        "If it holds scores, choose it instead, or save it as a file of its own and bring that in too.",
    ),
    "sheet_hidden": Message(
        "a hidden sheet '{sheet}' holds data; it is not read.",
        "If it holds scores, unhide it in the workbook; otherwise leave it as it is.",
    ),
    "file_empty": Message("the file is empty, without even a header.", "If it should hold data, export it again."),
    "file_unread": Message("the file '{value}' is no CSV file and was not read.", "If it holds data, save it as CSV."),
    "file_is_link": Message("it is a link or no plain file, and was not read.", "Put the file itself into the folder."),
    "file_no_table": Message(
        "it is a workbook, or a packed file in a packed file, whatever its name says.",
        "Save it as CSV, or bring it in by itself.",
    ),
    "file_misspelt": Message(
        "'{value}' is no file of this format and was not read.", "It should probably be '{meant}': rename it."
    ),
    "file_unknown": Message("'{value}' is no file of this format and was not read.", "Bring it in by itself."),
    "file_unexpected": Message(
        "the manifest says that '{meant}' is absent, but it is there; it was read.",
        "Correct the manifest, or take the file out of the bundle.",
    ),
    "file_absent": Message("the file '{meant}' is absent.", "Export the bundle again with this file."),
    # Files that are refused as a whole
    "path_absent": Message("There is no file of this name.", "Check the name and the folder, then try again."),
    "path_forbidden": Message(
        "You do not have the right to read it.", "Copy it into a folder of your own, or ask whoever it belongs to."
    ),
    "path_is_folder": Message("It is a folder.", "Name the file in it."),
    "path_is_device": Message("It is a device or a pipe, not a file.", "Save the data as a file, and name that."),
    "disk_fails": Message(
        "It cannot be read from the disk.", "Check that the disk is connected, or copy the file elsewhere."
    ),
    "folder_unread": Message("It is not there, or may not be opened.", "Check its name, and whether you may read it."),
    "folder_without_csv": Message(
        "No CSV file lies in it.", "Choose the folder in which the CSV files themselves lie."
    ),
    "file_name_twice": Message(
        "'{name}' is there {count} times, perhaps in several folders.",
        "Bring in one export at a time, with one file of each name.",
    ),
    "too_many_tables": Message(
        "There are {what}; at most {most} tables are read at once.", "Bring in one export at a time."
    ),
    "too_large_file": Message(
        "It has {size} MB; the workbench reads up to {most} MB.", "Export one class, or one grading period, at a time."
    ),
    "too_many_cells": Message(
        "Its table has more than {most} cells, counting the empty ones between the filled ones.",
        "Delete what stands far below or far to the right of the scores, or export one class at a time.",
    ),
    "too_many_columns": Message(
        "It has {count} columns; at most {most} are read.", "Export one grading period at a time, or delete columns."
    ),
    "long_cell": Message(
        "a cell holds more than {most} characters.",
        "Most often a quotation mark is opened and never closed: close it, or shorten the text.",
    ),
    "open_quotation": Message(
        "a quotation mark is opened and never closed.",
        'Close it, or write two of them ("") where the text itself has one.',
    ),
    "unpacks_too_far": Message(
        "Unpacked it would fill far more memory than any gradebook does, as a harmful file would.",
        "If it is your own, export one class at a time, or copy the sheet with the scores into a new workbook.",
    ),
    "harmful_name": Message(
        "A file inside it is a link, or is named so that it would land outside its folder.",
        "Do not unpack it. Ask where it comes from, and export the data again from the source.",
    ),
    "protected": Message(
        "It cannot be read without it.", "Open it with its password, save it without one, and bring that in."
    ),
    "damaged": Message(
        "{detail}", "Download or export it again; or open it in a spreadsheet program and save it as CSV."
    ),
    "nothing_in_it": Message("It holds no text at all.", "Export the gradebook again and bring the new file in."),
    "no_filled_sheet": Message(
        "No visible sheet holds anything.", "Export the gradebook again and bring the new file in."
    ),
    "no_such_sheet": Message("No visible sheet '{sheet}' holds anything.", "Choose one of these: {names}."),
    "foreign_file": Message(
        "It is {what}, whatever its name says.",
        "In your gradebook choose Export, and bring in the CSV or Excel file that it downloads.",
    ),
    "packed_file": Message(
        "It is a packed file or a document of another program.",
        "Unpack it and bring in the CSV or Excel file (.xlsx) inside, or save the table in that form.",
    ),
    "no_text": Message(
        "It is not a table that the workbench can read: neither a text file, such as CSV, nor an Excel workbook.",
        "Export the gradebook again as CSV or as an Excel workbook (.xlsx), and bring that file in.",
    ),
    "unknown_table": Message("Its first row has {cells}: {begins}.", "Known are: {known}."),
    "unknown_bundle": Message(
        "It is a bundle of {tables}: {names}.",
        "Unpack it, and bring in the CSV file with the scores by itself. Known bundles: {known}.",
    ),
    "unknown_document": Message(
        "It is a file for programs (JSON), and no framework of standards.",
        "Export the gradebook as CSV or Excel. Known of this kind: {known}.",
    ),
    "json_name_twice": Message(
        "the name '{name}' stands twice in {where}.",
        "Which of the two is meant nobody can tell: delete the one that is wrong.",
    ),
    "json_too_long": Message("It holds more than {most} values.", "Export one framework of standards at a time."),
    "json_too_deep": Message(
        "Its brackets are nested more than {most} deep, as a harmful file would have them.",
        "If it is your own, export it again from the source.",
    ),
    "package_broken": Message("{what}.", "Download the whole package (CFPackage) again from its source."),
    "no_json": Message(
        "It begins as a file for programs (JSON), but is none. {detail}", "Download or export it again."
    ),
}
"""Every message by its code."""

REMARKS = frozenset(
    {
        "answers_no_scores",
        "day_or_month_first",
        "far_above_points",
        "no_scores_in_form",
        "not_enrolled",
        "zeros_lost",
    }
)
"""Codes of what is said beside a row or cell that is taken all the same; every other problem keeps its place out."""


def problem(
    code: str,
    *,
    row: int | None = None,
    column: str | None = None,
    value: str | None = None,
    file: str | None = None,
    **details: object,
) -> Problem:
    """Return the problem of a place in a file, in the words of the catalogue.

    Parameters
    ----------
    code : str
        A key of `CATALOGUE`.
    row, column, value, file
        As in `Problem`; the value fills `{value}`, shortened.
    **details
        What else the message names.

    Examples
    --------
    >>> print(problem("not_a_number", row=4, column="Percentile", value="n/k"))
    Row 4, column 'Percentile': 'n/k' is not a number. Write a number, or leave the cell empty.
    """
    message = CATALOGUE[code]
    words = {name: str(detail) for name, detail in details.items()} | {"value": shortened(value or "")}
    return Problem(
        message.says.format_map(words),
        message.cure.format_map(words),
        row=None if row is None else int(row),
        column=column,
        value=value,
        file=file,
        code=code,
    )


def shortened(text: str, length: int = 40) -> str:
    """Return a text on one line, cut with an ellipsis where it is long.

    Examples
    --------
    >>> shortened("a" * 50, 5)
    'aaaa…'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def rows_named(rows: Iterable[int]) -> str:
    """Return rows as a message names them: no more than five.

    Examples
    --------
    >>> rows_named([4]), rows_named(range(2, 9))
    ('row 4', 'rows 2, 3, 4, 5, 6 and more')
    """
    rows = list(rows)
    listed = ", ".join(str(row) for row in rows[:5]) + (" and more" if len(rows) > 5 else "")
    return f"row {listed}" if len(rows) == 1 else f"rows {listed}"
