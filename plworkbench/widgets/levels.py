"""How each state of mastery is written on the screen: a symbol, a word and a class of the stylesheet."""

from __future__ import annotations

from plworkbench.schema import STATES, SYMBOLS


def level_marks() -> list[dict[str, str]]:
    """Return every state from nothing to most, as the scripts of the parts read it.

    Returns
    -------
    list of dict
        `level` (a value of `schema.STATES`), `symbol`, `word` and `css` (its class).

    Examples
    --------
    >>> level_marks()[-1]
    {'level': 'extending', 'symbol': '★', 'word': 'extending', 'css': 'pw-extending'}
    """
    return [
        {"level": state, "symbol": SYMBOLS[state], "word": state, "css": "pw-" + state.replace(" ", "-")}
        for state in STATES
    ]
