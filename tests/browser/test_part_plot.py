"""The Plotly chart: loaded once, drawn in the colours of the page, and honest when it fails."""

from __future__ import annotations

from examples import a_plot
from harness import Harness, freeze, mounted
from playwright.sync_api import expect


def test_plotly_is_loaded_once_for_all_charts_of_a_page(page):
    harness = Harness(page)
    harness.mount("one", a_plot())
    harness.mount("two", a_plot())
    expect(page.locator(".js-plotly-plot .bars")).to_have_count(2, timeout=90_000)
    assert harness.plotly_requests == 1
    assert harness.sent("plotly") == []
    assert page.locator(".pw-skeleton:visible").count() == 0
    expect(page.get_by_role("img", name="Evidence per student")).to_have_count(2)
    assert page.locator(".modebar").count() == 0


def test_plotly_is_not_loaded_before_a_chart_is_nearly_in_sight(page):
    freeze(page)
    harness = Harness(page)
    page.evaluate("document.querySelector('main').style.paddingTop = '4000px'")
    harness.mount("part", a_plot())
    page.wait_for_timeout(500)
    assert harness.plotly_requests == 0
    page.evaluate("window.scrollTo(0, 3000)")
    expect(page.locator(".js-plotly-plot .bars")).to_have_count(1, timeout=90_000)
    assert harness.plotly_requests == 1


def test_where_the_server_has_no_plotly_the_kernel_sends_it(page):
    harness = Harness(page, with_plotly=False)
    harness.mount("part", a_plot())
    page.wait_for_function("sent.some((entry) => entry.content?.type === 'plotly')")
    page.evaluate(
        """() => models.part.fire('msg:custom', { type: 'plotly' },
        [new TextEncoder().encode(
          "window.Plotly = { react: (el) => { el.on = () => {}; el.textContent = 'drawn' } }")])"""
    )
    expect(page.locator(".pw-plot-chart")).to_have_text("drawn")


def test_a_chart_that_cannot_be_drawn_says_so_and_can_be_tried_again(page):
    freeze(page)
    harness = Harness(page, with_plotly=False)
    harness.mount("part", a_plot())
    page.wait_for_function("sent.some((entry) => entry.content?.type === 'plotly')")
    page.clock.run_for(31_000)
    expect(page.locator(".pw-plot-failure")).to_contain_text(
        "The chart could not be drawn. The numbers are not affected."
    )
    assert page.locator(".pw-skeleton:visible").count() == 0
    harness._with_plotly = True
    page.get_by_role("button", name="Try again").click()
    page.clock.resume()
    expect(page.locator(".js-plotly-plot .bars")).to_be_visible(timeout=90_000)


def test_a_click_on_a_bar_tells_the_kernel_which(page):
    harness = mounted(page, a_plot())
    expect(page.locator(".js-plotly-plot .bars")).to_be_visible(timeout=90_000)
    box = page.locator(".bars .point path").nth(2).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(150)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function("sent.some((entry) => entry.content?.type === 'clicked')")
    assert harness.sent("clicked") == [{"x": "Priya Patel", "y": 3, "customdata": "Priya Patel"}]


def test_a_chart_follows_its_figure_its_width_and_the_colours_of_the_page(page):
    harness = mounted(page, a_plot())
    bars = page.locator(".bars .point")
    expect(bars).to_have_count(6, timeout=90_000)
    harness.update("part", drawing={"data": [{"type": "bar", "y": [1, 2]}], "layout": {"height": 240}}, patch=[])
    expect(bars).to_have_count(2)
    harness.update("part", patch=[[["data", 0, "y"], [3, 2, 1]], [["layout", "height"], 300]])
    expect(bars).to_have_count(3)
    page.wait_for_function("document.querySelector('.main-svg').clientHeight === 300")
    harness.update("part", patch=[[["data", 0, "y"], [4]]])
    expect(bars).to_have_count(1)
    page.wait_for_function("document.querySelector('.main-svg').clientHeight === 240")
    page.set_viewport_size({"width": 700, "height": 768})
    page.wait_for_function("document.querySelector('.main-svg').clientWidth < 700")
    ink = "getComputedStyle(document.querySelector('.xtick text')).fill"
    light = page.evaluate(ink)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{ink} !== {light!r}")
