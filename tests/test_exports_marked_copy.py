"""The marked-up copy: the teacher's file again, as text, with what is wrong beside each cell."""

import io
import zipfile

import openpyxl
import pytest
from format_samples import SAMPLES
from importers_helpers import xlsx

from plworkbench.errors import ImportRefused, Problem
from plworkbench.exports import marked_up_copy
from plworkbench.exports.marked_copy import CUT, LIST_SHEET, MOST_CHARACTERS, MOST_NOTES
from plworkbench.importers import RawBundle, RawDocument, read_file, read_raw, read_table
from plworkbench.messages import problem

WRONG = problem("not_a_score", row=3, column="Quiz", value="absnt")


def opened(raw, problems=(), file_name="period3.csv"):
    return openpyxl.load_workbook(io.BytesIO(marked_up_copy(raw, problems, file_name)))


def texts(sheet, width):
    return [[cell.value or "" for cell in row][:width] for row in sheet.iter_rows()]


def listed(book):
    """The lines of the list below its headings."""
    rows = list(book[LIST_SHEET].iter_rows(values_only=True))
    headings = next(number for number, row in enumerate(rows) if row[0] == "Cell")
    return [dict(zip(rows[headings], row)) for row in rows[headings + 1 :]]


def noted(sheet):
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}


@pytest.mark.parametrize(
    "content",
    [
        b"Student,ID,Quiz\nAmara Okafor,00123,7\nBen Ruiz,00124,absnt\n",
        "Klasse 6b\n\nStudent;ID;Quiz\n\nZoë;007;3,5\nWei Chen;12E5;\n".encode(),
        xlsx([["Student", "ID", "Quiz"], ["Amara Okafor", "00123", 7.5], [], ["Ben Ruiz", "00124", "x"]]),
    ],
    ids=["text", "with gaps", "workbook"],
)
def test_every_cell_of_the_copy_has_the_text_and_place_it_has_in_the_file(content):
    raw = read_table(content)
    copy = opened(raw)
    original = raw.cells_with_gaps()
    width = max(map(len, original))
    assert texts(copy.worksheets[1], width) == [row + [""] * (width - len(row)) for row in original]


def test_the_cell_with_the_problem_is_filled_outlined_and_says_what_to_do():
    copy = opened(read_table(b"Student,ID,Quiz\nAmara,1,7\nBen,2,absnt\n"), [WRONG])
    sheet = copy.worksheets[1]
    assert noted(sheet) == {"C3"}
    marked, plain = sheet["C3"], sheet["C2"]
    assert WRONG.message in marked.comment.text and WRONG.cure in marked.comment.text
    assert marked.fill.fill_type == "solid" and marked.border.left.style is not None
    assert plain.fill.fill_type is None and plain.border.left.style is None


def test_the_list_names_row_column_value_fault_and_cure_and_leads_to_the_cell():
    copy = opened(read_table(b"Student,ID,Quiz\nAmara,1,7\nBen,2,absnt\n"), [WRONG])
    (line,) = listed(copy)
    assert copy.sheetnames[0] == LIST_SHEET
    assert line == {
        "Cell": "C3", "Row": 3, "Column": "Quiz", "Value": "absnt",
        "What is wrong": WRONG.message, "What to do": WRONG.cure,
    }  # fmt: skip
    (link,) = [cell.hyperlink for row in copy[LIST_SHEET].iter_rows() for cell in row if cell.hyperlink]
    assert link.location == f"'{copy.sheetnames[1]}'!C3" or link.location == f"{copy.sheetnames[1]}!C3"


@pytest.mark.parametrize(
    ("place", "cell"),
    [
        ({"row": 3}, "A3"),
        ({"row": 3, "column": "Quiz"}, "C3"),
        ({"row": 3, "column": "Quiz [2]"}, "D3"),
        ({"row": 2, "column": "[column E]"}, "E2"),
        ({"row": 3, "column": "no such header"}, "A3"),
        ({"column": "Quiz"}, "C1"),
        ({"row": 9, "column": "Quiz"}, "C9"),
    ],
    ids=str,
)
def test_a_problem_is_marked_where_it_stands(place, cell):
    raw = read_table(b"Student,ID,Quiz,Quiz,\nAmara,1,7,8,x\nBen,2,1,2,\n")
    copy = opened(raw, [Problem("It is wrong.", "Mend it.", **place)])
    assert noted(copy.worksheets[1]) == {cell}
    assert listed(copy)[0]["Cell"] == cell


@pytest.mark.parametrize("place", [{}, {"column": "no such header"}], ids=str)
def test_a_problem_of_the_whole_file_is_only_in_the_list(place):
    copy = opened(read_table(b"Student,Quiz\nAmara,1\n"), [Problem("It is wrong.", "Mend it.", **place)])
    assert noted(copy.worksheets[1]) == set()
    assert listed(copy)[0]["What is wrong"] == "It is wrong." and listed(copy)[0]["Cell"] is None


def test_two_problems_of_one_cell_share_its_note():
    twice = [WRONG, Problem("It is late.", "Be early.", row=3, column="Quiz")]
    copy = opened(read_table(b"Student,ID,Quiz\nAmara,1,7\nBen,2,absnt\n"), twice)
    assert all(words in copy.worksheets[1]["C3"].comment.text for words in (WRONG.message, "It is late."))
    assert len(listed(copy)) == 2


@pytest.mark.parametrize(
    "hostile",
    ["=cmd|'/c calc'!A1", "@SUM(1+1)", "+1", "-1", "\t=1", "＝1", "{=1}", "http://x.example/", "file:///etc/x"],
)
def test_text_that_looks_like_a_formula_or_a_link_stays_text(hostile):
    raw = read_table(xlsx([["Student", "Quiz"], [hostile, "1"], ["Ben", hostile]]))
    bad = [problem("not_a_score", row=3, column="Quiz", value=hostile)]
    content = marked_up_copy(raw, bad, hostile)
    copy = openpyxl.load_workbook(io.BytesIO(content))
    assert copy.worksheets[1]["A2"].value == raw.cells[1][0]
    assert copy.worksheets[1]["B3"].value == raw.cells[2][1]
    assert listed(copy)[0]["Value"] == raw.cells[2][1]
    kinds = {cell.data_type for sheet in copy for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "n"}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert [name for name in parts.namelist() if b"<f>" in parts.read(name)] == []
        assert [name for name in parts.namelist() if b'TargetMode="External"' in parts.read(name)] == []


@pytest.mark.parametrize("start", ["=", "@", "-"])
def test_text_that_begins_like_a_formula_stays_text_when_it_is_edited(start):
    copy = opened(read_table(f"Student,Quiz\n{start}A1,1\n".encode()))
    assert copy.worksheets[1]["A2"].quotePrefix and not copy.worksheets[1]["B2"].quotePrefix


@pytest.mark.parametrize(("length", "is_cut"), [(MOST_CHARACTERS, False), (MOST_CHARACTERS + 1, True), (40_000, True)])
@pytest.mark.parametrize("sign", ["x", "😀"])
def test_a_text_longer_than_a_cell_of_excel_is_cut_and_the_list_says_so(length, is_cut, sign):
    long = sign * (length // len(sign.encode("utf-16-le")) * 2) + "x" * (length % 2 if sign != "x" else 0)
    copy = opened(read_table(f"Student,Quiz\nAmara,{long}\n".encode()))
    text = copy.worksheets[1]["B2"].value
    assert (text != long) is is_cut and text.endswith(CUT) is is_cut
    assert len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert any("Texts cut" in str(row[0].value) for row in copy[LIST_SHEET].iter_rows()) is is_cut


def test_signs_that_no_workbook_can_hold_are_shown_as_pictures_and_the_list_says_so():
    raw = read_table(b"Student,Quiz\nAma\x01ra\x1b,1\n" + b"Wei Chen,1\n" * 50)
    copy = opened(raw)
    assert copy.worksheets[1]["A2"].value == "Ama␁ra␛"
    assert any("signs that nobody sees" in str(row[0].value) for row in copy[LIST_SHEET].iter_rows())


def test_half_a_sign_out_of_json_does_not_stop_the_copy():
    copy = opened(RawDocument({}, ""), [Problem("'\ud800' is no code.", "Write one.", value="\ud800\uffff")])
    assert listed(copy)[0]["Value"] == "��"


def test_a_bundle_has_a_sheet_for_each_of_its_files():
    tables = {
        "users.csv": read_table(b"sourcedId,role\nu1,student\nu2,pupil\n"),
        "Users.csv": read_table(b"sourcedId,role\nu1,student\n"),
        "a:very/long*name?of[a]file\\that does not fit.csv": read_table(b"a,b\n1,2\n"),
        "what to mend.csv": read_table(b"a,b\n1,2\n"),
    }
    wrong = problem("not_a_choice", row=3, column="role", value="pupil", file="users.csv", choices="student")
    copy = opened(RawBundle(tables, ""), [wrong], "bundle.zip")
    assert len(copy.sheetnames) == 5 and len({name.casefold() for name in copy.sheetnames}) == 5
    assert noted(copy["users"]) == {"B3"}
    assert all(noted(copy[name]) == set() for name in copy.sheetnames if name != "users")
    assert listed(copy)[0]["File"] == "users.csv"


def test_a_document_has_only_the_list():
    copy = opened(RawDocument({"CFItems": []}, ""), [Problem("It is wrong.", "Mend it.", row=1, file="CFItems")])
    assert copy.sheetnames == [LIST_SHEET] and len(listed(copy)) == 1


def test_beyond_the_most_notes_cells_are_still_filled_and_listed():
    rows = "\n".join(f"S{number},x" for number in range(MOST_NOTES + 1))
    raw = read_table(f"Student,Quiz\n{rows}\n".encode())
    last = MOST_NOTES + 2
    copy = opened(raw, [problem("not_a_score", row=row, column="Quiz", value="x") for row in range(2, last + 1)])
    sheet = copy.worksheets[1]
    assert sheet.cell(last - 1, 2).comment and sheet.cell(last, 2).comment is None
    assert sheet.cell(last, 2).fill.fill_type == "solid"
    assert len(listed(copy)) == MOST_NOTES + 1
    assert any("have a note and a link" in str(row[0].value) for row in copy[LIST_SHEET].iter_rows())


def test_a_file_without_problems_says_that_there_is_nothing_to_mend():
    copy = opened(read_table(b"Student,Quiz\nAmara,1\n"))
    assert "nothing to mend" in copy[LIST_SHEET]["A1"].value and listed(copy) == []


@pytest.mark.parametrize("name", SAMPLES)
def test_the_fault_of_every_format_is_marked_in_its_copy(name):
    try:
        parsed = read_file(SAMPLES[name].BAD, SAMPLES[name].FILE_NAME)
    except ImportRefused as refused:
        raw, problems = read_raw(SAMPLES[name].BAD), refused.problems
    else:
        raw, problems = parsed.raw, [parsed.placed(found) for found in parsed.problems]
    copy = opened(raw, problems)
    assert len(listed(copy)) == len(problems)
    cells = sum(len(noted(sheet)) for sheet in copy.worksheets[1:])
    in_cells = {(found.file, found.row, found.column) for found in problems if found.row is not None}
    assert cells >= (1 if in_cells and len(copy.worksheets) > 1 else 0)
