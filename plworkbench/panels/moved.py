"""Who came to another readiness, and how that is said."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from plworkbench.panels import parts


def who_moved(
    before: pd.DataFrame, after: pd.DataFrame, standard_codes: Sequence[str], secure: str = "secure"
) -> list[dict]:
    """Return who came to another readiness on some standards.

    Returns
    -------
    list of dict
        `title`, `names` and the number of `students`; nothing that nobody did. Of several standards the name says on
        which: 'Ana Silva (Unit rates)'.
    """
    keys = ["student_key", "standard_code"]
    both = after[after["standard_code"].isin(standard_codes)].merge(
        before[[*keys, "level", "overridden"]], on=keys, how="left", suffixes=("", "_before")
    )
    high = ("secure", "extending")
    now, then = both["level"].isin(high), both["level_before"].isin(high)
    unknown = ("not recorded", "not enough evidence")
    known, was_known = ~both["level"].isin(unknown), both["level_before"].notna() & ~both["level_before"].isin(unknown)
    lists = (
        (f"Now {secure}", now & ~then),
        (f"No longer {secure}", then & ~now),
        ("Enough evidence for a level now", known & ~was_known & ~now),
        (
            "Keep your own level?",
            (both["overridden"] == "newer evidence") & (both["overridden_before"] == "by the teacher"),
        ),
    )
    where = " (" + both["title"] + ")" if len(set(standard_codes)) > 1 else ""
    told = both["name"] + where
    return [
        {"title": title, "names": told[rows].tolist(), "students": int(both.loc[rows, "student_key"].nunique())}
        for title, rows in lists
        if rows.any()
    ]


def saved_words(moved: list[dict], what: str, secure: str = "secure") -> str:
    """Return in a sentence what a saving changed.

    Examples
    --------
    >>> now, no_longer = {"title": "Now secure", "students": 2}, {"title": "No longer secure", "students": 1}
    >>> saved_words([now, no_longer], "Ratios (6.RP.A.1)")
    'On Ratios (6.RP.A.1), 2 students are now secure and 1 is no longer secure.'
    >>> saved_words([], "Ratios (6.RP.A.1)")
    'No level on Ratios (6.RP.A.1) has changed.'
    """
    counts = {group["title"]: group["students"] for group in moved}
    phrases = (
        (f"Now {secure}", f"now {secure}"),
        (f"No longer {secure}", f"no longer {secure}"),
        ("Enough evidence for a level now", "now known well enough for a level"),
        ("Keep your own level?", "at a level that you set and that is in question now"),
    )
    said: list[str] = []
    for title, words in phrases:
        if number := counts.get(title):
            who = str(number) if said else parts.count(number, "student")
            said.append(f"{who} {'is' if number == 1 else 'are'} {words}")
    if not said:
        return f"No level on {what} has changed."
    return f"On {what}, {', '.join(said[:-1])}{' and ' if said[1:] else ''}{said[-1]}."
