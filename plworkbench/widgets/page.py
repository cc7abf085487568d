"""The one widget of a dashboard that speaks for it as a whole: its class, its address, saving, printing, downloads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import ClassVar, Literal

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part

SAVED = "All changes saved"
SAVING = "Saving…"


def within_workbench(href: str) -> str:
    """Return a relative address as it is; one that could lead to another site raises ValueError."""
    if re.match(r"[a-z][a-z0-9+.-]*:|[/\\]{2}|.*[\\\s]", href, re.IGNORECASE):
        raise ValueError(f"{href!r} is not an address within the workbench")
    return href


class Page(Part):
    """The page itself: what a dashboard tells the browser as a whole.

    Show exactly one, first. Its methods reach the browser only after the page was opened (see `on_opened`).

    Attributes
    ----------
    status : str
        The line that says whether everything is saved.
    status_kind : {"saved", "saving", "problem"}
        How the line looks.
    class_names : list of str
        The classes to choose from in the header; without any, none is named there.
    class_name : str
        The class looked at. On paper it stands above the page.
    class_label : str
        What the choice of a class is called; '' for a page whose header offers none.
    holds_unsaved : str
        What of the page would be lost if its kernel were stopped, in a sentence for whoever wakes it; '' when all of it
        is stored. A page that holds something is stopped later, and never to make room.
    """

    _esm: ClassVar[str] = part_files.for_widget("dom.js", "heartbeat.js", "page-class.js", "page-address.js", "page.js")
    _css: ClassVar[str] = part_files.style_for_widget("page.css", "controls.css", "panels.css")
    status = traitlets.Unicode("").tag(sync=True)
    status_kind = traitlets.Enum(["saved", "saving", "problem"], "saved").tag(sync=True)
    class_names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    class_name = traitlets.Unicode("").tag(sync=True)
    class_label = traitlets.Unicode("Class").tag(sync=True)
    holds_unsaved = traitlets.Unicode("").tag(sync=True)

    def __init__(self, **traits: object):
        super().__init__(**traits)
        self._went = 0
        self.on_message("ping", lambda content, buffers: self.send({"type": "pong", "n": content.get("n", 0)}))

    def on_opened(self, callback: Callable[[str, str], object]) -> None:
        """Call `callback(search, path)` when the page is shown: its address after the host, `search` from the '?'."""
        self.on_message("opened", lambda content, buffers: callback(content["search"], content["path"]))

    def on_shown(self, callback: Callable[[], object]) -> None:
        """Call `callback()` when somebody turns to the page again, from another window or tab."""
        self.on_message("shown", lambda content, buffers: callback())

    def on_class(self, callback: Callable[[str], object]) -> None:
        """Call `callback(class_name)` when a class is chosen in the header."""
        self.on_message("class", lambda content, buffers: callback(content["name"]))

    def on_went(self, callback: Callable[[str], object]) -> None:
        """Call `callback(search)` when Back or Forward led to another address of this page, from the '?' on."""

        def went(content: dict, _buffers: object) -> None:
            self._went = content["count"]
            callback(content["search"])

        self.on_message("went", went)

    def on_print(self, callback: Callable[[], object]) -> None:
        """Call `callback()` when the print button of the header is pressed."""
        self.on_message("print", lambda content, buffers: callback())

    def move_to(self, choices: Mapping[str, str], push: bool = False) -> None:
        """Write into the address what is looked at, so that it can be opened again.

        Parameters
        ----------
        choices : mapping of str
            Names and values after the '?', keys rather than names of students; those without a value are left out.
        push : bool
            Whether Back shall lead to what was looked at before.
        """
        said = {name: value for name, value in choices.items() if value}
        self.send({"type": "place", "choices": said, "push": push, "went": self._went})

    def download(self, filename: str, content: str | bytes, mime: str = "text/csv;charset=utf-8") -> None:
        """Give the browser a file to keep.

        Parameters
        ----------
        filename : str
            The name offered.
        content : str or bytes
            The whole file; a text is written as UTF-8, with a byte order mark only if it begins with one.
        mime : str
            The file's media type.
        """
        if isinstance(content, bytes):
            self.send({"type": "download", "filename": filename, "mime": mime, "text": ""}, [content])
        else:
            self.send({"type": "download", "filename": filename, "mime": mime, "text": content})

    def print(self) -> None:
        """Open the browser's print dialogue."""
        self.send({"type": "print"})

    def go(self, href: str) -> None:
        """Follow a link within the workbench.

        Parameters
        ----------
        href : str
            A relative address; one that could lead to another site raises ValueError.

        Examples
        --------
        >>> Page().go("https://example.org/")
        Traceback (most recent call last):
        ValueError: 'https://example.org/' is not an address within the workbench
        """
        self.send({"type": "go", "href": within_workbench(href)})

    def lead_to(self, css: str) -> None:
        """Put the focus on the part of this class that is shown, and with it into sight."""
        self.send({"type": "lead", "to": css})

    def announce(self, text: str) -> None:
        """Say something to a screen reader, politely."""
        self.send({"type": "announce", "text": text})

    def say(self, status: str, kind: Literal["saved", "saving", "problem"] = "saved") -> None:
        """Set the line that says whether everything is saved; a problem is also announced."""
        with self.hold_sync():
            self.status, self.status_kind = status, kind
