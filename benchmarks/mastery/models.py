"""The models that are compared, each as one call: answers and a mask of those to learn from, in; probabilities, out."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

LATEST_WEIGHT = 0.65


@dataclass(frozen=True)
class Prediction:
    """What a model said of every answer, from the answers before it, and how long it took to learn.

    Parameters
    ----------
    predicted : ndarray
        A probability an answer, in the order of the answers.
    seconds : float
        Time of the fit.
    notes : dict
        What else a model tells of itself.
    """

    predicted: np.ndarray
    seconds: float
    notes: dict[str, object] = field(default_factory=dict)


def decaying_average(answers: pd.DataFrame, train: np.ndarray, seed: int) -> Prediction:
    """Predict the decaying average of the answers before; the first of a pair gets its standard's mean in training."""
    started = time.perf_counter()
    means = answers[train].groupby("standard_code")["proportion"].mean()
    seconds = time.perf_counter() - started
    cells = answers.groupby(["student_key", "standard_code"], sort=False)
    turn, cell = cells.cumcount().to_numpy(), cells.ngroup().to_numpy()
    predicted = answers["standard_code"].map(means).fillna(answers["proportion"][train].mean()).to_numpy(copy=True)
    right, state = answers["proportion"].to_numpy(), np.zeros(cell.max() + 1)
    for step in range(turn.max() + 1):  # a loop over turns, never over students
        rows = np.flatnonzero(turn == step)
        if step:
            predicted[rows] = state[cell[rows]]
            state[cell[rows]] = LATEST_WEIGHT * right[rows] + (1 - LATEST_WEIGHT) * state[cell[rows]]
        else:
            state[cell[rows]] = right[rows]
    return Prediction(predicted, seconds)


@dataclass(frozen=True)
class Ours:
    """One of the workbench's estimators, as it comes."""

    name: str

    def __call__(self, answers: pd.DataFrame, train: np.ndarray, seed: int) -> Prediction:
        """Fit on the training answers and predict all of them."""
        from plworkbench.mastery.estimates import ESTIMATORS

        model = ESTIMATORS[self.name]()
        if "random_state" in model.get_params():
            model.set_params(random_state=seed)
        known = answers[["student_key", "standard_code", "place", "proportion"]]
        started = time.perf_counter()
        model.fit(known[train])
        seconds = time.perf_counter() - started
        started = time.perf_counter()
        predicted = np.asarray(model.predict_next(known), dtype=float)
        return Prediction(predicted, seconds, {"predict_seconds": time.perf_counter() - started})


@dataclass(frozen=True)
class PyBKT:
    """pyBKT with its defaults (5 random starts, no forgetting) in the environment that a variable names.

    By default it takes all cores. A class is fitted as fast on one; for large sets both are timed.
    """

    variable: str = "PYBKT_PYTHON"
    fits: int = 5
    parallel: bool = False

    def __call__(self, answers: pd.DataFrame, train: np.ndarray, seed: int) -> Prediction:
        """Fit on the training answers and predict all of them, in a process of its own."""
        with tempfile.TemporaryDirectory() as folder:
            given, found = Path(folder) / "given.npz", Path(folder) / "found.npz"
            np.savez(
                given,
                student=pd.factorize(answers["student_key"])[0],
                standard=pd.factorize(answers["standard_code"])[0],
                right=answers["proportion"].to_numpy().astype(int),
                train=train.astype(int),
                seed=seed,
                num_fits=self.fits,
                parallel=self.parallel,
            )
            worker = Path(__file__).with_name("pybkt_worker.py")
            ran = subprocess.run(
                [os.environ[self.variable], str(worker), str(given), str(found)], capture_output=True, text=True
            )
            if ran.returncode:
                raise RuntimeError(f"pyBKT did not run:\n{ran.stderr[-2000:]}")
            told = np.load(found)
            notes = {name: told[name].item() for name in ("em_seconds", "predict_seconds", "version", "build")}
            return Prediction(told["predicted"], float(told["seconds"]), notes)


MODELS: dict[str, Callable[[pd.DataFrame, np.ndarray, int], Prediction]] = {
    "shrunk mean": Ours("shrunk_mean"),
    "Rasch": Ours("rasch"),
    "knowledge tracing": Ours("knowledge_tracing"),
    "blend": Ours("blend"),
    "pyBKT": PyBKT(),
    "pyBKT, mended": PyBKT("PYBKT_MENDED_PYTHON"),
    "decaying average": decaying_average,
}
"""The models by their name in the table."""


def why_absent(name: str) -> str:
    """Return why a model cannot run here, or '' when it can."""
    model = MODELS[name]
    if isinstance(model, PyBKT):
        if model.variable not in os.environ:
            return f"{model.variable} names no interpreter that has it"
        ran = subprocess.run([os.environ[model.variable], "-c", "import pyBKT.models"], capture_output=True, text=True)
        return f"it cannot be imported: {ran.stderr.strip().splitlines()[-1]}" if ran.returncode else ""
    if isinstance(model, Ours):
        try:
            from plworkbench.mastery.estimates import ESTIMATORS
        except ImportError as error:
            return f"{error}"
        return "" if model.name in ESTIMATORS else "there is no such estimator"
    return ""
