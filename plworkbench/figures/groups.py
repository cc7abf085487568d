"""Groups and the class they were made from: who of what is in which group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from plworkbench.figures.layout import LEVEL_COLORS, layout

if TYPE_CHECKING:  # plotly takes a third of a second to import; only a caller that draws pays for it
    from plotly.graph_objects import Figure

SHARE = "by the share of the class"
"""What the mark beside a bar stands for."""


def group_composition(composition: pd.DataFrame) -> Figure:
    """Draw how many students of each value are in each group, beside what the share of the class would give.

    Parameters
    ----------
    composition : DataFrame
        One row a group and value, in the order to be drawn: group (its name), value, count (students) and expected
        (students by the share of the class).

    Returns
    -------
    plotly.graph_objects.Figure
        For each group one bar a value, with its count; a line across the bar stands where the share of the class would
        put its end. Of a single value only the groups are named.

    Examples
    --------
    >>> composition = pd.DataFrame(
    ...     {"group": ["Oak", "Oak"], "value": ["Portuguese", "English"], "count": [2, 3], "expected": [1.0, 4.0]}
    ... )
    >>> bars, marks = group_composition(composition).data
    >>> list(bars.x), list(marks.x)
    ([2, 3], [1.0, 4.0])
    """
    import plotly.graph_objects as go

    groups, values = composition["group"].tolist(), composition["value"].tolist()
    rows = groups if len(set(values)) == 1 else [groups, values]
    count, expected = composition["count"].astype(int).tolist(), composition["expected"].astype(float).tolist()
    bars = go.Bar(
        name="students in the group",
        x=count,
        y=rows,
        orientation="h",
        text=count,
        textposition="inside",
        insidetextanchor="start",
        textangle=0,
        textfont={"color": "#1b2533"},
        constraintext="none",
        customdata=[round(value, 1) for value in expected],
        marker={"color": LEVEL_COLORS["secure"], "line": {"color": "#4a6f8c", "width": 1}},
        hovertemplate="%{y}: %{x} students; " + SHARE + " %{customdata}<extra></extra>",
    )
    marks = go.Scatter(
        name=SHARE,
        x=expected,
        y=rows,
        mode="markers",
        marker={"symbol": "line-ns", "size": 15, "line": {"width": 3, "color": "#6b7a8d"}},
        hoverinfo="skip",
    )
    figure = go.Figure([bars, marks])
    figure.update_layout(
        layout(
            height=110 + 26 * len(composition),
            bargap=0.25,
            legend={"orientation": "h", "traceorder": "normal", "x": 0, "y": 1.0, "yanchor": "bottom"},
            xaxis={
                "title": {"text": "students"},
                "gridcolor": "rgba(120,134,154,0.3)",
                "zeroline": False,
                "rangemode": "tozero",
                "dtick": 1 if max([1, *count, *expected]) <= 12 else None,
            },
            yaxis={"autorange": "reversed", "automargin": True},
        )
    )
    return figure
