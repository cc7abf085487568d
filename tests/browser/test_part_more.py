"""Parts for choosing students, steps, days, second thoughts and news: by keyboard, and as they are read out."""

from __future__ import annotations

import pytest
from accessibility import faults
from examples import (
    EVIL,
    STUDENTS,
    a_date_field,
    a_people_picker,
    a_sentence_builder,
    a_stepper,
    a_student_chip,
    an_empty_state,
    an_undo_bar,
)
from harness import freeze, mounted
from playwright.sync_api import expect

from plworkbench import widgets


def options(page):
    return page.locator(".pw-people-list [role=option]:visible")


def chosen(page):
    return page.locator(".pw-student-name").all_inner_texts()


def test_a_name_is_found_by_a_few_letters_and_chosen_by_keyboard(page):
    harness = mounted(page, a_people_picker())
    field = page.get_by_role("combobox", name="Absent today")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("ArrowDown")
    expect(options(page)).to_have_text(list(STUDENTS[2:]))
    expect(page.get_by_role("option", selected=True)).to_have_text(STUDENTS[2])
    field.press("Escape")
    expect(options(page)).to_have_count(0)
    field.press_sequentially("tan")
    expect(options(page)).to_have_text(["Jun Tanaka"])
    expect(page.get_by_role("status")).to_have_text("1 student fits.")
    active = field.get_attribute("aria-activedescendant")
    assert page.locator(f"[id='{active}']").inner_text() == "Jun Tanaka"
    field.press("Enter")
    assert harness.sent("choose") == [{"name": "Jun Tanaka"}]
    assert chosen(page) == [*STUDENTS[:2], "Jun Tanaka"]
    expect(page.get_by_role("status")).to_have_text("Jun Tanaka is chosen.")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    field.press("Backspace")
    assert harness.sent("let go") == [{"name": "Jun Tanaka"}]
    page.get_by_role("button", name="Take Amara Okafor off").press("Enter")
    assert chosen(page) == ["Mateo García"]
    expect(field).to_be_focused()
    assert harness.problems == []


def test_accents_are_not_needed_and_words_begin_before_they_hold(page):
    mounted(page, widgets.PeoplePicker(label="Who", people=["Zoë García", "Nia Agar", "Garance Roy"]))
    field = page.get_by_role("combobox", name="Who")
    field.press_sequentially("gar")
    expect(options(page)).to_have_text(["Zoë García", "Garance Roy", "Nia Agar"])
    field.fill("zoe")
    expect(options(page)).to_have_text(["Zoë García"])


def test_words_that_are_no_name_are_asked_about_once_and_stay_to_be_mended(page):
    harness = mounted(page, a_people_picker())
    field = page.get_by_role("combobox", name="Absent today")
    field.press_sequentially("Zoe, Jun")
    field.press("Enter")
    field.press("Tab")
    assert harness.sent("typed") == [{"words": "Zoe, Jun"}]
    harness.receive("part", {"type": "typed", "slot": "", "left": "Zoe, Jun"})
    harness.update("part", trouble="Nobody in this class is called “Zoe”.")
    expect(page.get_by_role("alert")).to_have_text("Nobody in this class is called “Zoe”.")
    expect(field).to_have_value("Zoe, Jun")
    field.fill("jun t")
    has_focus = "document.hasFocus = () => "
    page.evaluate(f"{has_focus}false")  # another window is turned to
    field.blur()
    expect(options(page)).to_have_count(0)
    expect(field).to_have_value("jun t")
    assert len(harness.sent("typed")) == 1 and harness.sent("choose") == []
    page.evaluate(f"{has_focus}true")
    field.focus()
    field.press("Tab")  # a part of a name is asked about, a whole one is taken
    assert harness.sent("typed")[1:] == [{"words": "jun t"}] and harness.sent("choose") == []
    harness.update("part", names=[*STUDENTS[:2], "Priya Patel"])
    harness.receive("part", {"type": "typed", "slot": "", "left": ""})
    expect(page.get_by_role("status")).to_have_text("Priya Patel: chosen.")
    expect(field).to_have_value("")
    field.fill("jun tanaka")
    field.press("Tab")
    assert harness.sent("choose") == [{"name": "Jun Tanaka"}]


def test_the_list_lies_above_everything_and_on_the_screen(page):
    page.set_viewport_size({"width": 320, "height": 500})
    mounted(page, widgets.PeoplePicker(label="Who", people=[f"Student {n:03}" for n in range(300)]))
    page.evaluate("document.querySelector('#parts').style.cssText = 'overflow: hidden; height: 80px'")
    field = page.get_by_role("combobox", name="Who")
    field.click()
    expect(options(page)).to_have_count(60)
    expect(page.get_by_text("and 240 more: type some letters")).to_be_attached()
    box = page.get_by_role("listbox").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 320 and box["y"] + box["height"] <= 500
    options(page).nth(1).click()
    assert chosen(page) == ["Student 001"]


def test_a_sentence_is_filled_in_by_keyboard_alone_and_told_when_nothing_is_missing(page):
    builder = a_sentence_builder()
    told = []
    builder.on_finished(lambda sentence, values: told.append((sentence, values)))
    harness = mounted(page, builder)
    add = page.get_by_role("button", name="Add this wish")
    expect(add).to_have_attribute("aria-disabled", "true")
    expect(add).to_have_accessible_description("Still missing: apart from whom.")
    add.press("Enter")  # leads to the first blank that is empty
    other = page.get_by_role("combobox", name="Apart from whom")
    expect(other).to_be_focused()
    page.keyboard.type("ama")
    expect(options(page)).to_have_count(0)  # Amara stands in the sentence already
    page.keyboard.press("Escape")
    for letters in ("pri", "jun"):
        page.keyboard.type(letters)
        page.keyboard.press("Enter")
    expect(add).to_have_attribute("aria-disabled", "false")
    expect(page.get_by_text("Still missing")).to_have_count(0)
    page.get_by_label("How much it matters").select_option("nice")
    add.press("Enter")
    for message in ("choose", "fill", "finished"):
        harness.deliver(builder, message)
    assert told == [("apart", {"one": ["Amara Okafor"], "other": ["Priya Patel", "Jun Tanaka"], "weight": "nice"})]
    harness.update("part", values=builder.values)
    assert chosen(page) == []
    assert faults(page) == [] and harness.problems == []


def test_another_sentence_shows_its_own_blanks_at_once(page):
    harness = mounted(page, a_sentence_builder())
    page.get_by_label("New wish").select_option(label="Spread … evenly")
    expect(page.get_by_role("group", name="Spread … evenly")).to_contain_text("(there is no list yet)")
    expect(page.get_by_text("A list is yours alone.")).to_be_visible()
    expect(page.get_by_text("Still missing: which list.")).to_be_visible()
    assert harness.sent("begin") == [{"sentence": "spread"}]
    page.get_by_label("New wish").select_option(label="Keep … and … apart")
    assert chosen(page) == ["Amara Okafor"], "who was named is named still"


def test_a_blank_keeps_the_focus_and_the_letters_while_the_kernel_answers(page):
    harness = mounted(page, a_sentence_builder())
    other = page.get_by_role("combobox", name="Apart from whom")
    other.press_sequentially("pri")
    harness.update("part", values={"one": ["Amara Okafor", "Liam O’Connor"], "weight": "nice"})
    assert chosen(page) == ["Amara Okafor", "Liam O’Connor"]
    expect(other).to_be_focused()
    expect(other).to_have_value("pri")
    expect(options(page)).to_have_text(["Priya Patel"])


def test_steps_say_where_one_is_and_lead_back_to_what_is_done(page):
    harness = mounted(page, a_stepper())
    steps = page.get_by_role("group", name="Bring in a file").get_by_role("listitem")
    expect(steps).to_contain_text(
        ["Amara Okafor (done)", "Mateo García (done)", "Priya Patel (you are here)", "Liam O’Connor (to come)"]
    )
    expect(page.locator("[aria-current=step]")).to_contain_text("Priya Patel")
    expect(steps.get_by_role("button")).to_have_count(2)
    page.get_by_role("button", name="Amara Okafor (done)").press("Enter")
    assert harness.sent("chosen") == [{"key": "0"}]
    harness.update("part", current="")
    expect(page.locator("[aria-current]")).to_have_count(0)
    expect(page.get_by_role("button", name="Amara Okafor (done)")).to_be_focused()


def test_a_day_is_typed_clicked_or_refused_with_words_tied_to_the_field(page):
    field = a_date_field()
    harness = mounted(page, field)
    day = page.get_by_label("Look again on").and_(page.locator("input"))
    expect(day).to_have_accessible_description("Monday 21 September 2026")
    expect(page.get_by_role("button", pressed=True)).to_have_text("in 10 school days")
    page.get_by_role("button", name="in 5 school days").press("Enter")
    assert harness.sent("chosen") == [{"value": "2026-09-14"}]
    day.fill("2026-09-06")
    day.press("Tab")
    harness.deliver(field, "chosen")
    harness.update("part", value=field.value, words=field.words, refusal=field.refusal)
    expect(day).to_have_attribute("aria-invalid", "true")
    expect(day).to_have_value("2026-09-06")
    expect(day).to_have_accessible_description(field.refusal)
    harness.update("part", value="2026-09-23", words="Wednesday 23 September 2026", refusal="")
    expect(day).to_have_value("2026-09-23")
    expect(day).to_have_attribute("aria-invalid", "false")


def test_what_was_removed_comes_back_by_a_click_and_the_focus_is_not_lost(page):
    harness = mounted(page, widgets.UndoBar())
    expect(page.get_by_role("button")).to_have_count(0)
    page.evaluate("document.activeElement.blur()")
    harness.update("part", words="Amara was taken off.", offered=1)
    undo = page.get_by_role("button", name="Undo: Amara was taken off.")
    expect(undo).to_be_focused(timeout=10000)
    expect(page.get_by_role("status")).to_have_text("Amara was taken off. Undo is offered.")
    undo.press("Enter")
    page.get_by_role("button", name="Put this line away").press("Enter")
    assert [harness.sent("undo"), harness.sent("put away")] == [[{}], [{}]]
    harness.update("part", words="")
    expect(undo).to_be_hidden()


def test_what_cannot_be_undone_is_asked_twice_with_the_focus_on_the_safe_answer(page):
    harness = mounted(page, widgets.ConfirmButton(label="Delete this class", question="Delete it with all scores?"))
    first, keep = (page.get_by_role("button", name=name) for name in ("Delete this class", "Keep it"))
    first.press("Enter")
    expect(keep).to_be_focused()
    expect(keep).to_have_accessible_description("Delete it with all scores?")
    keep.press("Escape")
    expect(first).to_be_focused()
    first.press("Enter")
    keep.press("Enter")
    expect(first).to_be_focused()
    assert harness.sent("confirmed") == []
    first.press("Enter")
    page.get_by_role("button", name="Yes, delete").press("Enter")
    assert harness.sent("confirmed") == [{}]
    harness.update("part", disabled_reason="A file is being stored.")
    expect(first).to_be_disabled()
    expect(page.get_by_text("A file is being stored.")).to_be_visible()


def test_news_are_polite_stay_eight_seconds_and_while_somebody_reads_them(page):
    freeze(page)
    harness = mounted(page, widgets.Toasts())
    log = page.get_by_role("log", name="News")
    for number in range(4):
        harness.receive("part", {"type": "toast", "words": f"News {number}"})
    expect(log.locator("p")).to_have_text(["News 1", "News 2", "News 3"])
    page.clock.run_for(7900)
    expect(log.locator("p")).to_have_count(3)
    page.get_by_role("button", name="Close: News 2").focus()
    page.clock.run_for(60000)
    expect(log.locator("p")).to_have_text(["News 2"])
    page.keyboard.press("Escape")
    expect(log.locator("p")).to_have_count(0)
    harness.receive("part", {"type": "toast", "words": "Stored. " * 30})
    page.clock.run_for(20000)
    expect(log.locator("p")).to_have_count(1)
    page.emulate_media(media="print")
    expect(log).to_be_hidden()
    page.emulate_media(media="screen")
    page.clock.run_for(5000)
    expect(log.locator("p")).to_have_count(0)
    page.clock.resume()
    harness.receive("part", {"type": "toast", "words": "One more"})
    assert faults(page) == []


def test_a_long_task_says_how_long_it_has_taken_and_is_ended_by_its_button(page):
    freeze(page)
    harness = mounted(page, widgets.Progress(cancel_label="Stop, and use the best so far"))
    stop = page.get_by_role("button")
    expect(stop).to_have_count(0)
    harness.update("part", words="Looking…", share=None)
    expect(page.get_by_role("progressbar")).not_to_have_attribute("value", "0")
    page.clock.run_for(2500)
    expect(page.locator(".pw-progress-time")).to_be_empty()
    page.clock.run_for(72000)
    expect(page.locator(".pw-progress-time")).to_have_text("1 min 14 s")
    stop.press("Enter")
    assert harness.sent("cancel") == [{}]
    harness.update("part", is_ending=True)
    expect(stop).to_have_text("Ending…")
    harness.update("part", words="", is_ending=False)
    expect(stop).to_have_count(0)


def test_an_empty_place_has_a_button_or_a_link_that_brings_what_is_missing(page):
    harness = mounted(page, an_empty_state())
    page.get_by_role("button", name="Make one").press("Enter")
    assert harness.sent("action") == [{}]
    harness.update("part", href="import", action="Import a gradebook")
    expect(page.get_by_role("link", name="Import a gradebook")).to_have_attribute("href", "import")
    expect(page.get_by_role("button")).to_have_count(0)


def test_a_chip_and_a_badge_say_the_level_by_symbol_and_word(page):
    harness = mounted(page, a_student_chip())
    harness.mount("badge", widgets.LevelBadge(level="not enough evidence"))
    expect(page.locator("[data-part=part]")).to_contain_text("secure")
    expect(page.locator("[data-part=badge]")).to_have_text("? not enough evidence")
    page.get_by_role("button", name="Take Amara Okafor off").press("Enter")
    assert harness.sent("let go") == [{}]


@pytest.mark.parametrize("make", [a_people_picker, a_sentence_builder, a_stepper, an_undo_bar, an_empty_state])
def test_markup_in_words_is_only_text(make, page):
    harness = mounted(page, make(names=(EVIL, "Mateo García", "Jun Tanaka")))
    if make in (a_people_picker, a_sentence_builder):
        page.get_by_role("combobox").last.press("ArrowDown")
    assert page.locator("#parts img").count() == 0
    assert EVIL in page.locator("#parts").inner_text() and harness.problems == []
