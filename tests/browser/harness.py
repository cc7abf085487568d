"""A page without a server: the real script of a widget, the real traits of its Python side, and a small fake model."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, Route

from plworkbench.widgets import Part
from plworkbench.widgets.plot import plotly_source

ADDRESS = "http://harness.invalid/"
PLOTLY_PATH = "/plworkbench/static/plotly.min.js"
HIDDEN = ("_esm", "_css", "layout", "tabbable", "tooltip")

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Parts</title>
<meta name="viewport" content="width=device-width"><style>body {{ margin: 0; padding: 16px 24px;
background: var(--pw-page); color: var(--pw-ink); font-family: var(--pw-font) }}
@media (max-width: 400px) {{ body {{ padding: 8px }} }}
</style></head><body data-base-url="/"><main><h1 class="pw" style="font-size: 1.5rem; margin: 0 0 8px">{title}</h1>
<h2 class="pw" style="font-size: 1.125rem; margin: 0 0 12px">Part</h2><div id="parts"></div></main></body></html>"""

FAKE_MODEL = """
window.sent = [];
window.models = {};
window.FakeModel = class {
  constructor(name, state) { Object.assign(this, { name, state, listeners: {} }); }
  get(key) { return this.state[key]; }
  set(key, value) { this.update({ [key]: value }); }
  save_changes() { window.sent.push({ part: this.name, state: structuredClone(this.state.selected ?? null) }); }
  on(event, listener) { (this.listeners[event] ??= []).push(listener); }
  off(event, listener) { this.listeners[event] = (this.listeners[event] ?? []).filter((one) => one !== listener); }
  fire(event, ...values) { for (const listener of [...(this.listeners[event] ?? [])]) listener(...values); }
  send(content, callbacks, buffers) {
    window.sent.push({ part: this.name, content, sizes: (buffers ?? []).map((b) => b.byteLength),
      texts: (buffers ?? []).map((b) => new TextDecoder().decode(b).slice(0, 200)) });
  }
  update(state) {
    const changed = Object.keys(state).filter((key) => JSON.stringify(state[key]) !== JSON.stringify(this.state[key]));
    Object.assign(this.state, state);
    for (const key of changed) this.fire(`change:${key}`);
  }
};
window.mount = async (name, state, esm, css) => {
  document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
  const place = document.createElement("div");
  place.dataset.part = name;
  place.style.marginBottom = "24px";
  document.querySelector("#parts").append(place);
  const address = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
  const { default: widget } = await import(address);
  const model = (window.models[name] = new FakeModel(name, state));
  model.leave = await widget.render({ model, el: place });
};
"""


class Harness:
    """Widgets on a page of their own, and what they sent to a kernel that is not there."""

    def __init__(self, page: Page, title: str = "Period 3", with_plotly: bool = True):
        self.page = page
        self.problems: list[str] = []
        self.plotly_requests = 0
        self._with_plotly = with_plotly
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.route(f"{ADDRESS}**", self._serve)
        self._title = title
        page.goto(ADDRESS)
        page.add_script_tag(content=FAKE_MODEL)

    def _serve(self, route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS.rstrip("/"))
        if path == PLOTLY_PATH:
            self.plotly_requests += 1
        if path == PLOTLY_PATH and self._with_plotly:
            route.fulfill(body=plotly_source(), content_type="text/javascript")
        elif path.partition("?")[0] == "/":
            route.fulfill(body=PAGE.format(title=self._title), content_type="text/html")
        else:
            route.fulfill(status=404, body="not here")

    def mount(self, name: str, part: Part) -> None:
        """Show a widget under a name, with the traits its Python side has now."""
        self.page.evaluate(
            "([name, state, esm, css]) => mount(name, state, esm, css)",
            [name, state_of(part), part._esm, part._css],
        )

    def update(self, name: str, **traits: object) -> None:
        """Change traits as the kernel would."""
        self.page.evaluate("([name, state]) => models[name].update(state)", [name, traits])

    def receive(self, name: str, content: dict[str, Any]) -> None:
        """Deliver a message as the kernel would."""
        self.page.evaluate("([name, content]) => models[name].fire('msg:custom', content, [])", [name, content])

    def sent(self, message_type: str) -> list[dict[str, Any]]:
        """Return the messages of a type sent so far, without the type."""
        messages = [entry["content"] for entry in self.page.evaluate("window.sent") if "content" in entry]
        return [{k: v for k, v in m.items() if k != "type"} for m in messages if m["type"] == message_type]

    def deliver(self, part: Part, message_type: str) -> None:
        """Hand the messages of a type to the Python side, as the kernel would."""
        for content in self.sent(message_type):
            part._handle_custom_msg({"type": message_type, **content}, [])


def state_of(part: Part) -> dict[str, Any]:
    """Return the traits a browser would get."""
    return json.loads(json.dumps({k: v for k, v in part.get_state().items() if k not in HIDDEN}, default=str))


def freeze(page: Page) -> None:
    """Let time pass only when a test says so, however slow the machine."""
    page.clock.install(time=0)
    page.clock.pause_at(1000)


def mounted(page: Page, part: Part, **options) -> Harness:
    harness = Harness(page, **options)
    harness.mount("part", part)
    return harness
