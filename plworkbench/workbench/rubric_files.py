"""A rubric as a file between colleagues; it holds nothing about students."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from plworkbench.errors import ImportRefused, Problem
from plworkbench.store import one_line

FORMAT = "plworkbench rubric 1"
"""By which the file is known again."""

LARGEST = 1_000_000
"""Bytes the file may have."""

NOT_READ = "The file could not be read as a rubric. Nothing was changed."
NO_RUBRIC = Problem("It does not hold a rubric.", "Ask for it again, as the workbench of your colleague exports it.")
NO_FILE = Problem("There is no such file.", "Choose another one.")
TOO_NEW = Problem("It was written by a newer version of PL Workbench.", "Update PL Workbench to bring it in.")

_WORDING = ["standard_code", "title", "i_can"]


def rubric_text(name: str, criteria: Sequence[dict[str, Any]], standards: pd.DataFrame) -> str:
    """Return a rubric as the text of a file, with the wording of the standards it names.

    Examples
    --------
    >>> standards = pd.DataFrame({"standard_code": ["6.RP.A.1"], "title": ["Ratios"], "i_can": [None]})
    >>> read_rubric(rubric_text("Lab report", [], standards).encode())["name"]
    'Lab report'
    """
    named = standards.loc[standards["standard_code"].isin([each["standard_code"] for each in criteria]), _WORDING]
    words = named.astype("object").where(named.notna(), None).to_dict("records")
    held = {"format": FORMAT, "name": name, "criteria": list(criteria), "standards": words}
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def read_rubric(source: str | os.PathLike[str] | bytes) -> dict[str, Any]:
    """Return what a shared rubric holds: name, criteria and standards, not yet checked.

    Parameters
    ----------
    source : path or bytes
        The file, or its content.

    Raises
    ------
    ImportRefused
        If it is no rubric, or one of a newer version.
    """
    try:
        content = source if isinstance(source, bytes) else _bytes_of(Path(source))
        held = json.loads(content.decode("utf-8-sig")) if len(content) <= LARGEST else None
    except FileNotFoundError:
        raise ImportRefused(NOT_READ, [NO_FILE]) from None
    except (OSError, ValueError, RecursionError):
        # The parser's own words quote the file, and help nobody who cannot read it.
        raise ImportRefused(NOT_READ, [NO_RUBRIC]) from None
    told = held.get("format") if isinstance(held, dict) else None
    if told != FORMAT:
        is_newer = isinstance(told, str) and told.startswith(FORMAT.rstrip("1"))
        raise ImportRefused(NOT_READ, [TOO_NEW if is_newer else NO_RUBRIC])
    return {
        "name": one_line(held.get("name")),
        "criteria": listed(held.get("criteria")),
        "standards": [each for each in listed(held.get("standards")) if isinstance(each, dict)],
    }


def listed(value: Any) -> list[Any]:
    """Return a list, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def file_name(name: str) -> str:
    """Return a name that every system takes for a file.

    Examples
    --------
    >>> file_name("Lab report: ../year 6")
    'Lab report year 6.json'
    """
    letters = "".join(sign if sign.isalnum() or sign in "-_" else " " for sign in name)
    return f"{' '.join(letters.split())[:60] or 'rubric'}.json"


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)
