"""The levels of mastery can be told apart by every eye and on a black-and-white printer, and words can be read."""

from __future__ import annotations

import itertools
import re

import pandas as pd
import pytest
from colour_sight import SIGHTS, ciede2000, contrast, difference

from plworkbench.figures import LEVEL_COLORS, level_spread
from plworkbench.figures.layout import MARK
from plworkbench.part_files import STATIC
from plworkbench.schema import STATES

LEVELS = ["beginning", "developing", "secure", "extending"]

# Side by side a difference of about 2 is just seen. Across a heat map, in small cells, levels should be told apart at
# a glance: 15 is about the step between two hues of a good map. On paper without colour only lightness is left, and
# six states have to share it; 7 is still a step of ten on the lightness scale, and the symbol says the rest.
AT_A_GLANCE = 15.0
IN_GREY = 7.0

SHARMA = [  # from the published test data: difference, first colour, second colour
    (2.0425, (50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485)),
    (2.3669, (50.0, 0.0, 0.0), (50.0, -1.0, 2.0)),
    (7.1792, (50.0, 2.49, -0.001), (50.0, -2.49, 0.0009)),
    (7.2195, (50.0, 2.49, -0.001), (50.0, -2.49, 0.0011)),
    (4.3065, (50.0, 2.5, 0.0), (50.0, 0.0, -2.5)),
    (27.1492, (50.0, 2.5, 0.0), (73.0, 25.0, -18.0)),
    (1.2644, (60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)),
    (1.4441, (90.8027, -2.0831, 1.441), (91.1528, -1.6435, 0.0447)),
    (1.5381, (90.9257, -0.5406, -0.9208), (88.6381, -0.8985, -0.7239)),
    (0.9082, (2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514)),
]


def rules(css: str) -> list[tuple[str, dict[str, str]]]:
    """Return the blocks of a stylesheet that set tokens: what they hold for, and the tokens."""
    css, found, open_ = re.sub(r"/\*.*?\*/", "", css, flags=re.S), [], []
    for words, mark in re.findall(r"([^{}]*)([{}])", css):
        if mark == "{":
            open_.append(words.strip().rpartition(";")[2].strip())
            continue
        tokens = dict(re.findall(r"--pw-([\w-]+):\s*([^;]+);", words))
        if tokens and open_:
            found.append((" ".join(open_), tokens))
        open_ = open_[:-1]
    return found


def tokens_of(theme: str) -> dict[str, str]:
    """Return the tokens that hold in a theme: light, dark by the system, dark by choice, or print."""
    holds = {
        "light": lambda where: where == ":root",
        "dark by the system": lambda where: where == ":root" or "prefers-color-scheme: dark" in where,
        "dark by choice": lambda where: where == ":root" or 'data-pw-theme="dark"' in where,
        "print": lambda where: where == ":root" or "@media print" in where,
    }[theme]
    blocks = [tokens for where, tokens in rules((STATIC / "tokens.css").read_text("utf-8")) if holds(where)]
    assert len(blocks) == (1 if theme == "light" else 2)
    return {name: value for block in blocks for name, value in block.items()}


@pytest.fixture(params=["light", "dark by the system", "dark by choice", "print"])
def tokens(request) -> dict[str, str]:
    return tokens_of(request.param)


@pytest.mark.parametrize(("expected", "one", "other"), SHARMA)
def test_colour_differences_are_those_published_with_the_formula(expected, one, other):
    assert ciede2000(one, other) == pytest.approx(expected, abs=5e-5)
    assert ciede2000(other, one) == pytest.approx(expected, abs=5e-5)


def test_the_orange_and_the_green_that_a_deuteranope_confuses_come_close_and_orange_and_blue_do_not():
    assert difference("#c08000", "#7fa000") > AT_A_GLANCE > difference("#c08000", "#7fa000", "deuteranopia")
    assert difference("#de9500", "#0072b2", "deuteranopia") > 50


@pytest.mark.parametrize("sight", [sight for sight in SIGHTS if sight != "greyscale"])
def test_levels_are_told_apart_at_a_glance_by_every_eye(tokens, sight):
    for one, other in itertools.combinations(LEVELS, 2):
        assert difference(tokens[one], tokens[other], sight) >= AT_A_GLANCE, f"{one} and {other}"


def test_levels_are_told_apart_on_a_black_and_white_printer(tokens):
    for one, other in itertools.combinations(LEVELS, 2):
        assert difference(tokens[one], tokens[other], "greyscale") >= IN_GREY, f"{one} and {other}"


def test_the_colours_before_these_would_have_failed():
    assert difference("#d9bd80", "#9bd0f0", "greyscale") < IN_GREY
    assert difference("#f6dca4", "#9bd0f0", "greyscale") < IN_GREY


def test_not_enough_evidence_is_hatched_in_two_greys_that_are_seen_as_two(tokens):
    stripes = re.findall(r"#[0-9a-f]{6}", tokens["unsure"])
    assert tokens["unsure"].startswith("repeating-linear-gradient") and len(stripes) == 2
    assert difference(*stripes, "greyscale") > 4
    assert all(contrast(tokens["on-unsure"], stripe) >= 4.5 for stripe in stripes)


def test_the_words_on_a_level_can_be_read(tokens):
    for level in LEVELS:
        assert contrast(tokens[f"on-{level}"], tokens[level]) >= 4.5, level


@pytest.mark.parametrize(
    ("words", "grounds"),
    [
        ("ink", ["page", "surface", "sunken", "accent-soft", "notice"]),
        ("ink-soft", ["page", "surface", "sunken", "notice"]),
        ("accent", ["page", "surface", "sunken"]),
        ("accent-strong", ["surface", "accent-soft"]),
        ("on-accent", ["accent", "accent-strong"]),
    ],
)
def test_words_have_a_contrast_of_at_least_four_and_a_half(tokens, words, grounds):
    for ground in grounds:
        assert contrast(tokens[words], tokens[ground]) >= 4.5, f"{words} on {ground}"


@pytest.mark.parametrize(
    ("line", "grounds"),
    [("edge", ["page", "surface"]), ("focus", ["page", "surface", "sunken"]), ("notice-edge", ["notice"])],
)
def test_edges_of_controls_and_the_focus_have_a_contrast_of_at_least_three(tokens, line, grounds):
    for ground in grounds:
        assert contrast(tokens[line], tokens[ground]) >= 3, f"{line} on {ground}"


def test_dark_is_the_same_whether_the_system_or_the_teacher_asks_for_it():
    assert tokens_of("dark by the system") == tokens_of("dark by choice")


def test_charts_have_the_colours_of_the_page(tokens):
    assert {level: LEVEL_COLORS[level] for level in LEVELS} == {level: tokens[level] for level in LEVELS}


def test_every_part_of_a_bar_has_an_edge_that_is_seen_on_light_and_dark_pages_and_words_that_can_be_read(tokens):
    counts = pd.DataFrame([[1] * len(STATES)], index=["6.RP.A.1"], columns=STATES)
    for bar in level_spread(counts, {}).data:
        level = bar.name.partition(" ")[2]
        assert contrast(bar.marker.line.color, tokens["surface"]) >= 3 and bar.marker.line.width >= 1
        # What is not recorded has no colour, and its number is one grey for light and dark: the table has it in ink.
        ground, least = (tokens["surface"], 3) if level == "not recorded" else (bar.marker.color, 4.5)
        assert contrast(bar.textfont.color, ground) >= least, level


def test_marks_of_charts_have_a_contrast_of_at_least_three(tokens):
    assert contrast(MARK, tokens["surface"]) >= 3
