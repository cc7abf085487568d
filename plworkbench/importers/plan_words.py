"""What an import would do, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from plworkbench.importers.parsed import counted, record_count


def plan_sentence(counts: Mapping) -> str:
    """Return what an import would do in one or a few sentences.

    Parameters
    ----------
    counts : mapping
        `ImportPlan.counts`.

    Examples
    --------
    >>> nothing = {"added": 0, "changed": 0, "unchanged": 0}
    >>> whole = nothing | dict.fromkeys(("left_out", "empty", "problems", "waiting", "learned"), 0)
    >>> whole |= {"waits": {}, "records": {}, "standards": nothing}
    >>> plan_sentence(whole | {"records": {"attendance": nothing | {"added": 12}}, "left_out": 3})
    '12 days of attendance will be added. 3 lines are left out.'
    >>> plan_sentence(whole | {"added": 1610, "unchanged": 1, "waits": {"columns": 2, "no_standard": 55}, "empty": 71})
    '1,610 scores will be added, 1 is already here. 2 columns have no standard yet (55 scores). 71 cells are empty.'
    """
    parts = []
    whole = dict(counts["records"])
    if counts["standards"]["added"] or counts["standards"]["changed"] or counts["standards"]["unchanged"]:
        whole["standards"] = counts["standards"]
    for name, found in whole.items():
        what = counted if name == "standards" else record_count
        noun = "standard" if name == "standards" else name
        if found["unchanged"] and not found["added"] and not found["changed"]:
            parts.append(f"Nothing is new: {what(found['unchanged'], noun)} {_are(found['unchanged'])} already here.")
        else:
            parts.append(_compared(found, lambda number, what=what, noun=noun: what(number, noun)))
    if not parts or any(counts[name] for name in ("added", "changed", "unchanged")):
        parts.insert(0, _of_scores(counts))
    parts += _not_taken(counts)
    if counts["learned"]:
        number = counts["learned"]
        parts.append(f"{counted(number, 'student')} will be known by another number or name as well.")
    if counts["problems"]:
        number = counts["problems"]
        parts.append(f"{counted(number, 'problem')} {'has' if number == 1 else 'have'} to be looked at.")
    return " ".join(parts)


def _of_scores(counts: Mapping) -> str:
    there = counts["unchanged"]
    if there and not counts["added"] and not counts["changed"]:
        whole = f"all {there:,} scores are" if there > 1 else "the one score is"
        return f"Nothing is new: {whole} already here."
    return _compared(counts, lambda number: counted(number, "score"))


def _compared(found: Mapping, what: Callable[[int], str]) -> str:
    """Say what is added, changed and here already; what there is none of is not named."""
    added, changed, there = (found[name] for name in ("added", "changed", "unchanged"))
    said = [f"{what(added)} will be added"] if added else []
    if changed:
        said.append(f"{changed:,} changed" if said else f"{what(changed)} will be changed")
    if there:
        said.append(f"{there:,} {_are(there)} already here")
    if not said:
        said.append(f"No {what(0).removeprefix('0 ')} will be added")
    return ", ".join(said) + "."


def _not_taken(counts: Mapping) -> list[str]:
    """Say what waits and for what, what is left out, and what is empty."""
    waits = {"columns": 0, "no_standard": 0, "answer": 0, "student": 0, "unknown_student": 0} | dict(counts["waits"])
    said = []
    if columns := waits["columns"]:
        have = "has" if columns == 1 else "have"
        scores = counted(waits["no_standard"], "score")
        said.append(f"{counted(columns, 'column')} {have} no standard yet ({scores}).")
    if number := waits["answer"]:
        said.append(f"{_lines(number, 'waits', 'wait')} for an answer.")
    if number := counts["waiting"]:
        lines = f" ({_lines(waits['student'], 'waits', 'wait')})" if waits["student"] else ""
        said.append(f"{counted(number, 'student')} may be in the class already: say who is who{lines}.")
    if number := waits["unknown_student"]:
        they = "it is" if number == 1 else "they are"
        said.append(f"{_lines(number, 'waits', 'wait')}: nobody can tell whose {they}.")
    if number := counts["left_out"]:
        said.append(f"{_lines(number, 'is', 'are')} left out.")
    if number := counts["empty"]:
        said.append(f"{counted(number, 'cell')} {_are(number)} empty.")
    return said


def _lines(number: int, one: str, several: str) -> str:
    return f"{counted(number, 'line')} {one if number == 1 else several}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
