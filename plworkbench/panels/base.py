"""What every dashboard shares: a headless model of traitlets, and a panel that shows it."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping
from typing import ClassVar
from urllib.parse import parse_qs

import ipywidgets
import traitlets

from plworkbench import folders, logs, workbench
from plworkbench.panels import parts, table_views
from plworkbench.widgets import DataTable, Page

CURRENT_CLASS = "current_class"
"""What the class last looked at is remembered under, so that every dashboard opens on it."""

WAITS_FOR_SOMEBODY = "VOILA_PREHEAT"
"""Voila says so in the environment of a process that it has prepared before anybody asked for its page."""

CAUGHT_UP = "Changed in another window; up to date now"
DO_AGAIN = "This was changed in another window. The page shows it as it is now; please do that again."


class Model(traitlets.HasTraits):
    """The decisions of a dashboard, without a browser.

    Attributes
    ----------
    class_names : list of str
        All classes.
    class_name : str
        The class looked at; '' while there is none.

    Notes
    -----
    `address` names what of the model stands in the address of the page besides the class: the name there, and the
    attribute, which is a text. `usual` holds what goes without saying. Names in `steps` are those from which Back
    leads to what was seen before. With `keeps_drafts`, what is typed in another window and not saved yet is shown here.
    """

    address: ClassVar[Mapping[str, str]] = {}
    usual: ClassVar[Mapping[str, str]] = {}
    steps: ClassVar[frozenset[str]] = frozenset()
    keeps_drafts: ClassVar[bool] = False
    class_names = traitlets.List(traitlets.Unicode())
    class_name = traitlets.Unicode()

    def __init__(self, wb: workbench.Workbench):
        super().__init__()
        self.wb = wb
        self._read_at = (0, 0)

    def catch_up(self) -> bool:
        """Read the data anew if another window has changed them, and stay where we are; return whether it has."""
        if not self.wb.changed_elsewhere(self._read_at, self.keeps_drafts, self.class_name):
            return False
        before = self._read_at
        try:
            self.read_anew()
        except Exception:
            self._read_at = before  # half of it is not up to date
            raise
        return True

    def read_anew(self) -> None:
        """Read the data anew and stay where we are; a model with something typed or chosen keeps that, too."""
        here = self.whereabouts()
        self.refresh()
        self.go_to(here)

    @property
    def on_screen(self) -> str:
        """What a click on the page is about: one made on something else than is there now is not carried out."""
        return ""

    def refresh(self) -> None:
        """Read the data anew: they may have changed since, in another dashboard or in a notebook."""
        self._read_at = self.wb.last_change()  # asked first: what changes from here on is news
        self.class_names = self.wb.class_names()
        remembered = self.wb.recall(CURRENT_CLASS, "")
        if self.class_name not in self.class_names:
            first = self.class_names[0] if self.class_names else ""
            self.class_name = remembered if remembered in self.class_names else first
        self.load()

    def choose_class(self, class_name: str) -> None:
        """Look at another class, here and in the dashboards opened next."""
        before = self.class_name
        if class_name not in self.class_names or class_name == before:
            return
        try:
            self.class_name = class_name
            self.load()
            self.wb.remember(CURRENT_CLASS, class_name)
        except Exception:
            self.class_name = before  # or the name of one class would stand above the data of another
            self.load()
            raise

    def load(self) -> None:
        """Read what this dashboard shows of the class."""

    def allows(self, name: str, value: str) -> bool:
        """Tell whether a value of the address is one that can be looked at now; any other is ignored."""
        return False

    def whereabouts(self) -> dict[str, str]:
        """Return what is looked at, as it stands in the address."""
        here = {name: getattr(self, attribute) for name, attribute in self.address.items()}
        return {"class": self.class_name} | {name: v for name, v in here.items() if v != self.usual.get(name, "")}

    def go_to(self, wanted: Mapping[str, str]) -> None:
        """Look at what an address names, as far as it is there; what it leaves out is as usual."""
        self.choose_class(wanted.get("class", ""))
        for name, attribute in self.address.items():
            value = wanted.get(name, self.usual.get(name, ""))
            if value != getattr(self, attribute) and self.allows(name, value):
                setattr(self, attribute, value)


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
    catches_up = True
    """Whether the page may be read anew at any time: not while a file is looked at that nobody has decided on yet."""
    imports_ahead: ClassVar[tuple[str, ...]] = ()
    """Modules that opening this page needs: a process that waits for somebody to open it imports them meanwhile."""
    acts_on_places = False
    """Whether what is clicked names a place on the page, where something else may stand after it was read anew."""

    def __init__(self, wb: workbench.Workbench | None = None):
        if wb is None:
            logs.keep_log(folders.data_dir())
        self.model = self.model_class(wb or workbench.open())
        self.page = Page(class_label="Class" if self.picks_class else "Class for the other pages")
        self.lead = parts.text("", "p", "pw-lead")
        self.moment = parts.text("One moment…", css="pw-soft")
        self.body = ipywidgets.VBox()
        self.body.add_class("pw-body")
        parts.show_if(self.body, False)  # an empty form would look like an empty class
        self.head = parts.row(self.lead, css="pw-head")
        super().__init__([self.page, self.head, self.moment, self.body])
        self.add_class("pw")
        self.add_class("pw-panel")
        self._showing = self._was_opened = False
        self._told: dict[str, str] | None = None  # what the address of the page says; None before it was opened
        self._controls: dict[str, tuple[traitlets.HasTraits, str]] = {}
        self._tables: dict[str, DataTable] = {}
        self._asked: dict[str, str] = {}  # what the address said when it was opened or gone back to
        self._viewed = ""  # the class whose rows the tables were filtered for
        self.page.on_opened(self.opened)
        self.page.on_class(self.choose_class)
        self.page.on_went(self.went)
        self.page.on_print(self.print_page)
        self.page.on_shown(self.catch_up)
        if os.environ.get(WAITS_FOR_SOMEBODY) == "True":
            for name in self.imports_ahead:
                importlib.import_module(name)

    def opened(self, search: str = "", path: str = "") -> None:
        """Answer the page's first message: read the data and show them as the address says."""
        self.model.refresh()
        self._was_opened = True
        self.went(search)

    def went(self, search: str) -> None:
        """Show what an address names."""
        self._told = None
        wanted = {name: values[0] for name, values in parse_qs(search.lstrip("?")).items()}
        self.model.go_to(wanted)
        self._asked, self._viewed = wanted, self.model.class_name
        self._showing = True  # what is set here is nobody's choice, and the address is not to be told half of it
        try:
            for name, (control, trait) in self._controls.items():
                control.set_trait(trait, bool(wanted.get(name)))
            for name, table in self._tables.items():
                table.view = table_views.from_address(name, wanted)
        finally:
            self._showing = False
        self.show()

    def catch_up(self) -> None:
        """Show what another window has changed meanwhile, as soon as somebody turns to this one."""
        if self._is_behind():
            self.show()
            self.page.say(CAUGHT_UP)
            self.page.announce(CAUGHT_UP)

    def _is_behind(self) -> bool:
        """Read anew what another window has changed, so that nothing is decided on what is out of date."""
        return self.catches_up and self._was_opened and self.model.catch_up()

    def choose_class(self, class_name: str) -> None:
        """Look at another class; on a page of no class, the dashboards opened next do."""
        if self.picks_class:
            self.do(self.model.choose_class, class_name, anywhere=True)
        elif class_name in self.model.class_names and self.page.guarded(
            self.model.wb.remember, CURRENT_CLASS, class_name
        ):
            self.page.class_name = class_name

    def print_page(self) -> None:
        """Print: what the button of the header does."""
        self.page.print()

    def keep_in_address(self, **controls: tuple[traitlets.HasTraits, str]) -> None:
        """Keep in the address whether parts are unfolded: a name, and the part with its trait of true or false."""
        self._controls |= controls
        for control, trait in controls.values():
            control.observe(lambda _: self.tell_address(), trait)

    def keep_views_in_address(self, **tables: DataTable) -> None:
        """Keep in the address how tables are filtered and sorted: a name, and the table. Another class begins anew."""
        self._tables |= tables
        for table in tables.values():
            table.observe(lambda _: self.tell_address(), "view")

    def tell_address(self) -> None:
        """Write into the address what is looked at. `show` does; so must whatever changes that without it."""
        keeps = self.picks_class or self.model.address or self._controls or self._tables
        if self.is_showing or not keeps:
            return
        here = self.model.whereabouts()
        if not self.picks_class:  # it is of no class; one that stands in the address is for the links to other pages
            here["class"] = self._asked.get("class", "")
        here |= {name: "1" for name, (control, trait) in self._controls.items() if getattr(control, trait)}
        for name, table in self._tables.items():
            here |= table_views.in_address(name, table, self._asked)
        before, self._told = self._told, here
        if here != before:
            steps = {"class", *self.model.steps}
            went = before is not None and any(here.get(name) != before.get(name) for name in steps)
            self.page.move_to(here, push=went)

    @property
    def is_showing(self) -> bool:
        """Whether controls are being set by the page, so that what they tell is nobody's choice."""
        return self._showing

    def do(self, action: Callable[..., object], *arguments: object, waiting: str = "", anywhere: bool = False) -> bool:
        """Carry out what somebody clicked, then show the outcome; an error becomes a line on the page.

        Parameters
        ----------
        action : callable
            A method of the model.
        *arguments
            What it is called with.
        waiting : str, optional
            What to read while it takes longer than a moment.
        anywhere : bool, optional
            Whether it means the same whatever another window has put on the page meanwhile.

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
        seen, behind = self.model.on_screen, []
        if not self.page.guarded(lambda: behind.append(self._is_behind())):
            self.page.say("The last change was not saved", "problem")
            return False
        caught_up = behind[0]
        if caught_up and not anywhere and (self.acts_on_places or self.model.on_screen != seen):
            self.page.say("")
            self.page.trouble = DO_AGAIN
            self.page.guarded(self.show)
            return False
        done = self.page.guarded(action, *arguments)
        if waiting or self.page.status_kind == "problem":
            self.page.say("")
        if not done:
            self.page.say("The last change was not saved", "problem")
        if caught_up:
            self.page.announce(CAUGHT_UP)
        return done and self.page.guarded(self.show)

    def show(self) -> None:
        """Show the model as it is now."""
        self._showing = True
        try:
            with self.page.hold_sync():
                self.page.class_names, self.page.class_name = self.model.class_names, self._class_in_header()
            self._begin_views_anew()
            self.render()
            parts.show_if(self.moment, False)
            parts.show_if(self.body, True)
        finally:
            self._showing = False
        self.tell_address()

    def _begin_views_anew(self) -> None:
        """Show all rows of a class that was not looked at before: filters of another would hide some unnoticed."""
        if self.picks_class and self._viewed != self.model.class_name:
            self._asked, self._viewed = {}, self.model.class_name
            for table in self._tables.values():
                table.view = {}

    def _class_in_header(self) -> str:
        names = self.model.class_names
        name = self.model.class_name if self.picks_class else self.model.wb.recall(CURRENT_CLASS, "")
        return name if name in names else next(iter(names), "")

    def render(self) -> None:
        """Show what is particular to this dashboard."""
        raise NotImplementedError
