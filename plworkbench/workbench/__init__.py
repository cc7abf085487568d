"""The one door to the data: notebooks, dashboards and commands all open a Workbench."""

from __future__ import annotations

from plworkbench import folders
from plworkbench.store import Repository
from plworkbench.workbench.grouping import Grouping, review_day
from plworkbench.workbench.importing import Importing, PathLike
from plworkbench.workbench.judging import Judging
from plworkbench.workbench.progressing import Progressing
from plworkbench.workbench.roster import Roster
from plworkbench.workbench.rubrics import Rubrics
from plworkbench.workbench.samples import Samples

__all__ = ["Workbench", "open", "review_day"]


def open(data_dir: PathLike | None = None) -> Workbench:
    """Open the workbench on the user's data; it is made on first use.

    Parameters
    ----------
    data_dir : path, optional
        Folder of the database. By default the environment variable `PLWORKBENCH_DATA_DIR`, else the place the
        operating system keeps user data in.

    Returns
    -------
    Workbench

    Examples
    --------
    A class explored in five lines:

    >>> import plworkbench, tempfile
    >>> wb = plworkbench.open(tempfile.mkdtemp())
    >>> wb.add_sample("grade6_maths")
    ['Period 1', 'Period 2', 'Period 3', 'Period 4']
    >>> len(wb.mastery("Period 3").who("needs help", "6.RP.A.1"))
    12
    >>> groups = wb.group("Period 3", on=["6.RP.A.1"], group_count=5)
    >>> wb.save(groups, name="Ratios, week 1").status
    'saved'
    """
    return Workbench(Repository.open(folders.data_dir(data_dir)))


class Workbench(Importing, Samples, Roster, Grouping, Progressing, Judging, Rubrics):
    """A teacher's classes, evidence, mastery and groups. Made by `plworkbench.open`.

    Classes are named as the teacher names them: `wb.mastery("Period 3")`. Tables come back as DataFrames; nothing
    changes the stored data but `add_sample`, `remove_sample`, `commit`, `undo_import`, `redo_import`, `enter_scores`,
    `enter_rubric`, `save_rubric`, `import_rubric`, `put_rubric_away`, `override`, `keep_override`, `end_override`,
    `set_plan`, `choose`, `use_scoring`, `merge`, `take_apart`, `wish`, `forget_wish`, `mark`, `set_interests`, `save`,
    `save_rounds`, `save_schedule`, `forget_schedule`, `save_peer_reviews`, `forget_peer_reviews`, `undo`, `redo` and
    `remember`.
    """

    def __init__(self, repository: Repository):
        self._store = repository

    def close(self) -> None:
        """Close the database."""
        self._store.close()

    def remember(self, name: str, value: object) -> None:
        """Remember a choice of the dashboards, such as the class last looked at."""
        self._store.put_setting(name, value)

    def recall(self, name: str, default: object = None) -> object:
        """Return what was remembered under a name."""
        return self._store.setting(name, default=default)
