"""What an import would do, in words."""

from __future__ import annotations

from collections.abc import Mapping

from plworkbench.importers.parsed import counted, record_count


def plan_sentence(counts: Mapping) -> str:
    """Return what an import would do in one or a few sentences.

    Parameters
    ----------
    counts : mapping
        `ImportPlan.counts`.

    Examples
    --------
    >>> scores = dict.fromkeys(("added", "changed", "unchanged", "left_out", "problems", "waiting", "learned"), 0)
    >>> nothing = {"added": 0, "changed": 0, "unchanged": 0}
    >>> there = {"attendance": nothing | {"added": 12}}
    >>> plan_sentence(scores | {"left_out": 3, "records": there, "standards": nothing})
    '12 days of attendance will be added, 0 changed, 0 are already here. 3 are left out.'
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
            parts.append(
                f"{what(found['added'], noun)} will be added, {found['changed']:,} changed, "
                f"{found['unchanged']:,} {_are(found['unchanged'])} already here."
            )
    if not parts or any(counts[name] for name in ("added", "changed", "unchanged")):
        parts.insert(0, _of_scores(counts))
    elif left_out := counts["left_out"]:
        parts.append(f"{left_out:,} {_are(left_out)} left out.")
    if counts["learned"]:
        number = counts["learned"]
        parts.append(f"{counted(number, 'student')} will be known by another number or name as well.")
    if counts["waiting"]:
        number = counts["waiting"]
        parts.append(f"{counted(number, 'student')} may be in the class already: say who is who.")
    if counts["problems"]:
        number = counts["problems"]
        parts.append(f"{counted(number, 'problem')} {'has' if number == 1 else 'have'} to be looked at.")
    return " ".join(parts)


def _of_scores(counts: Mapping) -> str:
    new, changed, there, left_out = (counts[name] for name in ("added", "changed", "unchanged", "left_out"))
    if there and not new and not changed:
        whole = f"all {there:,} scores are" if there > 1 else "the one score is"
        sentence = f"Nothing is new: {whole} already here"
        return sentence + (f", {left_out:,} {_are(left_out)} left out." if left_out else ".")
    return (
        f"{counted(new, 'score')} will be added, {changed:,} changed, {there:,} {_are(there)} already here, "
        f"{left_out:,} {_are(left_out)} left out."
    )


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
