"""Groups over several rounds, planned together: rotation, so that all meet all, and jigsaw."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable, Mapping, Sequence

from plworkbench import grouping
from plworkbench.grouping.engine.search import Budget
from plworkbench.grouping.request import require_seed
from plworkbench.results import Groups, RoundsResult
from plworkbench.workbench.forming import USUAL_SIZE
from plworkbench.workbench.jigsaw import jigsaw_rounds, jigsaw_sentence
from plworkbench.workbench.keeping import Keeping, dated
from plworkbench.workbench.planned_class import PlannedClass, refuse_rounds
from plworkbench.workbench.rounds_words import judged_rotation, meetings_of, rotation_reasons, round_words
from plworkbench.workbench.wishing import keys_of

OF_THE_CLASS = ("mastery", "scale_top", "standards", "wishes", "asked", "interests")
"""What all rounds of a plan know alike."""


class Rounds(Keeping):
    """The part of the workbench that plans several rounds of groups at once."""

    def rounds(
        self,
        class_name: str,
        rounds: int = 5,
        *,
        group_count: int | None = None,
        group_size: int | None = None,
        purpose: str = "rotation",
        topics: int | Sequence[str] | None = None,
        on: str | Sequence[str] = (),
        absent: Sequence[str] = (),
        random_state: int = 0,
        seconds: float | None = None,
        on_progress: Callable[..., bool | None] | None = None,
    ) -> RoundsResult:
        """Plan groups for several rounds at once; nothing is stored until `save_rounds`.

        Parameters
        ----------
        class_name : str
            The class.
        rounds : int, default 5
            How many rounds; a jigsaw always has two.
        group_count, group_size : int, optional
            How many groups, or about how many students in each; give one of them.
        purpose : {"rotation", "jigsaw"}
            In a rotation all meet all, as far as the rounds go, and as few as possible meet twice; who has shared a
            group in use before counts as met. A jigsaw has home groups of mixed readiness and then expert groups, one
            for each topic, with somebody from every home group.
        topics : int or sequence of str, optional
            How many topics a jigsaw has, or what they are called; by default four.
        on : str or sequence of str
            Standards that tell readiness in a jigsaw; by default the mean of all.
        absent : sequence of str
            Names or keys of students who take no part.
        random_state : int, default 0
            The same number gives the same plan.
        seconds : float, optional
            Search for at most so long.
        on_progress : callable, optional
            Called now and then; if it returns False, the best plan so far is taken.

        Returns
        -------
        RoundsResult

        Notes
        -----
        Students who must be together, or apart, are so in every round of a rotation and in the home groups of a jigsaw.
        Any other wish is not planned for; `RoundsResult.unmet_wishes` lists those a round does not meet.

        Raises
        ------
        GroupingImpossible
            If there cannot be such groups.
        """
        require_seed(random_state)
        if purpose not in ("rotation", "jigsaw"):
            raise refuse_rounds(f"'{purpose}' is not a plan of several rounds.", "Use 'rotation' or 'jigsaw'.")
        codes = (on,) if isinstance(on, str) else tuple(on)
        settings = {"random_state": random_state, "avoid_past": "important"}
        found = self._planned_class(class_name, codes, absent, settings)
        sizes = {"group_count": group_count, "group_size": group_size}
        if purpose == "jigsaw":
            budget = Budget(seconds=seconds, on_progress=on_progress)
            return self._judged(jigsaw_rounds(found, codes, topics, sizes, random_state, budget))
        if group_count is group_size is None:
            sizes["group_count"] = max(1, round(found.n / USUAL_SIZE))
        search = {"random_state": random_state, "seconds": seconds, "on_progress": on_progress}
        return self._judged(_rotation(found, rounds, sizes, search))

    def save_rounds(
        self,
        result: RoundsResult,
        name: str | None = None,
        *,
        starts_on: datetime.date | None = None,
        review_on: datetime.date | None = None,
        status: str = "saved",
        action: str | None = None,
    ) -> list[Groups]:
        """Store all rounds of a plan, or none.

        Parameters
        ----------
        result : RoundsResult
            From `rounds` or `rounds_of`.
        name : str, optional
            What to call the plan; each round has its number behind it.
        starts_on, review_on, status, action
            As for `save`, for every round.

        Returns
        -------
        list of Groups
            The rounds with their keys and versions.
        """
        wanted = (name or "").strip()
        rounds = []
        for number, groups in enumerate(result.groups, start=1):
            title = f"{wanted}, {round_words(groups.purpose, number, len(result.groups))}" if wanted else None
            rounds.append(dated(groups, title, starts_on, review_on, status))
        return self._save_all(rounds, status, action)

    def rounds_of(self, groups: Groups) -> RoundsResult | None:
        """Return the plan of which stored groups are one round; None if they stand alone."""
        if groups.series is None:
            return None
        meetings = self._meetings(groups.class_key, groups.series)
        found, roster = self._store.groupings(groups.class_key).set_index("grouping_key", drop=False), None
        rounds = []
        for key in meetings.rounds:
            if key == groups.grouping_key:
                rounds.append(groups)
                continue
            roster = self.students(groups.class_name) if roster is None else roster
            around = {name: getattr(groups, name) for name in OF_THE_CLASS}
            around["past_partners"] = meetings.partners_of(key)
            rounds.append(self._stored(found.loc[key], groups.class_name, roster, around))
        return self._judged(rounds) if rounds else None

    def _planned_class(
        self, class_name: str, codes: Sequence[str], absent: Sequence[str], settings: dict[str, object]
    ) -> PlannedClass:
        roster = self.students(class_name)
        away = keys_of(roster, absent, class_name)
        settings = {**settings, "absent": away, "series": secrets.token_hex(16)}
        here = roster[~roster["student_key"].isin(away)].reset_index(drop=True)
        if here.empty:
            raise refuse_rounds("Nobody is there.", "Add students, or take somebody off the list of who is absent.")
        around = self._surroundings(class_name, codes, settings, roster=roster)
        return PlannedClass(self._class_key(class_name), class_name, here, around, settings)

    def _judged(self, rounds: list[Groups]) -> RoundsResult:
        """Return the rounds as a plan, with what they add up to as they are now."""
        if rounds[0].purpose == "jigsaw":
            return RoundsResult(rounds, jigsaw_sentence(rounds))
        return judged_rotation(rounds, self._meetings(rounds[0].class_key, rounds[0].series).before())


def _rotation(
    found: PlannedClass, rounds: int, sizes: Mapping[str, int | None], search: Mapping[str, object]
) -> list[Groups]:
    met, names = meetings_of(found.roster["student_key"], found.around["past_partners"]), found.roster["name"].tolist()
    plan = grouping.plan_rounds(
        found.n,
        rounds,
        apart=found.pairs("apart"),
        together=found.pairs("together"),
        met=met,
        names=names,
        **sizes,
        **search,
    )
    return [
        found.groups(
            labels,
            rotation_reasons(plan.labels, met, number, names),
            name=f"Whole class, {round_words('rotation', number, rounds)}",
            purpose="rotation",
            standard_codes=(),
            group_names=tuple(grouping.group_names(int(plan.labels.max()) + 1)),
            past_partners=found.partners_in(plan.labels, but=number),
            settings={**sizes, "round": number, "rounds": rounds, "bound": int(plan.bound)},
        )
        for number, labels in enumerate(plan.labels, start=1)
    ]
