"""What somebody who knows DuckDB would write by hand for each scoring rule, with its usual policy.

Missing, excused and not assigned work is left out, points beyond those possible are full marks, pieces are ordered by
the day assessed, else handed in, else due, those without a day first, then by their place in the source; questions of
one quiz count as the quiz: points earned of points possible, except under 'highest' and 'n_times'. Windows are used
only where a rule looks at the order.
"""

from __future__ import annotations

LATEST_WEIGHT, RECENT, TIMES, CUT, TOP = 0.65, 3, 3, 3.0, 4.0

_SCORED = """
scored AS (
  SELECT student_key, standard_code, assessment, attempt, sequence, status, kind, points_possible AS points,
         coalesce(date_assessed, date_submitted, date_due) AS date,
         CASE WHEN status = 'scored' AND points_possible > 0 THEN score END AS earned
  FROM evidence
)"""

_ON_SCALE = f"CASE WHEN earned IS NOT NULL THEN least(greatest(earned * {TOP} / points, 0), {TOP}) END AS score"

_POOLED = f"""
pieces AS (
  SELECT *, {_ON_SCALE} FROM scored WHERE earned IS NULL OR kind IS DISTINCT FROM 'quiz question'
  UNION ALL
  SELECT *, least(greatest(sum(earned) OVER quiz * {TOP} / sum(points) OVER quiz, 0), {TOP}) AS score
  FROM scored WHERE earned IS NOT NULL AND kind = 'quiz question'
  WINDOW quiz AS (PARTITION BY student_key, standard_code, assessment, attempt)
)"""

_NOT_POOLED = f"pieces AS (SELECT *, {_ON_SCALE} FROM scored)"

_PLACED = """
placed AS (
  SELECT *, row_number() OVER (PARTITION BY student_key, standard_code
                               ORDER BY score IS NULL, date NULLS FIRST, sequence, attempt) - 1 AS place,
         count(score) OVER (PARTITION BY student_key, standard_code) AS n
  FROM pieces
)"""

_LINE = "(ln(score), ln(place + 1)) FILTER (score > 0)"
_SLOPE = f"regr_slope{_LINE}"
_POWER_LAW = f"""CASE WHEN min(score) > 0 AND count(score) > 1
                      THEN least(exp(regr_intercept{_LINE} + {_SLOPE} * ln(count(score))), {TOP})
                      ELSE avg(score) END"""
"""A cell with a score of 0 has no curve; its mean counts."""

_WEIGHTED = {
    "decaying_average": f"""sum(score * power({1 - LATEST_WEIGHT}, n - 1 - place)
                                * CASE place WHEN 0 THEN 1 ELSE {LATEST_WEIGHT} END)""",
    "weighted_average": f"""sum(score * CASE WHEN n = 1 THEN 1 WHEN place = n - 1 THEN {LATEST_WEIGHT}
                                ELSE {1 - LATEST_WEIGHT} / (n - 1) END)""",
    "recent_mean": f"avg(score) FILTER (place >= n - {RECENT})",
    "recent_median": f"median(score) FILTER (place >= n - {RECENT})",
    "power_law": _POWER_LAW,
    "power_law_if_growing": _POWER_LAW.replace("min(score) > 0", f"min(score) > 0 AND {_SLOPE} > 1e-12"),
}
"""Rules that look at the order: what they make of a cell's placed pieces."""

_GROUPED = {
    "latest": """arg_max(score, (coalesce(date, TIMESTAMP '0001-01-01'), sequence, attempt))
                 FILTER (score IS NOT NULL)""",
    "highest": "max(score)",
    "lowest": "min(score)",
    "mean": "avg(score)",
    "median": "median(score)",
    "weighted_mean": "sum(score * points) FILTER (score IS NOT NULL) / sum(points) FILTER (score IS NOT NULL)",
    "n_times": f"""CASE WHEN count(*) FILTER (score >= {CUT} - 1e-9) >= {TIMES}
                        THEN avg(score) FILTER (score >= {CUT} - 1e-9) END""",
    "sum": f"sum(score * points) / {TOP}",
}
"""Rules that do not: what they make of a cell's pieces."""

_CELLS = """
  SELECT student_key, standard_code, {score} AS raw, count(score) AS evidence_count,
         max(date) FILTER (score IS NOT NULL) AS latest_date,
         count(*) FILTER (status = 'missing') AS missing_count, count(*) FILTER (status = 'excused') AS excused_count
  FROM {source} GROUP BY student_key, standard_code"""

_MODE = """
scores AS (
  SELECT student_key, standard_code, round(score, 6) AS score, count(score) AS times,
         max(date) FILTER (score IS NOT NULL) AS latest_date,
         count(*) FILTER (status = 'missing') AS missing_count, count(*) FILTER (status = 'excused') AS excused_count
  FROM pieces GROUP BY ALL
),
cells AS (
  SELECT student_key, standard_code, arg_max(score, (times, score)) FILTER (score IS NOT NULL) AS raw,
         sum(times) AS evidence_count, max(latest_date) AS latest_date, sum(missing_count) AS missing_count,
         sum(excused_count) AS excused_count
  FROM scores GROUP BY student_key, standard_code
)"""
"""The score that most pieces have, the highest of several: the pieces of each score are counted first."""

_NAMED = """,
rounded AS (SELECT * EXCLUDE raw, sign(raw) * floor(abs(raw) * 100 + 0.5 + 1e-9) / 100 AS score FROM cells)
SELECT *, CASE WHEN evidence_count = 0 THEN 'not recorded'
               WHEN evidence_count < 2 OR score IS NULL THEN 'not enough evidence' WHEN score >= 3.5 THEN 'extending'
               WHEN score >= 3 THEN 'secure' WHEN score >= 2 THEN 'developing' ELSE 'beginning' END AS level
FROM rounded"""

RULES_IN_SQL = (*_WEIGHTED, *_GROUPED, "mode")


def query(rule: str) -> str:
    """Return the statement that scores every cell of the table 'evidence' by a rule.

    Examples
    --------
    >>> "OVER" in query("decaying_average")
    True
    """
    pooled = _NOT_POOLED if rule in ("n_times", "highest") else _POOLED
    if rule == "mode":
        return f"WITH {_SCORED}, {pooled},\n{_MODE}{_NAMED}"
    if rule in _WEIGHTED:
        steps = [_SCORED, pooled, _PLACED]
        cells = _CELLS.format(score=_WEIGHTED[rule], source="placed")
    else:
        steps = [_SCORED, pooled]
        cells = _CELLS.format(score=_GROUPED[rule], source="pieces")
    return f"WITH {', '.join(steps)},\ncells AS ({cells}){_NAMED}"
