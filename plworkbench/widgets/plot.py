"""A thin Plotly chart: plotly.js comes once a page as a cached file, not through the kernel for each chart."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part
from plworkbench.widgets.figure_patch import changes

EMPTY: dict[str, Any] = {"data": [], "layout": {}}


def plotly_source() -> bytes:
    """Return plotly.js as it came with the plotly package, without importing that package."""
    found = importlib.util.find_spec("plotly")
    return (Path(found.submodule_search_locations[0]) / "package_data" / "plotly.min.js").read_bytes()


class Plot(Part):
    """A Plotly figure without a toolbar, in the colours of the page.

    Another figure of the same shape costs only what differs: the browser gets a `patch` for the figure it has.

    Attributes
    ----------
    figure : dict
        `data` and `layout`; a `plotly.graph_objects.Figure` may be assigned and is turned into one. Assign another to
        change it: what is changed inside a figure is not noticed.
    drawing : dict
        The figure the browser got last as a whole.
    patch : list
        What turns `drawing` into `figure`, as `figure_patch.changes` tells it. It is always counted from `drawing`, so
        that a browser which missed one loses nothing.
    description : str
        What a screen reader says in place of the picture.
    plotly_url : str
        Address of plotly.js on this server; where there is none (JupyterLab) the kernel sends the file.

    Examples
    --------
    >>> Plot(figure={"data": [{"type": "bar", "y": [3, 1]}]}).figure["data"][0]["y"]
    [3, 1]
    """

    _esm: ClassVar[str] = part_files.for_widget(
        "dom.js", "plotly-loader.js", "plot-theme.js", "plot-figure.js", "plot.js"
    )
    _css: ClassVar[str] = part_files.style_for_widget("plot.css")
    figure = traitlets.Any(EMPTY)
    drawing = traitlets.Dict(EMPTY).tag(sync=True)
    patch = traitlets.List(traitlets.List()).tag(sync=True)
    description = traitlets.Unicode("").tag(sync=True)
    plotly_url = traitlets.Unicode("/plworkbench/static/plotly.min.js").tag(sync=True)

    def __init__(self, **traits: object):
        super().__init__(**traits)
        self.on_message("plotly", self._send_plotly)

    @traitlets.validate("figure")
    def _as_dict(self, proposal: dict[str, Any]) -> dict[str, Any]:
        figure = proposal["value"]
        return figure if isinstance(figure, dict) else json.loads(figure.to_json())

    @traitlets.observe("figure")
    def _tell_what_changed(self, _change: dict[str, Any]) -> None:
        patch = list(changes(self.drawing, self.figure))
        with self.hold_sync():
            if _size(patch) * 2 < _size(self.figure):
                self.patch = patch
            else:
                self.drawing, self.patch = self.figure, []

    def _send_plotly(self, _content: dict, _buffers: Sequence[memoryview]) -> None:
        self.send({"type": "plotly"}, [plotly_source()])

    def on_clicked(self, callback: Callable[[object, object, object], object]) -> None:
        """Call `callback(x, y, customdata)` when a point, bar or cell of the chart is clicked."""
        self.on_message("clicked", lambda content, buffers: callback(content["x"], content["y"], content["customdata"]))


def _size(content: object) -> int:
    return len(json.dumps(content, default=str))
