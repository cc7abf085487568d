"""Real graded work under an open licence, as answers: what the workbench ships (see data/README.md for the sources)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from plworkbench.datasets import load_sample

CUT, STUDENTS = 0.75, 30
"""A piece counts as a success from three quarters of its points, as for every model that knows only right and wrong."""


def _classes(answers: pd.DataFrame, trained_until: float) -> Iterator[tuple[int, pd.DataFrame, np.ndarray]]:
    """Yield classes of 30 students drawn without replacement, with what is learned from."""
    students = np.random.default_rng(4).permutation(answers["student_key"].unique())
    for number in range(len(students) // STUDENTS):
        drawn = answers["student_key"].isin(students[number * STUDENTS : (number + 1) * STUDENTS])
        members = answers[drawn].sort_values("moment", kind="stable").reset_index(drop=True)
        train = (members["moment"] <= trained_until).to_numpy()
        yield number, members.drop(columns="moment").assign(place=np.arange(len(members))), train


def _answers(evidence: pd.DataFrame, standard: pd.Series, moment: pd.Series) -> pd.DataFrame:
    scored = (evidence["status"] == "scored") & evidence["score"].notna()
    success = (evidence["score"] / evidence["points_possible"] >= CUT).astype(float)
    columns = {"student_key": evidence["student_key"], "standard_code": standard}
    return pd.DataFrame(columns | {"proportion": success, "moment": moment})[scored].astype({"moment": float})


def open_university() -> Iterator[tuple[int, pd.DataFrame, np.ndarray]]:
    """Yield classes of the Open University's module: marked assignments of a kind are answers of one 'standard'."""
    evidence = load_sample("open_university").evidence
    evidence = evidence[evidence["kind"].str.contains("marked")]
    kind = evidence["kind"].str.extract("(computer|tutor)")[0]
    day = (evidence["date_due"] - evidence["date_due"].min()).dt.days
    return _classes(_answers(evidence, kind, day), float(day.drop_duplicates().quantile(0.6)))


def student_performance() -> Iterator[tuple[int, pd.DataFrame, np.ndarray]]:
    """Yield classes of the two secondary schools: three grades of one course, the last one is predicted."""
    evidence = load_sample("student_performance").evidence
    return _classes(_answers(evidence, evidence["standard_code"], evidence["sequence"]), 2.0)


REAL_CLASSES: dict[str, tuple[str, Callable[[], Iterator[tuple[int, pd.DataFrame, np.ndarray]]]]] = {
    "Open University, module DDD": (
        "(CC BY 4.0; 7 computer-marked and 6 tutor-marked assignments of 400 adults). Each kind is one standard; a "
        "success is 75 % or more; assignments due in the first 60 % of the dates are learned from.",
        open_university,
    ),
    "Two secondary schools, mathematics": (
        "(CC BY 4.0; three grades of 395 students, one standard). A success is 15 of 20 or more; the last grade is "
        "predicted from the first two.",
        student_performance,
    ),
}
"""Real answers by name: what they are, and the classes."""
