"""Answers to the questions of quizzes and tests: one row a student and question, with answer, key and points.

Answers are records for the view of questions and wrong answers, not evidence: the score of the whole quiz stands in the
gradebook, and counting both would count the same work twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from plworkbench.errors import ImportRefused
from plworkbench.importers.answers import NO_ANSWERS, Answers, Question
from plworkbench.importers.coded import each_text, recoded
from plworkbench.importers.codes import find_codes
from plworkbench.importers.durations import in_minutes, tells_durations
from plworkbench.importers.grid import Grid, grid_of
from plworkbench.importers.parsed import ParsedFile, frame_of, joined
from plworkbench.importers.raw import RawTable
from plworkbench.importers.record_rows import record_file
from plworkbench.importers.roster import ROLE_WORDS, STUDENT, find_roles, names_students
from plworkbench.importers.tidy_parts import WORDS as TIDY_WORDS
from plworkbench.importers.titles import WAITS_FOR_TITLE, title_question
from plworkbench.messages import problem

IMPORTER = "item_responses"
FORMAT_NAME = "Answers to questions"
READS = RawTable
LOOKS_FOR = "Answers to questions: columns Student, Quiz, Question and Answer, and Correct answer, Score or Standard"
TABLE = "item_responses"

NOT_ANSWERED = "no answer and no points"
"""A question that a student left out, or never saw: neither right nor wrong."""

WORDS: dict[str, tuple[str, ...]] = {
    **ROLE_WORDS,
    "assessment": (
        "quiz", "quiz name", "quiz title", "test", "test name", "test title", "exam", "exam name", "worksheet",
        *(words for words in TIDY_WORDS["assessment"] if words not in ("activity", "title")),
    ),
    "item": (
        "question", "question number", "question no", "question text", "question title", "question name",
        "question id", "q", "item", "item number", "item no", "item name", "item text", "item id", "problem number",
    ),
    "response": (
        "response", "answer", "student response", "student answer", "student s response", "student s answer",
        "answer given", "given answer", "response given", "response text", "answer text", "answer chosen",
        "chosen answer", "selected answer", "selected response", "selected option", "choice", "option chosen",
    ),
    "correct_response": (
        "correct answer", "correct response", "correct option", "correct choice", "right answer", "key",
        "answer key", "expected answer",
    ),
    "correct": (
        "correct", "is correct", "right", "right or wrong", "right wrong", "correct or incorrect", "correct incorrect",
        "answered correctly", "correctness",
    ),
    "score": ("score", "points earned", "earned", "points awarded", "awarded", "raw score", "result", "item score"),
    "points": ("points", "pts"),
    "points_possible": (*TIDY_WORDS["points_possible"], "pts possible", "item points"),
    "standard_code": (*TIDY_WORDS["standard"], "standards code", "item standard", "question standard"),
    "date": (
        "date", "day", "date taken", "test date", "quiz date", "date submitted", "submitted", "submitted at",
        "date answered", "answered at", "timestamp", "date assessed", "assessment date",
    ),
    "attempt": TIDY_WORDS["attempt"],
    "minutes": ("minutes", "minutes spent", "time in minutes", "time min", "time minutes", "min"),
    "seconds": ("seconds", "seconds spent", "time in seconds", "time sec", "time s", "time seconds", "sec"),
    "duration": ("time spent", "time taken", "time on question", "time on item", "duration", "response time"),
    "time": ("time",),
}  # fmt: skip
"""Headers, folded, of the columns of answers."""

RIGHT = {"true", "t", "yes", "y", "right", "correct", "1", "✓", "✔"}
WRONG = {"false", "f", "no", "n", "wrong", "incorrect", "0", "✗", "✘"}
"""Words, in small letters, that say whether an answer is right."""

_OUT_OF = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*/\s*([0-9]+(?:[.,][0-9]+)?)")
_TIMES = {"minutes": "minutes", "seconds": "seconds", "duration": "", "time": ""}


def detect(raw: RawTable) -> float:
    r"""Return how surely a table holds answers to questions, 0 to 1.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> detect(read_table(b"Student,Quiz,Question,Answer\nAmara Okafor,Quiz 1,1,B\n"))
    0.95
    >>> detect(read_table(b"Student,Assessment,Score\nAmara Okafor,Quiz 1,3\n"))
    0.0
    """
    try:
        grid = grid_of(raw, limit=20)
    except ImportRefused:
        return 0.0
    roles = find_roles(list(grid.cells.columns), WORDS)
    if "item" not in roles or not names_students(roles):
        return 0.0
    if roles.keys() & {"response", "correct_response", "correct"}:
        return 0.95
    scored = "assessment" in roles and roles.keys() & {"score", "points"}
    return 0.95 if scored and _several_a_work(grid, roles) else 0.0


def _several_a_work(grid: Grid, roles: dict[str, str]) -> bool:
    """Return whether students have several questions of one quiz, so that no row is the score of a whole one."""
    work = grid.frame[[roles[role] for role in (*STUDENT, "assessment") if role in roles]]
    return bool(work.duplicated().any()) and not grid.frame[[*work.columns, roles["item"]]].duplicated().any()


def parse(raw: RawTable, answers: Answers = NO_ANSWERS) -> ParsedFile:
    r"""Read answers to questions.

    Parameters
    ----------
    raw : RawTable
        A table that `detect` knows.
    answers : Answers
        The workbench's standards, and what the teacher said of the file; `title` is the name of the quiz where the
        file has no column of quizzes.

    Examples
    --------
    >>> from plworkbench.importers.reading import read_table
    >>> table = b"Student,Quiz,Question,Answer,Key,Correct,Seconds\nAmara Okafor,Quiz 1,1,B,C,false,45\n"
    >>> records = parse(read_table(table)).records["item_responses"]
    >>> records[["item", "response", "correct_response", "score", "points_possible", "minutes"]].to_numpy().tolist()
    [['1', 'B', 'C', 0.0, 1.0, 0.75]]
    """
    grid = grid_of(raw)
    roles = find_roles(list(grid.cells.columns), WORDS, answers.roles)
    said = _in_own_words(grid, roles, answers, raw.decimal_mark)
    questions: tuple[Question, ...] = ()
    if "assessment" not in roles:
        questions = (title_question("list of answers", raw.file_name, answers),)
    title = questions[0].answer if questions else ""
    parsed = record_file(
        importer=IMPORTER,
        format_name=FORMAT_NAME,
        raw=raw,
        grid=said.grid,
        table=TABLE,
        roles=said.roles,
        answers=answers,
        constants={"assessment": title, "attempt": "1"},
        left_out={("response", "score"): NOT_ANSWERED},
        finish=_finish(said),
        questions=questions,
    )
    if questions and not title:
        waiting = parsed.records[TABLE][["row_number"]].assign(reason=WAITS_FOR_TITLE)
        parsed = replace(
            parsed, records={TABLE: frame_of(TABLE, [])}, ignored=joined("ignored", [parsed.ignored, waiting])
        )
    records = parsed.records[TABLE]
    if records["score"].notna().any() and (records["standard_code"] != "").any():
        parsed = replace(parsed, problems=(problem("answers_no_scores"), *parsed.problems))
    return parsed


class _Said(NamedTuple):
    """A table in the words of the declaration, and the points possible that its scores tell themselves."""

    grid: Grid
    roles: dict[str, str]
    points: pd.Series


def _in_own_words(grid: Grid, roles: dict[str, str], answers: Answers, decimal_mark: str) -> _Said:
    roles, cells = dict(roles), {}
    points = roles.pop("points", None)
    if points is not None:
        # 'Points' beside a score is what could be earned; alone it is what was earned.
        roles.setdefault("points_possible" if "score" in roles else "score", points)
    correct = roles.pop("correct", None)
    if correct is not None:
        # 'Correct' is whether it is right, or what would be right: with a key beside it, it can only be the first. One
        # cell of another word is a problem of its row, and no reason to take what the others say for answers.
        texts = grid.coded[correct]
        filled = each_text(texts, lambda text: bool(text), "bool")
        flags = each_text(texts, lambda text: text.casefold() in RIGHT | WRONG, "bool")
        is_flag = "correct_response" in roles or not filled.any() or flags.sum() > filled.sum() / 2
        roles.setdefault("score" if is_flag else "correct_response", correct)
    own_points = pd.Series(float("nan"), index=grid.cells.index)
    if "score" in roles:
        texts = grid.coded[roles["score"]]
        flags = roles["score"] == correct
        cells[roles["score"]] = recoded(texts, lambda text: _earned(text, flags))
        own_points[:] = each_text(texts, lambda text: _own_points(text, flags), "float64")
    if "standard_code" in roles:
        texts = grid.coded[roles["standard_code"]]
        cells[roles["standard_code"]] = recoded(texts, lambda text: _standard(text, answers.known_codes))
    if "attempt" in roles:
        cells[roles["attempt"]] = recoded(grid.coded[roles["attempt"]], lambda text: text or "1")
    times = {role: roles.pop(role) for role in _TIMES if role in roles}
    if "time" in times and not tells_durations(grid.coded[times["time"]]):
        del times["time"]
    for role, header in list(times.items())[:1]:
        roles["minutes"] = header
        cells[header] = in_minutes(grid.coded[header], _TIMES[role], decimal_mark)
    return _Said(replace(grid, cells=grid.cells.assign(**cells)), roles, own_points)


def _earned(text: str, is_flag: bool) -> str:
    if _says_right_or_wrong(text, is_flag):
        return "1" if text.casefold() in RIGHT else "0"
    match = _OUT_OF.fullmatch(text)
    return match[1] if match else text


def _own_points(text: str, is_flag: bool) -> float:
    """Return the points possible that a score tells: one where it says right or wrong, ten in '8/10'."""
    if _says_right_or_wrong(text, is_flag):
        return 1.0
    match = _OUT_OF.fullmatch(text)
    return float(match[2].replace(",", ".")) if match else float("nan")


def _says_right_or_wrong(text: str, is_flag: bool) -> bool:
    """Return whether a text is one of the words; in a column of points a digit is a number, and a letter anything."""
    return text.casefold() in RIGHT | WRONG and (is_flag or len(text) > 1 or not text.isalnum())


def _standard(text: str, known_codes: tuple[str, ...]) -> str:
    codes = find_codes(text, known_codes)
    # A school's own code has no pattern: it is taken as it stands, and so are several.
    return codes[0] if len(codes) == 1 else " ".join(text.split())


def _finish(said: _Said) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return what fills in points possible and the number of a try, where the file has no columns for them."""

    def finish(records: pd.DataFrame) -> pd.DataFrame:
        points = records["row_number"].map(said.points)
        records = records.assign(
            raw=records["response"], points_possible=records["points_possible"].fillna(points).astype("float64")
        )
        if "attempt" in said.roles:
            return records
        # Another day is another try at the same question.
        same = records.groupby(["student_row", "assessment", "item"])["date"]
        order = same.rank("dense").where(same.transform("count") == same.transform("size"), 1)
        return records.assign(attempt=order.fillna(1).astype("Int64"))

    return finish
