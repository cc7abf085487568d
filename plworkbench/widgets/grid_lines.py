"""How a hundred thousand cells go to the browser: every different cell once, and one letter for each place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real

from plworkbench.schema import STATES

JUDGED = ("", "by the teacher", "newer evidence")
"""What may be said of who judged a cell; the browser reads the place in this list."""

FIRST = 0x30
"""The letter "0": the letters before it would be escaped on the way."""

SURROGATES = range(0xD800, 0xE000)
"""No letters of their own."""

_PLACES = {state: place for place, state in enumerate(STATES)}


def digits_of(scale_top: float) -> int:
    """Return the decimals a score is shown with, as the script of the grid writes it.

    Examples
    --------
    >>> [digits_of(top) for top in (1.0, 2.0, 4.0, 100.0)]
    [2, 2, 1, 0]
    """
    if scale_top == 100:
        return 0
    return 2 if scale_top <= 2 else 1


def letter(place: int) -> str:
    """Return the letter that stands for a place in the list of different cells."""
    code = FIRST + place
    return chr(code if code < SURROGATES.start else code + len(SURROGATES))


def packed(rows: Sequence[Mapping], scale_top: float) -> tuple[list[list], list[dict[str, str]]]:
    """Return the different cells, and each row with its cells as one text.

    Parameters
    ----------
    rows : sequence of mapping
        As `MasteryGrid.rows` takes them.
    scale_top : float
        The top of the scale; it decides how exactly a score is shown, and so which cells are the same.

    Returns
    -------
    kinds : list of list
        Each different cell once: the place of its level in `schema.STATES`, score or None, count, 1 if it is unsure,
        and the place in `JUDGED`.
    lines : list of dict
        `key`, `name` and `cells`: a letter a column.

    Examples
    --------
    >>> cell = {"level": "secure", "score": 3.2, "count": 5}
    >>> packed([{"key": "a", "name": "Amara", "cells": [cell, cell, {"level": "not recorded"}]}], 4.0)
    ([[4, 3.2, 5, 0, 0], [0, None, 0, 0, 0]], [{'key': 'a', 'name': 'Amara', 'cells': '001'}])
    """
    digits = digits_of(scale_top)
    kinds: dict[tuple, str] = {}
    letters: dict[tuple, str] = {}  # the same without working a cell out again
    lines = []
    for row in rows:
        text = []
        for cell in row["cells"]:
            get = cell.get
            told = (get("level"), get("score"), get("count"), get("unsure"), get("judged"))
            known = letters.get(told)
            if known is None:
                known = letters[told] = kinds.setdefault(_kind(digits, *told), letter(len(kinds)))
            text.append(known)
        lines.append({"key": row["key"], "name": row["name"], "cells": "".join(text)})
    return [list(kind) for kind in kinds], lines


def _kind(digits: int, level: str, score: float | None, count: int | None, unsure: object, judged: str | None) -> tuple:
    shown = round(float(score), digits) if isinstance(score, Real) and score == score else None
    said = JUDGED.index(judged) if judged in JUDGED else 0
    return _PLACES.get(level, 0), shown, int(count or 0), int(bool(unsure)), said
