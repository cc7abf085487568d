"""Entering an exit ticket, marking a task and planning units, as a teacher does it in a browser."""

import re

import pytest
from accessibility import faults
from playwright.sync_api import expect
from server import RunningWorkbench

import plworkbench

SLOW = 60_000
EVIL = "<img src=x onerror=alert(1)>"
CRITERIA = [
    {"name": EVIL, "standard_code": "6.RP.A.1", "levels": [[1, "Names both."], [2, "Compares."], [3, EVIL]]},
    {"name": "Explains", "standard_code": "6.RP.A.3", "levels": [[1, "Answers."], [2, "Shows steps."]]},
]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A workbench with the sample classes and a rubric."""
    folder = tmp_path_factory.mktemp("entering")
    wb = plworkbench.open(folder)
    wb.add_sample("grade6_maths")
    wb.save_rubric("Poster", CRITERIA)
    wb.close()
    server = RunningWorkbench(folder, "--no-preheat")
    yield server
    server.stop()


@pytest.fixture
def page(running, browser):
    """A page that is let in."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    page = context.new_page()
    page.dialogs = []
    page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
    yield page
    context.close()


def open_page(page, running, address):
    page.goto(running.link(address))
    expect(page.locator("p.pw-lead")).to_be_visible(timeout=SLOW)
    page.wait_for_timeout(300)


def heading(page, words):
    return page.get_by_role("heading", name=words)


def test_an_exit_ticket_is_entered_by_keyboard_survives_a_reload_is_saved_and_taken_back(page, running):
    open_page(page, running, "enter-scores?class=Period%203&standard=6.RP.A.1")
    page.locator(".pw-score-field").first.focus()
    for n in range(28):
        page.keyboard.type("4" if n else "9")
        page.keyboard.press("Enter")
    expect(heading(page, "28 of 28 entered")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("9 is more than 4 points.")).to_be_visible()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    page.get_by_role("row", name="Mei Asakawa").get_by_role("button", name="3: Mei Asakawa").click()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_enabled()
    page.wait_for_timeout(1500)  # a rest, in which it is remembered
    open_page(page, running, "enter-scores?class=Period%203")
    expect(heading(page, "28 of 28 entered")).to_be_visible(timeout=SLOW)
    expect(page.get_by_label("Score: Mei Asakawa")).to_have_value("3")
    page.get_by_role("button", name="Save", exact=True).click()
    said = page.locator(".pw-saved").get_by_text(re.compile(r"On Describing ratios .* \d+ students are now secure"))
    expect(said).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("row", name=re.compile("Exit ticket .* 28 students"))).to_be_visible()
    page.get_by_role("button", name="Take this back").click()
    expect(heading(page, "28 of 28 entered")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Empty the grid").click()
    expect(heading(page, "0 of 28 entered")).to_be_visible(timeout=SLOW)


def test_on_a_phone_saving_leads_to_what_it_changed_and_the_head_says_that_it_is_saved(page, running):
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, running, "enter-scores?class=Period%202&standard=6.RP.A.2")
    page.locator(".pw-score-field").last.fill("3")
    expect(page.locator(".pw-status")).to_have_text("Kept until you save", timeout=SLOW)
    page.get_by_role("button", name="Save", exact=True).click()
    card = page.locator(".pw-saved").filter(visible=True)
    expect(card).to_be_focused(timeout=SLOW)
    expect(card.get_by_role("link", name="See the class")).to_be_in_viewport()
    expect(page.locator(".pw-status")).to_have_text("All changes saved")
    page.get_by_role("button", name="Take this back").click()
    expect(page.locator(".pw-status")).to_have_text("Kept until you save", timeout=SLOW)


def test_an_exit_ticket_is_printed_on_one_page_without_what_is_pressed(page, running):
    open_page(page, running, "enter-scores?class=Period%203&standard=6.RP.A.2")
    page.locator(".pw-score-field").first.fill("3")
    page.emulate_media(media="print")
    buttons = page.get_by_role("main").get_by_role("button").filter(visible=True)
    expect(buttons).to_have_count(0)
    expect(page.get_by_text("Enter goes to the next student").filter(visible=True)).to_have_count(0)
    assert page.locator(".pw-score-field").first.evaluate("field => getComputedStyle(field).outlineStyle") == "none"
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter"))) == 1


def test_lines_of_a_spreadsheet_fill_the_grid_and_unknown_names_are_named(page, running):
    open_page(page, running, "enter-scores?class=Period%201")
    page.get_by_role("button", name="Paste from a spreadsheet").click()
    first = page.locator(".pw-scores tbody th").first.inner_text()
    page.get_by_label("A column of scores").fill(f"{first}\t3\nNobody Here\t2")
    page.get_by_role("button", name="Fill the grid").click()
    said = page.locator(".pw-pasted").get_by_text("no student or more than one has that name: Nobody Here.")
    expect(said).to_be_visible(timeout=SLOW)
    expect(page.locator(".pw-score-field").first).to_have_value("3")
    page.locator(".pw-score-field").nth(1).focus()
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "1\\n2\\n");
            const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(paste);
        }"""
    )
    expect(page.locator(".pw-score-field").nth(2)).to_have_value("2", timeout=SLOW)
    expect(heading(page, "3 of 28 entered")).to_be_visible()


def test_a_task_is_marked_student_by_student_and_its_slips_are_printed_two_a_page(page, running):
    open_page(page, running, "enter-scores?class=Period%202&mode=rubric")
    page.locator(".pw-score-field:visible").first.focus()
    for level in "12":
        page.keyboard.type(level)
        page.keyboard.press("Enter")
    expect(page.locator(".pw-score-field:visible").first).to_have_value("", timeout=SLOW)
    expect(page.locator(".pw-score-field:visible").first).to_be_focused()
    page.keyboard.type("3")
    expect(page.locator(".pw-tap[aria-pressed=true]:visible")).to_have_count(1)
    expect(heading(page, "1 of 28 students complete")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".pw-saved").get_by_text("Poster is saved, 2 students.")).to_be_visible(timeout=SLOW)
    slips = page.locator(".pw-slip")
    expect(slips).to_have_count(2)
    page.emulate_media(media="print")
    expect(slips.first).to_be_visible()
    expect(page.locator(".pw-scores:visible")).to_have_count(0)
    assert "Compares." in slips.first.inner_text() and EVIL in slips.first.inner_text()
    second = slips.nth(1).locator("h2").inner_text()
    assert second not in slips.first.inner_text()
    assert page.locator("main img[src='x']").count() == 0 and page.dialogs == []


def test_a_rubric_is_shared_as_a_file_and_taken_from_one(page, running):
    open_page(page, running, "enter-scores?class=Period%204&mode=rubric")
    with page.expect_download() as sent:
        page.get_by_role("button", name="Share it as a file").click()
    assert sent.value.suggested_filename.endswith(".json")
    shared = sent.value.path().read_bytes().replace(b'"Poster"', b'"Report"')
    page.get_by_role("button", name="Take a rubric from a file").click()
    page.locator("input[type=file]:visible").set_input_files(
        {"name": "r.json", "mimeType": "application/json", "buffer": shared}
    )
    expect(page.get_by_label("Rubric", exact=True)).to_contain_text("Report", timeout=SLOW)


def test_the_plan_is_changed_in_its_table_and_the_sheet_for_students_is_one_page(page, running):
    open_page(page, running, "unit-plan?class=Period%204")
    if page.get_by_role("button", name="Propose a plan").is_visible():
        page.get_by_role("button", name="Propose a plan").click()
    name = page.get_by_label("Name: Unit 1", exact=True)
    expect(name).to_be_visible(timeout=SLOW)
    name.fill("Ratios, first")
    name.press("Tab")
    expect(page.locator(".pw-unit").first).to_contain_text("Ratios, first", timeout=SLOW)
    page.get_by_label("Unit", exact=True).select_option(label="Ratios, first")
    expect(page.locator(".pw-paper .pw-i-can")).to_contain_text("I can compare two amounts", timeout=SLOW)
    page.emulate_media(media="print")
    sheet = page.pdf(format="Letter")
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1


@pytest.mark.parametrize("address", ["enter-scores", "enter-scores?mode=rubric", "unit-plan"])
def test_the_pages_are_accessible_and_fit_a_small_screen(address, page, running):
    open_page(page, running, address)
    for width, scheme in ((1366, "dark"), (320, "light")):
        page.set_viewport_size({"width": width, "height": 768})
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(300)
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
