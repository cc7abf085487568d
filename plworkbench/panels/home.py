"""The dashboard `home`: every class at a glance, and where to go next."""

from __future__ import annotations

from urllib.parse import quote

import ipywidgets
import pandas as pd
import traitlets

from plworkbench import exports
from plworkbench.figures.levels import READING_ORDER
from plworkbench.panels import parts
from plworkbench.panels.base import CURRENT_CLASS, Model, Panel
from plworkbench.widgets import UndoBar, level_marks


class HomeModel(Model):
    """The classes, what each needs most, and the samples.

    Attributes
    ----------
    cards : list of dict
        One a class: name, facts, need, standing (how many are at each level of what presses most), groups, query.
    """

    cards = traitlets.List(traitlets.Dict())
    _sources: frozenset[str] | set[str] = frozenset()

    @property
    def sentence(self) -> str:
        """The page's answer in one sentence."""
        if not self.cards:
            return "No class is here yet. Bring in a gradebook, or look around with a sample class first."
        due = [card["name"] for card in self.cards if card["review_due"]]
        if due:
            return f"Groups are due for another look in {' and '.join(due)}."
        return f"You have {parts.count(len(self.cards), 'class', 'classes')}. Choose one to see who needs what."

    def load(self) -> None:
        """Read every class."""
        classes = self.wb.classes()
        self._sources = set(classes["source"].dropna())
        self.cards = [self._card(row) for row in classes.itertuples()]

    def use_sample(self, key: str) -> None:
        """Add a sample and make its first class the one looked at."""
        names = self.wb.add_sample(key)
        self.wb.remember(CURRENT_CLASS, names[0])
        self.class_name = names[0]
        self.refresh()

    @property
    def samples_there(self) -> list[str]:
        """The keys of the samples that are among the classes."""
        return [key for key in self.wb.samples() if f"sample:{key}" in self._sources]

    def remove_sample(self, key: str) -> None:
        """Take a sample back; its scores and groups are kept for `bring_back`."""
        self.wb.remove_sample(key)
        self.refresh()

    def bring_back(self, key: str, class_name: str) -> None:
        """Undo `remove_sample`, and look at the class that was looked at before."""
        names = self.wb.add_sample(key)
        if class_name in names:
            self.wb.remember(CURRENT_CLASS, class_name)
            self.class_name = class_name
        self.refresh()

    def _card(self, row) -> dict:
        facts = [parts.count(row.students, "student"), parts.count(row.standards, "standard")]
        if not pd.isna(row.latest_date):
            facts.append(f"newest evidence {row.latest_date.day} {row.latest_date:%B %Y}")
        table = self.wb.mastery(row.name)
        pressing = table.most_pressing_standard()
        need, standing = "No student is known to need help yet.", []
        if pressing is not None:
            counts = table.level_counts().loc[pressing]
            marks = {mark["level"]: mark for mark in level_marks()}
            standing = [
                marks[level] | {"count": int(counts[level]), "word": table.level_words.get(level, level)}
                for level in READING_ORDER
                if counts[level]
            ]
            helped = len(table.who("needs help", pressing))
            need = f"{helped} of {row.students} need help with {table.words_of(pressing)}."
        saved = self.wb.groupings(row.name)
        review = saved["review_on"].iloc[0] if len(saved) else None
        groups = "No groups in use."
        if len(saved):
            groups = f"Groups in use: {saved['name'].iloc[0]}" + (
                "." if pd.isna(review) else f", until {review.day} {review:%B}."
            )
        return {
            "name": row.name,
            "subject": row.subject if isinstance(row.subject, str) else "",
            "facts": facts,
            "need": need,
            "standing": standing,
            "groups": groups,
            "query": f"?class={quote(row.name)}",
            "review_due": bool(len(saved) and not pd.isna(review) and review <= pd.Timestamp.now()),
        }


class Home(Panel):
    """The dashboard `home`."""

    model_class = HomeModel
    picks_class = False

    def __init__(self, wb=None):
        super().__init__(wb)
        self.cards = ipywidgets.HTML()
        self.samples = parts.dropdown("Sample", [])
        self.sample_words = parts.text("", css="pw-soft")
        self.samples.observe(lambda _: self.do(lambda: None), "value")
        self.use_sample = parts.button("Use a sample class", self._use_sample)
        self.remove = parts.button("Remove this sample", self._remove_sample)
        self.removed = UndoBar(undo_label="Bring it back")
        self.samples_title = parts.text("Look around first", "h2")
        self.start = parts.section(
            "Bring in a class",
            parts.text(
                "Drop in a gradebook export or a spreadsheet. You see what will happen before anything is stored."
            ),
            ipywidgets.HTML(parts.link("Import a gradebook", "import", primary=True)),
        )
        self.look_around = parts.section(
            "",
            self.samples_title,
            parts.row(self.samples, self.use_sample, self.remove),
            self.removed,
            self.sample_words,
        )
        self.beginnings = parts.row(self.start, self.look_around, css="pw-beside")
        self.beginnings.add_class("pw-screen-only")
        self.body.children = [self.cards, self.beginnings]

    def _use_sample(self) -> None:
        if self.do(self.model.use_sample, self.samples.value, waiting="Bringing the sample in…"):
            self.removed.put_away()
            self.page.announce("The sample class is ready.")

    def _remove_sample(self) -> None:
        key, title, class_name = self.samples.value, self.samples.label, self.model.class_name
        if self.do(self.model.remove_sample, key):
            words = f"Removed: {title}. Nothing was lost: its scores and groups come back with it."
            self.removed.offer(words, lambda: self._bring_back(key, class_name))

    def _bring_back(self, key: str, class_name: str) -> bool:
        return self.do(self.model.bring_back, key, class_name, waiting="Bringing the sample back…", anywhere=True)

    def render(self) -> None:
        """Show the cards of the classes, and how to bring in another one."""
        samples = self.model.wb.samples()
        parts.set_options(self.samples, [(s.title, key) for key, s in samples.items()], self.samples.value)
        chosen = samples[self.samples.value]
        parts.say(self.sample_words, f"{chosen.description} Licence: {chosen.licence}.")
        there = self.samples.value in self.model.samples_there
        parts.show_if(self.use_sample, not there)
        parts.show_if(self.remove, there)
        parts.say(self.lead, self.model.sentence)
        parts.say(self.samples_title, "Sample classes" if self.model.samples_there else "Look around first")
        parts.show_if(self.cards, bool(self.model.cards))
        self.cards.value = exports.page("class_cards.html", cards=self.model.cards) if self.model.cards else ""
