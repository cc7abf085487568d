"""One small example of every part, of invented students, for the browser tests."""

from __future__ import annotations

import datetime

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


def a_people_picker(names=STUDENTS) -> widgets.PeoplePicker:
    return widgets.PeoplePicker(label="Absent today", people=list(names), names=list(names[:2]))


def a_sentence_builder(names=STUDENTS, **traits) -> widgets.SentenceBuilder:
    def blank(label: str, missing: str) -> dict:
        return {"kind": "people", "label": label, "missing": missing}

    weight = {"kind": "choice", "label": "How much it matters", "missing": "how much it matters", "usual": "must",
              "options": [["must", "a must"], ["nice", "nice"]]}  # fmt: skip
    lists = {"kind": "choice", "label": "Which list", "missing": "which list", "options": [],
             "none": "(there is no list yet)"}  # fmt: skip
    builder = widgets.SentenceBuilder(label="New wish", add_label="Add this wish", **traits)
    builder.offer(
        [
            {"key": "apart", "words": "Keep … and … apart", "text": "Keep {one} and {other} apart. It is {weight}.",
             "slots": {"one": blank("Who", "who"), "other": blank("Apart from whom", "apart from whom"),
                       "weight": weight}},
            {"key": "spread", "words": "Spread … evenly", "text": "Spread {list} evenly.", "slots": {"list": lists},
             "note": "A list is yours alone."},
        ],
        names,
    )  # fmt: skip
    builder.fill("one", list(names[:1]))
    return builder


def a_stepper(names=STUDENTS) -> widgets.Stepper:
    stepper = widgets.Stepper(label="Bring in a file", goes_back=True)
    stepper.offer([(str(n), name) for n, name in enumerate(names[:4])])
    stepper.current = "2"
    return stepper


def an_undo_bar(names=STUDENTS) -> widgets.UndoBar:
    return widgets.UndoBar(words=f"{names[0]} was taken off the list.", offered=1)


def a_student_chip(names=STUDENTS) -> widgets.StudentChip:
    return widgets.StudentChip(name=names[0], level="secure", removable=True)


def a_date_field(**traits) -> widgets.DateField:
    field = widgets.DateField(
        label="Look again on", value="2026-09-21", least="2026-09-07", why_least="the groups start", **traits
    )
    field.offer(datetime.date(2026, 9, 7), (5, 10, 20))
    return field


def a_refused_date() -> widgets.DateField:
    field = a_date_field()
    field.choose("2026-09-06")
    return field


def an_empty_state(names=STUDENTS) -> widgets.EmptyState:
    return widgets.EmptyState(
        title=f"No wish about {names[0]} yet", words="A wish holds whenever groups are formed.", action="Make one"
    )


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
    "Progress": lambda: widgets.Progress(words="Storing 40,000 of 100,000…", share=0.4, cancel_label="Stop"),
    "PeoplePicker": a_people_picker,
    "empty PeoplePicker": lambda: widgets.PeoplePicker(label="Absent today"),
    "SentenceBuilder": a_sentence_builder,
    "empty SentenceBuilder": widgets.SentenceBuilder,
    "Stepper": a_stepper,
    "UndoBar": an_undo_bar,
    "ConfirmButton": lambda: widgets.ConfirmButton(label="Delete this class"),
    "StudentChip": a_student_chip,
    "LevelBadge": lambda: widgets.LevelBadge(level="extending"),
    "DateField": a_date_field,
    "refused DateField": a_refused_date,
    "EmptyState": an_empty_state,
    "EmptyState with a link": lambda: widgets.EmptyState(title="No class yet", action="Import one", href="import"),
    "Toasts": widgets.Toasts,
}
