"""Print the tables: `python -m benchmarks.dashboards [--quick] [--parts view ...] [--into FILE]`."""

from __future__ import annotations

import argparse
import datetime
import signal
import sys
from pathlib import Path

from benchmarks.dashboards import pages, people, view
from benchmarks.mastery.machine import machine, versions

PARTS = {"view": view.report, "pages": pages.report, "people": people.report}
PACKAGES = ("voila", "ipywidgets", "anywidget", "plotly", "streamlit", "dash", "dash-ag-grid", "gunicorn", "panel")
PACKAGES += ("solara", "ipyvuetify", "playwright")


def main() -> None:
    """Print each part as it is measured, and write it to a file as well when asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dashboards", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repetitions, to see that it works")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--into", type=Path, help="a file that the tables are written to as well")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers are stopped, too
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        print(f"{text}\n", flush=True)
        if asked.into:
            asked.into.write_text("\n\n".join(said) + "\n", encoding="utf-8")

    say("# Dashboards, measured")
    say(
        f"Written by `python -m benchmarks.dashboards{' --quick' if asked.quick else ''}` on "
        f"{datetime.date.today():%d %B %Y}. {machine()}; {versions(*PACKAGES)}."
    )
    for part in asked.parts:
        for text in PARTS[part](asked.quick):
            say(text)


if __name__ == "__main__":
    main()
