"""What the part on groups over time shows: earlier groups, prompts, and the latest groups beside the class."""

from __future__ import annotations

import re

import pandas as pd

from plworkbench.panels import parts
from plworkbench.panels.group_company_model import CompanyModel
from plworkbench.workbench.attributes import NOT_ON_IT

MOST_PROMPTS = 6
"""Prompts on the page before the rest is asked for: a whole grade can have a hundred."""

MOST_DRAWN = 48
"""Bars up to which a composition is drawn; with more there is the table."""

MOST_VALUES = 12
"""Values an attribute may have: groups are not compared on days or towns of birth."""

TOO_FEW = 5
"""Students of a value in the class, below which nothing is said about how they are spread."""

EMPTY = (
    "No groups of this class are in use yet. Form groups and save them: from the second time on, this part tells who "
    "has worked with whom, and who always stays in one place."
)


class OverTimeModel(CompanyModel):
    """A class's groups so far.

    Parameters
    ----------
    wb : Workbench
        The open workbench.

    Attributes
    ----------
    class_name : str
        The class looked at.
    attribute : str
        What the latest groups are compared on; '' for nothing.
    """

    def __init__(self, wb):
        self.wb = wb
        self.class_name, self.attribute = "", ""
        self.cycles = self.audit = None
        self.attributes: list[tuple[str, str]] = []
        self._kinds: dict[str, str] = {}
        self._usual_prompts: list[str] = []

    # --- reading

    def load(self, class_name: str) -> None:
        """Read the groups so far of a class; another class begins without an attribute."""
        if class_name != self.class_name:
            self.attribute = ""
        self.class_name = class_name
        self.cycles = self.wb.cycles(class_name)
        attributes = self.wb.attributes(class_name)
        self._kinds = dict(zip(attributes["attribute"], attributes["kind"]))
        self.attributes = _attribute_options(attributes)
        self.audit = self.wb.audit(class_name)
        self._usual_prompts = list(self.audit.prompts)
        self.choose(self.attribute)

    def choose(self, attribute: str) -> None:
        """Compare the latest groups with the class on an attribute, or on none."""
        there = [value for _, value in self.attributes]
        self.attribute = attribute if attribute in there and self.has_groups else ""
        if self.attribute or self.audit.attribute:
            self.audit = self.wb.audit(self.class_name, self.attribute or None)

    @property
    def _is_list(self) -> bool:
        return self._kinds.get(self.attribute) == "list"

    @property
    def has_groups(self) -> bool:
        """Whether any groups have been in use."""
        return self.audit is not None and self.audit.groupings > 0

    # --- the groups so far

    @property
    def cycle_rows(self) -> list[dict]:
        """The groups in use so far, newest first."""
        rows = []
        for place, cycle in enumerate(self.cycles.to_dict("records")):
            rows.append(
                {
                    "key": str(place),
                    "name": cycle["name"],
                    "purpose": cycle["purpose"],
                    "from": day_words(cycle["starts_on"]),
                    "look_again": day_words(cycle["review_on"]) + (" (passed)" if cycle["is_due"] else ""),
                    "students": int(cycle["students"]),
                    "moved_by_hand": int(cycle["moved_by_hand"]),
                    "repeated_pairs": int(cycle["repeated_pairs"]),
                }
            )
        return rows

    @property
    def prompts(self) -> list[str]:
        """The questions of the audit, most pressing first."""
        return self._usual_prompts

    # --- beside the class

    @property
    def compared(self) -> pd.DataFrame:
        """The latest groups beside the class: group, value, count, expected and class_count, in the order of groups.

        Of a list of the teacher's there are only those who are on it: the others are the rest.
        """
        found = self.audit.composition
        if found is None:
            return pd.DataFrame()
        return found[found["value"] != NOT_ON_IT].reset_index(drop=True) if self._is_list else found

    @property
    def too_few(self) -> bool:
        """Whether all but the most frequent value are too rare in the class to say anything."""
        return self._rare_students < TOO_FEW

    @property
    def _rare_students(self) -> int:
        found = self.audit.composition
        totals = [0] if found is None else found.drop_duplicates("value")["class_count"]
        return int(sum(totals) - max(totals, default=0))

    @property
    def composition_words(self) -> str:
        """What the comparison shows, and how often chance alone is as uneven."""
        told = f"The groups of “{self.audit.latest}” beside the class."
        if self.too_few:
            few = parts.count(self._rare_students, "student")
            return (
                f"{told} Too few to say: only {few} of the class {'differs' if self._rare_students == 1 else 'differ'}."
            )
        return f"{told} {self.audit.composition_words}"

    @property
    def composition_rows(self) -> list[dict]:
        """One row a group and value: students, and what the share of the class would give."""
        return [
            {
                "key": str(place),
                "group": row["group"],
                "value": row["value"],
                "count": f"{row['count']} of {row['size']}",
                "expected": "too few to say" if row["class_count"] < TOO_FEW else f"{row['expected']:.1f}",
                "class_count": int(row["class_count"]),
            }
            for place, row in enumerate(self.compared.to_dict("records"))
        ]

    @property
    def attribute_prompts(self) -> list[str]:
        """The questions that this attribute adds."""
        added = [prompt for prompt in self.audit.prompts if prompt not in self._usual_prompts] if self.attribute else []
        # That somebody is the only one who is not on a list is nothing to ask about.
        return [prompt for prompt in added if not (self._is_list and f"'{NOT_ON_IT}'" in prompt)]

    # --- minutes with the teacher

    @property
    def minutes_rows(self) -> list[dict]:
        """The teacher's minutes of each student, in the order of the class; none where no schedule was saved."""
        minutes = self.audit.minutes
        if not len(minutes) or minutes["minutes"].isna().all():
            return []
        return [
            {"key": str(place), "name": row.student, "minutes": None if pd.isna(row.minutes) else float(row.minutes)}
            for place, row in enumerate(minutes.itertuples())
        ]

    @property
    def minutes_words(self) -> str:
        """How the teacher's minutes are spread, or what would tell."""
        given = {row["minutes"] for row in self.minutes_rows}
        if len(given) == 1:
            return f"Everybody has had {given.pop():g} minutes with you."
        if given:
            return self.audit.minutes_words
        return "Not known yet. Make a rotation schedule with a station of your own and save it for a day."


def day_words(day: object) -> str:
    """Return a day as it is said in a table.

    Examples
    --------
    >>> day_words(pd.Timestamp(2026, 9, 4)), day_words(None)
    ('4 Sep 2026', 'not set')
    """
    return "not set" if day is None or pd.isna(day) else f"{day.day} {day:%b %Y}"


def _attribute_options(attributes: pd.DataFrame) -> list[tuple[str, str]]:
    """Return words and name of everything groups can be compared on: the teacher's lists, then demographics.

    The levels on a standard are what groups by need are made of, so to compare them says nothing.
    """
    said = []
    for row in attributes[attributes["kind"] != "level"].to_dict("records"):
        if len(row["values"]) > MOST_VALUES:
            continue
        name = row["attribute"]
        said.append((f"{name} (your list)" if row["kind"] == "list" else heading(name), name))
    return [("Choose what to compare", ""), *said]


def heading(name: str) -> str:
    """Return the name of a column of demographics in words.

    Examples
    --------
    >>> heading("hispanicOrLatinoEthnicity"), heading("home_language")
    ('Hispanic or latino ethnicity', 'Home language')
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).strip().lower()
    return spaced[:1].upper() + spaced[1:]
