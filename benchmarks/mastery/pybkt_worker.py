"""Fit pyBKT in an environment of its own and predict the same answers: `PYBKT_PYTHON pybkt_worker.py IN OUT`.

Run by `models.PyBKT`, never by hand. It imports nothing of the workbench: pyBKT fails with scikit-learn 1.8 and
numpy 2.4. IN is a npz file with the integers student, standard, right and train (1: to be fitted on), in order of
time, and a seed; OUT gets predicted (one each, from earlier answers only), seconds of fit and of its EM part.
"""

import contextlib
import io
import sys
import time
from importlib import metadata

import numpy as np
import pandas as pd
from pyBKT.fit import E_step, EM_fit
from pyBKT.models import Model


def main(source: str, target: str) -> None:
    """Fit, predict and write."""
    given = np.load(source)
    answers = pd.DataFrame(
        {
            "order_id": np.arange(len(given["student"])),
            "user_id": given["student"],
            "skill_name": [f"k{n:04d}" for n in given["standard"]],
            "correct": given["right"],
        }
    )
    in_em = [0.0]
    em_fit = EM_fit.EM_fit

    def timed(*args, **kwargs):
        started = time.perf_counter()
        try:
            return em_fit(*args, **kwargs)
        finally:
            in_em[0] += time.perf_counter() - started

    EM_fit.EM_fit = timed
    train = answers[given["train"] == 1].copy()
    model = Model(seed=int(given["seed"]), num_fits=int(given["num_fits"]), parallel=bool(given["parallel"]))
    with contextlib.redirect_stdout(io.StringIO()):
        started = time.perf_counter()
        model.fit(data=train)
        seconds = time.perf_counter() - started
        started = time.perf_counter()
        predicted = model.predict(data=answers.copy())
        predict_seconds = time.perf_counter() - started
    np.savez(
        target,
        predicted=predicted.sort_values("order_id")["correct_predictions"].to_numpy(),
        seconds=seconds,
        em_seconds=in_em[0],
        predict_seconds=predict_seconds,
        version=metadata.version("pyBKT"),
        build="C++" if E_step.__file__.endswith((".so", ".pyd")) else "pure Python",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
