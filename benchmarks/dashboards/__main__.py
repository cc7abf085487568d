"""Print the tables: `python -m benchmarks.dashboards [--quick] [--parts view ...] [--into FILE]`."""

from __future__ import annotations

import signal
import sys

from benchmarks.command import command_line, print_report
from benchmarks.dashboards import pages, people, view

PARTS = {"view": view.report, "pages": pages.report, "people": people.report}
PACKAGES = ("voila", "ipywidgets", "anywidget", "plotly", "streamlit", "dash", "dash-ag-grid", "gunicorn", "panel")
PACKAGES += ("solara", "ipyvuetify", "playwright")


def main() -> None:
    """Print each part as it is measured, and write it to a file as well when asked."""
    asked = command_line("dashboards", __doc__, PARTS).parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers are stopped, too
    print_report("dashboards", "Dashboards, measured", PACKAGES, PARTS, asked)


if __name__ == "__main__":
    main()
