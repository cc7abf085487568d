"""What groups do, on paper: the rounds of a plan, the stations of a rotation, slips for peer reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plworkbench.exports.pages import page


def rounds_sheets(
    rounds: Sequence[Mapping[str, object]], *, heading: str, dates: str, with_reasons: bool = False
) -> str:
    """Return the printed form of a plan of several rounds: one sheet a round, with all of its groups.

    Parameters
    ----------
    rounds : sequence of mapping
        Each with a `title` and `groups`, a list of mappings with `name` and `members`.
    heading : str
        The class.
    dates : str
        From when until when, in words.
    with_reasons : bool
        Whether to print who is a new partner, for the teacher's copy.

    Returns
    -------
    str
        HTML, one `<section class="pw-sheet">` a round.
    """
    return page("rounds_sheets.html", rounds=rounds, heading=heading, dates=dates, with_reasons=with_reasons)


def schedule_sheet(
    *,
    heading: str,
    slots: Sequence[Mapping[str, object]],
    groups: Sequence[Mapping[str, object]],
    with_teacher: Sequence[str],
) -> str:
    """Return a rotation schedule for the wall, on one sheet.

    Parameters
    ----------
    heading : str
        Class and name of the grouping.
    slots : sequence of mapping
        Each with `number` and `minutes`.
    groups : sequence of mapping
        Each with `name`, `members` and `stations`, the station of each slot or ''.
    with_teacher : sequence of str
        The stations the teacher is at.
    """
    return page("schedule_sheet.html", heading=heading, slots=slots, groups=groups, with_teacher=with_teacher)


def review_slips(reviewers: Sequence[Mapping[str, object]], *, heading: str) -> str:
    """Return a slip for each reviewer, with room to write; they are cut apart.

    Parameters
    ----------
    reviewers : sequence of mapping
        Each with `name` and `authors`, the names of those whose work is reviewed.
    heading : str
        Class and piece of work.
    """
    return page("review_slips.html", reviewers=reviewers, heading=heading)
