"""Names of students: as shown, as sorted, and folded for comparing."""

from __future__ import annotations

import re
import unicodedata

from plworkbench.importers.cells import INVISIBLE

_SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "v"}
_NAME_PART = re.compile(r"[^\W\d_][\w'’.\- ]*")


def tidy_name(text: str) -> str:
    r"""Return a name with every run of spaces and line ends as one space; the characters are left as they are.

    Examples
    --------
    >>> tidy_name("  Amara\n Okafor ")
    'Amara Okafor'
    """
    return " ".join(text.split())


def fold_name(text: str) -> str:
    r"""Return a name as it is compared: case, spaces, invisible signs and ways of writing an accent do not count.

    Examples
    --------
    >>> fold_name("LUCÍA  García") == fold_name("Luci\u0301a García")
    True
    """
    return tidy_name(INVISIBLE.sub("", unicodedata.normalize("NFC", text)).casefold())


def shown_and_sorted(text: str, *, last_name_first: bool = False) -> tuple[str, str]:
    """Return a name as shown ('Amara Okafor') and as sorted ('Okafor, Amara').

    Parameters
    ----------
    text : str
        Either form. A comma divides last and first name only where both sides look like names, so that any other
        text stays whole.
    last_name_first : bool
        Whether the source is known to write 'Last, First'; then the first comma with a space
        always divides.

    Examples
    --------
    >>> shown_and_sorted("Okafor, Amara")
    ('Amara Okafor', 'Okafor, Amara')
    >>> shown_and_sorted("Martin King, Jr.")
    ('Martin King, Jr.', 'King, Jr., Martin')
    >>> shown_and_sorted('=HYPERLINK("a","b")')
    ('=HYPERLINK("a","b")', '=HYPERLINK("a","b")')
    """
    name = tidy_name(text)
    before, comma, after = (part.strip() for part in name.partition(", " if last_name_first else ","))
    if comma and after.rstrip(".").casefold() in _SUFFIXES and " " in before:
        first, _, last = before.rpartition(" ")
        return name, f"{last}, {after}, {first}"
    divides = last_name_first or (_NAME_PART.fullmatch(before) and _NAME_PART.fullmatch(after))
    if comma and before and after and divides:
        return f"{after} {before}", f"{before}, {after}"
    first, space, last = name.rpartition(" ")
    if space and not comma and _NAME_PART.fullmatch(name):
        return name, f"{last}, {first}"
    return name, name
