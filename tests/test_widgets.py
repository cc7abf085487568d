"""The Python side of the parts: what they accept, what they send, and what they never let slip."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys

import pytest

from plworkbench import widgets
from plworkbench.errors import WorkbenchError
from plworkbench.part_files import STATIC
from plworkbench.schema import STATES
from plworkbench.widgets.base import WENT_WRONG
from plworkbench.widgets.drop_zone import MEGABYTE
from plworkbench.widgets.figure_patch import changes, patched
from plworkbench.widgets.grid_lines import letter

PARTS = [
    widgets.Page,
    widgets.Plot,
    widgets.DataTable,
    widgets.MasteryGrid,
    widgets.GroupBoard,
    widgets.DropZone,
    widgets.Disclosure,
    widgets.FieldTable,
    widgets.ScoreGrid,
    widgets.Choice,
    widgets.Progress,
]


def deliver(part: widgets.Part, content: dict, *buffers: bytes) -> None:
    """Hand a message to a part, as the kernel does."""
    part._handle_custom_msg(content, [memoryview(buffer) for buffer in buffers])


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict, list]]:
    """Return what the parts send to the browser from now on."""
    messages: list[tuple[dict, list]] = []
    monkeypatch.setattr(
        widgets.Part, "send", lambda self, content, buffers=None: messages.append((content, buffers or []))
    )
    return messages


# --- every part ---


@pytest.mark.parametrize("part", PARTS)
def test_the_script_sent_to_the_browser_stands_alone(part):
    assert not re.search(r"^\s*import\b", part._esm, re.MULTILINE)
    assert part._esm.count("export ") == 1, "one default export; the helpers' own are dropped"


@pytest.mark.parametrize("script", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_no_script_turns_text_into_markup_or_asks_another_computer(script):
    text = script.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|https?://", text)


@pytest.mark.parametrize("style", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_no_stylesheet_asks_another_computer(style):
    assert not re.search(r"https?:|@import|url\(", style.read_text("utf-8"))


@pytest.mark.parametrize("style", sorted(set(STATIC.glob("*.css")) - {STATIC / "tokens.css"}), ids=lambda p: p.name)
def test_stylesheets_use_only_tokens_that_exist(style):
    tokens = set(re.findall(r"(--pw-[a-z0-9-]+):", (STATIC / "tokens.css").read_text("utf-8")))
    own = set(re.findall(r"(--pw-[a-z0-9-]+):", style.read_text("utf-8")))
    # Two are set from outside, one by the page's header and one by a script.
    assert set(re.findall(r"var\((--pw-[a-z0-9-]+)", style.read_text("utf-8"))) <= (
        tokens | own | {"--pw-sticky-top", "--pw-grid-columns"}
    )


def test_no_two_parts_dress_the_same_class():
    # All stylesheets stand on every page, so what one says of a class holds for the other's, too.
    shared = {".pw", ".pw-dashboard"} | {".pw-chart", ".pw-disclosure", ".pw-grid"}  # whole pages; parts among others
    dressed_by = {}
    for style in STATIC.glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", style.read_text("utf-8"), flags=re.DOTALL)
        for selector in ",".join(re.findall(r"([^{}]+){", text)).split(","):
            if found := re.match(r"\s*(\.pw[\w-]*)", selector):
                dressed_by.setdefault(found[1], set()).add(style.name)
    assert {name: by for name, by in dressed_by.items() if len(by) > 1 and name not in shared} == {}


def test_every_state_of_mastery_has_a_symbol_a_word_and_a_class():
    marks = widgets.level_marks()
    assert [mark["level"] for mark in marks] == list(STATES)
    assert len({mark["symbol"] for mark in marks}) == len(STATES), "two states would look alike in grey"
    tokens = (STATIC / "tokens.css").read_text("utf-8")
    assert all(f".{mark['css']} {{" in tokens for mark in marks)


def test_a_failing_handler_is_shown_on_the_page_and_logged_without_the_student(caplog):
    def fail(key):
        raise KeyError(f"Amara Okafor, {key}")

    table = widgets.DataTable()
    table.on_chosen(fail)
    with caplog.at_level(logging.ERROR):
        deliver(table, {"type": "chosen", "key": "s1"})
    assert table.trouble.startswith(WENT_WRONG)
    assert "KeyError in fail" in caplog.text
    assert "Amara" not in caplog.text
    assert "s1" not in caplog.text


def test_an_error_meant_for_teachers_is_shown_in_its_own_words():
    def refuse(key):
        raise WorkbenchError("This class has no students. Import a file first.")

    table = widgets.DataTable()
    table.on_chosen(refuse)
    deliver(table, {"type": "chosen", "key": "s1"})
    assert table.trouble == "This class has no students. Import a file first."


def test_trouble_goes_away_once_something_works_again():
    outcomes = iter([ZeroDivisionError(), None])

    def sometimes(key):
        outcome = next(outcomes)
        if outcome:
            raise outcome

    table = widgets.DataTable()
    table.on_chosen(sometimes)
    deliver(table, {"type": "chosen", "key": "s1"})
    assert table.trouble
    deliver(table, {"type": "chosen", "key": "s1"})
    assert table.trouble == ""


@pytest.mark.parametrize("content", [{}, {"type": "nonsense"}, {"type": "chosen"}, {"type": "chosen", "keys": 3}])
def test_a_message_without_sense_harms_nothing(content):
    chosen = []
    table = widgets.DataTable()
    table.on_chosen(chosen.append)
    deliver(table, content)
    assert chosen == []


# --- Page ---


def test_the_page_tells_its_address_and_answers_the_heartbeat(sent):
    opened = []
    page = widgets.Page()
    page.on_opened(lambda search, path: opened.append((search, path)))
    deliver(page, {"type": "opened", "search": "?class=Period+3", "path": "/voila/render/home.ipynb"})
    deliver(page, {"type": "ping"})
    assert opened == [("?class=Period+3", "/voila/render/home.ipynb")]
    assert sent == [({"type": "pong", "n": 0}, [])]


def test_a_download_goes_as_text_or_as_bytes(sent):
    page = widgets.Page()
    page.download("groups.csv", "\ufeffGroup,Student\r\n")
    page.download("groups.xlsx", b"PK", "application/vnd.ms-excel")
    (text, no_buffers), (binary, buffers) = sent
    assert text["text"] == "\ufeffGroup,Student\r\n"
    assert text["mime"].startswith("text/csv")
    assert no_buffers == []
    assert (binary["text"], buffers) == ("", [b"PK"])


@pytest.mark.parametrize(
    "href", ["https://example.org", "//example.org", "\\\\example.org", "/\\example.org", "javascript:1", "a\nb"]
)
def test_the_page_follows_no_link_that_leaves_the_workbench(href, sent):
    with pytest.raises(ValueError, match="not an address within"):
        widgets.Page().go(href)
    assert sent == []


@pytest.mark.parametrize("href", ["class-overview.ipynb?class=Period%203", "/voila/render/home.ipynb", "?a=b:c"])
def test_the_page_follows_links_within_the_workbench(href, sent):
    widgets.Page().go(href)
    assert sent == [({"type": "go", "href": href}, [])]


# --- Plot, DataTable, Chart ---


def test_a_plot_takes_a_plotly_figure_and_keeps_plain_data():
    import plotly.graph_objects as go

    plot = widgets.Plot(figure=go.Figure(go.Bar(y=[3, float("nan")])))
    assert json.loads(json.dumps(plot.figure))["data"][0]["type"] == "bar"
    assert json.loads(json.dumps(plot.figure, allow_nan=False))["data"][0]["y"] == [3, None]


def sent_traits(part: widgets.Part, monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """Return the states a part sends to the browser from now on."""
    states: list[dict] = []
    monkeypatch.setattr(type(part), "send_state", lambda self, key=None: states.append(self.get_state(key)))
    return states


def test_another_figure_costs_only_what_differs(monkeypatch):
    def figure(marked: int) -> dict:
        colors = ["#e69f00" if n == marked else "#9bd0f0" for n in range(30)]
        students = {"type": "bar", "x": [f"Student {n}" for n in range(30)], "y": list(range(30))}
        texts = {"text": [f"Student {n} has {n} pieces of evidence" for n in range(30)], "marker": {"color": colors}}
        return {"data": [students | texts], "layout": {"height": 240, "title": {"text": f"Student {marked}"}}}

    plot = widgets.Plot(figure=figure(3))
    states = sent_traits(plot, monkeypatch)
    for marked in (4, 5, 6):
        plot.figure = figure(marked)
        seen = widgets.Plot(figure=plot.figure).drawing
        assert patched(plot.drawing, plot.patch) == seen, "the browser has what was assigned"
    whole = len(json.dumps(figure(6)))
    assert max(len(json.dumps(state)) for state in states) < whole / 3
    states.clear()
    plot.figure = {"data": [{"y": [1]}], "layout": {}}
    assert states == [{"drawing": plot.figure, "patch": []}], "what shares nothing is sent as a whole"


@pytest.mark.parametrize(
    ("old", "new", "patch"),
    [
        ({"data": [{"y": [1]}]}, {"data": [{"y": [1]}]}, []),
        ({"data": [{"y": [1], "z": 2}]}, {"data": [{"y": [1]}]}, [[["data", 0, "z"]]]),
        ({"data": [{"y": [1]}]}, {"data": [{"y": [1]}], "layout": {}}, [[["layout"], {}]]),
        ({"data": [{"y": [1]}]}, {"data": [{"y": [1]}, {"y": [2]}]}, [[["data"], [{"y": [1]}, {"y": [2]}]]]),
        ({"layout": {"x": {"a": 1}}}, {"layout": {"x": {"a": True}}}, [[["layout", "x", "a"], True]]),
        ({"layout": {"x": {"a": 1}}}, {"layout": {"x": None}}, [[["layout", "x"], None]]),
    ],
)
def test_a_patch_turns_one_figure_into_the_other(old, new, patch):
    before = json.dumps(old)
    assert list(changes(old, new)) == patch
    assert json.dumps(patched(old, patch)) == json.dumps(new)
    assert json.dumps(old) == before


def test_the_kernel_can_send_plotly_where_the_server_does_not(sent):
    deliver(widgets.Plot(), {"type": "plotly"})
    [(content, [source])] = sent
    assert content == {"type": "plotly"}
    assert b"plotly.js v" in source[:200]


def test_the_parts_do_not_import_plotly():
    code = "import sys, plworkbench.widgets as w; w.plot.plotly_source(); sys.exit('plotly' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_table_of_a_chart_is_hidden_until_asked_for():
    chart = widgets.Chart("3 of 12 are secure.", "Not why.", {"data": []}, "Levels", [{"key": "n", "label": "n"}], [])
    assert chart.table.layout.display == "none"
    chart.disclosure.expanded = True
    assert chart.table.layout.display is None
    chart.disclosure.expanded = False
    assert chart.table.layout.display == "none"


def test_picture_table_and_words_of_a_chart_change_together():
    chart = widgets.Chart()
    columns = [{"key": "level", "label": "Level"}, {"key": "n", "label": "Students", "kind": "number"}]
    rows = [{"key": "secure", "level": "secure", "n": 3}]
    chart.update("3 are secure.", "Not why.", {"data": [{"y": [3]}], "layout": {}}, "Levels", columns, rows)
    assert chart.plot.figure["data"] == [{"y": [3]}]
    assert chart.plot.description == "Levels. 3 are secure."
    assert (chart.table.rows, chart.table.caption, chart.table.row_header) == (rows, "Levels", "level")
    assert "3 are secure." in chart.words.value
    assert "Not why." in chart.words.value


def test_markup_in_the_words_of_a_chart_is_harmless():
    chart = widgets.Chart(shows="<img src=x onerror=alert(1)> is secure", does_not_show="<script>")
    assert "<img" not in chart.words.value
    assert "<script" not in chart.words.value


# --- MasteryGrid, GroupBoard ---


def unpacked(grid: widgets.MasteryGrid) -> list[list]:
    """Return the cells as the browser reads them."""

    def place(one: str) -> int:
        return ord(one) - 0x30 - (2048 if ord(one) >= 0xE000 else 0)

    return [[grid.kinds[place(one)] for one in line["cells"]] for line in grid.lines]


def test_the_browser_gets_every_cell_as_it_is():
    cells = [
        {"level": "secure", "score": 3.2, "count": 5, "unsure": True},
        {"level": "not recorded", "score": None, "count": 0},
        {"level": "developing", "score": 2, "count": 4, "judged": "newer evidence"},
        {"level": "secure", "score": float("nan"), "count": 5},
    ]
    rows = [{"key": "a", "name": "Ana", "cells": cells}, {"key": "b", "name": "Bo", "cells": cells[::-1]}]
    grid = widgets.MasteryGrid(rows=rows)
    read = [
        [STATES.index("secure"), 3.2, 5, 1, 0],
        [STATES.index("not recorded"), None, 0, 0, 0],
        [STATES.index("developing"), 2.0, 4, 0, 2],
        [STATES.index("secure"), None, 5, 0, 0],
    ]
    assert unpacked(grid) == [read, read[::-1]]
    assert len(grid.kinds) == 4
    assert "rows" not in grid.get_state(), "cells go to the browser once"


def test_scores_that_look_the_same_are_the_same_until_the_scale_says_otherwise():
    cells = [{"level": "secure", "score": score, "count": 5} for score in (0.71, 0.74)]
    grid = widgets.MasteryGrid(rows=[{"key": "a", "name": "Ana", "cells": cells}])
    assert [kind[1] for kind in grid.kinds] == [0.7]
    grid.scale_top = 1.0
    assert [kind[1] for kind in grid.kinds] == [0.71, 0.74]


def test_a_hundred_thousand_cells_take_some_two_bytes_each():
    cells = [{"level": STATES[n % 6], "score": n % 41 / 10, "count": n % 12} for n in range(200)]
    grid = widgets.MasteryGrid(rows=[{"key": f"s{n}", "name": f"Student {n}", "cells": cells} for n in range(500)])
    state = json.dumps({"kinds": grid.kinds, "lines": grid.lines}, ensure_ascii=False).encode()
    assert len(state) < 300_000
    assert len(json.dumps(grid.rows)) > 4_000_000


def test_even_60_000_different_cells_have_a_letter_each():
    letters = [letter(place) for place in range(60_000)]
    assert len(set(letters)) == len(letters)
    assert all(len(one.encode()) <= 4 for one in letters), "none is half a letter, which could not be sent"


def test_a_chosen_cell_is_told_as_student_and_standard():
    chosen = []
    grid = widgets.MasteryGrid()
    grid.on_selected(lambda row, column: chosen.append((row, column)))
    deliver(grid, {"type": "selected", "row": "s1", "column": "6.RP.A.1"})
    assert chosen == [("s1", "6.RP.A.1")]


def test_the_board_tells_what_the_teacher_did():
    told = []
    board = widgets.GroupBoard()
    board.on_move(lambda keys, group: told.append(("move", keys, group)))
    board.on_pin(lambda key, pinned: told.append(("pin", key, pinned)))
    board.on_rename(lambda group, name: told.append(("rename", group, name)))
    board.on_undo(lambda: told.append(("undo",)))
    board.on_redo(lambda: told.append(("redo",)))
    deliver(board, {"type": "move", "keys": ["a", "b"], "group": 2})
    deliver(board, {"type": "pin", "key": "a", "pinned": True})
    deliver(board, {"type": "rename", "group": 1, "name": "Herons"})
    deliver(board, {"type": "undo"})
    deliver(board, {"type": "redo"})
    assert told == [("move", ["a", "b"], 2), ("pin", "a", True), ("rename", 1, "Herons"), ("undo",), ("redo",)]
    assert board.settled == 5


def test_a_refused_move_settles_too_so_that_the_card_goes_back():
    def refuse(keys, group):
        raise WorkbenchError("Herons already has 6 students, the most you allow.")

    board = widgets.GroupBoard()
    board.on_move(refuse)
    deliver(board, {"type": "move", "keys": ["a"], "group": 2})
    assert board.settled == 1
    assert board.trouble == "Herons already has 6 students, the most you allow."


def test_the_same_preview_for_another_group_reaches_the_browser_again():
    changes = []
    board = widgets.GroupBoard()
    board.on_preview(lambda keys, group: board.set_trait("preview", "Nothing changes."))
    board.observe(lambda change: changes.append((board.preview_group, change["new"])), "preview")
    deliver(board, {"type": "preview", "keys": ["a"], "group": 1})
    deliver(board, {"type": "preview", "keys": ["a"], "group": 2})
    assert changes[-1] == (2, "Nothing changes.")
    assert board.settled == 0, "looking is not changing"


# --- DropZone ---


def drop(zone: widgets.DropZone, name: str, *pieces: bytes) -> None:
    for part, piece in enumerate(pieces):
        deliver(zone, {"type": "file", "name": name, "size": 0, "part": part, "parts": len(pieces)}, piece)


@pytest.mark.parametrize("pieces", [(b"",), (b"Student,Score\n",), (b"Stu", b"dent,", b"Score\n")])
def test_a_dropped_file_arrives_whole(pieces, sent):
    files = []
    zone = widgets.DropZone()
    zone.on_file(lambda name, content: files.append((name, content)))
    drop(zone, "period 3.csv", *pieces)
    assert files == [("period 3.csv", b"".join(pieces))]
    assert [content["type"] for content, _ in sent] == ["next"] * (len(pieces) - 1) + ["handled"]
    assert sent[-1][0]["ok"] is True


def test_a_dropped_file_is_not_kept_where_a_browser_could_read_it():
    zone = widgets.DropZone()
    zone.on_file(lambda name, content: None)
    drop(zone, "a.csv", b"Amara,", b"Okafor")
    assert b"Okafor" not in repr(zone.get_state()).encode()
    assert zone._pieces == []


@pytest.mark.parametrize(("size", "taken"), [(9, True), (10, True), (11, False)])
def test_a_file_above_the_limit_is_refused_whatever_the_browser_says(size, taken, sent):
    files = []
    zone = widgets.DropZone(max_bytes=10)
    zone.on_file(lambda name, content: files.append(content))
    drop(zone, "a.csv", b"x" * size)
    assert bool(files) is taken
    assert sent[-1][0] == {"type": "handled", "ok": taken}
    assert zone._pieces == []


def test_a_file_that_was_not_read_is_not_called_read(sent):
    zone = widgets.DropZone()
    zone.on_file(lambda name, content: False)
    drop(zone, "cat.png", b"\x89PNG")
    assert sent[-1][0] == {"type": "handled", "ok": False}


def test_a_drop_zone_forgets_its_file(sent):
    zone = widgets.DropZone()
    drop(zone, "a.csv", b"x")
    zone.forget()
    assert zone.file_name == "" and sent[-1][0] == {"type": "forgotten"}


def test_pieces_out_of_order_are_refused(sent):
    files = []
    zone = widgets.DropZone()
    zone.on_file(lambda name, content: files.append(content))
    deliver(zone, {"type": "file", "name": "a.csv", "size": 9, "part": 1, "parts": 2}, b"x")
    assert files == []
    assert sent == [({"type": "handled", "ok": False}, [])]


def test_a_file_that_cannot_be_handled_says_so_and_ends_the_waiting(sent):
    def refuse(name, content):
        raise WorkbenchError("This is not a gradebook. Nothing was changed.")

    zone = widgets.DropZone()
    zone.on_file(refuse)
    drop(zone, "cat.png", b"\x89PNG")
    assert sent[-1][0] == {"type": "handled", "ok": False}
    assert zone.trouble == "This is not a gradebook. Nothing was changed."


def test_the_limit_is_25_megabytes():
    assert widgets.DropZone().max_bytes == 25 * MEGABYTE


# --- FieldTable, Choice, Progress ---


def test_a_changed_field_tells_its_row_and_column():
    told = []
    table = widgets.FieldTable(columns=[{"key": "points", "label": "Out of", "kind": "number"}])
    table.on_changed(lambda *changed: told.append(changed))
    deliver(table, {"type": "changed", "row": "Poster", "column": "points", "value": None})
    deliver(table, {"type": "changed", "row": "Poster"})
    assert told == [("Poster", "points", None)]


def test_a_choice_tells_its_value():
    told = []
    choice = widgets.Choice()
    choice.on_chosen(told.append)
    deliver(choice, {"type": "chosen", "value": "day first"})
    assert told == ["day first"]


@pytest.mark.parametrize(("done", "total", "share"), [(0, 0, 0), (0, 4, 0), (1, 4, 0.25), (4, 4, 1)])
def test_a_bar_shows_the_share_that_is_done(done, total, share):
    bar = widgets.Progress()
    bar.say("Storing…", done, total)
    assert (bar.words, bar.share) == ("Storing…", share)
