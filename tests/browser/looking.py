"""How the dashboards look: a fixed class in a real browser, and pictures compared the way a person would, from afar.

Two machines never draw letters quite alike, so pixels are not compared: each picture is drawn small, blurred, and
cut into blocks. What counts is how many blocks have another colour: a card that is not there, a column that fell below
another, two colours exchanged.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Browser, Page

import plworkbench

PICTURES = Path(__file__).parent / "pictures"
SAID_LATE = {"flexible-groups": "If the students were assessed again"}
"""What a page works out after it is there, and says without having said that it would."""

SLOW = 120_000  # milliseconds; the first page waits for a kernel
CLASS = "Period%203"

DASHBOARDS = {
    "home": "",
    "import": "import",
    "class-overview": f"class-overview?class={CLASS}&standard=6.EE.A.3",
    "progress": f"progress?class={CLASS}",
    "enter-scores": f"enter-scores?class={CLASS}&standard=6.RP.A.3",
    "unit-plan": f"unit-plan?class={CLASS}",
    "flexible-groups": f"flexible-groups?class={CLASS}&standard=6.RP.A.3",
}
"""Every dashboard and the address it is looked at."""


@dataclass(frozen=True)
class View:
    """A way to look at a page.

    Attributes
    ----------
    width, height : int
        Of the window, in CSS pixels.
    media : dict
        For `Page.emulate_media`.
    block : int
        Pixels of the screen that become one of the reference picture.
    """

    width: int
    height: int
    media: dict[str, str]
    block: int


VIEWS = {
    "light": View(1366, 768, {"media": "screen", "color_scheme": "light"}, 4),
    "dark phone": View(390, 844, {"media": "screen", "color_scheme": "dark"}, 2),
    "paper": View(794, 1123, {"media": "print", "color_scheme": "light"}, 3),
}

TALLEST = 3000
"""Pixels of a long page that are compared."""

BLOCK = 4  # reference pixels a side
TOLERANCE = 20  # of 255, for one block
BLOCKS_ALIKE = 0.006  # share of blocks that may be further apart

# What the clock of the computer decides.
CLOCK = """
  input[type="date"], [data-clock], .pw-about .widget-text input { color: transparent !important; }
  .pw-earlier tbody th { color: transparent !important; }
  *, *::before, *::after { animation: none !important; transition: none !important; }
"""


def fill(folder: Path) -> None:
    """Put the sample classes and one grouping in use, all with fixed dates, into a data folder."""
    wb = plworkbench.open(folder)
    wb.add_sample("grade6_maths")
    groups = wb.group("Period 3", on="6.RP.A.3", group_count=5)
    first, again = datetime.date(2025, 12, 1), datetime.date(2099, 12, 15)
    wb.save(groups, name="Ratios, first week", starts_on=first, review_on=again)
    wb.close()


def walk(browser: Browser, url: str, address: str) -> Iterator[tuple[str, Page]]:
    """Go through the dashboards of a workbench that was filled; each is yielded complete, light and wide."""
    context = browser.new_context()
    context.set_default_timeout(SLOW)
    try:
        page = context.new_page()
        page.goto(url)
        for name, path in DASHBOARDS.items():
            page.emulate_media(media="screen", color_scheme="light")
            page.set_viewport_size({"width": 1366, "height": 768})
            page.goto(f"{address}/{path}")
            page.wait_for_selector("p.pw-lead")
            if name in SAID_LATE:
                page.get_by_text(SAID_LATE[name]).wait_for()
            settle(page)
            yield name, page
    finally:
        context.close()


def settle(page: Page) -> None:
    """Wait until a page is complete: whatever is drawn late is drawn, and nothing has moved for a moment."""
    page.wait_for_function("() => !/Working out|One moment/.test(document.querySelector('main').innerText)")
    # What is drawn only where it is seen is brought into sight once.
    for plot in page.locator(".pw-plot:visible").all():
        plot.scroll_into_view_if_needed()
        plot.locator(".main-svg").first.wait_for()
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(
        """async () => {
          await document.fonts.ready;
          const look = () => `${document.documentElement.scrollHeight} ${document.querySelectorAll("*").length}`;
          for (let before = "", same = 0; same < 4; before = look()) {
            await new Promise((done) => setTimeout(done, 150));
            same = look() === before ? same + 1 : 0;
          }
        }"""
    )


def shot(page: Page, view: View) -> Image.Image:
    """Return a picture of the whole page as seen in a view; the page keeps the window of that view."""
    page.set_viewport_size({"width": view.width, "height": view.height})
    page.emulate_media(**view.media)
    settle(page)
    taken = page.screenshot(full_page=True, style=CLOCK, animations="disabled")
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    return picture.crop((0, 0, view.width, min(picture.height, TALLEST)))


def small(picture: Image.Image, view: View) -> Image.Image:
    """Return a picture as it is kept: each block of pixels one."""
    return picture.reduce(view.block)


def keep(picture: Image.Image, name: str, view_name: str) -> Path:
    """Write the reference picture of a dashboard in a view."""
    PICTURES.mkdir(exist_ok=True)
    path = path_of(name, view_name)
    kept = small(picture, VIEWS[view_name]).quantize(96, dither=Image.Dither.NONE)
    kept.save(path, optimize=True)
    return path


def path_of(name: str, view_name: str) -> Path:
    """Return where the reference picture of a dashboard in a view lies."""
    return PICTURES / f"{name}-{view_name.replace(' ', '-')}.png"


def share_apart(one: Image.Image, other: Image.Image) -> float:
    """Return which share of the blocks of two small pictures has another colour, 0 to 1.

    The pictures may differ in height: where one ends, the other goes on in a colour that is like nothing.
    """
    height = max(one.height, other.height)
    coarse = []
    for picture in (one, other):
        whole = Image.new("RGB", (max(one.width, other.width), height), "#ff00ff")
        whole.paste(picture.convert("RGB"))
        coarse.append(whole.filter(ImageFilter.GaussianBlur(1.5)).reduce(BLOCK))
    bands = ImageChops.difference(*coarse).split()
    most = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    counts = most.histogram()
    return sum(counts[TOLERANCE + 1 :]) / (most.width * most.height)


def look_alike(one: Image.Image, other: Image.Image) -> bool:
    """Tell whether two small pictures would pass for the same page."""
    return share_apart(one, other) <= BLOCKS_ALIKE


def retake(browser: Browser, url: str, address: str, whole: Path | None = None) -> Iterator[Path]:
    """Take every reference picture anew of a workbench that was filled; yield the files.

    Parameters
    ----------
    browser : Browser
        Chromium.
    url, address : str
        Of the workbench: with the token, and without.
    whole : Path, optional
        A folder for the same pictures at full size, to be looked at.
    """
    for name, page in walk(browser, url, address):
        for view_name, view in VIEWS.items():
            picture = shot(page, view)
            yield keep(picture, name, view_name)
            if whole is not None:
                picture.save(whole / path_of(name, view_name).name)
