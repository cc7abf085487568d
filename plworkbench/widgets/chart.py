"""The one way a chart is shown: what it says, the picture, and the same numbers as a table."""

from __future__ import annotations

import html
from collections.abc import Callable

import ipywidgets
import traitlets

from plworkbench.widgets.disclosure import Disclosure
from plworkbench.widgets.plot import Plot
from plworkbench.widgets.table import DataTable


class Chart(ipywidgets.VBox):
    """A sentence, a Plotly figure, and its numbers behind "Show as table".

    Parameters
    ----------
    shows : str
        One sentence: what the chart shows.
    does_not_show : str
        One sentence: what must not be read into it.
    figure : dict or plotly.graph_objects.Figure
        The picture.
    caption : str
        What the numbers are; names the picture and the table.
    columns, rows
        The same numbers, as `DataTable` takes them.

    Attributes
    ----------
    plot, table, disclosure
        The parts.

    Examples
    --------
    >>> chart = Chart(
    ...     shows="12 of 28 students are secure on ratio language.",
    ...     does_not_show="It does not say why.",
    ...     figure={"data": [{"type": "bar", "y": [12, 16]}]},
    ...     caption="Students by level",
    ...     columns=[{"key": "level", "label": "Level"}, {"key": "n", "label": "Students", "kind": "number"}],
    ...     rows=[{"key": "secure", "level": "secure", "n": 12}],
    ... )
    >>> chart.table.layout.display
    'none'
    """

    shows = traitlets.Unicode("")
    does_not_show = traitlets.Unicode("")

    def __init__(
        self,
        shows: str = "",
        does_not_show: str = "",
        figure: object = None,
        caption: str = "",
        columns: list[dict] | None = None,
        rows: list[dict] | None = None,
    ):
        self.words = ipywidgets.HTML()
        self.plot = Plot()
        self.disclosure = Disclosure()
        self.table = DataTable(layout={"display": "none"})
        super().__init__([self.words, self.plot, self.disclosure, self.table])
        self.add_class("pw-chart")
        self.disclosure.observe(self._show_table, "expanded")
        self.update(shows, does_not_show, figure or {"data": [], "layout": {}}, caption, columns or [], rows or [])

    def update(
        self, shows: str, does_not_show: str, figure: object, caption: str, columns: list[dict], rows: list[dict]
    ) -> None:
        """Show other numbers: words, picture and table change together, so that they never contradict each other."""
        self.shows, self.does_not_show = shows, does_not_show
        limit = f" <span>{html.escape(does_not_show)}</span>" if does_not_show else ""
        self.words.value = f'<p class="pw pw-chart-words">{html.escape(shows)}{limit}</p>'
        with self.plot.hold_sync(), self.table.hold_sync():
            self.plot.figure = figure
            self.plot.description = f"{caption}. {shows}" if caption else shows
            self.table.set_trait("columns", columns)
            self.table.row_header = columns[0]["key"] if columns else ""
            self.table.rows = rows
            self.table.caption = caption

    def on_clicked(self, callback: Callable[[object, object, object], object]) -> None:
        """Call `callback(x, y, customdata)` when something in the picture is clicked."""
        self.plot.on_clicked(callback)

    def _show_table(self, change: dict) -> None:
        self.table.layout.display = None if change["new"] else "none"
