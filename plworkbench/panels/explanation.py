"""Why this level? The part that opens for a cell of the class overview, or a name on the progress page."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from plworkbench import exports
from plworkbench.panels import parts
from plworkbench.panels.base import Panel
from plworkbench.results.why import Why
from plworkbench.schema import SYMBOLS


class ExplanationPart(ipywidgets.VBox):
    """The evidence of one cell, the arithmetic, how sure it is, and the teacher's own judgement.

    Parameters
    ----------
    panel : Panel
        Whose model has a class, `load()` and `close_cell()`. If the model has `why(student_key, standard_code)`, that
        explains a cell; else the workbench does.

    Attributes
    ----------
    on_closed : callable, optional
        Called as `on_closed(student_key, standard_code)` when the button closes it, to put the keyboard back there.
    """

    def __init__(self, panel: Panel):
        self.panel = panel
        self.cell: tuple[str, str] | None = None
        self.on_closed: Callable[[str, str], object] | None = None
        self.title = parts.text("", "h2")
        self.close_button = parts.button("Close", self._close, tooltip="Close the explanation")
        self.words = ipywidgets.HTML()
        self.words.add_class("pw-why")
        self.judgement = parts.text("", css="pw-why-judgement")
        self.keep_button = parts.button("Keep it", lambda: panel.do(self._keep), primary=True)
        self.let_go = parts.button("Let it go", lambda: panel.do(self._let_go))
        answers = parts.row(self.keep_button, self.let_go, css="pw-actions")  # the two answers wrap together
        self.asked = parts.row(self.judgement, answers, css="pw-why-asked")
        self.level = parts.dropdown("Your own judgement", [])
        self.reason = ipywidgets.Text(description="Because (if you like)", placeholder="explained it aloud")
        self.reason.add_class("pw-wide")
        self.set_button = parts.button("Set this level", lambda: panel.do(self._set))
        self.judge = parts.row(self.level, self.reason, self.set_button)
        self.judge.add_class("pw-why-judge")
        head = parts.row(self.title, self.close_button, css="pw-evidence-head")
        super().__init__([head, self.asked, self.words, self.judge])
        for css in ("pw-section", "pw-evidence"):
            self.add_class(css)
        parts.show_if(self, False)

    def _close(self) -> None:
        cell = self.cell
        if self.panel.do(self.panel.model.close_cell) and cell and self.on_closed:
            self.on_closed(*cell)

    def show(self, cell: tuple[str, str] | None) -> None:
        """Explain a cell, given as student key and standard code; None or () puts the explanation away."""
        another = tuple(cell or ()) != tuple(self.cell or ())
        self.cell = tuple(cell) if cell else None
        if not self.cell:
            parts.show_if(self, False)
            return
        why = self._explained()
        said = why.explanation
        with self.hold_sync():
            parts.say(self.title, why.heading)
            self.words.value = exports.page(
                "why_part.html",
                said=said,
                symbol=SYMBOLS[said.evidence_level],
                rows=why.rows,
                range=why.range,
                heading=why.heading,
            )
            self._show_judgement(why)
            if another:
                self.reason.value = ""
            parts.show_if(self, True)
        if another:
            self.panel.page.announce(f"{why.heading}: {why.sentence} {why.judgement}".strip())

    def _show_judgement(self, why: Why) -> None:
        said = why.explanation
        parts.say(self.judgement, said.judgement)
        parts.show_if(self.asked, bool(said.judgement))
        parts.show_if(self.keep_button, said.expired)
        levels = [(f"{SYMBOLS[level]} {_capital(said.scale.word(level))}", level) for level in said.scale.levels]
        usual = said.level if said.level in said.scale.levels else "secure"
        parts.set_options(self.level, levels, usual)

    def _explained(self) -> Why:
        model = self.panel.model
        if hasattr(model, "why"):
            return model.why(*self.cell)
        return model.wb.why(model.class_name, *self.cell)

    def _set(self) -> None:
        model, (student_key, code) = self.panel.model, self.cell
        model.wb.override(model.class_name, student_key, code, self.level.value, self.reason.value.strip())
        self.reason.value = ""
        self._changed(f"Set: {self.level.label}.")

    def _keep(self) -> None:
        model = self.panel.model
        model.wb.keep_override(model.class_name, *self.cell)
        self._changed("Kept your level.")

    def _let_go(self) -> None:
        model = self.panel.model
        model.wb.end_override(model.class_name, *self.cell)
        self._changed("Let go: the evidence alone says the level again.")

    def _changed(self, words: str) -> None:
        self.panel.model.load()
        self.panel.page.announce(words)
        self.panel.page.say("All changes saved")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
