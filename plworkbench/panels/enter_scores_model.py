"""What the dashboard `enter-scores` decides: an exit ticket from the first tap to the evidence it becomes."""

from __future__ import annotations

import datetime
import json
from collections.abc import Container
from typing import ClassVar

import pandas as pd
import traitlets

from plworkbench.errors import WorkbenchError
from plworkbench.panels import parts, score_entries
from plworkbench.panels.base import DO_AGAIN
from plworkbench.panels.class_scale import ClassScale
from plworkbench.panels.enter_scores_draft import KIND, TAPS, TicketDraft
from plworkbench.panels.moved import saved_words, who_moved
from plworkbench.panels.unsaved import KEPT
from plworkbench.widgets.page import SAVED

MODES = ("exit ticket", "rubric")

NOBODY = "Enter at least one score."
NEXT = "Saved. Ready for the next one."
NO_NAME = "Give it a name, such as 'Exit ticket'."
NO_STANDARD = "Choose the standard it is about."


class EnterScoresModel(TicketDraft):
    """An exit ticket on its way to being evidence; what it is of stands in `TicketDraft`.

    Attributes
    ----------
    mode : {"exit ticket", "rubric"}
        What is being entered.
    pasted : str
        What the last pasting did.
    saved : dict
        What the last saving did: sentence, names of who moved, import_key, standard_code.
    """

    keeps_drafts = True
    mode = traitlets.Enum(MODES, MODES[0])
    pasted = traitlets.Unicode()
    saved = traitlets.Dict()
    address: ClassVar = {"mode": "mode", "standard": "standard_asked"}
    usual: ClassVar = {"mode": MODES[0]}
    steps: ClassVar = frozenset({"mode"})

    def __init__(self, wb):
        super().__init__(wb)
        self.roster = pd.DataFrame(columns=["student_key", "name", "sort_name"])
        self.standards: list[tuple[str, str]] = []
        self.earlier = pd.DataFrame()
        self.scale = ClassScale()
        self.loads = 0  # how often the class was read
        self.revision = 0  # counts up when other entries are shown than those just typed
        self._of = ""  # the class the entries are of

    @traitlets.observe("class_name")
    def _another_class(self, change: dict) -> None:
        if change["old"] and change["old"] == self._of:
            # What was typed a moment ago, before the page had time to tell of a rest.
            self.keep(change["old"])
        self.saved, self.pasted, self.emptied = {}, "", {}

    # --- reading

    def load(self) -> None:
        """Read the class, and what was entered and not saved."""
        self.loads += 1
        if not self.class_name:
            return
        self.roster = self.wb.students(self.class_name)
        self.standards = _standards(self.wb, self.class_name)
        self.scale = ClassScale.of(self.wb, self.class_name)
        self._read_earlier()
        self._of, self._stored = self.class_name, self._unsaved.of(self.class_name)
        self._begin(self._stored)
        self._before = self._draft()

    def _read_earlier(self) -> None:
        entered = self.wb.entered(self.class_name)
        self.earlier = entered[entered["kind"] == KIND].reset_index(drop=True)

    def _begin(self, draft: dict) -> None:
        """Show what was remembered, and propose the rest."""
        self.revision += 1
        codes = [code for _, code in self.standards]
        wanted = draft.get("standard_code") or self.standard_code or self.wb.recall("last standard entered", "")
        self.date = datetime.date.fromisoformat(draft["date"]) if "date" in draft else datetime.date.today()
        self.standard_code = wanted if wanted in codes else next(iter(codes), "")
        self.points_possible = draft.get("points_possible", min(self.scale.top, 10.0) if self.scale.top > 1 else 4.0)
        self.taps = draft.get("taps", TAPS[0])
        self.correcting = draft.get("correcting", False)
        self.assessment = draft.get("assessment") or self._proposed_name()
        here = set(self.roster["student_key"])
        self.entries = {key: text for key, text in draft.get("entries", []) if key in here}

    def _proposed_name(self) -> str:
        name = f"Exit ticket {self.date.day} {self.date:%b}"
        there = set(self.earlier.loc[self.earlier["standard_code"] == self.standard_code, "assessment"])
        return next(free for free in (name, *(f"{name} ({n})" for n in range(2, 1000))) if free not in there)

    # --- the address

    def allows(self, name: str, value: str) -> bool:
        """Tell whether an address may choose this: what was typed stays with its standard."""
        if name == "mode":
            return value in MODES
        return value in [code for _, code in self.standards] and not (any(self.entries.values()) or self.correcting)

    @property
    def standard_asked(self) -> str:
        """The standard, for the address."""
        return self.standard_code

    @standard_asked.setter
    def standard_asked(self, standard_code: str) -> None:
        self.describe(standard_code=standard_code)

    # --- what the page says

    @property
    def sentence(self) -> str:
        """The page's answer in one sentence."""
        if not self.class_name:
            return "No class is here yet. Import a class list or a gradebook first; then an exit ticket takes a minute."
        if not self.standards:
            return "No standard is here yet. Import a gradebook or your standards first."
        if self.mode == "rubric":
            return f"Enter a task of {self.class_name} with a rubric: one line a criterion, one key a level."
        if self.correcting:
            words = {code: words for words, code in self.standards}.get(self.standard_code, self.standard_code)
            return f"You are correcting {self.assessment} on {words}. What you save replaces what is stored."
        return f"Enter an exit ticket of {self.class_name}: tap, type or paste a score for each student, then save."

    @property
    def blockers(self) -> list[str]:
        """Why it cannot be saved yet, in words."""
        wrong = self.problems
        return [
            words
            for words, is_so in (
                (NO_STANDARD, not self.standard_code),
                (NO_NAME, not self.assessment.strip()),
                (f"Mend {parts.count(len(wrong), 'score')} first: {self._names_of(wrong)}.", bool(wrong)),
                (NEXT if self.saved else NOBODY, not any(self.entries.values())),
            )
            if is_so
        ]

    def _names_of(self, keys: Container[str]) -> str:
        return score_entries.listed([row.name for row in self.roster.itertuples() if row.student_key in keys])

    @property
    def overwrites(self) -> str:
        """What is replaced, where a ticket of this name is there already; '' if none is."""
        if self.correcting or not self._is_there(self._draft()):
            return ""
        return f"There is a '{self.assessment}' on this standard already. What you save replaces the scores in it."

    def _is_there(self, ticket: dict) -> bool:
        name = " ".join(ticket["assessment"].split())
        return _key_of(name, ticket["standard_code"]) in [row["key"] for row in self.earlier_rows]

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong with entries, by student key."""
        top = len(self.scale.levels) if self.taps == "levels" else self.points_possible
        found = {key: score_entries.problem_with(text, top) for key, text in self.entries.items()}
        if self.taps == "levels":
            known = {value for value, _ in self.options} | {"", "M", "E"}
            said = f"Type 1 to {len(self.scale.levels)}, M or E."
            found = {key: "" if self.entries[key] in known else said for key in found}
        return {key: words for key, words in found.items() if words}

    @property
    def options(self) -> list[list[str]]:
        """What can be tapped."""
        if self.taps == "levels":
            return self.scale.taps
        return score_entries.taps(self.points_possible, self.scale.step == 0.5)

    @property
    def how(self) -> str:
        """How to enter, in a line."""
        top = len(self.scale.levels) if self.taps == "levels" else self.points_possible
        first = 1 if self.taps == "levels" else 0
        half = " Type 2. for 2.5." if self.taps == "points" else ""
        return f"Type {first} to {top:g}, M for missing or E for excused. Enter goes to the next student.{half}"

    @property
    def status(self) -> str:
        """What the head of the page says about saving."""
        if not self.class_name:
            return ""
        return KEPT if any(self.entries.values()) or self.correcting else SAVED

    @property
    def entered_words(self) -> str:
        """How many are entered: '18 of 28 entered'."""
        number = sum(1 for text in self.entries.values() if text)
        return f"{number} of {len(self.roster)} entered"

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How often each score was entered."""
        words = dict(self.options) | dict(score_entries.MARKS)
        right = {key: text for key, text in self.entries.items() if key not in self.problems}
        counted = score_entries.counted_entries(right)
        return [(words.get(text, text), number) for text, number in counted]

    @property
    def level_words(self) -> str:
        """What a level counts as, where levels are tapped."""
        return self.scale.counts_as if self.taps == "levels" else ""

    @property
    def earlier_rows(self) -> list[dict]:
        """Exit tickets entered before, newest first."""
        words = {code: words for words, code in self.standards}
        return [
            {
                "key": _key_of(row.assessment, row.standard_code),
                "name": row.assessment,
                "when": "" if pd.isna(row.date) else f"{row.date.day} {row.date:%B %Y}",
                "standard": words.get(row.standard_code, row.standard_code),
                "scores": parts.count(row.student_count, "student"),
            }
            for row in self.earlier.itertuples()
        ]

    # --- what is done

    def describe(self, **what: object) -> None:
        """Say what it is: standard_code, assessment, points_possible, taps, date."""
        proposed = not self.correcting and self.assessment == self._proposed_name()
        if what.get("taps", self.taps) != self.taps:
            self.entries = {}  # a 3 of one kind is no 3 of the other
            self.revision += 1
        for name, value in what.items():
            if value is not None:
                setattr(self, name, value)
        if "standard_code" in what:
            self.wb.remember("last standard entered", self.standard_code)
        if proposed and "assessment" not in what:
            self.assessment = self._proposed_name()
        self.keep()

    def enter(self, student_key: str, text: str) -> None:
        """Take an entry as it was typed or tapped."""
        self.entries = self.entries | {student_key: score_entries.canonical(text, self._whole)}
        self.emptied = {}

    def paste(self, text: str, student_key: str = "") -> None:
        """Take a column of scores from a student on, or lines of a name and a score."""
        keys = self.roster["student_key"].tolist()
        first = keys.index(student_key) if student_key in keys else 0
        read = score_entries.read_pasted(text, self.roster, first, self._whole)
        self.entries, self.emptied = self.entries | read.entries, {}
        self.pasted = read.words
        self.revision += 1
        self.keep()

    @property
    def _whole(self) -> float | None:
        """What a percent is a share of; a level is none."""
        return self.points_possible if self.taps == "points" else None

    def clear(self) -> None:
        """Empty the grid; until something else is entered, it can be brought back."""
        emptied = self._draft() if any(self.entries.values()) else {}
        self.saved, self.pasted, self.assessment = {}, "", ""
        self.begin_anew()
        self.emptied = emptied

    def bring_back(self) -> None:
        """Bring back what the grid held before it was emptied."""
        draft, self.emptied = self.emptied, {}
        self._begin(draft)
        self.keep()

    def correct(self, key: str) -> None:
        """Open an exit ticket that was entered before, by its key in `earlier_rows`."""
        rows = self.earlier.itertuples()
        ticket = next((row for row in rows if _key_of(row.assessment, row.standard_code) == key), None)
        if ticket is None:
            raise WorkbenchError(DO_AGAIN)
        evidence = self.wb.evidence(self.class_name)
        of_ticket = [evidence[name] == getattr(ticket, name) for name in ("assessment", "standard_code")]
        self.saved, self.pasted = {}, ""
        self.standard_code, self.assessment = ticket.standard_code, ticket.assessment
        self.points_possible, self.taps = float(ticket.points_possible), TAPS[0]
        self.date = datetime.date.today() if pd.isna(ticket.date) else ticket.date.date()
        self.correcting = True
        self.revision += 1
        self.entries = {
            row.student_key: score_entries.text_of(row.status, row.score)
            for row in evidence[of_ticket[0] & of_ticket[1]].itertuples()
        }
        self.keep()

    def save(self) -> None:
        """Make evidence of what is entered, and say what that changed."""
        if self.blockers:
            return
        points, score_of = self.points_possible, score_entries.score_of
        if self.taps == "levels":
            points, score_of = self.scale.top, self.scale.score_of
        before = self.wb.mastery(self.class_name)
        stored = self.wb.enter_scores(
            self.class_name,
            self.assessment.strip(),
            self.standard_code,
            self._scores(score_of),
            points_possible=points,
            date=self.date,
            kind=KIND,
        )
        code, words = self.standard_code, {code: words for words, code in self.standards}[self.standard_code]
        moved = who_moved(before, self.wb.mastery(self.class_name), [code], self.scale.word("secure"))
        said = f"{self.assessment} is saved, {self.entered_words.replace('entered', 'students')}."
        if stored["import_key"] is None:
            said = f"Nothing is new: {self.assessment} is stored just so."
        self.saved = {
            "sentence": f"{said} {saved_words(moved, words, self.scale.word('secure'))}",
            "moved": moved,
            "import_key": stored["import_key"] or "",
            "standard_code": code,
            "draft": self._draft(),
        }
        self._read_earlier()
        self.correcting, self.pasted, self.assessment = False, "", ""
        self.begin_anew()

    def _scores(self, score_of) -> dict[str, object]:
        """Return the entries as the workbench stores them.

        The emptied field of what was stored before says that it was not assigned: the score no longer counts.
        """
        empty = "not assigned" if self.correcting else None
        return {key: score_of(text) if text else empty for key, text in self.entries.items()}

    def take_back(self) -> None:
        """Take back what was saved last; the scores return to the grid, unsaved, unless others are in it already."""
        self.wb.undo_import(self.saved["import_key"])
        if not any(self.entries.values()):
            self._unsaved.keep(self.class_name, self.saved["draft"])
        self.saved = {}
        self.load()


def _key_of(assessment: str, standard_code: str) -> str:
    """Return what stands for an exit ticket on the page, whatever is saved before or after it."""
    return json.dumps([assessment, standard_code], ensure_ascii=False)


def _standards(wb, class_name: str) -> list[tuple[str, str]]:
    """Return words and code of every standard: those of the unit being taught first, then those of the class."""
    everything = wb.standards()
    words = {
        row.standard_code: row.standard_code if row.title == row.standard_code else f"{row.title} ({row.standard_code})"
        for row in everything.itertuples()
    }
    plan = wb.plan(class_name)
    today = pd.Timestamp(datetime.date.today())
    current = plan[(plan["starts_on"] <= today) & (plan["ends_on"] >= today)]
    taught = [code for codes in current["standard_codes"] for code in codes]
    order = [*taught, *wb.standards(class_name)["standard_code"], *words]
    return [(words[code], code) for code in dict.fromkeys(order) if code in words]
