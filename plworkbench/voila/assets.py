"""The files every page needs: stylesheets, scripts, plotly.js, and the bundle that draws ipywidgets.

They hold nothing about anybody, so they are given without login. Each is compressed once and kept in memory; an
address that carries a fingerprint may be kept by the browser for ever, so a page opened again fetches none of them.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import importlib.util
import mimetypes
from functools import cache, lru_cache
from pathlib import Path

from tornado import web

from plworkbench import part_files
from plworkbench.voila.guard import SECURITY_HEADERS

FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"

SUFFIXES = {".css", ".js", ".svg"}
"""Kinds of files given out; whatever else lies in those folders is not."""

_HERE = Path(__file__).parent
_OWN_FOLDERS = (_HERE / "static", _HERE / "front", _HERE.parent / "widgets" / "static")


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
def _compressed(path: Path, _changed: int) -> tuple[str, bytes]:
    return _packed(path.read_bytes())


def _packed(content: bytes) -> tuple[str, bytes]:
    return hashlib.sha256(content).hexdigest()[:20], gzip.compress(content, 6)


class AssetHandler(web.RequestHandler):
    """Gives out one file, compressed, with the headers that let the browser keep it."""

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
        path = own_file(name)
        if path.suffix not in SUFFIXES or not path.is_file():
            raise web.HTTPError(404)
        await self.give(path, *await asyncio.to_thread(_compressed, path, path.stat().st_mtime_ns))

    async def give(self, path: Path, fingerprint: str, packed: bytes) -> None:
        """Send a file that was compressed, unless the browser has it."""
        self.set_header("Cache-Control", FOREVER if self.get_argument("v", "") else ASK_FIRST)
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


class PartHandler(AssetHandler):
    """Gives out the script of a part, or the styles of all parts."""

    async def get(self, name: str) -> None:
        """Send the file."""
        packed = await asyncio.to_thread(_compressed_part, name)
        if packed is None:
            raise web.HTTPError(404)
        await self.give(Path(name), *packed)


@lru_cache(maxsize=200)
def _compressed_part(name: str) -> tuple[str, bytes] | None:
    text = part_files.file(name)
    return None if text is None else _packed(text.encode())


def _media_type(path: Path) -> str:
    if path.suffix == ".js":
        return "text/javascript; charset=utf-8"
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed
