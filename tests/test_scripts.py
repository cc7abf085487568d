"""The types that the scripts are checked with name what the Python side of each part really has."""

import re
from pathlib import Path

import pytest

from plworkbench import widgets
from plworkbench.part_files import STATIC, script
from plworkbench.widgets import Part

TYPES = (Path(__file__).parent.parent / "frontend" / "types.d.ts").read_text("utf-8")
PARTS = [
    part
    for part in map(vars(widgets).get, sorted(vars(widgets)))
    if isinstance(part, type) and issubclass(part, Part) and part is not Part
]


def interface_of(part):
    """The name of the interface that the script of a part asks for."""
    of = {path.name: re.search(r"Rendered<(\w+)>", path.read_text("utf-8")) for path in STATIC.glob("*.js")}
    (found,) = [found for name, found in of.items() if found and part._esm.endswith(script(name))]
    return found.group(1)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_the_types_of_a_part_are_its_synchronised_traits(part):
    (inside,) = re.findall(rf"^interface {interface_of(part)} {{\n(.*?)^}}", TYPES, re.MULTILINE | re.DOTALL)
    everywhere = {*Part.class_trait_names(sync=True)}
    assert set(re.findall(r"^  (\w+)\??:", inside, re.MULTILINE)) == {*part.class_trait_names(sync=True)} - everywhere
