"""The scores of a OneRoster bundle: the results of line items, and those of single learning objectives."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from plworkbench.importers.answers import Answers, Question
from plworkbench.importers.letters import is_letter, letters_as_percent
from plworkbench.importers.oneroster_files import Bundle
from plworkbench.importers.oneroster_roster import Roster
from plworkbench.importers.oneroster_work import codes_of, days_of, line_items, objectives_of
from plworkbench.importers.parsed import IDENTIFIER_KINDS, TOTAL, frame_of
from plworkbench.importers.points import infer_points
from plworkbench.importers.score_cells import sort_score_cells
from plworkbench.importers.tidy_rows import number_attempts
from plworkbench.messages import problem, rows_named, shortened

_STATUSES = {
    **dict.fromkeys(("exempt", "excused"), "excused"),
    **dict.fromkeys(("not submitted", "missing"), "missing"),
    **dict.fromkeys(
        (
            "", "fully graded", "partially graded", "submitted", "late submission", "in progress", "incomplete",
            "earned full", "earned partial", "not earned",
        ),
        "",
    ),
}  # fmt: skip
_CHOICES = "fully graded, partially graded, submitted, not submitted, exempt"
_NO_POINTS = "OneRoster does not say out of how many points it is; the scores go up to {:g}."


@dataclass(frozen=True, eq=False)
class Scores:
    """The scores of a bundle, their columns, and what its dates leave open."""

    scores: pd.DataFrame
    columns: pd.DataFrame
    questions: tuple[Question, ...]


def read_results(bundle: Bundle, roster: Roster, answers: Answers) -> Scores:
    """Return the scores of a bundle; every row of its files about work is settled.

    Notes
    -----
    The score of one learning objective is evidence of its own; the result it is part of is then a total. A result
    whose work is missing or exempt has that status and no score, also where the source writes 0 beside it.
    """
    items, gone = line_items(bundle, roster)
    results = bundle["results.csv"]
    _sort_out(bundle, roster, items, gone)
    due, assessed, questions = days_of(bundle, items, answers)
    of_lines, scored = objectives_of(bundle, answers)
    items = items.join(codes_of(items, of_lines, answers)).assign(date_due=due)
    for layout in ("scoreScales.csv", "lineItemScoreScales.csv", "resultScoreScales.csv"):
        bundle[layout].leave_out(bundle[layout].open, "a scale of the source; letters are asked for in the preview")
    cells = _cells(bundle, items, scored)
    cells["student_row"] = cells["student"].map(roster.row_of).astype("int64")
    cells["date_assessed"] = assessed.reindex(cells["result_row"]).to_numpy()
    cells["date_submitted"] = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[us]")
    mark = bundle.raw.tables[results.name].decimal_mark if results.name in bundle.raw.tables else "."
    scores = _understood(bundle, cells, mark, answers)
    scores = _counted_once(bundle, roster, scores)
    scores, columns = _with_points(scores)
    return Scores(frame_of("scores", scores), columns, questions)


def _sort_out(bundle: Bundle, roster: Roster, items: pd.DataFrame, gone: set[str]) -> None:
    results = bundle["results.csv"]
    results.leave_out_of_date(kind="")
    results.leave_out(results["lineItemSourcedId"].isin(gone), "its assessment does not count any more")
    bundle.check_references(results, "lineItemSourcedId", "lineItems.csv", items.index)
    others = results["studentSourcedId"].map(roster.others)
    results.leave_out(others.notna(), others.astype("str"))
    bundle.check_references(results, "studentSourcedId", "users.csv", roster.row_of)
    unknown = ~results["scoreStatus"].str.casefold().isin(_STATUSES)
    results.report(unknown, "not_a_choice", "scoreStatus", choices=_CHOICES)


def _cells(bundle: Bundle, items: pd.DataFrame, scored: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each result, or for each score of a learning objective where a result has such."""
    results, objectives = bundle["results.csv"], bundle["resultLearningObjectiveIds.csv"]
    said = results["scoreStatus"].str.casefold()
    status = said.map(_STATUSES).astype("str").fillna("")
    whole = pd.DataFrame(
        {
            "row_number": results.frame.index,
            "result_row": results.frame.index,
            "student": results["studentSourcedId"],
            "line_item": results["lineItemSourcedId"],
            "score_text": results["score"],
            "letter_text": results["textScore"],
            "said": status.mask((status == "") & (results["missing"].str.casefold() == "true"), "missing"),
            "is_partial": said == "partially graded",
            "objective": "",
        }
    )[results.open]
    keys = results["sourcedId"][results.open]
    parent = scored["result"].map(pd.Series(keys.index, index=keys).groupby(level=0).first())
    objectives.leave_out(parent.isna().reindex(objectives.frame.index, fill_value=False), "its result is not taken")
    scored = scored[parent.notna()]
    parts = whole.loc[parent.dropna().astype("int64")].assign(
        row_number=scored.index,
        score_text=scored["score"].to_numpy(),
        letter_text=scored["textScore"].to_numpy(),
        said="",
        objective=scored["objective"].to_numpy(),
        objective_code=scored["code"].to_numpy(),
    )
    is_total = pd.Series(results.frame.index.isin(parts["result_row"]), index=results.frame.index)
    results.leave_out(is_total, TOTAL)
    cells = pd.concat([whole[~is_total[whole.index]], parts], ignore_index=True).set_index("row_number", drop=False)
    cells = cells.join(items.drop(columns=["row", "day"]), on="line_item")
    own = cells["objective"] != ""
    code = cells.get("objective_code", pd.Series("", index=cells.index)).astype("str").fillna("")
    cells["standard_code"] = cells["standard_code"].mask(own, code).astype("str")
    cells["standard_source"] = cells["standard_source"].mask(own, code.ne("").map({True: "file", False: ""}))
    name = cells["assessment"] + ": " + code.where(code != "", cells["objective"])
    cells["column_name"] = cells["assessment"].mask(own, name).astype("str")
    # The points of an assessment are not those of one of its objectives.
    cells["points_possible"] = cells["points_possible"].mask(own)
    return cells.rename_axis(None)


def _understood(bundle: Bundle, cells: pd.DataFrame, mark: str, answers: Answers) -> pd.DataFrame:
    by_letter = (cells["score_text"] == "") & (cells["said"] == "")
    cells["raw"] = cells["score_text"].mask(by_letter, letters_as_percent(cells["letter_text"], answers.letters, mark))
    understood, blank, problems = sort_score_cells(cells, mark)
    for found in problems:
        if by_letter[found.row]:
            if is_letter(found.value):
                found = problem("letter_grade", row=found.row, value=cells["letter_text"][found.row])
            bundle.add(found, "textScore")
        else:
            bundle.add(found, "score")
    stated = cells.assign(score=float("nan"), status=cells["said"]).loc[blank["row_number"]]
    for member in (bundle["results.csv"], bundle["resultLearningObjectiveIds.csv"]):
        rows = stated.index[stated["status"] == ""].intersection(member.frame.index)
        member.parts.append(blank[blank["row_number"].isin(rows)].assign(column_name=""))
    found = pd.concat([understood, stated[stated["status"] != ""]])
    clash = (found["said"] != "") & (found["said"] != found["status"])
    no_work = clash & (found["score"] == 0)
    found["status"] = found["status"].mask(no_work, found["said"])
    found["score"] = found["score"].mask(no_work)
    found["raw"] = found["raw"].mask(by_letter.reindex(found.index), found["letter_text"])
    clash &= ~no_work
    bundle["results.csv"].report(
        clash.reindex(bundle["results.csv"].frame.index, fill_value=False),
        "status_and_score",
        "scoreStatus",
        score=found["score_text"].map(shortened),
    )
    return found[~clash].sort_index()


def _counted_once(bundle: Bundle, roster: Roster, scores: pd.DataFrame) -> pd.DataFrame:
    """Return the scores with several of a student at one line item numbered by their days, as far as these tell."""
    students = roster.students.set_index("row_number")["identifiers"]
    people = pd.DataFrame({kind: students.map(lambda own, kind=kind: own.get(kind, "")) for kind in IDENTIFIER_KINDS})
    work = scores["line_item"] + " " + scores["objective"]
    numbered, same, troubles = number_attempts(
        scores.assign(attempt=1, assessment=work), by_date=True, people=people.astype("str")
    )
    own = work + " " + scores["student_row"].astype("str")
    places = own.groupby(own).groups if len(troubles) else {}
    for member in (bundle["results.csv"], bundle["resultLearningObjectiveIds.csv"]):
        member.parts.append(same[same["row_number"].isin(member.frame.index)])
        member.settled |= pd.Series(member.frame.index.isin(same["row_number"]), index=member.frame.index)
        rows = pd.Series(
            {
                row: rows_named(other - member.start for other in places[own[row]] if other != row)
                for row in troubles.index.intersection(member.frame.index)
            },
            dtype="str",
        )
        clash = pd.Series(member.frame.index.isin(rows.index), index=member.frame.index)
        member.report(clash, "same_evidence", "sourcedId", rows=rows)
    return numbered.assign(assessment=scores["assessment"].reindex(numbered.index))


def _with_points(scores: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the scores with points that are safe to infer, and one row for each of their columns."""
    open_ends = scores["points_possible"].isna() & (scores["status"] == "scored")
    inferred = infer_points(scores[open_ends])
    points = scores["column_name"].map(inferred["points_possible"]).astype("float64")
    scores = scores.assign(points_possible=scores["points_possible"].fillna(points), sequence=range(len(scores)))
    rows = []
    for name, own in scores.groupby("column_name", sort=False):
        codes, whole = set(own["standard_code"]), set(own["points_possible"])
        note = inferred["points_note"].get(name, "")
        if note and own["points_possible"].isna().any():
            note = _NO_POINTS.format(own["score"].max())
        partial = int(own["is_partial"].sum())
        if partial:
            note = f"{note} {partial:,} of its scores {'is' if partial == 1 else 'are'} only partially graded.".strip()
        rows.append(
            {
                "column_name": name,
                "title": name,
                "points_possible": whole.pop() if len(whole) == 1 else float("nan"),
                "points_note": note,
                "standard_code": codes.pop() if len(codes) == 1 else "",
                "standard_source": "" if (own["standard_code"] == "").any() else own["standard_source"].iloc[0],
                "needs_mapping": bool((own["standard_code"] == "").any()),
            }
        )
    return scores, frame_of("columns", rows)
