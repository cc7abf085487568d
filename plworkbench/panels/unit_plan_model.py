"""What the dashboard `unit-plan` decides: the units of a class, where it is, and what students are told of the next."""

from __future__ import annotations

import datetime
from typing import ClassVar

import numpy as np
import pandas as pd
import traitlets

from plworkbench import exports
from plworkbench.errors import Problem, ProblemsFound
from plworkbench.panels import parts
from plworkbench.panels.base import Model
from plworkbench.panels.unsaved import Unsaved

OLD = 60
"""Days after which the newest evidence of a class says what day it is: a class of last year is shown as it stood."""

DAYS_A_STANDARD = 5
"""School days a standard gets in a plan that is proposed."""

SECURE = ("secure", "extending")


class UnitPlanModel(Model):
    """The plan of a class.

    Attributes
    ----------
    units : list of dict
        unit_key ('' for a new one), name, starts_on and ends_on (ISO text or ''), standard_codes.
    problems : tuple of Problem
        Why the plan as it is typed is not stored; with any, what is stored is the plan before.
    sheet : int
        The place of the unit whose "I can" sheet is shown.
    """

    keeps_drafts = True
    units = traitlets.List(traitlets.Dict())
    problems = traitlets.Tuple()
    sheet = traitlets.Int(0)
    address: ClassVar = {"unit": "sheet_unit"}

    def __init__(self, wb, today: datetime.date | None = None):
        super().__init__(wb)
        self._today = today
        self._unsaved = Unsaved(wb, "unit plan")
        self.standards = pd.DataFrame(columns=["standard_code", "title", "i_can", "domain", "sequence"])
        self.in_class: list[str] = []
        self.table = None
        self.today = pd.Timestamp(today or datetime.date.today())
        self.is_past = False

    def load(self) -> None:
        """Read the plan, or what was typed of it and could not be stored."""
        self.units, self.problems = [], ()
        if not self.class_name:
            return
        self.standards = self.wb.standards().set_index("standard_code", drop=False)
        self.in_class = self.wb.standards(self.class_name)["standard_code"].tolist()
        self.table = self.wb.mastery(self.class_name)
        self._read_today()
        draft = self._unsaved.of(self.class_name)
        self.units = draft["units"] if draft else _as_typed(self.wb.plan(self.class_name))
        if draft:
            self._store()
        self.sheet = self._proposed_sheet()

    def _read_today(self) -> None:
        real, newest = pd.Timestamp(self._today or datetime.date.today()), self.table["latest_date"].max()
        self.is_past = not pd.isna(newest) and (real - newest).days > OLD
        self.today = newest.normalize() if self.is_past else real

    # --- what the page says

    @property
    def sentence(self) -> str:
        """The page's answer in one sentence."""
        if not self.class_name:
            return "No class is here yet. Import a class list or a gradebook first."
        if not self.units:
            return f"{self.class_name} has no plan yet. Say which standards are taught when, or begin with a proposal."
        now = [unit for unit in self.units if self._state(unit) == "now"]
        coming = [unit for unit in self.units if self._state(unit) == "coming"]
        newest = f"On {self._said(self.today.date().isoformat())}, the day of the newest evidence, "
        said = []
        if now:
            begin = newest if self.is_past else ""
            was = "was" if self.is_past else "is"
            said.append(f"{begin}{self.class_name} {was} on {self._day_words(now[0])} of {now[0]['name']}.")
        if coming:
            said.append(f"Next comes {coming[0]['name']}, from {self._said(coming[0]['starts_on'])}.")
        if not now and not coming:
            said.append(self._words_without_days)
        return " ".join(said)

    @property
    def is_over(self) -> bool:
        """Whether every unit is over, so that the next one has to be added."""
        return bool(self.units) and all(self._state(unit) == "done" for unit in self.units)

    @property
    def _words_without_days(self) -> str:
        """What is said where nothing is taught and nothing comes."""
        open_ones = [unit for unit in self.units if self._state(unit) != "done"]
        if not open_ones:
            return "Every unit of the plan is over. Add the next one."
        if len(open_ones) == len(self.units):
            return "The units have no days yet."
        return f"Say when {open_ones[0]['name']} begins and ends."

    def _state(self, unit: dict) -> str:
        """Return 'done', 'now', 'coming', or '' for a unit without days."""
        starts, ends = pd.to_datetime(unit["starts_on"] or None), pd.to_datetime(unit["ends_on"] or None)
        if not pd.isna(ends) and ends < self.today:
            return "done"
        if not pd.isna(starts) and starts > self.today:
            return "coming"
        return "now" if not pd.isna(starts) and not pd.isna(ends) else ""

    def _said(self, day: str) -> str:
        """Return a day in words, with the year where it is another one: '12 November'."""
        date = datetime.date.fromisoformat(day)
        return f"{date.day} {date:%B}" + (f" {date.year}" if date.year != self.today.year or self.is_past else "")

    def _dates(self, unit: dict) -> str:
        """Return the days of a unit in words."""
        starts, ends = unit["starts_on"], unit["ends_on"]
        if starts and ends:
            first, last = (self._said(day).removesuffix(f" {day[:4]}") for day in (starts, ends))
            if starts[:4] != ends[:4]:  # which year it is cannot go without saying
                return f"{first} {starts[:4]} to {last} {ends[:4]}"
            return f"{first} to {self._said(ends)}"
        return f"from {self._said(starts)}" if starts else f"until {self._said(ends)}" if ends else ""

    def _day_words(self, unit: dict) -> str:
        day, days = self._days(unit)
        return f"school day {day} of {days}"

    def _days(self, unit: dict) -> tuple[int, int]:
        """Return the school day of a unit that today is, and how many it has; weekends are no school days."""
        starts, ends = (np.datetime64(unit[name], "D") for name in ("starts_on", "ends_on"))
        today = np.datetime64(self.today, "D")
        return max(1, int(np.busday_count(starts, today + 1))), max(1, int(np.busday_count(starts, ends + 1)))

    def _words(self, code: str) -> str:
        title = self._of(code, "title")
        return code if title in ("", code) else f"{title} ({code})"

    def _of(self, code: str, what: str) -> str:
        value = self.standards[what].get(code)
        return value if isinstance(value, str) else ""

    @property
    def rows(self) -> list[dict]:
        """The plan as lines to be filled in."""
        return [
            {
                "key": str(place),
                "line": str(place + 1),
                "called": f"Unit {place + 1}",
                "name": unit["name"],
                "starts_on": unit["starts_on"],
                "ends_on": unit["ends_on"],
                "standards": ", ".join(unit["standard_codes"]),
                "notes": {"standards": self._titles(unit["standard_codes"])},
                "add": "",
                "options": {"act": [*([["up", "Up"]] if place else []), ["remove", "Remove"]]},
            }
            for place, unit in enumerate(self.units)
        ]

    def _titles(self, codes: list[str]) -> str:
        """Return what standards are about, for those who do not know the codes by heart."""
        return " · ".join(title for code in codes if (title := self._of(code, "title")) not in ("", code))

    @property
    def to_add(self) -> list[list[str]]:
        """The standards to choose from, those of the class first."""
        codes = dict.fromkeys([*self.in_class, *self.standards.index])
        return [["", "add one…"], *([code, self._words(code)] for code in codes)]

    @property
    def unplanned(self) -> list[str]:
        """Standards the class has evidence on that no unit has, in words."""
        planned = {code for unit in self.units for code in unit["standard_codes"]}
        return [self._words(code) for code in self.in_class if code not in planned] if self.units else []

    @property
    def places(self) -> list[dict]:
        """Each unit with its place in the year: state, days, share gone by, and how many are secure on what."""
        return [self._place(unit) for unit in self.units]

    def _place(self, unit: dict) -> dict:
        state = self._state(unit)
        day, days = self._days(unit) if state == "now" else (0, 1)
        return {
            "name": unit["name"],
            "dates": self._dates(unit),
            "state": state,
            "words": {
                "done": "✓ finished",
                "now": f"▶ {'then' if self.is_past else 'now'}, school day {day} of {days}",
                "coming": "○ coming",
                "": "no days yet",
            }[state],
            "percent": {"done": 100, "now": round(100 * min(day / days, 1))}.get(state, 0),
            "standards": [
                {"words": self._words(code), "secure": self._secure(code)} for code in unit["standard_codes"]
            ],
        }

    def _secure(self, code: str) -> str:
        """Return how many students are secure on a standard: '12 of 28 secure'."""
        cells = self.table[self.table["standard_code"] == code]
        if not cells["evidence_count"].sum():
            return "no evidence yet"
        return (
            f"{int(cells['level'].isin(SECURE).sum())} of {len(cells)} {self.table.level_words.get('secure', 'secure')}"
        )

    # --- the sheet for students

    def _proposed_sheet(self) -> int:
        states = [self._state(unit) for unit in self.units]
        for wanted in ("coming", "now", ""):
            if wanted in states:
                return states.index(wanted)
        return max(0, len(states) - 1)

    def allows(self, name: str, value: str) -> bool:
        """Tell whether the plan has the unit."""
        return value != "" and value in [unit["unit_key"] for unit in self.units]

    @property
    def sheet_unit(self) -> str:
        """The unit whose sheet is shown, for the address; '' while it is not stored."""
        return self.units[self.sheet]["unit_key"] if self.sheet < len(self.units) else ""

    @sheet_unit.setter
    def sheet_unit(self, unit_key: str) -> None:
        self.show_sheet([unit["unit_key"] for unit in self.units].index(unit_key))

    def show_sheet(self, place: int) -> None:
        """Show the sheet of a unit."""
        self.sheet = place

    @property
    def sheet_html(self) -> str:
        """The sheet of a unit in "I can" words, one page; it holds nothing about students."""
        if not self.units:
            return ""
        unit = self.units[min(self.sheet, len(self.units) - 1)]
        lines = [
            {"words": self._of(code, "i_can") or self._of(code, "title") or code, "code": code}
            for code in unit["standard_codes"]
        ]
        size = "small" if len(lines) > 14 else "medium" if len(lines) > 7 else "large"
        return exports.page("i_can.html", name=unit["name"], dates=self._dates(unit), lines=lines, size=size)

    @property
    def without_i_can(self) -> list[str]:
        """Standards of the unit shown that have no "I can" words, in words."""
        if not self.units:
            return []
        codes = self.units[min(self.sheet, len(self.units) - 1)]["standard_codes"]
        return [self._words(code) for code in codes if not self._of(code, "i_can")]

    # --- what is done

    def change(self, row: str, column: str, value: object) -> None:
        """Take what was typed into a line, or a button of it."""
        place, units = int(row), [dict(unit) for unit in self.units]
        if column == "act":
            unit = units.pop(place)
            if value == "up":
                units.insert(place - 1, unit)
        elif column == "standards":
            units[place]["standard_codes"] = self._codes(str(value or ""))
        elif column == "add" and value:
            units[place]["standard_codes"] = list(dict.fromkeys([*units[place]["standard_codes"], str(value)]))
        else:
            units[place][column] = " ".join(str(value or "").split())
        self.units = units
        self._store()

    def _codes(self, typed: str) -> list[str]:
        """Return the codes in a text, with commas between; capital letters make no difference."""
        known = {code.casefold(): code for code in self.standards.index}
        codes = [part.strip() for part in typed.replace(";", ",").split(",")]
        return list(dict.fromkeys(known.get(code.casefold(), code) for code in codes if code))

    def add(self) -> None:
        """Add an empty unit that begins on the school day after the last one."""
        last = self.units[-1]["ends_on"] if self.units else ""
        starts = str(np.busday_offset(np.datetime64(last, "D") + 1, 0, roll="forward")) if last else ""
        new = {"unit_key": "", "name": f"Unit {len(self.units) + 1}", "standard_codes": []}
        self.units = [*self.units, new | {"starts_on": starts, "ends_on": ""}]
        self._store()

    def propose(self, first_day: datetime.date) -> None:
        """Propose a plan: a unit for each strand in the order of teaching, a school week for each standard."""
        codes = self.in_class or list(self.standards.index)
        strands: dict[str, list[str]] = {}
        for code in codes:
            strands.setdefault(self._of(code, "domain") or "Standards", []).append(code)
        start, units = np.busday_offset(np.datetime64(first_day, "D"), 0, roll="forward"), []
        for name, held in strands.items():
            end = np.busday_offset(start, DAYS_A_STANDARD * len(held) - 1)
            unit = {"unit_key": "", "name": name, "starts_on": str(start), "ends_on": str(end)}
            units.append(unit | {"standard_codes": held})
            start = np.busday_offset(end, 1)
        self.units = units
        self._store()
        self.sheet = self._proposed_sheet()

    def _store(self) -> None:
        """Store the plan as it is typed; what cannot be stored yet is remembered, and the problems say why."""
        try:
            stored = self.wb.set_plan(self.class_name, self.units)
        except ProblemsFound as found:
            self.problems = tuple(Problem(_line(problem) + problem.message, problem.cure) for problem in found.problems)
            self._unsaved.keep(self.class_name, {"units": [dict(unit) for unit in self.units]})
            return
        self.problems, self.units = (), _as_typed(stored)
        self.sheet = min(self.sheet, max(0, len(self.units) - 1))
        self._unsaved.keep(self.class_name, {})

    @property
    def problem_words(self) -> list[str]:
        """What has to be mended before the plan is stored."""
        return [str(problem) for problem in self.problems]

    @property
    def status(self) -> tuple[str, str]:
        """Whether the plan is stored, for the head of the page."""
        if self.problems:
            return f"Not stored yet: {parts.count(len(self.problems), 'thing')} to mend", "problem"
        return "All changes saved", "saved"


def _line(problem: Problem) -> str:
    return "" if problem.row is None else f"Unit {problem.row}: "


def _as_typed(plan: pd.DataFrame) -> list[dict]:
    return [
        {
            "unit_key": row.unit_key,
            "name": row.name,
            "starts_on": "" if pd.isna(row.starts_on) else row.starts_on.date().isoformat(),
            "ends_on": "" if pd.isna(row.ends_on) else row.ends_on.date().isoformat(),
            "standard_codes": list(row.standard_codes),
        }
        for row in plan.itertuples()
    ]
