"""A day, with its weekday in words and a click for the usual choices."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part


class DateField(Part):
    """The browser's own field for a day, and what a bare one leaves out.

    ipywidgets' DatePicker moves a day that is too early to the first one allowed and says nothing; here the day is
    refused, and the reason stands below the field, tied to it for a screen reader.

    Attributes
    ----------
    label : str
        What the day is for.
    value : str
        The day as '2026-09-21'; '' while there is none.
    least, most : str
        The first and the last day allowed; '' for any.
    why_least : str
        What the first day is: 'the groups start'. It makes the reason readable.
    quick : list of [str, str]
        Days a click chooses, each with its words.
    words : str
        The day in words.
    refusal : str
        Why the day typed last is not taken; '' if it is.

    Examples
    --------
    >>> field = DateField(label="Look again on", least="2026-09-07", why_least="the groups start")
    >>> field.choose("2026-09-21")
    True
    >>> field.words
    'Monday 21 September 2026'
    >>> field.choose("2026-09-06"), field.refusal
    (False, 'Sunday 6 September 2026 is before Monday 7 September 2026, when the groups start.')
    """

    _esm: ClassVar[str] = part_files.for_widget("dom.js", "date_field.js")
    _css: ClassVar[str] = part_files.style_for_widget("field.css", "date_field.css")
    label = traitlets.Unicode("Day").tag(sync=True)
    value = traitlets.Unicode("").tag(sync=True)
    least = traitlets.Unicode("").tag(sync=True)
    most = traitlets.Unicode("").tag(sync=True)
    why_least = traitlets.Unicode("")
    quick = traitlets.List().tag(sync=True)
    words = traitlets.Unicode("").tag(sync=True)
    refusal = traitlets.Unicode("").tag(sync=True)
    _refused = ""  # the day that was refused; it stands in the field still

    def __init__(self, **traits: object):
        super().__init__(**traits)
        self._callbacks: list[Callable[[datetime.date | None], object]] = []
        self.on_message("chosen", lambda content, buffers: self._tell(content["value"]))

    @property
    def day(self) -> datetime.date | None:
        """The day, or None."""
        return datetime.date.fromisoformat(self.value) if self.value else None

    @day.setter
    def day(self, day: datetime.date | None) -> None:
        self._refused = ""
        self.value, self.refusal = day.isoformat() if day else "", ""

    @traitlets.observe("least", "most")
    def _judge_again(self, _: object = None) -> None:
        """Refuse the day that stands in the field, or take it, now that other days are allowed."""
        self.choose(self._refused or self.value)

    @traitlets.observe("value")
    def _say_day(self, _: object = None) -> None:
        self.words = in_words(self.day) if self.day else ""

    def on_chosen(self, callback: Callable[[datetime.date | None], object]) -> None:
        """Call `callback(day)` when a day is chosen, and with None when it is taken out."""
        self._callbacks.append(callback)

    def offer(self, start: datetime.date | str, school_days: Sequence[int]) -> None:
        """Offer days some school days after a start; every weekday counts as one."""
        self.quick = [[school_day(start, number).isoformat(), f"in {number} school days"] for number in school_days]

    def choose(self, iso: str) -> bool:
        """Take a day, or refuse it with the reason, and tell which."""
        self._refused = iso
        try:
            day = datetime.date.fromisoformat(iso) if iso else None
        except ValueError:
            self.refusal = f"“{iso}” is not a day."
            return False
        if day and self.least and iso < self.least:
            why = f", when {self.why_least}" if self.why_least else ""
            self.refusal = f"{in_words(day)} is before {_words_of(self.least)}{why}."
        elif day and self.most and iso > self.most:
            self.refusal = f"{in_words(day)} is after {_words_of(self.most)}, the last day there is."
        else:
            self._refused = ""
            self.value, self.refusal = iso, ""
        return not self.refusal

    def _tell(self, iso: str) -> None:
        if self.choose(iso):
            for callback in self._callbacks:
                callback(self.day)


def in_words(day: datetime.date) -> str:
    """Return a day with its weekday.

    Examples
    --------
    >>> in_words(datetime.date(2026, 9, 21))
    'Monday 21 September 2026'
    """
    return f"{day:%A} {day.day} {day:%B %Y}"


def _words_of(iso: str) -> str:
    return in_words(datetime.date.fromisoformat(iso))


def school_day(start: datetime.date | str, number: int) -> datetime.date:
    """Return the day some weekdays after a start; a start at the weekend counts as the Monday after it.

    Examples
    --------
    >>> school_day(datetime.date(2026, 9, 7), 10)
    datetime.date(2026, 9, 21)
    >>> school_day(datetime.date(2026, 9, 5), 1)
    datetime.date(2026, 9, 8)
    """
    import numpy as np

    return np.busday_offset(start, number, roll="forward").astype(datetime.date)
