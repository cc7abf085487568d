"""The figures: what they draw is what the table says, and never by colour alone."""

import pandas as pd
import pytest

from plworkbench import figures, mastery
from plworkbench.schema import STATES, SYMBOLS


def small_class():
    table = pd.DataFrame(
        {
            "student_key": ["a", "a", "b", "b"],
            "standard_code": ["6.RP.A.1", "6.EE.B.7"] * 2,
            "score": [3.2, 1.0, 3.9, None],
            "level": ["secure", "beginning", "extending", "not recorded"],
        }
    )
    return table, mastery.count_levels(table)


def test_the_bars_hold_the_number_of_students_at_each_level():
    _, counts = small_class()
    bars = {bar.name: dict(zip(bar.y, bar.x)) for bar in figures.level_spread(counts, {}).data}
    assert bars[f"{SYMBOLS['secure']} secure"] == {"6.RP.A.1": 1, "6.EE.B.7": 0}
    assert len(bars) == len(STATES)
    assert sum(sum(bar.values()) for bar in bars.values()) == 4


def test_the_bars_go_from_beginning_to_extending_and_end_with_what_is_not_known():
    _, counts = small_class()
    bars = figures.level_spread(counts, {}).data
    assert [bar.name.partition(" ")[2] for bar in bars] == [
        "beginning", "developing", "secure", "extending", "not enough evidence", "not recorded",
    ]  # fmt: skip
    assert [bar.meta["page_colors"] for bar in bars] == [False] * 4 + [True] * 2


def test_a_title_is_written_whole_unless_it_is_very_long():
    _, counts = small_class()
    titles = {"6.RP.A.1": "Ordering numbers and distance from zero", "6.EE.B.7": "Many words " * 9}
    ticks = figures.level_spread(counts, titles).layout.yaxis.ticktext
    assert ticks[0] == "6.RP.A.1  Ordering numbers and distance from zero"
    assert ticks[1].endswith("Many…") and len(ticks[1]) < 75


def test_a_cell_of_the_heat_map_has_the_symbol_of_its_level():
    table, _ = small_class()
    cells = figures.mastery_heatmap(table, {"a": "Ana", "b": "Ben"}, {"6.RP.A.1": "Ratio language"}).data[0]
    assert cells.text.tolist() == [["●", "○"], ["★", "–"]]
    assert list(cells.y) == ["Ana", "Ben"] and list(cells.x) == ["6.RP.A.1", "6.EE.B.7"]
    assert cells.customdata[0][0] == "Ratio language<br>secure, 3.2 of 4"
    assert cells.customdata[1][1] == "6.EE.B.7<br>not recorded"


def test_every_state_has_a_colour_and_a_symbol_of_its_own():
    assert set(figures.LEVEL_COLORS) == set(SYMBOLS) == set(STATES)
    assert len(set(SYMBOLS.values())) == len(STATES)
    assert len(set(figures.LEVEL_COLORS.values())) == len(STATES)


# --- progress


def spread_of(differences):
    words = [f"{abs(n)} behind" if n < 0 else f"{n} ahead" for n in differences]
    return pd.DataFrame({"difference": differences, "says": words, "students": range(2, 2 + len(differences))})


def growth_of(changes, reach=0.2):
    rows = pd.DataFrame({"name": [f"Student {n}" for n in range(len(changes))], "change": changes})
    rows = rows.assign(low=rows["change"] - reach, high=rows["change"] + reach)
    return rows.assign(says=["up" if low > 0 else "no clear change" for low in rows["low"]])


@pytest.mark.parametrize("differences", [[-16, -3, 2], [0], [5, 9], []])
def test_zero_is_always_in_sight_of_the_pace_and_no_bar_is_cut_off(differences):
    figure = figures.pace_spread(spread_of(differences))
    left, right = figure.layout.xaxis.range
    assert all(left + 0.5 <= place <= right - 0.5 for place in [0, *differences])
    assert right - left > 9, "one bar alone would be as wide as the page"


@pytest.mark.parametrize(("students", "step"), [(1, 1), (4, 1), (5, 2), (28, 10), (400, 100)])
def test_students_are_counted_in_whole_numbers(students, step):
    spread = pd.DataFrame({"difference": [0], "says": ["on it"], "students": [students]})
    assert figures.pace_spread(spread).layout.yaxis.dtick == step


def test_who_is_not_known_yet_has_no_bar():
    spread = spread_of([-1, 0])
    unknown = pd.DataFrame({"difference": [None], "says": ["not known yet"], "students": [7]})
    assert list(figures.pace_spread(pd.concat([spread, unknown])).data[0].y) == spread["students"].tolist()


@pytest.mark.parametrize(("has_plan", "words"), [(True, "of the plan"), (False, "than the middle of the class")])
def test_the_axis_says_what_the_pace_is_beside(has_plan, words):
    assert figures.pace_spread(spread_of([0]), has_plan=has_plan).layout.xaxis.title.text.endswith(words)


def test_the_ends_of_a_line_of_growth_are_the_rounded_ends_and_not_the_rounded_reach():
    growth = growth_of([0.106]).assign(low=-0.096, high=0.304)
    line = next(one for one in figures.growth_ranges(growth).data if len(one.x))
    assert (line.x[0] - line.error_x.arrayminus[0], line.x[0], line.x[0] + line.error_x.array[0]) == (-10, 11, 30)
    assert list(line.customdata[0]) == ["−10", "+30"]


def test_a_clear_change_is_full_and_an_unclear_one_hollow_and_nobody_is_ranked():
    growth = growth_of([0.3, -0.1, 0.5, 0.0])
    clear, unclear = figures.growth_ranges(growth).data
    assert list(clear.y) == ["Student 0", "Student 2"] and list(unclear.y) == ["Student 1", "Student 3"]
    assert (clear.marker.symbol, unclear.marker.symbol) == ("circle", "circle-open")
    assert list(figures.growth_ranges(growth).layout.yaxis.categoryarray) == growth["name"].tolist()


def test_a_long_name_leaves_room_for_the_chart_and_is_read_whole_when_pointed_at():
    long = "Maximiliana Hohenfels-Oyarzábal de la Torre y Montesinos"
    growth = growth_of([0.3, -0.1]).assign(name=[long, "Mei Hsu"])
    figure = figures.growth_ranges(growth)
    assert list(figure.layout.yaxis.ticktext) == ["Maximiliana Hohenfe…", "Mei Hsu"]
    assert list(figure.data[0].y) == [long] == [figure.layout.yaxis.tickvals[0]]


def test_whose_growth_cannot_be_told_has_no_line():
    growth = growth_of([0.3, 0.1]).assign(low=[0.1, None])
    assert sum(len(line.y) for line in figures.growth_ranges(growth).data) == 1


def test_the_spread_of_a_large_class_has_two_parts_a_bar_and_no_names():
    steps = pd.DataFrame({"says": ["−10 to −1", "0 to +9"], "clear": [1, 20], "unclear": [30, 80]})
    figure = figures.growth_spread(steps)
    assert [list(bar.y) for bar in figure.data] == [[1, 20], [30, 80]]
    assert figure.layout.barmode == "stack" and figure.layout.yaxis.dtick == 20
    assert figures.growth_spread(steps.head(0)).layout.yaxis.dtick == 1


def test_the_curve_of_calibration_has_a_point_for_each_part_and_the_line_of_what_was_expected():
    table = pd.DataFrame(
        {"predicted": [0.2, 0.8], "observed": [0.25, 0.75], "low": [0.1, 0.6], "high": [0.5, 0.9], "count": [10, 30]}
    )
    figure = figures.calibration_curve(table)
    points = figure.data[0]
    assert (list(points.x), list(points.y), list(points.customdata)) == ([20, 80], [25, 75], [10, 30])
    assert list(points.error_y.array) == [25, 15] and list(points.error_y.arrayminus) == [15, 15]
    assert (figure.layout.shapes[0].x1, figure.layout.shapes[0].y1) == (100, 100)
