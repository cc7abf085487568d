"""The mastery of a class: how it is scored, how sure it is, and why."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from plworkbench import mastery
from plworkbench.errors import WorkbenchError
from plworkbench.mastery.estimates import ESTIMATORS, calibration, estimate_mastery, responses_from
from plworkbench.results import MasteryTable, Why
from plworkbench.results.why import ESTIMATE
from plworkbench.workbench.importing import PathLike
from plworkbench.workbench.looking import Looking

SETTING = "mastery"
"""The name under which choices of scoring are kept: for a class, or for all classes."""


class Mastering(Looking):
    """The part of the workbench that scores mastery and explains it."""

    def evidence(self, class_name: str) -> pd.DataFrame:
        """Return every piece of evidence of a class, oldest first, with the student's `name` and the `date`.

        The day that orders it is the one chosen for the class (`choices`).
        """
        class_key = self._class_key(class_name)
        names = self.students(class_name).set_index("student_key")["name"]
        evidence = mastery.order_evidence(self._store.evidence(class_key), self.scoring(class_name).order_by)
        evidence.insert(0, "name", evidence["student_key"].map(names))
        return evidence.reset_index(drop=True)

    def mastery(
        self, class_name: str, rule: str | None = None, *, model: str = "shrunk_mean", **choices: object
    ) -> MasteryTable:
        """Return the mastery of a class: one row for each student and standard.

        Parameters
        ----------
        class_name : str
            The class.
        rule : str, optional
            Scoring rule, a name in `plworkbench.mastery.RULES`: "decaying_average", "latest", "mean", ...
        model : {"shrunk_mean", "rasch", "knowledge_tracing", "blend"}
            What estimates how sure the score is; see `plworkbench.mastery.estimates`.
        **choices
            Any other choice of scoring: scale, cut_score, minimum_evidence, latest_weight, order_by, missing, ...

        Returns
        -------
        MasteryTable
            A DataFrame that shows itself as a heat map. What is not given is as chosen for the class (`choices`).

        Raises
        ------
        ValueError
            If a choice is not possible.
        """
        scoring = self.scoring(class_name, **choices, **({} if rule is None else {"rule": rule}))
        asked = "mastery", self._class_key(class_name), scoring, model
        found = MasteryTable(self._store.kept.get(asked, lambda: self._summarized(class_name, scoring, model)))
        found.attrs.update(
            scale_top=scoring.scale.full_marks, cut_score=scoring.cut_score, level_words=dict(scoring.scale.words)
        )
        return found

    def _summarized(self, class_name: str, scoring: mastery.Scoring, model: str) -> pd.DataFrame:
        class_key = self._class_key(class_name)
        students, standards = self.students(class_name), self.standards(class_name)
        evidence = self._store.evidence(class_key)
        cells = {"students": students["student_key"], "standards": standards["standard_code"]}
        table = mastery.summarize_mastery(evidence, scoring=scoring, **cells)
        table = mastery.apply_overrides(table, self._store.overrides(class_key, evidence))
        estimates = estimate_mastery(evidence, model=model, scoring=scoring, **cells)
        table[["estimate", "low", "high"]] = (
            estimates[["estimate", "low", "high"]].to_numpy() * scoring.scale.full_marks
        )
        table["chance_secure"] = estimates["chance_secure"].to_numpy()
        table["state"] = estimates["state"].to_numpy()
        table.insert(1, "name", table["student_key"].map(students.set_index("student_key")["name"]))
        table.insert(3, "title", table["standard_code"].map(standards.set_index("standard_code")["title"]))
        return table[[name for name in table if name != "overridden"] + ["overridden"]]

    def calibration(self, class_name: str, *, model: str = "shrunk_mean", bins: int = 10) -> pd.DataFrame:
        """Compare what was expected of each piece of work in a class, from earlier work alone, with what came.

        Parameters
        ----------
        class_name : str
            The class.
        model : str, default "shrunk_mean"
            As for `mastery`. How much students and standards differ is learned from all of the work; what is expected
            of a piece, from the pieces before it.
        bins : int, default 10
            Into how many parts the expectations 0..1 are cut.

        Returns
        -------
        DataFrame
            One row a part that has any: from, to, predicted and observed (means, 0..1), low and high (95 % interval of
            the mean observed), count. Where predicted lies between low and high, the estimates can be taken as they
            are. No rows for a class without evidence.

        Raises
        ------
        ValueError
            If there is no such model.
        """
        if model not in ESTIMATORS:
            raise ValueError(f"There is no estimator {model!r}. Choose one of {', '.join(ESTIMATORS)}.")
        responses = responses_from(self._store.evidence(self._class_key(class_name)), self.scoring(class_name))
        if responses.empty:
            return calibration([], [], bins)
        expected = ESTIMATORS[model]().fit(responses).predict_next(responses)
        return calibration(expected, responses["proportion"], bins)

    def why(
        self, class_name: str, student: str, standard_code: str, *, table: MasteryTable | None = None, **choices: object
    ) -> Why:
        """Return why one cell of the mastery table says what it says.

        Parameters
        ----------
        class_name : str
            The class.
        student : str
            Name or key of the student.
        standard_code : str
            The standard.
        table : MasteryTable, optional
            `mastery` of the class, where it is at hand: this is quicker then.
        **choices
            As for `mastery`.

        Returns
        -------
        Why
            A DataFrame of the evidence, oldest first: assessment, date (the day that orders the pieces) and date_kind
            (which day that is), status, score, points_possible, attempt, score_on_scale, weight, left_out_because. It
            also has the `sentence`, the `lines` of the arithmetic, the `policy` and the `certainty` in plain words,
            and shows all of it in a notebook.
        """
        class_key, student_key = self._class_key(class_name), self._student_key(class_name, student)
        scoring = self.scoring(class_name, **choices)
        table = self.mastery(class_name, **choices) if table is None else table
        evidence = self._store.evidence(class_key)
        cell = evidence[(evidence["student_key"] == student_key) & (evidence["standard_code"] == standard_code)]
        known = table[(table["student_key"] == student_key) & (table["standard_code"] == standard_code)]
        overrides = self._store.overrides(class_key, evidence)
        set_by_hand = overrides[
            (overrides["student_key"] == student_key) & (overrides["standard_code"] == standard_code)
        ]
        return Why.about(
            cell,
            scoring,
            override=None if set_by_hand.empty else set_by_hand.iloc[-1].to_dict(),
            estimate=None if known.empty else known.iloc[0][ESTIMATE].to_dict(),
            student=student if known.empty else known["name"].iloc[0],
            standard=standard_code if known.empty else table.words_of(standard_code),
        )

    def scoring(self, class_name: str, **choices: object) -> mastery.Scoring:
        """Return how mastery is scored for a class as one object; choices given replace those of the class."""
        everywhere = self._store.setting(SETTING, default={})
        here = self._store.setting(SETTING, scope=self._class_key(class_name), default={})
        return mastery.Scoring.from_choices(_over(everywhere, here)).replaced(**choices)

    def choices(self, class_name: str) -> dict[str, object]:
        """Return how mastery is scored for a class: rule, scale, cut_score, minimum_evidence and the rest."""
        return self.scoring(class_name).choices()

    def choose(self, class_name: str, **choices: object) -> dict[str, object]:
        """Choose how mastery is scored for a class from now on; returns all choices.

        Raises
        ------
        ValueError
            If a choice is not possible; nothing is changed then.
        """
        wanted = self.scoring(class_name, **choices).choices()
        self._store.put_setting(SETTING, wanted, scope=self._class_key(class_name))
        return wanted

    def scoring_rules(self) -> list[tuple[str, str, str]]:
        """Return the scoring rules: name, label, and what each means in a sentence."""
        usual = mastery.Scoring()
        return [(rule.name, rule.label, rule.says(usual)) for rule in mastery.RULES.values()]

    def scales(self) -> dict[str, str]:
        """Return the scales: name to label."""
        return {name: scale.label for name, scale in mastery.SCALES.items()}

    def scoring_file(self, class_name: str) -> str:
        """Return how a class is scored as the text of a file that colleagues can use; nothing of students is in it."""
        return self.scoring(class_name).to_text()

    def save_scoring(self, class_name: str, path: PathLike) -> Path:
        """Write how a class is scored to a file that colleagues or the whole district can use."""
        target = Path(path)
        target.write_text(self.scoring_file(class_name), encoding="utf-8")
        return target

    def use_scoring(self, source: PathLike | str | bytes, class_name: str | None = None) -> dict[str, object]:
        """Score by the choices of a file from now on; returns them.

        Parameters
        ----------
        source : path, str or bytes
            The file that `save_scoring` wrote, or what is in it.
        class_name : str, optional
            The class; without it, every class that has no choices of its own.

        Raises
        ------
        WorkbenchError
            If it is no such file or holds a choice that is not possible; nothing is changed then.
        """
        text = _text(source)
        try:
            chosen = mastery.Scoring.from_text(text).choices()
        except ValueError as error:  # its words are for teachers
            raise WorkbenchError(str(error)) from error
        if class_name is None:
            self._store.put_setting(SETTING, chosen)
        else:
            self._store.put_setting(SETTING, chosen, scope=self._class_key(class_name))
        return chosen


def _over(everywhere: dict[str, object], here: dict[str, object]) -> dict[str, object]:
    """Return the choices of a class over those for all classes; a scale of its own brings its own cut score."""
    if "scale" in here:
        everywhere = {name: value for name, value in everywhere.items() if name != "cut_score"}
    return {**everywhere, **here}


def _text(source: PathLike | str | bytes) -> str:
    """Return what is in a scoring file, given as its path, its text or its bytes; '' for bytes that are no text."""
    if isinstance(source, str) and source.lstrip().startswith("{"):
        return source
    try:
        content = source if isinstance(source, bytes) else Path(source).read_bytes()
    except OSError as error:
        raise WorkbenchError("This file cannot be read. Nothing was changed. Check its name and place.") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
