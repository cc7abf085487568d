"""What the dashboards are measured against: `python -m benchmarks.dashboards` prints the tables.

It needs the extra `[benchmarks]` (Streamlit, Dash, Panel, Solara, psutil), Playwright of the extra `[test]`, and a
Chromium, all on Linux. They are best kept in an environment of their own, because they ask for their own versions:

    python3.11 -m venv peers
    peers/bin/pip install -e '.[benchmarks,test]'
    peers/bin/python -m benchmarks.dashboards --into benchmarks/results/dashboards.md

`--quick` shows in small that everything works; `--parts` chooses among view (the same small view in every framework),
pages (our own dashboards with the sample class) and people (how many a school's server holds). A peer that does not
answer is tried once more, then left out, and the table says so.
"""
