"""The parts dashboards are made of: plain widgets with their own look, keyboard and words."""

from plworkbench.widgets.base import Part
from plworkbench.widgets.board import GroupBoard
from plworkbench.widgets.chart import Chart
from plworkbench.widgets.choice import Choice
from plworkbench.widgets.date_field import DateField
from plworkbench.widgets.disclosure import Disclosure
from plworkbench.widgets.drop_zone import DropZone
from plworkbench.widgets.empty_state import EmptyState
from plworkbench.widgets.field_table import FieldTable
from plworkbench.widgets.levels import level_marks
from plworkbench.widgets.mastery_grid import MasteryGrid
from plworkbench.widgets.page import Page
from plworkbench.widgets.people import PeoplePicker
from plworkbench.widgets.plot import Plot
from plworkbench.widgets.progress import Progress
from plworkbench.widgets.score_grid import ScoreGrid
from plworkbench.widgets.sentence_builder import SentenceBuilder
from plworkbench.widgets.stepper import Stepper
from plworkbench.widgets.student_chip import LevelBadge, StudentChip
from plworkbench.widgets.table import DataTable
from plworkbench.widgets.toast import Toasts
from plworkbench.widgets.undo_bar import ConfirmButton, UndoBar

__all__ = [
    "Chart",
    "Choice",
    "ConfirmButton",
    "DataTable",
    "DateField",
    "Disclosure",
    "DropZone",
    "EmptyState",
    "FieldTable",
    "GroupBoard",
    "LevelBadge",
    "MasteryGrid",
    "Page",
    "Part",
    "PeoplePicker",
    "Plot",
    "Progress",
    "ScoreGrid",
    "SentenceBuilder",
    "Stepper",
    "StudentChip",
    "Toasts",
    "UndoBar",
    "level_marks",
]
