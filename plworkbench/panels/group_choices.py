"""What groups are asked for: purpose, standards, sizes, who is away, and whether partners are to be new."""

from __future__ import annotations

import re

import traitlets

from plworkbench.panels import parts
from plworkbench.panels.base import Model
from plworkbench.results import RoundsResult
from plworkbench.schema import PURPOSES

PURPOSE_WORDS = {
    "by need": "Students with the same next step work together, for a lesson made for them.",
    "mixed readiness": "Every group has the same mix of levels, for work in which students teach each other.",
    "shared interest": "Students who like the same work together.",
    "random": "Drawn by lot, for a change of company.",
    "rotation": "Several rounds in which as many as can be meet, and as few as can be meet twice.",
    "jigsaw": "Home groups share out the topics; experts on a topic meet, then go home and teach it.",
}
"""What each purpose is for, in a sentence."""

KIND_WORDS = {
    "by need": "by need",
    "mixed readiness": "of mixed readiness",
    "shared interest": "by shared interest",
    "random": "drawn by lot",
    "rotation": "of a rotation",
    "jigsaw": "of a jigsaw",
}
"""Which groups they are, after the word groups."""

ON_STANDARDS = ("by need", "mixed readiness")
"""Purposes that look at standards."""

IN_ROUNDS = ("rotation", "jigsaw")
"""Purposes that are plans of several rounds."""

NEW_PARTNERS = {"": "do not matter", "nice": "nice to have", "important": "important"}
"""How much it matters that partners are new, and the words for it."""

USUAL_SIZE = 5
"""Students a group until the teacher says how many groups."""

LARGE = 120
"""Students from which a search takes long enough to show how far it is."""


class GroupChoices(Model):
    """The choices groups are formed by.

    Attributes
    ----------
    purpose : str
        One of `plworkbench.schema.PURPOSES`.
    standard_codes : list of str
        One to three standards to group on.
    group_count : int
        How many groups.
    min_size, max_size : int
        The fewest and the most students of a group; 0 for as many as come.
    absent : list of str
        Names of students who take no part.
    avoid_past : str
        How much it matters that partners are new: '', 'nice' or 'important'.
    rounds : int
        How many rounds a rotation has.
    topics : str
        The topics of a jigsaw, with commas between them.
    seed : int
        The draw; another number gives other groups of the same kind.
    """

    purpose = traitlets.Enum(PURPOSES, default_value="by need")
    standard_codes = traitlets.List(traitlets.Unicode())
    group_count = traitlets.Int(5)
    min_size = traitlets.Int(0)
    max_size = traitlets.Int(0)
    absent = traitlets.List(traitlets.Unicode())
    avoid_past = traitlets.Enum(tuple(NEW_PARTNERS), default_value="nice")
    rounds = traitlets.Int(5)
    topics = traitlets.Unicode()
    seed = traitlets.Int(0)

    roster: list[str]
    standards: list[tuple[str, str]]
    _pressing: str = ""

    def begin_choices(self) -> None:
        """Go back to what is asked for in a class nobody has chosen anything for."""
        self.purpose, self.standard_codes, self.avoid_past, self.topics = "by need", [], "nice", ""
        self.seed = self.min_size = self.max_size = 0
        self.absent, self.rounds = [], 5

    def look_at(self, standard_codes: list[str]) -> None:
        """Group on these standards; without any that the class has, on the most pressing one, or else the first."""
        there = [code for _, code in self.standards]
        wanted = [code for code in dict.fromkeys(standard_codes) if code in there]
        self.standard_codes = wanted or ([self._pressing] if self._pressing else there[:1])

    @property
    def purpose_words(self) -> str:
        """What the purpose is for."""
        return PURPOSE_WORDS[self.purpose]

    @property
    def looks_at_standards(self) -> bool:
        """Whether standards matter for the purpose."""
        return self.purpose in ON_STANDARDS

    @property
    def in_rounds(self) -> bool:
        """Whether the purpose is a plan of several rounds."""
        return self.purpose in IN_ROUNDS

    @property
    def topic_list(self) -> list[str]:
        """The topics of a jigsaw, each once."""
        return list(dict.fromkeys(topic.strip() for topic in re.split(r"[,;\n]", self.topics) if topic.strip()))

    @property
    def present(self) -> int:
        """How many students take part."""
        return len(self.roster) - len(set(self.absent) & set(self.roster))

    @property
    def takes_a_while(self) -> bool:
        """Whether forming these groups takes longer than a moment."""
        return self.purpose == "rotation" or self.present >= LARGE

    @property
    def blockers(self) -> list[str]:
        """Why groups cannot be formed with these choices, in words."""
        blockers = []
        if self.roster and not self.present:
            blockers.append("Nobody is there: everybody is marked as absent.")
        elif self.group_count > self.present:
            away = len(self.roster) - self.present
            absent = f", and {away} {'is' if away == 1 else 'are'} absent" if away else ""
            blockers.append(
                f"{parts.count(self.group_count, 'group')} need at least {parts.count(self.group_count, 'student')}; "
                f"this class has {len(self.roster)}{absent}."
            )
        if self.looks_at_standards and not self.standard_codes:
            blockers.append("No scores on a standard are here yet. Bring in a gradebook, or choose another purpose.")
        if self.purpose == "shared interest" and not self.has_interests:
            blockers.append("No interests of this class are recorded yet. Open “Interests” and write down what "
                            "students say they like, or choose another purpose.")  # fmt: skip
        if self.purpose == "jigsaw" and len(self.topic_list) < 2:
            blockers.append("A jigsaw needs at least two topics. Write them with commas between them.")
        return blockers

    @property
    def has_interests(self) -> bool:
        """Whether an interest of any student is recorded."""
        return True

    @property
    def more_words(self) -> str:
        """What is chosen beyond purpose and number, in short, so that it is known while it is folded away."""
        chosen = []
        if self.min_size or self.max_size:
            limits = [f"at least {self.min_size}"] * bool(self.min_size) + [f"at most {self.max_size}"] * bool(
                self.max_size
            )
            chosen.append(f"{' and '.join(limits)} in a group")
        if self.absent:
            chosen.append(f"{len(self.absent)} absent")
        if self.avoid_past == "important":
            chosen.append("new partners important")
        return ", ".join(chosen)

    def request(self) -> dict[str, object]:
        """Return the choices as `Workbench.group` takes them."""
        return {
            "on": list(self.standard_codes) if self.looks_at_standards else [],
            "purpose": self.purpose,
            "group_count": self.group_count,
            "min_size": self.min_size or None,
            "max_size": self.max_size or None,
            "absent": [name for name in self.absent if name in self.roster],
            "avoid_past": self.avoid_past or None,
            "random_state": self.seed,
        }

    def request_rounds(self) -> dict[str, object]:
        """Return the choices as `Workbench.rounds` takes them."""
        asked: dict[str, object] = {
            "purpose": self.purpose,
            "group_count": self.group_count,
            "absent": [name for name in self.absent if name in self.roster],
            "random_state": self.seed,
        }
        return asked | ({"topics": self.topic_list} if self.purpose == "jigsaw" else {"rounds": self.rounds})

    def show_sizes(self, group_count: int, settings: dict) -> None:
        """Take the choices over by which the groups on the board were formed."""
        self.group_count = group_count
        self.min_size, self.max_size = (int(settings.get(name) or 0) for name in ("min_size", "max_size"))
        self.seed = int(settings.get("random_state") or 0)
        if "series" not in settings:  # a plan of rounds decides that for itself
            self.avoid_past = settings.get("avoid_past", "nice") or ""

    def show_plan(self, plan: RoundsResult) -> None:
        """Take the choices over by which the rounds on the board were planned."""
        first, *others = plan.groups
        self.group_count = len(first.group_names)
        if plan.purpose == "rotation":
            self.rounds = len(plan.groups)
        elif others:
            self.topics = ", ".join(others[0].group_names)


def absent_words(names: list[str]) -> str:
    """Say who takes no part.

    Examples
    --------
    >>> absent_words(["Ana", "Ben"])
    'Absent, and in no group: Ana, Ben.'
    """
    return f"Absent, and in no group: {', '.join(names)}." if names else ""


def usual_count(students: int) -> int:
    """Return how many groups a class has until the teacher says.

    Examples
    --------
    >>> usual_count(28), usual_count(2)
    (6, 1)
    """
    return max(1, round(students / USUAL_SIZE))
