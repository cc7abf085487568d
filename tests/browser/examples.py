"""One small example of every part, of invented students, for the browser tests."""

from __future__ import annotations

from plworkbench import widgets
from plworkbench.schema import STATES

EVIL = "<img src=x onerror=alert(1)>"
GROUPS = ("Kestrels", "Herons", "Otters")
STUDENTS = ("Amara Okafor", "Mateo García", "Priya Patel", "Liam O’Connor", "Zainab Hussain", "Jun Tanaka")


def a_grid(names=STUDENTS, standards: int = 6) -> widgets.MasteryGrid:
    def cell(place: int) -> dict:
        level = STATES[place % len(STATES)]
        known = level not in STATES[:2]
        return {"level": level, "score": 3.2 if known else None, "count": 5 if known else place % 2}

    columns = [{"code": f"6.RP.A.{n}", "title": f"Ratio language {n}", "summary": "1 of 6"} for n in range(standards)]
    rows = [
        {"key": f"s{r}", "name": name, "cells": [cell(r + c) for c in range(standards)]} for r, name in enumerate(names)
    ]
    return widgets.MasteryGrid(columns=columns, rows=rows)


def a_board(names=STUDENTS, **traits) -> widgets.GroupBoard:
    groups = [{"number": n, "name": name, "note": "", "warnings": []} for n, name in enumerate(GROUPS, start=1)]
    groups[1]["warnings"] = ["Amara and Mateo wanted to be apart."]
    cards = [
        {
            "key": f"s{n}",
            "name": name,
            "group": n % 3 + 1,
            "reason": f"{name} works on unit rates, as the others here do.",
            "level": STATES[n % len(STATES)],
            "detail": "1.8 of 4 from 5 pieces of evidence",
            "moved_by_hand": n == 1,
            "pinned": n == 2,
        }
        for n, name in enumerate(names)
    ]
    return widgets.GroupBoard(groups=groups, cards=cards, **traits)


def a_table(names=STUDENTS) -> widgets.DataTable:
    columns = [
        {"key": "name", "label": "Student"},
        {"key": "level", "label": "Level", "kind": "level"},
        {"key": "score", "label": "Score of 4", "kind": "number", "digits": 1},
        {"key": "next", "label": "Look at", "kind": "chips"},
    ]
    scores = [2.5, None, 10.0, 1.25, 3.0, 0.0]
    rows = [
        {
            "key": f"s{n}",
            "name": name,
            "level": STATES[n % 6],
            "score": scores[n % 6],
            "next": [name, {"text": "Ratios"}],
        }
        for n, name in enumerate(names)
    ]
    return widgets.DataTable(columns=columns, rows=rows, caption="Who needs help", clickable=True)


def a_plot(names=STUDENTS) -> widgets.Plot:
    figure = {
        "data": [{"type": "bar", "x": list(names), "y": list(range(1, len(names) + 1)), "customdata": list(names)}],
        "layout": {"height": 240, "xaxis": {"type": "category"}},
    }
    return widgets.Plot(figure=figure, description="Evidence per student")


def a_field_table(names=STUDENTS) -> widgets.FieldTable:
    columns = [
        {"key": "name", "label": "Column", "kind": "words"},
        {"key": "standards", "label": "Standards", "kind": "text", "placeholder": "left out"},
        {"key": "points", "label": "Out of", "kind": "number"},
        {"key": "day", "label": "Assessed on", "kind": "date"},
        {"key": "role", "label": "It holds", "kind": "select", "options": [["", "not used"], ["score", "scores"]]},
        {"key": "who", "label": "Who is it?", "kind": "choice", "options": [["same", "The same"], ["new", "Another"]]},
        {"key": "act", "label": "Change it", "kind": "buttons", "options": [["back", "Take back"]]},
    ]
    rows = [
        {
            "key": f"s{n}",
            "name": name,
            "note": f"row {n + 2}",
            "standards": "6.RP.A.1",
            "points": str(n) if n else "",
            "day": "2026-09-14" if n else "",
            "role": "score",
            "who": "same" if n else None,
            "fixed": ["points"] if n == 2 else [],
        }
        for n, name in enumerate(names)
    ]
    return widgets.FieldTable(columns=columns, rows=rows, suggestions=["6.RP.A.1 · Ratios"], caption="Columns")


def a_score_grid(names=STUDENTS) -> widgets.ScoreGrid:
    return widgets.ScoreGrid(
        rows=[{"key": f"s{n}", "name": name, "note": "6.RP.A.1"} for n, name in enumerate(names)],
        options=[[str(n), str(n)] for n in range(5)],
        marks=[["M", "missing"], ["E", "excused"]],
        entries={"s0": "3", "s1": "7"},
        problems={"s1": "7 is more than 4 points."},
        caption="Scores of Period 3",
    )


def a_choice(names=STUDENTS) -> widgets.Choice:
    choice = widgets.Choice(label="Which class of this file?", value="0")
    choice.offer([(str(n), name) for n, name in enumerate(names[:4])])
    return choice


PARTS = {
    "Page": lambda: widgets.Page(status="All changes saved"),
    "Plot": a_plot,
    "DataTable": a_table,
    "empty DataTable": widgets.DataTable,
    "MasteryGrid": a_grid,
    "wide MasteryGrid": lambda: a_grid(standards=24),
    "empty MasteryGrid": widgets.MasteryGrid,
    "GroupBoard": lambda: a_board(can_undo=True),
    "locked GroupBoard": lambda: a_board(disabled_reason="These groups are saved."),
    "empty GroupBoard": widgets.GroupBoard,
    "DropZone": lambda: widgets.DropZone(trouble="This is not a gradebook. Nothing was changed."),
    "compact DropZone": lambda: widgets.DropZone(compact=True),
    "Disclosure": widgets.Disclosure,
    "FieldTable": a_field_table,
    "empty FieldTable": lambda: widgets.FieldTable(columns=[{"key": "a", "label": "Column", "kind": "words"}]),
    "ScoreGrid": a_score_grid,
    "empty ScoreGrid": widgets.ScoreGrid,
    "Choice": a_choice,
    "Progress": lambda: widgets.Progress(words="Storing 40,000 of 100,000…", share=0.4),
}
