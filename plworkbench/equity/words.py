"""Words for the sentences of an audit: numbers with their nouns, and short lists of names."""

from __future__ import annotations

from collections.abc import Sequence


def counted(count: int, one: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "student"), counted(12, "student")
    ('1 student', '12 students')
    """
    return f"{count} {one}" if count == 1 else f"{count} {one}s"


def listed(names: Sequence[str], most: int = 6) -> str:
    """Return names as a list in words, the first few of a long one.

    Examples
    --------
    >>> listed(["Ana", "Ben", "Cy"]), listed(["Ana"]), listed(["Ana", "Ben", "Cy", "Di"], most=2)
    ('Ana, Ben and Cy', 'Ana', 'Ana, Ben and 2 more')
    """
    # "And 1 more" would take the place of the name itself.
    shown = list(names) if len(names) <= most + 1 else [*names[:most], f"{len(names) - most} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
