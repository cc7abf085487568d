"""What an import would do: compare a parsed file with what is there already. Pure: nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.coded import identity_codes, repeated
from plworkbench.importers.comparing import Comparison, compare
from plworkbench.importers.matching import match_students
from plworkbench.importers.parsed import OF_THE_STORE, ParsedFile, in_file_order, joined
from plworkbench.importers.plan_words import plan_sentence
from plworkbench.importers.reasons import (
    ASKED,
    EMPTY,
    LEFT_OUT,
    NOT_SCORE,
    SAID,
    STUDENT_UNKNOWN,
    STUDENT_WAITS,
    UNMAPPED,
    kinds_of,
)
from plworkbench.messages import problem
from plworkbench.schema import DTYPES, TABLES

IDENTITY = ["student_key", "standard_code", "assessment", "attempt"]
"""What makes two pieces of evidence the same piece: a second import of it adds nothing, or changes it."""

_CANVAS_NUMBER = r"\(([0-9]+)\)$"

_EVIDENCE = {
    c.name: DTYPES[c.type]
    for c in TABLES["evidence"].columns
    if c.name not in ("evidence_key", "class_key", "import_key", "retired_by")
}
_DATES = ["date_due", "date_submitted", "date_assessed"]


@dataclass(frozen=True, eq=False)
class ImportPlan:
    """What an import would do.

    Parameters
    ----------
    students : DataFrame
        row_number, student_key and match ('identifier', 'confirmed', 'new') of each student of the file.
    proposals : DataFrame
        Students who may be known already, as in `matching.StudentMatch`; the teacher decides.
    new_students, identifiers, confirmed_names : DataFrame
        Rows for the tables of that name, as in `matching.StudentMatch`.
    evidence : Comparison
        Rows of the table `evidence` without the keys of the store: added, changed (with `replaces`, old_score and
        old_status), unchanged (with its evidence_key).
    records : dict of str to Comparison
        The same for tables of records, such as attendance.
    standards : Comparison
        The same for standards that the file describes.
    prerequisites : DataFrame
        Pairs of standards that are new.
    ignored : DataFrame
        row_number, column_name, raw, reason of all that is not taken.
    unmapped_columns : DataFrame
        The columns, as in `ParsedFile.columns`, whose scores wait for a standard, with their `score_count`.
    problems : tuple of Problem
        Those of the file and those of its students; what they name is left out.
    counts : dict
        added, changed, unchanged, left_out (by the file or the teacher), empty (cells without a score), not_scores
        (totals, points and other cells that are no scores), waits (for what how many wait: `no_standard`, of so many
        `columns`; an `answer`; a `student` the teacher has to tell, or an `unknown_student`), problems, students,
        new_students (who are not in the class yet), waiting (students the teacher has to tell), learned (students of
        the class who get another number or name they are known by); and `records` and `standards`, each with its own
        added, changed and unchanged.
    sentence : str
        The same in words.
    """

    students: pd.DataFrame
    proposals: pd.DataFrame
    new_students: pd.DataFrame
    identifiers: pd.DataFrame
    confirmed_names: pd.DataFrame
    evidence: Comparison
    records: dict[str, Comparison]
    standards: Comparison
    prerequisites: pd.DataFrame
    ignored: pd.DataFrame
    unmapped_columns: pd.DataFrame
    problems: tuple[Problem, ...]
    counts: dict[str, object]
    sentence: str

    @property
    def added(self) -> pd.DataFrame:
        """The evidence that would be added."""
        return self.evidence.added

    @property
    def changed(self) -> pd.DataFrame:
        """The evidence that would take the place of another."""
        return self.evidence.changed

    @property
    def unchanged(self) -> pd.DataFrame:
        """The evidence that is there already."""
        return self.evidence.unchanged


def plan_import(
    parsed: ParsedFile,
    *,
    known_students: pd.DataFrame,
    known_identifiers: pd.DataFrame,
    current_evidence: pd.DataFrame,
    mapping: pd.DataFrame,
    former_identifiers: pd.DataFrame | None = None,
    confirmed_names: pd.DataFrame | None = None,
    decisions: Mapping[int, str] | None = None,
    current_records: Mapping[str, pd.DataFrame] | None = None,
    known_standards: pd.DataFrame | None = None,
    known_prerequisites: pd.DataFrame | None = None,
) -> ImportPlan:
    r"""Compare a parsed file with a class.

    Parameters
    ----------
    parsed : ParsedFile
        The file.
    known_students : DataFrame
        The table `students`, with the column `in_class`.
    known_identifiers, former_identifiers, confirmed_names, decisions
        As in `matching.match_students`.
    current_evidence : DataFrame
        The table `evidence` of the class: the pieces that count now.
    mapping : DataFrame
        column_name, standard_code, date_assessed, as in the table `column_mappings`: several rows of one column are
        several standards, '' leaves the column out. A column that is not in it keeps the standard found in its title.
        Where each row of a file states its standard, the file is believed. A column `points_possible`, if there is
        one, says what scores without points were out of.
    current_records : mapping, optional
        Table of records to its rows that count now.
    known_standards, known_prerequisites : DataFrame, optional
        The tables of that name.

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
    '1 score will be added.'
    """
    match = match_students(
        parsed.students,
        known_students,
        known_identifiers,
        former_identifiers=former_identifiers,
        confirmed_names=confirmed_names,
        decisions=decisions,
    )
    scores, strangers = _with_students(parsed.scores, match.students)
    targets = _with_standards(scores, parsed.columns, mapping)
    nameless = targets["standard_code"] == ""
    left_out, unmapped = targets[nameless & targets["is_mapped"]], targets[nameless & ~targets["is_mapped"]]
    candidates = targets[~nameless] if nameless.any() else targets
    if parsed.dated_attempts and len(current_evidence):
        candidates = _later_attempts(candidates, current_evidence)
    twice = repeated(identity_codes([candidates], IDENTITY)[0])
    clashes, candidates = candidates[twice], candidates[~twice] if twice.any() else candidates
    records, record_strangers = {}, []
    for name, rows in parsed.records.items():
        known, strange = _with_students(rows, match.students)
        records[name] = _compare_records(name, known, (current_records or {}).get(name))
        record_strangers.append(strange)
    problems = in_file_order(
        parsed.placed(found) for found in (*parsed.problems, *match.problems, *_clash_problems(clashes))
    )
    waiting = match.proposals.loc[~match.proposals["row_number"].isin(match.students["row_number"]), "row_number"]
    ignored = joined(
        "ignored",
        [
            parsed.ignored,
            *(
                rows.assign(reason=rows["student_row"].isin(waiting).map({True: STUDENT_WAITS, False: STUDENT_UNKNOWN}))
                for rows in (strangers, *record_strangers)
                if len(rows)
            ),
            left_out.assign(reason=LEFT_OUT),
            unmapped.assign(reason=UNMAPPED),
        ],
    )
    evidence = _compare_evidence(candidates, current_evidence, parsed.importer)
    standards = _compare_standards(parsed.standards, known_standards)
    pairs = _new_prerequisites(parsed.prerequisites, known_prerequisites)
    columns = _waiting_columns(parsed.columns, unmapped)
    counts = _counts(evidence, ignored, len(columns)) | {
        "problems": len(problems),
        "students": len(match.students),
        "new_students": int((~match.students["student_key"].isin(match.in_class)).sum()),
        "waiting": len(waiting),
        "learned": match.learned,
        "records": {name: records[name].counts for name in records},
        "standards": standards.counts | {"prerequisites": len(pairs)},
    }
    return ImportPlan(
        students=match.students,
        proposals=match.proposals,
        new_students=match.new_students,
        identifiers=match.identifiers,
        confirmed_names=match.confirmed_names,
        evidence=evidence,
        records=records,
        standards=standards,
        prerequisites=pairs,
        ignored=ignored,
        unmapped_columns=columns,
        problems=problems,
        counts=counts,
        sentence=plan_sentence(counts),
    )


def _with_students(rows: pd.DataFrame, matched: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows whose student is known, with the `student_key`, and the others."""
    place = pd.Index(matched["row_number"]).get_indexer(rows["student_row"])
    keys = pd.Categorical.from_codes(place, categories=matched["student_key"])
    strange = place == -1
    known = rows.assign(student_key=keys)
    return (known[~strange], rows[strange]) if strange.any() else (known, rows.iloc[:0])


def _waiting_columns(columns: pd.DataFrame, unmapped: pd.DataFrame) -> pd.DataFrame:
    counts = unmapped["column_name"].astype("str").value_counts()
    waiting = columns[columns["column_name"].isin(counts.index)]
    return waiting.assign(score_count=waiting["column_name"].map(counts).astype("int64")).reset_index(drop=True)


def _counts(evidence: Comparison, ignored: pd.DataFrame, waiting_columns: int) -> dict[str, object]:
    reasons = ignored["reason"].value_counts()
    how_often = kinds_of(ignored["reason"]).value_counts()
    return evidence.counts | {
        "left_out": int(how_often.get(SAID, 0)),
        "waits": {
            "columns": waiting_columns,
            "no_standard": int(reasons.get(UNMAPPED, 0)),
            "answer": int(how_often.get(ASKED, 0)),
            "student": int(reasons.get(STUDENT_WAITS, 0)),
            "unknown_student": int(reasons.get(STUDENT_UNKNOWN, 0)),
        },
        "empty": int(how_often.get(EMPTY, 0)),
        "not_scores": int(how_often.get(NOT_SCORE, 0)),
    }


def _with_standards(scores: pd.DataFrame, columns: pd.DataFrame, mapping: pd.DataFrame) -> pd.DataFrame:
    """Return one row per score and standard, with `is_mapped`: whether the teacher's mapping decided it."""
    scores = scores.assign(is_mapped=False)
    if mapping.empty:
        return scores
    stated = set(columns.loc[columns["standard_source"] == "file", "column_name"])
    names = scores["column_name"].cat
    wanted = mapping.reindex(columns=["column_name", "standard_code", "date_assessed", "points_possible"])
    wanted = wanted.assign(standard_code=wanted["standard_code"].fillna("").astype("str")).drop_duplicates(
        ["column_name", "standard_code"]
    )
    # Left out and tied to a standard at once: the standard is the later thought.
    tied = wanted.loc[wanted["standard_code"] != "", "column_name"]
    wanted = wanted[(wanted["standard_code"] != "") | ~wanted["column_name"].isin(tied)]
    wanted = wanted[wanted["column_name"].isin(names.categories)]
    if wanted.empty:
        return scores
    by_file = names.categories.isin(stated)[names.codes] & (scores["standard_code"] != "").to_numpy()
    decided = names.categories.isin(wanted["column_name"])[names.codes] & ~by_file
    wanted = wanted.assign(
        column=names.categories.get_indexer(wanted["column_name"]),
        date_wanted=pd.to_datetime(wanted["date_assessed"]).astype("datetime64[us]"),
        points_wanted=wanted["points_possible"].astype("float64"),
    )[["column", "standard_code", "date_wanted", "points_wanted"]]
    # A score of a column tied to two standards is evidence of both.
    mine = (
        scores[decided].drop(columns="standard_code").assign(column=names.codes[decided], place=scores.index[decided])
    )
    merged = mine.merge(wanted, on="column", how="left")
    merged = merged.assign(
        is_mapped=True,
        date_assessed=merged["date_assessed"].fillna(merged["date_wanted"]),
        points_possible=merged["points_possible"].fillna(merged["points_wanted"]),
    )[["place", *scores.columns]]
    others = scores[~decided].assign(place=scores.index[~decided])
    both = pd.concat([others, merged], ignore_index=True).sort_values("place", kind="stable", ignore_index=True)
    return both.drop(columns="place").astype({name: scores.dtypes[name].name for name in _CODED if name in both})


_CODED = ("column_name", "assessment", "standard_code", "raw", "status", "kind", "section", "student_key")


def _clash_problems(rows: pd.DataFrame) -> list[Problem]:
    return [
        problem("same_cell", row=row, column=column)
        for row, column in rows[["row_number", "column_name"]].itertuples(index=False)
    ]


def work_of(assessment: pd.Series, importer: str) -> pd.Series:
    """Return what stays the same when a teacher renames an assessment: Canvas's number, elsewhere the title."""
    if importer != "canvas_gradebook":
        return assessment
    titles = assessment.astype("str")
    number = titles.str.extract(_CANVAS_NUMBER, expand=False)
    return number.where(number.notna(), titles).astype("str")


def _later_attempts(candidates: pd.DataFrame, current: pd.DataFrame) -> pd.DataFrame:
    """Give a tidy file's scores the attempts after those that are there: another day is no correction."""
    codes, there_codes = identity_codes([candidates, current], ["student_key", "standard_code", "assessment"])
    there = pd.DataFrame(
        {"work": there_codes, "day": _day(current).to_numpy(), "attempt": current["attempt"].to_numpy()}
    )
    there = there.astype({"attempt": "int64"})
    rows = pd.DataFrame({"work": codes, "day": _day(candidates).to_numpy()}, index=candidates.index)
    same = (
        there.dropna(subset="day").drop_duplicates(["work", "day"], keep="last").set_index(["work", "day"])["attempt"]
    )
    own = pd.MultiIndex.from_frame(rows)
    found = pd.Series(same.reindex(own).to_numpy(), index=rows.index)
    highest = rows["work"].map(there.groupby("work")["attempt"].max())
    another = rows["day"].notna() & found.isna() & highest.notna()
    order = rows[another].groupby("work")["day"].rank("first")
    attempt = found.fillna(candidates["attempt"])
    attempt[another] = highest[another] + order
    return candidates.assign(attempt=attempt.astype("int64"))


def _day(evidence: pd.DataFrame) -> pd.Series:
    return evidence["date_assessed"].fillna(evidence["date_submitted"]).fillna(evidence["date_due"])


def _compare_evidence(candidates: pd.DataFrame, current: pd.DataFrame, importer: str) -> Comparison:
    if len(current):
        current = current.assign(work=work_of(current["assessment"], importer)).astype({"attempt": "int64"})
        candidates = candidates.assign(work=work_of(candidates["assessment"], importer))
    compared = compare(
        candidates,
        current,
        identity=["student_key", "standard_code", "work", "attempt"],
        key="evidence_key",
        strict=["score", "status"],
        filled=["points_possible", "kind", *_DATES],
    )
    extra = {"added": [], "changed": ["replaces", "old_score", "old_status"], "unchanged": ["evidence_key"]}
    return Comparison(**{part: _as_evidence(getattr(compared, part), names) for part, names in extra.items()})


def _as_evidence(rows: pd.DataFrame, extra: list[str]) -> pd.DataFrame:
    return rows[[*_EVIDENCE, *extra]].reset_index(drop=True).astype({"attempt": "Int64", "sequence": "Int64"})


def _compare_records(table: str, rows: pd.DataFrame, current: pd.DataFrame | None) -> Comparison:
    declared = TABLES[table]
    own = [c.name for c in declared.columns if c.name not in OF_THE_STORE]
    empty = pd.DataFrame(columns=["record_key", "student_key", *own])
    compared = compare(
        rows,
        empty if current is None else current,
        identity=declared.same_by,
        key="record_key",
        filled=[name for name in own if name not in declared.same_by],
    )
    names = ["row_number", "student_key", *own]
    return Comparison(
        compared.added[names], compared.changed[[*names, "replaces"]], compared.unchanged[[*names, "record_key"]]
    )


def _compare_standards(standards: pd.DataFrame, known: pd.DataFrame | None) -> Comparison:
    if standards.empty:
        return Comparison(standards, standards, standards)
    own = [name for name in standards.columns if name not in ("row_number", "standard_code")]
    compared = compare(
        standards,
        standards.iloc[:0].assign(known_code="") if known is None else known.assign(known_code=known["standard_code"]),
        identity=["standard_code"],
        key="known_code",
        filled=own,
    )
    return Comparison(
        compared.added, compared.changed.drop(columns="replaces"), compared.unchanged.drop(columns="known_code")
    )


def _new_prerequisites(pairs: pd.DataFrame, known: pd.DataFrame | None) -> pd.DataFrame:
    names = ["standard_code", "prerequisite_code"]
    there = set() if known is None else set(known[names].itertuples(index=False, name=None))
    new = [pair not in there for pair in pairs[names].itertuples(index=False, name=None)]
    return pairs[new].drop_duplicates(names).reset_index(drop=True)
