"""How a class stands: students at each level, and the heat map of its mastery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from plworkbench.figures.layout import LEVEL_COLORS, layout
from plworkbench.schema import LEVELS, STATES, SYMBOLS, score_words

if TYPE_CHECKING:  # plotly takes a third of a second to import; only a caller that draws pays for it
    from plotly.graph_objects import Figure


READING_ORDER = (*LEVELS, *(state for state in reversed(STATES) if state not in LEVELS))
"""Every state as legends, bars and tables name them: the levels, lowest first, and then what is not known."""

LONGEST_TITLE = 60
"""Characters of a title beside a bar; a page has room for fewer where it is narrow, and cuts more."""


def _on(level: str) -> str:
    """Return the colour of numbers on a level's colour; without one, a grey that reads on light and dark pages."""
    if level == "not recorded":
        return "#6b7a8d"
    return "#ffffff" if level == "extending" else "#1b2533"


def _label(code: str, title: str) -> str:
    if title == code:
        return code
    return f"{code}  {title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + '…'}"


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
        One bar a standard, the first on top; x is a number of students. What is not known is marked in `meta`: on a
        page it has the colours of the page, light or dark (see widgets/static/plot-theme.js).
    """
    import plotly.graph_objects as go

    bars = []
    for level in READING_ORDER:
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
                textfont={"color": _on(level), "size": 12},
                marker={
                    "color": LEVEL_COLORS[level],
                    "line": {"color": "#78869a", "width": 1},
                    "pattern": {
                        "shape": "/" if level == "not enough evidence" else "",
                        "fgcolor": "#78869a",
                        "size": 6,
                    },
                },
                meta={"page_colors": level not in LEVELS},
                hovertemplate="%{y} %{customdata}<br>%{x} " + level + "<extra></extra>",
            )
        )
    figure = go.Figure(bars)
    figure.update_layout(
        layout(
            barmode="stack",
            bargap=0.15,
            height=130 + 26 * len(counts),  # bars thick enough for their numbers on paper, where the legend is a list
            uniformtext={"mode": "hide", "minsize": 10},  # a number too small to read is left to the table
            meta={"labels_above_when_narrow": True, "longest_bar": int(counts.sum(axis="columns").max())},
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
        layout(
            height=110 + 22 * len(rows),
            xaxis={"side": "top", "type": "category", "tickangle": -50, "automargin": True},
            yaxis={"autorange": "reversed", "type": "category", "automargin": True},
        )
    )
    return figure
