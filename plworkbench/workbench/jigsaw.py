"""The two rounds of a jigsaw: home groups of mixed readiness, and expert groups, one for each topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from plworkbench import grouping
from plworkbench.grouping.engine.search import Budget
from plworkbench.results import Groups, with_those_away
from plworkbench.workbench.planned_class import PlannedClass, refuse_rounds
from plworkbench.workbench.rounds_words import round_words

TOPICS = 4
"""Topics of a jigsaw when the teacher names none."""

READINESS = "readiness"
"""What stands for a standard where the readiness of a student is the mean over all of them."""


def jigsaw_rounds(
    found: PlannedClass,
    codes: Sequence[str],
    topics: int | Sequence[str] | None,
    sizes: Mapping[str, int | None],
    random_state: int,
    budget: Budget,
) -> list[Groups]:
    """Return the home groups and the expert groups of a jigsaw.

    Parameters
    ----------
    found : PlannedClass
        The class.
    codes : sequence of str
        Standards that tell readiness; none for the mean of all.
    topics : int or sequence of str, optional
        The topics, or how many.
    sizes : mapping
        group_count and group_size of the home groups; by default as many home groups as have all topics.
    random_state : int
        Seed.
    budget : Budget
        How long to search for the home groups.
    """
    names = _topic_names(TOPICS if topics is None else topics)
    if set(sizes.values()) == {None}:
        sizes = {**sizes, "group_count": max(1, found.n // len(names))}
    mastery, used = found.around["mastery"], tuple(codes)
    if not used:
        means = mastery.groupby("student_key", as_index=False)["score"].mean()
        mastery, used = means.assign(standard_code=READINESS, level="not enough evidence"), (READINESS,)
    here = mastery[mastery["standard_code"].isin(used)]
    readiness = here.groupby("student_key")["score"].mean().reindex(found.roster["student_key"])
    students, away = with_those_away(found.roster[["student_key", "name"]], found.around["asked"])
    is_known = readiness.notna().any()
    task = grouping.pose_task(
        students,
        mastery,
        standard_codes=used if is_known else (),
        purpose="mixed readiness" if is_known else "random",
        min_size=len(names),
        wishes=found.around["asked"],
        absent=away,
        past_partners=found.around["past_partners"],
        scale_top=found.around["scale_top"],
        **sizes,
    )
    home = task.solve(random_state, budget)
    ready = readiness.to_numpy(dtype=float) if is_known else None
    expert = np.asarray(grouping.plan_jigsaw(home, len(names), readiness=ready, random_state=random_state))
    homes, mixed = grouping.group_names(task.n_clusters), ", with a mix of readiness" if is_known else ""
    at_home = [f"Home group{mixed}. Topic: {names[topic]}." for topic in expert]
    as_expert = [
        f"Expert group on {names[topic]}, for the home group {homes[group]}." for topic, group in zip(expert, home)
    ]
    return [
        found.groups(
            labels,
            reasons,
            name=f"Whole class, {round_words('jigsaw', number, 2)}",
            purpose="jigsaw",
            standard_codes=tuple(codes),
            group_names=tuple(titles),
            settings={**sizes, "round": number, "rounds": 2},
        )
        for number, labels, reasons, titles in ((1, home, at_home, homes), (2, expert, as_expert, names))
    ]


def jigsaw_sentence(rounds: Sequence[Groups]) -> str:
    """Return what a jigsaw is, in a sentence."""
    sizes = [groups.members["group_number"].value_counts() for groups in rounds]
    homes, experts = (len(groups.group_names) for groups in rounds)
    there = set(rounds[0].members["group_number"])
    home = rounds[0].members.set_index("student_key")["group_number"]
    sent = rounds[1].members.assign(home=rounds[1].members["student_key"].map(home))
    complete = all(set(rows["home"].dropna()) == there for _, rows in sent.groupby("group_number"))
    ends = "with somebody from every home group" if complete else "but not every home group has every topic"
    return (
        f"{homes} home group{'s' * (homes != 1)} of {_span(sizes[0])}; then {experts} expert groups of "
        f"{_span(sizes[1])}, one for each topic, {ends}."
    )


def _topic_names(topics: int | Sequence[str]) -> tuple[str, ...]:
    names = tuple(f"Topic {number}" for number in range(1, topics + 1)) if isinstance(topics, int) else tuple(topics)
    names = tuple(str(name).strip() for name in names)
    if len(names) < 2 or "" in names or len(set(names)) < len(names):
        raise refuse_rounds("A jigsaw needs two topics or more, each with a name of its own.", "Name them.")
    return names


def _span(sizes: pd.Series) -> str:
    low, high = int(sizes.min()), int(sizes.max())
    return str(low) if low == high else f"{low} or {high}" if high == low + 1 else f"{low} to {high}"
