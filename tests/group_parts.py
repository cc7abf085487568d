"""A page with one of the folded parts of `flexible-groups` on it, for tests without a browser."""

from plworkbench.panels.base import Model, Panel
from plworkbench.panels.group_over_time import OverTime

CLASS = "Period 2"


class PageModel(Model):
    """As much of the page's model as the parts look at."""

    groups = None
    standards: tuple = ()


class Page(Panel):
    """A page with nothing on it but one part."""

    model_class = PageModel

    def __init__(self, wb, part_class):
        super().__init__(wb)
        self.part = part_class(self)
        self.body.children = [self.part.box]

    def render(self):
        self.part.render(self.model)


def shown(wb, class_name=CLASS, part_class=OverTime, unfolded=True):
    """Return the page of a class with the part on it."""
    page = Page(wb, part_class)
    page.opened(f"?class={class_name}", "/")
    page.part.fold.expanded = unfolded
    return page


def is_shown(widget):
    return widget.layout.display != "none"
