"""How a class moves on: pace, growth, who is ready or stuck, what changed; and the items of its tests."""

from __future__ import annotations

from datetime import UTC, date

import pandas as pd

from plworkbench import mastery, progress
from plworkbench.errors import NotFound, WorkbenchError
from plworkbench.mastery import items as item_analysis
from plworkbench.progress.words import day_in_words
from plworkbench.results.item_report import ItemReport
from plworkbench.results.progress_report import ProgressReport
from plworkbench.workbench.entering import IMPORTER as ENTERED
from plworkbench.workbench.mastering import Mastering
from plworkbench.workbench.plans import Plans

PAST_FROM = 60
"""Days after which the newest evidence is taken to lie in the past: the class is then looked at on that day."""

LOOK_BACK = 14
"""Days to look back for what changed, where there is only one import to compare with."""


class Progressing(Mastering, Plans):
    """The part of the workbench that shows how a class moves on."""

    def progress(
        self, class_name: str, since: date | str | None = None, today: date | str | None = None
    ) -> ProgressReport:
        """Return how a class moves on: pace, growth, who is ready, who may be stuck, and what changed.

        Parameters
        ----------
        class_name : str
            The class.
        since : date or ISO text ('2025-11-03'), optional
            Growth and what changed are looked at from this day on. By default growth compares the first half of the
            days with the second, and what changed is what the last import did.
        today : date or ISO text, optional
            The day at which to look. By default today; or the day of the newest evidence, where that is more than 60
            days old, as in a sample of an earlier year.

        Returns
        -------
        ProgressReport
            Frames `pace`, `growth`, `ready`, `stuck`, `changed`, `aging` and `scale_growth`, with a `sentence`. Stuck
            are the few to ask about first (`plworkbench.progress.ask_first`); `standing_still` has all.

        Raises
        ------
        WorkbenchError
            If one of the days is none.
        NotFound
            If there is no such class.
        """
        class_key, scoring = self._class_key(class_name), self.scoring(class_name)
        words = scoring.scale.words
        table, evidence = pd.DataFrame(self.mastery(class_name)), self._store.evidence(class_key)
        start = None if since is None else _day(since)
        day, because = _day_to_look(today, table["latest_date"].max())
        students, plan, everything = self.students(class_name), self.plan(class_name), self.standards()
        standards, prerequisites = _in_order(everything, table["standard_code"], plan), self._store.prerequisites()
        changed, changed_since = self._changed(class_key, evidence, scoring, start, day)
        standing_still = progress.stuck(
            evidence,
            scoring,
            mastery_table=table,
            standards=standards,
            prerequisites=prerequisites,
            level_words=words,
        )
        found = {
            "pace": progress.pace(table, plan, day),
            "growth": progress.growth(evidence, since=start, scoring=scoring, students=students["student_key"]),
            "scale_growth": progress.scale_growth(self._store.records("scale_scores", class_key), since=start),
            "ready": progress.ready_to_move_on(table, standards, prerequisites, level_words=words),
            "stuck": progress.ask_first(standing_still, day, standards=standards),
            "standing_still": standing_still,
            "changed": changed,
            "aging": progress.aging(table, day),
        }
        titles, names = everything.set_index("standard_code")["title"], students.set_index("student_key")["name"]
        named = {name: _named(frame, names, titles) for name, frame in found.items()}
        return ProgressReport(
            class_name=class_name,
            today=day,
            today_because=because,
            changed_since=changed_since,
            level_words=words,
            plan_has_no_days=len(plan) > 0 and progress.due_dates(plan)["due_on"].isna().all(),
            **named,
        )

    def items(self, class_name: str, assessment: str | None = None) -> ItemReport:
        """Return how the items of a class's tests work, and which wrong answers several students share.

        Parameters
        ----------
        class_name : str
            The class.
        assessment : str, optional
            Only this assessment. By default all with answers to single items.

        Raises
        ------
        NotFound
            If there is no such assessment with answers to single items.
        """
        answers = self._store.records("item_responses", self._class_key(class_name))
        # The newest test comes last; those without a day come first.
        first_days = answers.groupby("assessment", sort=False)["date"].transform("min")
        answers = answers.assign(first_day=first_days).sort_values("first_day", na_position="first", kind="stable")
        answers = answers.drop(columns="first_day").reset_index(drop=True)
        there = tuple(answers["assessment"].drop_duplicates())
        if assessment is not None:
            if assessment not in there:
                known = ", ".join(there) or "none yet"
                raise NotFound(f"'{assessment}' has no answers to single items. Those that have are: {known}.")
            answers, there = answers[answers["assessment"] == assessment], (assessment,)
        titles = self.standards().set_index("standard_code")["title"]
        names = self.students(class_name).set_index("student_key")["name"]
        answers = answers[answers["student_key"].isin(names.index)]
        patterns = _named(item_analysis.error_patterns(answers), names, titles)
        who = [tuple(names[key] for key in keys) for keys in patterns["student_keys"]]
        return ItemReport(
            class_name=class_name,
            items=_named(item_analysis.item_statistics(answers), names, titles),
            distractors=_named(item_analysis.distractors(answers), names, titles),
            patterns=patterns.assign(students=pd.Series(who, index=patterns.index, dtype="object")),
            assessments=there,
        )

    def _changed(
        self,
        class_key: str,
        evidence: pd.DataFrame,
        scoring: mastery.Scoring,
        since: pd.Timestamp | None,
        day: pd.Timestamp,
    ) -> tuple[pd.DataFrame, str]:
        """Return the levels that changed, and what they are compared with in words; '' when nothing can be compared."""
        imports = self._store.imports(class_key)
        standing = imports[imports["undone_at"].isna() & imports["import_key"].isin(evidence["import_key"])]
        if since is None and len(standing) > 1:
            newest = standing.iloc[0]
            before = self._store.evidence_before(class_key, newest["import_key"])
            what = "the scores entered on" if newest["importer"] == ENTERED else "the import of"
            words = f"With {what} {day_in_words(_here(newest['imported_at']))}"
        else:
            start = day - pd.Timedelta(days=LOOK_BACK) if since is None else since
            dates = mastery.order_evidence(evidence, scoring.order_by)["date"].reindex(evidence.index)
            # What has no date counts as oldest everywhere.
            before = evidence[~(dates >= start)]
            words = f"Since {day_in_words(start)}" if dates.notna().any() else ""
        cells = {
            "students": sorted({*evidence["student_key"], *before["student_key"]}),
            "standards": sorted({*evidence["standard_code"], *before["standard_code"]}),
        }
        summaries = [mastery.summarize_mastery(frame, scoring=scoring, **cells) for frame in (before, evidence)]
        pieces = progress.new_pieces(mastery.weigh_evidence(evidence, scoring=scoring), before)
        return progress.what_changed(*summaries, pieces), words


def _in_order(everything: pd.DataFrame, here: pd.Series, plan: pd.DataFrame) -> pd.DataFrame:
    """Return the standards of a class and of its plan, in the order of the plan where it names all of them."""
    planned = progress.due_dates(plan)["standard_code"]
    wanted = everything[everything["standard_code"].isin({*here, *planned})]
    if len(planned) and here.isin(planned).all():
        wanted = wanted.set_index("standard_code").reindex(planned).reset_index()
    return wanted.reset_index(drop=True)


def _day(given: date | str) -> pd.Timestamp:
    """Return the day that was asked for; 3/11 is a day in two ways, so a text has to be ISO."""
    try:
        day = date.fromisoformat(given.strip()) if isinstance(given, str) else given
        # By way of a date: a Timestamp made of nothing would be one without a word.
        return pd.Timestamp(date(day.year, day.month, day.day))
    except (AttributeError, TypeError, ValueError):
        raise WorkbenchError(f"'{given}' is not a day. Write it as 2025-11-03.") from None


def _here(moment: pd.Timestamp) -> pd.Timestamp:
    """Return a moment of UTC by the clock of this computer: an import of the evening is one of today."""
    return pd.Timestamp(moment.to_pydatetime().replace(tzinfo=UTC).astimezone().replace(tzinfo=None))


def _day_to_look(today: date | str | None, newest: pd.Timestamp) -> tuple[pd.Timestamp, str]:
    if today is not None:
        return _day(today), ""
    real = pd.Timestamp(date.today())
    if pd.isna(newest) or (real - newest).days <= PAST_FROM:
        return real, ""
    return newest.normalize(), f"The newest evidence is of {day_in_words(newest)}; the class is seen as on that day."


def _named(frame: pd.DataFrame, names: pd.Series, titles: pd.Series) -> pd.DataFrame:
    """Return a frame with the names of its students and the titles of its standards, in the order of the roster."""
    found = frame
    if "student_key" in found:
        found = found[found["student_key"].isin(names.index)]
        place = found["student_key"].map({key: place for place, key in enumerate(names.index)})
        found = found.assign(place=place).sort_values("place", kind="stable").drop(columns="place")
        found = _with(found.reset_index(drop=True), "student_key", "name", names)
    for code, title in (("standard_code", "title"), ("next_code", "next_title")):
        found = _with(found, code, title, titles) if code in found else found
    return found


def _with(frame: pd.DataFrame, key: str, name: str, texts: pd.Series) -> pd.DataFrame:
    words = texts.astype("object").reindex(frame[key]).to_numpy()
    words = pd.Series(words, index=frame.index, dtype="object")
    frame = frame.copy()
    frame.insert(frame.columns.get_loc(key) + 1, name, words.where(words.notna(), frame[key]).astype("str"))
    return frame
