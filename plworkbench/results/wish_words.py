"""Wishes as the sentences a teacher would say."""

from __future__ import annotations

_SENTENCES = {
    "together": "Keep {one} and {other} together",
    "apart": "Keep {one} and {other} apart",
    "prefers": "{one} would like to work with {other}",
    "rather not": "{one} would rather not work with {other}",
    "nobody alone": "Nobody of '{about}' alone in a group",
    "balance": "Spread '{about}' evenly over the groups",
    "one in each": "At least one of '{about}' in every group",
}


def wish_sentence(kind: str, weight: str, one: str = "", other: str = "", about: str = "") -> str:
    """Return a wish as a sentence with how much it matters.

    Parameters
    ----------
    kind, weight : str
        Of `plworkbench.schema.WISH_KINDS` and `plworkbench.schema.WISH_WEIGHTS`.
    one, other : str
        Names, of a wish about two students; of what a student said, first the one who said it.
    about : str
        The list, of a wish about all who are on it.

    Examples
    --------
    >>> wish_sentence("apart", "must", "Ana", "Ben")
    'Keep Ana and Ben apart (must).'
    >>> wish_sentence("nobody alone", "important", about="Leaders")
    "Nobody of 'Leaders' alone in a group (important)."
    """
    return f"{_SENTENCES[kind].format(one=one, other=other, about=about)} ({weight})."
