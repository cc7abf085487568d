"""Entries on behavior: one row an entry, with a day, whether it is praise or a concern, points and what was done."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from plworkbench.errors import ImportRefused
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.coded import each_text, recoded
from plworkbench.importers.grid import grid_of
from plworkbench.importers.parsed import ParsedFile
from plworkbench.importers.raw import RawTable
from plworkbench.importers.record_rows import record_file
from plworkbench.importers.record_values import read_signed, share_known
from plworkbench.importers.roster import ROLE_WORDS, find_roles, fold_header, names_students

IMPORTER = "behavior"
FORMAT_NAME = "Behavior"
READS = RawTable
LOOKS_FOR = "Behavior: columns Student, Date and Type (positive, concern or note), or Incident and Action taken"

WORDS: dict[str, tuple[str, ...]] = {
    **ROLE_WORDS,
    "date": ("date", "day", "incident date", "date of incident", "behavior date", "behaviour date", "entry date"),
    "time": ("time", "time of day", "incident time"),
    "kind": (
        "type", "kind", "behavior type", "behaviour type", "entry type", "positive negative", "positive or negative",
    ),
    "category": (
        "category", "behavior", "behaviour", "behavior category", "behaviour category", "incident", "incident type",
        "infraction", "offense", "skill", "referral",
    ),
    "points": ("points", "behavior points", "behaviour points", "merits", "demerits"),
    "response": (
        "action taken", "action", "actions taken", "response", "consequence", "intervention", "resolution", "outcome",
    ),
    "note": (
        "description", "details", "note", "notes", "comment", "comments", "narrative", "remark", "incident description",
    ),
}  # fmt: skip
"""Headers, folded, of the columns of entries on behavior."""

# Columns that only tables about behavior have.
_TELLING = {
    "behavior", "behaviour", "behavior type", "behaviour type", "behavior category", "behaviour category",
    "behavior points", "behaviour points", "incident", "incident type", "incident date", "infraction", "offense",
    "referral", "action taken", "actions taken", "consequence", "merits", "demerits", "positive negative",
    "positive or negative", "incident description",
}  # fmt: skip
_CONCERNS = {"incident", "incident type", "infraction", "offense", "referral", "demerits"}

_KINDS = {
    "positive": (
        "positive", "pos", "+", "praise", "merit", "commendation", "reward", "recognition", "kudos", "strength",
    ),
    "concern": (
        "negative", "neg", "-", "−", "concern", "demerit", "incident", "referral", "office referral", "infraction",
        "discipline", "needs work", "minor", "major", "warning", "minor incident", "major incident",
    ),
    "note": ("note", "neutral", "information", "info", "observation", "comment", "other"),
}  # fmt: skip
CHOICES = {word: kind for kind, words in _KINDS.items() for word in words}
"""Words of files, folded, and the kind of entry each of them stands for."""

_MOST = 0.5
_WORKED_OUT = "[kind]"
_TIME = re.compile(r"\b[0-9]{1,2}:[0-9]{2}(?: ?[AaPp][Mm])?\b")
_MIDNIGHT = ("00:00", "0:00")


def detect(raw: RawTable) -> float:
    r"""Return how surely a table is one of entries on behavior, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"Student,Date,Type,Points\nAmara Okafor,2026-09-14,Praise,1\n"))
    0.95
    >>> detect(read_table(b"Student,Date,Type,Points\nAmara Okafor,2026-09-14,Quiz,1\n"))
    0.0
    """
    try:
        grid = grid_of(raw, limit=20)
    except ImportRefused:
        return 0.0
    headers = list(grid.cells.columns)
    roles = find_roles(headers, WORDS)
    if "date" not in roles or not names_students(roles) or not roles.keys() & {"kind", "category", "points"}:
        return 0.0
    says_kind = "kind" in roles and share_known(grid.frame[roles["kind"]], CHOICES) >= _MOST
    return 0.95 if says_kind or _TELLING & set(map(fold_header, headers)) else 0.0


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read entries on behavior.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        What the teacher said of the file.

    Notes
    -----
    Where no column says whether an entry is positive, its points tell, then the heading: an incident is a concern.
    What nothing tells about is a note. The time of day goes to the note: two entries of one day stay two.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> table = b"Student,Date,Behavior,Points\nAmara Okafor,2026-09-14,Helping others,1\nBen Ruiz,2026-09-14,Late,-1\n"
    >>> parse(read_table(table)).records["behavior"][["kind", "category", "points"]].to_numpy().tolist()
    [['positive', 'Helping others', 1.0], ['concern', 'Late', -1.0]]
    """
    grid = grid_of(raw)
    roles = find_roles(list(grid.cells.columns), WORDS, answers.roles)
    frame, roles = _with_times(grid.coded.astype("str"), roles)
    frame, roles = _with_kinds(frame, roles, raw.decimal_mark)
    return record_file(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        raw=raw,
        grid=replace(grid, cells=frame),
        table="behavior",
        roles=roles,
        answers=answers,
        choices={"kind": CHOICES},
    )


def _with_times(frame: pd.DataFrame, roles: dict[str, str]) -> tuple[pd.DataFrame, dict[str, str]]:
    header = roles.get("time", roles.get("date"))
    if header is None:
        return frame, roles
    times = recoded(frame[header], _time_of).astype("str")
    if not (times != "").any():
        return frame, roles
    notes = frame[roles["note"]] if "note" in roles else pd.Series("", index=frame.index)
    together = (notes + " (" + times + ")").str.strip().where(times != "", notes)
    name = roles.get("note", "[note]")
    return frame.assign(**{name: together}), {**roles, "note": name}


def _time_of(text: str) -> str:
    found = _TIME.search(text)
    return found[0] if found and found[0] not in _MIDNIGHT else ""


def _with_kinds(frame: pd.DataFrame, roles: dict[str, str], decimal_mark: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the frame with a column that says what kind each entry is, worked out where the file does not say."""

    def says_kind(role: str) -> bool:
        return role in roles and share_known(frame[roles[role]], CHOICES) >= _MOST

    points = frame[roles["points"]] if "points" in roles else pd.Series("", index=frame.index)
    sign = pd.Series(each_text(points, lambda text: read_signed(text, decimal_mark), "float64"), index=frame.index)
    by_points = pd.Series("", index=frame.index, dtype="str").mask(sign > 0, "positive").mask(sign < 0, "concern")
    others = {role: name for role, name in roles.items() if role not in ("kind", "category")}
    kind, category = roles.get("kind"), roles.get("category")
    if says_kind("category") and not says_kind("kind"):
        kind, category = category, kind
    elif not says_kind("kind"):
        # 'Type' names what happened, such as 'Disrespect', beside a category or instead of one.
        if kind and category:
            both = frame[category] + ", " + frame[kind]
            frame = frame.assign(**{category: both.str.strip(", ")})
            others["beside_category"] = kind
        kind, category = None, category or kind
    if kind is None:
        usual = "concern" if category and fold_header(category) in _CONCERNS else "note"
        kinds = by_points.where(by_points != "", usual)
    else:
        stated = frame[kind]
        kinds = stated.where(stated != "", by_points)
    name = kind or _WORKED_OUT
    return frame.assign(**{name: kinds}), {**others, "kind": name, **({"category": category} if category else {})}
