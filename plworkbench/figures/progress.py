"""How a class moves on: pace and growth; and how far estimates can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from plworkbench.figures.layout import LEVEL_COLORS, MARK, layout

if TYPE_CHECKING:  # plotly takes a third of a second to import; only a caller that draws pays for it
    from plotly.graph_objects import Figure


def pace_spread(spread: pd.DataFrame, *, has_plan: bool = True) -> Figure:
    """Draw how many students are how many standards behind or ahead.

    Parameters
    ----------
    spread : DataFrame
        As `plworkbench.progress.pace_spread` returns it: difference (standards, negative is behind), says and students.
    has_plan : bool, default True
        Whether students are beside a plan, or beside the middle of the class; it changes the words of the axis.

    Returns
    -------
    plotly.graph_objects.Figure
        One bar a difference, without names; 0 is marked.

    Examples
    --------
    >>> spread = pd.DataFrame({"difference": [-2, 0], "says": ["2 behind", "on it"], "students": [3, 9]})
    >>> list(pace_spread(spread).data[0].y)
    [3, 9]
    """
    import plotly.graph_objects as go

    known = spread[spread["difference"].notna()]
    places, students = known["difference"].astype(int).tolist(), known["students"].astype(int).tolist()
    bars = go.Bar(
        x=places,
        y=students,
        text=students,
        textposition="outside",
        cliponaxis=False,
        customdata=known["says"].tolist(),
        marker={"color": LEVEL_COLORS["secure"], "line": {"color": "#4a6f8c", "width": 1}},
        hovertemplate="%{customdata}: %{y} students<extra></extra>",
    )
    figure = go.Figure(bars)
    figure.add_vline(x=0, line={"color": "#6b7a8d", "width": 1, "dash": "dot"})
    words = (
        "standards behind (−)<br>or ahead (+) of the plan"  # two lines, which fit on a small screen
        if has_plan
        else "fewer (−) or more (+) secure<br>than the middle of the class"
    )
    # 0 is always in sight, and one student's bar is not as wide as the page.
    left, right = min([*places, 0]), max([*places, 0])
    room = max(0.0, (8 - (right - left)) / 2)
    figure.update_layout(
        layout(
            height=236,
            margin={"l": 8, "r": 8, "t": 22, "b": 8},
            bargap=0.15,
            xaxis={
                "title": {"text": words},
                "zeroline": False,
                "showgrid": False,
                "tick0": 0,
                "dtick": _whole_step(right - left, 14),
                "range": [left - 0.6 - room, right + 0.6 + room],
            },
            yaxis={**_STUDENTS, "dtick": _whole_step(max([*students, 1]), 4)},
        )
    )
    return figure


_STUDENTS = {"title": {"text": "students"}, "gridcolor": "rgba(120,134,154,0.3)", "rangemode": "tozero"}


def _whole_step(reach: int, most: int) -> int:
    """Return the smallest whole step (1, 2, 5, 10, ...) with at most so many marks over a reach: no half students."""
    steps = (first * 10**power for power in range(6) for first in (1, 2, 5))
    return next(step for step in steps if reach <= step * most)


def growth_ranges(growth: pd.DataFrame) -> Figure:
    """Draw the change of each student with its interval, in the order of the rows.

    Parameters
    ----------
    growth : DataFrame
        As `plworkbench.progress.growth` returns it, with name: change, low and high as proportions, and says.

    Returns
    -------
    plotly.graph_objects.Figure
        One point a student with a bar from low to high, in points of 100; full where the change is clear, hollow where
        it is not.

    Examples
    --------
    >>> growth = pd.DataFrame({"name": ["Ana"], "change": [0.2], "low": [0.05], "high": [0.35], "says": ["up"]})
    >>> list(growth_ranges(growth).data[0].x)
    [20]
    """
    import plotly.graph_objects as go

    known = growth[growth["change"].notna() & growth["low"].notna()]
    # Each end is rounded for itself, so that the picture and the table name the same whole points.
    points = (100 * known[["low", "change", "high"]].astype("float64")).round().astype(int)
    figure = go.Figure()
    for clear, words, symbol in ((True, "clear change", "circle"), (False, "no clear change", "circle-open")):
        rows = known["says"].isin(("up", "down")) == clear
        at = points[rows]
        figure.add_scatter(
            name=words,
            mode="markers",
            x=at["change"].tolist(),
            y=known.loc[rows, "name"].tolist(),
            error_x={
                "type": "data",
                "symmetric": False,
                "array": (at["high"] - at["change"]).tolist(),
                "arrayminus": (at["change"] - at["low"]).tolist(),
                "color": "#78869a",
                "thickness": 1.5,
                "width": 3,
            },
            showlegend=True,
            marker={"symbol": symbol, "color": MARK, "size": 10, "line": {"color": MARK, "width": 2}},
            customdata=[[_signed(low), _signed(high)] for low, high in zip(at["low"], at["high"])],
            hovertemplate="%{y}: %{x:+} points of 100, between %{customdata[0]} and %{customdata[1]}<extra></extra>",
        )
    figure.add_vline(x=0, line={"color": "#6b7a8d", "width": 1, "dash": "dot"})
    figure.update_layout(
        layout(
            height=110 + 20 * len(known),
            legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
            xaxis={"title": {"text": _CHANGE}, "gridcolor": "rgba(120,134,154,0.3)", "zeroline": False},
            yaxis={
                "type": "category",
                "autorange": "reversed",
                "automargin": True,
                "categoryorder": "array",
                "categoryarray": known["name"].tolist(),
                "tickmode": "array",
                "tickvals": known["name"].tolist(),
                "ticktext": [_short(name) for name in known["name"]],
            },
        )
    )
    return figure


LONGEST_TICK = 20
"""Characters of a name beside a chart; the whole name is read in the hover text and in the table."""


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_TICK else f"{name[: LONGEST_TICK - 1].rstrip()}…"


_CHANGE = "change in<br>points of 100"


def _signed(points: int) -> str:
    return f"{points:+d}".replace("-", "−") if points else "0"


def growth_spread(steps: pd.DataFrame) -> Figure:
    """Draw how many students changed by how much, for a class with too many students for a line each.

    Parameters
    ----------
    steps : DataFrame
        One row a step of the change, from least to most: says ('+10 to +19'), clear and unclear (numbers of students
        with and without a clear change).

    Returns
    -------
    plotly.graph_objects.Figure
        One bar a step, in two parts: full for a clear change, pale for none.

    Examples
    --------
    >>> steps = pd.DataFrame({"says": ["−10 to −1", "0 to +9"], "clear": [0, 2], "unclear": [3, 8]})
    >>> [list(bars.y) for bars in growth_spread(steps).data]
    [[0, 2], [3, 8]]
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    for column, words, fill in (("clear", "clear change", MARK), ("unclear", "no clear change", "#cfe6f7")):
        figure.add_bar(
            name=words,
            x=steps["says"].tolist(),
            y=steps[column].astype(int).tolist(),
            marker={"color": fill, "line": {"color": "#4a6f8c", "width": 1}},
            hovertemplate="%{x}: %{y} students, " + words + "<extra></extra>",
        )
    figure.update_layout(
        layout(
            height=280,
            barmode="stack",
            bargap=0.15,
            legend={"orientation": "h", "traceorder": "normal", "x": 0, "y": 1.0, "yanchor": "bottom"},
            xaxis={"type": "category", "title": {"text": _CHANGE}},
            yaxis={**_STUDENTS, "dtick": _whole_step(max([1, *(steps["clear"] + steps["unclear"])]), 5)},
        )
    )
    return figure


def calibration_curve(calibration: pd.DataFrame) -> Figure:
    """Draw what was expected of pieces of work against what came.

    Parameters
    ----------
    calibration : DataFrame
        As `plworkbench.mastery.estimates.calibration` returns it.

    Returns
    -------
    plotly.graph_objects.Figure
        One point a part of the expectations with its 95 % interval, in percent of the points; on the dotted line, what
        came is what was expected.
    """
    import plotly.graph_objects as go

    observed = 100 * calibration["observed"]
    points = go.Scatter(
        mode="markers",
        x=(100 * calibration["predicted"]).round(1).tolist(),
        y=observed.round(1).tolist(),
        error_y={
            "type": "data",
            "symmetric": False,
            "array": (100 * calibration["high"] - observed).round(1).tolist(),
            "arrayminus": (observed - 100 * calibration["low"]).round(1).tolist(),
            "color": "#78869a",
        },
        customdata=calibration["count"].tolist(),
        marker={"color": MARK, "size": 9},
        hovertemplate="expected %{x} %, came %{y} %, from %{customdata} pieces<extra></extra>",
    )
    figure = go.Figure(points)
    figure.add_shape(
        type="line", x0=0, y0=0, x1=100, y1=100, line={"color": "#6b7a8d", "width": 1, "dash": "dot"}, layer="below"
    )
    axis = {"range": [0, 102], "ticksuffix": " %", "gridcolor": "rgba(120,134,154,0.3)", "zeroline": False}
    figure.update_layout(
        layout(
            height=300,
            showlegend=False,
            xaxis=axis | {"title": {"text": "points expected"}},
            yaxis=axis | {"title": {"text": "points that came"}},
        )
    )
    return figure
