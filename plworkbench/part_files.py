"""The scripts and stylesheets of the parts: joined to one text each, and where a server of ours offers them.

In JupyterLab the text travels with the state of each widget. A page of our own server is given an address in place of
the text: the browser fetches the file once and keeps it, and a page opened again moves only its data.
"""

from __future__ import annotations

import hashlib
import os
import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "widgets" / "static"
"""Where the scripts and stylesheets lie."""

SERVED_VARIABLE = "PLWORKBENCH_SERVES_PARTS"
"""Set in the environment of kernels whose pages come from a server that offers the files."""

FOLDER = "/plworkbench/parts/"
"""The addresses under which such a server offers them."""

THIS_SERVER = "https://plworkbench.invalid"
"""What stands for the server in an address: a kernel does not know where its page came from, the page does."""

ALL_STYLES = "all"
"""The name of the one stylesheet of all parts."""

MOST_JOINED = 20
"""No part is made of more files."""

# The frame of a page has had controls.css already. It comes once more because front.css, which stands between the two
# and brings the looks of ipywidgets, would win over it.
_FIRST_STYLES = ("page.css", "controls.css", "panels.css")
_IMPORT = re.compile(r'^import [^;]*? from "\./[^"]+";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=async|function|const|class)", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)


def script(*names: str) -> str:
    """Return one ES module made of several files of `STATIC`, helpers first.

    A widget's module reaches the browser as one text without an address, so it cannot import its neighbours by a
    relative path. The files are real modules all the same: their imports of each other are dropped as they are joined,
    and so are the comments that have lines of their own: types and reasons are for whoever reads the file.

    Examples
    --------
    >>> "import " in script("dom.js", "page.js")
    False
    """
    texts = [_COMMENT.sub("", _IMPORT.sub("", (STATIC / name).read_text("utf-8"))) for name in names]
    return "\n".join(_EXPORT.sub("", text) for text in texts)


def style(*names: str) -> str:
    """Return the design tokens followed by the stylesheets of a part.

    Examples
    --------
    >>> style("page.css").index("--pw-accent") < style("page.css").index(".pw-status")
    True
    """
    return "\n".join((STATIC / name).read_text("utf-8") for name in ("tokens.css", *names))


def file(name: str) -> str | None:
    """Return the text behind an address of `FOLDER`, or None when there is none of that name.

    Parameters
    ----------
    name : str
        'dom+choice.js' for `script("dom.js", "choice.js")`, or 'all.css' for the styles of all parts, tokens left out.

    Examples
    --------
    >>> file("dom+page.js") == script("dom.js", "page.js"), file("../secret.js"), file("all.css").count("--pw-accent:")
    (True, None, 0)
    """
    stems, _, kind = name.rpartition(".")
    if kind == "css" and stems == ALL_STYLES:
        others = sorted(path.name for path in STATIC.glob("*.css"))
        rest = [name for name in others if name not in {*_FIRST_STYLES, "tokens.css"}]
        return "\n".join((STATIC / name).read_text("utf-8") for name in (*_FIRST_STYLES, *rest))
    names = [f"{stem}.js" for stem in stems.split("+")]
    known = kind == "js" and len(names) <= MOST_JOINED and {*names} <= {path.name for path in STATIC.glob("*.js")}
    return script(*names) if known else None


@cache
def address(name: str) -> str:
    """Return the address of a file of `FOLDER` on its server, with the fingerprint of its content.

    Examples
    --------
    >>> address("dom+page.js").partition("?v=")[0]
    '/plworkbench/parts/dom+page.js'
    """
    return f"{FOLDER}{name}?v={hashlib.sha256(file(name).encode()).hexdigest()[:12]}"


def for_widget(*names: str) -> str:
    """Return the script of a widget: its text, or where its page finds it."""
    if not os.environ.get(SERVED_VARIABLE):
        return script(*names)
    return THIS_SERVER + address("+".join(name.removesuffix(".js") for name in names) + ".js")


def style_for_widget(*names: str) -> str:
    """Return the style of a widget: its text, or nothing where its page has the styles of all parts."""
    return "" if os.environ.get(SERVED_VARIABLE) else style(*names)
