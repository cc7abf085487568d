"""The page on progress, as a teacher sees and uses it: with the keyboard, on a small screen, in the dark, on paper."""

import re

import pytest
from accessibility import assert_accessible
from playwright.sync_api import expect
from server import RunningWorkbench, wait_until

import plworkbench

SLOW = 60_000
EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A workbench with the sample classes, and one whose student has a dangerous name."""
    folder = tmp_path_factory.mktemp("progress")
    wb = plworkbench.open(folder)
    wb.add_sample("grade6_maths")
    rows = [f"{name},{n},{n + 1},{4 - n}" for n, name in enumerate([EVIL, "Ana", "Ben"])]
    wb.commit(wb.preview(("name,id,6.RP.A.1,6.EE.B.7\n" + "\n".join(rows) + "\n").encode(), "Odd"))
    wb.choose("Odd", minimum_evidence=1)
    wb.close()
    server = RunningWorkbench(folder, "--no-preheat")
    yield server
    server.stop()


def visit(running, browser, address="progress?class=Period%202", width=1366, scheme="light"):
    """Return the page, opened as a whole: with the charts, which come after the lists."""
    context = browser.new_context(viewport={"width": width, "height": 768}, color_scheme=scheme)
    page = context.new_page()
    page.trouble = []
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on("dialog", lambda dialog: (page.trouble.append(dialog.message), dialog.dismiss()))
    page.goto(running.link(address))
    expect(heading(page, "Pace")).to_be_visible(timeout=SLOW)
    return page


@pytest.fixture(scope="module")
def seen(running, browser):
    """The page of a sample class, for tests that leave it as it was."""
    page = visit(running, browser)
    yield page
    assert page.trouble == []
    page.context.close()


def heading(page, words):
    return page.get_by_role("heading", name=words, exact=True)


def card(page, words):
    return page.locator(".pw-section").filter(has=page.get_by_role("heading", name=words, exact=True))


def table(page, caption):
    return page.get_by_role("table", name=caption)


def test_it_opens_with_a_sentence_that_counts_and_the_list_of_names_below_it(seen):
    expect(seen.locator("p.pw-lead")).to_contain_text(re.compile(r"^Of 28 students, \d+ (is|are) ready to move on"))
    first = table(seen, "Students who are ready to move on").get_by_role("button", name=re.compile("^[A-Z]")).nth(4)
    seen.evaluate("window.scrollTo(0, 0)")
    expect(first).to_be_in_viewport()
    assert "Traceback" not in seen.content()


def test_a_stuck_name_opens_why_below_its_list_by_mouse_and_closing_goes_back_to_the_name(seen):
    name = table(seen, "Students who may be stuck").locator(".pw-row-button").nth(1)
    name.click()
    close = card(seen, "May be stuck").get_by_role("button", name="Close", exact=True)
    expect(close).to_be_focused(timeout=SLOW)
    why = seen.get_by_role("heading", name=re.compile(f"^{re.escape(name.inner_text())} on "))
    for part in (why, seen.get_by_role("heading", name="The arithmetic")):
        expect(part).to_be_in_viewport()
    assert_accessible(seen)
    close.click()
    expect(name).to_be_focused(timeout=SLOW)
    expect(name).to_be_in_viewport()
    expect(why).to_be_hidden()


def test_everything_about_a_name_is_done_with_the_keyboard(seen):
    name = table(seen, "Students who are ready to move on").locator(".pw-row-button").last
    name.focus()
    seen.keyboard.press("Enter")
    expect(card(seen, "Ready to move on").get_by_role("button", name="Close", exact=True)).to_be_focused(timeout=SLOW)
    seen.keyboard.press("Tab")
    assert seen.evaluate("document.activeElement.closest('.pw-evidence') !== null"), "what was opened comes next"
    seen.keyboard.press("Shift+Tab")
    seen.keyboard.press("Enter")
    expect(name).to_be_focused(timeout=SLOW)


def test_filters_are_in_the_address_that_is_copied_reloaded_and_gone_back_to(running, browser):
    page = visit(running, browser)
    changed = card(page, "What changed")
    names = changed.locator("tbody th")
    changed.get_by_label("Now").select_option("secure")
    changed.get_by_role("button", name="Student").click()
    changed.get_by_label("Find in").fill("equations")
    expect(page).to_have_url(re.compile(r"changed\.find=equations"), timeout=SLOW)
    found, address = names.all_inner_texts(), page.url
    assert 0 < len(found) < 31 and found == sorted(found)
    assert {"changed.after=secure", "changed.sort=name"} <= set(address.partition("?")[2].split("&"))

    other = page.context.new_page()
    other.goto(address)
    for again in (lambda: None, other.reload):
        again()
        expect(card(other, "What changed").locator(".pw-table-count")).to_contain_text(" of ", timeout=SLOW)
        expect(card(other, "What changed").locator("tbody th")).to_have_text(found, timeout=SLOW)
        expect(card(other, "What changed").get_by_label("Find in")).to_have_value("equations")
        expect(heading(other, "Pace")).to_be_visible(timeout=SLOW)
        assert set(other.url.partition("?")[2].split("&")) == set(address.partition("?")[2].split("&"))
    assert_accessible(other)
    other.close()

    page.get_by_label("Class", exact=True).select_option("Period 1")
    expect(page).to_have_url(re.compile("class=Period[+]1"), timeout=SLOW)
    assert "changed." not in page.url
    page.go_back()
    expect(changed.get_by_label("Find in")).to_have_value("equations", timeout=SLOW)
    expect(names).to_have_text(found, timeout=SLOW)
    who = found[0].split()[0]
    changed.get_by_label("Find in").fill(who)
    expect(page).not_to_have_url(re.compile("find="), timeout=SLOW)
    assert who not in page.url
    assert page.trouble == []
    page.context.close()


def test_the_bars_of_the_pace_are_the_numbers_of_its_table(seen):
    pace = card(seen, "Pace")
    pace.get_by_role("button", name="Show as table").click()
    expect(table(seen, "Students behind and ahead")).to_be_visible(timeout=SLOW)
    cells = table(seen, "Students behind and ahead").locator("tbody td:last-child").all_inner_texts()
    labels = pace.locator(".js-plotly-plot .bars text").all_text_contents()
    assert labels == cells and sum(map(int, cells)) == 28
    pace.get_by_role("button", name="Hide the table").click()
    pace.get_by_role("button", name="Show each student").click()
    expect(table(seen, "Each student's pace, in the order of the class").locator("tbody tr")).to_have_count(28)
    pace.get_by_role("button", name="Hide the students").click()


def test_another_test_is_chosen_and_its_questions_are_shown(seen):
    questions = card(seen, "Questions and mistakes")
    questions.get_by_label("Test").select_option("Unit 3 test")
    expect(questions.get_by_text(re.compile(r"^Unit 3 test has \d+ questions"))).to_be_visible(timeout=SLOW)
    questions.get_by_role("button", name="Show all questions").click()
    expect(table(seen, re.compile("How the questions work"))).to_be_visible()
    questions.get_by_role("button", name="Hide the questions").click()
    questions.get_by_label("Test").select_option("Unit 5 test")
    expect(questions.get_by_text(re.compile(r"^Unit 5 test has"))).to_be_visible(timeout=SLOW)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 320])
def test_it_is_accessible_in_light_and_dark_on_a_small_screen_and_with_everything_open(seen, scheme, width):
    seen.set_viewport_size({"width": width, "height": 768})
    seen.emulate_media(color_scheme=scheme)
    closed = [seen.locator(".pw-disclosure[aria-expanded=false], .pw-disclosure [aria-expanded=false]")]
    while closed[0].count():
        closed[0].first.click()
        seen.wait_for_timeout(150)
    assert seen.locator("[aria-expanded=true]").count() >= 4
    assert_accessible(seen)
    assert seen.evaluate("document.documentElement.scrollWidth") <= width
    while seen.locator("main [aria-expanded=true]").count():
        seen.locator("main [aria-expanded=true]").first.click()
        seen.wait_for_timeout(150)
    seen.set_viewport_size({"width": 1366, "height": 768})
    seen.emulate_media(color_scheme="light")


def test_paper_has_the_whole_lists_without_buttons_and_a_heading_on_every_page_of_a_table(seen):
    seen.evaluate("() => { window.print = () => { window.printed = true } }")
    seen.get_by_role("button", name="Print this page").click()
    assert wait_until(lambda: seen.evaluate("window.printed === true"), 60)
    seen.emulate_media(media="print")
    assert seen.locator("main :is(a.pw-button, .jupyter-button, .pw-disclosure):visible").count() == 0
    assert seen.locator("header.pw-header:visible").count() == 0
    cut = "e => [...e.querySelectorAll('.pw-table-scroll')].filter(t => t.scrollHeight > t.clientHeight + 1).length"
    assert seen.locator("main").evaluate(cut) == 0
    faded = """() => [...document.querySelectorAll('main .pw-level')].filter((one) => one.offsetParent)
        .filter((one) => getComputedStyle(one).color !== 'rgb(0, 0, 0)').length"""
    assert seen.evaluate(faded) == 0, "white words on a colour that is not printed"
    repeats = "getComputedStyle(document.querySelector('main thead')).breakInside"
    assert seen.evaluate(repeats) == "avoid"
    assert seen.evaluate("getComputedStyle(document.querySelector('main .pw-sort')).display") == "contents"
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", seen.pdf(format="A4"))) <= 7
    seen.emulate_media(media="screen")


def test_a_level_set_here_takes_the_name_off_the_list_and_closing_leaves_the_focus_there(running, browser):
    page = visit(running, browser, "progress?class=Period%204")
    stuck = table(page, "Students who may be stuck")
    names = stuck.locator(".pw-row-button")
    before, first = names.count(), names.first.inner_text()
    names.first.click()
    why = card(page, "May be stuck")
    why.get_by_label("Your own judgement").select_option("★ Extending")
    why.get_by_role("button", name="Set this level").click()
    expect(names).to_have_count(before - 1, timeout=SLOW)
    assert first not in names.all_inner_texts()
    why.get_by_role("button", name="Close", exact=True).click()
    expect(stuck.locator("xpath=..")).to_be_focused(timeout=SLOW)
    assert page.trouble == []
    page.context.close()


def test_a_class_with_little_in_it_has_words_in_place_of_empty_tables_and_a_name_is_only_text(running, browser):
    page = visit(running, browser, "progress?class=Odd")
    expect(page.get_by_text("Nobody has tried several times without the score moving.")).to_be_visible()
    assert table(page, "Students who may be stuck").count() == 0
    page.get_by_role("button", name="Show each student").click()
    expect(table(page, "Each student's pace, in the order of the class")).to_contain_text(EVIL)
    assert page.locator("main img").count() == 0 and page.trouble == []
    assert_accessible(page)
    page.context.close()
