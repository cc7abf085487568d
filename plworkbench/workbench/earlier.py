"""What was known of a class when its groups were formed."""

from __future__ import annotations

import pandas as pd

from plworkbench import mastery
from plworkbench.results import Groups
from plworkbench.workbench.keeping import Keeping

CELL = ["student_key", "standard_code"]


class Earlier(Keeping):
    """The part of the workbench that looks at mastery as it was known at an earlier moment.

    Only imports change the evidence, so what was known is the evidence before the next import.
    """

    def _scores_then(self, class_name: str, cycles: pd.DataFrame) -> pd.DataFrame:
        """Return the mean score of each student on the standards of each grouping, as known when it was formed."""
        tables, rows = {}, [pd.DataFrame(columns=["grouping_key", "student_key", "score"])]
        for cycle in cycles.itertuples():
            if not cycle.standard_codes:
                continue
            next_import = self._next_import(class_name, self._formed_when(cycle.grouping_key, cycle.created_at))
            if next_import not in tables:
                tables[next_import] = self._table_before(class_name, next_import)
            table = tables[next_import]
            on = table[table["standard_code"].isin(cycle.standard_codes)]
            score = on.groupby("student_key", as_index=False)["score"].mean()
            rows.append(score.assign(grouping_key=cycle.grouping_key))
        return pd.concat(rows, ignore_index=True).astype({"grouping_key": "str", "student_key": "str", "score": float})

    def _levels_at(self, class_name: str, moment: pd.Timestamp) -> pd.DataFrame:
        """Return the levels as they were known at a moment: by the evidence there was, and the judgement of then."""
        table = self._table_before(class_name, self._next_import(class_name, moment))
        evidence = self._store.evidence(self._class_key(class_name))
        overrides = self._store.overrides(self._class_key(class_name), evidence)
        known = overrides[overrides["set_on"] <= moment].assign(standing="stands")
        return mastery.apply_overrides(table, known)[[*CELL, "level"]]

    def _table_before(self, class_name: str, import_key: str | None) -> pd.DataFrame:
        """Return the mastery of a class by the evidence there was before an import; by all there is without one."""
        class_key = self._class_key(class_name)
        now = self._store.evidence(class_key)
        evidence = now if import_key is None else self._store.evidence_before(class_key, import_key)
        cells = {
            "students": self.students(class_name)["student_key"],
            "standards": sorted({*evidence["standard_code"], *now["standard_code"]}),
        }
        return mastery.summarize_mastery(evidence, scoring=self.scoring(class_name), **cells)

    def _next_import(self, class_name: str, moment: pd.Timestamp) -> str | None:
        """Return the first import into a class after a moment; None if there is none."""
        imports = self._store.imports(self._class_key(class_name))
        later = imports[imports["imported_at"] > moment].sort_values("imported_at")
        return None if later.empty else later["import_key"].iloc[0]

    def _formed_at(self, groups: Groups) -> pd.Timestamp | None:
        if groups.grouping_key is None:
            return None
        return self._formed_when(groups.grouping_key, pd.NaT)

    def _formed_when(self, grouping_key: str, created_at: pd.Timestamp) -> pd.Timestamp:
        """Return when groups were formed, the last time if a draft was formed anew."""
        events = self._store.events("grouping", grouping_key)
        formed = events.loc[events["action"] == "formed", "at"]
        return formed.iloc[-1] if len(formed) else events["at"].iloc[0] if len(events) else created_at
