"""What opening a dashboard imports. Every heavy package costs each open page its memory and its first second."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

HEAVY = (
    "alembic",
    "duckdb",
    "lxml",
    "nbformat",
    "openpyxl",
    "plotly",
    "polars",
    "pyarrow",
    "scipy.cluster",
    "scipy.integrate",
    "scipy.interpolate",
    "scipy.linalg",
    "scipy.optimize",
    "scipy.spatial",
    "scipy.stats",
    "sklearn",
    "tornado.web",
    "typer",
    "voila",
    "xlrd",
)
"""Packages that take a tenth of a second or ten megabytes, or that a page has no business with."""

ALLOWED = {
    "Home": set(),
    "ImportData": set(),
    "ClassOverview": {"plotly"},
    "Progress": {"plotly"},
    "EnterScores": set(),
    "UnitPlan": set(),
    "FlexibleGroups": {"scipy.linalg", "scipy.optimize", "scipy.spatial"},  # the musts are certified
}
"""What a dashboard may have imported once it was opened on a class with scores, groups and wishes."""

# Each dashboard in a process of its own; they are forked from one that has imported what all of them need.
OPENS = """
import json, os, sys
import plworkbench.panels as panels
import plworkbench.panels.base, plworkbench.workbench
names, heavy = json.loads(sys.argv[1])
for name in names:
    sys.stdout.flush()
    if os.fork() == 0:
        getattr(panels, name)().opened("?class=Period+1")
        found = [one for one in heavy if one in sys.modules]
        print(json.dumps([name, found]), flush=True)
        os._exit(0)
    os.wait()
"""


@pytest.fixture(scope="module")
def imported(sample_folder, tmp_path_factory):
    """What each dashboard has imported after it was opened."""
    import shutil

    import plworkbench

    folder = shutil.copytree(sample_folder, tmp_path_factory.mktemp("imports") / "data")
    wb = plworkbench.open(folder)
    one, other = wb.students("Period 1")["name"].head(2)
    wb.wish("Period 1", "apart", one, other)
    wb.save(wb.group("Period 1", on=wb.standards("Period 1")["standard_code"].iloc[0], group_count=5), name="First")
    wb.close()
    done = subprocess.run(
        [sys.executable, "-c", OPENS, json.dumps([list(ALLOWED), HEAVY])],
        env=os.environ | {"PLWORKBENCH_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return {name: set(found) for name, found in map(json.loads, done.stdout.splitlines())}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked, which this system cannot do")
@pytest.mark.parametrize("dashboard", ALLOWED)
def test_a_dashboard_imports_nothing_heavy_that_it_does_not_need(imported, dashboard):
    assert imported[dashboard] - ALLOWED[dashboard] == set()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked, which this system cannot do")
def test_the_dashboards_that_draw_charts_are_really_opened(imported):
    assert set(imported) == set(ALLOWED) and imported["Progress"] == {"plotly"}


WARM = """
import json, sys
import plworkbench.panels as panels
name = sys.argv[1]
cls = getattr(panels, name)
cls()
print(json.dumps([name in sys.modules for name in cls.imports_ahead]))
"""


@pytest.mark.parametrize(("waits", "imported_ahead"), [("True", [True]), ("False", [False])])
def test_only_a_page_that_waits_for_somebody_imports_ahead(waits, imported_ahead, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", WARM, "Progress"],
        env=os.environ | {"PLWORKBENCH_DATA_DIR": str(tmp_path), "VOILA_PREHEAT": waits},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == imported_ahead


def test_nothing_is_imported_ahead_that_opening_would_not_import(imported):
    import plworkbench.panels as panels

    for name, heavy in imported.items():
        ahead = {module.split(".")[0] for module in getattr(panels, name).imports_ahead}
        assert ahead <= {module.split(".")[0] for module in heavy}
