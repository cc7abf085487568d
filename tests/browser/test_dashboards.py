"""The dashboards with a sample, with dangerous names and with bad files, as a person sees them."""

import pytest
from axe_playwright_python.sync_playwright import Axe
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


@pytest.mark.parametrize("dashboard", ["home", "import", "class-overview", "flexible-groups"])
def test_a_dangerous_name_is_shown_as_text_and_never_run(odd_names, page, dashboard):
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(odd_names.url)
    page.goto(f"{odd_names.address}/{dashboard}")
    expect(page.locator("p.pw-lead")).to_be_visible(timeout=SLOW)
    if dashboard != "import":  # the page of imports names no students
        shown = "<b>Odd</b>" if dashboard == "home" else DANGEROUS[0]
        expect(page.get_by_text(shown).first).to_be_visible(timeout=SLOW)
    assert page.locator("main img, main script:not([type]), main b, main i:not(.pw-bones i)").count() == 0
    assert dialogs == []


@pytest.mark.parametrize("dashboard", ["home", "import", "class-overview", "flexible-groups"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_dashboard_has_no_accessibility_violations_and_does_not_scroll_sideways(
    odd_names, browser, dashboard, scheme
):
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page = context.new_page()
    page.goto(odd_names.url)
    page.goto(f"{odd_names.address}/{dashboard}")
    expect(page.locator("p.pw-lead")).to_be_visible(timeout=SLOW)
    page.wait_for_timeout(500)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(500), "picture"),
        ("empty.csv", b"", "empty"),
        ("broken.xlsx", b"PK\x03\x04 this is no workbook", "Excel"),
        ("twins.csv", b"name,6.RP.A.1\nAna Silva,3\nAna Silva,1\nBen Ito,2\n", "ID"),
    ],
)
def test_a_bad_file_is_answered_in_words_on_the_page(odd_names, page, name, content, said):
    page.goto(odd_names.url)
    page.goto(f"{odd_names.address}/import")
    expect(page.locator("p.pw-lead")).to_be_visible(timeout=SLOW)
    page.get_by_label("Class", exact=True).fill("Bad")
    page.get_by_label("Class", exact=True).press("Enter")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    notice = page.locator(".pw-section.pw-notice")
    expect(notice).to_be_visible(timeout=SLOW)
    expect(notice).to_contain_text(said)
    assert "Traceback" not in page.content()


def test_a_file_of_50_mb_is_refused_before_it_is_sent(odd_names, page):
    page.goto(odd_names.url)
    page.goto(f"{odd_names.address}/import")
    expect(page.locator("p.pw-lead")).to_be_visible(timeout=SLOW)
    page.evaluate(
        """() => {
            const file = new File([new Uint8Array(50 * 1024 * 1024)], "grades.csv", { type: "text/csv" });
            const bag = new DataTransfer();
            bag.items.add(file);
            const field = document.querySelector("input[type=file]");
            field.files = bag.files;
            field.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    expect(page.get_by_text("This file has 50 MB")).to_be_visible(timeout=SLOW)
