"""The view in Dash: one callback, the table AG Grid as Dash recommends; served by gunicorn."""

import dash_ag_grid as dag
from dash import Dash, Input, Output, callback, dcc, html

from benchmarks.dashboards.school_class import CHOICES, EVERYBODY, chosen, class_levels, heat_map, overview

levels = class_levels()
everybody = overview(levels)
app = Dash(title="Class", compress=True)
server = app.server
app.layout = html.Div(
    [
        html.Label("Group", htmlFor="group"),
        dcc.Dropdown(CHOICES, EVERYBODY, id="group", clearable=False),
        dcc.Graph(figure=heat_map(levels), id="heat-map"),
        dag.AgGrid(
            rowData=everybody.to_dict("records"),
            columnDefs=[{"field": name} for name in everybody.columns],
            columnSize="sizeToFit",
            id="table",
        ),
    ]
)


@callback(Output("heat-map", "figure"), Output("table", "rowData"), Input("group", "value"), prevent_initial_call=True)
def show(choice):
    """Answer a choice."""
    shown = chosen(levels, choice)
    return heat_map(shown), overview(shown).to_dict("records")
