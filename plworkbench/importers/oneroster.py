"""OneRoster: a bundle of CSV files with classes, people, enrollments and often line items with their results.

Versions 1.1 and 1.2, as a zip file or a folder. In 1.1 users.csv says who is a student, in 1.2 roles.csv.
"""

from __future__ import annotations

import pandas as pd

from plworkbench.importers.answers import NO_ANSWERS, Answers, Question
from plworkbench.importers.oneroster_files import Bundle, open_bundle
from plworkbench.importers.oneroster_layouts import layout_of
from plworkbench.importers.oneroster_roster import Roster, read_roster
from plworkbench.importers.oneroster_scores import read_results
from plworkbench.importers.parsed import NOT_A_STUDENT, SENSITIVE, ParsedFile, frame_of, in_file_order, joined
from plworkbench.importers.raw import RawBundle
from plworkbench.messages import problem

IMPORTER = "oneroster"
FORMAT_NAME = "OneRoster bundle"
READS = RawBundle
LOOKS_FOR = "OneRoster: files such as users.csv and classes.csv with the column sourcedId"

BRING_IN = "bring in"
"""The answer with which demographics are kept."""

_NO_ATTRIBUTE = ("sourcedId", "status", "dateLastModified")


def detect(raw: RawBundle) -> float:
    r"""Return how surely a bundle is OneRoster, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> users = read_table(b"sourcedId,givenName,familyName,role\nu1,Amara,Okafor,student\n")
    >>> detect(RawBundle({"users.csv": users}, "")), detect(RawBundle({"notes.csv": users}, ""))
    (0.9, 0.0)
    """
    headers = {layout_of(name): {*map(str.strip, table.cells[0])} for name, table in raw.tables.items()}
    if {"propertyName", "value"} <= headers.get("manifest.csv", set()):
        return 1.0
    return 0.9 if any(layout and "sourcedId" in header for layout, header in headers.items()) else 0.0


def parse(raw: RawBundle, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read a OneRoster bundle.

    Parameters
    ----------
    raw : RawBundle
        A bundle that `detect` knows.
    answers : Answers
        The workbench's standards, by code and by the identifiers of their framework; what letters are worth; and
        whether demographics are kept.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> files = {
    ...     "users.csv": b"sourcedId,role,givenName,familyName\nu1,student,Amara,Okafor\nu2,teacher,Ben,Ruiz\n",
    ...     "classes.csv": b"sourcedId,title\nc1,Maths\n",
    ...     "enrollments.csv": b"sourcedId,classSourcedId,userSourcedId,role\ne1,c1,u1,student\n",
    ... }
    >>> raw = RawBundle({name: read_table(content, name) for name, content in files.items()}, digest="")
    >>> parse(raw).students[["name", "sections"]].to_numpy().tolist()
    [['Amara Okafor', ('Maths',)]]
    """
    bundle = open_bundle(raw)
    _read_manifest(bundle)
    roster = read_roster(bundle)
    results = read_results(bundle, roster, answers)
    demographics, questions = _demographics(bundle, roster, answers)
    if "users.csv" not in bundle.members:
        bundle.absent.add("users.csv")
    problems = [problem("file_absent", meant=layout) for layout in sorted(bundle.absent)]
    members = list(bundle.members.values())
    found = [problem for member in members for problem in member.problems]
    return ParsedFile(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        file_name=raw.file_name,
        digest=raw.digest,
        students=roster.students,
        columns=results.columns,
        scores=results.scores,
        ignored=joined("ignored", [part for member in members for part in member.parts]),
        problems=(*raw.problems, *problems, *in_file_order(found)),
        dated_attempts=True,
        records={"demographics": demographics} if len(demographics) else {},
        by_row=True,
        header_rows=tuple(member.header_row for member in members),
        questions=(*results.questions, *questions),
        members=tuple((member.name, member.start) for member in members),
        answers=answers,
        raw=bundle.raw,
    )


def _read_manifest(bundle: Bundle) -> None:
    """Compare the manifest with the files that are there, and note which of them hold changes only."""
    manifest = bundle["manifest.csv"]
    names, values = manifest["propertyName"], manifest["value"].str.casefold()
    there = {layout for layout in bundle.members if layout_of(layout)}
    files = names.where(names.str.startswith("file."), "").str.removeprefix("file.") + ".csv"
    layouts = files.map({name: layout_of(name) for name in files.unique()})
    is_file = layouts != ""
    promised = is_file & values.isin(["bulk", "delta"])
    bundle.changes_only = frozenset(layouts[is_file & (values == "delta")])
    manifest.report(promised & ~layouts.isin(there), "file_absent", "value", meant=layouts)
    manifest.report(is_file & (values == "absent") & layouts.isin(there), "file_unexpected", "value", meant=layouts)
    odd = is_file & ~values.isin(["bulk", "delta", "absent", ""])
    manifest.report(odd, "not_a_choice", "value", choices="bulk, delta, absent")
    version = (names == "oneroster.version") & ~values.isin(["1.1", "1.2", "1.2.0", "1.1.0", ""])
    manifest.report(version, "not_a_choice", "value", choices="1.1, 1.2")
    manifest.leave_out(manifest.open, f"{NOT_A_STUDENT}: it describes the bundle")


def _demographics(bundle: Bundle, roster: Roster, answers: Answers) -> tuple[pd.DataFrame, tuple[Question, ...]]:
    """Return the attributes of students, one a row, if the teacher wants them, and the question whether."""
    member = bundle["demographics.csv"]
    nothing = frame_of("demographics", [])
    if not member.open.any():
        return nothing, ()
    keep = answers.demographics == BRING_IN
    question = Question(
        "demographics",
        f"The bundle has demographics of {int(member.open.sum()):,} people, such as sex and ethnicity. Keep them?",
        (("leave out", "No, leave them out"), (BRING_IN, "Yes, for checks of fairness only")),
        BRING_IN if keep else "leave out",
    )
    if not keep:
        member.leave_out(member.open, SENSITIVE)
        return nothing, (question,)
    member.leave_out_of_date(kind="")
    keys = member["sourcedId"]
    others = keys.map(roster.others)
    member.leave_out(others.notna(), others.astype("str"))
    bundle.check_references(member, "sourcedId", "users.csv", roster.row_of)
    twice = keys[member.open].duplicated()
    member.report(twice.reindex(keys.index, fill_value=False), "key_twice", "sourcedId")
    attributes = [name for name in member.frame.columns if name not in _NO_ATTRIBUTE and not name.startswith("[")]
    long = pd.concat(
        [pd.DataFrame({"attribute": name, "value": member[name][member.open]}) for name in attributes]
    ).sort_index(kind="stable")
    long = long[long["value"] != ""]
    empty = member.open & ~pd.Series(member.frame.index.isin(long.index), index=member.frame.index)
    member.leave_out(empty, f"{NOT_A_STUDENT}: it says nothing of the student")
    people = keys[long.index].map(roster.row_of)
    return (
        frame_of(
            "demographics",
            long.assign(
                row_number=long.index, column_name=long["attribute"], raw=long["value"], student_row=people.to_numpy()
            ),
        ),
        (question,),
    )
