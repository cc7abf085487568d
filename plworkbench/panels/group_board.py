"""What the board shows of groups: a column a group, a card a student."""

from __future__ import annotations

import pandas as pd

from plworkbench.panels import parts
from plworkbench.results import Groups
from plworkbench.schema import LEVELS, score_words, shown_score


def columns_of(groups: Groups) -> list[dict]:
    """Return the columns of the board, as `GroupBoard.groups` takes them."""
    summary = groups.summary.rename(columns=lambda name: name.replace(" ", "_"))
    return [
        {
            "number": int(group.group_number),
            "name": group.name,
            "note": _note(group, groups),
            "warnings": [_again(int(group.repeated_pairs), bool(groups.series))] if group.repeated_pairs else [],
        }
        for group in summary.itertuples()
    ]


def cards_of(groups: Groups) -> list[dict]:
    """Return the cards of the board, as `GroupBoard.cards` takes them, with the level on the first standard."""
    first = groups.standard_codes[0] if groups.standard_codes else None
    on_first = groups.mastery[groups.mastery["standard_code"] == first].set_index("student_key")
    cards = []
    for member in groups.members.itertuples():
        level = on_first["level"].get(member.student_key, "") if first else ""
        score = on_first["score"].get(member.student_key, float("nan")) if first else float("nan")
        cards.append(
            {
                "key": member.student_key,
                "name": member.name,
                "group": int(member.group_number),
                "reason": member.reason,
                "level": level,
                "detail": score_words(score, groups.scale_top),
                "moved_by_hand": bool(member.moved_by_hand),
                "pinned": bool(member.pinned),
            }
        )
    return cards


def _again(pairs: int, is_round: bool) -> str:
    if is_round:  # whom they meet in a later round counts as well
        return f"{parts.count(pairs, 'pair meets', 'pairs meet')} more than once."
    return f"{parts.count(pairs, 'pair has', 'pairs have')} worked together before."


def _note(group, groups: Groups) -> str:
    """Say in a line what a group is like: the levels on one standard, else from which to which score it reaches."""
    codes = groups.standard_codes
    if not codes:
        return "formed by chance" if groups.purpose == "random" else ""
    if len(codes) == 1:
        states = [*reversed(LEVELS), "not enough evidence", "not recorded"]
        held = {state: int(getattr(group, state.replace(" ", "_"))) for state in states}
        return ", ".join(f"{count} {state}" for state, count in held.items() if count)
    if pd.isna(group.score_mean):
        return "no scores yet"
    low, high = (shown_score(score, groups.scale_top) for score in (group.score_lowest, group.score_highest))
    return f"from {low} to {high}"


def keep_hand(formed: Groups, old: Groups, moved: bool = True) -> Groups:
    """Return new groups that remember who was pinned (and moved by hand), and the names given to groups."""
    hand = old.members.set_index("student_key")
    members = formed.members.copy()
    stays = members["group_number"] == members["student_key"].map(hand["group_number"])
    was_moved = members["student_key"].map(hand["moved_by_hand"]).fillna(False)
    members["moved_by_hand"] = stays & was_moved & moved
    members["pinned"] = stays & members["student_key"].map(hand["pinned"]).fillna(False)
    kept = old.group_names[: len(formed.group_names)]
    fresh = [name for name in formed.group_names if name not in kept]
    names = (*kept, *fresh[: len(formed.group_names) - len(kept)])
    return formed.changed(members=members, group_names=names)
