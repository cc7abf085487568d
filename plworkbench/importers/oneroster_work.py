"""The assessments of a OneRoster bundle, which it calls line items: their titles, points, days and standards."""

from __future__ import annotations

import pandas as pd

from plworkbench.importers.answers import Answers, Question
from plworkbench.importers.cells import read_number
from plworkbench.importers.codes import recognise_code
from plworkbench.importers.dates import dates_of
from plworkbench.importers.names import tidy_name
from plworkbench.importers.oneroster_files import Bundle
from plworkbench.importers.oneroster_roster import Roster
from plworkbench.importers.parsed import NOT_A_STUDENT

_USED_FOR = f"{NOT_A_STUDENT}: it says "


def line_items(bundle: Bundle, roster: Roster) -> tuple[pd.DataFrame, set[str]]:
    """Return the assessments that count, and the sourcedIds of those that do not any more.

    Returns
    -------
    items : DataFrame
        Index the sourcedId: row, assessment (the title, made different within a class), section, kind, points_possible.
    gone : set of str
        The assessments that are marked as deleted, or whose class is.
    """
    categories, lines = bundle["categories.csv"], bundle["lineItems.csv"]
    categories.leave_out_of_date()
    kinds = dict(zip(categories["sourcedId"], categories["title"]))
    categories.leave_out(categories.open, f"{_USED_FOR}what kinds of work there are")
    gone = lines.leave_out_of_date()
    classes, keys = lines["classSourcedId"], lines["sourcedId"]
    of_gone_class = classes.isin(roster.gone_classes)
    gone |= set(keys[of_gone_class])
    lines.leave_out(of_gone_class, f"{NOT_A_STUDENT}: its class does not count any more")
    bundle.check_references(lines, "classSourcedId", "classes.csv", roster.section_of)
    lines.report(keys == "", "needs_a_value", "sourcedId", meaning="the identifier of the assessment")
    lines.report(keys[lines.open].duplicated(), "key_twice", "sourcedId")
    titles = lines["title"].map(tidy_name)
    lines.report(titles == "", "names_no_work", "title")
    taken = lines.open
    points = lines["resultValueMax"].map(lambda text: read_number(text) if text else None).astype("float64")
    lines.report(points.isna() & (lines["resultValueMax"] != ""), "not_a_number", "resultValueMax")
    items = pd.DataFrame(
        {
            "key": keys,
            "row": keys.index,
            "assessment": titles,
            "section": classes.map(roster.section_of).astype("str").fillna(""),
            "kind": lines["categorySourcedId"].map(kinds).astype("str").fillna(""),
            "points_possible": points.where(points > 0),
            "day": lines["dueDate"].str[:10],
        }
    )[taken]
    # Of several of one title in a class the first keeps it; the others are told apart by their day or identifier.
    for ending in ("day", "key"):
        later = items.duplicated(["section", "assessment"]) & (items[ending] != "")
        items["assessment"] = items["assessment"].mask(later, items["assessment"] + " (" + items[ending] + ")")
    return items.set_index("key"), gone


def days_of(bundle: Bundle, items: pd.DataFrame, answers: Answers) -> tuple[pd.Series, pd.Series, tuple[Question, ...]]:
    """Return the due day by line item, the day of each result by its row, and what the dates leave open.

    A due date that is none is a problem of its own row; a date of a result that is none keeps the result out.
    """
    lines, results = bundle["lineItems.csv"], bundle["results.csv"]
    texts = {"date_due": lines["dueDate"][items["row"]], "date_assessed": results["scoreDate"][results.open]}
    dates, questions, problems = dates_of({role: each for role, each in texts.items() if len(each)}, answers)
    for found in problems:
        bundle.add(found)
    days = {}
    for role, member in (("date_due", lines), ("date_assessed", results)):
        read = dates.get(role, pd.DataFrame({"day": [], "trouble": []}, index=texts[role].index[:0]))
        days[role] = read["day"].astype("datetime64[us]")
        member.settled |= (read["trouble"] != "").reindex(member.frame.index, fill_value=False)
    lines.leave_out(lines.open, f"{_USED_FOR}what an assessment is called, when it is due and out of how many points")
    due = days["date_due"].reindex(items["row"]).set_axis(items.index)
    return due, days["date_assessed"], questions


def objectives_of(bundle: Bundle, answers: Answers) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the learning objectives of line items, and the scores that results have for single objectives.

    Returns
    -------
    of_lines : DataFrame
        line_item, objective (its identifier), code ('' if no standard is known by it).
    scored : DataFrame
        Index the row: result, objective, code, score and textScore as texts.
    """
    lines, results = bundle["lineItemLearningObjectiveIds.csv"], bundle["resultLearningObjectiveIds.csv"]
    lines.leave_out_of_date()
    results.leave_out_of_date(kind="")
    bundle.check_references(lines, "lineItemSourcedId", "lineItems.csv", set(bundle["lineItems.csv"]["sourcedId"]))
    bundle.check_references(results, "resultSourcedId", "results.csv", set(bundle["results.csv"]["sourcedId"]))
    line_of = dict(zip(bundle["results.csv"]["sourcedId"], bundle["results.csv"]["lineItemSourcedId"]))
    has_score = (results["score"] != "") | (results["textScore"] != "")
    links = results.open & ~has_score
    of_lines = pd.DataFrame(
        {
            "line_item": [*lines["lineItemSourcedId"][lines.open], *results["resultSourcedId"][links].map(line_of)],
            "objective": [*lines["learningObjectiveId"][lines.open], *results["learningObjectiveId"][links]],
        },
        dtype="str",
    ).drop_duplicates()
    for member, rows in ((lines, lines.open), (results, links)):
        member.leave_out(rows, f"{_USED_FOR}on which standard an assessment is")
    scored = pd.DataFrame(
        {
            "result": results["resultSourcedId"],
            "objective": results["learningObjectiveId"],
            "score": results["score"],
            "textScore": results["textScore"],
        }
    )[results.open]
    return tuple(found.assign(code=_codes(found["objective"], answers)) for found in (of_lines, scored))


def codes_of(items: pd.DataFrame, of_lines: pd.DataFrame, answers: Answers) -> pd.DataFrame:
    """Return `standard_code` and `standard_source` of each line item.

    Its one learning objective tells, or else its title. The score of an assessment on several standards is evidence of
    none in particular, so the teacher says in the mapping what it counts for.
    """
    groups = of_lines.groupby("line_item")["code"]
    single = groups.first()[groups.size() == 1]
    by_objective = pd.Series(items.index.map(single), index=items.index, dtype="str").fillna("")
    titles = {title: recognise_code(title, answers.known_codes) for title in items["assessment"].unique()}
    by_title = items["assessment"].map(titles).astype("str").fillna("")
    source = by_title.ne("").map({True: "title", False: ""}).mask(by_objective != "", "file")
    return pd.DataFrame({"standard_code": by_objective.mask(by_objective == "", by_title), "standard_source": source})


def _codes(objectives: pd.Series, answers: Answers) -> pd.Series:
    found = {
        text: answers.known_identifiers.get(text) or recognise_code(text, answers.known_codes)
        for text in objectives.unique()
    }
    return objectives.map(found).astype("str")
