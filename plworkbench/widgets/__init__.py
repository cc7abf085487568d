"""The parts dashboards are made of: plain widgets with their own look, keyboard and words."""

from plworkbench.widgets.base import Part
from plworkbench.widgets.board import GroupBoard
from plworkbench.widgets.chart import Chart
from plworkbench.widgets.choice import Choice
from plworkbench.widgets.disclosure import Disclosure
from plworkbench.widgets.drop_zone import DropZone
from plworkbench.widgets.field_table import FieldTable
from plworkbench.widgets.levels import level_marks
from plworkbench.widgets.mastery_grid import MasteryGrid
from plworkbench.widgets.page import Page
from plworkbench.widgets.plot import Plot
from plworkbench.widgets.progress import Progress
from plworkbench.widgets.score_grid import ScoreGrid
from plworkbench.widgets.table import DataTable

__all__ = [
    "Chart",
    "Choice",
    "DataTable",
    "Disclosure",
    "DropZone",
    "FieldTable",
    "GroupBoard",
    "MasteryGrid",
    "Page",
    "Part",
    "Plot",
    "Progress",
    "ScoreGrid",
    "level_marks",
]
