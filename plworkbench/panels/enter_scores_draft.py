"""What was typed of an exit ticket and not saved: what one window did to it, and how that joins what another did."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping

import traitlets

from plworkbench.panels.base import Model
from plworkbench.panels.unsaved import Unsaved

KIND = "exit ticket"
TAPS = ("points", "levels")

Draft = Mapping[str, object]
"""A ticket as it is remembered: standard_code, assessment, points_possible, taps, date, correcting, entries."""

NAMES_IT = ("standard_code", "assessment", "taps")
"""What tells one ticket from another."""


def is_same_ticket(one: Draft, other: Draft) -> bool:
    """Return whether two drafts are of one ticket.

    Examples
    --------
    >>> quiz = {"standard_code": "6.RP.A.1", "assessment": "Quiz 3", "taps": "points"}
    >>> is_same_ticket(quiz, quiz | {"entries": [["s1", "3"]]}), is_same_ticket(quiz, quiz | {"assessment": "Quiz 4"})
    (True, False)
    """
    return all(one.get(name) == other.get(name) for name in NAMES_IT)


def typed_since(mine: Draft, before: Draft) -> dict[str, str]:
    """Return the entries that differ from those before; a field emptied since is ''.

    Examples
    --------
    >>> typed_since({"entries": [["s1", "3"], ["s2", "4"]]}, {"entries": [["s1", "3"], ["s3", "1"]]})
    {'s3': '', 's2': '4'}
    """
    now, then = dict(mine.get("entries", [])), dict(before.get("entries", []))
    return {key: now.get(key, "") for key in (then | now) if now.get(key, "") != then.get(key, "")}


def joined(stored: Draft, mine: Draft, before: Draft) -> dict[str, object]:
    """Return what another window has stored, with what this one has changed since `before`.

    Examples
    --------
    >>> before = {"points_possible": 4, "entries": [["s1", "3"]]}
    >>> stored = {"points_possible": 10, "entries": [["s1", "3"], ["s2", "4"]]}
    >>> joined(stored, {"points_possible": 4, "entries": [["s1", "2"]]}, before)
    {'points_possible': 10, 'entries': [['s1', '2'], ['s2', '4']]}
    """
    changed = {name: value for name, value in mine.items() if value != before.get(name)}
    entries = dict(stored.get("entries", [])) | typed_since(mine, before)
    return {**stored, **changed, "entries": [[key, text] for key, text in entries.items()]}


class TicketDraft(Model):
    """The exit ticket in the grid, remembered before it is saved, beside what other windows do to it.

    Attributes
    ----------
    standard_code, assessment : str
        What it is about, and what it is called.
    points_possible : float
        Points it can earn.
    taps : {"points", "levels"}
        Whether points are entered, or the levels of the class's scale.
    date : date
        The day of the work.
    entries : dict
        What is entered, by student key: '3', '2.5', 'M', 'E', or the number of a level.
    correcting : bool
        Whether this was saved before and is being corrected.
    emptied : dict
        What the grid held before it was emptied, until something else is entered.
    """

    standard_code = traitlets.Unicode()
    assessment = traitlets.Unicode()
    points_possible = traitlets.Float(4.0)
    taps = traitlets.Enum(TAPS, TAPS[0])
    date = traitlets.Instance(datetime.date)
    entries = traitlets.Dict()
    correcting = traitlets.Bool(False)
    emptied = traitlets.Dict()

    def __init__(self, wb):
        super().__init__(wb)
        self._unsaved = Unsaved(wb, KIND)
        self._stored: dict = {}  # the draft of the class, as this window read or wrote it last
        self._before: dict = {}  # what was in the grid then: what differs from it was typed or chosen since

    @traitlets.default("date")
    def _today(self) -> datetime.date:
        return datetime.date.today()

    def begin_anew(self) -> None:
        """Begin an empty exit ticket; what was entered and not saved is forgotten."""
        self._unsaved.keep(self.class_name, {})
        self._begin({})
        self._stored, self._before = {}, self._draft()

    def choose_class(self, class_name: str) -> None:
        """Look at another class; where that fails, what is in the grid stays there."""
        mine = self._draft()
        try:
            super().choose_class(class_name)
        except Exception:
            self._begin(mine)
            raise

    def read_anew(self) -> None:
        """Read the data anew; what was typed here a moment ago, and the ticket it is of, stay in the grid."""
        if not self.class_name:
            super().read_anew()
            return
        here, mine, before, known = self.class_name, self._draft(), self._before, self._stored
        proposed = self.assessment == self._proposed_name()
        super().read_anew()
        if self.class_name != here:
            return
        if self._stored != known:
            self._take_in(mine, before, was_stored=bool(known))
        elif mine != before:
            self._begin(mine | ({"assessment": ""} if proposed else {}))  # another ticket may have that name by now
            self._before = before

    def _take_in(self, mine: dict, before: dict, was_stored: bool) -> None:
        """Join what was in the grid with what another window has stored, which is shown."""
        stored, since = self._stored, typed_since(mine, before)
        if not stored:  # saved or emptied there: only what was typed since is still to be saved
            if not self._is_there(mine):
                self.emptied = mine
            if since:
                self._begin(mine | {"entries": [[key, text] for key, text in since.items()]})
                self.keep()
        elif is_same_ticket(stored, mine) or (was_stored and is_same_ticket(stored, before)):
            if since:
                self._begin(joined(stored, mine, before))
                self.keep()
        elif mine["entries"]:
            self._begin(mine)
            self.keep()
            self.emptied = stored

    @property
    def on_screen(self) -> str:
        """Which ticket the scores are of; '' while there are none."""
        if self.mode == "rubric" or not (any(self.entries.values()) or self.correcting):
            return ""
        return json.dumps([self.class_name, {**self._draft(), "entries": []}])

    def keep(self, class_name: str | None = None) -> None:
        """Remember what is entered and not saved, by default of the class looked at."""
        name = class_name or self.class_name
        stored = self._unsaved.of(name)
        if stored and stored != self._stored:  # typed in another window, which this one has not caught up with
            if not any(self.entries.values()):
                return
            if is_same_ticket(stored, self._draft()):
                self._begin(joined(stored, self._draft(), self._before))
        draft = self._draft() if any(self.entries.values()) or self.correcting else {}
        self._unsaved.keep(name, draft)
        self._stored = draft | {"class": name} if draft else {}
        self._before = draft or self._before | {"entries": []}

    def _draft(self) -> dict:
        return {
            "standard_code": self.standard_code,
            "assessment": self.assessment,
            "points_possible": self.points_possible,
            "taps": self.taps,
            "date": self.date.isoformat(),
            "correcting": self.correcting,
            "entries": [[key, text] for key, text in self.entries.items() if text or self.correcting],
        }
