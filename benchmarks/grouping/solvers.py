"""CP-SAT of OR-tools and HiGHS on the model of `model.py`, started from a grouping that keeps the rules."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.grouping.model import build
from benchmarks.grouping.problems import Problem
from benchmarks.grouping.simple import start_that_keeps_the_rules

SCALE = 10_000
"""CP-SAT adds up whole numbers: costs are multiplied by this and rounded."""


def cp_sat(problem: Problem, seed: int = 0, seconds: float = 60.0, workers: int = 8) -> np.ndarray:
    """Return the best grouping that CP-SAT finds; the seconds include building the model.

    Raises
    ------
    TooLarge
        If the model is too large to be built.
    """
    from ortools.sat.python import cp_model

    started = time.perf_counter()
    model = build(problem)
    start = start_that_keeps_the_rules(problem, seed)
    sat = cp_model.CpModel()
    variables = [sat.new_bool_var("") for _ in model.costs]
    for columns, weights, low, high in model.rows:
        row = [variables[column] for column in columns]
        if low == high == 1 and np.all(weights == 1):
            sat.add_exactly_one(row)
            continue
        total = cp_model.LinearExpr.weighted_sum(row, weights.astype(int).tolist())
        if low == high:
            sat.add(total == int(low))
        elif np.isfinite(high):
            sat.add(total <= int(high))
        else:
            sat.add(total >= int(low))
    for both, one, other in model.clauses.tolist():
        sat.add_bool_or(variables[both], variables[one].negated(), variables[other].negated())
    costs = np.round(model.costs * SCALE).astype(int)
    used = np.flatnonzero(costs)
    sat.minimize(cp_model.LinearExpr.weighted_sum([variables[column] for column in used], costs[used].tolist()))
    for variable, value in zip(variables, model.start(start)):
        sat.add_hint(variable, bool(value))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(seconds - (time.perf_counter() - started), 1.0)
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.symmetry_level = 2
    status = solver.solve(sat)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return start
    return model.labels(np.array([solver.value(variable) for variable in variables]))


def highs(problem: Problem, seed: int = 0, seconds: float = 60.0, workers: int = 2) -> np.ndarray:
    """Return the best grouping that HiGHS finds; the seconds include building the model.

    Raises
    ------
    TooLarge
        If the model is too large to be built.
    """
    import highspy

    started = time.perf_counter()
    model = build(problem)
    start = start_that_keeps_the_rules(problem, seed)
    lengths = [len(columns) for columns, *_ in model.rows]
    many = len(model.clauses)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.costs), len(model.rows) + many
    lp.col_cost_, lp.offset_ = model.costs, model.constant
    lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), np.ones(lp.num_col_)
    lp.row_lower_ = np.concatenate([[row[2] for row in model.rows], np.full(many, -1.0)])
    lp.row_upper_ = np.concatenate([[row[3] for row in model.rows], np.full(many, np.inf)])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(lengths + [3] * many)])
    lp.a_matrix_.index_ = np.concatenate([*(row[0] for row in model.rows), model.clauses.ravel()])
    lp.a_matrix_.value_ = np.concatenate([*(row[1] for row in model.rows), np.tile([1.0, -1.0, -1.0], many)])
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", workers)
    solver.setOptionValue("random_seed", seed)
    solver.passModel(lp)
    solution = highspy.HighsSolution()
    solution.col_value = model.start(start).tolist()
    solver.setSolution(solution)
    solver.setOptionValue("time_limit", max(seconds - (time.perf_counter() - started), 1.0))
    solver.run()
    found = solver.getSolution().col_value
    if not found:
        return start
    labels = model.labels(np.round(found))
    return labels if not problem.broken(labels) else start
