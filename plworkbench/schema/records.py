"""The tables of records about a student that files bring, beside evidence: attendance, tests, activities and more."""

from __future__ import annotations

from collections.abc import Iterable

from plworkbench.schema.declare import Column, Table, table

ATTENDANCE_STATUSES = ("present", "absent", "excused", "late")
"""Absent is without a reason that the school accepts, excused with one; late came in the end."""

BEHAVIOR_KINDS = ("positive", "concern", "note")
"""What an entry on behaviour is: something to praise, something to worry about, or neither."""


def _records(name: str, meaning: str, *columns: Column, same_by: Iterable[str]) -> Table:
    return table(
        name,
        meaning,
        Column("record_key", "text", "Random key of the record."),
        Column("class_key", "text", "The class into which it was brought."),
        Column("student_key", "text", "The student."),
        *columns,
        Column("import_key", "text", "The import it came with."),
        Column("retired_by", "text", "The import whose newer record replaces this one.", required=False),
        key=["record_key"],
        same_by=["student_key", *same_by],
        class_key="classes.class_key",
        student_key="students.student_key",
        import_key="imports.import_key",
    )


RECORD_TABLES = (
    _records(
        "attendance",
        "One student on one school day, or in one period of it.",
        Column("date", "date", "The day."),
        Column("period", "text", "Period or session of the day; empty for the whole day.", required=False),
        Column("status", "text", "Whether the student was there.", choices=ATTENDANCE_STATUSES),
        Column("minutes_missed", "number", "Minutes of the day or period missed.", required=False, minimum=0),
        Column("note", "text", "Reason or remark, as the source has it.", required=False),
        same_by=["date", "period"],
    ),
    _records(
        "behavior",
        "One entry on a student's behavior.",
        Column("date", "date", "The day it happened."),
        Column("kind", "text", "Something to praise, to worry about, or neither.", choices=BEHAVIOR_KINDS),
        Column("category", "text", "What it was, in the school's word: 'Helping others'.", required=False),
        Column("points", "number", "Points given or taken, as the source counts them.", required=False),
        Column("response", "text", "What was done about it.", required=False),
        Column("note", "text", "Remark, as the source has it.", required=False),
        same_by=["date", "kind", "category", "note"],
    ),
    _records(
        "activities",
        "One activity of a student outside lessons.",
        Column("activity", "text", "Name of the club, team, job or service."),
        Column("kind", "text", "Kind of activity: 'sport', 'arts', 'service', ...", required=False),
        Column("role", "text", "What the student does in it: 'captain'.", required=False),
        Column("starts_on", "date", "First day.", required=False),
        Column("ends_on", "date", "Last day.", required=False),
        Column("hours_per_week", "number", "Hours in a usual week.", required=False, minimum=0, maximum=168),
        same_by=["activity", "starts_on"],
    ),
    _records(
        "scale_scores",
        "One result of a student in a test with a scale of its own.",
        Column("test", "text", "Name of the test: 'MAP Growth'."),
        Column("subject", "text", "Subject or domain tested.", required=False),
        Column("date", "date", "Day the test was taken.", required=False),
        Column("term", "text", "Term or window, as the source names it: 'Fall 2026-2027'.", required=False),
        Column("score", "number", "Score on the scale of the test."),
        Column("standard_error", "number", "Standard error of the score, in its points.", required=False, minimum=0),
        Column("scale", "text", "Name of the scale: 'RIT'.", required=False),
        Column("percentile", "number", "National percentile, 1 to 99.", required=False, minimum=1, maximum=99),
        Column("placement", "text", "Level or placement in the test's own words.", required=False),
        same_by=["test", "subject", "date", "term"],
    ),
    _records(
        "demographics",
        "One attribute of a student for audits of fairness alone, brought in only when the teacher says so.",
        Column("attribute", "text", "Name of the attribute, as OneRoster has it: 'sex'."),
        Column("value", "text", "Its value, as the source has it."),
        same_by=["attribute"],
    ),
    _records(
        "item_responses",
        "One student's answer to one item of an assessment.",
        Column("assessment", "text", "Title of the assessment the item is part of."),
        Column("item", "text", "Number or wording of the item, as the source has it: 'Question 3'."),
        Column("standard_code", "text", "The standard the item asks for.", required=False),
        Column("date", "date", "Day of the assessment.", required=False),
        Column("attempt", "integer", "1 for the first try, 2 for a retake, ...", minimum=1),
        Column("response", "text", "What the student answered or chose; empty if nothing.", required=False),
        Column("correct_response", "text", "The answer that is right, where there is one.", required=False),
        Column("score", "number", "Points earned on the item.", required=False, minimum=0),
        Column("points_possible", "number", "Points the item can earn.", required=False, minimum=0),
        Column("minutes", "number", "Minutes spent on the item. Context, never a score.", required=False, minimum=0),
        same_by=["assessment", "item", "attempt"],
    ),
)
"""Tables of records; each row belongs to one student and came with one import."""
