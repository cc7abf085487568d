"""The scripts that draw a page: every kind of widget, both ways, with bytes, made late, and over a cut line."""

from __future__ import annotations

import re

import nbformat
import pytest
from playwright.sync_api import expect
from server import RunningWorkbench

SLOW = 60_000

PARTS = """
import ipywidgets as w
from IPython.display import HTML, display
from plworkbench.widgets import Page
times, said, later = [], w.Label("nothing said yet"), w.VBox()
page = Page()
def opened(search, path):
    times.append(search)
    said.value = f"opened {len(times)} time, {search}"
page.on_opened(opened)
dot = "47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b"
kinds = {
    "Text": w.Text("words"), "Textarea": w.Textarea("more words"), "Dropdown": w.Dropdown(options=["a", "b"]),
    "Combobox": w.Combobox(options=["a"]), "Checkbox": w.Checkbox(True), "DatePicker": w.DatePicker(),
    "BoundedIntText": w.BoundedIntText(3), "BoundedFloatText": w.BoundedFloatText(0.5), "IntText": w.IntText(4),
    "RadioButtons": w.RadioButtons(options=["a", "b"]), "SelectMultiple": w.SelectMultiple(options=["a", "b"]),
    "FileUpload": w.FileUpload(), "IntSlider": w.IntSlider(5), "Label": w.Label("a label"),
    "HTML": w.HTML("<i>html</i>"),
    "IntProgress": w.IntProgress(4), "ToggleButtons": w.ToggleButtons(options=["a", "b"]), "Valid": w.Valid(True),
    "Image": w.Image(value=bytes.fromhex(dot), format="gif"),
    "Tab": w.Tab([w.Label("in a tab")], titles=["One"]),
    "Accordion": w.Accordion([w.Label("in a fold")], titles=["Two"]),
}
for kind, widget in kinds.items():
    widget.add_class(f"kind-{kind}")
echo, more, less = w.Text(description="Echo"), w.Button(description="More"), w.Button(description="Less")
marked = w.Text(description="<b>Marked</b>", description_allow_html=True)
echo.observe(lambda change: setattr(said, "value", f"heard {change.new}"), "value")
more.on_click(lambda _: setattr(later, "children", [*later.children, w.Label(f"made late {len(later.children) + 1}")]))
less.on_click(lambda _: [child.close() for child in later.children])
"""
SHOWN = """
markup = "<p id='markup'>markup</p><script>window.ran = true</script><img src='data:,' onerror='window.ran = true'>"
display(HTML(markup))
print("<u>printed</u>")
w.VBox([page, said, echo, marked, more, less, later, *kinds.values()])
"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory, browser):
    """A page with one of everything; `heard` are the complaints in its console, `asked` what it fetched."""
    folder = tmp_path_factory.mktemp("dashboards")
    cells = [
        nbformat.v4.new_markdown_cell("# Parts"),
        *map(nbformat.v4.new_code_cell, (PARTS, SHOWN, "'<u>plain</u>'")),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "home.ipynb")
    running = RunningWorkbench(tmp_path_factory.mktemp("data"), "--no-preheat", "--dashboards", str(folder))
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.heard, page.asked = [], []
    page.on("console", lambda message: page.heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.heard.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(running.link("home?class=Ash"))
    expect(page.get_by_text("opened 1 time")).to_be_visible(timeout=SLOW)
    yield page
    page.context.close()
    running.stop()


def test_every_kind_of_widget_is_drawn_without_a_complaint(shown):
    kinds = re.findall(r'"(\w+)": w\.', PARTS)
    expect(shown.locator("[class*=kind-]")).to_have_count(len(kinds), timeout=SLOW)
    hidden = [kind for kind in kinds if not shown.locator(f".kind-{kind}").is_visible()]
    assert hidden == []
    assert shown.locator(".kind-Image").evaluate("picture => picture.naturalWidth") == 1  # its bytes arrived
    policy = "Content Security Policy"  # the scripts among the markup are refused, as they should be
    assert [line for line in shown.heard if policy not in line] == []


def test_a_page_fetches_few_files_and_none_of_jupyterlabs(shown):
    fetched = [address for address in shown.asked if "/static/" in address or "labextensions" in address]
    assert fetched and not [address for address in fetched if "/plworkbench/static/" not in address]


def test_the_scripts_of_parts_are_files_that_the_browser_keeps_and_no_part_of_what_the_kernel_says(shown):
    heard = []
    page = shown.context.new_page()
    page.on("websocket", lambda line: line.on("framereceived", lambda frame: heard.append(frame)))
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(shown.url)
    expect(page.get_by_text("opened 1 time")).to_be_visible(timeout=SLOW)
    parts = [answer for answer in answers if "/plworkbench/parts/" in answer.url]
    assert {answer.url.partition("?")[0].rpartition(".")[2] for answer in parts} == {"js", "css"}
    assert {answer.header_value("cache-control") for answer in parts} == {"public, max-age=31536000, immutable"}
    said = b"".join(frame if isinstance(frame, bytes) else frame.encode() for frame in heard)
    assert b"AnyModel" in said and b"export default" not in said and b"--pw-accent:" not in said
    page.close()


def test_the_dashboard_is_told_once_that_its_page_was_opened_and_with_what_address(shown):
    expect(shown.get_by_text("opened 1 time, ?class=Ash")).to_be_visible()


def test_scripts_in_the_markup_of_a_notebook_are_not_run_and_text_is_shown_as_text(shown):
    expect(shown.locator("#markup")).to_have_text("markup")
    expect(shown.get_by_text("<u>printed</u>")).to_be_visible()
    expect(shown.get_by_text("<u>plain</u>")).to_be_visible()
    expect(shown.get_by_text("<b>Marked</b>")).to_be_visible()
    assert shown.evaluate("window.ran") is None
    assert shown.locator("main u, main b").count() == 0


def test_widgets_speak_with_the_kernel_both_ways_and_over_a_line_that_was_cut(shown):
    shown.get_by_label("Echo").fill("once")
    expect(shown.get_by_text("heard once")).to_be_visible(timeout=SLOW)
    shown.get_by_role("button", name="More").click()
    expect(shown.get_by_text("made late 1")).to_be_visible(timeout=SLOW)
    shown.evaluate("plworkbenchLine.kernel.then(({ kernel }) => kernel._socket.close())")
    shown.get_by_label("Echo").fill("after the cut")
    expect(shown.get_by_text("heard after the cut")).to_be_visible(timeout=SLOW)
    shown.get_by_role("button", name="More").click()
    expect(shown.get_by_text("made late 2")).to_be_visible(timeout=SLOW)
    shown.get_by_role("button", name="Less").click()
    expect(shown.get_by_text("made late")).to_have_count(0, timeout=SLOW)
