"""CASE 1.0: a framework of standards as one package of JSON, with its hierarchy and its prerequisites."""

from __future__ import annotations

from typing import Any

import pandas as pd

from plworkbench.errors import ImportRefused, Problem
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.case_items import (
    codes_of,
    domains_of,
    in_teaching_order,
    one_line,
    shown_kind,
    text_of,
    title_of,
)
from plworkbench.importers.case_links import Links, read_links
from plworkbench.importers.limits import MAX_CELL_CHARACTERS
from plworkbench.importers.parsed import ParsedFile, frame_of, in_file_order, joined
from plworkbench.importers.raw import RawDocument
from plworkbench.messages import problem, rows_named

IMPORTER = "case_package"
FORMAT_NAME = "Framework of standards (CASE)"
READS = RawDocument
LOOKS_FOR = "a framework of standards (CASE package): JSON with CFDocument, CFItems and CFAssociations"

ITEMS, ASSOCIATIONS = "CFItems", "CFAssociations"
"""The two lists of a package, whose entries are counted like rows, from 1."""

_LONGEST = {
    "identifier": 200,
    "humanCodingScheme": 100,
    "listEnumeration": 100,
    "fullStatement": MAX_CELL_CHARACTERS,
    "abbreviatedStatement": MAX_CELL_CHARACTERS,
}


def detect(raw: RawDocument) -> float:
    """Return how surely a document is a CASE package, 0 to 1.

    Examples
    --------
    >>> detect(RawDocument({"CFDocument": {}, "CFItems": []}, "")), detect(RawDocument({"students": []}, ""))
    (1.0, 0.0)
    """
    if not isinstance(raw.content, dict):
        return 0.0
    return {2: 1.0, 1: 0.9}.get(len({"CFDocument", ITEMS} & raw.content.keys()), 0.0)


def parse(raw: RawDocument, answers: Answers = NO_ANSWERS) -> ParsedFile:
    """Read a CASE package: a standard for each item, a pair for each 'precedes'.

    Parameters
    ----------
    raw : RawDocument
        A document that `detect` knows.
    answers : Answers
        The codes of standards that the workbench knows by their identifier already: they stay.

    Raises
    ------
    ImportRefused
        If the package has no list of items.

    Examples
    --------
    >>> item = {"identifier": "a1", "humanCodingScheme": "CCSS.Math.Content.6.RP.A.1", "fullStatement": "Ratios."}
    >>> parsed = parse(RawDocument({"CFDocument": {"title": "Maths"}, "CFItems": [item]}, digest=""))
    >>> parsed.standards[["standard_code", "title", "framework"]].to_numpy().tolist()
    [['6.RP.A.1', 'Ratios.', 'Maths']]
    """
    document, entries, associations = _parts(raw.content)
    items, problems, same = _items(entries)
    links = read_links(associations, items, document, _identifiers(entries), start=len(entries))
    items = items.assign(parent=links.parents, number=links.numbers)
    codes = codes_of(items, answers.known_identifiers)
    standards = _standards(items, codes, one_line(document.get("title")))
    prerequisites = links.pairs.assign(
        standard_code=links.pairs["later"].map(codes), prerequisite_code=links.pairs["earlier"].map(codes)
    )
    return ParsedFile(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        file_name=raw.file_name,
        digest=raw.digest,
        students=frame_of("students", []),
        columns=frame_of("columns", []),
        scores=frame_of("scores", []),
        ignored=joined("ignored", [same, links.ignored]),
        problems=(*raw.problems, *in_file_order(problems), *_named(links)),
        standards=standards,
        prerequisites=frame_of("prerequisites", prerequisites),
        by_row=True,
        members=((ITEMS, 0), (ASSOCIATIONS, len(entries))),
        answers=answers,
        raw=raw,
    )


def _identifiers(entries: list[Any]) -> set[str]:
    return {one_line(entry.get("identifier")) for entry in entries if isinstance(entry, dict)}


def _named(links: Links) -> list[Problem]:
    return [problem(code, row=row, file=ASSOCIATIONS, **about) for row, code, about in sorted(links.problems, key=_row)]


def _row(found: tuple[int, str, dict]) -> int:
    return found[0]


def _parts(content: dict[str, Any]) -> tuple[dict[str, Any], list[Any], list[Any]]:
    document, items = content.get("CFDocument"), content.get(ITEMS)
    associations = content.get(ASSOCIATIONS)
    wrong = [
        f"'{name}' is {'absent' if value is None else f'no {kind}'}"
        for name, value, kind, fits in (
            ("CFDocument", document, "object", isinstance(document, dict)),
            (ITEMS, items, "list", isinstance(items, list)),
            (ASSOCIATIONS, associations, "list", associations is None or isinstance(associations, list)),
        )
        if not fits
    ]
    if not wrong and not items:
        wrong = [f"'{ITEMS}' is empty: it holds no standard"]
    if wrong:
        raise ImportRefused(
            "This package of standards could not be read, nothing was changed.",
            [problem("package_broken", what=what) for what in wrong],
        )
    return document, items, associations or []


def _items(entries: list[Any]) -> tuple[pd.DataFrame, list[Problem], pd.DataFrame]:
    """Return the items that can be read by identifier, the problems of the others, and repeated ones."""
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    seen: dict[str, tuple[int, Any]] = {}
    same: list[dict[str, Any]] = []
    for row, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            problems.append(problem("not_an_object", row=row, file=ITEMS, value=shown_kind(entry)))
            continue
        key = one_line(entry.get("identifier"))
        if key in seen:
            if seen[key][1] == entry:
                same.append({"row_number": row, "raw": key, "reason": "the same as another item"})
            else:
                where = {"row": row, "column": "identifier", "file": ITEMS}
                problems.append(problem("item_twice", value=key, rows=rows_named([seen[key][0]]), **where))
            continue
        faults = _faults(entry, row)
        if faults:
            problems += faults
            continue
        seen[key] = (row, entry)
        statement = text_of(entry.get("fullStatement"))
        rows.append(
            {
                "key": key,
                "row_number": row,
                "scheme": one_line(entry.get("humanCodingScheme")),
                "enumeration": one_line(entry.get("listEnumeration")),
                "statement": statement,
                "title": title_of(text_of(entry.get("abbreviatedStatement")), statement),
                "grade_levels": _grades(entry),
            }
        )
    names = ["key", "row_number", "scheme", "enumeration", "statement", "title", "grade_levels"]
    items = pd.DataFrame(rows, columns=names).set_index("key")
    return items, problems, frame_of("ignored", same)


def _faults(entry: dict[str, Any], row: int) -> list[Problem]:
    faults = [
        problem("not_a_text", row=row, column=name, value=shown_kind(entry[name]), file=ITEMS)
        for name in _LONGEST
        if not isinstance(entry.get(name), str | None)
    ]
    faults += [
        problem("text_too_long", row=row, column=name, file=ITEMS, most=f"{most:,}")
        for name, most in _LONGEST.items()
        if len(text_of(entry.get(name))) > most
    ]
    if not one_line(entry.get("identifier")) and not faults:
        faults.append(problem("needs_a_value", row=row, column="identifier", file=ITEMS, meaning="its identifier"))
    if not text_of(entry.get("fullStatement")) and not faults:
        faults.append(problem("needs_a_value", row=row, column="fullStatement", file=ITEMS, meaning="the standard"))
    return faults


def _grades(entry: dict[str, Any]) -> str:
    # CASE 1.0 writes educationLevel as a list; OpenSALT wrote educationalLevel as a text.
    found = entry.get("educationLevel") or entry.get("educationalLevel") or []
    levels = found.split(",") if isinstance(found, str) else found if isinstance(found, list) else []
    return ", ".join(dict.fromkeys(level for each in levels[:30] if (level := one_line(each))))


def _standards(items: pd.DataFrame, codes: pd.Series, framework: str) -> pd.DataFrame:
    order = {key: place for place, key in enumerate(in_teaching_order(items), start=1)}
    table = pd.DataFrame(
        {
            "row_number": items["row_number"],
            "standard_code": codes,
            "title": items["title"],
            "i_can": None,
            "domain": domains_of(items),
            "sequence": pd.Series(order, dtype="Int64").reindex(items.index),
            "statement": items["statement"],
            "parent_code": items["parent"].map(codes),
            "grade_levels": items["grade_levels"],
            "framework": framework,
            "source_identifier": items.index,
        },
        index=items.index,
    )
    optional = ["domain", "grade_levels", "framework"]
    return frame_of("standards", table.assign(**{name: table[name].where(table[name] != "") for name in optional}))
