"""What an import would do: compare a parsed file with what is there already. Pure: nothing is written."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.matching import match_students, new_keys
from plworkbench.importers.parsed import (
    ABOVE_HEADER,
    NO_SCORE,
    NOT_A_STUDENT,
    TOTAL,
    UNUSED_COLUMN,
    ParsedFile,
    counted,
    in_file_order,
    joined,
)
from plworkbench.schema import DTYPES, TABLES

LEFT_OUT = "left out on purpose"
"""The teacher said that the column is not evidence of any standard."""

UNMAPPED = "no standard chosen for its column yet"
"""The mapping step has still to say which standard the column belongs to."""

STUDENT_UNKNOWN = "its student could not be told, see the problems"
"""A score of a row whose student has a problem."""

IDENTITY = ["student_key", "standard_code", "assessment", "attempt"]
"""What makes two pieces of evidence the same piece: a second import of it adds nothing, or changes it."""

_CANVAS_NUMBER = r"\(([0-9]+)\)$"

_EVIDENCE = {c.name: DTYPES[c.type] for c in TABLES["evidence"].columns if c.name not in ("class_key", "import_key")}
_DATES = ["date_due", "date_submitted", "date_assessed"]


@dataclass(frozen=True, eq=False)
class ImportPlan:
    """What an import would do.

    Parameters
    ----------
    students : DataFrame
        row_number, student_key and match ('identifier', 'name', 'new') of each student of the file.
    new_students, new_identifiers : DataFrame
        Rows for the tables of that name.
    added, changed, unchanged : DataFrame
        Rows of the table `evidence` without class_key and import_key. `changed` has `replaces` (the evidence_key of
        the piece it takes the place of), old_score and old_status too; `unchanged` keeps the keys that are there.
    ignored : DataFrame
        row_number, column_name, raw, reason of all that is not taken.
    unmapped_columns : DataFrame
        The columns, as in `ParsedFile.columns`, whose scores wait for a standard, with their `score_count`.
    problems : tuple of Problem
        Those of the file and those of its students; what they name is left out.
    counts : dict
        added, changed, unchanged, left_out (scores not taken), empty (cells without a score), not_scores (totals,
        points and other cells that are no scores), problems, students, new_students.
    sentence : str
        The same in words.
    """

    students: pd.DataFrame
    new_students: pd.DataFrame
    new_identifiers: pd.DataFrame
    added: pd.DataFrame
    changed: pd.DataFrame
    unchanged: pd.DataFrame
    ignored: pd.DataFrame
    unmapped_columns: pd.DataFrame
    problems: tuple[Problem, ...]
    counts: dict[str, int]
    sentence: str


def plan_import(
    parsed: ParsedFile,
    *,
    known_students: pd.DataFrame,
    known_identifiers: pd.DataFrame,
    current_evidence: pd.DataFrame,
    mapping: pd.DataFrame,
) -> ImportPlan:
    r"""Compare a parsed file with a class.

    Parameters
    ----------
    parsed : ParsedFile
        The file.
    known_students : DataFrame
        The table `students`, with the column `in_class`.
    known_identifiers : DataFrame
        The table `identifiers`.
    current_evidence : DataFrame
        The table `evidence` of the class: the pieces that count now.
    mapping : DataFrame
        column_name, standard_code, date_assessed, as in the table `column_mappings`: several rows of one column are
        several standards, '' leaves the column out. A column that is not in it keeps the standard found in its title.
        Where each row of a file states its standard, the file is believed. A column `points_possible`, if there is
        one, says what scores without points were out of.

    Returns
    -------
    ImportPlan

    Examples
    --------
    >>> from plworkbench.importers import read_file
    >>> from plworkbench.schema import empty_frame
    >>> plan_import(
    ...     read_file(b"Student,6.RP.A.1\nAmara Okafor,3/4\n"),
    ...     known_students=empty_frame("students").assign(in_class=False),
    ...     known_identifiers=empty_frame("identifiers"),
    ...     current_evidence=empty_frame("evidence"),
    ...     mapping=empty_frame("column_mappings"),
    ... ).sentence
    '1 score will be added, 0 changed, 0 are already here, 0 are left out.'
    """
    match = match_students(parsed.students, known_students, known_identifiers)
    scores = parsed.scores.assign(place=range(len(parsed.scores)))
    key_of_row = match.students.set_index("row_number")["student_key"]
    scores["student_key"] = scores["student_row"].map(key_of_row).astype("str")
    strangers = scores[scores["student_key"].isna()]
    targets = _with_standards(scores[scores["student_key"].notna()], parsed.columns, mapping)
    left_out = targets[(targets["standard_code"] == "") & targets["is_mapped"]]
    unmapped = targets[(targets["standard_code"] == "") & ~targets["is_mapped"]]
    candidates = targets[targets["standard_code"] != ""]
    if parsed.dated_attempts:
        candidates = _later_attempts(candidates, current_evidence)
    twice = candidates.duplicated(IDENTITY, keep=False)
    problems = in_file_order([*parsed.problems, *match.problems, *_clashes(candidates[twice])])
    added, changed, unchanged = _compare(candidates[~twice], current_evidence, parsed.importer)
    ignored = joined(
        "ignored",
        [
            parsed.ignored,
            strangers.assign(reason=STUDENT_UNKNOWN),
            left_out.assign(reason=LEFT_OUT),
            unmapped.assign(reason=UNMAPPED),
        ],
    )
    waiting = unmapped["column_name"].value_counts()
    unmapped_columns = parsed.columns[parsed.columns["column_name"].isin(waiting.index)]
    unmapped_columns = unmapped_columns.assign(
        score_count=unmapped_columns["column_name"].map(waiting).astype("int64")
    ).reset_index(drop=True)
    reasons = ignored["reason"]
    not_scores = reasons.isin([TOTAL, UNUSED_COLUMN, ABOVE_HEADER]) | reasons.str.startswith(NOT_A_STUDENT)
    counts = {
        "added": len(added),
        "changed": len(changed),
        "unchanged": len(unchanged),
        "left_out": int((~not_scores & (reasons != NO_SCORE)).sum()),
        "empty": int((reasons == NO_SCORE).sum()),
        "not_scores": int(not_scores.sum()),
        "problems": len(problems),
        "students": len(match.students),
        "new_students": len(match.new_students),
    }
    return ImportPlan(
        students=match.students,
        new_students=match.new_students,
        new_identifiers=match.new_identifiers,
        added=added,
        changed=changed,
        unchanged=unchanged,
        ignored=ignored,
        unmapped_columns=unmapped_columns,
        problems=problems,
        counts=counts,
        sentence=_sentence(counts),
    )


def _with_standards(scores: pd.DataFrame, columns: pd.DataFrame, mapping: pd.DataFrame) -> pd.DataFrame:
    """Return one row per score and standard, with `is_mapped`: whether the teacher's mapping decided it."""
    stated = columns.loc[columns["standard_source"] == "file", "column_name"]
    by_file = scores["column_name"].isin(stated) & (scores["standard_code"] != "")
    wanted = mapping.reindex(columns=["column_name", "standard_code", "date_assessed", "points_possible"])
    wanted = wanted.assign(standard_code=wanted["standard_code"].fillna("").astype("str")).drop_duplicates(
        ["column_name", "standard_code"]
    )
    # Left out and tied to a standard at once: the standard is the later thought.
    tied = wanted.loc[wanted["standard_code"] != "", "column_name"]
    wanted = wanted[(wanted["standard_code"] != "") | ~wanted["column_name"].isin(tied)]
    wanted = wanted.astype({"column_name": "str", "points_possible": "float64"}).assign(
        date_assessed=pd.to_datetime(wanted["date_assessed"]).astype("datetime64[us]"), is_mapped=True
    )
    merged = scores[~by_file].merge(wanted, on="column_name", how="left", suffixes=("", "_wanted"))
    is_mapped = merged["is_mapped"].notna()
    merged = merged.assign(
        is_mapped=is_mapped,
        standard_code=merged["standard_code_wanted"].where(is_mapped, merged["standard_code"]).astype("str"),
        date_assessed=merged["date_assessed"].fillna(merged["date_assessed_wanted"]),
        points_possible=merged["points_possible"].fillna(merged["points_possible_wanted"]),
    )
    both = pd.concat([scores[by_file].assign(is_mapped=False), merged[[*scores.columns, "is_mapped"]]])
    return both.sort_values("place", kind="stable", ignore_index=True)


def _clashes(rows: pd.DataFrame) -> list[Problem]:
    return [
        Problem(
            "another cell has the same student, standard and assessment.",
            "Give the columns different headers, or tie them to different standards.",
            row=int(row),
            column=column,
        )
        for row, column in rows[["row_number", "column_name"]].itertuples(index=False)
    ]


def work_of(assessment: pd.Series, importer: str) -> pd.Series:
    """Return what stays the same when a teacher renames an assessment: Canvas's number, elsewhere the title."""
    if importer != "canvas_gradebook":
        return assessment
    number = assessment.str.extract(_CANVAS_NUMBER, expand=False)
    return number.where(number.notna(), assessment).astype("str")


def _later_attempts(candidates: pd.DataFrame, current: pd.DataFrame) -> pd.DataFrame:
    """Give a tidy file's scores the attempts after those that are there: another day is no correction."""
    work = ["student_key", "standard_code", "assessment"]
    there = current.assign(day=_day(current))[[*work, "day", "attempt"]]
    same = there.dropna(subset="day").drop_duplicates([*work, "day"], keep="last")
    rows = candidates.assign(day=_day(candidates)).merge(same, on=[*work, "day"], how="left", suffixes=("", "_there"))
    highest = rows[work].merge(there.groupby(work, as_index=False)["attempt"].max(), on=work, how="left")["attempt"]
    another = rows["day"].notna() & rows["attempt_there"].isna() & highest.notna()
    order = rows[another].groupby(work)["day"].rank("first")
    attempt = rows["attempt_there"].astype("Float64").fillna(rows["attempt"].astype("Float64"))
    attempt[another] = highest[another].astype("Float64") + order
    return rows.assign(attempt=attempt.astype("int64")).drop(columns=["day", "attempt_there"])


def _day(evidence: pd.DataFrame) -> pd.Series:
    return evidence["date_assessed"].fillna(evidence["date_submitted"]).fillna(evidence["date_due"])


def _compare(
    candidates: pd.DataFrame, current: pd.DataFrame, importer: str
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the candidates that are new, that differ from what is there, and that are there already."""
    facts = ["score", "points_possible", "status", "kind", *_DATES]
    identity = ["student_key", "standard_code", "work", "attempt"]
    candidates = candidates.assign(work=work_of(candidates["assessment"], importer))
    current = current.assign(work=work_of(current["assessment"], importer))
    there = current[["evidence_key", *identity, *facts]].drop_duplicates(identity, keep="last")
    there = there.astype({name: _EVIDENCE.get(name, "str") for name in there.columns}).astype({"attempt": "int64"})
    there = there.rename(columns={name: f"old_{name}" for name in facts})
    merged = candidates.merge(there, on=identity, how="left")
    is_new = merged["evidence_key"].isna()
    differs = merged["status"] != merged["old_status"]
    differs |= (merged["score"] - merged["old_score"]).abs() > 1e-9
    differs |= merged["score"].isna() != merged["old_score"].isna()
    for name in ["points_possible", *_DATES]:
        # What this file does not say stays as an earlier one said it.
        said = merged[name].notna()
        differs |= said & (merged[name] != merged[f"old_{name}"])
        merged[name] = merged[name].where(said, merged[f"old_{name}"])
    merged["kind"] = merged["kind"].where(merged["kind"] != "", merged["old_kind"])
    added, changed, unchanged = merged[is_new], merged[~is_new & differs], merged[~is_new & ~differs]
    changed = changed.assign(replaces=changed["evidence_key"])
    added, changed = (part.assign(evidence_key=new_keys(len(part))) for part in (added, changed))
    return (
        _as_evidence(added),
        pd.concat(
            [_as_evidence(changed), changed[["replaces", "old_score", "old_status"]].reset_index(drop=True)], axis=1
        ),
        _as_evidence(unchanged),
    )


def _as_evidence(rows: pd.DataFrame) -> pd.DataFrame:
    table = rows.reindex(columns=list(_EVIDENCE)).reset_index(drop=True).astype(_EVIDENCE)
    return table.assign(kind=table["kind"].where(table["kind"] != "", None).astype("str"))


def _sentence(counts: dict[str, int]) -> str:
    new, changed, there, left_out = (counts[name] for name in ("added", "changed", "unchanged", "left_out"))
    if there and not new and not changed:
        whole = f"all {there:,} scores are" if there > 1 else "the one score is"
        sentence = f"Nothing is new: {whole} already here"
        sentence += f", {left_out:,} {'is' if left_out == 1 else 'are'} left out." if left_out else "."
    else:
        sentence = (
            f"{counted(new, 'score')} will be added, {changed:,} changed, {there:,} {'is' if there == 1 else 'are'} "
            f"already here, {left_out:,} {'is' if left_out == 1 else 'are'} left out."
        )
    if counts["problems"]:
        number = counts["problems"]
        sentence += f" {counted(number, 'problem')} {'has' if number == 1 else 'have'} to be looked at."
    return sentence
