"""The one door to the data: notebooks, dashboards and commands all open a Workbench."""

from __future__ import annotations

from plworkbench import folders
from plworkbench.store import Repository
from plworkbench.store.reading import Change
from plworkbench.workbench.grouping import Grouping, review_day
from plworkbench.workbench.importing import Importing, PathLike
from plworkbench.workbench.judging import Judging
from plworkbench.workbench.progressing import Progressing
from plworkbench.workbench.roster import Roster
from plworkbench.workbench.rubrics import Rubrics
from plworkbench.workbench.samples import Samples

__all__ = ["Workbench", "open", "review_day"]

_SHOWN_NOWHERE = frozenset({"current_class", "last standard entered", "stations"})
"""Settings by which a page begins when it is opened: no page that is open looks different for them."""

_DRAFT = "unsaved "
"""What the names of settings begin with that keep what was typed and not saved yet."""


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

    def last_change(self) -> tuple[int, int]:
        """Return what tells the state of the data from any other, for `changed_elsewhere`."""
        return self._store.log_tag()

    def changed_elsewhere(self, since: tuple[int, int], drafts: bool = False, class_name: str | None = None) -> bool:
        """Tell whether another window or program has changed anything since that is shown anywhere.

        It costs next to nothing to ask.

        Parameters
        ----------
        since : tuple of int
            From `last_change`.
        drafts : bool, optional
            Whether what was typed and not saved yet counts, too (`Unsaved`).
        class_name : str, optional
            Of which class drafts count; by default, of any.
        """
        changes = self._store.changes_by_others(since, texts_of=_DRAFT if drafts and class_name else None)
        return changes is None or any(_counts(change, drafts, class_name) for change in changes)

    def remember(self, name: str, value: object) -> None:
        """Remember a choice of the dashboards, such as the class last looked at."""
        self._store.put_setting(name, value)

    def recall(self, name: str, default: object = None) -> object:
        """Return what was remembered under a name."""
        return self._store.setting(name, default=default)


def _counts(change: Change, drafts: bool, class_name: str | None) -> bool:
    """Tell whether a change is seen on a page."""
    if change.entity != "setting":
        return change.action != "exported"
    name = change.entity_key.partition("/")[2]
    if not name.startswith(_DRAFT):
        return name not in _SHOWN_NOWHERE
    return drafts and (
        class_name is None or _draft_of(change.before, class_name) != _draft_of(change.after, class_name)
    )


def _draft_of(kept: object, class_name: str) -> object:
    """Return what of a remembered draft belongs to a class: all of it, where it is of no class."""
    if kept is None:
        return []
    if not isinstance(kept, list):
        return kept
    return [draft for draft in kept if draft.get("class") == class_name]
