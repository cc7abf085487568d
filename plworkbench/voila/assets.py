"""The files every page needs: stylesheets, scripts, plotly.js, and the libraries that draw ipywidgets.

They hold nothing about anybody, so they are given without login. Each is compressed once and kept in memory; an
address that carries a fingerprint may be kept by the browser for ever, so a page opened again fetches none of them.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import importlib.metadata
import importlib.util
import mimetypes
from functools import cache
from pathlib import Path

from tornado import web

from plworkbench.voila.guard import SECURITY_HEADERS

FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"

SUFFIXES = {".css", ".js", ".json", ".svg", ".woff", ".woff2", ".ttf", ".eot"}
"""Kinds of files given out; whatever else lies in those folders is not."""

WIDGET_LIBRARIES = ("@voila-dashboards/widgets-manager8", "@jupyter-widgets/jupyterlab-manager", "anywidget")
"""The JupyterLab extensions a page loads. With one of them left out, widgets silently fail to appear."""

_OWN_FOLDERS = (Path(__file__).parent / "static", Path(__file__).parent.parent / "widgets" / "static")


def own_file(name: str) -> Path:
    """Return where a file of `/plworkbench/static/` lies: our own, or plotly.js as it came with the plotly package.

    Parameters
    ----------
    name : str
        A plain file name.

    Examples
    --------
    >>> own_file("tokens.css").parent.parent.name
    'widgets'
    """
    if name == "plotly.min.js":
        package = importlib.util.find_spec("plotly").submodule_search_locations[0]
        return Path(package) / "package_data" / name
    found = [folder / name for folder in _OWN_FOLDERS if (folder / name).is_file()]
    return found[0] if found else _OWN_FOLDERS[0] / name


@cache
def own_url(name: str) -> str:
    """Return the address of a file of ours, with the fingerprint of its content.

    Parameters
    ----------
    name : str
        A plain file name.

    Examples
    --------
    >>> own_url("tokens.css").partition("?v=")[0]
    '/plworkbench/static/tokens.css'
    """
    return f"/plworkbench/static/{name}?v={hashlib.sha256(own_file(name).read_bytes()).hexdigest()[:12]}"


@cache
def library_fingerprint() -> str:
    """Return a text that changes whenever a library that draws widgets does."""
    versions = [importlib.metadata.version(name) for name in ("voila", "ipywidgets", "jupyterlab_widgets", "anywidget")]
    return hashlib.sha256(" ".join(versions).encode()).hexdigest()[:12]


@cache
def _compressed(path: Path, _changed: int) -> tuple[str, bytes]:
    content = path.read_bytes()
    return hashlib.sha256(content).hexdigest()[:20], gzip.compress(content, 6)


class AssetHandler(web.RequestHandler):
    """Gives out one file, compressed, with the headers that let the browser keep it."""

    def initialize(self, roots: tuple[Path, ...] = (), folders: tuple[str, ...] = ()) -> None:
        """Store where files lie; without roots they are those of `own_file`, by plain name only."""
        self._roots = roots
        self._folders = folders

    def set_default_headers(self) -> None:
        """Set the same headers as everywhere."""
        for name, value in SECURITY_HEADERS.items():
            self.set_header(name, value)

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Say in plain text that there is no such file."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish("There is no such file.\n")

    async def get(self, name: str) -> None:
        """Send the file."""
        path = self._find(name)
        if path is None or path.suffix not in SUFFIXES:
            raise web.HTTPError(404)
        fingerprint, packed = await asyncio.to_thread(_compressed, path, path.stat().st_mtime_ns)
        self.set_header("Cache-Control", FOREVER if self._roots or self.get_argument("v", "") else ASK_FIRST)
        self.set_header("Content-Type", _media_type(path))
        self.set_header("Vary", "Accept-Encoding")
        self.set_header("ETag", f'"{fingerprint}"')
        if self.check_etag_header():
            self.set_status(304)
            return
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(packed)
        else:
            self.finish(gzip.decompress(packed))

    async def head(self, name: str) -> None:
        """Send the headers alone."""
        await self.get(name)

    def compute_etag(self) -> None:
        """Return None: the tag was set from the file's fingerprint."""

    def _find(self, name: str) -> Path | None:
        if not self._roots:
            return path if (path := own_file(name)).is_file() else None
        if self._folders and not any(name.startswith(f"{folder}/") for folder in self._folders):
            return None
        # Before the disk is touched: on Windows a name such as '//host/share' would be fetched from the network.
        if any(mark in name for mark in "\\:\0") or not all(part not in ("", "..") for part in name.split("/")):
            return None
        for root in self._roots:
            # A library installed in development mode is a link out of the root; the name itself must stay inside.
            path = (root / name).resolve()
            if path.is_file():
                return path
        return None


def _media_type(path: Path) -> str:
    if path.suffix == ".js":
        return "text/javascript; charset=utf-8"
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed
