"""The dashboard `progress`: what its model decides, and what its panel does, without a browser."""

import asyncio
import dataclasses
import re
import shutil
from html import unescape

import pandas as pd
import pytest

import plworkbench
from plworkbench.panels.progress import Progress
from plworkbench.panels.progress_model import MOST_NAMED, ProgressModel

CLASS = "Period 2"


def opened(wb, class_name=CLASS):
    """Return the model of a class, as it is once the whole page is there."""
    model = ProgressModel(wb)
    model.refresh()
    model.choose_class(class_name)
    if model.has_evidence:
        model.load_closer()
    return model


def shown(wb, class_name=CLASS):
    """Return the panel of a class; without a kernel to wait in, the charts are drawn at once."""
    panel = Progress(wb)
    panel.opened(f"?class={class_name}", "/")
    return panel


@pytest.fixture(scope="module")
def seen(sample_folder, tmp_path_factory):
    """The panel of a sample class, for tests that only look."""
    wb = plworkbench.open(shutil.copytree(sample_folder, tmp_path_factory.mktemp("seen") / "sample"))
    yield shown(wb)
    wb.close()


def bring(wb, rows, class_name="Period 9", headings="Student,ID,Standard,Assessment,Score,Points,Date"):
    text = "\n".join([headings, *(",".join(str(cell) for cell in row) for row in rows)]) + "\n"
    wb.commit(wb.preview(text.encode(), class_name, file_name="scores.csv"))


def tries(name, key, scores, first="2026-03-02", code="6.RP.A.1", dated=True):
    days = pd.date_range(first, periods=len(scores), freq="D").strftime("%Y-%m-%d")
    return [(name, key, code, f"Quiz {day}", score, 4, day if dated else "") for score, day in zip(scores, days)]


def with_growth(model, monkeypatch, growth):
    """Give a model other growth, for one test."""
    monkeypatch.setattr(model, "report", dataclasses.replace(model.report, growth=growth))


def is_shown(widget):
    return widget.layout.display != "none"


# --- the answer, and classes with little in them


def test_without_a_class_the_page_says_how_to_begin_and_shows_no_card(wb):
    panel = shown(wb, "")
    assert "No class is here yet" in panel.lead.value and is_shown(panel.beginning)
    assert not any(is_shown(card) for card in (*panel.lists.values(), *panel.closer, panel.top, panel.later))


def test_a_class_whose_only_import_was_taken_back_is_no_class_to_see(wb):
    bring(wb, tries("Ana", 1, [2, 3]))
    wb.undo_import(wb.imports()["import_key"].iloc[0])
    panel = shown(wb, "Period 9")
    assert panel.page.trouble == "" and not any(is_shown(card) for card in (*panel.lists.values(), *panel.closer))


def test_the_sentence_counts_the_ready_and_the_stuck_out_of_the_class(seen):
    model = seen.model
    ready, said = model.report.ready["state"].value_counts(), model.report.next_sentence
    assert model.sentence == f"Of 28 students, {said[0].lower()}{said[1:]}"
    numbers = ready["ready"], ready["ready, but look first"], len(model.stuck_rows)
    assert re.findall(r"\d+", model.sentence)[1:4] == [str(number) for number in numbers]
    assert len(model.ready_rows) == ready["ready"] + ready["ready, but look first"]


def test_a_sample_of_an_earlier_year_says_on_which_day_it_is_seen(seen):
    assert seen.model.day_words == "The newest evidence is of 19 December 2025; the class is seen as on that day."


def test_one_student_alone_is_no_reason_to_fail(wb):
    bring(wb, tries("Ana", 1, [2, 2, 2, 2]))
    panel = shown(wb, "Period 9")
    assert panel.page.trouble == "" and panel.model.sentence.startswith("Of 1 student, ")
    assert [row["secure"] for row in panel.pace.rows] == ["0"] and not is_shown(panel.items_card)
    assert not is_shown(panel.growth_chart.plot), "nobody's growth can be told, so there is nothing to draw"
    assert is_shown(panel.growth_chart.words)


def test_without_any_date_the_page_says_that_it_does_not_know_what_is_of_late(wb):
    bring(wb, tries("Ana", 1, [2, 2, 2, 2], dated=False) + tries("Ben", 2, [4, 4, 4, 4], dated=False))
    panel = shown(wb, "Period 9")
    assert panel.page.trouble == ""
    assert panel.no_stuck.value == "<p>Who is stuck lately is not known: some work has no date.</p>"
    assert "not known: no work has a date" in panel.changed_words.value
    assert not is_shown(panel.stuck) and not is_shown(panel.changed) and not is_shown(panel.growth_chart.disclosure)


def test_an_empty_list_is_words_and_not_an_empty_table(wb):
    bring(wb, tries("Ana", 1, [1, 1]))
    panel = shown(wb, "Period 9")
    assert not is_shown(panel.ready) and not is_shown(panel.to_groups) and is_shown(panel.no_ready)
    assert panel.model.ready_words == "Nobody is known to be ready yet. More evidence may show it."


def test_students_of_one_name_are_told_apart_in_every_list(wb):
    bring(wb, [row for key in (1, 2) for row in tries("Ana Silva", key, [2, 2, 2, 2] if key == 1 else [4, 4, 4, 4])])
    model = opened(wb, "Period 9")
    names = [row["name"] for row in model.pace_rows]
    assert len(set(names)) == 2 and all(name.startswith("Ana Silva") for name in names)
    assert len({row["key"] for row in model.pace_rows}) == 2


# --- the lists


def test_who_is_ready_stands_in_the_order_of_the_class_with_what_to_look_at_first(seen):
    model = seen.model
    order = seen.model.wb.students(CLASS)["name"].tolist()
    names = [row["name"] for row in model.ready_rows]
    assert names == [name for name in order if name in names]
    first = {row["name"]: row["first"] for row in model.ready_rows}
    known = model.report.ready.set_index("name")
    for name, words in first.items():
        assert words == (known.loc[name, "missing"] or "nothing")
    assert "nothing" in first.values() and any("(developing)" in words for words in first.values())


def test_the_action_of_the_ready_leads_to_groups_on_their_most_common_next_standard(seen):
    panel = seen
    following = panel.model.report.ready
    following = following[following["state"].isin(("ready", "ready, but look first"))]["next_code"]
    assert panel.model.next_standard == following.value_counts().idxmax()
    assert f'href="flexible-groups?class=Period%202&amp;standard={panel.model.next_standard}"' in panel.to_groups.value


def test_only_levels_that_went_up_or_down_are_listed_and_the_new_ones_are_counted(seen):
    model = seen.model
    ways = model.report.changed["direction"].value_counts()
    assert len(model.changed_rows) == ways["up"] + ways["down"] < len(model.report.changed)
    assert f"{ways['new']} levels" in model.changed_words
    assert all(row["before"] != row["after"] for row in model.changed_rows)


def test_no_list_can_be_sorted_into_a_rank_by_pace_or_by_a_test(seen):
    panel = seen
    assert not panel.pace.sortable and not panel.tests.sortable
    assert [row["name"] for row in panel.pace.rows] == seen.model.wb.students(CLASS)["name"].tolist()


# --- pace and growth


def test_the_pace_counts_what_is_secure_of_what_is_due_and_without_a_plan_what_is_secure(sample):
    with_plan = opened(sample)
    due = with_plan.report.pace["due_count"].iloc[0]
    assert all(re.fullmatch(rf"\d+ of {due}", row["secure"]) for row in with_plan.pace_rows)
    sample.set_plan(CLASS, [])
    panel = shown(sample)
    assert panel.page.trouble == "" and all(row["secure"].isdigit() for row in panel.pace.rows)
    assert "Make a plan" in panel.to_plan.value
    assert "fewer (−) or more (+)" in panel.pace_chart.plot.figure["layout"]["xaxis"]["title"]["text"]


def test_the_bars_of_the_pace_and_its_table_are_the_same_numbers_and_everybody_is_in_them(seen):
    panel = seen
    bars = panel.pace_chart.plot.figure["data"][0]
    assert list(bars["y"]) == [row["students"] for row in panel.pace_chart.table.rows]
    assert sum(bars["y"]) == 28


def test_the_lines_of_the_growth_and_its_table_are_the_same_numbers(seen):
    panel = seen
    said = {row["name"]: row["change"] for row in panel.growth_chart.table.rows}
    drawn = 0
    for line in panel.growth_chart.plot.figure["data"]:
        for name, x, more, less in zip(line["y"], line["x"], line["error_x"]["array"], line["error_x"]["arrayminus"]):
            low, middle, high = (f"{n:+d}".replace("-", "−") if n else "0" for n in (x - less, x, x + more))
            assert f": {middle}, between {low} and {high} (" in said[name]
            drawn += 1
    assert drawn == len(panel.model.compared) > 20


@pytest.mark.parametrize(("students", "by_name"), [(MOST_NAMED, True), (MOST_NAMED + 1, False)])
def test_growth_is_drawn_by_name_up_to_forty_students(seen, students, by_name, monkeypatch):
    model = seen.model
    growth = pd.concat([model.report.growth.dropna(subset=["low"])] * 3).head(students)
    with_growth(model, monkeypatch, growth)
    assert model.growth_by_name is by_name
    assert model.growth_steps[["clear", "unclear"]].to_numpy().sum() == students


def test_a_step_of_growth_that_nobody_made_is_a_gap_and_not_left_out(seen, monkeypatch):
    model = seen.model
    growth = model.report.growth.dropna(subset=["low"]).head(3)
    growth = growth.assign(change=[-0.101, 0.0, 0.254], says=["down", "no clear change", "up"])
    with_growth(model, monkeypatch, growth)
    assert model.growth_steps.to_numpy().tolist() == [
        ["−10 to −1", 1, 0],
        ["0 to +9", 0, 1],
        ["+10 to +19", 0, 0],
        ["+20 to +29", 1, 0],
    ]


# --- questions


def test_the_newest_test_is_looked_at_first_and_another_can_be_chosen(sample):
    panel = shown(sample)
    tests = panel.model.items.assessments
    assert panel.assessment.value == tests[-1] == panel.model.assessment
    panel.assessment.value = tests[0]
    assert panel.model.assessment == tests[0] and panel.model.item_sentence.startswith(f"{tests[0]} has ")
    expected = panel.model.items.items.query("assessment == @tests[0]")["item"].tolist()
    assert [row["item"] for row in panel.items.rows] == expected


def test_shared_wrong_answers_come_with_the_right_one_and_with_who_gave_them(seen):
    model = seen.model
    rows = model.pattern_rows
    counts = [row["count"] for row in rows]
    assert counts == sorted(counts, reverse=True) and min(counts) >= 3
    assert all(row["names"].count(",") + 1 == row["count"] for row in rows)
    assert all("(right: " in row["response"] for row in rows)


def test_minutes_are_in_no_sentence_and_a_share_of_points_says_of_how_many_students(seen):
    model = seen.model
    assert all(re.fullmatch(r"\d+ students, \d+\s%", row["earned"]) for row in model.item_rows)
    assert "minute" not in f"{model.sentence} {model.item_sentence} {model.report.growth_sentence}"


def test_the_questions_lead_to_groups_on_the_standard_of_the_most_shared_mistake(seen):
    panel = seen
    code, title = panel.model.mistaken_standard
    patterns = panel.model.items.patterns.query("assessment == @panel.model.assessment")
    assert patterns.loc[patterns["standard_code"] == code, "count"].max() == patterns["count"].max()
    assert f"standard={code}" in panel.to_teach.value and f"Form groups on {title}" in panel.to_teach.value


# --- scales


@pytest.mark.parametrize("scale", ["percent", "pass_fail", "four_point_halves"])
def test_every_scale_is_shown_in_its_own_words(sample, scale):
    sample.choose(CLASS, scale=scale)
    panel = shown(sample)
    assert panel.page.trouble == ""
    words = {mark["level"]: mark["word"] for mark in panel.stuck.levels}
    expected = sample.scoring(CLASS).scale
    assert all(words[level] == expected.word(level) for level in expected.levels)
    if scale == "pass_fail":
        assert words["secure"] == "Pass"


# --- why: opening and closing


@pytest.mark.parametrize("name", ["ready", "stuck", "changed"])
def test_a_name_opens_why_below_its_own_list_and_closing_goes_back_to_it(sample, name, monkeypatch):
    panel = shown(sample)
    focused = []
    monkeypatch.setattr(panel.tables[name], "focus_row", focused.append)
    monkeypatch.setattr(panel.why[name].close_button, "focus", lambda: focused.append("opened"))
    row = panel.tables[name].rows[-1]
    panel._open(name, row["key"])
    assert [is_shown(why) for why in panel.why.values()] == [one == name for one in panel.why]
    assert row["name"] in unescape(panel.why[name].title.value) and "The arithmetic" in panel.why[name].words.value
    children = panel.lists[name].children
    assert children.index(panel.why[name]) == children.index(panel.tables[name]) + 1
    panel.why[name].close_button.click()
    assert focused == ["opened", row["key"]]
    assert not any(is_shown(why) for why in panel.why.values()) and panel.model.opened_cell == ()


def test_a_click_on_a_name_reads_nothing_again_and_draws_no_list(seen, monkeypatch):
    panel = seen
    for reading in ("evidence", "mastery", "why", "progress", "items"):
        monkeypatch.setattr(seen.model.wb, reading, lambda *_, **__: pytest.fail("the class was read again"))
    monkeypatch.setattr(panel, "_render_lists", lambda: pytest.fail("the lists were drawn again"))
    panel._open("stuck", panel.stuck.rows[0]["key"])
    assert panel.page.trouble == "" and is_shown(panel.why["stuck"])


def test_what_is_explained_says_what_the_workbench_says(seen):
    model = seen.model
    for row in model.stuck_rows:
        cell = row["key"].split(" ")
        here, there = model.why(*cell), model.wb.why(CLASS, *cell)
        assert (here.sentence, here.lines) == (there.sentence, there.lines)


def test_a_level_set_here_takes_the_student_off_the_list_at_once(sample):
    panel = shown(sample)
    row = panel.stuck.rows[0]
    panel._open("stuck", row["key"])
    panel.why["stuck"].level.value = "secure"
    panel.why["stuck"].set_button.click()
    assert panel.page.trouble == "" and row["key"] not in [one["key"] for one in panel.stuck.rows]
    assert is_shown(panel.why["stuck"]), "what was done stays in sight until it is closed"
    panel.why["stuck"].let_go.click()
    assert row in panel.stuck.rows


def test_another_class_closes_what_was_open_and_shows_its_own_lists(sample):
    panel = shown(sample)
    panel._open("stuck", panel.stuck.rows[0]["key"])
    before = [row["name"] for row in panel.pace.rows]
    panel.choose_class("Period 4")
    assert panel.model.opened_cell == () and not any(is_shown(why) for why in panel.why.values())
    assert [row["name"] for row in panel.pace.rows] == sample.students("Period 4")["name"].tolist() != before


# --- opening


def test_the_lists_are_on_the_page_before_charts_and_questions_are_worked_out(sample, monkeypatch):
    monkeypatch.setattr("plworkbench.panels.progress.WAIT", 0.01)
    panel = Progress(sample)

    async def visit():
        panel.opened(f"?class={CLASS}", "/")
        early = bool(panel.ready.rows), is_shown(panel.later), any(map(is_shown, panel.closer)), panel.model.items
        await asyncio.sleep(0.05)
        return early

    assert asyncio.run(visit()) == (True, True, False, None)
    assert not is_shown(panel.later) and is_shown(panel.pace_card) and panel.items.rows


def test_a_page_left_for_another_class_at_once_never_shows_the_charts_of_the_first(sample, monkeypatch):
    monkeypatch.setattr("plworkbench.panels.progress.WAIT", 0.01)
    panel = Progress(sample)

    async def visit():
        panel.opened(f"?class={CLASS}", "/")
        panel.choose_class("Period 4")
        assert not any(map(is_shown, panel.closer))
        await asyncio.sleep(0.05)

    asyncio.run(visit())
    assert [row["name"] for row in panel.pace.rows] == sample.students("Period 4")["name"].tolist()


def test_a_course_of_four_hundred_is_drawn_as_a_spread_and_its_long_lists_scroll(wb):
    wb.add_sample("open_university")
    panel = shown(wb, wb.class_names()[0])
    assert panel.page.trouble == "" and panel.model.sentence.startswith("Of 400 students, ")
    bars = panel.growth_chart.plot.figure["data"]
    assert len(bars) == 2 and sum(sum(bar["y"]) for bar in bars) == len(panel.model.compared) > MOST_NAMED
    table = [(row["clear"], row["unclear"]) for row in panel.growth_chart.table.rows]
    assert table == list(zip(*(bar["y"] for bar in bars)))
    assert len(panel.pace.rows) == 400


# --- how far the estimates can be trusted


def test_what_was_expected_stands_beside_what_came_in_picture_and_table_alike(seen):
    model, chart = seen.model, seen.trust_chart
    assert model.trust.equals(model.wb.calibration(CLASS))
    pieces = model.trust["count"].sum()
    assert f"Each of {pieces:,} pieces of work was expected" in model.trust_sentence
    assert sum(row["pieces"] for row in chart.table.rows) == pieces > 1000
    points = chart.plot.figure["data"][0]
    for axis, column in (("x", "expected"), ("y", "came")):
        told = [float(row[column].removesuffix(" %")) for row in chart.table.rows]
        assert points[axis] == pytest.approx(told, abs=0.6)
    # Expected and came are a point or two apart where there is much work of about the same expectation.
    off = re.search(r"What came was (\d+) points? of 100 off", model.trust_sentence)
    gaps = (model.trust["predicted"] - model.trust["observed"]).abs()
    assert int(off[1]) == round(100 * (gaps * model.trust["count"]).sum() / pieces) < 5


def test_a_class_with_nothing_but_excused_work_has_no_card_of_trust(tmp_path):
    wb = plworkbench.open(tmp_path)
    bring(wb, [("Ana Silva", "1", "6.RP.A.1", "Quiz 1", "EX", 4, "2026-03-02")])
    panel = shown(wb, "Period 9")
    assert not is_shown(panel.closer[-1])
    if panel.model.trust is not None:
        assert panel.model.trust_sentence == ""
    wb.close()


def test_a_class_with_one_piece_a_standard_is_not_told_that_it_has_no_evidence(tmp_path):
    from large_class import CLASS, add_large_class

    wb = plworkbench.open(tmp_path / "large")
    add_large_class(wb, students=12, standards=3)
    panel = Progress(wb)
    panel.opened("?class=Whole+year")
    assert panel.model.sentence.startswith(f"{CLASS} has not shown enough yet")
    wb.close()
