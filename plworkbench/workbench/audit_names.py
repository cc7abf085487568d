"""An audit of groups, with names in place of keys."""

from __future__ import annotations

import pandas as pd

from plworkbench import equity
from plworkbench.results import GroupingAudit


def named_audit(
    found: equity.Audit,
    class_name: str,
    cycles: pd.DataFrame,
    members: pd.DataFrame,
    students: pd.DataFrame,
    minutes: pd.DataFrame,
    attribute: str,
) -> GroupingAudit:
    """Return an audit with names in place of keys."""
    names = students.set_index("student_key")["name"]
    titles = cycles.set_index("grouping_key")["name"]
    group_names = cycles.set_index("grouping_key")["group_names"].get(found.latest_key, [])

    def by_name(frame: pd.DataFrame, **keys: str) -> pd.DataFrame:
        """Return a frame with a column of names for each column of keys, in front."""
        named = {name: frame[key].map(names).fillna(frame[key]) for name, key in keys.items()}
        return pd.concat([pd.DataFrame(named), frame.reset_index(drop=True)], axis=1)

    def in_groups(frame: pd.DataFrame) -> pd.DataFrame:
        title = [group_names[n - 1] if n <= len(group_names) else f"Group {n}" for n in frame["group_number"]]
        return frame.assign(group=pd.Series(title, index=frame.index, dtype="str"))

    def in_class_order(frame: pd.DataFrame) -> pd.DataFrame:
        place = frame["student_key"].map({key: place for place, key in enumerate(names.index)})
        return frame.iloc[place.argsort(kind="stable")].reset_index(drop=True)

    pair = {"student": "student_key", "other": "other_student_key"}
    by_cycle = found.movement.by_cycle
    movement = by_cycle.assign(
        grouping=by_cycle["grouping_key"].map(titles), before=by_cycle["before_key"].map(titles)
    )[["grouping", "before", "students", "moved", "rate", "grouping_key", "before_key"]]
    composed, lowest = found.composition.get(attribute), found.composition_of_lowest.get(attribute)
    columns = ["group", "value", "count", "expected", "size", "class_count", "is_small", "group_number"]
    every = students.rename(columns={"name": "student"})[["student", "student_key"]].merge(
        minutes, on="student_key", how="left"
    )
    alone = by_name(in_groups(found.alone), student="student_key")
    longest = in_class_order(found.lowest_streaks).sort_values("streak", ascending=False, kind="stable")
    return GroupingAudit(
        class_name=class_name,
        groupings=found.groupings,
        latest=titles.get(found.latest_key, ""),
        prompts=found.prompts,
        streaks=by_name(longest, student="student_key"),
        movement=movement,
        movers=by_name(in_class_order(found.movement.by_student), student="student_key"),
        company=found.company.times.rename(index=names, columns=names),
        always_together=by_name(found.company.always_together, **pair),
        never_together=by_name(found.company.never_together, **pair),
        alone=alone[["student", "group", "value", "class_count", "not_recorded_in_group", "student_key"]],
        minutes=every[["student", "minutes", "student_key"]],
        minutes_words=found.minutes.says if found.minutes else "No minutes with you are known yet.",
        attribute=attribute,
        composition=None if composed is None else in_groups(composed.table)[columns],
        composition_words="" if composed is None else _chance(composed),
        composition_of_lowest=None if lowest is None else lowest.table,
        lowest_words="" if lowest is None else _chance(lowest),
        never_moved=[str(names.get(key, key)) for key in found.movement.never_moved],
    )


def _chance(composed: equity.Composition) -> str:
    """Say how often chance alone is as uneven."""
    if not composed.permutations:
        return "Too few to say."
    often = f"{composed.as_extreme:,} of {composed.permutations:,} random shuffles were as uneven or more"
    shown = f"{composed.p_value:.3f}" if composed.p_value >= 0.001 else "below 0.001"
    return f"{often} (p = {shown}): {composed.label}."
