"""The scripts of the pages that are built from `frontend/`: they are the ones their sources make, and nothing more."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from plworkbench.voila.assets import own_file, own_url

FRONTEND = Path(__file__).parent.parent / "frontend"
BUILT = Path(own_file("front.js")).parent
BUNDLE = (BUILT / "front.js").read_text("utf-8")


def digest_of_sources() -> str:
    """Return what `frontend/build.js` writes beside its result."""
    digest = hashlib.sha256()
    for name in sorted(
        ["BSD-3-Clause.txt", "build.js", *(f"src/{path.name}" for path in (FRONTEND / "src").iterdir())]
    ):
        digest.update(f"{name}\n{(FRONTEND / name).read_text('utf-8')}\n".encode())
    packages = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))["packages"]
    for path, package in sorted(packages.items()):
        if "integrity" in package and (not package.get("dev") or path == "node_modules/esbuild"):
            digest.update(f"{path} {package['version']} {package['integrity']}\n".encode())
    return digest.hexdigest()


def test_the_scripts_were_built_from_the_sources_beside_them():
    built = (BUILT / "sources.sha256").read_text("utf-8").strip()
    assert built == digest_of_sources(), "run `npm ci && npm run build` in frontend/ and keep what it writes"


@pytest.mark.parametrize("name", ["line.js", "front.js", "front.css"])
def test_a_built_file_has_an_address_of_its_own_and_asks_nobody_else_for_anything(name):
    assert own_url(name).startswith(f"/plworkbench/static/{name}?v=")
    text = (BUILT / name).read_text("utf-8")
    # Names of XML languages are no addresses to fetch; the links in messages lead to pages for programmers.
    fetched = re.findall(r"""(?:url\(|src=|href=|import\(|fetch\()["'`]?(?:https?:)?//[^"'`)]+""", text)
    assert fetched == []


def test_every_package_in_the_bundle_is_named_with_its_licence():
    banner = BUNDLE[: BUNDLE.index("*/")]
    named = set(re.findall(r"^((?:@[\w-]+/)?[\w-]+) [\d.]+ \(", banner, re.MULTILINE))
    assert {"@jupyter-widgets/base", "@jupyter-widgets/controls", "@lumino/widgets", "anywidget"} <= named
    licences = (BUILT / "LICENSES.txt").read_text("utf-8")
    assert all(re.search(rf"^{re.escape(name)} [\d.]+ \(", licences, re.MULTILINE) for name in named)
    assert set(re.findall(r"\(([\w.-]+)\),?$", banner, re.MULTILINE)) <= {"BSD-3-Clause", "MIT", "ISC"}


def test_the_bundle_brings_no_editor_and_no_jupyterlab():
    names = re.findall(r"^(@?[\w/-]+) [\d.]+ \(", BUNDLE[: BUNDLE.index("*/")], re.MULTILINE)
    assert names and not [name for name in names if name.startswith(("@jupyterlab/", "@codemirror/", "react"))]
