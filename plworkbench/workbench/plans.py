"""The plan of a class: which standards are taught when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from plworkbench.workbench.looking import Looking


class Plans(Looking):
    """The part of the workbench that keeps the units of a class."""

    def plan(self, class_name: str) -> pd.DataFrame:
        """Return the units of a class in the order of teaching.

        Returns
        -------
        DataFrame
            unit_key, name, sequence (from 1), starts_on, ends_on (both may be missing), standard_codes (a list).
        """
        units = self._store.units(self._class_key(class_name)).drop(columns="class_key")
        known = set(self._store.standards()["standard_code"])
        # A standard that was taken back with its import rests until it returns.
        here = [[code for code in codes if code in known] for codes in units["standard_codes"]]
        return units.assign(standard_codes=pd.Series(here, index=units.index, dtype="object"))

    def set_plan(self, class_name: str, units: pd.DataFrame | Iterable[Mapping[str, Any]]) -> pd.DataFrame:
        """Replace the plan of a class, and return it as `plan` does.

        Parameters
        ----------
        class_name : str
            The class.
        units : DataFrame or iterable of mapping
            In the order of teaching: name, starts_on, ends_on (a date or ISO text; may be empty), standard_codes.
            With the unit_key of `plan`, a unit stays the same one. Units may overlap, and share standards; a standard
            that one unit lists twice is kept once.

        Raises
        ------
        ProblemsFound
            Listing everything that is wrong: a unit without a name, days in the wrong order, standards nobody knows.
            Nothing is changed then.
        """
        given = units.to_dict("records") if isinstance(units, pd.DataFrame) else units
        self._store.put_units(self._class_key(class_name), given)
        return self.plan(class_name)
