"""The view in Panel: functions bound to a widget, the data cached for all sessions."""

import panel as pn

from benchmarks.dashboards.school_class import CHOICES, HEIGHT, chosen, class_levels, heat_map, overview

pn.extension("plotly", "tabulator")
levels = pn.cache(class_levels)()
group = pn.widgets.Select(name="Group", options=list(CHOICES))
shown = pn.bind(chosen, levels, group)
pn.Column(
    group,
    pn.pane.Plotly(pn.bind(heat_map, shown), height=HEIGHT, sizing_mode="stretch_width"),
    pn.widgets.Tabulator(pn.bind(overview, shown), show_index=False, disabled=True, sizing_mode="stretch_width"),
).servable(title="Class")
