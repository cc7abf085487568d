"""Find the code of a standard in the title of an assessment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

# What the Common Core writes before its codes, in capitals or not.
_PREFIX = r"(?i:CCSS\.(?:MATH|ELA)(?:-LITERACY)?\.(?:CONTENT\.|PRACTICE\.)?)"
# The common ways of writing codes: a grade or course, a domain in capitals, then letters and numbers.
_PATTERN = re.compile(
    rf"(?<![A-Za-z0-9.\-])(?:{_PREFIX})?"
    r"""(?P<code>
        (?:K|[1-9]|1[0-2])\.[A-Z]{1,5}(?:\.[A-Z])?\.[0-9]{1,2}(?:\.?[a-z])?      # 6.RP.A.1   K.CC.4   6.RP.A.3b
      | (?:HS)?[A-Z]{1,2}-[A-Z]{1,4}(?:\.[A-Z])?\.[0-9]{1,2}(?:\.?[a-z])?         # A-REI.B.3   HSA-REI.3
      | (?:CCRA\.)?(?:RL|RI|RF|RH|RST|WHST|W|SL|L)\.(?:K|[1-9]|1[0-2]|9-10|11-12)\.[0-9]{1,2}(?:\.?[a-z])?  # RL.6.1
      | (?:K|[1-9]|MS|HS)-[A-Z]{2,4}[0-9]-[0-9]{1,2}                              # MS-PS1-1   5-ESS1-2
      | [A-Z]{2,5}\.(?:K|[1-9]|1[0-2]|[0-9]{3})\.[A-Z]{1,4}\.[0-9]{1,2}(?:\.[0-9]{1,2})?   # MA.6.AR.1.1
    )(?![A-Za-z0-9]|[.\-][A-Za-z0-9])""",
    re.VERBOSE,
)
# A shorter known code, such as 'A', is a word or a letter far more often than a code.
_SHORTEST_KNOWN = 3


@lru_cache(maxsize=8)
def _known_pattern(known_codes: tuple[str, ...]) -> re.Pattern[str] | None:
    codes = sorted({code for code in known_codes if len(code) >= _SHORTEST_KNOWN}, key=len, reverse=True)
    if not codes:
        return None
    alternatives = "|".join(map(re.escape, codes))
    return re.compile(rf"(?<![\w.\-])(?:{alternatives})(?!\w|[.\-]\w)", re.IGNORECASE)


def short_code(text: str) -> str:
    """Return the code of a standard as it is usually written, without what the Common Core puts before it.

    Examples
    --------
    >>> short_code("CCSS.Math.Content.6.RP.A.1"), short_code("MA.6.AR.1.1")
    ('6.RP.A.1', 'MA.6.AR.1.1')
    """
    line = " ".join(text.split())
    return re.sub(f"^{_PREFIX}(?=.)", "", line)


def find_codes(text: str, known_codes: Iterable[str] = ()) -> list[str]:
    """Return every standard code in a text, in order and without repeats.

    Parameters
    ----------
    text : str
        A title or header.
    known_codes : iterable of str
        Codes of the workbench's standards: found whatever their pattern and case, and returned as written there.

    Examples
    --------
    >>> find_codes("Quiz: 6.RP.A.1 ratios (123)"), find_codes("CCSS.Math.Content.6.RP.A.2")
    (['6.RP.A.1'], ['6.RP.A.2'])
    >>> find_codes("Unit test g3 and 7.NS.A.2", known_codes=["Goal", "G3.1", "6.RP"])
    ['7.NS.A.2']
    """
    known = tuple(known_codes)
    exact = {code.casefold(): code for code in known}
    if text.strip().casefold() in exact:
        return [exact[text.strip().casefold()]]
    found: list[tuple[int, int, str]] = []
    pattern = _known_pattern(known)
    if pattern is not None:
        found = [(m.start(), m.end(), exact[m[0].casefold()]) for m in pattern.finditer(text)]
    taken = tuple(found)
    for match in _PATTERN.finditer(text):
        start, end = match.span()
        if all(end <= other_start or start >= other_end for other_start, other_end, _ in taken):
            found.append((start, end, exact.get(match["code"].casefold(), match["code"])))
    return list(dict.fromkeys(code for *_, code in sorted(found)))


def recognise_code(text: str, known_codes: Iterable[str] = ()) -> str:
    """Return the one standard code of a text; '' when there is none, or several to choose from.

    Examples
    --------
    >>> recognise_code("6.RP.A.3b exit ticket"), recognise_code("6.RP.A.1 and 6.RP.A.2"), recognise_code("Unit 2.1")
    ('6.RP.A.3b', '', '')
    """
    codes = find_codes(text, known_codes)
    return codes[0] if len(codes) == 1 else ""
