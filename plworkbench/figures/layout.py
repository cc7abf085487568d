"""The colours of levels, and the font and frame that every figure shares."""

from __future__ import annotations

LEVEL_COLORS = {
    "beginning": "#de9500",
    "developing": "#f9e2b3",
    "secure": "#92caee",
    "extending": "#0072b2",
    "not enough evidence": "#d3dbe5",
    "not recorded": "rgba(0,0,0,0)",
}
"""Orange to blue, after Okabe and Ito; the same as the tokens of the stylesheet, on light and dark pages alike."""

MARK = "#2b87c4"
"""What is drawn on the page itself and is no level: 3:1 on white and on dark."""

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"


def layout(**more: object) -> dict:
    """Return the layout of a figure: our font, no background, and what is given besides."""
    return {
        "font": {"family": FONT, "size": 13},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "hoverlabel": {"font": {"family": FONT, "size": 13}},
        **more,
    }
