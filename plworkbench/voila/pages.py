"""Which dashboards there are, what they are called, and the address of each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
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
    letter : str
        After the key g it opens the page; '' for a page without one.
    takes : str
        What a link from another dashboard hands on to it, with spaces between: 'class standard'.
    prints : bool
        Whether the page is made for paper, too.
    help : dict
        What it shows, what it does not show, and what comes next: lists of sentences, from `help.toml`.
    """

    name: str
    title: str
    waiting: str
    letter: str = ""
    takes: str = "class"
    prints: bool = False
    help: dict[str, list[str]] = field(default_factory=dict, compare=False)

    @property
    def notebook(self) -> str:
        """The notebook's path within the folder of dashboards."""
        return f"{self.name}.ipynb"


_HELP = tomllib.loads((Path(__file__).parent / "help.toml").read_text("utf-8"))


def _known(name: str, title: str, waiting: str, letter: str, takes: str = "class", prints: bool = True) -> Page:
    return Page(name, title, waiting, letter, takes, prints, _HELP[name])


KNOWN_PAGES = (
    _known("home", "Home", "Opening your classes…", "h", takes="", prints=False),
    _known("import", "Import", "Getting ready to read your file…", "i", takes="", prints=False),
    _known("class-overview", "Class overview", "Opening your class…", "c", takes="class standard"),
    _known("progress", "Progress", "Looking at what has changed…", "p"),
    _known("enter-scores", "Enter scores", "Getting your class list…", "e", takes="class standard", prints=False),
    _known("unit-plan", "Unit plan", "Opening your plan…", "u"),
    _known("flexible-groups", "Flexible groups", "Opening your groups…", "f", takes="class standard"),
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
