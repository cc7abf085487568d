"""One catalogue: whatever is said of a file comes from it, and whatever is in it can be said."""

import ast
import string
from pathlib import Path

import pytest
from format_samples import SAMPLES
from importers_helpers import nothing_known, xlsx

import plworkbench
from plworkbench.errors import ImportRefused
from plworkbench.importers import plan_import, read_file
from plworkbench.importers.paths import read_path
from plworkbench.messages import CATALOGUE, REMARKS, problem

PACKAGE = Path(plworkbench.__file__).parent
FILES = {
    "empty": b"",
    "noise": bytes(range(256)) * 20,
    "a header alone": b"Student,ID,6.RP.A.1\n",
    "no gradebook": b"Day,Rain\nMonday,3\n",
    "a picture": b"\x89PNG\r\n\x1a\n0000",
    "an open quotation mark": b'Student,6.RP.A.1\n"Amara,3\nBen,4\n',
    "a long cell": b"Student,6.RP.A.1\nAmara," + b"9" * 100_001 + b"\n",
    "a broken zip": b"PK\x03\x04 and no more",
    "an empty workbook": xlsx([]),
    "other JSON": b'{"students": []}',
    "broken JSON": b'{"students": [}',
    "deep JSON": b"[" * 5000 + b"]" * 5000,
    "JSON with a name twice": b'{"a": {"b": 1, "b": 2}}',
    "rows of another width": b"Student,ID,6.RP.A.1\nAmara,1,3,4\nBen,2\nWei,3,4\n",
    "a header twice": b"Student,ID,6.RP.A.1,6.RP.A.1\nAmara,1,3,4\n",
    "students without a name": b"Student,ID,6.RP.A.1\n,,3\nAmara,1,4\n",
    "cells that are no scores": b'Student,ID,6.RP.A.1\nA,1,x\nB,2,-1\nC,3,"1,234"\nD,4,3/0\nE,5,20-Oct\nG,7,4\n',
    "days that are none": b"Student,ID,Standard,Score,Date\nA,1,6.RP.A.1,3,31/31/2026\nB,2,6.RP.A.1,3,9/8/2026\n",
}


def problems_of(content):
    try:
        return read_file(content, "export").problems
    except ImportRefused as refused:
        return refused.problems


@pytest.mark.parametrize("name", FILES)
def test_every_fault_of_a_hostile_file_is_one_of_the_catalogue(name):
    found = problems_of(FILES[name])
    assert found and [str(each) for each in found if each.code not in CATALOGUE] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_every_fault_of_the_bad_sample_is_one_of_the_catalogue(name):
    found = problems_of(SAMPLES[name].BAD)
    assert found and [str(each) for each in found if each.code not in CATALOGUE] == []


@pytest.mark.parametrize(
    "content",
    [b"Student,6.RP.A.1\nAmara,3\nAmara,4\n", b"Student,ID,6.RP.A.1\nAmara,1,3\nBen,1,4\n"],
    ids=["one name twice", "one ID twice"],
)
def test_every_fault_of_students_is_one_of_the_catalogue(content):
    found = plan_import(read_file(content), **nothing_known()).problems
    assert found and [str(each) for each in found if each.code not in CATALOGUE] == []


def test_a_path_that_leads_nowhere_is_refused_in_words_of_the_catalogue(tmp_path):
    for path in (tmp_path / "absent", tmp_path):
        with pytest.raises(ImportRefused) as refused:
            read_path(path)
        assert all(each.code in CATALOGUE for each in refused.value.problems)


def test_no_importer_writes_a_message_of_its_own():
    own = [
        f"{path.name}:{node.lineno}"
        for path in sorted((PACKAGE / "importers").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem"
    ]
    assert own == []


def test_no_message_is_left_that_nothing_says():
    sources = "\n".join(path.read_text("utf-8") for path in (PACKAGE / "importers").glob("*.py"))
    assert [code for code in CATALOGUE if f'"{code}"' not in sources] == []


def test_what_is_only_a_remark_is_in_the_catalogue():
    assert set(CATALOGUE) >= REMARKS


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_message_is_a_sentence_with_a_cure_and_fills_its_blanks(code):
    message = CATALOGUE[code]
    texts = (message.says, message.cure)
    blanks = [field for text in texts for _, field, _, _ in string.Formatter().parse(text) if field]
    said = problem(code, row=3, column="Quiz", value="FILLED", **dict.fromkeys({*blanks} - {"value"}, "FILLED"))
    assert said.code == code and said.message and said.cure[0].isupper()
    assert str(said).count("FILLED") == len(blanks) and "{" not in str(said)
    assert str(said).endswith(".")
