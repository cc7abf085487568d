"""What all formats with one student a row share: columns of scores melted into one row a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from plworkbench.errors import Problem
from plworkbench.importers.answers import NO_ANSWERS, Answers, Question
from plworkbench.importers.damage import made_dates, sound_people
from plworkbench.importers.grid import Grid
from plworkbench.importers.parsed import TOTAL, ParsedFile, frame_of, in_file_order, joined
from plworkbench.importers.points import infer_points
from plworkbench.importers.raw import RawTable
from plworkbench.importers.roster import student_frame
from plworkbench.importers.score_cells import melt_scores, sort_score_cells


def wide_file(
    *,
    importer: str,
    format_name: str,
    raw: RawTable,
    grid: Grid,
    people: pd.DataFrame,
    columns: pd.DataFrame,
    totals: Sequence[str] = (),
    unused: Sequence[str] = (),
    ignored: pd.DataFrame | None = None,
    problems: Sequence[Problem] = (),
    answers: Answers = NO_ANSWERS,
    questions: Sequence[Question] = (),
    last_name_first: bool = False,
    infers_points: bool = True,
    roles: Mapping[str, str] = MappingProxyType({}),
) -> ParsedFile:
    """Return the parsed file of a table with one student a row.

    Parameters
    ----------
    importer, format_name : str
        Of the format.
    raw, grid
        The table, and its rows under the header.
    people : DataFrame
        The rows that are students; index the physical row; name, section, and a column for kinds of identifier.
    columns : DataFrame
        One row a column of scores, as in `ParsedFile.columns`; optionally with `assessment` (by default the header on
        one line), `kind`, `date_due`, `date_submitted` and `date_assessed`, which go to the scores. Points that are
        absent are inferred where that is safe.
    totals, unused : sequence of str
        Headers of columns with totals, and of columns that the format does not use.
    ignored : DataFrame, optional
        Rows that are no students.
    problems : sequence of Problem
        Found so far, beside those of `raw` and `grid`.
    answers, questions
        As in `ParsedFile`.
    last_name_first : bool
        Whether the source is known to write 'Last, First'.
    infers_points : bool
        Whether points possible that the file does not state are inferred where that is safe.
    roles : mapping
        Header to what its column was taken for, where a teacher can change that.
    """
    people, damaged = sound_people(people, grid.frame)
    with_scores = {*columns["column_name"], *totals}
    damaged += made_dates(grid.frame, [name for name in grid.frame.columns if name not in with_scores])
    columns = columns.assign(
        assessment=columns.get("assessment", columns["column_name"].str.split().str.join(" ")),
    )
    about = columns.set_index("column_name")
    frame = grid.frame.loc[people.index]
    cells = melt_scores(frame, columns["column_name"].tolist())
    cells["points_possible"] = cells["column_name"].map(about["points_possible"]).astype("float64")
    scores, blank, cell_problems = sort_score_cells(cells, raw.decimal_mark)
    open_ends = scores["points_possible"].isna() & (scores["status"] == "scored") & infers_points
    inferred = infer_points(scores[open_ends])
    notes = columns["column_name"].map(inferred["points_note"]).astype("str").fillna(columns["points_note"])
    found = columns["column_name"].map(inferred["points_possible"]).astype("float64")
    columns = columns.assign(
        points_possible=columns["points_possible"].fillna(found),
        points_note=notes.where(about["points_possible"].isna().to_numpy(), columns["points_note"]).astype("str"),
    )
    points = scores["column_name"].map(inferred["points_possible"]).astype("float64")
    passed_on = ("assessment", "standard_code", "kind", "date_due", "date_submitted", "date_assessed")
    scores = scores.assign(
        points_possible=scores["points_possible"].fillna(points),
        student_row=scores["row_number"],
        attempt=1,
        # reindex, not map: a map of no columns at all loses its type.
        **{name: about[name].reindex(scores["column_name"]).array for name in passed_on if name in about},
    )
    return ParsedFile(
        importer=importer,
        format_name=format_name,
        file_name=raw.file_name,
        digest=raw.digest,
        students=student_frame(people, last_name_first=last_name_first),
        columns=frame_of("columns", columns),
        scores=joined("scores", [scores]),
        ignored=joined(
            "ignored",
            [
                grid.ignored,
                grid.unused(list(unused)),
                frame_of("ignored", []) if ignored is None else ignored,
                blank,
                melt_scores(frame, list(totals)).assign(reason=TOTAL),
            ],
        ),
        problems=in_file_order([*raw.problems, *grid.problems, *problems, *damaged, *cell_problems]),
        header_rows=(grid.header_row,),
        questions=tuple(questions),
        roles=dict(roles),
        answers=answers,
        raw=raw,
    )
