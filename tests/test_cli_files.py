"""`plworkbench check` and `plworkbench import`: what is said of any file, the exit codes, and what is stored."""

from __future__ import annotations

import os
import subprocess
import sys

import openpyxl
import pytest
from format_samples import SAMPLES
from importers_helpers import xlsx
from typer.testing import CliRunner

import plworkbench
from plworkbench import cli
from plworkbench.cli import saying

GOOD = b"Student,ID,6.RP.A.1,6.RP.A.2\nAmara Okafor,001,3,4\nBen Ruiz,002,2,EX\n"
BAD = GOOD.replace(b"001,3,", b"001,absnt,")
TWO_CLASSES = b"Student,ID,Section,6.RP.A.1\nAmara Okafor,001,Period 3,3\nBen Ruiz,002,Period 4,2\n"
EITHER_DAY = (
    b"Student,ID,Standard,Assessment,Score,Points,Date\n"
    b"Amara Okafor,001,6.RP.A.1,Quiz 1,8,10,9/8/2026\nBen Ruiz,002,6.RP.A.1,Quiz 1,7,10,9/8/2026\n"
)


@pytest.fixture
def run():
    def invoke(*arguments):
        return CliRunner().invoke(cli.app, [str(argument) for argument in arguments], env={"COLUMNS": "200"})

    return invoke


@pytest.fixture
def file(tmp_path):
    def write(content, name="period3.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def in_a_process(*arguments, timeout=60):
    command = [sys.executable, "-m", "plworkbench.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)


def test_a_good_file_is_named_counted_and_passed(run, file):
    result = run("check", file(GOOD))
    assert result.exit_code == 0
    for words in ("Table of students and scores", "2 students", "2 columns", "4 scores", "Nothing has to be mended."):
        assert words in result.output


def test_a_fault_is_named_with_row_column_and_cure_and_no_student_is(run, file):
    result = run("check", file(BAD))
    assert result.exit_code == 1
    assert "Row 2, column '6.RP.A.1': 'absnt' is not a number. Write a number" in result.output
    assert not any(name in result.output for name in ("Amara", "Okafor", "Ben", "Ruiz"))


def test_what_is_not_taken_and_what_has_no_standard_is_said(run, file):
    result = run("check", file(b"Student,ID,6.RP.A.1,Quiz,Total\nAmara Okafor,1,3,4,7\nBen Ruiz,2,,5,5\n"))
    assert result.exit_code == 0
    assert "Not taken (no score): 1." in result.output and "'Quiz'" in result.output


def test_several_files_end_in_the_worst_of_their_codes(run, file):
    good, bad, unknown = file(GOOD, "a.csv"), file(BAD, "b.csv"), file(b"Day,Rain\nMonday,3\n", "c.csv")
    assert run("check", good, bad).exit_code == 1
    result = run("check", unknown, good)
    assert result.exit_code == 2 and "Nothing has to be mended." in result.output


@pytest.mark.parametrize("name", SAMPLES)
def test_the_good_sample_of_every_format_passes_and_the_bad_one_does_not(run, file, name):
    sample = SAMPLES[name]
    good = run("check", file(sample.GOOD, sample.FILE_NAME))
    assert good.exit_code == 0, good.output
    bad = run("check", file(sample.BAD, sample.FILE_NAME))
    assert bad.exit_code in (1, 2) and sample.BAD_SAYS in bad.output, bad.output


def test_a_marked_up_copy_is_written_for_its_owner_alone(run, file, tmp_path):
    out = tmp_path / "mend.xlsx"
    assert run("check", file(BAD), "--marked-up", out).exit_code == 1
    assert openpyxl.load_workbook(out).worksheets[1]["C2"].comment is not None
    if os.name == "posix":
        assert out.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("there", ["file", "link", "the file itself"])
def test_a_marked_up_copy_never_takes_the_place_of_a_file(run, file, tmp_path, there):
    checked, other = file(BAD), file(b"mine", "mine.xlsx")
    out = {"file": other, "link": tmp_path / "link.xlsx", "the file itself": checked}[there]
    if there == "link":
        out.symlink_to(tmp_path / "elsewhere.xlsx")
    result = run("check", checked, "--marked-up", out)
    assert result.exit_code == 2 and "is there already" in result.output
    assert checked.read_bytes() == BAD and other.read_bytes() == b"mine"
    assert not (tmp_path / "elsewhere.xlsx").exists()


@pytest.mark.parametrize(
    "arguments",
    [["--marked-up", "x.xlsx", "second.csv"], ["--date-order", "moon first"], ["--no-such-option"]],
    ids=" ".join,
)
def test_a_mistyped_check_is_refused(run, file, arguments):
    result = run("check", file(GOOD), *arguments)
    assert result.exit_code == 2 and "Usage" in result.output


def test_a_sheet_can_be_chosen_and_an_unknown_one_is_refused_with_those_there_are(run, file):
    rows = [line.split(",") for line in GOOD.decode().splitlines()]
    book = file(xlsx([["Day", "Rain"], ["Monday", "3"]], sheets={"Scores": rows}), "a.xlsx")
    assert "4 scores" in run("check", book, "--sheet", "Scores").output
    result = run("check", book, "--sheet", "Marks")
    assert result.exit_code == 2 and "'Scores'" in result.output


def test_a_class_can_be_chosen_and_an_unknown_one_is_refused_with_those_there_are(run, file):
    path = file(TWO_CLASSES)
    assert "2 students" in run("check", path).output
    assert "1 student," in run("check", path, "--section", "Period 4").output
    result = run("check", path, "--section", "Period 9")
    assert result.exit_code == 2 and "'Period 3', 'Period 4'" in result.output


def test_a_question_left_open_is_printed_with_the_option_that_answers_it(run, file):
    path = file(EITHER_DAY)
    assert '--date-order "day first"' in run("check", path).output
    assert "--date-order" not in run("check", path, "--date-order", "day first").output


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("absent", "There is no file of this name"),
        ("folder", "nothing was changed"),
        ("pipe", "device or a pipe"),
        ("device", "device or a pipe"),
        ("endless", "device or a pipe"),
        ("giant", "too large"),
        ("loop", "nothing was changed"),
        ("empty", "empty"),
        ("noise", "not a gradebook"),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="such files are made here as POSIX systems make them")
def test_whatever_lies_there_is_refused_in_words(tmp_path, kind, words):
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
        (path / "notes.txt").write_text("no table")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind in ("device", "endless"):
        path.symlink_to({"device": "/dev/null", "endless": "/dev/zero"}[kind])
    elif kind == "giant":
        with path.open("wb") as sparse:
            sparse.truncate(10 * 2**30)
    elif kind == "loop":
        path.symlink_to(path)
    elif kind != "absent":
        path.write_bytes({"empty": b"", "noise": bytes(range(256)) * 50}[kind])
    result = in_a_process("check", path)
    assert result.returncode == 2, result.stdout
    assert words in result.stdout and "Traceback" not in result.stdout + result.stderr
    assert "stumbled" not in result.stdout


def test_a_file_that_may_not_be_read_is_refused_in_words(run, file, monkeypatch):
    path = file(GOOD)

    def forbidden(*_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", forbidden)
    result = run("check", path)
    assert result.exit_code == 2 and "do not have the right" in result.output


def test_a_file_that_grows_while_it_is_read_is_refused(file, monkeypatch):
    from plworkbench.importers import paths

    monkeypatch.setattr(paths, "MAX_BYTES", 40)
    monkeypatch.setattr(paths.os, "fstat", lambda _: file(b"x", "small").stat())
    with pytest.raises(plworkbench.ImportRefused, match="too large"):
        paths.content_of(file(GOOD))


def test_what_nobody_foresaw_is_said_without_a_traceback_and_without_a_word_of_the_file(run, file, monkeypatch):
    from plworkbench import importers

    def stumble(*_, **__):
        raise KeyError("Amara Okafor")

    monkeypatch.setattr(importers, "parse_raw", stumble)
    result = run("check", file(GOOD))
    assert result.exit_code == 2 and "stumbled over this: KeyError in" in result.output
    assert "Amara" not in result.output and "Traceback" not in result.output


@pytest.mark.parametrize("sign", ["\x1b[2J", "\x07", "\r", "\u202e", "\x9b31m"])
def test_nothing_in_a_file_can_steer_the_terminal(capsys, sign):
    saying.say(f"before{sign}after")
    assert capsys.readouterr().out.strip("\n").isprintable()


def test_a_terminal_without_the_letters_gets_question_marks(file):
    path = file("Student,Größe\nAmara,三\nBen,3\n".encode())
    command = [sys.executable, "-m", "plworkbench.cli", "check", str(path)]
    environment = os.environ | {"PYTHONIOENCODING": "cp1252"}
    result = subprocess.run(command, capture_output=True, encoding="cp1252", check=False, env=environment)
    assert result.returncode == 1 and "column 'Größe': '?' is not a number" in result.stdout and result.stderr == ""


def test_a_dry_run_says_what_would_be_added_and_stores_nothing(run, file, tmp_path):
    data = tmp_path / "data"
    result = run("import", file(GOOD), "--class", "Period 3", "--dry-run", "--data-dir", data)
    assert result.exit_code == 0 and "4 scores will be added" in result.output
    with_nothing = plworkbench.open(data)
    assert with_nothing.classes().empty and with_nothing.imports().empty
    with_nothing.close()


def test_an_import_is_stored_and_can_be_taken_back_as_it_says(run, file, tmp_path):
    data = tmp_path / "data"
    result = run("import", file(GOOD), "--class", "Period 3", "--data-dir", data)
    assert result.exit_code == 0, result.output
    wb = plworkbench.open(data)
    assert len(wb.evidence("Period 3")) == 4
    key = wb.imports().loc[0, "import_key"]
    assert f"wb.undo_import('{key}')" in result.output
    wb.undo_import(key)
    assert "Period 3" not in wb.classes()["name"].tolist()
    wb.close()


def test_the_same_file_again_stores_nothing(run, file, tmp_path):
    arguments = ["import", file(GOOD), "--class", "Period 3", "--data-dir", tmp_path / "data"]
    run(*arguments)
    result = run(*arguments)
    assert result.exit_code == 0 and "everything is here already" in result.output


def test_what_is_wrong_is_left_out_and_the_rest_is_stored(run, file, tmp_path):
    data = tmp_path / "data"
    result = run("import", file(BAD), "--class", "Period 3", "--data-dir", data)
    assert result.exit_code == 1 and "'absnt' is not a number" in result.output and "It is stored." in result.output
    wb = plworkbench.open(data)
    assert len(wb.evidence("Period 3")) == 3
    wb.close()


def test_a_question_is_answered_before_anything_is_stored(run, file, tmp_path):
    arguments = ["import", file(EITHER_DAY), "--class", "Period 3", "--data-dir", tmp_path / "data"]
    asked = run(*arguments)
    assert asked.exit_code == 1 and "Nothing was stored: answer this first." in asked.output
    answered = run(*arguments, "--date-order", "day first")
    assert answered.exit_code == 0 and "It is stored." in answered.output, answered.output


def test_columns_without_a_standard_are_named_and_do_not_stop_the_rest(run, file, tmp_path):
    content = b"Student,ID,6.RP.A.1,Quiz\nAmara Okafor,001,3,4\n"
    result = run("import", file(content), "--class", "Period 3", "--data-dir", tmp_path / "data")
    assert result.exit_code == 0 and "no standard is tied to it yet: 'Quiz'" in result.output
    assert "It is stored." in result.output


def test_students_who_may_be_known_are_confirmed_before_anything_is_stored(run, file, tmp_path):
    data = tmp_path / "data"
    nameless = b"Student,6.RP.A.1\nAmara Okafor,3\n"
    run("import", file(GOOD), "--class", "Period 3", "--data-dir", data)
    result = run("import", file(nameless, "b.csv"), "--class", "Period 3", "--data-dir", data)
    assert result.exit_code == 1 and "Students to be confirmed: 1." in result.output
    assert "Nothing was stored" in result.output
    assert "Amara" not in result.output


def test_without_a_class_it_asks_for_one(run, file, tmp_path):
    result = run("import", file(GOOD), "--data-dir", tmp_path / "data")
    assert result.exit_code == 2 and "Give the class a name" in result.output


def test_import_in_a_process_of_its_own_leaves_no_traceback_for_a_foreign_database(tmp_path, file):
    data = tmp_path / "data"
    data.mkdir()
    (data / "plworkbench.sqlite3").write_bytes(os.urandom(4096))
    result = in_a_process("import", file(GOOD), "--class", "Period 3", "--data-dir", data)
    assert result.returncode == 2 and "not a database of PL Workbench" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr
