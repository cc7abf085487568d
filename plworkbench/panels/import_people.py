"""Parts of the import page about who is who: students who may be known, and records that may be one child."""

from __future__ import annotations

from collections.abc import Callable

from plworkbench.panels import parts
from plworkbench.panels.import_model import ImportModel
from plworkbench.widgets import FieldTable

SHOWN = 200
"""Students that are put on the page; the buttons for all mean all."""


class WhoIsThis:
    """Students of the file who may be students of the class.

    Parameters
    ----------
    model : ImportModel
        What the page decides.
    do : callable
        Carries out what was clicked, as `Panel.do`.
    """

    def __init__(self, model: ImportModel, do: Callable[..., bool]):
        self._model = model
        self._words = parts.text("", css="pw-soft")
        self.table = FieldTable(
            columns=[
                {"key": "name", "label": "In the file", "kind": "words"},
                {"key": "known", "label": "In the class", "kind": "words"},
                {"key": "decision", "label": "Who is it?", "kind": "choice"},
            ],
            caption="Students who may be in the class already",
            caption_hidden=True,
        )
        self.table.on_changed(lambda row, _, decision: do(model.match, int(row), str(decision)))
        self.same = parts.button("All of them are the same", lambda: do(model.match_all, "same"))
        self.new = parts.button("All are new", lambda: do(model.match_all, "new"))
        self.leave = parts.button("Leave them out for now", lambda: do(model.leave_out, True))
        self.card = parts.section("Who is this?", self._words, self.table, parts.row(self.same, self.new, self.leave))

    def render(self) -> None:
        """Show the students and what was said of them."""
        model, preview = self._model, self._model.preview
        matches = preview.matches if preview is not None else ()
        parts.show_if(self.card, len(matches) > 0)
        if not len(matches):
            return
        undecided = len(preview.undecided)
        out = " They are left out; bring the file in again to add them." if model.leaves_out and undecided else ""
        of_them = f"{parts.count(undecided, 'student')} of {len(matches):,} still open.{out}" if undecided else ""
        parts.say(
            self._words,
            "A name alone does not say who somebody is. What you say is remembered for the next file. " + of_them,
        )
        for button in (self.same, self.new, self.leave):
            parts.show_if(button, undecided > 0)
        parts.show_if(self.leave, undecided > 0 and not model.leaves_out)
        names = model.wb.students(model.target).set_index("student_key")["name"]
        self.table.rows = [_match_row(match, names) for match in matches.head(SHOWN).itertuples()]
        more = len(matches) - SHOWN
        self.table.caption_hidden = more <= 0
        self.table.caption = f"The first {SHOWN} of {len(matches):,} students" if more > 0 else "Who is this?"


def _match_row(match, names) -> dict:
    known = [names.get(key, name) for key, name in zip(match.candidates, match.known_names, strict=True)]
    if len(known) == 1:
        options = [["same", "The same child"], ["new", "Another child"]]
    else:
        named = sorted(zip(known, match.candidates, strict=True))
        options = [[key, f"It is {name}"] for name, key in named]
        options.append(["new", "Another child"])
    decided = match.decision if match.decision in [value for value, _ in options] else None
    if match.decision in match.candidates and len(known) == 1:
        decided = "same"
    return {
        "key": str(match.row_number),
        "name": match.name,
        "note": f"row {match.row_number}",
        "known": f"{', '.join(sorted(known))}. {match.why}",
        "decision": decided,
        "options": {"decision": options},
    }


def _act(value: str, words: str) -> dict:
    return {"key": "act", "label": words, "kind": "buttons", "options": [[value, words]]}


class OneChild:
    """Records of the class that may be one child, and those that were put together.

    Parameters
    ----------
    model, do
        As for `WhoIsThis`.
    """

    def __init__(self, model: ImportModel, do: Callable[..., bool]):
        self._model = model
        self._words = parts.text("", css="pw-soft")
        self.pairs = FieldTable(
            columns=[
                {"key": "name", "label": "One record", "kind": "words"},
                {"key": "other", "label": "The other", "kind": "words"},
                {
                    "key": "act",
                    "label": "What is true",
                    "kind": "buttons",
                    "options": [["merge", "They are one child"]],
                },
            ],
            caption="Records that may be one child",
            caption_hidden=True,
        )
        self.pairs.on_changed(lambda pair, *_: do(model.merge, *reversed(pair.split(" "))))
        self.merged = FieldTable(
            columns=[
                {"key": "name", "label": "Put together", "kind": "words"},
                {"key": "when", "label": "When", "kind": "words"},
                _act("apart", "Take apart"),
            ],
            caption="Records that were put together",
            caption_hidden=True,
        )
        self.merged.on_changed(lambda merge_key, *_: do(model.take_apart, merge_key))
        self.card = parts.section("Is this one child?", self._words, self.pairs, self.merged)

    def render(self) -> None:
        """Show the pairs of the class, and what was put together."""
        model = self._model
        pairs, merges = model.same_child, model.wb.merges()
        parts.show_if(self.card, len(pairs) > 0 or len(merges) > 0)
        parts.show_if(self.pairs, len(pairs) > 0)
        parts.show_if(self.merged, len(merges) > 0)
        parts.say(
            self._words,
            f"{model.family_class} has records that share a name. If they are one child, put them together: all "
            "scores stay, and it can be taken apart again."
            if len(pairs)
            else "",
        )
        names = model.wb.students(model.family_class).set_index("student_key")["name"] if len(pairs) else {}
        self.pairs.rows = [
            {
                "key": f"{pair.student_key} {pair.other_student_key}",
                "name": names.get(pair.student_key, pair.name),
                "other": names.get(pair.other_student_key, pair.other_name),
                "note": pair.why,
            }
            for pair in pairs.head(SHOWN).itertuples()
        ]
        self.merged.rows = [
            {"key": merge.merge_key, "name": merge.name, "when": parts.moment(merge.merged_at)}
            for merge in merges.head(SHOWN).itertuples()
        ]
