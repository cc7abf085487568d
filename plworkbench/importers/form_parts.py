"""What the answers to a form share: who answered, when, which try it was, and what the form is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.answers import NO_ANSWERS, Answers
from plworkbench.importers.codes import recognise_code
from plworkbench.importers.damage import sound_identifiers
from plworkbench.importers.dates import dates_of
from plworkbench.importers.form_answers import answers_to_questions
from plworkbench.importers.grid import Grid
from plworkbench.importers.parsed import TOTAL, ParsedFile, frame_of, in_file_order, joined
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import first_identifier, fold_header, student_frame
from plworkbench.importers.score_cells import melt_scores, sort_score_cells
from plworkbench.importers.tidy_rows import student_rows
from plworkbench.importers.titles import WAITS_FOR_TITLE, title_question
from plworkbench.messages import REMARKS, problem

SURVEY_ANSWER = "an answer to a survey, which gives no scores"
"""A row of a form that is no quiz."""

SAME_ANSWER = "the same as another row of this student"
"""A row that was copied."""

_PERSONAL = {
    "name": ("name", "first last", "first last name", "name first last", "last first name", "name last first"),
    "first_name": ("first name", "given name", "forename", "vorname", "nombre", "prénom"),
    "last_name": ("last name", "surname", "family name", "nachname", "apellidos", "nom"),
    "email": ("email", "e mail", "email address", "e mail address", "school email", "school email address"),
    "id": ("id", "id number", "student id", "student id number", "student number"),
    "section": ("period", "class", "class period", "block", "section", "homeroom"),
}
_ROLE_OF = {words: role for role, all_words in _PERSONAL.items() for words in all_words}
_FILLERS = frozenset(
    {
        "a", "an", "and", "are", "choose", "complete", "do", "enter", "full", "give", "have", "in", "is", "learner",
        "legal", "my", "of", "please", "pupil", "pupils", "re", "s", "select", "students", "the", "type", "what",
        "which", "write", "you", "your",
    }
)  # fmt: skip
_OTHERS = frozenset({"parent", "parents", "guardian", "teacher", "teachers", "mother", "father"})
_CLOCK = re.compile(r"\b([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:[.,][0-9]+)?\s*([AaPp])?")


def personal_roles(headers: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """Return the header of each question that asks who the student is; what the teacher says wins.

    Parameters
    ----------
    headers : sequence of str
        Titles of the questions.
    given : mapping
        Header to role, '' for none, as in `Answers.roles`.

    Examples
    --------
    >>> personal_roles(["What is your name?", "Class period", "What is the name of this angle?"], {})
    {'name': 'What is your name?', 'section': 'Class period'}
    """
    found = {role: header for header in headers if (role := given.get(header))}
    for header in headers:
        words = fold_header(header).split()
        if header in given or _OTHERS.intersection(words):
            continue
        # 'What is the name?' asks about the lesson, 'What is your name?' about the child.
        about_self = words[:1] not in (["what"], ["which"]) or {"your", "you"}.intersection(words)
        asked = " ".join(word for word in words if word not in _FILLERS).removeprefix("student ")
        role = _ROLE_OF.get(asked) if about_self else None
        if role is not None:
            found.setdefault(role, header)
    return found


def form_file(
    *,
    importer: str,
    format_name: str,
    raw: RawTable,
    grid: Grid,
    people: pd.DataFrame,
    roles: Mapping[str, str],
    moment: str,
    total: str = "",
    questions: Mapping[str, str] = MappingProxyType({}),
    answered: Mapping[str, str] = MappingProxyType({}),
    points_note: str = "",
    answers: Answers = NO_ANSWERS,
) -> ParsedFile:
    """Return the parsed file of the answers to a form: one row is one answer, several of a student are tries.

    Parameters
    ----------
    importer, format_name : str
        Of the format.
    raw, grid
        The table, and its rows under the header.
    people : DataFrame
        Who answered, one row per row of the grid, as from `roster.who`.
    roles : mapping
        Role to the header of its column.
    moment : str
        Header of the column that says when it was handed in.
    total : str
        Header of the column with the score of the whole form; '' if there is none.
    questions : mapping
        Header of the points of a question to the question, where these are scores of their own. Then the total is no
        score: it would count the same work twice.
    answered : mapping
        Header of a question to that of its points, where its answers are kept as records. They are no scores.
    points_note : str
        What is said where the points possible are unknown.
    answers : Answers
        The workbench's standards, and what the teacher said of the file.
    """
    about = title_question("form", raw.file_name, answers)
    is_survey = not total and not questions
    used = {*roles.values(), moment, total, *questions}
    used |= set() if is_survey else {*answered, *answered.values()}
    # Two questions may have one title: nothing is wrong with that.
    noticed = [*raw.problems, *(found for found in grid.problems if found.row != grid.header_row)]
    left_out = [grid.ignored, grid.unused([name for name in grid.frame.columns if name not in used])]
    shared = {
        "importer": importer,
        "format_name": format_name,
        "file_name": raw.file_name,
        "digest": raw.digest,
        "header_rows": (grid.header_row,),
        "roles": {header: role for role, header in roles.items()},
        "answers": answers,
        "raw": raw,
    }
    if is_survey:
        rows = pd.DataFrame({"row_number": grid.frame.index, "reason": SURVEY_ANSWER})
        return ParsedFile(
            students=frame_of("students", []),
            columns=frame_of("columns", []),
            scores=frame_of("scores", []),
            ignored=joined("ignored", [*left_out, rows]),
            problems=in_file_order([problem("no_scores_in_form"), *noticed]),
            by_row=True,
            **shared,
        )
    people, student_row, problems = _who_answered(people, grid)
    frame = grid.frame.loc[student_row.index]
    repeated = frame.assign(student_row=student_row).duplicated()
    same = pd.DataFrame({"row_number": frame.index[repeated], "reason": SAME_ANSWER})
    frame, student_row = frame[~repeated], student_row[~repeated]
    dates, open_questions, date_problems = dates_of({"date_submitted": frame[moment]}, answers)
    problems += date_problems
    day = dates["date_submitted"]["day"]
    tries = pd.DataFrame({"student": student_row, "day": day, "seconds": _seconds(frame[moment])})

    columns = _columns(questions, total, about.answer, answers.known_codes)
    attempt = _attempts(tries)
    given, unanswered, points_problems = answers_to_questions(
        frame,
        answered,
        pd.DataFrame({"student_row": student_row, "date": day, "attempt": attempt}),
        assessment=about.answer,
        known_codes=answers.known_codes,
        decimal_mark=raw.decimal_mark,
    )
    cells = melt_scores(frame, list(columns.index)).assign(points_possible=float("nan"))
    cells["header"] = cells["column_name"].astype("str")
    scores, blank, cell_problems = sort_score_cells(cells, raw.decimal_mark)
    problems += cell_problems
    header = scores["header"]
    scores = scores.assign(
        student_row=student_row.reindex(scores["row_number"]).to_numpy(),
        column_name=header.map(columns["column_name"]).astype("str"),
        assessment=header.map(columns["assessment"]).astype("str"),
        standard_code=header.map(columns["standard_code"]).astype("str"),
        date_submitted=day.reindex(scores["row_number"]).to_numpy(),
        attempt=attempt.reindex(scores["row_number"]).to_numpy(),
    )
    blank = blank.assign(column_name=blank["column_name"].map(columns["column_name"]).astype("str"))
    totals = melt_scores(frame, [total] if questions and total else []).assign(reason=TOTAL)
    if not about.answer:
        rows = frame.index.difference({found.row for found in cell_problems})
        waiting = pd.DataFrame({"row_number": rows, "reason": WAITS_FOR_TITLE})
        scores, blank, totals, columns = scores[:0], waiting, totals[:0], columns[:0]
        given, unanswered, points_problems = given[:0], unanswered[:0], []
    points = scores.groupby("column_name")["points_possible"].agg(["min", "max", "count", "size"])
    points = points.reindex(columns["column_name"]).set_axis(columns.index)
    columns = columns.assign(
        points_possible=points["min"].where((points["min"] == points["max"]) & (points["count"] == points["size"])),
        points_note=(points["count"] == points["size"]).map({True: "", False: points_note}),
    )
    days_apart = tries["day"].notna().all() and not tries.duplicated(["student", "day"]).any()
    return ParsedFile(
        students=student_frame(people[people.index.isin(student_row)]),
        columns=frame_of("columns", columns),
        scores=joined("scores", [scores]),
        ignored=joined("ignored", [*left_out, same, blank, totals, unanswered]),
        problems=in_file_order([*noticed, *problems, *points_problems]),
        records={"item_responses": given} if answered else {},
        dated_attempts=bool(days_apart),
        questions=(about, *open_questions),
        **shared,
    )


def _columns(questions: Mapping[str, str], total: str, title: str, known_codes: tuple[str, ...]) -> pd.DataFrame:
    """Return what each header with scores is about: column_name, assessment, title and standard; index the header.

    The total of every form has the same header, so its column has the title of the form: what is remembered of a
    column must not be taken for the next form.
    """
    rows = {
        header: (header, f"{title}: {text}", recognise_code(text, known_codes)) for header, text in questions.items()
    }
    rows = rows or {total: (title, title, recognise_code(title, known_codes))}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["column_name", "assessment", "standard_code"])
    return table.assign(
        title=table["assessment"],
        standard_source=table["standard_code"].map(lambda code: "title" if code else ""),
        needs_mapping=table["standard_code"] == "",
    )


def _who_answered(people: pd.DataFrame, grid: Grid) -> tuple[pd.DataFrame, pd.Series, list[Problem]]:
    """Return the students, for each row of one the row of its student, and a problem for each other row."""
    people, problems = sound_identifiers(people, grid.frame)
    people = _one_name_each(people)
    nobody = people["name"] == ""
    # A row whose only ID was damaged is named by that problem already.
    named = {found.row for found in problems if found.code not in REMARKS}
    problems += [problem("anonymous_answer", row=row) for row in people.index[nobody] if row not in named]
    people, student_row, troubles = student_rows(people[~nobody])
    problems += [problem("several_of_this_name", row=row) for row in troubles.index[troubles != ""]]
    return people, student_row[troubles == ""], problems


def _one_name_each(people: pd.DataFrame) -> pd.DataFrame:
    """Return people with one name for each identifier: what a child types differs from one form to the next."""
    # An e-mail address typed in capitals is the same one; its first spelling is kept.
    spelling = people["email"].groupby(people["email"].str.casefold()).transform("first")
    people = people.assign(email=spelling.astype("str"))
    identifier = first_identifier(people)
    named = people["name"] != ""
    first = people["name"][named].groupby(identifier[named]).first()
    name = people["name"].mask(identifier != "", identifier.map(first)).astype("str").fillna("")
    return people.assign(name=name.where(name != "", identifier))


def _seconds(moments: pd.Series) -> pd.Series:
    """Return the seconds since midnight that each text tells; 0 where it tells none."""

    def read(text: str) -> int:
        match = _CLOCK.search(text)
        if match is None:
            return 0
        hour = int(match[1]) % 12 + 12 * (match[4] in "Pp") if match[4] else int(match[1])
        return (hour * 60 + int(match[2])) * 60 + int(match[3] or 0)

    return moments.astype("str").map({text: read(text) for text in moments.astype("str").unique()}).astype("int64")


def _attempts(tries: pd.DataFrame) -> pd.Series:
    """Return the number of each try of a student, in order of time; without days in order of the rows."""
    dated = tries["day"].notna().groupby(tries["student"]).transform("all")
    order = tries.assign(
        day=tries["day"].where(dated), seconds=tries["seconds"].where(dated, 0), row=tries.index
    ).sort_values(["day", "seconds", "row"])
    return order.groupby("student").cumcount() + 1
