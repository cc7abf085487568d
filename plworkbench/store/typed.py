"""Texts as people type, paste or send them, made fit to be kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

# PostgreSQL holds no NUL, no database a half of a surrogate pair; the other signs only draw nothing.
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")


def one_line(text: Any) -> str:
    r"""Return a typed text with every run of spaces and line ends as one space; '' for what is no text.

    Examples
    --------
    >>> one_line("  Lab \n report\x00 "), one_line(None)
    ('Lab report', '')
    """
    return " ".join(_NO_TEXT.sub("", text).split()) if isinstance(text, str) else ""


def same_words(text: str, known: Iterable[str]) -> str | None:
    """Return the known text that differs in capital letters at most, or None.

    Examples
    --------
    >>> same_words("leaders", ["Readers", "Leaders"]), same_words("Guides", ["Leaders"])
    ('Leaders', None)
    """
    return next((one for one in known if one.casefold() == text.casefold()), None)
