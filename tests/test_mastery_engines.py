"""One definition of every rule gives the same scores whatever engine holds the evidence."""

import numpy as np
import pandas as pd
import pytest

from plworkbench.mastery import RULES, SCALES, Scoring, score_cells
from plworkbench.mastery.ordering import CELL

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: pip install plworkbench[benchmarks]")
polars = pytest.importorskip("polars", reason="polars is not installed")

COUNTS = ["evidence_count", "missing_count", "excused_count"]


def seeded_evidence(count=3000, seed=7):
    """Evidence with equal days, equal scores, zeros, extra credit, gaps of every kind, and quizzes by question."""
    rng = np.random.default_rng(seed)
    days = pd.Timestamp("2025-09-01") + pd.to_timedelta(rng.integers(0, 12, count), unit="D")
    score = rng.integers(0, 11, count) / 2
    return pd.DataFrame(
        {
            "student_key": [f"s{number}" for number in rng.integers(0, 60, count)],
            "standard_code": [f"6.RP.A.{number}" for number in rng.integers(1, 9, count)],
            "assessment": [f"Quiz {number}" for number in rng.integers(0, 4, count)],
            "date_due": pd.Series(days).mask(rng.random(count) < 0.5),
            "date_submitted": pd.Series(days + pd.Timedelta(days=3)).mask(rng.random(count) < 0.5),
            "date_assessed": pd.Series(days + pd.Timedelta(days=5)).mask(rng.random(count) < 0.5),
            "score": np.where(rng.random(count) < 0.05, np.nan, score),
            "points_possible": rng.choice([4.0, 5.0, 10.0, 0.0, np.nan], count, p=[0.6, 0.2, 0.14, 0.03, 0.03]),
            "kind": rng.choice(["quiz", "quiz question", None], count, p=[0.6, 0.3, 0.1]),
            "status": rng.choice(["scored", "missing", "excused", "not assigned"], count, p=[0.8, 0.1, 0.05, 0.05]),
            "attempt": rng.integers(1, 3, count),
            "sequence": np.arange(count),
            "piece_weight": rng.choice([0.0, 1.0, 2.5, np.nan], count),
        }
    )


def as_polars(frame):
    """Return a frame of pandas as one of polars, without pyarrow: the workbench itself does without it."""
    columns = {name: frame[name].astype("object") for name in frame}
    return polars.DataFrame(
        {name: [None if pd.isna(value) else value for value in column] for name, column in columns.items()}
    )


def from_polars(frame):
    return pd.DataFrame(frame.to_dict(as_series=False))


def to_pandas(engine, evidence, scoring):
    """Score the evidence on an engine, and return what comes back as a frame of pandas in a fixed order."""
    if engine == "polars":
        found = score_cells(as_polars(evidence), scoring)
        assert isinstance(found, polars.DataFrame)
    elif engine == "polars lazy":
        found = score_cells(as_polars(evidence).lazy(), scoring)
        assert isinstance(found, polars.LazyFrame)
        found = found.collect()
    elif engine == "duckdb":
        found = score_cells(duckdb.connect().from_df(evidence), scoring)
        assert isinstance(found, duckdb.DuckDBPyRelation)
        found = found.df()
    else:
        found = score_cells(evidence, scoring)
        assert isinstance(found, pd.DataFrame)
    frame = from_polars(found) if isinstance(found, polars.DataFrame) else found
    return in_order(frame)


def in_order(frame):
    frame = frame.sort_values(CELL, ignore_index=True)
    dates = pd.to_datetime(frame["latest_date"]).astype("datetime64[us]")
    return frame.assign(latest_date=dates, score=frame["score"].astype("float64"))


def assert_same_scores(found, expected):
    assert found[[*CELL, "level"]].astype("object").equals(expected[[*CELL, "level"]].astype("object"))
    assert (found[COUNTS].to_numpy() == expected[COUNTS].to_numpy()).all()
    assert found["latest_date"].equals(expected["latest_date"])
    np.testing.assert_allclose(found["score"], expected["score"], rtol=0, atol=1e-9, equal_nan=True)


SETTINGS = [
    pytest.param({}, id="by default"),
    pytest.param(
        {"missing": "counts as 0", "extra_credit": "counts", "order_by": "due", "drop_lowest": 1, "scale": "percent"},
        id="other policies, lowest dropped",
    ),
    pytest.param({"keep_highest": 2, "scale": "four_point_halves", "recent_count": 1}, id="highest kept"),
]


@pytest.mark.parametrize("choices", SETTINGS)
@pytest.mark.parametrize("rule", RULES)
def test_every_engine_gives_the_scores_pandas_gives(choices, rule):
    evidence, scoring = seeded_evidence(), Scoring().replaced(rule=rule, **choices)
    expected = to_pandas("pandas", evidence, scoring)
    for engine in ("polars", "polars lazy", "duckdb"):
        assert_same_scores(to_pandas(engine, evidence, scoring), expected)


def test_spark_gives_the_scores_pandas_gives(tmp_path):
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed; it is slow, and an engine for a state")
    builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "1").config(
        "spark.sql.warehouse.dir", str(tmp_path)
    ).getOrCreate()  # fmt: skip
    evidence = seeded_evidence(600)
    path = tmp_path / "evidence.parquet"
    duckdb.connect().from_df(evidence).write_parquet(str(path))
    try:
        for rule in RULES:
            scoring = Scoring(rule=rule)
            found = score_cells(session.read.parquet(str(path)), scoring)
            rows = pd.DataFrame([row.asDict() for row in found.collect()])
            assert_same_scores(in_order(rows), to_pandas("pandas", evidence, scoring))
    finally:
        session.stop()


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_a_frame_with_the_fewest_columns_is_scored(engine):
    evidence = pd.DataFrame(
        {"student_key": ["a", "a"], "standard_code": "6.G", "status": "scored", "score": [1, 4], "points_possible": 4,
         "sequence": [0, 1]}
    )  # fmt: skip
    assert to_pandas(engine, evidence, Scoring(rule="latest"))["score"].tolist() == [4.0]


def test_what_is_not_a_number_is_no_score_on_every_engine():
    rows = {"student_key": ["a"] * 3, "standard_code": ["6.G"] * 3, "status": ["scored"] * 3, "sequence": [0, 1, 2],
            "score": [float("nan"), 1.0, 2.0], "points_possible": [4.0, float("nan"), 4.0]}  # fmt: skip
    frame = polars.DataFrame(rows)
    columns = ", ".join(rows)
    values = ", ".join(str(row).replace("nan", "'NaN'::DOUBLE") for row in zip(*rows.values()))
    relation = duckdb.connect().sql(f"SELECT * FROM (VALUES {values}) AS evidence({columns})")
    for native in (frame, relation, pd.DataFrame(rows)):
        found = score_cells(native, Scoring(rule="mean"))
        found = found.df() if isinstance(found, duckdb.DuckDBPyRelation) else found
        assert (list(found["score"]), list(found["evidence_count"])) == ([2.0], [1])


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
@pytest.mark.parametrize("score", [0.125, 1.005, 2.675, 3.345])
def test_a_score_of_half_a_hundredth_rounds_away_from_zero_on_every_engine(engine, score):
    evidence = pd.DataFrame({"student_key": ["a"], "standard_code": "6.G", "status": "scored", "score": score,
                             "points_possible": 4.0, "sequence": 0})  # fmt: skip
    assert to_pandas(engine, evidence, Scoring(rule="mean"))["score"].tolist() == [
        pytest.approx(score + 0.005, abs=1e-9)
    ]


@pytest.mark.parametrize("scale", SCALES)
def test_the_order_of_rows_tells_equal_pieces_apart_only_where_there_is_one(scale):
    evidence = pd.DataFrame({"student_key": "a", "standard_code": "6.G", "status": "scored", "score": [1.0, 0.5],
                             "points_possible": 1.0, "sequence": 0})  # fmt: skip
    full = SCALES[scale].full_marks
    scoring = Scoring(rule="latest", scale=SCALES[scale])
    assert to_pandas("pandas", evidence, scoring)["score"].tolist() == [0.5 * full]
    assert to_pandas("polars", evidence, scoring)["score"].tolist() == [0.5 * full]
    # A relation has no order: of equal day, place and attempt the better piece counts as the later one.
    assert to_pandas("duckdb", evidence, scoring)["score"].tolist() == [full]
