"""The view in Solara: a reactive choice, read by the component that draws."""

import solara

from benchmarks.dashboards.school_class import CHOICES, EVERYBODY, chosen, class_levels, heat_map, overview

levels = class_levels()
group = solara.reactive(EVERYBODY)


@solara.component
def Page():
    """Draw the page."""
    shown = chosen(levels, group.value)
    solara.Title("Class")
    solara.Select("Group", list(CHOICES), value=group)
    solara.FigurePlotly(heat_map(shown), dependencies=[group.value])
    solara.DataFrame(overview(shown), items_per_page=30)
