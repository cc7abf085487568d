"""The sentences that say why a level: what the score rests on, what the policy is, how sure it is, what was judged."""

from __future__ import annotations

import math
from calendar import timegm
from collections.abc import Mapping
from datetime import date, datetime

import pandas as pd

from plworkbench.mastery.arithmetic import plain
from plworkbench.mastery.rules import RULES
from plworkbench.mastery.scales import Scale
from plworkbench.mastery.scoring import Scoring
from plworkbench.schema import LEVELS, score_words, shown_score

DAYS = {
    "assessed": "the day it was assessed",
    "handed in": "the day it was handed in",
    "due": "the day it was due",
}
"""The days that can order the evidence, as they are said."""


def sentence_words(level: str, score: float, count: int, statuses: pd.Series, scoring: Scoring) -> str:
    """Return the level of the evidence, the score and how the rule comes by it, in one or two sentences."""
    says = RULES[scoring.rule].says(scoring)
    shown = score_words(score, scoring.scale.full_marks)
    if level in LEVELS:
        return f"{_named(level, scoring.scale)}: {shown}, from {pieces_words(count)}. {says}"
    if count == 0:
        told = [f"{int((statuses == status).sum())} {status}" for status in ("missing", "excused", "not assigned")
                if (statuses == status).any()]  # fmt: skip
        return "Not recorded: no piece of work counts yet" + (f" ({', '.join(told)})." if told else ".")
    if math.isnan(score):
        return f"Not enough evidence: {pieces_words(count)} so far, and no score yet. {says}"
    return f"Not enough evidence: {shown} so far, from {count} of the {pieces_words(scoring.minimum_evidence)} needed."


def set_by_hand_words(
    override: Mapping[str, object], level: str, score: float, count: int, scale: Scale, today: date
) -> str:
    """Return the level that the teacher set, and what the evidence alone says."""
    shown = score_words(score, scale.full_marks)
    alone = _named(level, scale) + (f", {shown} from {pieces_words(count)}" if shown else "")
    set_level, day = _named(str(override["level"]), scale), day_words(override["set_on"], today)
    return f"{set_level}, set by you on {day}. The evidence alone says {_lower_state(alone, level)}."


def rounding_words(before: float, score: float, shown: str, scale: Scale) -> list[str]:
    """Say how a score was rounded, where it was."""
    if abs(before - score) < 1e-9:
        return []
    to = "two decimals" if scale.step is None else f"steps of {plain(scale.step)}"
    return [f"Rounded to {to}, halves up: {shown}."]


def level_words(level: str, score: float, shown: str, count: int, scoring: Scoring) -> str:
    """Say between which scores the level lies, or why there is none."""
    scale = scoring.scale
    if level in LEVELS:
        begins = list(scale.levels_from)
        place = begins.index(level)
        ends = [f"at least {_from(level, scale)}"] if place else []
        if place + 1 < len(begins):
            ends.append(f"below {_from(begins[place + 1], scale)}")
        return f"{shown} is {' and '.join(ends) or 'on the scale'}: {scale.word(level)}."
    if math.isnan(score):
        return "Without a score there is no level."
    return f"That rests on {pieces_words(count)}; a level needs {scoring.minimum_evidence}."


def policy_words(scored: pd.DataFrame, scoring: Scoring) -> list[str]:
    """Return which day orders the evidence, and what missing work, extra credit and dropped pieces do.

    Parameters
    ----------
    scored : DataFrame
        The pieces that count as evidence, with `date_kind`.
    scoring : Scoring
        How mastery is scored.
    """
    first, *others = sorted(DAYS, key=lambda day: day != scoring.order_by)
    fallback = " or ".join(DAYS[day].removeprefix("the day it was ") for day in others)
    lines = [f"Work is in order of {DAYS[first]}; where that is not known, of the day it was {fallback}."]
    if "time" not in RULES[scoring.rule].sorts:
        lines = [f"{lines[0]} Under this rule the order changes nothing."]
    else:
        kinds = scored["date_kind"].value_counts()
        stood_in = [f"{_pieces(kinds[day])} ordered by {DAYS[day]}" for day in others if kinds.get(day, 0)]
        if none := int(kinds.get("", 0)):
            stood_in.append(f"{_pieces(none)} without a date and counted as oldest")
        lines += [f"{'; '.join(stood_in)}."] if stood_in else []
    lines.append(
        ("Missing work is left out" if scoring.missing == "left out" else "Missing work counts as 0")
        + "; excused work and work not assigned never count."
    )
    lines.append(
        "More points than possible are full marks."
        if scoring.extra_credit == "full marks"
        else "Points beyond those possible count."
    )
    if scoring.drop_lowest:
        lowest = "lowest piece is" if scoring.drop_lowest == 1 else f"{scoring.drop_lowest} lowest pieces are"
        lines.append(f"The {lowest} left out.")
    if scoring.keep_highest is not None:
        highest = (
            "highest piece counts" if scoring.keep_highest == 1 else f"{scoring.keep_highest} highest pieces count"
        )
        lines.append(f"Only the {highest}.")
    lines.append(f"A level is named from {pieces_words(scoring.minimum_evidence)} on.")
    return lines


def age_words(latest: pd.Timestamp, count: int, today: date) -> str:
    """Say how old the newest piece is.

    Examples
    --------
    >>> age_words(pd.Timestamp(2025, 9, 1), 2, date(2025, 11, 3)), age_words(pd.NaT, 2, date(2025, 11, 3))
    ('The newest piece is 9 weeks old.', 'No piece has a date, so its age is not known.')
    """
    if not count:
        return ""
    if pd.isna(latest):
        return "No piece has a date, so its age is not known."
    days = (today - latest.date()).days
    if days <= 0:
        return (
            "The newest piece is from today." if days == 0 else f"The newest piece is dated {day_words(latest, today)}."
        )
    if days < 14:
        return f"The newest piece is {days} day{'' if days == 1 else 's'} old."
    if days < 183:
        return f"The newest piece is {days // 7} weeks old."
    return f"The newest piece is {round(days / 30.44)} months old."


def certainty_words(interval: tuple[float, ...], scale: Scale, chance: float = math.nan, level: str = "") -> str:
    """Say what is likely on such work, and of how many such students that is enough.

    Parameters
    ----------
    interval : tuple of float
        Low end, estimate and high end on the scale, or nothing.
    scale : Scale
        The scale.
    chance : float, optional
        How likely it is that the cut score is reached, 0 to 1.
    level : str, optional
        The level that the rule gives: where the two do not agree, that is said as well.

    Examples
    --------
    >>> certainty_words((2.7, 3.3, 3.6), Scale(), 0.81)
    'Seen with all the work of the class, 2.7 to 3.6 of 4 is likely. Of 10 students like this, about 8 reach secure.'
    """
    if not interval:
        return ""
    low, _, high = interval
    cut, top, secure = scale.cut_score, scale.full_marks, scale.word("secure")
    ends = f"{shown_score(low, top)} to {score_words(high, top)}"
    if not math.isnan(chance):
        said = f"Seen with all the work of the class, {ends} is likely. {_of_ten(chance, secure)}"
        return f"{said} {_beside_the_rule(chance, level, scale)}".strip()
    if low >= cut:
        meaning = f"the whole of it is {secure}"
    elif high < cut:
        meaning = f"the whole of it is below {secure}"
    else:
        meaning = f"the next piece could fall on either side of {secure}"
    return f"Likely between {ends.replace(' to ', ' and ')}: {meaning}."


def _of_ten(chance: float, secure: str) -> str:
    """Return a probability as a count of ten: the way it is understood best.

    Notes
    -----
    Gigerenzer, G., & Hoffrage, U. (1995). How to improve Bayesian reasoning without instruction: frequency formats.
    Psychological Review 102, 684-704.
    """
    number = math.floor(10 * chance + 0.5)
    words = {0: "hardly any reaches", 1: "about 1 reaches", 10: "nearly all reach"}
    return f"Of 10 students like this, {words.get(number, f'about {number} reach')} {secure}."


def _beside_the_rule(chance: float, level: str, scale: Scale) -> str:
    """Say what follows where nobody can tell, or where the rule says something else."""
    if level not in LEVELS:
        return ""
    if 1 / 4 < chance < 3 / 4:
        return "That is close to the line: one more piece of work would tell more."
    if (level in ("secure", "extending")) != (chance > 1 / 2):
        return f"The rule says {scale.word(level)} all the same: it looks at these pieces only."
    return ""


def judgement_words(override: Mapping[str, object], level: str, scale: Scale, today: date) -> str:
    """Say what the teacher set by hand, and what the evidence says beside it."""
    reason = override.get("reason")
    why = f": “{reason}”" if isinstance(reason, str) and reason.strip() else ""
    said = f"You set {_named(str(override['level']), scale)} on {day_words(override['set_on'], today)}{why}."
    if override["standing"] != "stands":
        return f"{said} New evidence has come in since. Keep your level, or let it go?"
    if override["level"] == level:
        return f"{said} The evidence alone says the same."
    return f"{said} The evidence alone says {_lower_state(_named(level, scale), level)}."


def pieces_words(count: int) -> str:
    """Return '1 piece of work', '2 pieces of work'."""
    return f"{count} piece{'' if count == 1 else 's'} of work"


def day_words(moment: object, today: date) -> str:
    """Return a day as it is said, the year only where it is another one: '12 November'.

    A moment with an hour is taken as UTC, and said in the time of this computer.
    """
    stamp = pd.Timestamp(moment)
    if stamp != stamp.normalize():
        stamp = pd.Timestamp(datetime.fromtimestamp(timegm(stamp.timetuple())))
    return f"{stamp.day} {stamp:%B}" + ("" if stamp.year == today.year else f" {stamp.year}")


def _named(level: str, scale: Scale) -> str:
    word = scale.word(level)
    return word[:1].upper() + word[1:]


def _lower_state(words: str, level: str) -> str:
    return words if level in LEVELS else words[:1].lower() + words[1:]


def _from(level: str, scale: Scale) -> str:
    return f"{plain(scale.levels_from[level])} ({scale.word(level)})"


def _pieces(number: int) -> str:
    return f"{number} piece is" if number == 1 else f"{number} pieces are"
