"""The fuzzing finds what it looks for, and damages files the same way for the same seed."""

import importlib.util
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from format_samples import SAMPLES
from importers_helpers import xlsx

from plworkbench import importers
from plworkbench.errors import ImportRefused, Problem

SCRIPTS = Path(__file__).parent.parent / "scripts"
GOOD = b"Student,ID,6.RP.A.1\nAmara Okafor,1,3\nBen Ruiz,2,4\n"


@pytest.fixture(scope="module")
def fuzz():
    sys.path.insert(0, str(SCRIPTS))
    spec = importlib.util.spec_from_file_location("fuzz_importers", SCRIPTS / "fuzz_importers.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(SCRIPTS))


@pytest.fixture
def reading(monkeypatch):
    """Puts another reader in place of the importers."""
    return lambda reader: monkeypatch.setattr(importers, "read_file", reader)


def raising(error):
    def read(*_):
        raise error

    return read


def test_a_good_file_and_a_refused_one_show_no_fault(fuzz):
    assert fuzz.verdict(GOOD)[1] == ""
    assert fuzz.verdict(b"\x00\x01\x02")[1] == ""


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        RecursionError(),
        MemoryError(),
        UnicodeDecodeError("utf-8", b"", 0, 1, "x"),
        ImportRefused("No."),
        ImportRefused("No.", [Problem("It is wrong.", "")]),
    ],
    ids=repr,
)
def test_any_other_end_is_a_fault(fuzz, reading, error):
    reading(raising(error))
    assert fuzz.verdict(GOOD)[1] != ""


def test_a_row_that_is_lost_is_a_fault(fuzz, reading):
    from dataclasses import replace

    whole = importers.read_file(GOOD)
    reading(lambda *_: replace(whole, scores=whole.scores.iloc[1:]))
    assert fuzz.verdict(GOOD)[1] == "not accounted for exactly once"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such clock")
def test_a_file_that_takes_too_long_is_a_fault(fuzz, reading, monkeypatch):
    monkeypatch.setattr(fuzz, "SECONDS_EACH", 0.2)
    reading(lambda *_: time.sleep(30))
    assert fuzz.verdict(GOOD)[1].startswith("TooSlow")


@pytest.mark.parametrize("name", [*SAMPLES, "workbook", "json", "empty"])
def test_the_same_seed_damages_a_file_the_same_way(fuzz, name):
    others = {"workbook": xlsx([["Student", "Quiz"], ["A", "1"]]), "json": b'{"a": [1, {"b": null}]}', "empty": b""}
    content = others[name] if name in others else SAMPLES[name].GOOD
    pool = [content, GOOD]
    texts = [fuzz.mutated(content, pool, random.Random(seed)) for seed in range(12)]
    again = [fuzz.mutated(content, pool, random.Random(seed)) for seed in range(12)]
    assert texts == again and len(set(texts)) > 1


def test_a_finding_is_cut_down_to_what_its_fault_needs(fuzz, reading):
    def stumble(content, *_):
        if b"absnt" in content:
            raise ValueError
        return importers.parse_raw(importers.read_raw(content))

    reading(stumble)
    content = GOOD + b"Chioma Ade,3,absnt\n" + GOOD
    small = fuzz.shrunk(content, fuzz.verdict(content)[1])
    assert b"absnt" in small and len(small) < 20


def test_a_finding_can_be_shown_again(tmp_path):
    path = tmp_path / "finding"
    path.write_bytes(GOOD)
    command = [sys.executable, str(SCRIPTS / "fuzz_importers.py"), "--reproduce", str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0 and "It shows no fault." in result.stdout
