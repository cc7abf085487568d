"""What every dashboard shares: a headless model of traitlets, and a panel that shows it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

import ipywidgets
import traitlets

from plworkbench import workbench
from plworkbench.panels import parts
from plworkbench.widgets import Page

CURRENT_CLASS = "current_class"
"""What the class last looked at is remembered under, so that every dashboard opens on it."""


class Model(traitlets.HasTraits):
    """The decisions of a dashboard, without a browser.

    Attributes
    ----------
    class_names : list of str
        All classes.
    class_name : str
        The class looked at; '' while there is none.
    """

    class_names = traitlets.List(traitlets.Unicode())
    class_name = traitlets.Unicode()

    def __init__(self, wb: workbench.Workbench):
        super().__init__()
        self.wb = wb

    def refresh(self) -> None:
        """Read the data anew: they may have changed since, in another dashboard or in a notebook."""
        self.class_names = self.wb.class_names()
        remembered = self.wb.recall(CURRENT_CLASS, "")
        if self.class_name not in self.class_names:
            first = self.class_names[0] if self.class_names else ""
            self.class_name = remembered if remembered in self.class_names else first
        self.load()

    def choose_class(self, class_name: str) -> None:
        """Look at another class, here and in the dashboards opened next."""
        if class_name in self.class_names and class_name != self.class_name:
            self.class_name = class_name
            self.wb.remember(CURRENT_CLASS, class_name)
            self.load()

    def load(self) -> None:
        """Read what this dashboard shows of the class."""


class Panel(ipywidgets.VBox):
    """A dashboard below its heading: the class, the answer in a sentence, and the parts that show a model.

    Parameters
    ----------
    wb : Workbench, optional
        The open workbench; by default the user's own.

    Notes
    -----
    A dashboard's kernel may have been started long before anybody opens it, so a panel reads the data only when the
    page says that it was opened.
    """

    model_class: type[Model] = Model
    picks_class = True

    def __init__(self, wb: workbench.Workbench | None = None):
        self.model = self.model_class(wb or workbench.open())
        self.page = Page()
        self.lead = parts.text("", "p", "pw-lead")
        self.class_picker = parts.dropdown("Class", [])
        self.class_picker.observe(lambda change: self.do(self.model.choose_class, change["new"] or ""), "value")
        self.moment = parts.text("One moment…", css="pw-soft")
        self.body = ipywidgets.VBox()
        self.body.add_class("pw-body")
        parts.show_if(self.body, False)  # an empty form would look like an empty class
        head = parts.row(*([self.lead, self.class_picker] if self.picks_class else [self.lead]), css="pw-head")
        super().__init__([self.page, head, self.moment, self.body])
        self.add_class("pw")
        self.add_class("pw-panel")
        self._showing = False
        self.page.on_opened(self.opened)

    def opened(self, search: str = "", path: str = "") -> None:
        """Answer the page's first message: read the data and show them."""
        self.model.refresh()
        wanted = parse_qs(search.lstrip("?")).get("class", [""])[0]
        self.model.choose_class(wanted)
        self.show()

    @property
    def is_showing(self) -> bool:
        """Whether controls are being set by the page, so that what they tell is nobody's choice."""
        return self._showing

    def do(self, action: Callable[..., object], *arguments: object, waiting: str = "") -> bool:
        """Carry out what somebody clicked, then show the outcome; an error becomes a line on the page.

        Parameters
        ----------
        action : callable
            A method of the model.
        *arguments
            What it is called with.
        waiting : str, optional
            What to read while it takes longer than a moment.

        Returns
        -------
        bool
            Whether it went well.
        """
        if self.is_showing:  # a control was set by us, not by the person in front of the screen
            return False
        self.page.trouble = ""  # it was read: this is the next thing that is done
        if waiting:
            self.page.say(waiting, "saving")
        done = self.page.guarded(action, *arguments)
        if waiting or self.page.status_kind == "problem":
            self.page.say("")
        if not done:
            self.page.say("The last change was not saved", "problem")
        return done and self.page.guarded(self.show)

    def show(self) -> None:
        """Show the model as it is now."""
        self._showing = True
        try:
            parts.set_options(self.class_picker, self.model.class_names, self.model.class_name)
            self.class_picker.layout.display = None if len(self.model.class_names) > 1 else "none"
            self.render()
            parts.show_if(self.moment, False)
            parts.show_if(self.body, True)
        finally:
            self._showing = False

    def render(self) -> None:
        """Show what is particular to this dashboard."""
        raise NotImplementedError
