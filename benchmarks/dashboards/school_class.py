"""The one invented class that every app shows: its levels, its heat map and its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SEED = 6
GROUPS = ("Group 1", "Group 2", "Group 3")
EVERYBODY = "Everybody"
CHOICES = (EVERYBODY, *GROUPS)
"""What the filter offers; no student is in two groups, so one choice is never mistaken for another."""

LEVEL_NAMES = ("not enough evidence", "beginning", "developing", "secure", "extending")
"""What the levels 0 to 4 are called."""

STANDARDS = tuple(f"{domain}.{number}" for domain in ("RP", "NS", "EE", "G") for number in range(1, 7))

_FIRST = "Ada Ben Cleo Dan Eva Finn Gia Hugo Ivy Jon Kim Leo Mia Ned Oda Pia Quin Rex Sia Tom Uma Vic Wim Xia Yan Zoe"
_FIRST += " Abe Bea Cal Dot"
_LAST = "Ash Birch Cedar Dale Elm"

COLOURS = ("#d9d9d9", "#b35806", "#f1a340", "#92c5de", "#2166ac")
HEIGHT = 640
"""Pixels of the heat map, enough for thirty names."""


def class_levels(seed: int = SEED) -> pd.DataFrame:
    """Return the levels of 30 students on 24 standards, one row a student and standard.

    Parameters
    ----------
    seed : int
        The same seed gives the same class.

    Returns
    -------
    DataFrame
        `student`, `group`, `standard` and `level` (0 to 4), 720 rows.

    Examples
    --------
    >>> class_levels().shape
    (720, 4)
    """
    rng = np.random.default_rng(seed)
    first = rng.permutation(_FIRST.split())
    students = sorted(f"{name} {rng.choice(_LAST.split())}" for name in first)
    ability = rng.normal(2.2, 0.8, len(students))
    levels = ability[:, None] + rng.normal(0, 0.8, (len(students), len(STANDARDS)))
    return pd.DataFrame(
        {
            "student": np.repeat(students, len(STANDARDS)),
            "group": np.repeat([GROUPS[place % len(GROUPS)] for place in range(len(students))], len(STANDARDS)),
            "standard": np.tile(STANDARDS, len(students)),
            "level": np.clip(levels.round().astype(int), 0, 4).ravel(),
        }
    )


def chosen(levels: pd.DataFrame, choice: str) -> pd.DataFrame:
    """Return the rows of one group, or all."""
    return levels if choice == EVERYBODY else levels[levels["group"] == choice]


def students_of(choice: str) -> list[str]:
    """Return whom a choice shows, in order."""
    return chosen(class_levels(), choice)["student"].drop_duplicates().tolist()


def overview(levels: pd.DataFrame) -> pd.DataFrame:
    """Return the table: one row a student, with the mean level and how many standards are secure."""
    table = levels.groupby(["student", "group"], sort=False)["level"].agg(
        mean_level=lambda level: round(float(level.mean()), 2),
        secure=lambda level: int((level >= 3).sum()),
        beginning=lambda level: int((level == 1).sum()),
    )
    return table.reset_index().rename(columns=lambda name: name.replace("_", " ").capitalize())


def heat_map(levels: pd.DataFrame) -> Figure:
    """Return the heat map as a Plotly figure, a row a student and every name written out."""
    import plotly.graph_objects as go

    wide = levels.pivot(index="student", columns="standard", values="level")[list(STANDARDS)]
    steps = len(COLOURS)
    scale = [[(place + after) / steps, colour] for place, colour in enumerate(COLOURS) for after in (0, 1)]
    figure = go.Figure(
        go.Heatmap(z=wide.to_numpy(), x=list(wide.columns), y=list(wide.index), zmin=-0.5, zmax=4.5, colorscale=scale)
    )
    figure.update_yaxes(autorange="reversed", dtick=1)
    figure.update_layout(height=HEIGHT, margin={"l": 100, "r": 20, "t": 20, "b": 60})
    return figure
