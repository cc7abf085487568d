"""Pages and paper: templates of the package, filled in and escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import jinja2

_PAGES = jinja2.Environment(
    loader=jinja2.PackageLoader("plworkbench", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, **values: object) -> str:
    """Fill one of the package's HTML templates; every value is escaped.

    Parameters
    ----------
    template : str
        File name in `plworkbench/templates`.
    **values
        What the template names.
    """
    return _PAGES.get_template(template).render(**values)


def groups_sheets(
    groups: Sequence[Mapping[str, object]],
    *,
    heading: str,
    dates: str,
    goals: Sequence[str],
    with_reasons: bool,
) -> str:
    """Return the printed form of a grouping: one sheet a group.

    Parameters
    ----------
    groups : sequence of mapping
        Each with `name` and `members`, a list of mappings with `name` and `reason`.
    heading : str
        Class and name of the grouping.
    dates : str
        From when until when, in words.
    goals : sequence of str
        What the grouping works on, in the student's words.
    with_reasons : bool
        The teacher's copy gives the reason of each placement; the sheet for the wall must not, because a reason
        tells a student's level.

    Returns
    -------
    str
        HTML, one `<section class="pw-sheet">` a group.
    """
    return page(
        "group_sheets.html", groups=groups, heading=heading, dates=dates, goals=goals, with_reasons=with_reasons
    )
