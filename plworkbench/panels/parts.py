"""Small parts that every dashboard is put together from: words, buttons, fields and sections."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

import ipywidgets


def markup(tag: str, words: str, css: str = "") -> str:
    """Return escaped words in an HTML element.

    Examples
    --------
    >>> markup("p", "<b>Ana</b>", "pw-lead")
    '<p class="pw-lead">&lt;b&gt;Ana&lt;/b&gt;</p>'
    """
    attribute = f' class="{css}"' if css else ""
    return f"<{tag}{attribute}>{escape(words)}</{tag}>"


def text(words: str = "", tag: str = "p", css: str = "") -> ipywidgets.HTML:
    """Return words on the page; markup in them is shown, not obeyed. Change them with `say`."""
    widget = ipywidgets.HTML(markup(tag, words, css) if words else "")
    widget.tag, widget.css = tag, css
    widget.add_class("pw-text")
    show_if(widget, bool(words))
    return widget


def say(widget: ipywidgets.HTML, words: str) -> None:
    """Change the words of a `text`."""
    widget.value = markup(widget.tag, words, widget.css) if words else ""
    show_if(widget, bool(words))


def bullets(items: Sequence[str], css: str = "pw-list") -> str:
    """Return escaped items as an HTML list, or nothing for no items."""
    return f'<ul class="{css}">{"".join(markup("li", item) for item in items)}</ul>' if items else ""


def button(
    label: str, on_click: Callable[[], object], *, primary: bool = False, tooltip: str = ""
) -> ipywidgets.Button:
    """Return a button that calls `on_click()`."""
    widget = ipywidgets.Button(description=label, tooltip=tooltip, button_style="primary" if primary else "")
    widget.layout.width = "auto"
    widget.on_click(lambda _: on_click())
    return widget


def link(label: str, href: str, *, primary: bool = False) -> str:
    """Return a link that looks like a button, as HTML."""
    css = "pw-button pw-primary" if primary else "pw-button"
    return f'<a class="{css}" href="{escape(href, quote=True)}">{escape(label)}</a>'


def dropdown(label: str, options: Sequence, value: object = None) -> ipywidgets.Dropdown:
    """Return a labelled list to choose one from."""
    widget = ipywidgets.Dropdown(description=label, options=options)
    set_options(widget, options, value)
    widget.style.description_width = "auto"
    widget.layout.width = "auto"
    return widget


def set_options(widget: ipywidgets.Dropdown, options: Sequence, value: object) -> None:
    """Give a list new options and choose one, touching only what differs; a value not on offer is added."""
    if value not in (None, "") and value not in [o[1] if isinstance(o, tuple) else o for o in options]:
        options = [*options, (str(value), value)]
    values = [option[1] if isinstance(option, tuple) else option for option in options]
    wanted = value if value in values else next(iter(values), None)
    # New options choose the first of themselves: told one after another, a click in between would be lost.
    with widget.hold_sync():
        if tuple(widget.options) != tuple(options):
            widget.options = options
        if widget.value != wanted:
            widget.value = wanted


def section(title: str, *children: ipywidgets.Widget, css: str = "") -> ipywidgets.VBox:
    """Return a card with a heading."""
    heading = [text(title, "h2")] if title else []
    box = ipywidgets.VBox([*heading, *children])
    box.add_class("pw-section")
    if css:
        box.add_class(css)
    return box


def row(*children: ipywidgets.Widget, css: str = "pw-row") -> ipywidgets.HBox:
    """Return parts side by side that wrap on a small screen."""
    box = ipywidgets.HBox(children)
    box.add_class(css)
    return box


def show_if(widget: ipywidgets.Widget, shown: bool) -> None:
    """Show or hide a part."""
    widget.layout.display = None if shown else "none"


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "student"), count(3, "student"), count(0, "class", "classes")
    ('1 student', '3 students', '0 classes')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def moment(utc: datetime) -> str:
    """Return a moment of UTC as it is said, in the time of this computer: '4 September 2026, 14:00'."""
    here = datetime.fromtimestamp(timegm(utc.timetuple()))
    return f"{here.day} {here:%B %Y, %H:%M}"
