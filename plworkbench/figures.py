"""Figures: a tidy frame in, a Plotly figure out; nothing is read, written or shown here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from plworkbench.schema import STATES, SYMBOLS, score_words

if TYPE_CHECKING:  # plotly takes a third of a second to import; only a caller that draws pays for it
    from plotly.graph_objects import Figure

LEVEL_COLORS = {
    "beginning": "#e69f00",
    "developing": "#f6dca4",
    "secure": "#9bd0f0",
    "extending": "#0072b2",
    "not enough evidence": "#d3dbe5",
    "not recorded": "rgba(0,0,0,0)",
}
"""Orange to blue, from the Okabe-Ito set and its tints; the same as the tokens of the stylesheet."""

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"


def _layout(**more: object) -> dict:
    return {
        "font": {"family": FONT, "size": 13},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "hoverlabel": {"font": {"family": FONT, "size": 13}},
        **more,
    }


def _on(level: str) -> str:
    """Return the colour of numbers on a level's colour; without one, a grey that reads on light and dark pages."""
    if level == "not recorded":
        return "#6b7a8d"
    return "#ffffff" if level == "extending" else "#1b2533"


def _label(code: str, title: str) -> str:
    if title == code:
        return code
    return f"{code}  {title if len(title) <= 32 else title[:31].rstrip() + '…'}"


def level_spread(counts: pd.DataFrame, titles: dict[str, str]) -> Figure:
    """Draw how many students are at each level of each standard, as stacked bars.

    Parameters
    ----------
    counts : DataFrame
        As `plworkbench.mastery.count_levels` returns it.
    titles : dict
        Standard code to plain words, for the hover text.

    Returns
    -------
    plotly.graph_objects.Figure
        One bar a standard, the first on top; x is a number of students.
    """
    import plotly.graph_objects as go

    bars = []
    for level in reversed(STATES):  # extending at the left edge, the unknown at the right
        bars.append(
            go.Bar(
                name=f"{SYMBOLS[level]} {level}",
                y=list(counts.index),
                x=counts[level].tolist(),
                orientation="h",
                customdata=[titles.get(code, code) for code in counts.index],
                text=[str(n) if n else "" for n in counts[level]],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": _on(level)},
                marker={
                    "color": LEVEL_COLORS[level],
                    "line": {"color": "#78869a", "width": 0.5},
                    "pattern": {
                        "shape": "/" if level == "not enough evidence" else "",
                        "fgcolor": "#78869a",
                        "size": 6,
                    },
                },
                hovertemplate="%{y} %{customdata}<br>%{x} " + level + "<extra></extra>",
            )
        )
    figure = go.Figure(bars)
    figure.update_layout(
        _layout(
            barmode="stack",
            bargap=0.25,
            height=90 + 26 * len(counts),
            legend={"orientation": "h", "traceorder": "normal", "x": 0, "y": 1.0, "yanchor": "bottom"},
            xaxis={"title": {"text": "students"}, "gridcolor": "rgba(120,134,154,0.3)", "zeroline": False},
            yaxis={
                "autorange": "reversed",
                "automargin": True,
                "type": "category",
                "tickvals": list(counts.index),
                "ticktext": [_label(code, titles.get(code, code)) for code in counts.index],
            },
        )
    )
    return figure


def mastery_heatmap(
    mastery: pd.DataFrame, names: dict[str, str], titles: dict[str, str], *, scale_top: float = 4.0
) -> Figure:
    """Draw the mastery of a class as a heat map, one row a student and one column a standard.

    Parameters
    ----------
    mastery : DataFrame
        As `plworkbench.mastery.summarize_mastery` returns it.
    names : dict
        Student key to the name shown.
    titles : dict
        Standard code to plain words, for the hover text.
    scale_top : float, default 4
        The top of the scale the scores are on.

    Returns
    -------
    plotly.graph_objects.Figure
        Each cell has the colour of its level and the level's symbol.
    """
    import plotly.graph_objects as go

    levels = mastery.pivot(index="student_key", columns="standard_code", values="level")
    rows, columns = mastery["student_key"].drop_duplicates(), mastery["standard_code"].drop_duplicates()
    levels = levels.loc[rows, columns]
    scores = mastery.pivot(index="student_key", columns="standard_code", values="score").loc[rows, columns]
    steps = len(STATES)
    scale = [[place, LEVEL_COLORS[state]] for n, state in enumerate(STATES) for place in (n / steps, (n + 1) / steps)]
    hover = [
        [f"{titles.get(code, code)}<br>{level}" + ("" if pd.isna(score) else f", {score_words(score, scale_top)}")
         for code, level, score in zip(columns, level_row, score_row)]
        for level_row, score_row in zip(levels.to_numpy(), scores.to_numpy())
    ]  # fmt: skip
    figure = go.Figure(
        go.Heatmap(
            x=columns.tolist(),
            y=[names.get(key, key) for key in rows],
            z=levels.map(STATES.index).to_numpy(),
            zmin=-0.5,
            zmax=steps - 0.5,
            text=levels.map(SYMBOLS.get).to_numpy(),
            texttemplate="%{text}",
            customdata=hover,
            hovertemplate="%{y}<br>%{x} %{customdata}<extra></extra>",
            colorscale=scale,
            showscale=False,
            xgap=2,
            ygap=2,
        )
    )
    figure.update_layout(
        _layout(
            height=110 + 22 * len(rows),
            xaxis={"side": "top", "type": "category", "tickangle": -50, "automargin": True},
            yaxis={"autorange": "reversed", "type": "category", "automargin": True},
        )
    )
    return figure


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
        _layout(
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
    for clear, words, fill in ((True, "clear change", "#0072b2"), (False, "no clear change", "#ffffff")):
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
            marker={"color": fill, "size": 9, "line": {"color": "#0072b2", "width": 2}},
            customdata=[[_signed(low), _signed(high)] for low, high in zip(at["low"], at["high"])],
            hovertemplate="%{y}: %{x:+} points of 100, between %{customdata[0]} and %{customdata[1]}<extra></extra>",
        )
    figure.add_vline(x=0, line={"color": "#6b7a8d", "width": 1, "dash": "dot"})
    figure.update_layout(
        _layout(
            height=110 + 20 * len(known),
            legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
            xaxis={"title": {"text": _CHANGE}, "gridcolor": "rgba(120,134,154,0.3)", "zeroline": False},
            yaxis={
                "type": "category",
                "autorange": "reversed",
                "automargin": True,
                "categoryorder": "array",
                "categoryarray": known["name"].tolist(),
            },
        )
    )
    return figure


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
    for column, words, fill in (("clear", "clear change", "#0072b2"), ("unclear", "no clear change", "#cfe6f7")):
        figure.add_bar(
            name=words,
            x=steps["says"].tolist(),
            y=steps[column].astype(int).tolist(),
            marker={"color": fill, "line": {"color": "#4a6f8c", "width": 1}},
            hovertemplate="%{x}: %{y} students, " + words + "<extra></extra>",
        )
    figure.update_layout(
        _layout(
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
        marker={"color": "#0072b2", "size": 9},
        hovertemplate="expected %{x} %, came %{y} %, from %{customdata} pieces<extra></extra>",
    )
    figure = go.Figure(points)
    figure.add_shape(
        type="line", x0=0, y0=0, x1=100, y1=100, line={"color": "#6b7a8d", "width": 1, "dash": "dot"}, layer="below"
    )
    axis = {"range": [0, 102], "ticksuffix": " %", "gridcolor": "rgba(120,134,154,0.3)", "zeroline": False}
    figure.update_layout(
        _layout(
            height=300,
            showlegend=False,
            xaxis=axis | {"title": {"text": "points expected"}},
            yaxis=axis | {"title": {"text": "points that came"}},
        )
    )
    return figure
