"""The dashboards' models, driven without a browser."""

import datetime

import pytest

from plworkbench.errors import WorkbenchError
from plworkbench.panels import parts
from plworkbench.panels.base import CURRENT_CLASS
from plworkbench.panels.class_overview import ClassOverview, ClassOverviewModel
from plworkbench.panels.flexible_groups import FlexibleGroups
from plworkbench.panels.flexible_groups_model import FlexibleGroupsModel
from plworkbench.panels.home import Home, HomeModel
from plworkbench.panels.import_data import ImportData
from plworkbench.schema import shown_score


def opened(model_class, wb):
    model = model_class(wb)
    model.refresh()
    return model


# home


def test_an_empty_home_page_says_how_to_begin(wb):
    model = opened(HomeModel, wb)
    assert model.cards == [] and "Bring in a gradebook" in model.sentence


def test_using_a_sample_brings_its_classes_and_looks_at_the_first(wb):
    model = opened(HomeModel, wb)
    model.use_sample("grade6_maths")
    assert [card["name"] for card in model.cards] == ["Period 1", "Period 2", "Period 3", "Period 4"]
    assert model.cards[0]["facts"][0] == "28 students" and "need help with" in model.cards[0]["need"]
    assert opened(ClassOverviewModel, wb).class_name == "Period 1"


def test_home_says_which_groups_are_due_for_another_look(sample):
    groups = sample.group("Period 2", on="6.RP.A.1")
    long_ago = datetime.date(2025, 9, 1)
    sample.save(groups, name="Old", starts_on=long_ago, review_on=long_ago)
    assert opened(HomeModel, sample).sentence == "Groups are due for another look in Period 2."


def test_a_card_shows_everybody_at_the_level_she_has_on_what_presses_most(sample):
    card = opened(HomeModel, sample).cards[0]
    assert sum(part["count"] for part in card["standing"]) == 28
    order = [part["level"] for part in card["standing"]]
    assert order[0] == "beginning" and order.index("developing") < order.index("secure")
    below = sum(part["count"] for part in card["standing"] if part["level"] in ("beginning", "developing"))
    assert card["need"].startswith(f"{below} of 28 need help")


def test_a_card_names_levels_in_the_words_of_the_district(sample):
    sample.choose("Period 1", scale="pass_fail")
    words = {part["word"] for part in opened(HomeModel, sample).cards[0]["standing"]}
    assert words >= {"Pass", "Not yet"} and not words & {"secure", "beginning"}


def test_a_sample_that_was_removed_comes_back_with_its_groups_by_one_click(sample):
    sample.save(sample.group("Period 2", on="6.RP.A.1"), name="Kept")
    sample.remember(CURRENT_CLASS, "Period 2")
    panel = Home(sample)
    panel.opened("", "/")
    assert "Sample classes" in panel.samples_title.value
    panel.remove.click()
    assert panel.model.cards == [] and panel.cards.layout.display == "none"
    assert "Nothing was lost" in panel.removed.words and "Look around first" in panel.samples_title.value
    panel.removed.undo()
    assert [card["name"] for card in panel.model.cards] == ["Period 1", "Period 2", "Period 3", "Period 4"]
    assert "Kept" in panel.model.cards[1]["groups"] and panel.model.class_name == "Period 2"
    assert panel.removed.words == "" and panel.cards.layout.display is None


# class overview


def test_the_table_of_the_spread_names_the_levels_in_the_order_of_the_bars(sample):
    panel = ClassOverview(sample)
    panel.opened("", "/")
    bars = [bar["name"].partition(" ")[2] for bar in panel.spread.plot.figure["data"]]
    assert [column["key"] for column in panel.spread.table.columns][1:] == bars


def test_escape_in_the_grid_puts_the_explanation_and_the_mark_of_its_cell_away(sample):
    panel = ClassOverview(sample)
    panel.opened("", "/")
    row = panel.model.grid_rows[0]["key"]
    panel.grid.selected = {"row": row, "column": panel.model.standard_code}
    panel._open_cell(row, panel.model.standard_code)
    assert panel.why.layout.display is None
    panel._close_cell()
    assert panel.grid.selected is None and panel.why.layout.display == "none"


def test_the_overview_opens_on_the_most_pressing_standard_and_counts_everybody(sample):
    model = opened(ClassOverviewModel, sample)
    lists = [model.who(r) for r in ("needs help", "ready to move on", "not known yet")]
    assert sum(map(len, lists)) == 28
    assert f"{len(lists[0])} of 28 students need help" in model.sentence
    assert model.standard_code == model.table.most_pressing_standard()


def test_whoever_is_close_to_the_line_is_marked_where_she_is_named(sample):
    model = opened(ClassOverviewModel, sample)
    marked = [student["name"] for column in model.lists for student in column["names"] if student["unsure"]]
    assert sorted(marked) == sorted(model.who("close to the line")) and 0 < len(marked) < 28
    assert [column["title"] for column in model.lists][2] == "Close to the line"
    assert model.lists[2]["count"] == len(marked)


def test_close_to_the_line_is_only_where_nobody_can_tell_so_that_the_list_stays_short(sample):
    model = opened(ClassOverviewModel, sample)
    table = model.table
    close = [cell.get("unsure", False) for row in model.grid_rows for cell in row["cells"]]
    assert sum(close) < 0.3 * len(close)
    sure = (table["chance_secure"] <= 0.25) | (table["chance_secure"] >= 0.75)
    assert not (sure.to_numpy() & close).any() and (table.loc[close, "state"] == "not enough evidence").all()


def test_a_level_set_by_the_teacher_is_not_close_to_the_line(sample):
    model = opened(ClassOverviewModel, sample)
    name = model.who("close to the line")[0]
    sample.override("Period 1", name, model.standard_code, "secure")
    model.load()
    assert name not in model.who("close to the line")


def test_of_one_student_the_sentence_is_said_in_the_singular(wb):
    wb.commit(wb.preview(b"name,id,6.RP.A.1,6.RP.A.1\nAna,1,4/4,4/4\n", "Period 9"))
    assert opened(ClassOverviewModel, wb).sentence.endswith("0 of 1 student need help, 1 is ready to move on.")


def test_pass_or_not_yet_is_shown_with_two_decimals_beside_its_cut_score(sample):
    model = opened(ClassOverviewModel, sample)
    model.choose(scale="pass_fail")
    scores = [cell["score"] for row in model.grid_rows for cell in row["cells"] if cell["score"] is not None]
    assert any(round(score, 1) != score for score in scores)
    cell = model.table[model.table["level"] == "secure"].iloc[0]
    assert f"{shown_score(cell['score'], 1)} of 1" in model.why(cell["student_key"], cell["standard_code"]).sentence


def test_a_cut_score_chosen_on_the_scale_of_before_is_not_taken_for_one_of_the_new_scale(sample):
    panel = ClassOverview(sample)
    panel.opened("", "/")
    sample.choose("Period 1", scale="percent")  # in another window
    panel.scoring.cut_score.value = 3.5
    assert "changed in another window" in panel.page.trouble
    assert sample.scoring("Period 1").cut_score == 75 == panel.scoring.cut_score.value
    panel.scoring.cut_score.value = 80
    assert panel.page.trouble == "" and sample.scoring("Period 1").cut_score == 80


def test_what_went_wrong_goes_away_with_the_next_thing_that_is_done(sample):
    panel = ClassOverview(sample)
    panel.opened("", "/")
    panel.page.guarded(lambda: 1 / 0)
    cell = panel.model.table.iloc[3]
    panel._open_cell(cell["student_key"], cell["standard_code"])
    assert panel.page.trouble == ""
    panel.do(lambda: 1 / 0)
    assert panel.page.trouble and panel.page.status_kind == "problem"
    panel.do(panel.model.look_at, panel.model.standards[1][1])
    assert panel.page.trouble == "" and panel.page.status_kind == "saved"


def test_a_cell_is_explained_newest_first_with_the_reason_of_what_does_not_count(sample):
    model = opened(ClassOverviewModel, sample)
    cell = model.table[model.table["excused_count"] > 0].iloc[0]
    why = model.why(cell["student_key"], cell["standard_code"])
    assert why.heading.startswith(cell["name"]) and cell["standard_code"] in why.heading
    assert "does not count: excused" in [row["weight"] for row in why.rows]
    assert [row["name"].split(" (try")[0] for row in why.rows] == why["assessment"].tolist()[::-1]


def test_a_cell_explained_from_what_the_page_has_read_says_what_the_workbench_says(sample):
    model = opened(ClassOverviewModel, sample)
    for cell in model.table.iloc[::97].itertuples():
        here = model.why(cell.student_key, cell.standard_code)
        there = sample.why("Period 1", cell.student_key, cell.standard_code)
        assert (here.sentence, here.lines, here.certainty) == (there.sentence, there.lines, there.certainty)
        assert here.equals(there)
        assert shown_score(cell.score) in here.sentence


def test_a_click_on_a_cell_reads_nothing_again(sample, monkeypatch):
    panel = ClassOverview(sample)
    panel.opened("", "/")
    for reading in ("evidence", "mastery", "why", "overrides", "scoring"):
        monkeypatch.setattr(sample, reading, lambda *_, **__: pytest.fail("the class was read again"))
    cell = panel.model.table.iloc[3]
    panel._open_cell(cell["student_key"], cell["standard_code"])
    assert panel.page.trouble == "" and cell["name"] in panel.why.title.value
    assert "The arithmetic" in panel.why.words.value


def test_a_level_set_by_the_teacher_wins_until_she_lets_it_go(sample):
    panel = ClassOverview(sample)
    panel.opened("", "/")
    cell = panel.model.table[panel.model.table["level"] == "developing"].iloc[0]
    panel._open_cell(cell["student_key"], cell["standard_code"])
    panel.why.level.value, panel.why.reason.value = "secure", "explained it <b>aloud</b>"
    panel.why.set_button.click()
    now = panel.model.why(cell["student_key"], cell["standard_code"])
    assert now.explanation.level == "secure" and now.explanation.evidence_level == "developing"
    assert "“explained it &lt;b&gt;aloud&lt;/b&gt;”" in panel.why.judgement.value
    judged = [one for row in panel.grid.rows for one in row["cells"] if "judged" in one]
    assert [(one["level"], one["judged"]) for one in judged] == [("secure", "by the teacher")]
    panel.why.let_go.click()
    assert not any("judged" in one for row in panel.grid.rows for one in row["cells"])
    assert panel.why.asked.layout.display == "none"


def test_newer_evidence_asks_the_teacher_who_may_keep_her_level(wb):
    wb.commit(wb.preview(b"name,id,6.RP.A.1,6.RP.A.1\nAna,1,1/4,2/4\nBen,2,3/4,3/4\n", "Period 9"))
    wb.override("Period 9", "Ana", "6.RP.A.1", "secure")
    wb.enter_scores("Period 9", "Exit ticket", "6.RP.A.1", {"Ana": 2})
    panel = ClassOverview(wb)
    panel.opened("", "/")
    cell = panel.model.table.iloc[0]
    panel._open_cell(cell["student_key"], cell["standard_code"])
    assert cell["level"] != "secure" and "Keep your level, or let it go?" in panel.why.judgement.value
    assert panel.grid.rows[0]["cells"][0]["judged"] == "newer evidence"
    panel.why.keep_button.click()
    assert panel.model.table.iloc[0]["level"] == "secure"
    assert panel.why.keep_button.layout.display == "none" and panel.why.let_go.layout.display is None


def test_another_rule_changes_the_table_and_lasts(sample):
    model = opened(ClassOverviewModel, sample)
    before = model.table
    model.choose(rule="highest")
    assert not model.table.equals(before)
    assert opened(ClassOverviewModel, sample).choices["rule"] == "highest"
    assert model.scoring_sentence.startswith("Only the best piece of work counts.")


def test_only_the_number_that_adjusts_the_rule_is_asked_for(sample):
    panel = ClassOverview(sample)
    panel.opened("", "/")
    shown = lambda: [name for name, one in panel.scoring.parameters.items() if one.layout.display is None]  # noqa: E731
    assert shown() == ["latest_weight"]
    panel.scoring.rule.value = "n_times"
    assert shown() == ["times_needed"] and "once there are 3 such pieces" in panel.scoring.words.value
    panel.scoring.parameters["times_needed"].value = 2
    assert "once there are 2 such pieces" in panel.scoring.words.value
    panel.scoring.rule.value = "median"
    assert shown() == []


@pytest.mark.parametrize(
    ("scale", "first", "last"), [("percent", "50 %", "100 %"), ("four_point", "2 of 4", "4 of 4"),
                                 ("pass_fail", "0.75 of 1", "1 of 1")],
)  # fmt: skip
def test_only_cut_scores_the_scale_has_room_for_are_offered(sample, scale, first, last):
    model = opened(ClassOverviewModel, sample)
    model.choose(scale=scale)
    assert (model.cut_scores[0][0], model.cut_scores[-1][0]) == (first, last)


def test_a_choice_that_is_not_possible_is_answered_in_words_and_changes_nothing(sample):
    model = opened(ClassOverviewModel, sample)
    before = model.choices
    with pytest.raises(WorkbenchError, match="The cut score is 9"):
        model.choose(cut_score=9.0)
    assert opened(ClassOverviewModel, sample).choices == before


def test_a_percent_scale_is_shown_in_whole_percents_and_the_districts_words_in_the_legend(sample):
    model = opened(ClassOverviewModel, sample)
    model.choose(scale="percent")
    scores = [cell["score"] for row in model.grid_rows for cell in row["cells"] if cell["score"] is not None]
    assert max(scores) > 50 and all(score == int(score) for score in scores)
    model.choose(scale="pass_fail")
    assert [mark["word"] for mark in model.grid_levels][2:] == ["Not yet", "Pass"]


def test_the_choices_of_a_class_travel_as_a_file_without_students(sample):
    model = opened(ClassOverviewModel, sample)
    model.choose(rule="recent_mean", recent_count=4, scale="percent", drop_lowest=1)
    name, text = model.scoring_file()
    assert name == "Period-1-scoring.json" and not any(
        student in text for student in sample.students("Period 1")["name"]
    )
    model.choose_class("Period 2")
    model.use_scoring(text.encode())
    assert model.choices["recent_count"] == 4 and "the lowest piece is left out" in model.rarer_choices
    with pytest.raises(WorkbenchError, match="not a scoring file"):
        model.use_scoring(b"{}")


def test_the_pace_of_the_class_comes_after_the_rest_of_the_page(sample, monkeypatch):
    order = []
    progress = sample.progress
    monkeypatch.setattr(ClassOverview, "render", lambda self: order.append("page"))
    monkeypatch.setattr(sample, "progress", lambda *given: order.append("pace") or progress(*given))
    ClassOverview(sample).opened("", "/")
    assert order == ["page", "pace"]


def test_the_heat_map_has_a_cell_for_every_student_and_standard(sample):
    model = opened(ClassOverviewModel, sample)
    assert {len(row["cells"]) for row in model.grid_rows} == {len(model.grid_columns)}
    assert len(model.grid_rows) == 28


def test_an_explanation_shows_itself_in_a_notebook_with_every_name_escaped(wb):
    wb.commit(wb.preview(b"name,id,<script>1</script> 6.RP.A.1\n<b>Ana</b>,1,3/4\n", "Period 9"))
    why = ClassOverviewModel(wb)
    why.refresh()
    shown = why.why(why.table.iloc[0]["student_key"], "6.RP.A.1")._repr_html_()
    assert "&lt;b&gt;Ana&lt;/b&gt;" in shown and "<script>" not in shown and "<b>Ana" not in shown


# flexible groups


def test_forming_keeps_a_draft_that_is_there_when_the_page_is_opened_again(sample):
    model = opened(FlexibleGroupsModel, sample)
    assert model.groups is None and "no groups yet" in model.sentence
    model.form()
    again = opened(FlexibleGroupsModel, sample)
    assert again.groups.table.equals(model.groups.table) and again.groups.status == "draft"


def test_a_move_by_hand_is_undone_and_redone(sample):
    model = opened(FlexibleGroupsModel, sample)
    model.form()
    formed = model.groups.table
    card = model.board_cards[0]
    target = 1 if card["group"] != 1 else 2
    model.move([card["key"]], target)
    assert next(c for c in model.board_cards if c["key"] == card["key"])["moved_by_hand"]
    model.undo()
    assert model.groups.table.equals(formed)
    model.redo()
    assert next(c for c in model.board_cards if c["key"] == card["key"])["group"] == target


def test_forming_again_keeps_pins_and_moves_by_hand(sample):
    model = opened(FlexibleGroupsModel, sample)
    model.form()
    moved, pinned = model.board_cards[0], model.board_cards[5]
    target = moved["group"] % model.group_count + 1
    model.move([moved["key"]], target)
    model.pin(pinned["key"], True)
    model.form_others()
    where = {card["key"]: card for card in model.board_cards}
    assert where[moved["key"]]["group"] == target and where[moved["key"]]["moved_by_hand"]
    assert where[pinned["key"]]["group"] == pinned["group"] and where[pinned["key"]]["pinned"]


def test_forming_again_can_be_undone(sample):
    model = opened(FlexibleGroupsModel, sample)
    model.form()
    first = model.groups.table
    model.form_others()
    model.undo()
    assert model.groups.table.equals(first)


@pytest.mark.parametrize(("count", "blocked"), [(28, False), (29, True), (40, True)])
def test_too_many_groups_are_blocked_with_the_reason(sample, count, blocked):
    model = opened(FlexibleGroupsModel, sample)
    model.group_count = count
    expected = [f"{count} groups need at least {count} students; this class has 28."] if blocked else []
    assert model.blockers == expected
    model.form()
    assert (model.groups is None) is blocked


def test_saved_groups_have_a_name_and_a_review_date(sample):
    model = opened(FlexibleGroupsModel, sample)
    model.form()
    model.save("Ratios", datetime.date(2026, 9, 7), None)
    saved = sample.groups("Period 1", "Ratios")
    assert saved.status == "saved" and saved.review_on == datetime.date(2026, 9, 21)
    assert "in use" in model.sentence


def test_groups_whose_day_has_come_ask_to_be_looked_at_until_newer_ones_are_in_use(sample):
    model = opened(FlexibleGroupsModel, sample)
    model.form()
    model.save("Ratios", datetime.date(2026, 1, 5), datetime.date(2026, 1, 19))
    assert model.notices == ["You wanted to look at these groups again on Monday, 19 January."]
    old = model.groups.grouping_key
    model.form()
    model.save("Newer", datetime.date.today(), None)
    model.show_groups(old)
    assert model.notices == []


def test_what_is_printed_or_downloaded_is_logged(sample):
    model = opened(FlexibleGroupsModel, sample)
    model.form()
    model.log_print(with_reasons=False)
    name, text = model.csv(with_reasons=True)
    assert name.startswith("Period-1-") and name.endswith(".csv")
    assert text.count("\r\n") == 29 and "reason" in text.splitlines()[0]
    assert "reason" not in model.csv(with_reasons=False)[1]
    assert sample._store.events("grouping")["action"].tolist().count("exported") == 3


# the panels themselves


@pytest.mark.parametrize("panel", [Home, ImportData, ClassOverview, FlexibleGroups])
def test_a_panel_reads_nothing_before_its_page_is_opened_and_shows_everything_after(sample, panel):
    shown = panel(sample)
    assert shown.lead.value == ""
    shown.opened("?class=Period%203", "/")
    assert shown.page.trouble == "" and "<p" in shown.lead.value


@pytest.mark.parametrize("panel", [Home, ImportData, ClassOverview, FlexibleGroups])
def test_a_panel_shows_an_empty_workbench_without_trouble(wb, panel):
    shown = panel(wb)
    shown.opened("", "/")
    assert shown.page.trouble == "" and "<p" in shown.lead.value


def test_the_link_from_the_overview_brings_its_standard_along(sample):
    panel = FlexibleGroups(sample)
    panel.opened("?class=Period%202&standard=6.NS.B.3", "/flexible-groups")
    assert (panel.model.class_name, panel.model.standard_codes) == ("Period 2", ["6.NS.B.3"])


# a class changes while its groups are kept

FIRST = b"name,id,6.RP.A.1\n" + b"".join(b"Kid %d,%d,%d/4\n" % (n, n, n % 4) for n in range(8))
LATER = b"name,id,6.RP.A.1\n" + b"".join(b"Kid %d,%d,%d/4\n" % (n, n, n % 4) for n in range(8, 10))


def test_students_who_join_later_are_named_and_placed_by_a_click(wb):
    wb.commit(wb.preview(FIRST, "Period 9"))
    model = opened(FlexibleGroupsModel, wb)
    model.group_count = 2
    model.form()
    wb.commit(wb.preview(LATER, "Period 9"))
    model.refresh()
    assert model.groups.unplaced == ("Kid 8", "Kid 9") and "2 students are in no group yet" in model.sentence
    model.place_unplaced()
    assert sorted(model.groups.summary["size"]) == [5, 5] and model.groups.unplaced == ()
    model.undo()
    assert model.groups.unplaced == ("Kid 8", "Kid 9")


def test_a_student_who_leaves_and_returns_has_kept_her_place(wb):
    wb.commit(wb.preview(FIRST, "Period 9"))
    key = wb.commit(wb.preview(LATER, "Period 9"))
    model = opened(FlexibleGroupsModel, wb)
    model.group_count = 2
    model.form()
    before = model.groups.table
    wb._store.undo_import(key, even_if_used=True)
    model.refresh()
    assert len(model.groups.members) == 8
    model.pin(model.board_cards[0]["key"], True)
    wb.redo_import(key)
    model.refresh()
    assert model.groups.table[["group", "student"]].equals(before[["group", "student"]])


def test_a_wish_about_a_student_who_left_rests(wb):
    wb.commit(wb.preview(FIRST, "Period 9"))
    key = wb.commit(wb.preview(LATER, "Period 9"))
    wb.wish("Period 9", "apart", "Kid 0", "Kid 8")
    wb._store.undo_import(key, even_if_used=True)
    model = opened(FlexibleGroupsModel, wb)
    model.group_count = 2
    model.form()
    assert model.groups is not None and model.wishes.empty


def test_pins_that_fit_stay_when_the_number_of_groups_changes_and_the_others_are_counted(sample):
    model = opened(FlexibleGroupsModel, sample)
    model.group_count = 3
    model.form()
    model.rename(1, "Otters")
    by_group = {card["group"]: card["key"] for card in model.board_cards}
    for key in by_group.values():
        model.pin(key, True)
    model.group_count = 2
    model.form()
    pinned = {card["key"]: card["group"] for card in model.board_cards if card["pinned"]}
    assert pinned == {by_group[1]: 1, by_group[2]: 2}
    assert model.remarks == ["1 student could not stay put: there are fewer groups now."]
    assert model.groups.group_names[0] == "Otters"


def test_groups_can_be_formed_when_nobody_is_known_to_need_help(wb):
    wb.commit(wb.preview(FIRST, "Period 9"))
    model = opened(FlexibleGroupsModel, wb)  # one piece of evidence each: not enough for a level
    assert model.standard_codes == ["6.RP.A.1"] and model.blockers == []


def test_students_of_one_name_are_told_apart_wherever_a_name_is_shown(wb):
    wb.commit(wb.preview(b"name,id,6.RP.A.1\nAna Silva,7,3/4\nAna Silva,8,1/4\nBen Ito,9,2/4\n", "Period 9"))
    names = ["Ana Silva (7)", "Ana Silva (8)", "Ben Ito"]
    assert sorted(wb.students("Period 9")["name"]) == names
    wb.wish("Period 9", "apart", *names[:2])
    groups = wb.group("Period 9", purpose="random", group_count=2)
    where = groups.members.set_index("name")["group_number"]
    assert where[names[0]] != where[names[1]]
    assert wb.why("Period 9", "Ana Silva (8)", "6.RP.A.1")["score"].tolist() == [1.0]


def test_a_draft_can_be_discarded(sample):
    model = opened(FlexibleGroupsModel, sample)
    model.form()
    model.save("Kept", None, None)
    model.form()
    assert model.groups.status == "draft"
    model.discard()
    assert model.groups.name == "Kept" and len(model.groupings) == 1


def test_the_review_follows_the_first_day_and_never_lies_before_it(sample):
    model = opened(FlexibleGroupsModel, sample)
    model.form()
    model.save("Later", datetime.date(2027, 1, 4), None)
    assert model.groups.review_on == datetime.date(2027, 1, 18)
    with pytest.raises(WorkbenchError, match="before the first day"):
        model.save("Later", datetime.date(2027, 2, 1), datetime.date(2027, 1, 19))


def test_a_removed_sample_never_takes_in_a_class_of_the_same_name(sample):
    sample.remove_sample("grade6_maths")
    sample.commit(sample.preview(FIRST, "Period 3"))
    assert len(sample.students("Period 3")) == 8
    assert sample.add_sample("grade6_maths") == ["Period 1", "Period 2", "Period 3 (sample)", "Period 4"]
    sample.remove_sample("grade6_maths")
    assert sample.class_names() == ["Period 3"]


def test_what_goes_wrong_while_showing_is_said_on_the_page(sample):
    panel = ClassOverview(sample)
    panel.opened("?class=Period%203", "/")
    panel.render = lambda: 1 / 0
    assert not panel.do(lambda: None)
    assert "Nothing was lost" in panel.page.trouble


def test_new_options_and_what_is_chosen_of_them_reach_the_page_in_one_message(monkeypatch):
    choice = parts.dropdown("Unit", [("Unit 1", 0), ("Unit 2", 1)])
    choice.value = 1
    told = []
    monkeypatch.setattr(choice, "send_state", lambda key=None: told.append(set(key)))
    parts.set_options(choice, [("Ratios", 0), ("Unit 2", 1)], 1)
    assert [names for names in told if "index" in names or "_options_labels" in names] == [
        {"_options_labels", "index"} | told[0]
    ]
    assert choice.value == 1
