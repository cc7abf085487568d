"""A class as large and with names as awkward as any that will ever be brought in; seeded, and stored in one go."""

from __future__ import annotations

import random

import pandas as pd

import plworkbench

CLASS = "Whole year"
LONG = "Maximiliana " + "Von-und-zu-" * 17 + "X"
UNBROKEN = "Wolfeschlegelsteinhausen" * 8
NAMES = (
    LONG,
    UNBROKEN,
    "محمد (العربي) ابن سينا",
    "נועה בן-דוד (ב׳)",
    "👩‍🚀 Sam Star",
    "N̈ïn̄ä Côté",
    "李小龙",
    "O'Brien-Ñuñez, Zoë",
)
"""Names of 200 characters with and without a place to break, right to left, emoji, marks that combine."""


def add_large_class(wb: plworkbench.workbench.Workbench, students: int = 500, standards: int = 200) -> str:
    """Store a class with a score of four in five students on every standard; return its name."""
    chance = random.Random(20)
    names = [NAMES[n] if n < len(NAMES) else f"Student {n:03d} of the year" for n in range(students)]
    keys = [f"large-{n:04d}" for n in range(students)]
    codes = [f"L.{n:03d}" for n in range(standards)]
    pieces = [
        (keys[s], codes[c], chance.choice([1, 2, 2, 3, 3, 4]))
        for s in range(students)
        for c in range(standards)
        if chance.random() < 0.8
    ]
    day = pd.Timestamp("2026-09-01")
    evidence = pd.DataFrame(pieces, columns=["student_key", "standard_code", "points"]).assign(
        assessment=lambda frame: "Check " + frame["standard_code"],
        kind="exit ticket",
        date_assessed=lambda frame: day + pd.to_timedelta(frame["standard_code"].str[2:].astype(int) // 4, unit="D"),
        points_possible=4.0,
        status="scored",
        attempt=1,
        sequence=range(1, len(pieces) + 1),
    )
    titles = [f"Standard number {n} says in a long sentence what students can do with it" for n in range(standards)]
    store = wb._store  # the door imports files; writing and reading one of 80,000 cells is not what is tested
    class_key = store.add_class(CLASS)
    store.commit_import(
        class_key,
        importer="sample",
        file_digest="large",
        counts={"added": len(evidence), "changed": 0, "unchanged": 0, "left_out": 0, "format_name": "a sample"},
        new_students=pd.DataFrame({"student_key": keys, "name": names, "sort_name": names}),
        enrolled_keys=keys,
        evidence=evidence,
        standards=pd.DataFrame({"standard_code": codes, "title": titles, "sequence": range(1, standards + 1)}),
    )
    return CLASS
