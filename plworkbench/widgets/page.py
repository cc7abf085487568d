"""The one invisible widget of a dashboard: saving, announcements, downloads, printing, and whether the kernel lives."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar, Literal

import traitlets

from plworkbench.widgets.base import Part, joined_script, joined_style

SAVED = "All changes saved"
SAVING = "Saving…"


class Page(Part):
    """The page itself: what a dashboard tells the browser as a whole.

    Show exactly one, first. Its methods reach the browser only after the page was opened (see `on_opened`).

    Attributes
    ----------
    status : str
        The line that says whether everything is saved.
    status_kind : {"saved", "saving", "problem"}
        How the line looks.
    """

    _esm: ClassVar[str] = joined_script("dom.js", "heartbeat.js", "page.js")
    _css: ClassVar[str] = joined_style("page.css", "controls.css", "panels.css")
    status = traitlets.Unicode("").tag(sync=True)
    status_kind = traitlets.Enum(["saved", "saving", "problem"], "saved").tag(sync=True)

    def __init__(self, **traits: object):
        super().__init__(**traits)
        self.on_message("ping", lambda content, buffers: self.send({"type": "pong"}))

    def on_opened(self, callback: Callable[[str, str], object]) -> None:
        """Call `callback(search, path)` when the page is shown: its address after the host, `search` from the '?'."""
        self.on_message("opened", lambda content, buffers: callback(content["search"], content["path"]))

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
        if re.match(r"[a-z][a-z0-9+.-]*:|[/\\]{2}|.*[\\\s]", href, re.IGNORECASE):
            raise ValueError(f"{href!r} is not an address within the workbench")
        self.send({"type": "go", "href": href})

    def announce(self, text: str) -> None:
        """Say something to a screen reader, politely."""
        self.send({"type": "announce", "text": text})

    def say(self, status: str, kind: Literal["saved", "saving", "problem"] = "saved") -> None:
        """Set the line that says whether everything is saved; a problem is also announced."""
        with self.hold_sync():
            self.status, self.status_kind = status, kind
