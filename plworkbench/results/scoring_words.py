"""How a class is scored, in the words a teacher can repeat to a parent."""

from __future__ import annotations

from plworkbench.mastery import RULES, Scoring


def scoring_words(scoring: Scoring) -> str:
    """Return how scores are worked out, in two short sentences.

    Examples
    --------
    >>> scoring_words(Scoring(rule="mean"))
    'Every piece of work counts the same. Secure from 3 of 4, with at least 2 pieces of work.'
    """
    scale, least = scoring.scale, scoring.minimum_evidence
    secure = scale.word("secure")
    enough = "with 1 piece of work or more" if least == 1 else f"with at least {least} pieces of work"
    cut = f"{scale.cut_score:g} %" if scale.full_marks == 100 else f"{scale.cut_score:g} of {scale.full_marks:g}"
    return f"{RULES[scoring.rule].says(scoring)} {secure[:1].upper()}{secure[1:]} from {cut}, {enough}."


def rule_parameter(scoring: Scoring) -> str:
    """Return the choice that adjusts the rule in use: 'latest_weight', 'recent_count', 'times_needed', or ''."""
    return RULES[scoring.rule].parameter


def rarer_choices(scoring: Scoring) -> str:
    """Return, in words, the choices that a dashboard offers no control for, where they are not the usual ones.

    Examples
    --------
    >>> rarer_choices(Scoring()), rarer_choices(Scoring(drop_lowest=2))
    ('', 'Also set, in a file or a notebook: the 2 lowest pieces are left out.')
    """
    said = []
    if scoring.extra_credit != "full marks":
        said.append("points beyond those possible count")
    if scoring.drop_lowest:
        lowest = "lowest piece is" if scoring.drop_lowest == 1 else f"{scoring.drop_lowest} lowest pieces are"
        said.append(f"the {lowest} left out")
    if scoring.keep_highest is not None:
        one = scoring.keep_highest == 1
        said.append("only the highest piece counts" if one else f"only the {scoring.keep_highest} highest pieces count")
    return f"Also set, in a file or a notebook: {', '.join(said)}." if said else ""
