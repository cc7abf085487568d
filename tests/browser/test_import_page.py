"""The import page with every format: what is wrong is said with its place, what is right is stored."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import openpyxl
import pytest
from accessibility import faults
from playwright.sync_api import Page, expect
from server import RunningWorkbench

import plworkbench

sys.path.insert(0, str(Path(__file__).parent.parent))

from format_samples import SAMPLES

SLOW = 60_000
WITHOUT_NUMBERS = b"name,6.RP.A.1\nAna Silva,3/4\nBen Ito,2/4\n"
# Numbers of their own: a number belongs to one student of the whole workbench.
WITH_NUMBERS = b"name,id,6.RP.A.2\nAna Silva,70123,3/4\nBen Ito,70124,2/4\nCleo Marsh,70125,4/4\n"
AMBIGUOUS = (
    b"Student,ID,Section,Standard,Score,Points possible,Date\n"
    b"Ana Silva,70001,Period 7,6.RP.A.1,3,4,9/8/2026\nBen Ito,70002,Period 8,6.RP.A.1,2,4,9/8/2026\n"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A workbench with a class whose students have no numbers."""
    folder = tmp_path_factory.mktemp("import")
    wb = plworkbench.open(folder)
    wb.commit(wb.preview(WITHOUT_NUMBERS, "Known"))
    wb.close()
    running = RunningWorkbench(folder, "--no-preheat")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def opened(server, browser):
    """The import page, opened once for all tests; `trouble` notes whatever goes wrong in it."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    page = context.new_page()
    page.trouble = []
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on("console", lambda message: message.type == "error" and page.trouble.append(message.text))
    page.goto(server.link("import"))
    expect(page.locator("p.pw-lead")).to_be_visible(timeout=SLOW)
    yield page
    context.close()


@pytest.fixture
def visitor(opened):
    """The page with nothing on its way in."""
    cancel = opened.get_by_role("button", name="Cancel")
    if cancel.is_visible():
        cancel.click()
        expect(cancel).to_be_hidden(timeout=SLOW)
    yield opened
    assert opened.trouble == []


def lead(page: Page):
    return page.locator("p.pw-lead")


def aim(page: Page, class_name: str) -> None:
    field = page.get_by_label("Class", exact=True)
    field.fill(class_name)
    field.press("Enter")
    words = page.get_by_text(f"'{class_name}' is a new class.").or_(page.get_by_text(f"Adds to {class_name},"))
    expect(words).to_be_visible(timeout=SLOW)


def drop(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    expect(page.locator(".pw-drop-area.is-busy")).to_have_count(0, timeout=SLOW)


def store(page: Page) -> None:
    button = page.get_by_role("button", name="Store this")
    expect(button).to_be_enabled(timeout=SLOW)
    button.click()
    expect(button).to_be_hidden(timeout=SLOW)
    expect(lead(page)).to_contain_text("Stored")


@pytest.mark.parametrize("name", SAMPLES)
def test_the_fault_of_a_bad_file_is_said_with_its_place(name, visitor):
    aim(visitor, "Bad")
    drop(visitor, SAMPLES[name].FILE_NAME, SAMPLES[name].BAD)
    notice = visitor.locator(".pw-section.pw-notice:visible")
    expect(notice).to_contain_text(SAMPLES[name].BAD_SAYS, timeout=SLOW)
    assert "Traceback" not in visitor.content()


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "free_table"])
def test_a_good_file_is_stored_or_asks_first(name, visitor):
    aim(visitor, f"Good {name}")
    drop(visitor, SAMPLES[name].FILE_NAME, SAMPLES[name].GOOD)
    expect(visitor.get_by_role("button", name="Store this")).to_be_visible(timeout=SLOW)
    goals = visitor.get_by_role("button", name="Let each of the others be a goal of its own")
    if goals.is_visible():
        goals.click()
        expect(goals).to_be_hidden(timeout=SLOW)
    store(visitor)
    if name == "case_package":
        expect(lead(visitor)).to_contain_text("standards added")
    else:
        expect(visitor.get_by_role("link", name="See the class")).to_be_visible()
    expect(visitor.get_by_text("was read.")).to_have_count(0)


def test_a_table_of_unknown_layout_is_read_once_its_columns_are_named(visitor):
    aim(visitor, "Free")
    drop(visitor, "marks.csv", SAMPLES["free_table"].GOOD.replace(b";001", b";801"))
    expect(lead(visitor)).to_contain_text("Say what its columns hold", timeout=SLOW)
    expect(visitor.get_by_role("button", name="Store this")).to_be_disabled()
    assert faults(visitor) == []
    visitor.get_by_label("It holds: Wann").select_option("not used")
    visitor.get_by_role("button", name="Read it this way").click()
    expect(lead(visitor)).to_contain_text("new students in Free", timeout=SLOW)
    visitor.get_by_role("button", name="Let each of the others be a goal of its own").click()
    store(visitor)


def test_questions_are_asked_once_for_the_file_and_its_classes_follow_each_other(visitor):
    drop(visitor, "grades.csv", AMBIGUOUS)
    expect(visitor.get_by_text("Until you say it, these dates stay empty")).to_be_visible(timeout=SLOW)
    assert faults(visitor) == []
    visitor.get_by_role("button", name="Month first: 8 September 2026").click()
    expect(visitor.get_by_text("Until you say it, these dates stay empty")).to_be_hidden(timeout=SLOW)
    expect(visitor.get_by_role("button", name="Period 7", exact=True)).to_have_attribute("aria-pressed", "true")
    store(visitor)
    visitor.get_by_role("button", name="Next class of this file: Period 8").click()
    expect(lead(visitor)).to_contain_text("1 new student in Period 8", timeout=SLOW)
    store(visitor)
    expect(lead(visitor)).to_contain_text("Stored in Period 8: 1 score added")


def test_students_who_may_be_known_are_told_apart_and_may_be_put_together(visitor):
    aim(visitor, "Known")
    drop(visitor, "grades.csv", WITH_NUMBERS)
    expect(visitor.get_by_role("heading", name="Who is this?")).to_be_visible(timeout=SLOW)
    expect(visitor.get_by_text("2 students may be in the class already. Say who").first).to_be_visible()
    expect(visitor.get_by_role("button", name="Store this")).to_be_disabled()
    assert faults(visitor) == []
    who = visitor.get_by_role("group", name="Who is it?: Ana Silva")
    who.get_by_role("button", name="Another child").click()
    expect(who.get_by_role("button", name="Another child")).to_have_attribute("aria-pressed", "true", timeout=SLOW)
    visitor.get_by_role("button", name="All of them are the same").click()
    store(visitor)
    expect(visitor.get_by_role("heading", name="Is this one child?")).to_be_visible(timeout=SLOW)
    assert faults(visitor) == []
    visitor.get_by_role("button", name="They are one child").click()
    expect(visitor.get_by_role("button", name="Take apart")).to_be_visible(timeout=SLOW)
    visitor.get_by_role("button", name="Take apart").click()
    expect(visitor.get_by_role("button", name="They are one child")).to_be_visible(timeout=SLOW)


def test_an_exit_ticket_is_pasted(visitor):
    aim(visitor, "Pasted")
    visitor.get_by_role("button", name="Paste a table instead").click()
    visitor.get_by_label("What is it about?").fill("Ratios 6.RP.A.3")
    visitor.get_by_label("The cells, copied from a spreadsheet").fill("Amara Okafor\t✓\nBen Ruiz\t✗\n")
    visitor.get_by_role("button", name="Read what I pasted").click()
    expect(lead(visitor)).to_contain_text("2 new students in Pasted. 2 scores will be added", timeout=SLOW)
    store(visitor)
    expect(visitor.get_by_label("What is it about?")).to_be_hidden(timeout=SLOW)


def test_the_marked_up_copy_is_downloaded_and_opens(visitor):
    aim(visitor, "Marked")
    drop(visitor, "wide.csv", SAMPLES["wide_table"].BAD)
    with visitor.expect_download(timeout=SLOW) as download:
        visitor.get_by_role("button", name="Download a marked-up copy").click(timeout=SLOW)
    assert download.value.suggested_filename == "wide marked.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert any("absnt" in str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    assert any(cell.comment for row in book.worksheets[1].iter_rows() for cell in row)


def test_the_lines_are_narrowed_to_a_kind_and_a_student(visitor):
    aim(visitor, "Lines")
    drop(visitor, "wide.csv", SAMPLES["wide_table"].BAD)
    visitor.get_by_role("button", name="To look at").click(timeout=SLOW)
    table = visitor.get_by_role("table", name="line")
    expect(table.locator("tbody")).to_contain_text("absnt", timeout=SLOW)
    visitor.get_by_label("Find a student").fill("chioma")
    visitor.get_by_label("Find a student").press("Enter")
    expect(table.locator("tbody")).not_to_contain_text("absnt", timeout=SLOW)


def test_store_and_cancel_stay_in_sight_while_the_file_is_checked(visitor):
    aim(visitor, "In sight")
    chooses = visitor.locator(".pw-drop-button")
    expect(chooses).to_contain_class("pw-primary")
    drop(visitor, "grades.csv", f"name,id,{','.join(f'Quiz {n}' for n in range(40))}\nAna,70300{',7' * 40}\n".encode())
    expect(visitor.get_by_role("button", name="Store this")).to_be_in_viewport(timeout=SLOW)
    expect(visitor.get_by_role("heading", name="Line by line")).not_to_be_in_viewport()
    expect(visitor.get_by_role("listitem").filter(has_text="Check what it would do (you are here)")).to_be_visible()
    expect(chooses).not_to_contain_class("pw-primary")
    expect(visitor.locator(".pw-class-switcher")).to_be_hidden()


def test_what_is_printed_has_no_forms(visitor):
    aim(visitor, "On paper")
    drop(visitor, "grades.csv", b"name,id,Poster\nAna,70301,7\n")
    expect(visitor.get_by_label("Standards: Poster")).to_be_visible(timeout=SLOW)
    visitor.emulate_media(media="print")
    headings = visitor.locator("main h2:visible").all_inner_texts()
    to_fill_in = visitor.locator("main :is(input, textarea, button):visible").count()
    visitor.emulate_media(media="screen")
    assert headings == ["Line by line", "Earlier imports"]
    assert to_fill_in == 0


def test_what_depends_on_an_import_is_shown_when_it_cannot_be_taken_back(visitor):
    for score in (b"3/4", b"4/4"):
        aim(visitor, "Undone")
        drop(visitor, "grades.csv", b"name,id,6.RP.A.1\nAna," + b"70009," + score + b"\nBen,70008,1/4\n")
        expect(lead(visitor)).to_contain_text("will be", timeout=SLOW)
        store(visitor)
    rows = visitor.get_by_role("row").filter(has_text="Undone")
    rows.nth(1).get_by_role("button", name="Take back").click()
    notice = visitor.locator(".pw-notice", has_text="This was not taken back")
    expect(notice).to_contain_text("Undo that import first.", timeout=SLOW)
    assert faults(visitor) == []
    rows.nth(0).get_by_role("button", name="Take back").click()
    expect(notice).to_be_hidden(timeout=SLOW)
    expect(rows.nth(0).get_by_role("button", name="Bring back")).to_be_visible(timeout=SLOW)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_file_with_problems_and_sixty_columns_is_accessible_on_a_small_screen(scheme, visitor):
    visitor.set_viewport_size({"width": 320, "height": 640})
    visitor.emulate_media(color_scheme=scheme)
    header = ",".join(f"Quiz {n}" for n in range(60))
    scores = ",".join(["7"] * 59)
    aim(visitor, "Wide")
    drop(visitor, "wide.csv", f"name,id,{header}\nAna,1,absnt,{scores}\nBen,2,3,{scores}\n".encode())
    expect(visitor.get_by_label("Standards: Quiz 59")).to_be_attached(timeout=SLOW)
    assert faults(visitor) == []
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 320
    visitor.set_viewport_size({"width": 1366, "height": 768})
    visitor.emulate_media(color_scheme="light")
