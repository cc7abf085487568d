"""A real HTML table: captioned, sortable, to be searched, with rows that can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part
from plworkbench.widgets.levels import level_marks

LONGEST_TYPED = 200
"""Letters that can be typed to find rows."""


def known_view(view: Mapping[str, object]) -> dict[str, object]:
    """Return as much of a table's view as is one: whatever comes from a page or an address may be anything.

    Examples
    --------
    >>> known_view({"find": " ratio ", "only": {"level": "secure", "score": 3}, "sort": "", "colour": "red"})
    {'find': 'ratio', 'only': {'level': 'secure'}}
    """
    known: dict[str, object] = {}
    find, only, sort = view.get("find"), view.get("only"), view.get("sort")
    if isinstance(find, str) and find.strip():
        known["find"] = find.strip()[:LONGEST_TYPED]
    if isinstance(only, Mapping):
        chosen = {key: value for key, value in only.items() if isinstance(value, str) and value}
        known |= {"only": chosen} if chosen else {}
    if isinstance(sort, str) and sort:
        known["sort"] = sort
    return known


class DataTable(Part):
    """Rows of numbers, words and levels of mastery.

    It stays a table for a screen reader, and is no ARIA grid: a row holds at most one button, and a screen reader's own
    commands walk through cells and headings. Above 200 rows only those in sight are in the page, and the field to find
    rows is always there; paper gets all of them.

    Attributes
    ----------
    columns : list of dict
        `key`, `label`, and optionally `align` ('start', 'end', 'center'), `kind` ('text', 'number', 'level', 'chips'),
        `digits` (decimals of a number), `filter` (True: of a table that is filterable, a list above it offers the
        values of the column) and `people` (whether it names people; unless it says otherwise, the row header does). A
        level is a value of `schema.STATES`; chips are a list of words, or of dicts with `text` and `level`.
    rows : list of dict
        One value a column under its key, and the row's own `key`. None is shown as "–" and read as "not recorded".
    caption : str
        What the table holds; always given, it names the table for a screen reader.
    caption_hidden : bool
        Whether only screen readers get the caption.
    row_header : str
        The key of the column that names a row.
    sortable : bool
        Whether column headers sort the rows.
    clickable : bool
        Whether the row header is a button.
    filterable : bool
        Whether rows can be found by typing, whatever their number; "/" in the table goes to the field.
    selected : str
        The key of the row that is marked as the one looked at; empty for none.
    empty_text : str
        What to read when there is no row: what would be here, and what brings it.
    view : dict
        Which rows are looked at, and in which order; the page sets it, and so may you. `find` is what is typed to find
        rows, `only` the value chosen of each column with a list (of levels the value, else the words), `sort` the key
        of a column, with a "-" before it from most to least. What is as usual is left out, and what is not there is
        ignored as long as it is not.

    Examples
    --------
    >>> table = DataTable(columns=[{"key": "name", "label": "Student"}], rows=[{"key": "a", "name": "Amara"}])
    >>> table.row_header
    'name'
    >>> table.view = {"find": "amara", "sort": "-name"}
    """

    _esm: ClassVar[str] = part_files.for_widget(
        "dom.js", "in-view.js", "table-cells.js", "table-filter.js", "table-body.js", "table.js"
    )
    _css: ClassVar[str] = part_files.style_for_widget("table.css")
    columns = traitlets.List(traitlets.Dict()).tag(sync=True)
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    caption = traitlets.Unicode("").tag(sync=True)
    caption_hidden = traitlets.Bool(False).tag(sync=True)
    row_header = traitlets.Unicode("").tag(sync=True)
    sortable = traitlets.Bool(True).tag(sync=True)
    clickable = traitlets.Bool(False).tag(sync=True)
    filterable = traitlets.Bool(False).tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    empty_text = traitlets.Unicode("Nothing here yet.").tag(sync=True)
    levels = traitlets.List(traitlets.Dict()).tag(sync=True)
    view = traitlets.Dict().tag(sync=True)

    @traitlets.validate("view")
    def _as_view(self, proposal: dict) -> dict[str, object]:
        return known_view(proposal["value"])

    @traitlets.default("levels")
    def _levels(self) -> list[dict[str, str]]:
        return level_marks()

    @traitlets.default("row_header")
    def _first_column(self) -> str:
        return self.columns[0]["key"] if self.columns else ""

    def on_chosen(self, callback: Callable[[str], object]) -> None:
        """Call `callback(key)` when a row is chosen."""
        self.on_message("chosen", lambda content, buffers: callback(content["key"]))

    def focus_row(self, key: str) -> None:
        """Put the keyboard back on the button of a row, after what was opened for it is closed."""
        self.send({"type": "focus_row", "key": key})
