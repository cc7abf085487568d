"""The sentences of an audit: questions with counts and names, for the teacher's own screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from plworkbench.equity.shuffling import Composition
from plworkbench.equity.words import counted, listed

if TYPE_CHECKING:
    from plworkbench.equity.audit import Audit

ASK_BELOW = 0.05
"""p-value from which a composition is asked about."""

MOST_PAIRS = 3
"""Pairs named in one sentence."""


def all_prompts(found: Audit, cycles: pd.DataFrame, names: Mapping[str, str], at_least: int) -> list[str]:
    """Return the prompts of an audit, most pressing first; one sentence that teaches when there is nothing to ask.

    Parameters
    ----------
    found : Audit
        Everything but its prompts.
    cycles : DataFrame
        grouping_key, and group_names where there are any.
    names : mapping of str to str
        Student key to name; a key without one stands for itself.
    at_least : int
        Groupings in a row from which something is said.

    Examples
    --------
    >>> from plworkbench.equity import audit
    >>> nothing = pd.DataFrame({name: [] for name in ("grouping_key", "student_key", "group_number", "score")})
    >>> print(*audit(nothing.assign(purpose=""), nothing, nothing).prompts)
    No groups are in use yet. Once there are some, this page asks about students who stay in one place or in one
    company.
    """
    by_key = cycles.assign(grouping_key=cycles["grouping_key"].astype("str")).set_index("grouping_key")
    latest = by_key.loc[found.latest_key] if found.latest_key else None
    said = [
        *_of_streaks(found, names),
        *_of_movement(found, names),
        *_of_company(found, names, at_least),
        *_of_compositions(found, latest),
        *_of_alone(found, latest, names),
        *_of_minutes(found, names),
    ]
    if not found.groupings:
        teach = "Once there are some, this page asks about students who stay in one place or in one company."
        return [f"No groups are in use yet. {teach}", *said]
    if found.groupings < at_least:
        few = f"There {'is' if found.groupings == 1 else 'are'} {counted(found.groupings, 'grouping')} so far"
        said.append(f"{few}; whether somebody stays in one place can be told from {at_least} on.")
    return said or [f"Nothing stands out in {counted(found.groupings, 'grouping')}. That is no proof that all is well."]


def _of_streaks(found: Audit, names: Mapping[str, str]) -> Iterator[str]:
    for row in found.lowest_streaks.itertuples():
        who = names.get(row.student_key, row.student_key)
        times = "once" if row.streak == 1 else f"{row.streak} times running"
        yield f"{who} has been in the group with the lowest scores {times}. Is that still where {who} learns best?"


def _of_movement(found: Audit, names: Mapping[str, str]) -> Iterator[str]:
    ever = found.movement.never_moved
    # Other groupings in between can hide that the groups by need are always the same.
    by_need = found.movement_by_need.never_moved
    parts = [("", found.movement, ever)]
    if set(by_need) - set(ever):
        parts.append(("From one grouping by need to the next ", found.movement_by_need, by_need))
    for where, moved, keys in parts:
        if not keys:
            continue
        have = "has" if len(keys) == 1 else "have"
        right = "Is that group still right?" if len(keys) == 1 else "Are their groups still right for them?"
        who = listed([names.get(key, key) for key in keys])
        yield f"{where}{len(keys)} of {counted(moved.students_known, 'student')} {have} never moved: {who}. {right}"


def _of_company(found: Audit, names: Mapping[str, str], at_least: int) -> Iterator[str]:
    always = found.company.always_together
    if len(always):
        pairs = [
            f"{names.get(row.student_key, row.student_key)} and "
            f"{names.get(row.other_student_key, row.other_student_key)} ({row.cycles} times)"
            for row in always.head(MOST_PAIRS).itertuples()
        ]
        more = f"; and {counted(len(always) - MOST_PAIRS, 'more pair')}" if len(always) > MOST_PAIRS else ""
        yield f"Always in the same group: {'; '.join(pairs)}{more}. Would other company be good for them?"
    never, expected = len(found.company.never_together), found.company.never_expected
    if found.groupings >= at_least and never > expected + 2 * found.company.never_spread:
        yield (
            f"{never} of {counted(found.company.pairs, 'pair')} of students have never been in one group; "
            f"drawn by lot it would be about {expected:.0f}. Who should meet next?"
        )


def _of_compositions(found: Audit, latest: pd.Series | None) -> Iterator[str]:
    for name, composed in found.composition.items():
        if composed.p_value <= ASK_BELOW:
            row = _most_unexpected(composed)
            where = _group(latest, row["group_number"])
            yield (
                f"{name}: {where} has {row['count']} of the {counted(row['class_count'], 'student')} with "
                f"'{row['value']}'; by the share of the class it would be about {row['expected']:.1f}. "
                f"{_by_chance(composed, row['is_small'])}"
            )
    for name, composed in found.composition_of_lowest.items():
        if composed.p_value <= ASK_BELOW:
            row = _most_unexpected(composed)
            yield (
                f"{name}: of the {counted(int(composed.table['count'].sum()), 'place')} in groups with the lowest "
                f"scores, {row['count']} went to students with '{row['value']}'; by their share it would be about "
                f"{row['expected']:.1f}. {_by_chance(composed, row['is_small'])}"
            )


def _most_unexpected(composed: Composition) -> pd.Series:
    """Return the row that is furthest above what was expected."""
    table = composed.table
    above = (table["count"] - table["expected"]).clip(lower=0) ** 2 / table["expected"]
    return table.loc[above.round(9).idxmax()]


def _by_chance(composed: Composition, is_small: bool) -> str:
    small = "The numbers are small. " if is_small else ""
    often = f"{composed.as_extreme:,} of {composed.permutations:,} random shuffles were as uneven or more"
    return f"{small}{often} (p = {_shown(composed.p_value)}): {composed.label}."


def _shown(p_value: float) -> str:
    return f"{p_value:.3f}" if p_value >= 0.001 else "below 0.001"


def _group(grouping: pd.Series | None, number: int) -> str:
    titles = None if grouping is None else grouping.get("group_names")
    if isinstance(titles, (list, tuple)) and 0 < number <= len(titles):
        return f"the group {titles[number - 1]}"
    return "one of the latest groups"


def _of_alone(found: Audit, latest: pd.Series | None, names: Mapping[str, str]) -> Iterator[str]:
    for (name, value), rows in found.alone.groupby(["attribute", "value"], sort=False):
        who = listed([names.get(key, key) for key in rows["student_key"]])
        only = "is the only one in the group" if len(rows) == 1 else "are each the only one in their group"
        unknown = rows["not_recorded_in_group"].sum()
        unsure = " Of others in the group it is not recorded." if unknown else ""
        total = counted(int(rows["class_count"].iloc[0]), "student")
        yield f"{name}: {who} {only} with '{value}', of {total} in the class.{unsure} Would company help?"


def _of_minutes(found: Audit, names: Mapping[str, str]) -> Iterator[str]:
    if found.minutes is None:
        return
    if found.minutes.with_none:
        who = listed([names.get(key, key) for key in found.minutes.with_none])
        yield f"{found.minutes.says[:-1]}: {who}. Who comes first next time?"
    if found.minutes.not_recorded:
        who = listed([names.get(key, key) for key in found.minutes.not_recorded])
        yield f"Of {counted(len(found.minutes.not_recorded), 'student')} no minutes with you are known: {who}."
