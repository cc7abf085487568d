"""A process of its own for every measurement: with a limit of time and memory, and libraries that clash kept apart."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

MEMORY = 12 * 2**30
"""Bytes of address space a rival may take; beyond them its model "does not fit"."""

ON_ONE_CORE = ("ours", "skewed_search")
"""Functions that are kept to one core; everybody else may have all."""


@dataclass(frozen=True)
class Outcome:
    """What came of a measurement: an answer with its seconds, or why there is none."""

    labels: np.ndarray | None
    seconds: float
    why: str = ""


def measure(function: Callable[..., np.ndarray], *given: Any, limit: float, **options: Any) -> Outcome:
    """Run a function in a new process and return its answer and the seconds it took, imports not counted.

    Parameters
    ----------
    function : callable
        Of a module; its arguments are pickled.
    limit : float
        Seconds after which it is stopped.
    """
    return measure_all([(function, given, options)], limit)[0]


def measure_all(calls: list[tuple[Callable[..., np.ndarray], tuple, dict]], limit: float) -> list[Outcome]:
    """Run functions side by side, each in a new process; for long runs whose time is not compared."""
    context = multiprocessing.get_context("spawn")
    running = []
    for function, given, options in calls:
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_run, args=(there, function, given, options), daemon=True)
        process.start()
        there.close()
        running.append((process, here))
    return [_outcome(process, pipe, limit) for process, pipe in running]


def _outcome(process: multiprocessing.Process, pipe: Any, limit: float) -> Outcome:
    try:
        # The first message says that all is imported, so a slow start of Python is not held against anybody.
        if not (pipe.poll(120) and pipe.recv() == "ready"):
            return Outcome(None, 0.0, "did not start")
        if not pipe.poll(limit):
            return Outcome(None, limit, f"not done after {limit:g} s")
        return pipe.recv()
    except EOFError:
        return Outcome(None, 0.0, "stopped by the system, out of memory")
    finally:
        process.terminate()
        process.join()


def _run(pipe: Any, function: Callable[..., np.ndarray], given: tuple, options: dict) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    _import_what_is_needed(function.__name__)
    if function.__name__ in ON_ONE_CORE:
        from threadpoolctl import threadpool_limits

        threadpool_limits(1)
    pipe.send("ready")
    started = time.perf_counter()
    try:
        labels, why = function(*given, **options), ""
    except MemoryError:
        labels, why = None, "does not fit in memory"
    except Exception as error:
        labels, why = None, f"{type(error).__name__}: {error}"
    pipe.send(Outcome(labels, time.perf_counter() - started, why))


def _import_what_is_needed(name: str) -> None:
    from contextlib import suppress
    from importlib import import_module

    # OR-tools brings a HiGHS of its own, which clashes with highspy in one process.
    needs = {
        "cp_sat": ["ortools.sat.python.cp_model"],
        "highs": ["highspy"],
        "k_means_constrained": ["k_means_constrained"],
        "ours": ["scipy.cluster.vq", "plworkbench.grouping.engine.seating"],
    }
    modules = ["scipy.optimize", *needs.get(name, []), *([] if name == "ours" else ["sklearn.cluster"])]
    for module in modules:
        with suppress(ImportError):
            import_module(module)
