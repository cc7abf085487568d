"""What every part of a page shares: how its messages are answered safely, and its trouble told."""

from __future__ import annotations

import logging
import secrets
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

import anywidget
import traitlets

from plworkbench.errors import WorkbenchError

logger = logging.getLogger(__name__)

WENT_WRONG = "Something went wrong. Nothing was lost. Try again; if it happens again, reload the page."
"""What the teacher reads when a handler failed for a reason nobody foresaw."""

WHO_TO_TELL = "If it goes on, tell whoever looks after this computer the code {code}."
"""How the words on the page lead to the line in the log."""

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""What a code is made of: nothing that is read aloud as something else."""

BACKGROUND = frozenset({"ping", "shown", "plotly", "preview"})
"""Messages nobody sent on purpose: they leave a line about trouble standing until it was read."""


class Part(anywidget.AnyWidget):
    """Base of the workbench's own widgets.

    Attributes
    ----------
    trouble : str
        A line the part shows below itself; emptied when the teacher does the next thing.
    """

    trouble = traitlets.Unicode("").tag(sync=True)

    def __init__(self, **traits: object):
        super().__init__(**traits)
        self._handlers: dict[str, list[Callable[[dict, Sequence[memoryview]], object]]] = {}
        self.on_msg(self._answer)

    def on_message(self, message_type: str, handler: Callable[[dict, Sequence[memoryview]], object]) -> None:
        """Call `handler(content, buffers)` for each message of this type from the browser.

        Parameters
        ----------
        message_type : str
            The message's `type`.
        handler : callable
            Whatever it raises is caught, logged without its text, and shown on the page.
        """
        self._handlers.setdefault(message_type, []).append(handler)

    def guarded(self, function: Callable[..., object], *arguments: object) -> bool:
        """Call a function; on an error show a line on the page and return False.

        Jupyter swallows what a callback raises: without this a teacher would click and see nothing at all.
        """
        try:
            function(*arguments)
        except Exception as error:
            # The text of an error can quote a student's name or score; its kind and place cannot.
            place = traceback.extract_tb(sys.exc_info()[2])[-1]
            code = "".join(secrets.choice(CODE_LETTERS) for _ in range(4))
            where = f"{Path(place.filename).name}, line {place.lineno}"
            kind = type(error).__name__
            logger.error("[%s] %s: %s in %s of %s", code, type(self).__name__, kind, place.name, where)
            expected = isinstance(error, WorkbenchError)
            self.trouble = str(error) if expected else f"{WENT_WRONG} {WHO_TO_TELL.format(code=code)}"
            return False
        return True

    def _answer(self, _widget: object, content: dict, buffers: Sequence[memoryview]) -> None:
        handlers = self._handlers.get(content.get("type", ""), ())
        if handlers and content["type"] not in BACKGROUND:
            self.trouble = ""
        if handlers:
            self.guarded(lambda: [handler(content, buffers) for handler in handlers])
