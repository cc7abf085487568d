"""Estimates of what a student will answer next: ours, pyBKT's and the decaying average, on the same answers."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from benchmarks.mastery.generators import GENERATORS
from benchmarks.mastery.machine import markdown
from benchmarks.mastery.metrics import score_predictions
from benchmarks.mastery.models import MODELS, Prediction, PyBKT, why_absent
from benchmarks.mastery.real import REAL_CLASSES

TRAINED = 0.6
"""Of a class, the first 60 % of its answers in time are learned from, and the rest is predicted one by one."""

CLASS = {"students": 30, "standards": 20, "answers": (4, 8)}
LARGE = {"students": 500, "standards": 100, "answers": (4, 8)}
_REFERENCES = ("pyBKT", "decaying average")
BEST = "the truth itself"
FRESH = 2001
"""The first seed of a full run. What was looked at while the models were made had seeds below 1,000."""

_METRICS = ("AUC", "RMSE", "log-loss", "ECE")


def report(quick: bool) -> Iterator[str]:
    """Yield the tables, each as it is measured."""
    yield "## Estimates of the next answer"
    absent = {name: why for name in MODELS if (why := why_absent(name))}
    names = [name for name in MODELS if name not in absent]
    yield "\n".join(
        [
            "Each answer is predicted from the answers before it alone. AUC: area under the ROC curve; RMSE of the "
            "probability; log-loss (natural logarithm, probabilities kept within .001 and .999); ECE: expected "
            "calibration error, ten bins of equal width. Answers are right or wrong. 'The truth itself' predicts with "
            "the chance the generator drew the answer with, which under BKT means that it sees who knows what. The "
            "generators are described in `generators.py`; in those named BKT and PFA students differ only by chance "
            "and by their earlier answers. pyBKT runs with its defaults (5 random starts, no forgetting); its fit "
            "includes its own preparation of the data, of which the time in EM alone is shown for the large sets. "
            "Its C++ hands EM a log-likelihood cut to a whole number, so EM ends early; `pyBKT, mended` is built with "
            "that one call put right (`benchmarks/mastery/__init__.py`).",
            *(f"Not measured: {name}, because {why}." for name, why in absent.items()),
        ]
    )
    replications, first = (3, 1) if quick else (6, FRESH)
    yield (
        f"### A class: {CLASS['students']} students x {CLASS['standards']} standards, 4 to 8 answers each\n\n"
        f"Fitted on the first {TRAINED:.0%} of the answers in time, tested on the rest. Means of {replications} "
        "replications and their standard errors; the last columns compare the RMSE replication by replication."
    )
    for generator, make in GENERATORS.items():
        drawn = ((seed, make(seed, **CLASS)) for seed in range(first, first + replications))
        yield f"**{generator}**\n\n{_class_table((_split_in_time(seed, answers) for seed, answers in drawn), names)}"
    yield "### Real answers, in classes of 30"
    for name, (words, classes) in REAL_CLASSES.items():
        yield f"**{name}** {words}\n\n{_class_table(classes(), names)}"
    large = {"students": 100, "standards": 20, "answers": (4, 8)} if quick else LARGE
    yield (
        f"### Large: {large['students']} students x {large['standards']} standards, 4 to 8 answers each\n\n"
        "Fitted on four students of five, tested on the fifth. Log-likelihood a training answer, from predictions one "
        "step ahead. Seconds are the median of 3 fits; pyBKT's are those on one core or on all, whichever are faster."
    )
    for generator, make in GENERATORS.items():
        yield f"**{generator}**\n\n{_large_table(make(first, **large), names)}"


def _split_in_time(seed: int, answers: pd.DataFrame) -> tuple[int, pd.DataFrame, np.ndarray]:
    return seed, answers, np.arange(len(answers)) < TRAINED * len(answers)


def _class_table(classes: Iterable[tuple[int, pd.DataFrame, np.ndarray]], names: list[str]) -> str:
    found: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    tested = 0
    for seed, answers, train in classes:
        right = answers["proportion"].to_numpy()
        tested += int((~train).sum())
        for name in names:
            told = MODELS[name](answers, train, seed)
            found[name].append(score_predictions(right[~train], told.predicted[~train]) | {"seconds": told.seconds})
        if "chance" in answers:
            best = score_predictions(right[~train], answers["chance"].to_numpy()[~train])
            found.setdefault(BEST, []).append(best | {"seconds": np.nan})
    rows = []
    for name, scores in found.items():
        milliseconds = statistics.median(one["seconds"] for one in scores) * 1000
        rows.append(
            [
                name,
                *(_with_error([one[metric] for one in scores]) for metric in _METRICS),
                "" if np.isnan(milliseconds) else f"{milliseconds:,.0f}",
                *(_less(scores, found.get(other, [])) for other in _REFERENCES),
            ]
        )
    table = markdown(["model", *_METRICS, "fit, ms", *(f"RMSE - {name}'s" for name in _REFERENCES)], rows)
    return f"{table}\n\n{tested:,} answers predicted."


def _less(scores: list[dict[str, float]], others: list[dict[str, float]]) -> str:
    """Return how much lower or higher the RMSE is than that of another model, replication by replication."""
    if not others or scores is others:
        return ""
    return _with_error([one["RMSE"] - other["RMSE"] for one, other in zip(scores, others)])


def _with_error(values: list[float]) -> str:
    error = statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else float("nan")
    return f"{_short(statistics.mean(values))} ± {_short(error)}"


def _short(value: float) -> str:
    return f"{value:.4f}".replace("0.", ".", 1)


def _fits(model: Callable[..., Prediction], answers: pd.DataFrame, train: np.ndarray) -> list[Prediction]:
    """Return three fits of a model; of pyBKT those on one core or on all cores, whichever are faster."""
    ways = [model, replace(model, parallel=True)] if isinstance(model, PyBKT) else [model]
    tried = [[way(answers, train, 1) for _ in range(3)] for way in ways]
    return min(tried, key=lambda told: statistics.median(one.seconds for one in told))


def _large_table(answers: pd.DataFrame, names: list[str]) -> str:
    student = pd.factorize(answers["student_key"], sort=True)[0]
    train = student % 5 != 0
    right = answers["proportion"].to_numpy()
    rows, seconds, likelihoods = [], {}, {}
    for name in names:
        told = _fits(MODELS[name], answers, train)
        first = told[0].predicted
        scores = score_predictions(right[~train], first[~train])
        likely = np.clip(np.where(right > 0, first, 1 - first)[train], 1e-12, 1)
        seconds[name] = statistics.median(one.seconds for one in told)
        likelihoods[name] = np.log(likely).mean()
        rows.append(
            [
                name,
                *(_short(scores[metric]) for metric in _METRICS),
                f"{likelihoods[name]:.5f}" if name == "knowledge tracing" or name.startswith("pyBKT") else "",
                f"{seconds[name]:.2f}",
                f"{statistics.median(one.notes['em_seconds'] for one in told):.2f}"
                if isinstance(MODELS[name], PyBKT)
                else "",
            ]
        )
    best = score_predictions(right[~train], answers["chance"].to_numpy()[~train])
    rows.append([BEST, *(_short(best[metric]) for metric in _METRICS), "", "", ""])
    table = markdown(["model", *_METRICS, "log-likelihood", "fit, s", "of it EM, s"], rows)
    remarks = [
        f"Knowledge tracing takes {seconds[ours] / seconds[other]:.3f} of the time of {other}; its log-likelihood an "
        f"answer differs by {likelihoods[ours] - likelihoods[other]:+.5f}."
        for other in names
        if isinstance(MODELS[other], PyBKT) and (ours := "knowledge tracing") in seconds
    ]
    counted = f"{len(answers):,} answers, {int((~train).sum()):,} of them predicted."
    return "\n\n".join([table, " ".join([counted, *remarks])])
