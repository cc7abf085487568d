"""The dashboards with a sample, with dangerous names and with bad files, as a person sees them."""

import re
from urllib.parse import urlsplit

import pytest
from accessibility import assert_accessible
from playwright.sync_api import expect
from server import RunningWorkbench

import plworkbench

SLOW = 60_000
DANGEROUS = ["<img src=x onerror=alert(1)>", '=HYPERLINK("http://example.org")', "<script>alert(2)</script>"]


@pytest.fixture(scope="module")
def odd_names(tmp_path_factory):
    """A workbench whose class has students with dangerous names."""
    folder = tmp_path_factory.mktemp("odd")
    wb = plworkbench.open(folder)
    rows = [f'"{name.replace(chr(34), chr(34) * 2)}",{n},{n + 1},{4 - n}' for n, name in enumerate([*DANGEROUS, "Ana"])]
    text = "name,id,6.RP.A.1,6.EE.B.7\n" + "\n".join(rows) + "\n"
    wb.commit(wb.preview(text.encode(), "<b>Odd</b>", file_name="odd.csv"))
    wb.choose("<b>Odd</b>", minimum_evidence=1)
    wb.save(wb.group("<b>Odd</b>", on="6.RP.A.1", group_count=2), name="<i>Groups</i>")
    wb.close()
    running = RunningWorkbench(folder, "--no-preheat")
    yield running
    running.stop()


@pytest.fixture(
    scope="module",
    params=["home", "import", "class-overview", "progress", "enter-scores", "unit-plan", "flexible-groups"],
)
def dashboard(request, odd_names, browser):
    """Each dashboard, opened once for all its tests; `dialogs` notes what a name that was run would open."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.dialogs = []
    page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(odd_names.link(request.param))
    expect(page.locator("p.pw-lead")).to_be_visible(timeout=SLOW)
    yield page
    context.close()


@pytest.fixture(scope="module")
def import_page(odd_names, browser):
    """The import page with a class named, opened once for all bad files."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(odd_names.link("import"))
    expect(page.locator("p.pw-lead")).to_be_visible(timeout=SLOW)
    page.get_by_label("Class", exact=True).fill("Bad")
    page.get_by_label("Class", exact=True).press("Enter")
    yield page
    context.close()


def test_a_dangerous_name_is_shown_as_text_and_never_run(dashboard):
    other = {"home": "<b>Odd</b>", "import": "Earlier imports", "unit-plan": "<b>Odd</b>"}
    name = urlsplit(dashboard.url).path.strip("/")
    shown = other.get(name, DANGEROUS[0])
    if name == "progress":
        dashboard.get_by_role("button", name="Show each student").click(timeout=SLOW)
    expect(dashboard.get_by_text(shown).and_(dashboard.locator(":visible")).first).to_be_visible(timeout=SLOW)
    assert dashboard.locator("main img[src='x'], main b, main i:has-text('Groups')").count() == 0
    assert dashboard.dialogs == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(500), "picture"),
        ("empty.csv", b"", "empty"),
        ("broken.xlsx", b"PK\x03\x04 this is no workbook", "breaks off"),
        ("twins.csv", b"name,6.RP.A.1\nAna Silva,3\nAna Silva,1\nBen Ito,2\n", "ID"),
    ],
)
def test_a_bad_file_is_answered_in_words_on_the_page(import_page, name, content, said):
    import_page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    expect(import_page.locator(".pw-section.pw-notice:visible")).to_contain_text(said, timeout=SLOW)
    assert "Traceback" not in import_page.content()


def test_a_file_of_50_mb_is_refused_before_it_is_sent(import_page):
    expect(import_page.get_by_text("twins.csv was read").first).to_be_visible(timeout=SLOW)
    import_page.evaluate(
        """() => {
            const file = new File([new Uint8Array(50 * 1024 * 1024)], "grades.csv", { type: "text/csv" });
            const bag = new DataTransfer();
            bag.items.add(file);
            const field = document.querySelector("input[type=file]");
            field.files = bag.files;
            field.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    expect(import_page.get_by_text("This file has 50 MB").first).to_be_visible(timeout=SLOW)


def test_a_click_on_a_cell_says_why_and_the_teachers_own_level_is_marked_in_the_heat_map(odd_names, browser):
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(odd_names.link("class-overview"))
    cell = page.get_by_role("gridcell").first
    cell.click(timeout=SLOW)
    expect(page.get_by_role("heading", name=DANGEROUS[0])).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("heading", name="The arithmetic")).to_be_visible()
    expect(cell).to_be_in_viewport()
    assert_accessible(page)
    page.get_by_label("Your own judgement").select_option("★ Extending")
    page.get_by_label("Because (if you like)").fill("<i>saw it</i>")
    page.get_by_role("button", name="Set this level").click()
    judgement = page.locator(".pw-why-judgement")
    expect(judgement).to_contain_text("“<i>saw it</i>”", timeout=SLOW)
    expect(cell).to_have_attribute("aria-label", re.compile("extending, .*level set by you"))
    page.get_by_role("button", name="Close", exact=True).click()
    expect(cell).to_be_focused(timeout=SLOW)
    cell.press("Enter")
    page.get_by_role("button", name="Let it go").click(timeout=SLOW)
    expect(judgement).to_be_hidden(timeout=SLOW)
    page.get_by_role("grid").press("Escape")
    context.close()


def test_the_sentence_on_how_scores_are_worked_out_is_in_sight_and_the_choices_one_click_away(odd_names, browser):
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(odd_names.link("class-overview"))
    sentence = page.locator(".pw-scoring-head .pw-text p")
    expect(sentence).to_contain_text("Each new piece of work counts 65 %", timeout=SLOW)
    expect(page.get_by_label("Scale")).to_be_hidden()
    page.get_by_role("button", name="How scores are worked out").click()
    page.get_by_label("Scale").select_option("Percent", timeout=SLOW)
    expect(sentence).to_contain_text("Secure from 75 %", timeout=SLOW)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save these choices as a file").click()
    assert download.value.suggested_filename.endswith("-scoring.json")
    page.get_by_label("Scale").select_option("4-point")
    expect(sentence).to_contain_text("Secure from 3 of 4", timeout=SLOW)
    page.get_by_role("button", name="Use a colleague's file").click()
    page.locator("input[type=file]").set_input_files(download.value.path())
    expect(sentence).to_contain_text("Secure from 75 %", timeout=SLOW)
    assert_accessible(page)
    page.get_by_label("Scale").select_option("4-point")
    expect(sentence).to_contain_text("Secure from 3 of 4", timeout=SLOW)
    context.close()
