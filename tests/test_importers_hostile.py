"""Files built to do harm are refused in words: nothing is written, followed, or read without a limit."""

import copy
import io
import json
import os
import random
import stat
import struct
import sys
import zipfile

import pytest
from format_samples.case_package import PACKAGE, written
from format_samples.oneroster import FILES, zipped
from hypothesis import given, settings
from hypothesis import strategies as st
from importers_helpers import account_of, xlsx

from plworkbench.errors import ImportRefused
from plworkbench.importers import Answers, limits, parse_raw, read_file, read_folder

USERS, MANIFEST = FILES["users.csv"], FILES["manifest.csv"]


def refusal(content, name="file.zip"):
    with pytest.raises(ImportRefused) as caught:
        read_file(content, name)
    return says(caught.value)


def says(refused):
    assert "nothing was changed" in refused.headline
    assert refused.problems
    assert all(problem.cure for problem in refused.problems)
    return str(refused)


def archive_of(*members, **options):
    """A zip file; a member is (name or ZipInfo, content)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name",
    ["../users.csv", "data/../../users.csv", "/etc/users.csv", "..\\users.csv", "C:\\users.csv", "C:/users.csv"],
)
def test_a_member_that_points_out_of_the_archive_is_refused_and_nothing_is_unpacked(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    member = zipfile.ZipInfo("x")
    member.filename = name
    content = archive_of(("manifest.csv", MANIFEST), (member, USERS))
    assert "land outside its folder" in refusal(content)
    assert list(tmp_path.iterdir()) == []


def test_a_name_with_a_nul_which_hides_its_ending_is_refused():
    content = archive_of(("manifest.csv", MANIFEST), ("users.csv?.exe", USERS)).replace(b"csv?.exe", b"csv\x00.exe")
    assert "land outside its folder" in refusal(content)


def test_a_link_inside_an_archive_is_refused():
    link = zipfile.ZipInfo("users.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "is a link" in refusal(archive_of(("manifest.csv", MANIFEST), (link, "/etc/passwd")))


def test_a_member_that_wants_a_password_is_refused():
    content = bytearray(archive_of(("users.csv", USERS), ("manifest.csv", MANIFEST)))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.find(mark) + offset] |= 1
    assert "by a password" in refusal(bytes(content))


def test_two_files_of_one_name_are_refused_whichever_folder_or_capitals():
    with pytest.warns(UserWarning, match="Duplicate name"):
        same = archive_of(("users.csv", USERS), ("users.csv", USERS))
    for content in (same, archive_of(("a/users.csv", USERS), ("b/Users.csv", USERS))):
        assert "is there 2 times" in refusal(content)


def test_a_table_without_a_single_column_of_scores_is_read_and_does_not_crash():
    content = b',,,1,,g\nDate,,,,2,0\n0,""Cn,?,6C,9/14/,p'
    parsed = read_file(content, "export", Answers(known_codes=("6.RP.A.1", "6.RP.A.2")))
    assert parsed.scores.empty
    assert (account_of(parsed) == 1).all()


@pytest.mark.parametrize("inner", [zipped(FILES), xlsx([["Student", "Quiz"], ["Amara", 8]])])
def test_an_archive_or_workbook_inside_an_archive_is_not_opened(inner):
    text = refusal(archive_of(("manifest.csv", MANIFEST), ("users.csv", inner)))
    assert "users.csv: it is a workbook, or a packed file in a packed file" in text


def test_an_archive_that_holds_only_an_archive_is_refused():
    assert "packed file" in refusal(archive_of(("inner.zip", zipped(FILES))))


def test_a_bomb_that_says_its_size_is_refused_before_it_is_unpacked(monkeypatch):
    def must_not_be_called(*_):
        raise AssertionError

    monkeypatch.setattr(zipfile.ZipFile, "open", must_not_be_called, raising=True)
    content = zipped_quietly({"users.csv": b"a,b\n" * 10_000_000, "manifest.csv": MANIFEST})
    assert len(content) < 200_000
    assert "far more memory" in refusal(content)


def zipped_quietly(files):
    # Compresses without ZipFile.open, which a test may forbid.
    import zlib

    out, directory = bytearray(), bytearray()
    for name, data in files.items():
        data = data.encode() if isinstance(data, str) else data
        squeezed = zlib.compress(data, 9)[2:-4]
        about = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, zlib.crc32(data), len(squeezed), len(data), len(name), 0)
        directory += b"PK\x01\x02\x14\x00" + about + struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + name.encode()
        out += b"PK\x03\x04" + about + name.encode() + squeezed
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(out), 0)
    return bytes(out + directory + b"PK\x05\x06" + end)


def test_a_bomb_that_lies_about_its_size_is_refused():
    content = zipped_quietly({"users.csv": b"a,b\n" * 10_000_000, "manifest.csv": MANIFEST})
    text = refusal(content.replace((40_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    assert "far more memory" in text or "could not be opened" in text


def test_what_comes_out_of_an_archive_is_counted_whatever_it_says(monkeypatch):
    monkeypatch.setattr("plworkbench.importers.bundles.too_much", lambda size, packed: size > 3000)
    assert "far more memory" in refusal(zipped(FILES | {"orgs.csv": "a,b\n" * 1000}))


def test_more_members_than_any_export_has_are_refused():
    members = [(f"{number}.csv", b"a,b\n1,2\n") for number in range(limits.MAX_TABLES + 1)]
    assert "101 CSV files" in refusal(archive_of(*members))
    assert "could not be opened" not in refusal(archive_of(*members[:1], *[(f"{n}.txt", b"") for n in range(2001)]))


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_an_unusual_way_of_packing_is_refused_because_it_may_ask_for_any_memory(method):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("users.csv", USERS)
    assert "few programs know" in refusal(buffer.getvalue())


@pytest.mark.parametrize("encoded", ["señor.csv".encode("cp437"), b"\xff\xfe1.csv"])
def test_a_name_in_no_known_encoding_does_no_harm(encoded):
    plain = b"x" * len(encoded)
    content = archive_of(("users.csv", USERS), (plain.decode(), "a,b\n1,2\n")).replace(plain, encoded)
    parsed = read_file(archive_of(("users.csv", USERS)))
    try:
        found = read_file(content)
    except ImportRefused as refused:
        says(refused)
    else:
        assert found.students["name"].tolist() == parsed.students["name"].tolist()


def test_a_file_of_a_bundle_that_cannot_be_read_is_named_and_all_such_are_listed_at_once():
    text = refusal(
        zipped(
            FILES | {"users.csv": 'a,b\n"x,y\n1,2\n', "classes.csv": b"\x89PNG\r\n", "orgs.csv": "a," + "x" * 200_000}
        )
    )
    assert "users.csv, row 2: a quotation mark is opened and never closed" in text
    assert "classes.csv: It is a picture" in text
    assert "orgs.csv, row 1: a cell holds more than 100,000 characters" in text


def test_an_empty_file_of_a_bundle_is_said_and_the_rest_is_read():
    parsed = read_file(zipped(FILES | {"orgs.csv": " \n"}))
    assert "orgs.csv: the file is empty" in str(parsed.problems[0])
    assert len(parsed.students) == 3


def test_many_small_tables_count_together(monkeypatch):
    monkeypatch.setattr("plworkbench.importers.reading.MAX_CELLS", 300)
    assert "cells" in refusal(zipped(FILES))


# Folders


def bundle_in(folder, **more):
    for name, text in (FILES | more).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_links_in_a_folder_are_not_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("sourcedId,secret\nu-1,hidden\n")
    folder = tmp_path / "export"
    folder.mkdir()
    bundle_in(folder)
    (folder / "orgs.csv").unlink()
    (folder / "orgs.csv").symlink_to(secret)
    raw = read_folder(folder)
    assert "orgs.csv: it is a link" in str(raw.problems[0])
    assert "orgs.csv" not in raw.tables
    assert "hidden" not in str([table.cells for table in raw.tables.values()])


def test_a_linked_folder_inside_a_folder_is_not_looked_into(tmp_path):
    (tmp_path / "real").mkdir()
    bundle_in(tmp_path / "real")
    outer = tmp_path / "outer"
    outer.mkdir()
    (outer / "inner").symlink_to(tmp_path / "real")
    with pytest.raises(ImportRefused, match="holds no table"):
        read_folder(outer)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_in_a_folder_does_not_make_it_wait(tmp_path):
    bundle_in(tmp_path)
    (tmp_path / "orgs.csv").unlink()
    os.mkfifo(tmp_path / "orgs.csv")
    assert "is a link or no plain file" in str(read_folder(tmp_path).problems[0])


def test_folders_below_the_first_are_not_searched(tmp_path):
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    bundle_in(deep)
    with pytest.raises(ImportRefused) as caught:
        read_folder(tmp_path)
    assert "No CSV file lies in it." in says(caught.value)


def test_a_folder_that_is_not_there_or_is_too_full_is_refused(tmp_path, monkeypatch):
    with pytest.raises(ImportRefused) as caught:
        read_folder(tmp_path / "nowhere")
    assert str(tmp_path) not in says(caught.value)
    bundle_in(tmp_path)
    monkeypatch.setattr("plworkbench.importers.bundles.MAX_MEMBERS", 5)
    with pytest.raises(ImportRefused) as caught:
        read_folder(tmp_path)
    assert "more than 5 files" in says(caught.value)


def test_a_file_of_a_folder_that_is_too_large_is_refused(tmp_path, monkeypatch):
    bundle_in(tmp_path)
    monkeypatch.setattr("plworkbench.importers.bundles.MAX_BYTES", 100)
    with pytest.raises(ImportRefused) as caught:
        read_folder(tmp_path)
    assert "too large" in says(caught.value)


# Documents


@pytest.mark.parametrize("depth", [limits.MAX_NESTING + 1, 100_000])
@pytest.mark.parametrize("brackets", ["[]", '{"a":}'])
def test_deep_nesting_is_refused_before_it_is_parsed(depth, brackets):
    content = (brackets[:-1] * depth + "1" + brackets[-1] * depth).encode()
    assert "nested more than 100 deep" in refusal(content, "deep.json")


def test_the_deepest_nesting_allowed_is_parsed():
    content = b"[" * limits.MAX_NESTING + b"]" * limits.MAX_NESTING
    assert "no framework of standards" in refusal(content)


def test_brackets_in_texts_are_no_nesting():
    package = copy.deepcopy(PACKAGE)
    package["CFItems"][0]["fullStatement"] = '"[{' * 500 + "\\"
    assert len(read_file(written(package)).standards) == 7


@pytest.mark.parametrize(
    "content",
    [b"[" * 3_000_000, b"[" + b"{}," * 3_000_000 + b"{}]", b'["' + b'","' * 2_100_000 + b'"]'],
)
def test_more_values_than_any_framework_has_are_refused(content):
    assert "more than 2,000,000 values" in refusal(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"CFItems": [NaN]}', "It holds NaN"),
        (b'{"CFItems": [-Infinity]}', "It holds -Infinity"),
        (b'{"CFItems": [], "CFItems": [1]}', "the name 'CFItems' stands twice in one object."),
        (b'{"CFItems": ["' + b'\\"' * 100_000, "Line 1"),
        (b'{"CFItems": ["\\ud800"]}', "half of a character"),
        (b'{"CFItems": [1,]}', "Line 1"),
        (b'{"CFItems": [', "Line 1"),
        (b'{"a": ' + b"9" * 1_000_000 + b"}", "no framework of standards"),
        (b'{"a": 1e999999}', "no framework of standards"),
        (b'{"CFItems": "x"}' + b" " * 100 + b"{}", "Line 1"),
        ('{"a": 1}'.encode("utf-16")[:-1], "nothing was changed"),
    ],
)  # fmt: skip
def test_json_that_breaks_programs_is_refused_in_words(content, message):
    assert message in refusal(content, "x.json")


def test_control_characters_written_as_escapes_do_not_reach_a_standard():
    text = written(PACKAGE).replace(b"Ratio concepts", b"Ratio\\u0000 con\\u001bcepts")
    assert "Ratio concepts" in read_file(text).standards["title"].tolist()


WRONG = [None, True, 0, -1, 1e300, "", " ", "x" * 300, "\u202e", [], {}, [[]], {"identifier": 1}, ["a", 1], "00000000-"]


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.integers(0, 10**9))
def test_a_package_with_wrong_types_anywhere_is_read_or_refused_and_every_entry_accounted_for(seed):
    chance = random.Random(seed)
    package = copy.deepcopy(PACKAGE)
    for _ in range(chance.randint(1, 5)):
        spoil(package, chance)
    try:
        parsed = read_file(json.dumps(package).encode())
    except ImportRefused as refused:
        says(refused)
        return
    places = account_of(parsed)
    assert (places == 1).all(), places[places != 1]
    assert parsed.standards["standard_code"].is_unique


def spoil(part, chance):
    """Put something wrong somewhere into a document."""
    while True:
        places = list(part) if isinstance(part, dict) else list(range(len(part)))
        if not places:
            return
        place = chance.choice(places)
        if isinstance(part[place], dict | list) and part[place] and chance.random() < 0.8:
            part = part[place]
            continue
        part[place] = copy.deepcopy(chance.choice(WRONG))
        return


CELLS = [
    "",
    "absnt",
    "-3",
    "1,234",
    "tobedeleted",
    "u-1",
    "li-1",
    "s-1",
    "student",
    "EX",
    "8/10",
    "2026-13-40",
    "9" * 400,
]


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(0, 10**9))
def test_a_bundle_with_wrong_cells_anywhere_is_read_or_refused_and_every_row_accounted_for(seed):
    chance = random.Random(seed)
    files = {name: [line.split(",") for line in text.splitlines()] for name, text in FILES.items()}
    for _ in range(chance.randint(1, 6)):
        row = chance.choice(files[chance.choice(list(files))])
        row[chance.randrange(len(row))] = chance.choice(CELLS).replace(",", ".")
    if chance.random() < 0.3:
        rows = files[chance.choice(list(files))]
        rows.append(list(chance.choice(rows)))
    if chance.random() < 0.3:
        files.pop(chance.choice(list(files)))
    if chance.random() < 0.3:
        rows = files[chance.choice(list(files))]
        rows[chance.randrange(len(rows))].pop()
    content = zipped({name: "\n".join(map(",".join, rows)) for name, rows in files.items()})
    for answers in (Answers(), Answers(demographics="bring in", section="Maths 6 (M6-1)")):
        try:
            parsed = read_file(content, answers=answers)
        except ImportRefused as refused:
            says(refused)
            continue
        places = account_of(parsed)
        assert (places == 1).all(), places[places != 1]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=8))
def test_an_archive_damaged_anywhere_is_read_or_refused_but_never_crashes(place, junk):
    content = bytearray(zipped(FILES))
    place %= len(content)
    content[place : place + len(junk)] = junk
    try:
        read_file(bytes(content))
    except ImportRefused as refused:
        says(refused)


def test_parsing_again_with_other_answers_gives_the_same(tmp_path):
    raw = read_folder(bundle_in(tmp_path))
    first = parse_raw(raw)
    again = parse_raw(first.raw, Answers(demographics="bring in"))
    assert again.scores.equals(first.scores)
    assert len(again.records["demographics"]) > 0
