"""A place to drop a file, or to choose one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part

MEGABYTE = 1024 * 1024


class DropZone(Part):
    """Takes one file at a time and hands its bytes over; it keeps none of them.

    The browser refuses a file that is too big before it sends anything, and sends the others in pieces below the
    10 MiB at which a Jupyter server would silently close the connection.

    Attributes
    ----------
    label : str
        What to drop here.
    hint : str
        A second, quieter line.
    accept : str
        File endings the chooser offers, as in HTML: '.csv,.xlsx'.
    max_bytes : int
        The biggest file taken.
    file_name : str
        The file last handed over.
    compact : bool
        Whether it takes little room, because a file is there already.
    disabled_reason : str
        Why no file is taken now; empty when one is.
    """

    _esm: ClassVar[str] = part_files.for_widget("dom.js", "drop_zone.js")
    _css: ClassVar[str] = part_files.style_for_widget("drop_zone.css")
    label = traitlets.Unicode("Drop a gradebook file here").tag(sync=True)
    hint = traitlets.Unicode("").tag(sync=True)
    accept = traitlets.Unicode("").tag(sync=True)
    max_bytes = traitlets.Int(25 * MEGABYTE).tag(sync=True)
    file_name = traitlets.Unicode("").tag(sync=True)
    compact = traitlets.Bool(False).tag(sync=True)
    disabled_reason = traitlets.Unicode("").tag(sync=True)

    def __init__(self, **traits: object):
        super().__init__(**traits)
        self._pieces: list[bytes] = []
        self._callbacks: list[Callable[[str, bytes], object]] = []
        self.on_message("file", self._take)

    def on_file(self, callback: Callable[[str, bytes], object]) -> None:
        """Call `callback(name, content)` for each file; what returns False did not read it."""
        self._callbacks.append(callback)

    def forget(self) -> None:
        """Say no more that a file was read: it was stored, or put away."""
        self.file_name = ""
        self.send({"type": "forgotten"})

    def _take(self, content: dict, buffers: Sequence[memoryview]) -> None:
        if content["part"] == 0:
            self._pieces = []
        self._pieces.append(bytes(buffers[0]) if buffers else b"")
        if sum(map(len, self._pieces)) > self.max_bytes or len(self._pieces) != content["part"] + 1:
            self._pieces = []
            self.send({"type": "handled", "ok": False})
            raise ValueError("more bytes than announced, or pieces out of order")
        if content["part"] + 1 < content["parts"]:
            self.send({"type": "next"})
            return
        whole, self._pieces = b"".join(self._pieces), []
        self.file_name = content["name"]
        answers: list[object] = []
        well = self.guarded(lambda: answers.extend(callback(content["name"], whole) for callback in self._callbacks))
        self.send({"type": "handled", "ok": well and False not in answers})
