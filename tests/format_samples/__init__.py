"""One module a format: a sample built from its documented layout, the same with one fault, and a writer to read back.

Each module has `FILE_NAME`; `GOOD` and `BAD`, the bytes of two files; `BAD_SAYS`, a part of the problem that the bad
one has, with its place; and where the format holds scores, `write(scores)`, which lays out the scores of `SCORES` and
returns the bytes, with `KEEPS`, the columns of `SCORES` that the format can hold; `WORKS` and `STATUSES` are the
assessments and statuses it can hold, if not all. All names are invented.
"""

import importlib
import pkgutil

import pandas as pd

STUDENTS = pd.DataFrame(
    [
        ("Amara", "Okafor", "00123", "amara.okafor@school.example", "Period 3"),
        ("Lucía", "García López", "00124", "lucia.garcia@school.example", "Period 3"),
        ("Wei", "Chen", "00125", "wei.chen@school.example", "Period 3"),
        ("Wei", "Chen", "00126", "wei.chen2@school.example", "Period 3"),
        ("Zoë", "O'Neil-Søren", "00127", "zoe.oneil@school.example", "Period 3"),
    ],
    columns=["first_name", "last_name", "id", "email", "section"],
)
"""Five students; two of one name, one number with leading zeros each."""


def _scores():
    works = [
        ("Quiz 1 6.RP.A.1", "6.RP.A.1", 10.0, "2026-09-11", [8.5, 0, 10, 7, 3]),
        ("Exit ticket 6.RP.A.2", "6.RP.A.2", 4.0, "2026-09-14", [3, 4, None, 2, 1]),
        ("Task, part 2: 6.EE.B.7", "6.EE.B.7", 20.0, "2026-09-21", [15, None, 12, 20, 0]),
    ]
    rows = []
    for sequence, (assessment, code, points, day, given) in enumerate(works):
        for student, score in enumerate(given):
            status = "scored" if score is not None else ("excused" if sequence == 1 else "missing")
            rows.append((student, assessment, code, score, points, status, pd.Timestamp(day)))
    names = ["student", "assessment", "standard_code", "score", "points_possible", "status", "date_assessed"]
    return pd.DataFrame(rows, columns=names).astype({"score": "float64"})


SCORES = _scores()
"""Fifteen scores: `student` is the place in `STUDENTS`. One excused, one missing, two of 0."""

SAMPLES = {
    name: importlib.import_module(f"format_samples.{name}")
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__))
}
"""The samples by the key of their importer."""
