"""The page on groups, as a teacher goes through it: from the purpose to the next cycle and the look back."""

import re
from itertools import combinations

import pytest
from accessibility import assert_accessible
from playwright.sync_api import expect
from server import RunningWorkbench, wait_until

import plworkbench

SLOW = 60_000
EVIL = "<img src=x onerror=alert(1)>"
ADDRESS = "flexible-groups?class=Period%203&standard=6.RP.A.1"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A workbench with the sample classes, of which Period 3 has had three cycles, and a class with odd names."""
    folder = tmp_path_factory.mktemp("groups")
    wb = plworkbench.open(folder)
    wb.add_sample("grade6_maths")
    for cycle in range(1, 4):
        formed = wb.group("Period 3", on=["6.RP.A.1"], group_count=6, avoid_past=None, random_state=cycle)
        wb.save(formed, name=f"Ratios, week {cycle}")
    rows = [f"{name},{n},{n + 1}" for n, name in enumerate([EVIL, "Ana", "Ben", "Cy"])]
    wb.commit(wb.preview(("name,id,6.RP.A.1\n" + "\n".join(rows) + "\n").encode(), "Odd"))
    wb.close()
    server = RunningWorkbench(folder, "--no-preheat")
    yield server
    server.stop()


def visit(running, browser, address=ADDRESS, width=1366, scheme="light"):
    context = browser.new_context(viewport={"width": width, "height": 768}, color_scheme=scheme)
    page = context.new_page()
    page.trouble = []
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on("dialog", lambda dialog: (page.trouble.append(dialog.message), dialog.dismiss()))
    page.goto(running.link(address))
    expect(button(page, "Form groups").or_(button(page, "Form other groups"))).to_be_visible(timeout=SLOW)
    return page


@pytest.fixture(scope="module")
def seen(running, browser):
    """One window for the whole walk: each test goes a step further."""
    page = visit(running, browser)
    yield page
    assert page.trouble == []
    page.context.close()


def button(page, words):
    return page.get_by_role("button", name=words, exact=True)


def choose(page, label, value):
    page.get_by_label(label, exact=True).select_option(value)


def blank(page, label):
    return page.get_by_role("combobox", name=label, exact=True)


def wish(page, kind, first, second, labels):
    page.get_by_label("New wish").select_option(label=kind)
    for label, name in zip(labels, (first, second)):
        blank(page, label).press_sequentially(name)
        blank(page, label).press("Enter")
        expect(page.get_by_role("button", name=f"Take {name} off", exact=True)).to_be_visible(timeout=SLOW)
    button(page, "Add this wish").click()
    expect(page.get_by_role("button", name=f"Take {second} off", exact=True)).to_have_count(0, timeout=SLOW)


def places(page):
    """Return the groups of the board at one moment: number to names."""
    groups = page.evaluate("""() => [...document.querySelectorAll("section[data-group]")].map((column) => [
        Number(column.dataset.group),
        [...column.querySelectorAll(".pw-card-handle")].map((card) => card.innerText),
    ])""")
    return dict(groups)


def pairs(groups):
    return {pair for names in groups.values() for pair in combinations(sorted(names), 2)}


def test_1_the_purpose_comes_first_and_says_what_it_is_for(seen):
    expect(seen.locator("p.pw-lead")).to_contain_text(", in use", timeout=SLOW)
    # The groups in use are on the first screen, and what others would be formed by is a click away.
    assert seen.locator(".pw-card").first.evaluate("one => one.getBoundingClientRect().bottom") < 768
    expect(button(seen, "Form groups")).to_be_hidden()
    button(seen, "Form other groups").click()
    expect(button(seen, "Form groups")).to_be_visible(timeout=SLOW)
    first = seen.locator(".pw-choices select").first
    offered = [words.replace("\xa0", " ") for words in first.locator("option").all_inner_texts()]
    assert offered[:2] == ["by need", "mixed readiness"]
    choose(seen, "Groups are", "random")
    expect(seen.get_by_text("Drawn by lot")).to_be_visible(timeout=SLOW)
    expect(seen.get_by_label("Standard", exact=True).first).to_be_hidden()
    choose(seen, "Groups are", "mixed readiness")
    expect(seen.get_by_text("the same mix of levels")).to_be_visible(timeout=SLOW)


def test_2_wishes_are_sentences_and_a_list_is_made_for_one(seen):
    seen.names = sorted(name for names in places(seen).values() for name in names)
    a, b, c = seen.names[:3]
    button(seen, "Wishes").click()
    expect(seen.get_by_text("No wishes yet")).to_be_visible(timeout=SLOW)
    wish(seen, "Keep … and … together", a, b, ("Who", "Together with whom"))
    wish(seen, "Keep … and … together", b, c, ("Who", "Together with whom"))
    wish(seen, "Keep … and … apart", a, c, ("Who", "Apart from whom"))
    wish(seen, "… would like to work with …", *seen.names[5:7], ("Who says it", "Would like to work with whom"))
    table = seen.get_by_role("table", name="Wishes")
    expect(table.get_by_role("row")).to_have_count(5, timeout=SLOW)
    expect(table).to_contain_text(f"{seen.names[5]} would like to work with {seen.names[6]}.")
    weight = table.get_by_label(f"How much it matters: {seen.names[5]} would like to work with {seen.names[6]}.")
    assert weight.locator("option").all_inner_texts() == ["important", "nice"]

    button(seen, "Lists of your own").click()
    seen.get_by_label("Name of the list").fill("Leaders")
    field = blank(seen, "Add a student")
    for name in seen.names[10:16]:
        field.fill(name)
        field.press("Enter")
        expect(seen.get_by_role("button", name=f"Take {name} off")).to_be_visible(timeout=SLOW)
    button(seen, "Keep this list").click()
    expect(seen.get_by_role("table", name="Lists of your own")).to_contain_text("Leaders", timeout=SLOW)
    seen.get_by_label("New wish").select_option(label="At least one of … in every group")
    expect(seen.get_by_label("In every group at least one of whom")).to_be_visible(timeout=SLOW)
    button(seen, "Add this wish").click()
    expect(table.get_by_role("row")).to_have_count(6, timeout=SLOW)
    assert_accessible(seen)


def test_3_a_contradiction_is_explained_with_names_and_ended_by_a_click(seen):
    a, _, c = seen.names[:3]
    button(seen, "Form groups").click()
    causes = seen.locator(".pw-cause")
    expect(causes).to_have_count(3, timeout=SLOW)
    expect(seen.get_by_text("cannot keep all of these wishes")).to_be_visible()
    expect(seen.locator("p.pw-lead")).to_contain_text(", in use")  # the groups of before are untouched
    assert_accessible(seen)
    causes.filter(has_text="to be apart").get_by_role("button", name="Important, not a must").click()
    expect(seen.locator("p.pw-lead")).to_contain_text(": a draft", timeout=SLOW)
    expect(causes).to_have_count(0)

    def is_so():
        where = {name: number for number, names in places(seen).items() for name in names}
        return len(where) == 28 and where[a] == where[c] and len({where[name] for name in seen.names[10:16]}) == 6

    assert wait_until(is_so, 20)


def test_4_what_is_not_met_is_named_with_what_would_meet_it(seen):
    a, _, c = seen.names[:3]
    card = seen.locator(".pw-better")
    expect(card.get_by_role("heading", name=re.compile("not met"))).to_be_visible(timeout=SLOW)
    expect(card).to_contain_text("you asked to keep them apart")
    assert a in card.inner_text() and c in card.inner_text()
    seen.get_by_label("Look up a swap of").select_option(index=8)
    table = seen.get_by_role("table", name="Swaps, the best first")
    expect(table).to_be_visible(timeout=SLOW)
    assert table.get_by_role("row").count() > 20
    assert_accessible(seen)


def test_5_a_move_by_hand_is_previewed_and_stays_when_groups_are_formed_again(seen):
    groups = places(seen)
    mover = groups[1][-1]
    seen.locator(".pw-board").get_by_role("button", name=mover, exact=True).focus()
    seen.keyboard.press("Space")
    seen.keyboard.press("ArrowRight")
    expect(seen.locator(".pw-slot")).to_have_text(re.compile(r"goes from|to \d"), timeout=SLOW)
    seen.keyboard.press("Space")
    expect(seen.locator(".pw-card-tag")).to_have_count(1, timeout=SLOW)
    button(seen, "Shuffle again").click()
    assert wait_until(lambda: mover in places(seen)[2], 60)
    expect(seen.locator(".pw-card-tag")).to_have_count(1, timeout=SLOW)
    seen.get_by_role("button", name="Undo").click()
    assert wait_until(lambda: mover in places(seen)[2], 60)


def test_6_absent_students_are_left_out_and_named(seen):
    button(seen, "More choices").click()
    field = blank(seen, "Absent today")
    field.fill(seen.names[20])
    field.press("Enter")
    expect(seen.get_by_role("button", name=f"Take {seen.names[20]} off")).to_be_visible(timeout=SLOW)
    button(seen, "Form groups").click()
    expect(seen.get_by_text(f"Absent, and in no group: {seen.names[20]}.")).to_be_visible(timeout=SLOW)
    assert wait_until(lambda: sum(map(len, places(seen).values())) == 27, 60)
    button(seen, "They came: put them in the smallest groups").click()
    assert wait_until(lambda: sum(map(len, places(seen).values())) == 28, 60)


def test_7_the_next_cycle_avoids_past_partners(seen):
    choose(seen, "Groups are", "random")
    expect(seen.get_by_label("Standard", exact=True).first).to_be_hidden(timeout=SLOW)
    number = seen.get_by_label("Number of groups")
    number.fill("9")
    number.press("Enter")
    wishes = seen.get_by_role("table", name="Wishes")
    for left in (4, 3, 2, 1, 0):
        wishes.get_by_role("button", name=re.compile("Forget")).first.click()
        if left:
            expect(wishes.get_by_role("row")).to_have_count(left + 1, timeout=SLOW)
    expect(seen.get_by_text("No wishes yet")).to_be_visible(timeout=SLOW)
    button(seen, "Form groups").click()
    expect(seen.locator("p.pw-lead")).to_contain_text("9 groups", timeout=SLOW)
    seen.get_by_label("Name", exact=True).fill("First draw")
    button(seen, "Save").click()
    expect(seen.locator("p.pw-lead")).to_contain_text(", in use", timeout=SLOW)
    before = places(seen)
    choose(seen, "New partners", "important")
    button(seen, "Form groups").click()
    expect(seen.locator("p.pw-lead")).to_contain_text(": a draft", timeout=SLOW)
    assert sum(map(len, before.values())) == 28
    assert wait_until(lambda: not pairs(before) & pairs(places(seen)), 20)
    seen.get_by_label("Name", exact=True).fill("Second draw")
    button(seen, "Save").click()
    expect(seen.locator("p.pw-lead")).to_contain_text(", in use", timeout=SLOW)


def test_8_the_look_back_has_prompts_not_verdicts(seen):
    button(seen, "Look back").click()
    expect(seen.get_by_role("heading", name="Worth a look")).to_be_visible(timeout=SLOW)
    expect(seen.get_by_text("A prompt, not proof.")).to_be_visible()
    prompts = seen.locator(".pw-over-time li")
    assert prompts.count() >= 1 and any(name in prompts.all_inner_texts()[0] for name in seen.names)
    table = seen.get_by_role("table", name="The groups so far, newest first")
    expect(table).to_contain_text("Second draw")
    expect(table).to_contain_text("Ratios, week 1")
    assert_accessible(seen)


def test_a_rotation_is_formed_with_a_bar_looked_at_by_round_and_printed_a_round_a_page(running, browser):
    page = visit(running, browser, "flexible-groups?class=Period%201")
    choose(page, "Groups are", "rotation")
    rounds = page.get_by_label("Rounds", exact=True)
    expect(rounds).to_be_visible(timeout=SLOW)
    rounds.fill("3")
    rounds.press("Enter")
    button(page, "Form groups").click()
    expect(page.get_by_role("heading", name="Round 1 of 3", exact=True)).to_be_visible(timeout=SLOW)
    expect(page.get_by_text(re.compile("^Over 3 rounds"))).to_be_visible()
    first = places(page)
    button(page, "Next round").click()
    expect(page.get_by_role("heading", name="Round 2 of 3", exact=True)).to_be_visible(timeout=SLOW)
    assert wait_until(lambda: places(page) != first, 60)
    assert not pairs(first) & pairs(places(page))
    assert_accessible(page)
    page.emulate_media(media="print")
    assert page.locator(".pw-sheet:visible").count() == 3
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="Letter"))) == 3
    page.emulate_media(media="screen")
    button(page, "Discard this draft").click()
    expect(page.locator("p.pw-lead")).to_contain_text("no groups yet", timeout=SLOW)
    assert page.trouble == []
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1366, "dark")])
def test_everything_unfolded_is_accessible_and_fits_a_small_screen(running, browser, width, scheme):
    page = visit(running, browser, "flexible-groups?class=Period%202", width, scheme)
    if button(page, "Form groups").is_visible():  # the first of the two windows forms them
        button(page, "Form groups").press("Enter")
        expect(button(page, "Form other groups")).to_be_focused(timeout=SLOW)  # in place of the button that is gone
    expect(page.locator("[data-key]").first).to_be_visible(timeout=SLOW)
    assert_accessible(page)
    button(page, "Form other groups").click()
    choose(page, "Groups are", "shared interest")
    expect(page.get_by_role("button", name=re.compile("^Interests"))).to_be_visible(timeout=SLOW)
    for name in ("More choices", re.compile("^Wishes"), re.compile("^Interests")):
        page.get_by_role("button", name=name).click()
    expect(page.get_by_role("table", name="Interests, as students say them")).to_be_visible(timeout=SLOW)
    button(page, "Lists of your own").click()
    expect(page.get_by_label("Name of the list")).to_be_visible(timeout=SLOW)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
    assert page.trouble == []
    page.context.close()


def test_a_name_is_only_text_wherever_it_is_shown(running, browser):
    page = visit(running, browser, "flexible-groups?class=Odd")
    choose(page, "Groups are", "random")
    expect(page.get_by_text("Drawn by lot")).to_be_visible(timeout=SLOW)
    number = page.get_by_label("Number of groups")
    number.fill("2")
    number.press("Enter")
    button(page, "Form groups").click()
    expect(page.locator("[data-key]")).to_have_count(4, timeout=SLOW)
    button(page, "Form other groups").click()
    button(page, "More choices").click()
    field = blank(page, "Absent today")
    field.fill("img src")
    field.press("Enter")
    expect(page.get_by_role("button", name=f"Take {EVIL} off")).to_be_visible(timeout=SLOW)
    button(page, "Form groups").click()
    expect(page.get_by_text(f"Absent, and in no group: {EVIL}.")).to_be_visible(timeout=SLOW)
    assert page.locator("main img").count() == 0 and page.trouble == []
    page.context.close()
