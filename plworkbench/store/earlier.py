"""What counted at an earlier moment, read from the log: to see what an import changed."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Row, and_, select

from plworkbench.errors import NotFound
from plworkbench.store.counting import T, without_twins
from plworkbench.store.database import reading
from plworkbench.store.frames import to_frame
from plworkbench.store.merged import merged_into, resolved
from plworkbench.store.reading import Reading

_BROUGHT = ("imported", "redo")


class Earlier(Reading):
    """The part of `Repository` that looks back."""

    def evidence_before(self, class_key: str, import_key: str) -> pd.DataFrame:
        """Return the evidence of a class as it counted just before an import was brought in, or brought back.

        Parameters
        ----------
        class_key : str
            The class.
        import_key : str
            An import into the class; one that was taken back since may be asked for too.

        Returns
        -------
        DataFrame
            As `evidence` returns it. Students who were merged since are one student here as well, so that the two
            can be compared.

        Raises
        ------
        NotFound
            When the class has no such import.
        """
        rows, imports, log = T["evidence"], T["imports"], T["event_log"]
        steps = select(log.c.entity_key, log.c.action, log.c.before)
        steps = steps.join(imports, and_(log.c.entity == "import", log.c.entity_key == imports.c.import_key))
        steps = steps.where(imports.c.class_key == class_key).order_by(log.c.event_id)
        pieces = select(rows).join(imports, imports.c.import_key == rows.c.import_key)
        pieces = pieces.where(rows.c.class_key == class_key).order_by(
            imports.c.imported_at, rows.c.sequence, rows.c.student_key, rows.c.evidence_key
        )
        with reading(self._engine) as connection:
            into = merged_into(connection)
            stood, replaced_by = _state_before(connection.execute(steps).all(), import_key)
            frame = to_frame(connection.execute(pieces).all(), "evidence")
        gone = frame["evidence_key"].map(replaced_by).isin(stood)
        counted = frame[frame["import_key"].isin(stood) & ~gone].reset_index(drop=True)
        counted["retired_by"] = pd.Series([None] * len(counted), dtype="str")
        return without_twins(resolved(counted, into), counted["student_key"], "evidence", into)


def _state_before(steps: list[Row], import_key: str) -> tuple[set[str], dict[str, str]]:
    """Return which imports stood, and which import had replaced which pieces, before an import last came to count."""
    places = [place for place, step in enumerate(steps) if step.entity_key == import_key and step.action in _BROUGHT]
    if not places:
        raise NotFound("This class has no such import. Reload to see the newer state.")
    stood: set[str] = set()
    replaced_by: dict[str, str] = {}
    for step in steps[: places[-1]]:
        if step.action in _BROUGHT:
            stood.add(step.entity_key)
            # A piece that was replaced again carries the later mark, as the table does.
            replaced_by.update(dict.fromkeys(_replaced(step.before["replaced"]), step.entity_key))
        elif step.action == "undo":
            stood.discard(step.entity_key)
    return stood, replaced_by


def _replaced(logged: dict[str, Any]) -> list[str]:
    """Return the pieces an event says were replaced; when brought back, the newer events list them by table."""
    by_table = [marks for marks in logged.values() if isinstance(marks, dict)]
    return list(logged.get("evidence", ())) if by_table else list(logged)
