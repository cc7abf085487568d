"""The figures: what they draw is what the table says, and never by colour alone."""

import pandas as pd

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
