"""Groups over time, rotation and peer review, as a teacher sees and uses them: by mouse, by keyboard, and on paper."""

import datetime
import re

import pytest
from accessibility import assert_accessible
from playwright.sync_api import expect
from server import RunningWorkbench, wait_until

import plworkbench

SLOW = 60_000
CLASS = "Period 2"
CARDS = ("Rotation through stations", "Groups over time", "Peer review")
LANDSCAPE = re.compile(rb"/MediaBox\s*\[\s*0\s+0\s+84\d")


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A workbench with a class that has been in groups three times."""
    folder = tmp_path_factory.mktemp("over-time")
    wb = plworkbench.open(folder)
    wb.add_sample("grade6_maths")
    first = datetime.date.today() - datetime.timedelta(days=60)
    for n in range(3):
        groups = wb.group(CLASS, purpose="random", group_count=6, random_state=n, avoid_past=None)
        wb.save(groups, f"Groups {n + 1}", starts_on=first + datetime.timedelta(days=20 * n))
    wb.mark(CLASS, "Leaders", wb.students(CLASS)["name"].tolist()[:7])
    wb.close()
    server = RunningWorkbench(folder, "--no-preheat")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def page(running, browser):
    """The page, opened once; each test leaves its card folded as it found it."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    page = context.new_page()
    trouble = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(running.link("flexible-groups?class=Period%202"))
    expect(page.get_by_role("heading", name="Peer review", exact=True)).to_be_visible(timeout=SLOW)
    page.evaluate("() => { window.print = () => { window.printed = true } }")
    yield page
    assert trouble == [] and page.locator(".pw-trouble:visible").count() == 0
    context.close()


def card(page, words):
    return page.locator(".pw-folded-card").filter(has=page.get_by_role("heading", name=words, exact=True))


def on_paper(page, button):
    """Press a button that prints, and return what would be printed as PDF, and its text."""
    page.evaluate("window.printed = false")
    button.click()
    assert wait_until(lambda: page.evaluate("window.printed === true"), 60)
    page.emulate_media(media="print")
    seen, pdf = page.locator("main").inner_text(), page.pdf(format="A4", prefer_css_page_size=True)
    page.emulate_media(media="screen")
    return seen, pdf


def pages(pdf):
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.fixture
def back(page):
    """The look back, unfolded, and folded away again."""
    part = card(page, "Groups over time")
    part.get_by_role("button", name="Look back").click()
    expect(part.get_by_role("heading", name="Worth a look")).to_be_visible(timeout=SLOW)
    yield part
    part.get_by_role("button", name="Close the look back").click()
    expect(part.get_by_role("heading", name="Worth a look")).to_be_hidden(timeout=SLOW)


def test_the_three_cards_are_folded_away_until_they_are_asked_for(page):
    for words in CARDS:
        expect(card(page, words).locator("[aria-expanded=false]").first).to_be_visible()
        assert card(page, words).locator("table:visible").count() == 0


def test_the_look_back_opens_with_the_keyboard_and_reads_as_prompts(page):
    part = card(page, "Groups over time")
    part.get_by_role("button", name="Look back").focus()
    page.keyboard.press("Enter")
    expect(part.get_by_role("heading", name="Worth a look")).to_be_visible(timeout=SLOW)
    expect(part.get_by_text("A prompt, not proof.")).to_be_visible()
    rows = part.get_by_role("table", name="The groups so far, newest first").locator("tbody th")
    expect(rows).to_have_text(["Groups 3", "Groups 2", "Groups 1"])
    page.keyboard.press("Enter")
    expect(part.get_by_role("heading", name="Worth a look")).to_be_hidden(timeout=SLOW)


def test_the_heat_table_is_a_table_with_a_number_in_every_cell_and_fits_the_screen(page, back):
    table = back.get_by_role("table", name="How often have two students shared a group?")
    expect(table.locator("tbody tr")).to_have_count(28)
    cells = table.locator("tbody td:not(.pw-met-self)").all_inner_texts()
    assert len(cells) == 28 * 27 and all(cell.isdigit() for cell in cells)
    scrolls = "e => e.parentElement.scrollWidth > e.parentElement.clientWidth + 1"
    assert not table.evaluate(scrolls), "a class fits a Chromebook without scrolling sideways"
    back.get_by_role("button", name="Show as table").first.click()
    pairs = back.get_by_role("table", name="Times in one group, each pair of students")
    expect(pairs).to_have_attribute("aria-rowcount", str(28 * 27 // 2 + 1), timeout=SLOW)
    in_sight = [text for text in pairs.locator("tbody td:last-child").all_inner_texts() if text]
    assert len(in_sight) > 5 and set(in_sight) <= set(cells), "the numbers of the heat map, as far as they are in sight"
    back.get_by_role("button", name="Hide the table").click()
    expect(pairs).to_be_hidden(timeout=SLOW)


def test_the_latest_groups_are_put_beside_the_class_on_a_list_of_the_teachers(page, back):
    back.get_by_label("Compare on").select_option("Leaders (your list)")
    expect(back.get_by_text(re.compile(r"\(p = .*a prompt, not proof"))).to_be_visible(timeout=SLOW)
    drawn = back.locator(".js-plotly-plot .bars text")
    expect(drawn.first).to_be_visible(timeout=SLOW)
    assert sum(map(int, drawn.all_text_contents())) == 7
    back.get_by_label("Compare on").select_option("Choose what to compare")
    expect(drawn.first).to_be_hidden(timeout=SLOW)


def test_a_rotation_is_made_printed_on_one_page_and_saved_so_that_its_minutes_count(page):
    part = card(page, "Rotation through stations")
    part.get_by_role("button", name="Plan a rotation").click()
    part.get_by_label("What is done there: Station 3").fill("Laptops")
    part.get_by_role("button", name="Make the schedule").click()
    table = part.get_by_role("table", name="Who is where, and when")
    expect(table.locator("tbody tr")).to_have_count(6, timeout=SLOW)
    assert all("Laptops" in row for row in table.locator("tbody tr").all_inner_texts())
    expect(part.get_by_text("Every student has 15 minutes with you.")).to_be_visible()
    seen, pdf = on_paper(page, part.get_by_role("button", name="Print for the wall"))
    assert "Where we go" in seen and "Plan a rotation" not in seen and "Oak" in seen
    assert pages(pdf) == 1 and LANDSCAPE.search(pdf)
    part.get_by_role("button", name="Save for this day").click()
    expect(part.get_by_text(re.compile("its minutes count in"))).to_be_visible(timeout=SLOW)
    expect(part.get_by_role("table", name=re.compile("^Saved schedules")).locator("tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        part.get_by_role("button", name="Download the schedule").click()
    assert download.value.suggested_filename.endswith("-schedule.csv")
    assert_accessible(page, ".pw-folded-card")
    part.get_by_role("button", name="Close the rotation").click()
    look_back = card(page, "Groups over time")
    look_back.get_by_role("button", name="Look back").click()
    expect(look_back.get_by_text("Everybody has had 15 minutes with you.")).to_be_visible(timeout=SLOW)
    look_back.get_by_role("button", name="Close the look back").click()


def test_reviews_are_decided_saved_and_printed_as_slips_two_a_page(page):
    part = card(page, "Peer review")
    part.get_by_role("button", name="Plan a peer review").click()
    part.get_by_label("What is reviewed").fill("Essay 1")
    part.get_by_role("button", name="Decide who reviews whom").click()
    table = part.get_by_role("table", name="Who reviews whom")
    expect(table.locator("tbody tr")).to_have_count(28, timeout=SLOW)
    expect(part.get_by_text("Everyone gives and gets 2 reviews; nobody reviews the one")).to_be_visible()
    seen, pdf = on_paper(page, part.get_by_role("button", name="Print the slips"))
    assert seen.count("You give feedback to") == 56 and pages(pdf) == 14 and not LANDSCAPE.search(pdf)
    part.get_by_role("button", name="Save", exact=True).click()
    expect(part.get_by_role("table", name="Peer reviews so far").locator("tbody th")).to_have_text(
        ["Essay 1"], timeout=SLOW
    )
    assert_accessible(page, ".pw-folded-card")
    part.get_by_role("button", name="Close the peer review").click()


def test_what_was_printed_before_is_not_printed_in_place_of_the_groups(page):
    assert wait_until(lambda: page.locator(".pw-paper-now .pw-sheet").count() == 0, 30)
    page.emulate_media(media="print")
    seen = page.locator("main").inner_text()
    page.emulate_media(media="screen")
    assert "Oak" in seen and "You give feedback to" not in seen and "Where we go" not in seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 320])
def test_everything_unfolded_is_accessible_in_light_and_dark_and_on_a_small_screen(page, scheme, width):
    page.set_viewport_size({"width": width, "height": 768})
    page.emulate_media(color_scheme=scheme)
    folded = page.locator(".pw-folded-card [aria-expanded=false]:visible")
    for words, label in zip(CARDS, ("Plan a rotation", "Look back", "Plan a peer review")):
        card(page, words).get_by_role("button", name=label).click()
        expect(card(page, words).locator("[aria-expanded=true]").first).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("heading", name="Worth a look")).to_be_visible(timeout=SLOW)
    while folded.count():
        folded.first.click()
        page.wait_for_timeout(200)
    assert_accessible(page, ".pw-folded-card")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    while page.locator(".pw-folded-card [aria-expanded=true]:visible").count():
        page.locator(".pw-folded-card [aria-expanded=true]:visible").last.click()
        page.wait_for_timeout(200)
    page.set_viewport_size({"width": 1366, "height": 768})
    page.emulate_media(color_scheme="light")
