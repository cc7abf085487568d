"""What arrives is told by its content, nothing is shifted, and nothing harmful is opened."""

import datetime
import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from importers_helpers import CANVAS, repacked, xlsx

from plworkbench.errors import ImportRefused
from plworkbench.importers import limits, read_file, read_table
from plworkbench.importers.grid import grid_of

SHEET = "xl/worksheets/sheet1.xml"


def refusal(content, name="file.csv"):
    with pytest.raises(ImportRefused) as caught:
        read_file(content, name)
    text = str(caught.value)
    assert "nothing was changed" in text
    assert all(problem.cure for problem in caught.value.problems)
    return text


@pytest.mark.parametrize(
    "text", ["Null", "NA", "NaN", "None", "00123", "12E5", '=HYPERLINK("x")', "<img src=x onerror=alert(1)>"]
)
def test_every_cell_stays_the_text_it_is(text):
    quoted = '"' + text.replace('"', '""') + '"'
    assert read_table(f"Student,Quiz\n{quoted},8\n".encode()).cells[1] == [text, "8"]
    assert read_table(xlsx([["Student", "Quiz"], [text, 8]])).cells[1] == [text, "8"]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"),
     ("utf-16-be", "utf-16-be"), ("utf-32", "utf-32"), ("cp1252", "cp1252")],
)  # fmt: skip
def test_the_encoding_is_told_and_a_byte_order_mark_is_no_part_of_the_header(encoding, told):
    text = "Student,Quiz\nLucía Muñoz,8\nJürgen Großmann,9\nÅsa Öberg,7\n"
    table = read_table(text.encode(encoding))
    assert table.encoding == told
    assert [row[0] for row in table.cells] == ["Student", "Lucía Muñoz", "Jürgen Großmann", "Åsa Öberg"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told_even_where_names_hold_the_others(separator):
    rows = [["Student", "Quiz 1", "Quiz 2"], ["Okafor, Amara; the 2nd", "3,5", "4"], ["Ruiz, Ben", "4,25", "8"]]
    text = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    table = read_table(text.encode())
    assert (table.separator, table.decimal_mark, table.cells) == (separator, ",", rows)


def test_unquoted_decimal_commas_do_not_win_over_semicolons():
    table = read_table(b"Student;Quiz 1, part A;Quiz 2\nAmara;3,5;4\nBen;4,5;2\n")
    assert table.separator == ";"


def test_a_line_that_tells_excel_the_separator_is_followed_and_is_no_row():
    table = read_table(b"sep=;\r\nStudent;Quiz\r\nAmara;8\r\n")
    assert (table.separator, table.cells[0], table.row_numbers) == (";", ["Student", "Quiz"], [1, 2])


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    text = 'Student,Quiz\n\n"Okafor,\nAmara",8\n , \nBen,9\n'
    assert read_table(text.encode()).row_numbers == [1, 3, 5]
    assert read_table(text.encode()).cells[1] == ["Okafor,\nAmara", "8"]


@pytest.mark.parametrize(("cells", "row"), [("7,8,9", "7,8,9"), ("7", "7")])
def test_a_row_of_another_width_is_a_problem_and_is_never_shifted(cells, row):
    grid = grid_of(read_table(f"Student,Quiz\nAmara,8\n{row}\n".encode()))
    assert [problem.row for problem in grid.problems] == [3]
    assert grid.frame.to_numpy().tolist() == [["Amara", "8"]]


def test_one_cell_too_many_in_every_row_shifts_nothing():
    grid = grid_of(read_table(b"Student,Quiz\nAmara,8,\nBen,9,\n"))
    assert [problem.row for problem in grid.problems] == [2, 3]
    assert grid.frame.empty


def test_equal_headers_are_kept_apart_and_reported():
    grid = grid_of(read_table(b"Student,3.OA.1,3.OA.1,3.OA.1 [2],3.OA.1\nAmara,1,2,3,4\n"))
    assert grid.frame.columns.tolist() == ["Student", "3.OA.1", "3.OA.1 [3]", "3.OA.1 [2]", "3.OA.1 [4]"]
    assert [(problem.row, problem.column) for problem in grid.problems] == [(1, "3.OA.1 [3]"), (1, "3.OA.1 [4]")]


def test_titles_above_the_header_are_passed_over_and_accounted_for():
    grid = grid_of(read_table(xlsx([["Period 3"], [], ["Student", "Quiz"], ["Amara", 8]])))
    assert grid.header_row == 3
    assert grid.ignored[["row_number", "reason"]].to_numpy().tolist() == [[1, "above the header"]]


def test_excel_values_read_as_a_teacher_sees_them():
    moment = datetime.datetime(2026, 9, 14, 10, 30)
    row = ["Amara", 8.0, 3.5, 0.1 + 0.2, datetime.date(2026, 9, 14), moment, True, 1234567890123]
    table = read_table(xlsx([["Student", *"abcdefg"], row]))
    assert table.cells[1] == ["Amara", "8", "3.5", "0.3", "2026-09-14", "2026-09-14T10:30:00", "TRUE", "1234567890123"]
    assert (table.sheet, table.encoding, table.separator) == ("Gradebook", "", "")


def test_a_table_that_begins_further_down_and_right_keeps_its_row_numbers():
    table = read_table(xlsx([[], [], [None, None, "Student", "Quiz"], [None, None, "Amara", 8]]))
    assert table.row_numbers == [3, 4]
    assert grid_of(table).frame.columns.tolist() == ["Student", "Quiz"]


def test_another_sheet_with_data_is_reported_and_an_empty_one_is_not():
    content = xlsx([["Student", "Quiz"], ["Amara", 8]], sheets={"Period 4": [["Student", "Quiz"]], "Empty": []})
    problems = read_table(content).problems
    assert len(problems) == 1
    assert "'Period 4'" in problems[0].message


def test_an_excel_error_and_a_formula_never_worked_out_do_not_read_as_empty():
    content = xlsx([["Student", "Quiz", "Task", "Note"], ["Amara", 8, 9, "x"]])
    cells = (
        b'<c r="A2" t="inlineStr"><is><t>Amara</t></is></c><c r="B2" t="e"><v>#N/A</v></c>'
        b'<c r="C2"><f>1+1</f><v></v></c><c r="D2" t="str"><f>""</f><v></v></c>'
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET)
    start, end = sheet.index(b'<c r="A2"'), sheet.index(b"</row></sheetData>")
    table = read_table(repacked(content, {SHEET: sheet[:start] + cells + sheet[end:]}))
    assert table.cells[1] == ["Amara", "#N/A", "#FORMULA!", ""]


def ods(body):
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Marks">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return buffer.getvalue()


def ods_cell(text):
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


EMPTY_END = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def test_a_libreoffice_sheet_is_read_and_its_million_empty_rows_count_for_nothing():
    rows = [["Student", "Quiz"], ["Amara", "8"]]
    body = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    table = read_table(ods(body + EMPTY_END))
    assert (table.cells, table.sheet) == (rows, "Marks")


def test_a_libreoffice_sheet_that_repeats_a_filled_cell_a_billion_times_is_refused():
    cell = ods_cell("x").replace("table-cell ", 'table-cell table:number-columns-repeated="16384" ', 1)
    body = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    assert "more than 4,000,000 cells" in refusal(ods(body))


def test_fifty_megabytes_are_refused_at_once_with_a_cure():
    started = time.perf_counter()
    text = refusal(b"Student,Quiz\n" + b"Amara,8\n" * 6_250_000)
    assert time.perf_counter() - started < 5
    assert "50 MB" in text
    assert "one class" in text


def test_exactly_the_largest_size_is_still_looked_at(monkeypatch):
    content = b"Student,6.RP.A.1\nAmara,3\n"
    monkeypatch.setattr("plworkbench.importers.reading.MAX_BYTES", len(content))
    assert read_file(content).importer == "wide_table"
    assert "too large" in refusal(content + b"\n")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"\x00" * 100, "empty"),
        (b"Student,ID,Section,Quiz (1)\n", "no rows"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "a picture"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
        (b"\xef\xbb\xbf\n<!-- x -->\n<HTML><table><tr><td>Student</td></tr></table>", "a web page"),
        (b'{"students": [1, 2]}', "a file for programs"),
        (b"Student,Quiz\nAm\x00ara,8\n", "not a table that the workbench can read"),
        (bytes(range(1, 256)) * 40, "not a table that the workbench can read"),
        (b'Student,Quiz\nAmara,8\n"Ben,9\nChioma,7\n', "Row 3: a quotation mark is opened and never closed"),
        (b'Student,Quiz\nAmara,"' + b"x" * 200_000, "Row 2: a cell holds more than 100,000 characters"),
        (b"Day,Rain\nMonday,3\n", "'Day', 'Rain'"),
        (b"PK\x03\x04 this was once a workbook", "could not be opened"),
        (xlsx([["Student", "Quiz"], ["Amara", 8]])[:-200], "could not be opened"),
        (xlsx([]), "This workbook is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "could not be opened"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "by a password"),
        (repacked(xlsx([["a"]]), {"xl/workbook.xml": None}), "a packed file"),
        (repacked(xlsx([["a"]]), {SHEET: b"<worksheet><sheetData><row"}), "could not be opened"),
        (b"Student,Quiz" + b"," * 4_000_001, "more than 4,000,000 cells"),
    ],
)  # fmt: skip
def test_what_is_not_a_gradebook_is_refused_in_words(content, says):
    assert says in refusal(content)


def test_a_single_quotation_mark_on_a_line_of_its_own_is_refused_with_its_row():
    assert "Row 2" in refusal(b'Student,Quiz\n"\n')


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_bomb_is_refused_before_calamine_sees_it(monkeypatch):
    def must_not_be_called(*_):
        raise AssertionError

    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_filelike", must_not_be_called, raising=False)
    bomb = repacked(xlsx([["a"]]), {SHEET: b"<sheetData>" + b" " * 60_000_000})
    assert len(bomb) < 200_000
    assert "far more memory" in refusal(bomb)


def test_a_bomb_that_lies_about_its_size_is_counted_while_it_unpacks():
    bomb = bytearray(repacked(xlsx([["a"]]), {SHEET: b"<sheetData>" + b" " * 60_000_000}))
    size = (60_000_011).to_bytes(4, "little")
    while (place := bomb.find(size)) >= 0:
        bomb[place : place + 4] = (1000).to_bytes(4, "little")
    text = refusal(bytes(bomb))
    assert "far more memory" in text or "could not be opened" in text


def test_too_many_members_are_refused():
    assert "far more memory" in refusal(zipped([(f"xl/{i}.xml", b"") for i in range(limits.MAX_MEMBERS + 1)]))


def test_one_cell_in_the_far_corner_is_refused_before_memory_is_set_aside_for_all_between():
    content = xlsx([["Student", "Quiz"], ["Amara", 8]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET)
    far = sheet.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    assert "more than 4,000,000 cells" in refusal(repacked(content, {SHEET: far}))


def test_what_a_file_is_called_does_not_matter():
    assert read_file(CANVAS.encode(), "photo.png").importer == "canvas_gradebook"
    assert read_table(xlsx([["Student", "Quiz"], ["Amara", 8]]), "grades.csv").sheet == "Gradebook"


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_but_never_crash(content):
    try:
        read_file(content, "anything")
    except ImportRefused as refused:
        assert refused.problems


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=6))
def test_a_workbook_damaged_anywhere_is_read_or_refused_but_never_crashes(place, junk):
    content = bytearray(xlsx([["Student", "6.RP.A.1"], ["Amara Okafor", 3]]))
    place %= len(content)
    content[place : place + len(junk)] = junk
    try:
        read_file(bytes(content), "damaged.xlsx")
    except ImportRefused as refused:
        assert refused.problems


def test_a_header_that_looks_like_the_name_of_a_nameless_column_is_another_column():
    grid = grid_of(read_table(b"Student,[column C],\nAmara,1,2\n"))
    assert grid.frame.columns.is_unique
    assert grid.frame.loc[2].tolist() == ["Amara", "1", "2"]
