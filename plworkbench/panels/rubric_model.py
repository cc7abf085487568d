"""What entering with a rubric decides: which student and criterion is next, what is saved, and what a slip says."""

from __future__ import annotations

import datetime

import pandas as pd

from plworkbench import exports
from plworkbench.panels import parts, score_entries, student_slips
from plworkbench.panels.class_scale import ClassScale
from plworkbench.panels.moved import saved_words, who_moved
from plworkbench.panels.unsaved import KEPT, Unsaved
from plworkbench.widgets.page import SAVED

ORDERS = (("student", "Student by student"), ("criterion", "Criterion by criterion"))

KIND = "rubric"

NO_RUBRIC = "No rubric is here yet. Write one, or take one that a colleague shared."


class RubricModel:
    """A task that is being marked with a rubric.

    Parameters
    ----------
    wb : Workbench
        The open workbench.

    Attributes
    ----------
    rubrics : dict
        Criteria by the name of the rubric.
    name, task : str
        The rubric in use, and what the task is called.
    date : date
        The day of the task.
    order : {"student", "criterion"}
        What is gone through.
    place : int
        The student or criterion that is looked at.
    marks : dict
        What is entered, by (student key, name of the criterion).
    saved : dict
        What the last saving did: sentence, moved, import_key.
    """

    def __init__(self, wb):
        self.wb = wb
        self._unsaved = Unsaved(wb, "rubric marks")
        self.class_name, self.name, self.task = "", "", ""
        self.rubrics: dict[str, list[dict]] = {}
        self.roster = pd.DataFrame(columns=["student_key", "name", "sort_name"])
        self.scale = ClassScale()
        self.date = datetime.date.today()
        self.order, self.place = ORDERS[0][0], 0
        self.marks: dict[tuple[str, str], str] = {}
        self._stored: dict[tuple[str, str], str] = {}
        self._drafts: dict[str, dict] = {}
        self._titles: dict[str, str] = {}
        self._i_can: dict[str, str] = {}
        self.saved: dict = {}
        self.pasted = ""
        self.revision = 0  # counts up when other marks are shown than those just typed

    # --- reading

    def load(self, class_name: str) -> None:
        """Read the rubrics and what was entered of a class and not saved."""
        another = class_name != self.class_name
        if another and self.class_name:
            self.keep()  # what was typed a moment ago, before the page had time to tell of a rest
        self.class_name = class_name
        self.rubrics = self.wb.rubrics()
        standards = self.wb.standards().set_index("standard_code")
        self._titles, self._i_can = standards["title"].to_dict(), standards["i_can"].dropna().to_dict()
        self.roster = self.wb.students(class_name)
        self.scale = ClassScale.of(self.wb, class_name)
        if another:
            self._drafts = {draft["name"]: draft for draft in self._unsaved.of(class_name).get("drafts", [])}
            self._begin(next(reversed(self._drafts), self.name))
        self.choose(self.name if self.name in self.rubrics else next(iter(self.rubrics), ""))

    def choose(self, name: str) -> None:
        """Use a rubric; what was entered with another one and not saved waits for its return."""
        if name != self.name:
            self._begin(name)
        self.task = self.task or name  # one task with a rubric is the usual case
        self._read_task()

    def _begin(self, name: str) -> None:
        draft = self._drafts.get(name, {})
        self.name, self.task = name, draft.get("task", "")
        self.saved, self.pasted, self.place = {}, "", 0
        self.date = datetime.date.fromisoformat(draft["date"]) if draft else datetime.date.today()
        here = set(self.roster["student_key"])
        self.marks = {(key, criterion): text for key, criterion, text in draft.get("marks", []) if key in here}

    @property
    def criteria(self) -> list[dict]:
        """The criteria of the rubric in use."""
        return self.rubrics.get(self.name, [])

    @property
    def tasks(self) -> list[str]:
        """Tasks that were marked with this rubric before, newest first."""
        if not self.criteria:
            return []
        entered = self.wb.entered(self.class_name)
        titles = entered.loc[entered["kind"] == KIND, "assessment"]
        ends = [f": {criterion['name']}" for criterion in self.criteria]
        return list(dict.fromkeys(title.removesuffix(end) for title in titles for end in ends if title.endswith(end)))

    def describe(self, *, task: str | None = None, date: datetime.date | None = None) -> None:
        """Say what the task is called, and its day; a task that was marked before is opened again."""
        if date is not None:
            self.date = date
        if task is not None and task.strip() != self.task:
            self.task, self.saved = task.strip(), {}
            # What is stored of another task is not marked in this one.
            self.marks = {cell: text for cell, text in self.marks.items() if self._stored.get(cell) != text}
            self._read_task()
        self.keep()

    def _read_task(self) -> None:
        """Fill in what is stored of the task, below what was typed since."""
        self._stored = {}
        self.revision += 1
        titles = {f"{self.task}: {criterion['name']}": criterion["name"] for criterion in self.criteria}
        evidence = self.wb.evidence(self.class_name) if self.task and titles else None
        if evidence is None:
            return
        stored = evidence[evidence["assessment"].isin(list(titles)) & (evidence["kind"] == KIND)]
        if len(stored) and not pd.isna(stored["date_assessed"].max()):
            self.date = stored["date_assessed"].max().date()
        known = {
            (row.student_key, titles[row.assessment]): score_entries.text_of(row.status, row.score)
            for row in stored.itertuples()
        }
        self._stored = known
        self.marks = known | self.marks

    # --- what is looked at

    @property
    def by_student(self) -> bool:
        """Whether one student's criteria are looked at, and not one criterion's students."""
        return self.order == "student"

    @property
    def places(self) -> list[tuple[str, int]]:
        """What is gone through, in words, each with its place."""
        names = self.roster["name"].tolist() if self.by_student else [one["name"] for one in self.criteria]
        done = self._done()
        return [(f"{name} ✓" if done[place] else name, place) for place, name in enumerate(names)]

    def _done(self) -> list[bool]:
        keys, names = self.roster["student_key"].tolist(), [one["name"] for one in self.criteria]
        has = {cell for cell, text in self.marks.items() if text}
        if self.by_student:
            return [bool(names) and all((key, name) in has for name in names) for key in keys]
        return [bool(keys) and all((key, name) in has for key in keys) for name in names]

    @property
    def title(self) -> str:
        """Whose marks, or marks of what, are looked at."""
        if self.by_student:
            return self.roster["name"].iloc[self.place] if len(self.roster) else ""
        return self.criteria[self.place]["name"] if self.criteria else ""

    @property
    def rows(self) -> list[dict]:
        """The lines of the grid."""
        if self.by_student:
            return [
                {"key": str(n), "name": one["name"], "note": self._words_of(one), "options": _options(one, True)}
                for n, one in enumerate(self.criteria)
            ]
        return [{"key": row.student_key, "name": row.name} for row in self.roster.rename_axis(None).itertuples()]

    @property
    def options(self) -> list[list[str]]:
        """What can be tapped in every line, where a criterion is looked at."""
        return [] if self.by_student or not self.criteria else _options(self.criteria[self.place], False)

    @property
    def level_words(self) -> list[str]:
        """The levels of the criterion looked at, in words."""
        if self.by_student or not self.criteria:
            return []
        return [f"{points:g}: {words}" for points, words in self.criteria[self.place]["levels"]]

    def _words_of(self, criterion: dict) -> str:
        code = criterion["standard_code"]
        title = self._titles.get(code, code)
        return code if title == code else f"{title} ({code})"

    def _cell(self, row: str) -> tuple[str, str]:
        if self.by_student:
            return self.roster["student_key"].iloc[self.place], self.criteria[int(row)]["name"]
        return row, self.criteria[self.place]["name"]

    @property
    def entries(self) -> dict[str, str]:
        """What the lines of the grid hold."""
        return {row["key"]: self.marks.get(self._cell(row["key"]), "") for row in self.rows}

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong in the lines of the grid."""
        wrong = self._wrong()
        return {row["key"]: wrong[cell] for row in self.rows if (cell := self._cell(row["key"])) in wrong}

    def _wrong(self) -> dict[tuple[str, str], str]:
        said = {}
        for one in self.criteria:
            known = [f"{points:g}" for points, _ in one["levels"]]
            words = f"Type {', '.join(known)}, M or E."
            for (key, name), text in self.marks.items():
                if name == one["name"] and text and text not in (*known, "M", "E"):
                    said[key, name] = words
        return said

    @property
    def how(self) -> str:
        """How to enter, in a line."""
        goes = "goes on to the next student" if self.by_student else "goes to the next student"
        last = "in the last line " if self.by_student else ""
        return f"Tap a level or type its points, M for missing, E for excused. Enter {last}{goes}."

    @property
    def entered_words(self) -> str:
        """How far it is: '12 of 28 students complete'."""
        names = [one["name"] for one in self.criteria]
        has = {cell for cell, text in self.marks.items() if text}
        complete = sum(all((key, name) in has for name in names) for key in self.roster["student_key"])
        return f"{complete} of {len(self.roster)} students complete"

    @property
    def blockers(self) -> list[str]:
        """Why it cannot be saved yet, in words."""
        wrong = len(self._wrong())
        return [
            words
            for words, is_so in (
                ("Give the task a name, such as 'Poster'.", not self.task),
                (f"Mend {parts.count(wrong, 'mark')} first.", bool(wrong)),
                ("Enter at least one mark.", not any(self.marks.values())),
            )
            if is_so
        ]

    @property
    def status(self) -> str:
        """What the head of the page says about saving."""
        return KEPT if self._draft()["marks"] else SAVED

    # --- what is done

    def look_at(self, place: int) -> None:
        """Go to a student or criterion."""
        count = len(self.roster) if self.by_student else len(self.criteria)
        self.place = max(0, min(place, count - 1))
        self.pasted = ""
        self.revision += 1

    def go_through(self, order: str) -> None:
        """Go through students, or through criteria."""
        self.order = order
        self.look_at(0)

    def enter(self, row: str, text: str) -> None:
        """Take a mark as it was typed or tapped."""
        self.marks = self.marks | {self._cell(row): score_entries.canonical(text)}

    def paste(self, row: str, text: str) -> None:
        """Take a column of marks for a criterion, or lines of a name and a mark."""
        if self.by_student:
            keys = [one["key"] for one in self.rows]
            lines = text.rstrip("\r\n").replace("\t", "\n").splitlines()
            for key, line in zip(keys[keys.index(row) :], lines):
                self.enter(key, line)
        else:
            keys = self.roster["student_key"].tolist()
            read = score_entries.read_pasted(text, self.roster, keys.index(row))
            for key, entry in read.entries.items():
                self.enter(key, entry)
            self.pasted = read.words
        self.revision += 1
        self.keep()

    def keep(self) -> None:
        """Remember what is entered and not saved."""
        draft = self._draft()
        self._drafts.pop(self.name, None)
        if draft["marks"]:
            self._drafts[self.name] = draft  # at the end: the one to open next time
        self._unsaved.keep(self.class_name, {"drafts": list(self._drafts.values())} if self._drafts else {})

    def _draft(self) -> dict:
        marks = [[*cell, text] for cell, text in self.marks.items() if text != self._stored.get(cell, "")]
        return {"name": self.name, "task": self.task, "date": self.date.isoformat(), "marks": marks}

    def save(self) -> None:
        """Make evidence of the marks, a piece for each criterion, and say what that changed."""
        if self.blockers:
            return
        marks: dict[str, dict[str, object]] = {}
        for (key, criterion), text in self.marks.items():
            # The emptied field of what was stored: the mark no longer counts.
            if text or (key, criterion) in self._stored:
                marks.setdefault(key, {})[criterion] = score_entries.score_of(text) if text else "not assigned"
        before = self.wb.mastery(self.class_name)
        stored = self.wb.enter_rubric(self.class_name, self.task, self.name, marks, date=self.date)
        codes = [criterion["standard_code"] for criterion in self.criteria]
        secure = self.scale.word("secure")
        moved = who_moved(before, self.wb.mastery(self.class_name), codes, secure)
        what = f"the {parts.count(len(set(codes)), 'standard')} of this rubric"
        said = f"{self.task} is saved, {parts.count(len(marks), 'student')}."
        if stored["import_key"] is None:
            said = f"Nothing is new: {self.task} is stored just so."
        self.saved = {
            "sentence": f"{said} {saved_words(moved, what, secure)}",
            "moved": moved,
            "import_key": stored["import_key"] or "",
            "standard_code": codes[0],
        }
        self._stored = {cell: text for cell, text in self.marks.items() if text}
        self.keep()

    def take_back(self) -> None:
        """Take back what was saved last; the marks stay in the grid, unsaved."""
        self.wb.undo_import(self.saved["import_key"])
        self.saved = {}
        self._read_task()
        self.keep()

    def begin_anew(self) -> None:
        """Empty the grid for another task."""
        self._stored = {}
        taken = {task.casefold() for task in [*self.tasks, self.task]}
        free = (f"{self.name}{mark}" for mark in ("", *(f" ({n})" for n in range(2, 1000))))
        self.task = next(name for name in free if name.casefold() not in taken)
        self.marks, self.saved = {}, {}
        self.look_at(0)
        self.date = datetime.date.today()
        self.keep()

    # --- slips

    def slips(self) -> list[dict]:
        """Return what each student's slip says, as `student_slips.slips` does."""
        return student_slips.slips(self.roster, self.criteria, self.marks, self.scale, self._i_can)

    def slip_sheets(self) -> str:
        """Return the slips for paper, one after another."""
        date = f"{self.date.day} {self.date:%B %Y}"
        return exports.page("student_slip.html", slips=self.slips(), task=self.task or self.name, date=date)


def _options(criterion: dict, with_words: bool) -> list[list[str]]:
    return [
        [f"{points:g}", f"{points:g} {words}" if with_words else f"{points:g}"] for points, words in criterion["levels"]
    ]
