"""Which standards the columns of a file are evidence of, what they are out of, and when they were assessed."""

from __future__ import annotations

import traitlets

from plworkbench.panels.base import Model
from plworkbench.results import ImportPreview


class Ties(Model):
    """The part of the import page that ties columns.

    Attributes
    ----------
    preview : ImportPreview or None
        The file, if one was read.
    """

    preview = traitlets.Instance(ImportPreview, allow_none=True)

    def __init__(self, wb):
        super().__init__(wb)
        self._points: dict[str, float] = {}
        self._dates: dict[str, object] = {}

    @property
    def untied(self) -> list[str]:
        """Columns of the file that are neither tied to a standard nor left out."""
        if self.preview is None:
            return []
        columns = self.preview.columns
        waiting = columns["needs_mapping"] & ~columns["left_out"] & (columns["standard_codes"].map(len) == 0)
        return columns.loc[waiting, "column_name"].tolist()

    @property
    def unscaled(self) -> list[str]:
        """Columns not left out whose scores cannot count, because nobody said what they are out of."""
        if self.preview is None:
            return []
        columns, scores = self.preview.columns, self.preview.parsed.scores
        # A cell such as '3/4' says itself what it is out of.
        no_points = scores.loc[(scores["status"] == "scored") & scores["points_possible"].isna(), "column_name"]
        open_end = ~columns["left_out"] & ~(columns["points_possible"] > 0)
        return columns.loc[open_end & columns["column_name"].isin(no_points.unique()), "column_name"].tolist()

    @property
    def standard_options(self) -> dict[str, str]:
        """What is offered to tie a column to, in words, and the code each stands for."""
        known = self.wb.standards()
        return {
            f"{code} · {title}": code for code, title in zip(known["standard_code"], known["title"]) if title != code
        }

    def tie(self, column_name: str, standards: str) -> None:
        """Tie a column to the standards named, separated by commas; an empty text leaves the column out."""
        for option, code in self.standard_options.items():
            standards = standards.replace(option, code)
        known = {code.casefold(): code for code in self.wb.standards()["standard_code"]}
        codes = [code.strip() for code in standards.split(",") if code.strip()]
        self._retie({column_name: [known.get(code.casefold(), code) for code in codes] or None})

    def tie_the_rest(self) -> None:
        """Let every column that is not tied yet be a goal of its own."""
        # A comma separates standards in the fields, so a goal's own name has none.
        titles = self.preview.columns.set_index("column_name")["title"].str.replace(",", " ").str.split().str.join(" ")
        self._retie({name: titles[name] for name in self.untied})

    def out_of(self, column_name: str, points: float | None) -> None:
        """Say how many points a column is out of; None takes it back."""
        self._points[column_name] = points or float("nan")
        self._retie({})

    def given(self, column) -> tuple[float, object]:
        """Return the points possible and the day of a column, as the file or the teacher says, tied yet or not."""
        name = column.column_name
        return self._points.get(name, column.points_possible), self._dates.get(name, column.date_assessed)

    def date(self, column_name: str, day) -> None:
        """Say on which day a column was assessed."""
        self._dates[column_name] = day
        self._retie({})

    def _retie(self, standards: dict) -> None:
        self.preview = self.preview.tie(standards, dates=self._dates, points=self._points)
