"""A thin Plotly chart: plotly.js comes once a page as a cached file, not through the kernel for each chart."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import traitlets

from plworkbench.widgets.base import Part, joined_script, joined_style


def plotly_source() -> bytes:
    """Return plotly.js as it came with the plotly package, without importing that package."""
    found = importlib.util.find_spec("plotly")
    return (Path(found.submodule_search_locations[0]) / "package_data" / "plotly.min.js").read_bytes()


class Plot(Part):
    """A Plotly figure without a toolbar, in the colours of the page.

    Attributes
    ----------
    figure : dict
        `data` and `layout`; a `plotly.graph_objects.Figure` may be assigned and is turned into one.
    description : str
        What a screen reader says in place of the picture.
    plotly_url : str
        Address of plotly.js on this server; where there is none (JupyterLab) the kernel sends the file.

    Examples
    --------
    >>> Plot(figure={"data": [{"type": "bar", "y": [3, 1]}]}).figure["data"][0]["y"]
    [3, 1]
    """

    _esm: ClassVar[str] = joined_script("dom.js", "plotly-loader.js", "plot-theme.js", "plot.js")
    _css: ClassVar[str] = joined_style("plot.css")
    figure = traitlets.Any({"data": [], "layout": {}}).tag(sync=True)
    description = traitlets.Unicode("").tag(sync=True)
    plotly_url = traitlets.Unicode("/plworkbench/static/plotly.min.js").tag(sync=True)

    def __init__(self, **traits: object):
        super().__init__(**traits)
        self.on_message("plotly", self._send_plotly)

    @traitlets.validate("figure")
    def _as_dict(self, proposal: dict[str, Any]) -> dict[str, Any]:
        figure = proposal["value"]
        return figure if isinstance(figure, dict) else json.loads(figure.to_json())

    def _send_plotly(self, _content: dict, _buffers: Sequence[memoryview]) -> None:
        self.send({"type": "plotly"}, [plotly_source()])

    def on_clicked(self, callback: Callable[[object, object, object], object]) -> None:
        """Call `callback(x, y, customdata)` when a point, bar or cell of the chart is clicked."""
        self.on_message("clicked", lambda content, buffers: callback(content["x"], content["y"], content["customdata"]))
