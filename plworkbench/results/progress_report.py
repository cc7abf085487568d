"""How a class moves on: a report that shows itself in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from plworkbench import exports, progress
from plworkbench.progress.growth import NO_WINDOWS, SAME_WORK
from plworkbench.progress.pace import PLAN
from plworkbench.progress.stuck import LATELY
from plworkbench.progress.words import age_in_words, counted, day_in_words
from plworkbench.results.item_report import ItemReport
from plworkbench.results.sections import section, share

__all__ = ["ItemReport", "ProgressReport", "growth_words", "scale_words"]


MANY_NOT_KNOWN = 0.1
"""From this share of the levels that are due, it is said that they are not known."""

FEWEST_FOR_HALF = 8
"""With fewer students than this, the middle half of them is two or three, and nothing is said of it."""


@dataclass(frozen=True)
class ProgressReport:
    """How a class moves on. Every frame has the students' names and the titles of the standards.

    Parameters
    ----------
    class_name : str
        The class.
    today : Timestamp
        The day at which it was looked at.
    today_because : str
        Why that day is not today, in a sentence; '' when it is, or when the day was asked for.
    pace, growth, scale_growth, ready, changed, aging : DataFrame
        As the functions of `plworkbench.progress` return them, with name (and title, next_title) added.
    stuck : DataFrame
        The few to ask about first, one row a student, as `plworkbench.progress.ask_first` returns them.
    standing_still : DataFrame
        Every cell in which several attempts did not move the score, as `plworkbench.progress.stuck` returns them.
    changed_since : str
        What `changed` compares with, in words: 'With the import of 3 October 2025', or 'Since 3 October 2025'; '' where
        no work has a date and nothing can be compared.
    interval : float
        Probability of the intervals of growth.
    level_words : mapping
        The district's words for levels, where they differ from ours: {'secure': 'Pass'}.
    plan_has_no_days : bool
        Whether there is a plan, but no standard of it has a day.
    """

    class_name: str
    today: pd.Timestamp
    today_because: str
    pace: pd.DataFrame
    growth: pd.DataFrame
    scale_growth: pd.DataFrame
    ready: pd.DataFrame
    stuck: pd.DataFrame
    standing_still: pd.DataFrame
    changed: pd.DataFrame
    aging: pd.DataFrame
    changed_since: str
    interval: float = 0.9
    level_words: Mapping[str, str] = field(default_factory=dict)
    plan_has_no_days: bool = False

    @property
    def has_plan(self) -> bool:
        """Whether the pace is beside a plan; without one it is beside the class's own median."""
        return bool((self.pace["compared_with"] == PLAN).any())

    @property
    def spread(self) -> pd.DataFrame:
        """How many students are how many standards behind or ahead, without names."""
        return progress.pace_spread(self.pace)

    @property
    def class_growth(self) -> pd.DataFrame:
        """The change of the class as a whole, in one row, with the spread of its students."""
        return progress.class_growth(self.growth, interval=self.interval)

    def compare(self, students: Iterable[str]) -> pd.DataFrame:
        """Set the growth of chosen students (names or keys) beside the class; see `progress.compare_chosen`."""
        wanted = list(students)
        chosen = self.growth["name"].isin(wanted) | self.growth["student_key"].isin(wanted)
        return progress.compare_chosen(self.growth, self.growth.loc[chosen, "student_key"], interval=self.interval)

    @property
    def sentence(self) -> str:
        """What matters first, in a few short sentences."""
        if self.pace.empty:
            return self.pace_sentence
        return " ".join(
            part for part in (self.today_because, self.pace_sentence, self.next_sentence, self.changed_sentence) if part
        )

    @property
    def pace_sentence(self) -> str:
        """Where the middle of the class is beside the plan, and how it is spread; or that there is no plan."""
        if self.pace.empty:
            return f"There is no evidence for {self.class_name} yet."
        unknown = int(self.pace["difference"].isna().sum())
        known = self.pace[self.pace["difference"].notna()]
        if known.empty:
            return "No student has a level yet, so the pace is not known."
        who = f" {counted(unknown, 'student')} {'is' if unknown == 1 else 'are'} not known yet."
        not_known = who if unknown else ""
        if not self.has_plan:
            without = "The plan has no days" if self.plan_has_no_days else "There is no plan for this class"
            low, middle, high = _quarters(known["secure_count"])
            return (
                f"{without}, so students are compared with each other. The middle of the class has "
                f"{counted(middle, 'standard')} secure{_from_to(low, high, known)}.{not_known}"
            )
        if not (self.pace["due_count"].max() or known["ahead_count"].max()):
            return "Nothing of the plan is due yet."
        due, open_count = int(self.pace["due_count"].sum()), int(self.pace["not_known_count"].sum())
        levels = f"{open_count} of {due} levels that are due are not known yet"
        if 2 * open_count > due:
            # Nobody is behind on what is not known: to call that being on the plan would be no truth.
            return f"{levels}, so the pace cannot be told."
        if open_count > MANY_NOT_KNOWN * due:
            not_known = f"{not_known} {levels}."
        low, middle, high = _quarters(known["difference"])
        there = int((known["difference"] >= 0).sum())
        who = f"{there} of {counted(len(known), 'student')} {'is' if there == 1 else 'are'}" if there else "Nobody is"
        on_it = f"{who} on it or ahead."
        # The middle and the spread say more of a class than the mean, or than who keeps every day of a plan.
        return f"The middle of the class is {_beside_plan(middle)}{_half(low, high, known)}. {on_it}{not_known}"

    @property
    def next_sentence(self) -> str:
        """How many students are ready to move on, and how many may be stuck on what they work on."""
        count = self.ready["state"].value_counts()
        ready, look, done = (int(count.get(state, 0)) for state in ("ready", "ready, but look first", "all secure"))
        first = "with something to look at first"
        if ready:
            said = f"{ready} {'is' if ready == 1 else 'are'} ready to move on{f', {look} more {first}' if look else ''}"
        elif look:
            said = f"{look} {'is' if look == 1 else 'are'} ready to move on {first}"
        else:
            said = "Nobody is known to be ready to move on"
        if done:
            said += f"; {done} {'has' if done == 1 else 'have'} every standard secure"
        stuck = len(self.stuck)
        if stuck:
            return f"{said}; {stuck} may be stuck on work of the last {LATELY // 7} weeks."
        if self.standing_still["latest_date"].isna().any():
            return f"{said}. Who is stuck lately is not known: some work has no date."
        return f"{said}; nobody seems stuck on work of the last {LATELY // 7} weeks."

    @property
    def changed_sentence(self) -> str:
        """How many levels went up and down, since when."""
        if not self.changed_since:
            return "What changed lately is not known: no work has a date."
        ways = self.changed["direction"].value_counts()
        parts = [
            f"{counted(int(ways[way]), 'level')} {one if ways[way] == 1 else many}"
            for way, one, many in (
                ("up", "went up", "went up"),
                ("down", "went down", "went down"),
                ("new", "was named for the first time", "were named for the first time"),
                ("not known any more", "is not known any more", "are not known any more"),
            )
            if way in ways
        ]
        return f"{self.changed_since}: {', '.join(parts) if parts else 'no level changed'}."

    @property
    def growth_sentence(self) -> str:
        """What the growth of the class is, and how many changes chance alone would show."""
        if self.growth.empty or self.growth["basis"].iloc[0] == NO_WINDOWS:
            return "The work does not have days on both sides, so two windows of time cannot be compared."
        row = self.class_growth.iloc[0]
        on = "Each student is set beside" if row["basis"] == SAME_WORK else "Compared on"
        said = f"{on} {row['basis']}."
        if row["students"] == 0:
            return f"{said} Nobody has enough work in both windows."
        if pd.notna(row["change"]):
            between = "" if pd.isna(row["low"]) else f" (between {_points(row['low'])} and {_points(row['high'])})"
            said = f"{said} The class as a whole: {_points(row['change'])} points of 100{between}."
        clear = int(row["up_count"] + row["down_count"])
        return (
            f"{said} Of {counted(int(row['students']), 'student')}, {clear or 'nobody'} "
            f"{'show' if clear > 1 else 'shows'} a clear change; "
            f"about {int(row['seeming_count']) or 'none'} would by chance alone."
        )

    @property
    def aging_by_standard(self) -> pd.DataFrame:
        """One row a standard: title, students with evidence, old_count, newest_days and says."""
        cells = self.aging.groupby(["standard_code", "title"], sort=False)
        table = cells.agg(students=("student_key", "size"), old_count=("old", "sum"), newest_days=("days", "min"))
        return table.reset_index().assign(says=lambda rows: age_in_words(rows["newest_days"]).to_numpy())

    def _word(self, level: str) -> str:
        return self.level_words.get(level, level)

    def _repr_html_(self) -> str:
        return exports.page(
            "progress_report.html",
            heading=f"{self.class_name} · progress on {day_in_words(self.today)}",
            sentence=self.sentence,
            sections=[part for part in self._sections() if part["rows"]],
        )

    def _sections(self) -> list[dict[str, object]]:
        pace = self.pace
        # What went up or down is asked about first; levels named for the first time are many after a new unit.
        changed = self.changed.sort_values("direction", key=lambda ways: ways == "new", kind="stable")
        ready = self.ready[self.ready["state"].isin(("ready", "ready, but look first", "all secure"))]
        earlier = len(self.standing_still) - len(self.stuck) - int(self.stuck["also_codes"].map(len).sum())
        against = self.growth[self.growth["says"] != "too little to tell"]
        return [
            section(
                "Pace",
                "Students in the order of the class. What has no level yet counts as neither ahead nor behind.",
                {
                    "Student": pace["name"],
                    "Secure of due": [_of_due(row) for row in pace.itertuples()],
                    "Pace": pace["says"],
                    "Next": pace["next_title"],
                },
            ),
            section(
                "Ready to move on",
                "The standard worked on is secure. What the next one builds on informs; you decide.",
                {"Student": ready["name"], "Because": ready["because"], "Next": ready["next_title"]},
            ),
            section(
                "May be stuck",
                "A prompt, not a verdict: several attempts of late that did not move the score."
                f"{_earlier_words(earlier)}",
                {"Student": self.stuck["name"], "Standard": self.stuck["title"], "Ask": self.stuck["prompt"]},
            ),
            section(
                "What changed",
                f"{self.changed_since or 'Lately'}: levels that changed, as the evidence alone has them.",
                {
                    "Student": changed["name"],
                    "Standard": changed["title"],
                    "Change": [
                        f"{self._word(row.level_before)} → {self._word(row.level_after)}"
                        for row in changed.itertuples()
                    ],
                    "By": changed["piece"],
                },
            ),
            section(
                "Growth",
                self.growth_sentence,
                {
                    "Student": against["name"],
                    "Change": [growth_words(row) for row in against.itertuples()],
                    "Says": against["says"],
                },
            ),
            section(
                "Outside tests",
                "The change between two results, with the errors of both. Most students rise within a year.",
                {
                    "Student": self.scale_growth["name"],
                    "Test": self.scale_growth["test"] + " " + self.scale_growth["subject"],
                    "Change": [scale_words(row) for row in self.scale_growth.itertuples()],
                    "Says": self.scale_growth["says"],
                },
            ),
            section(
                "Age of the evidence",
                "When each standard was last seen.",
                {
                    "Standard": self.aging_by_standard["title"],
                    "Newest evidence": self.aging_by_standard["says"],
                    "Old for": [
                        f"{row.old_count} of {counted(row.students, 'student')}"
                        for row in self.aging_by_standard.itertuples()
                    ],
                },
            ),
        ]


def growth_words(row) -> str:
    """Return a student's change with its range in words; `row` is a row of `progress.growth`."""
    if row.basis == SAME_WORK:
        said = f"{_points(row.before)} → {_points(row.after)} points of 100 beside the class"
    else:
        said = f"{share(row.before)} → {share(row.after)}"
    pieces = f"{row.n_before} and {row.n_after} pieces"
    return f"{said}: {_points(row.change)}, between {_points(row.low)} and {_points(row.high)} ({pieces})"


def scale_words(row) -> str:
    """Return the change between two tests with its range in words; `row` is a row of `progress.scale_growth`."""
    said = f"{row.before:g} → {row.after:g} {row.scale if isinstance(row.scale, str) else ''}".rstrip()
    if pd.isna(row.low):
        return f"{said}: {row.change:+g}; the source gives no standard error"
    return f"{said}: {row.change:+g}, between {row.low:+.0f} and {row.high:+.0f}"


def _of_due(row) -> str:
    return f"{row.secure_count} of {row.due_count}" if pd.notna(row.due_count) else f"{row.secure_count} secure"


def _quarters(counts: pd.Series) -> tuple[int, int, int]:
    """Return the counts between which the middle half of students lies, and the middle one: each is somebody's."""
    numbers = counts.astype("float64")
    ways = ((0.25, "nearest"), (0.5, "lower"), (0.75, "nearest"))
    low, middle, high = (int(numbers.quantile(part, interpolation=way)) for part, way in ways)
    return low, middle, high


def _beside_plan(difference: int) -> str:
    if difference == 0:
        return "on the plan"
    return f"{counted(abs(difference), 'standard')} {'behind' if difference < 0 else 'ahead of'} the plan"


def _half(low: int, high: int, students: pd.DataFrame) -> str:
    if len(students) < FEWEST_FOR_HALF or low == high:
        return ""
    if low < 0 <= high:
        ends = f"between {-low} behind and {f'{high} ahead' if high else 'on it'}"
    else:
        near, far = sorted((abs(low), abs(high)))
        ends = f"{near} to {far} {'behind' if high < 0 else 'ahead'}"
    return f", half of the students are {ends}"


def _from_to(low: int, high: int, students: pd.DataFrame) -> str:
    if len(students) < FEWEST_FOR_HALF or low == high:
        return ""
    return f", half of the students have {low} to {high}"


def _earlier_words(cells: int) -> str:
    if not cells:
        return ""
    where = "In 1 place more the score stood" if cells == 1 else f"In {cells} places more scores stood"
    return f" {where} still on earlier or undated work: see standing_still."


def _points(proportion: float) -> str:
    """Return a difference in points of 100, with its sign: '+7', '−3', '0'."""
    if pd.isna(proportion):
        return ""
    points = round(100 * proportion)
    return f"{points:+d}".replace("-", "−") if points else "0"
