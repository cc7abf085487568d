"""What somebody types, taps or pastes as a score, understood or named as not understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

MARKS = [["M", "missing"], ["E", "excused"]]
"""What can stand in place of a score: the letter, and the status it means."""

MOST_TAPS = 11
"""Above so many scores there is nothing to tap: a number is typed more quickly than found."""

_WORDS = {"m": "M", "missing": "M", "e": "E", "ex": "E", "excused": "E"}
_NUMBER = re.compile(r"\d+([.,]\d*)?|[.,]\d+")
_HEADINGS = ("score", "scores", "point", "points", "grade", "grades", "mark", "marks", "result", "total", "level")

NAMED = 5
"""Names that a sentence lists; of more it says how many."""


def canonical(text: str, points_possible: float | None = None) -> str:
    """Return an entry as it is kept: '3.0' as '3', 'missing' as 'M'; what is no entry stays as it is.

    Parameters
    ----------
    text : str
        What was typed, tapped or pasted.
    points_possible : float, optional
        What a percent is a share of; without it a percent is no entry.

    Examples
    --------
    >>> canonical(" 3.0 "), canonical("2,5"), canonical("ex"), canonical("absnt")
    ('3', '2.5', 'E', 'absnt')
    >>> canonical("75 %", 4), canonical("75%")
    ('3', '75%')
    """
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return f"{_number(text):g}"
    share = text.removesuffix("%").strip()
    if points_possible is not None and share != text and _NUMBER.fullmatch(share):
        return f"{round(_number(share) * points_possible / 100, 2):g}"
    return _WORDS.get(text.casefold(), text)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def problem_with(text: str, points_possible: float) -> str:
    """Return what is wrong with an entry, with the cure; '' if nothing is.

    Examples
    --------
    >>> problem_with("3.5", 4), problem_with("M", 4)
    ('', '')
    >>> problem_with("7", 4), problem_with("absnt", 4)
    ('7 is more than 4 points.', 'Type 0 to 4, M or E.')
    """
    if text in ("", "M", "E"):
        return ""
    if not _NUMBER.fullmatch(text):
        return f"Type 0 to {points_possible:g}, M or E."
    return f"{text} is more than {points_possible:g} points." if float(text) > points_possible else ""


def score_of(text: str) -> float | str | None:
    """Return an entry as the workbench stores it: points, a status, or None for nothing.

    Examples
    --------
    >>> score_of("2.5"), score_of("M"), score_of("")
    (2.5, 'missing', None)
    """
    return dict(MARKS).get(text) or (float(text) if text else None)


def text_of(status: str, score: float) -> str:
    """Return stored evidence as it would be typed.

    Examples
    --------
    >>> text_of("scored", 2.5), text_of("excused", float("nan"))
    ('2.5', 'E')
    """
    letters = {word: letter for letter, word in MARKS}
    return f"{score:g}" if status == "scored" and not pd.isna(score) else letters.get(status, "")


def taps(points_possible: float, halves: bool) -> list[list[str]]:
    """Return the scores to tap as [value, words], none where there would be too many.

    Examples
    --------
    >>> [words for _, words in taps(4, halves=False)]
    ['0', '1', '2', '3', '4']
    >>> len(taps(4, halves=True)), taps(20, halves=False)
    (9, [])
    """
    step = 0.5 if halves else 1.0
    count = int(points_possible / step) + 1
    values = [f"{place * step:g}" for place in range(count)]
    if values[-1] != f"{points_possible:g}":
        values.append(f"{points_possible:g}")
    return [[value, value] for value in values] if len(values) <= MOST_TAPS else []


@dataclass(frozen=True)
class Pasted:
    """What a pasted text says.

    Parameters
    ----------
    entries : dict
        Entry by student key.
    unknown : tuple of str
        Names that are nobody's in the class, or that two students share.
    left_over : int
        Values of a column for which there was no student any more.
    heading : str
        The first line of a column, where it was taken as its heading.
    """

    entries: dict[str, str]
    unknown: tuple[str, ...] = ()
    left_over: int = 0
    heading: str = ""

    @property
    def words(self) -> str:
        """What happened, in words."""
        said = [f"{len(self.entries)} {'score was' if len(self.entries) == 1 else 'scores were'} pasted."]
        if self.heading:
            said.append(f"The first line, '{self.heading}', was taken as a heading.")
        if self.unknown:
            said.append(f"Left out, as no student or more than one has that name: {listed(self.unknown)}.")
        if self.left_over:
            said.append(f"{self.left_over} more than there are students below were left out.")
        return " ".join(said)


def listed(names: Sequence[str]) -> str:
    """Return names with commas between, at most a few of them.

    Examples
    --------
    >>> listed(["Ana", "Ben"]), listed(["Ana", "Ben", "Cy", "Di", "Eva", "Flo", "Gus"])
    ('Ana, Ben', 'Ana, Ben, Cy, Di, Eva and 2 more')
    """
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def read_pasted(text: str, roster: pd.DataFrame, first: int = 0, points_possible: float | None = None) -> Pasted:
    r"""Read a column of scores, or lines of a name and a score.

    Parameters
    ----------
    text : str
        The clipboard.
    roster : DataFrame
        student_key, name and sort_name, in the order of the grid.
    first : int
        The row a column without names begins at.
    points_possible : float, optional
        What a percent is a share of.

    Notes
    -----
    A name means a student only if it is hers to the letter, but for capitals and spaces, in either order; nothing is
    guessed. A heading above the lines is left out. A value of a column that is no score is pasted all the same: it
    would move everybody below it, and in its field it can be mended.

    Examples
    --------
    >>> roster = pd.DataFrame({"student_key": ["a", "b"], "name": ["Ana Silva", "Ben Ito"]})
    >>> roster["sort_name"] = ["Silva, Ana", "Ito, Ben"]
    >>> read_pasted("Ben Ito\t3\nCy Day\t1", roster)
    Pasted(entries={'b': '3'}, unknown=('Cy Day',), left_over=0, heading='')
    >>> read_pasted("3\n\n2", roster).entries, read_pasted("3\nabsnt", roster).entries
    ({'a': '3'}, {'a': '3', 'b': 'absnt'})
    """
    lines = [line.rstrip() for line in text.rstrip("\r\n").splitlines()]
    known = _names(roster)
    if _is_column(lines, known):
        keys = roster["student_key"].tolist()[first:]
        heading = _heading_of(lines, len(keys))
        values = lines[1:] if heading else lines
        found = {key: canonical(value, points_possible) for key, value in zip(keys, values) if value.strip()}
        return Pasted(found, left_over=sum(bool(value.strip()) for value in values[len(keys) :]), heading=heading)
    entries: dict[str, str] = {}
    unknown = []
    for place, line in enumerate(lines):
        name, score = _split(line)
        key = known.get(_folded(name))
        if key is not None and score:
            entries[key] = canonical(score, points_possible)
        elif key is None and name and (place or (score and _is_entry(score))):
            unknown.append(name)
    return Pasted(entries, unknown=tuple(unknown))


def _is_column(lines: Sequence[str], known: dict[str, str]) -> bool:
    """Return whether lines are values alone: most of them are scores, and none names a student."""
    values = [line.strip() for line in lines if line.strip()]
    if any("\t" in value or _folded(_split(value)[0]) in known for value in values):
        return False
    return 2 * sum(map(_is_entry, values)) >= len(values)


def _heading_of(lines: Sequence[str], students: int) -> str:
    """Return the first line of a column if it is a heading: it reads like one, or it is the one line too many."""
    first = lines[0].strip() if lines else ""
    if not first or _is_entry(first):
        return ""
    return first if first.casefold() in _HEADINGS or len(lines) == students + 1 else ""


def _is_entry(text: str) -> bool:
    text = text.strip()
    return not text or bool(_NUMBER.fullmatch(text.removesuffix("%").strip())) or text.casefold() in _WORDS


def _split(line: str) -> tuple[str, str]:
    """Return the name and the score of a line; cells are kept apart by tabs, else the score is the last word."""
    if "\t" in line:
        *names, score = (cell.strip() for cell in line.split("\t"))
        return " ".join(name for name in names if name), score
    name, _, last = line.strip().rpartition(" ")
    return (name.rstrip(" ;,"), last) if _is_entry(last) else (line.strip(), "")


def _folded(name: str) -> str:
    return " ".join(name.replace(",", " ").casefold().split())


def _names(roster: pd.DataFrame) -> dict[str, str]:
    """Return the student of every name, in either order; a name that two students share is nobody's."""
    found: dict[str, set[str]] = {}
    for row in roster.itertuples():
        for name in (row.name, row.sort_name):
            found.setdefault(_folded(name), set()).add(row.student_key)
    return {name: keys.copy().pop() for name, keys in found.items() if len(keys) == 1}


def counted_entries(entries: dict[str, str]) -> list[tuple[str, int]]:
    """Return how often each entry was made, from low to high, marks last.

    Examples
    --------
    >>> counted_entries({"a": "3", "b": "M", "c": "3", "d": "2.5"})
    [('2.5', 1), ('3', 2), ('missing', 1)]
    """
    counts = pd.Series([text for text in entries.values() if text], dtype="str").value_counts().to_dict()
    shown = [(text, counts[text]) for text in sorted(filter(_NUMBER.fullmatch, counts), key=float)]
    return shown + [(word, counts[letter]) for letter, word in MARKS if letter in counts]
