"""A set of classes as tidy frames, and its folder of CSV files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from plworkbench.errors import Problem, SchemaError
from plworkbench.schema import DTYPES, TABLES, conform, empty_frame

SAMPLE_IMPORT_KEY = "sample"
"""The import key of everything that comes with a sample; constant, so the files leave it out."""

SCHEMA_FRAMES = ("classes", "students", "identifiers", "enrollments", "standards", "prerequisites", "evidence", "units")
"""The frames declared in `plworkbench.schema`."""

_KEYS_OF_THE_STORE = ("record_key", "class_key", "student_key", "import_key", "retired_by")

OWN_FRAMES: dict[str, dict[str, str]] = {
    "attendance": {"student_key": "text", "date": "date", "status": "text"},
    "item_responses": {"student_key": "text"}
    | {c.name: c.type for c in TABLES["item_responses"].columns if c.name not in _KEYS_OF_THE_STORE},
    "survey": {"student_key": "text", "date": "date", "question": "text", "answer": "text"},
    "context": {
        "student_key": "text",
        "absences": "integer",
        "weekly_study_time": "text",
        "past_failures": "integer",
        "school_support": "text",
        "activities": "text",
    },
    "truth": {"student_key": "text", "standard_code": "text", "date": "date", "true_proficiency": "number"},
}
"""The frames without keys of the store, or that only samples have: column to type, as in `schema.DTYPES`."""

_LISTS = "standard_codes"


@dataclass(frozen=True, eq=False, repr=False)
class ClassSet:
    """Several classes of one sample. A frame of which the sample has nothing has no rows.

    Parameters
    ----------
    classes, students, identifiers, enrollments, standards, prerequisites, evidence, units : DataFrame
        As declared in `plworkbench.schema.TABLES`.
    attendance : DataFrame
        One row a student and school day: student_key, date, status (present, absent, late or excused).
    item_responses : DataFrame
        One row a student and question, as the table of that name without the keys of the store.
    survey : DataFrame
        One row an answer: student_key, date, question, answer, in the student's words.
    context : DataFrame
        One row a student: student_key, absences (a count for the year), weekly_study_time (hours),
        past_failures (count), school_support (yes/no), activities (yes/no).
    truth : DataFrame
        Only for a simulated set. One row a student, standard and date: student_key, standard_code, date,
        true_proficiency (expected share of the points of a plain quiz, 0..1).
    minimum_evidence : int
        How many pieces of evidence of a standard are needed before a level is shown.
    """

    classes: pd.DataFrame
    students: pd.DataFrame
    identifiers: pd.DataFrame
    enrollments: pd.DataFrame
    standards: pd.DataFrame
    prerequisites: pd.DataFrame
    evidence: pd.DataFrame
    units: pd.DataFrame
    attendance: pd.DataFrame
    item_responses: pd.DataFrame
    survey: pd.DataFrame
    context: pd.DataFrame
    truth: pd.DataFrame
    minimum_evidence: int = 1

    @classmethod
    def from_frames(cls, frames: Mapping[str, pd.DataFrame], minimum_evidence: int = 1) -> ClassSet:
        """Return a set of checked frames in their declared columns, types and order.

        Parameters
        ----------
        frames : mapping of str to DataFrame
            Some of the frames by name; those left out have no rows. They are not changed.
        minimum_evidence : int
            See the class.

        Raises
        ------
        SchemaError
            Listing what is not as declared.
        """
        checked = {}
        for name in SCHEMA_FRAMES:
            frame = frames.get(name, empty_frame(name))
            checked[name] = conform(frame.assign(import_key=SAMPLE_IMPORT_KEY), name)
        for name, types in OWN_FRAMES.items():
            checked[name] = _cast(frames[name] if name in frames else pd.DataFrame(columns=list(types)), name, types)
        return cls(**checked, minimum_evidence=minimum_evidence)

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the frames by name, in the order they are declared."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "minimum_evidence"}

    @property
    def interests(self) -> pd.DataFrame:
        """What each student said of interests in the latest survey that asked, as declared in `plworkbench.schema`.

        Examples
        --------
        >>> answers = {"student_key": "s1", "question": "interests", "answer": ["chess", "music"]}
        >>> survey = pd.DataFrame({**answers, "date": ["2025-08-27", "2025-11-05"]})
        >>> ClassSet.from_frames({"survey": survey}).interests[["interest", "source"]].to_numpy().tolist()
        [['music', 'survey']]
        """
        said = self.survey[(self.survey["question"] == "interests") & self.survey["date"].notna()]
        latest = said[said["date"] == said.groupby("student_key")["date"].transform("max")]
        told = latest.rename(columns={"answer": "interest", "date": "said_on"}).assign(source="survey")
        return conform(told, "interests")

    def __repr__(self) -> str:
        rows = ", ".join(f"{len(frame)} {name}" for name, frame in self.frames().items() if len(frame))
        return f"<ClassSet: {rows}>"


def _cast(frame: pd.DataFrame, name: str, types: Mapping[str, str]) -> pd.DataFrame:
    if absent := [column for column in types if column not in frame and column != "date"]:
        raise SchemaError(
            f"The table '{name}' is not as declared.",
            [Problem("it is absent.", "Add it.", column=column) for column in absent],
        )
    columns = frame.reindex(columns=list(types)).reset_index(drop=True)
    return columns.astype({column: DTYPES[type_] for column, type_ in types.items()})


def write_class_set(class_set: ClassSet, folder: Path) -> list[Path]:
    """Write one CSV file (UTF-8) for each frame that has rows, without the columns that are empty or constant.

    Parameters
    ----------
    class_set : ClassSet
        What to write.
    folder : Path
        Made if it does not exist.

    Returns
    -------
    list of Path
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, frame in class_set.frames().items():
        if frame.empty:
            continue
        path = folder / f"{name}.csv"
        if _LISTS in frame:
            frame = frame.assign(**{_LISTS: frame[_LISTS].map("; ".join)})
        frame.drop(columns="import_key", errors="ignore").dropna(axis="columns", how="all").to_csv(
            path, index=False, lineterminator="\n", encoding="utf-8", date_format="%Y-%m-%d", float_format="%g"
        )
        paths.append(path)
    return paths


def read_class_set(folder: Path, minimum_evidence: int = 1) -> ClassSet:
    """Return the set of classes that `write_class_set` wrote into a folder.

    Parameters
    ----------
    folder : Path
        Files named after frames; a frame without a file has no rows.
    minimum_evidence : int
        See `ClassSet`.
    """
    frames = {
        # Text first, so that a student whose name is 'NA' or 'Null' stays a student; only '' is missing.
        name: pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8")
        for name in (*SCHEMA_FRAMES, *OWN_FRAMES)
        if (path := folder / f"{name}.csv").is_file()
    }
    for name, frame in frames.items():
        if _LISTS in frame:
            frames[name] = frame.assign(**{_LISTS: frame[_LISTS].str.split("; ")})
    return ClassSet.from_frames(frames, minimum_evidence)
