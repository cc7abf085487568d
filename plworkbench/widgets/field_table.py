"""A table whose rows have fields to fill in, lists to choose from, or buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import traitlets

from plworkbench import part_files
from plworkbench.widgets.base import Part


class FieldTable(Part):
    """One row a thing, each with the same fields; as quick with sixty rows as with six.

    Attributes
    ----------
    columns : list of dict
        `key`, `label`, `kind` ('words', 'text', 'long text', 'number', 'date', 'select', 'choice', 'buttons'), and
        optionally `placeholder`, and `options`: a list of [value, words] for the last three. A choice has the buttons
        of which one is marked; plain buttons only do something. A long text goes on in the next line.
    rows : list of dict
        The row's own `key`, and one value a column under its key; a date as '2026-09-14', a number or None. Optionally
        `note`, words below the name of the row; `notes`, words below other fields, by column; `options`, by column, in
        place of those of the column; `fixed`, the keys of columns that are only words in this row; and `called`, what
        the fields of the row are called where its name is too short to say.
    suggestions : list of str
        What is offered while a text is typed.
    caption : str
        What the table holds; it names the table for a screen reader.
    caption_hidden : bool
        Whether only screen readers get the caption.
    row_header : str
        The key of the column that names a row; every field is called by it and by its column.
    at_last : int
        Counts up to put the focus into the first field of the last row.

    Examples
    --------
    >>> table = FieldTable(columns=[{"key": "name", "label": "Student", "kind": "words"}], rows=[])
    >>> table.row_header
    'name'
    """

    _esm: ClassVar[str] = part_files.for_widget("dom.js", "choice-buttons.js", "fields.js", "field_table.js")
    _css: ClassVar[str] = part_files.style_for_widget("table.css", "choice.css", "field.css", "field_table.css")
    columns = traitlets.List(traitlets.Dict()).tag(sync=True)
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    suggestions = traitlets.List(traitlets.Unicode()).tag(sync=True)
    caption = traitlets.Unicode("").tag(sync=True)
    caption_hidden = traitlets.Bool(False).tag(sync=True)
    row_header = traitlets.Unicode("").tag(sync=True)
    at_last = traitlets.Int(0).tag(sync=True)

    @traitlets.default("row_header")
    def _first_column(self) -> str:
        return self.columns[0]["key"] if self.columns else ""

    def on_changed(self, callback: Callable[[str, str, object], object]) -> None:
        """Call `callback(row, column, value)` when a field is changed or a button pressed."""
        self.on_message(
            "changed", lambda content, buffers: callback(content["row"], content["column"], content["value"])
        )
