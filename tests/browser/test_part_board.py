"""The board of groups: pointer, finger, keyboard, ticking and moving, undo, names and pins."""

from __future__ import annotations

import re

import pytest
from examples import a_board
from harness import freeze, mounted
from playwright.sync_api import Browser, Page, expect
from server import wait_until

from plworkbench import widgets


def group_of(page: Page, name: str) -> str:
    return page.locator(".pw-column", has=page.get_by_role("button", name=name, exact=True)).get_attribute("aria-label")


def handle(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def centre(page: Page, locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_dragging_a_card_moves_it_at_once_and_tells_the_kernel(page):
    harness = mounted(page, a_board())
    page.mouse.move(*centre(page, handle(page, "Amara Okafor")))
    page.mouse.down()
    page.mouse.move(*centre(page, page.get_by_label("Otters", exact=True)), steps=6)
    expect(page.locator(".pw-column.is-target")).to_have_attribute("aria-label", "Otters")
    expect(page.locator(".pw-ghost")).to_have_text("Amara Okafor")
    page.wait_for_function("sent.at(-1)?.content.group === 3")
    assert harness.sent("preview")[-1] == {"keys": ["s0"], "group": 3}
    harness.update("part", preview="Otters would have 3 students.", preview_group=3)
    expect(page.locator(".pw-slot")).to_have_text("Otters would have 3 students.")
    page.mouse.up()
    assert group_of(page, "Amara Okafor") == "Otters"
    assert harness.sent("move") == [{"keys": ["s0"], "group": 3}]
    expect(handle(page, "Amara Okafor")).to_be_focused()
    expect(page.locator(".pw-ghost")).to_have_count(0)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)


@pytest.mark.parametrize("ending", ["outside", "Escape"])
def test_a_drag_that_ends_nowhere_changes_nothing(ending, page):
    harness = mounted(page, a_board())
    page.mouse.move(*centre(page, handle(page, "Amara Okafor")))
    page.mouse.down()
    page.mouse.move(*centre(page, page.get_by_label("Otters", exact=True)), steps=4)
    if ending == "Escape":
        page.keyboard.press("Escape")
    else:
        page.mouse.move(5, 5, steps=3)
    page.mouse.up()
    assert group_of(page, "Amara Okafor") == "Kestrels"
    assert harness.sent("move") == []
    expect(page.locator(".is-target, .is-carried, .pw-slot, .pw-ghost")).to_have_count(0)


@pytest.mark.parametrize("part", ["name", "grip"])
def test_a_finger_drags_by_the_grip_and_scrolls_elsewhere(browser: Browser, part):
    # Narrow, so that the groups stand below each other: a sideways swipe would be the browser's own "back". A page for
    # each part, because one that was swiped goes on scrolling for a while.
    context = browser.new_context(viewport={"width": 400, "height": 560}, has_touch=True)
    page = context.new_page()
    harness = mounted(page, a_board())
    fingers = context.new_cdp_session(page)

    def swipe(start, end):
        for kind, place in [("touchStart", start), *[("touchMove", between(start, end, n / 5)) for n in range(1, 6)]]:
            fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": place[0], "y": place[1]}]})
        fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def between(start, end, share):
        return tuple(a + (b - a) * share for a, b in zip(start, end))

    kestrels, herons = (centre(page, page.get_by_role("heading", name=name)) for name in ("Kestrels", "Herons"))
    if part == "name":
        swipe(centre(page, handle(page, "Mateo García")), kestrels)
        page.wait_for_function("window.scrollY > 20")
        assert harness.sent("move") == []
    else:
        swipe(centre(page, page.locator(".pw-card", has_text="Amara").locator(".pw-card-grip")), herons)
        assert wait_until(lambda: harness.sent("move") == [{"keys": ["s0"], "group": 2}], 10)
    context.close()


def test_the_page_scrolls_along_when_a_card_is_dragged_to_its_edge(page):
    page.set_viewport_size({"width": 400, "height": 500})
    mounted(page, a_board())
    page.mouse.move(*centre(page, handle(page, "Amara Okafor")))
    page.mouse.down()
    page.mouse.move(200, 490, steps=5)
    page.wait_for_function("document.scrollingElement.scrollTop > 100")
    page.keyboard.press("Escape")
    page.mouse.up()


def test_a_card_is_moved_with_the_keyboard_and_every_step_is_spoken(page):
    harness = mounted(page, a_board())
    spoken = page.locator(".pw-board [aria-live=polite]")
    card = handle(page, "Amara Okafor")
    card.press(" ")
    expect(spoken).to_contain_text("Picked up Amara Okafor, now in Kestrels.")
    card.press("ArrowRight")
    expect(spoken).to_have_text("Herons, group 2 of 3, 2 students.")
    card.press("ArrowRight")
    card.press("ArrowRight")
    expect(spoken).to_have_text("Otters, group 3 of 3, 2 students.")
    harness.update("part", preview="3 students.", preview_group=3)
    expect(spoken).to_have_text("3 students.")
    assert harness.sent("move") == []
    card.press(" ")
    expect(spoken).to_have_text("Amara Okafor moved to Otters.")
    assert group_of(page, "Amara Okafor") == "Otters"
    assert harness.sent("move") == [{"keys": ["s0"], "group": 3}]
    expect(card).to_be_focused()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_escape_puts_a_carried_card_back(page):
    harness = mounted(page, a_board())
    card = handle(page, "Amara Okafor")
    card.press(" ")
    card.press("ArrowRight")
    card.press("Escape")
    assert group_of(page, "Amara Okafor") == "Kestrels"
    expect(page.locator(".is-target, .is-carried")).to_have_count(0)
    card.press("ArrowRight")
    assert harness.sent("move") == []


def test_previews_are_asked_for_once_the_hand_rests(page):
    freeze(page)
    harness = mounted(page, a_board())
    card = handle(page, "Amara Okafor")
    card.press(" ")
    card.press("ArrowRight")
    card.press("ArrowRight")
    page.clock.run_for(70)
    assert harness.sent("preview") == []
    page.clock.run_for(20)
    assert harness.sent("preview") == [{"keys": ["s0"], "group": 3}]


def test_a_preview_of_another_group_is_not_shown(page):
    harness = mounted(page, a_board())
    card = handle(page, "Amara Okafor")
    card.press(" ")
    card.press("ArrowRight")
    harness.update("part", preview="About Otters.", preview_group=3)
    expect(page.locator(".pw-slot")).to_have_text("Move here")


def test_students_are_ticked_and_moved_together_without_dragging(page):
    harness = mounted(page, a_board())
    page.get_by_role("checkbox", name="Choose Amara Okafor").check()
    handle(page, "Mateo García").click()
    expect(page.locator(".pw-bar-count")).to_have_text("2 selected")
    page.get_by_role("button", name="Move", exact=True).click(force=True)
    assert harness.sent("move") == [], "no group was chosen yet"
    expect(page.get_by_label("Move to")).to_be_focused()
    page.get_by_label("Move to").select_option("Otters")
    page.wait_for_function("sent.some((entry) => entry.content?.type === 'preview')")
    harness.update("part", preview="4 students then.", preview_group=3)
    expect(page.locator(".pw-bar-preview")).to_have_text("4 students then.")
    page.get_by_role("button", name="Move", exact=True).click()
    assert harness.sent("move") == [{"keys": ["s0", "s1"], "group": 3}]
    assert group_of(page, "Amara Okafor") == group_of(page, "Mateo García") == "Otters"
    expect(page.locator(".pw-bar-chosen")).to_be_hidden()
    expect(handle(page, "Amara Okafor")).to_be_focused()


def test_dragging_one_of_the_ticked_takes_all_of_them(page):
    harness = mounted(page, a_board())
    for name in ("Amara Okafor", "Mateo García"):
        page.get_by_role("checkbox", name=f"Choose {name}").check()
    page.mouse.move(*centre(page, handle(page, "Amara Okafor")))
    page.mouse.down()
    page.mouse.move(*centre(page, page.get_by_label("Otters", exact=True)), steps=4)
    expect(page.locator(".pw-ghost")).to_have_text("Amara Okafor and 1 other")
    page.mouse.up()
    assert harness.sent("move") == [{"keys": ["s0", "s1"], "group": 3}]


def test_a_move_the_kernel_refuses_goes_back(page):
    part = a_board()
    part.on_move(lambda keys, group: 1 / 0)
    harness = mounted(page, part)
    card = handle(page, "Amara Okafor")
    card.press(" ")
    card.press("ArrowRight")
    card.press(" ")
    assert group_of(page, "Amara Okafor") == "Herons"
    harness.deliver(part, "move")
    harness.update("part", settled=part.settled, trouble=part.trouble)
    assert group_of(page, "Amara Okafor") == "Kestrels"
    expect(page.locator(".pw-trouble")).to_contain_text("Nothing was lost")
    expect(card).to_be_focused()


def test_undo_and_redo_by_button_and_by_key(page):
    harness = mounted(page, a_board(can_undo=True, can_redo=True, undo_text="move Amara to Herons"))
    page.get_by_role("button", name="Undo: move Amara to Herons").click()
    page.get_by_role("button", name="Redo").click()
    assert (len(harness.sent("undo")), len(harness.sent("redo"))) == (1, 1)
    handle(page, "Amara Okafor").press("Control+z")
    handle(page, "Amara Okafor").press("Control+y")
    handle(page, "Amara Okafor").press("Control+Shift+z")
    assert (len(harness.sent("undo")), len(harness.sent("redo"))) == (2, 3)


def test_nothing_is_undone_where_there_is_nothing_to_undo(page):
    harness = mounted(page, a_board())
    button = page.get_by_role("button", name="Undo")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_have_attribute("title", "Nothing to undo")
    button.click(force=True)
    handle(page, "Amara Okafor").press("Control+z")
    assert harness.sent("undo") == []


def test_keys_typed_into_another_field_of_the_page_are_left_alone(page):
    harness = mounted(page, a_board(can_undo=True))
    page.evaluate(
        "document.querySelector('#parts').insertAdjacentHTML('beforeend', '<input id=other aria-label=other>')"
    )
    page.locator("#other").press("Control+z")
    assert harness.sent("undo") == []


def test_a_group_is_renamed_with_enter_and_kept_with_escape(page):
    harness = mounted(page, a_board())
    page.get_by_role("button", name="Rename Kestrels").click()
    page.get_by_label("New name of Kestrels").fill("Falcons")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Rename Falcons")).to_be_focused()
    page.get_by_role("button", name="Rename Herons").click()
    page.get_by_label("New name of Herons").fill("x")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Rename Otters").click()
    page.get_by_label("New name of Otters").fill("   ")
    page.keyboard.press("Enter")
    assert harness.sent("rename") == [{"group": 1, "name": "Falcons"}]
    expect(page.get_by_role("heading", level=3)).to_have_text(
        [re.compile("Falcons"), re.compile("Herons"), re.compile("Otters")]
    )


def test_a_name_being_typed_survives_an_update_from_the_kernel(page):
    harness = mounted(page, a_board())
    page.get_by_role("button", name="Rename Kestrels").click()
    page.get_by_label("New name of Kestrels").fill("Falc")
    harness.update("part", settled=1)
    page.keyboard.type("ons")
    page.keyboard.press("Enter")
    assert harness.sent("rename") == [{"group": 1, "name": "Falcons"}]


def test_an_update_from_the_kernel_does_not_drop_a_card_being_dragged(page):
    harness = mounted(page, a_board())
    page.mouse.move(*centre(page, handle(page, "Amara Okafor")))
    page.mouse.down()
    page.mouse.move(*centre(page, page.get_by_label("Otters", exact=True)), steps=4)
    harness.update("part", settled=1)
    page.mouse.up()
    assert harness.sent("move") == [{"keys": ["s0"], "group": 3}]


def test_a_pin_says_whether_it_is_set(page):
    harness = mounted(page, a_board())
    pin = page.get_by_role("button", name="Pin Amara Okafor")
    expect(pin).to_have_attribute("aria-pressed", "false")
    pin.click()
    expect(pin).to_have_attribute("aria-pressed", "true")
    expect(pin).to_be_focused()
    expect(page.get_by_role("button", name="Pin Priya Patel")).to_have_attribute("aria-pressed", "true")
    assert harness.sent("pin") == [{"key": "s0", "pinned": True}]


def test_every_card_says_why_the_student_is_there(page):
    mounted(page, a_board())
    why = page.get_by_role("button", name="Why? Amara Okafor")
    expect(why).to_have_attribute("aria-expanded", "false")
    why.click()
    expect(why).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".pw-card-reason")).to_contain_text("Amara Okafor works on unit rates")
    expect(page.locator(".pw-card-reason")).to_contain_text("1.8 of 4 from 5 pieces of evidence")


def test_a_locked_board_says_why_and_lets_nothing_move(page):
    mounted(page, a_board(can_undo=True, disabled_reason="These groups are saved. Copy them to change them."))
    expect(page.locator(".pw-bar-hint")).to_have_text("These groups are saved. Copy them to change them.")
    page.mouse.move(*centre(page, handle(page, "Amara Okafor")))
    page.mouse.down()
    page.mouse.move(*centre(page, page.get_by_label("Otters", exact=True)), steps=4)
    page.mouse.up()
    card = handle(page, "Mateo García")
    for key in (" ", "ArrowRight", " ", "Control+z"):
        card.press(key)
    assert page.evaluate("sent") == []


@pytest.mark.parametrize("groups", [4, 5, 6])
def test_up_to_six_groups_of_five_are_seen_at_once_on_a_chromebook(groups, page):
    names = [f"Student {n}" for n in range(groups * 5)]
    cards = [
        {"key": n, "name": n, "group": i % groups + 1, "level": "secure", "reason": "r"} for i, n in enumerate(names)
    ]
    board = widgets.GroupBoard(groups=[{"number": n + 1, "name": f"Group {n}"} for n in range(groups)], cards=cards)
    mounted(page, board)
    boxes = [column.bounding_box() for column in page.locator(".pw-column").all()]
    assert len({box["y"] for box in boxes}) == 1, "side by side"
    assert max(box["y"] + box["height"] for box in boxes) <= 768
