"""Every dashboard looks as it did, can be read by everybody, and fits a small screen: one walk, many looks.

When a page is meant to look different: `python scripts/take_pictures.py --references`, look at them, commit them.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from accessibility import faults
from looking import (
    DASHBOARDS,
    PICTURES,
    VIEWS,
    fill,
    look_alike,
    path_of,
    settle,
    share_apart,
    shot,
    small,
    walk,
)
from PIL import Image, ImageDraw
from server import RunningWorkbench

SMALLEST = 24  # CSS pixels, WCAG 2.2 (2.5.8)

# A link in a sentence may be smaller, and so may what only stands in for a larger target beside it.
TARGETS = """(smallest) => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((one) => !(one.tagName === "A" && getComputedStyle(one).display === "inline"))
  .map((one) => [one, (one.matches("input[type=checkbox], input[type=radio]") && one.closest("label") || one)])
  .map(([one, target]) => [one, target.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && box.height > 1 && (box.width < smallest || box.height < smallest))
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${box.width.toFixed(1)} x ${box.height.toFixed(1)}`)"""


@dataclass
class Looks:
    """What was seen of a dashboard."""

    pictures: dict[str, Image.Image] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)
    widths: dict[str, int] = field(default_factory=dict)
    targets: dict[str, list[str]] = field(default_factory=dict)
    headings: list[tuple[int, str]] = field(default_factory=list)
    forced: dict[str, object] = field(default_factory=dict)


@pytest.fixture(scope="module")
def looks(tmp_path_factory, browser):
    """Every dashboard, opened once and looked at in every way."""
    folder = tmp_path_factory.mktemp("looks")
    fill(folder)
    running = RunningWorkbench(folder, "--no-preheat")
    try:
        with closing(walk(browser, running.url, running.address)) as pages:  # or a fault would leave it half-way
            return {name: look_at(page) for name, page in pages}
    finally:
        running.stop()


def look_at(page) -> Looks:
    found = Looks()
    for name in ("light", "dark phone"):
        found.pictures[name] = shot(page, VIEWS[name])
        if name == "dark phone":
            page.set_viewport_size({"width": 320, "height": 640})
            settle(page)
        else:
            page.emulate_media(forced_colors="active")
            found.forced = page.evaluate(FORCED)
            page.emulate_media(forced_colors="none")
        found.faults[name] = faults(page)
        found.widths[name] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found.targets[name] = page.evaluate(TARGETS, SMALLEST)
    found.headings = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4')].filter((one) => one.checkVisibility())"
        ".map((one) => [Number(one.tagName[1]), one.innerText])"
    )
    found.pictures["paper"] = shot(page, VIEWS["paper"])
    return found


# Where Windows gives its own colours: whatever was told by a ground or a shadow has to be told by an edge.
FORCED = """() => {
  const edge = (one) => ["borderTopWidth", "outlineWidth"].some((side) => parseFloat(getComputedStyle(one)[side]) >= 1);
  const line = (one) => getComputedStyle(one).borderBottomColor;
  const shown = (list) => [...document.querySelectorAll(list)].filter((one) => one.checkVisibility());
  return {
    on: matchMedia("(forced-colors: active)").matches,
    bare: [...shown(".pw-section, .pw-button, .jupyter-button, .pw-level")].filter((one) => !edge(one))
      .map((one) => one.outerHTML.slice(0, 90)),
    here: shown(".pw-nav a[aria-current=page]").map(line),
    elsewhere: shown(".pw-nav a:not([aria-current=page])").map(line),
  };
}"""


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_looks_as_it_did(looks, name, view, tmp_path):
    now, before = small(looks[name].pictures[view], VIEWS[view]), Image.open(path_of(name, view))
    if not look_alike(now, before):
        now.save(tmp_path / path_of(name, view).name)
        pytest.fail(
            f"{share_apart(now, before):.1%} of the page looks different: {tmp_path / path_of(name, view).name}. If it "
            "is meant to: python scripts/take_pictures.py --references",
            pytrace=False,
        )


@pytest.mark.parametrize("name", DASHBOARDS)
def test_axe_finds_nothing_wide_and_light_or_narrow_and_dark(looks, name):
    assert looks[name].faults == {"light": [], "dark phone": []}


@pytest.mark.parametrize("name", DASHBOARDS)
def test_no_dashboard_scrolls_sideways_down_to_320_pixels(looks, name):
    assert all(beyond <= 0 for beyond in looks[name].widths.values()), looks[name].widths


@pytest.mark.parametrize("name", DASHBOARDS)
def test_whatever_is_clicked_is_at_least_24_pixels_wide_and_high(looks, name):
    assert looks[name].targets == {"light": [], "dark phone": []}


@pytest.mark.parametrize("name", DASHBOARDS)
def test_headings_begin_with_the_one_name_of_the_page_and_leave_no_step_out(looks, name):
    levels = [level for level, _ in looks[name].headings]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), looks[name].headings


@pytest.mark.parametrize("name", DASHBOARDS)
def test_where_windows_gives_its_own_colours_every_part_still_has_an_edge(looks, name):
    assert looks[name].forced["on"]
    assert looks[name].forced["bare"] == []
    (here,) = looks[name].forced["here"]
    assert here not in looks[name].forced["elsewhere"]


def test_a_picture_moved_by_a_pixel_passes_and_one_with_a_card_missing_or_colours_exchanged_does_not(looks):
    view, whole = VIEWS["light"], looks["class-overview"].pictures["light"]
    before = small(whole, view)
    moved = Image.new("RGB", whole.size, whole.getpixel((1, whole.height - 1)))
    moved.paste(whole, (1, 1))
    assert look_alike(small(moved, view), before)

    without = whole.copy()
    ImageDraw.Draw(without).rectangle((0, 150, whole.width, 330), fill=whole.getpixel((5, 400)))
    assert not look_alike(small(without, view), before)

    red, green, blue = whole.split()
    assert not look_alike(small(Image.merge("RGB", (blue, green, red)), view), before)

    longer = Image.new("RGB", (whole.width, whole.height + 120), whole.getpixel((5, 400)))
    longer.paste(whole)
    assert not look_alike(small(longer, view), before)


def test_the_reference_pictures_are_those_of_the_dashboards_and_small():
    expected = {path_of(name, view) for name in DASHBOARDS for view in VIEWS}
    assert set(PICTURES.glob("*.png")) == expected
    assert sum(path.stat().st_size for path in expected) < 1_500_000
