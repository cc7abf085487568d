"""How a table is filtered and sorted: the trait that says it, and the address that keeps it."""

from urllib.parse import parse_qs, urlencode

import pandas as pd
import pytest
from test_panels_shell import address, opened, went

from plworkbench import panels
from plworkbench.panels import table_views
from plworkbench.panels.import_model import ImportModel
from plworkbench.widgets import DataTable

COLUMNS = [
    {"key": "name", "label": "Student"},
    {"key": "next", "label": "Next", "filter": True},
    {"key": "level", "label": "Level", "kind": "level", "filter": True},
    {"key": "times", "label": "Times", "kind": "number", "filter": True},
    {"key": "who", "label": "With", "people": True, "filter": True},
]
ROW = {"name": "Zoë O’Brien", "next": "Ratios & rates", "level": "secure", "times": 3, "who": "Mateo García"}


def table(number=11, **traits):
    shown = DataTable(columns=COLUMNS, rows=[{"key": str(n), **ROW} for n in range(number)], **traits)
    table_views.offer_filters(shown)
    return shown


def told(shown, asked=None):
    return table_views.in_address("ready", shown, asked or {})


# --- the trait


def test_what_a_page_says_of_its_rows_is_kept_as_far_as_it_is_a_view():
    shown = DataTable()
    assert shown.view == {}
    shown.set_state(
        {"view": {"find": " ratio ", "only": {"level": "secure", "x": 3, "y": ""}, "sort": "-name", "z": 1}}
    )
    assert shown.view == {"find": "ratio", "only": {"level": "secure"}, "sort": "-name"}
    shown.set_state({"view": {"find": 3, "only": ["secure"], "sort": None}})
    assert shown.view == {}
    shown.view = {"find": "x" * 1000}
    assert len(shown.view["find"]) == 200


@pytest.mark.parametrize(("rows", "is_offered"), [(0, False), (10, False), (11, True)])
def test_up_to_a_handful_of_rows_no_field_stands_above_them(rows, is_offered):
    assert table(rows).filterable is is_offered


# --- the address


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ({}, {}),
        ({"find": "ratios 3"}, {"ready.find": "ratios 3"}),
        ({"only": {"next": "Ratios & rates"}}, {"ready.next": "Ratios & rates"}),
        ({"only": {"level": "secure", "times": "3"}}, {"ready.level": "secure", "ready.times": "3"}),
        ({"sort": "-times"}, {"ready.sort": "-times"}),
        ({"find": "rät", "only": {"times": "3"}, "sort": "name"},
         {"ready.find": "rät", "ready.times": "3", "ready.sort": "name"}),
    ],
)  # fmt: skip
def test_a_view_goes_through_an_address_and_comes_back(view, said):
    shown = table(view=view)
    assert told(shown) == said
    search = urlencode({"class": "Period 3", "ready": "1", "other.sort": "name"} | said)
    wanted = {name: values[0] for name, values in parse_qs(search).items()}
    again = table(view=table_views.from_address("ready", wanted))
    assert again.view == view


@pytest.mark.parametrize("typed", ["Zoë", "zoe", "o", "mateo", "ratios garcia", "Matteo", "brian"])
def test_what_finds_a_name_or_looks_like_one_stands_in_no_address(typed):
    assert told(table(view={"find": typed, "sort": "name"})) == {"ready.sort": "name"}


def test_a_person_chosen_from_a_list_stands_in_no_address():
    assert told(table(view={"only": {"who": "Mateo García"}})) == {}


def test_words_of_an_address_may_stay_in_it():
    assert told(table(view={"find": "zoe"}), {"ready.find": "zoe"}) == {"ready.find": "zoe"}


@pytest.mark.parametrize(
    "view", [{"only": {"level": "beginning"}}, {"only": {"nothing": "x"}}, {"sort": "nothing"}, {"sort": "-"}]
)
def test_what_is_not_there_is_not_told(view):
    assert told(table(view=view)) == {}


def test_rows_that_come_later_find_the_view_as_it_was_asked_for():
    asked = {"ready.find": "ratios", "ready.level": "secure"}
    shown = table(0, view=table_views.from_address("ready", asked))
    assert told(shown, asked) == asked
    shown.rows = table().rows
    table_views.offer_filters(shown)
    assert told(shown) == asked


def test_a_table_that_must_not_be_a_rank_is_not_sorted_by_its_address():
    assert told(table(view={"sort": "-times"}, sortable=False)) == {}


# --- pages


def test_progress_keeps_filters_and_order_in_its_address_and_opens_with_them(sample):
    panel = opened(panels.Progress(sample), "?class=Period+2")
    before = address(panel)["choices"]
    standard = panel.changed.rows[0]["standard"]
    panel.changed.set_state({"view": {"only": {"standard": standard, "after": "secure"}, "sort": "-name"}})
    panel.ready.set_state({"view": {"find": "amounts"}})
    here = address(panel)["choices"]
    added = {"changed.standard": standard, "changed.after": "secure", "changed.sort": "-name", "ready.find": "amounts"}
    assert here == before | added
    assert not address(panel)["push"], "Back leads to another class or page, not letter by letter"

    again = opened(panels.Progress(sample), "?" + urlencode(here))
    assert again.changed.view == panel.changed.view and again.ready.view == {"find": "amounts"}
    assert address(again)["choices"] == here

    again.choose_class("Period 3")
    assert again.changed.view == again.ready.view == {}, "another class begins with all of its rows"
    assert not any("." in name for name in address(again)["choices"])
    went(again, "?" + urlencode(here))
    assert again.changed.view == panel.changed.view
    assert address(again)["choices"] == here


def test_no_name_that_is_typed_to_be_found_gets_into_the_address(sample):
    panel = opened(panels.Progress(sample), "?class=Period+2")
    before = address(panel)["choices"]
    for name in sample.students("Period 2")["name"]:
        for typed in (name, name.split()[0].lower(), name[:2]):
            panel.pace.set_state({"view": {"find": typed}})
            panel.patterns.set_state({"view": {"find": typed}})
    assert address(panel)["choices"] == before


def test_tables_that_are_filled_later_keep_what_the_address_asked_for(sample):
    panel = opened(panels.Progress(sample), "?class=Period+2&questions=1&questions.sort=-minutes&pace.sort=-secure")
    here = address(panel)["choices"]
    assert panel.items.rows and panel.items.view == {"sort": "-minutes"}
    assert (here["questions"], here["questions.sort"]) == ("1", "-minutes")
    assert "pace.sort" not in here, "pace is no rank"


def test_the_pairs_of_earlier_groups_open_as_they_were_looked_at(sample):
    for number in (1, 2):
        sample.save(sample.group("Period 3", on=["6.RP.A.1"], group_count=4), name=f"Week {number}", status="saved")
    panel = opened(panels.FlexibleGroups(sample), "?class=Period+3&past=1&pairs=1&pairs.times=0&pairs.sort=one")
    over_time = panel.later[1]
    assert over_time.is_open and over_time.pairs.rows and over_time.pairs.filterable
    assert over_time.pairs.view == {"only": {"times": "0"}, "sort": "one"}
    here = address(panel)["choices"]
    assert {name: here[name] for name in ("past", "pairs", "pairs.times", "pairs.sort")} == {
        "past": "1", "pairs": "1", "pairs.times": "0", "pairs.sort": "one",
    }  # fmt: skip
    went(panel, "?class=Period+3")
    assert not over_time.is_open and over_time.pairs.view == {}


def test_the_spread_of_the_class_overview_opens_as_a_table_in_its_order(sample):
    panel = opened(panels.ClassOverview(sample), "?class=Period+3&spread=1&spread.sort=-beginning")
    assert panel.spread.disclosure.expanded and panel.spread.table.view == {"sort": "-beginning"}
    here = address(panel)["choices"]
    assert (here["spread"], here["spread.sort"]) == ("1", "-beginning")


@pytest.mark.parametrize(("number", "is_offered"), [(10, False), (11, True)])
def test_earlier_imports_of_one_class_are_listed_alone_and_the_address_says_so(sample, monkeypatch, number, is_offered):
    first = sample.imports().iloc[0]
    imports = pd.DataFrame([first.to_dict() | {"class_name": f"Period {n % 3}"} for n in range(number)])
    monkeypatch.setattr(ImportModel, "earlier", property(lambda model: imports))
    panel = opened(panels.ImportData(sample), "?class=Period+3&earlier=Period+1")
    rows = panel.earlier.table.rows
    here = address(panel)["choices"]
    assert here["class"] == "Period 3", "it leads from here to the other pages"
    assert (here.get("earlier") == "Period 1") is is_offered
    assert len(rows) == (number if not is_offered else sum(imports["class_name"] == "Period 1"))
    panel.do(panel.earlier._look_at, "")
    assert len(panel.earlier.table.rows) == number and "earlier" not in address(panel)["choices"]
