"""Which dashboards there are, what they are called, and the address of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PRODUCT = "PL Workbench"


@dataclass(frozen=True)
class Page:
    """One dashboard.

    Parameters
    ----------
    name : str
        File name of the notebook without its ending, and its address: `flexible-groups` is at `/flexible-groups`.
    title : str
        The name in the navigation bar.
    waiting : str
        What the page says while it is being prepared.
    """

    name: str
    title: str
    waiting: str

    @property
    def notebook(self) -> str:
        """The notebook's path within the folder of dashboards."""
        return f"{self.name}.ipynb"


KNOWN_PAGES = (
    Page("home", "Home", "Opening your classes…"),
    Page("import", "Import", "Getting ready to read your file…"),
    Page("class-overview", "Class overview", "Opening your class…"),
    Page("progress", "Progress", "Looking at what has changed…"),
    Page("enter-scores", "Enter scores", "Getting your class list…"),
    Page("unit-plan", "Unit plan", "Opening your plan…"),
    Page("flexible-groups", "Flexible groups", "Opening your groups…"),
)
"""The dashboards in the order of the navigation bar."""


def find_pages(folder: Path) -> tuple[Page, ...]:
    """Return the dashboards that lie in a folder: the known ones in order, then any others by name.

    Parameters
    ----------
    folder : Path
        The folder of dashboard notebooks.

    Examples
    --------
    >>> find_pages(Path("no-such-folder"))
    ()
    """
    names = {path.stem for path in folder.glob("*.ipynb")}
    known = [page for page in KNOWN_PAGES if page.name in names]
    others = sorted(names - {page.name for page in KNOWN_PAGES})
    return (*known, *(Page(name, _title(name), "Opening this page…") for name in others))


def _title(name: str) -> str:
    words = name.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]
