"""The dashboards' models, driven without a browser."""

import datetime

import pytest

from plworkbench.errors import WorkbenchError
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
    assert model.cards[0]["facts"].startswith("28 students") and "need help with" in model.cards[0]["need"]
    assert opened(ClassOverviewModel, wb).class_name == "Period 1"


def test_home_says_which_groups_are_due_for_another_look(sample):
    groups = sample.group("Period 2", on="6.RP.A.1")
    long_ago = datetime.date(2025, 9, 1)
    sample.save(groups, name="Old", starts_on=long_ago, review_on=long_ago)
    assert opened(HomeModel, sample).sentence == "Groups are due for another look in Period 2."


# class overview


def test_the_overview_opens_on_the_most_pressing_standard_and_counts_everybody(sample):
    model = opened(ClassOverviewModel, sample)
    lists = [model.who(r) for r in ("needs help", "ready to move on", "not known yet")]
    assert sum(map(len, lists)) == 28
    assert f"{len(lists[0])} of 28 students need help" in model.sentence
    assert model.standard_code == model.table.most_pressing_standard()


def test_a_cell_opens_on_its_evidence_newest_first(sample):
    model = opened(ClassOverviewModel, sample)
    cell = model.table[model.table["evidence_count"] >= 3].iloc[0]
    model.open_cell(cell["student_key"], cell["standard_code"])
    assert cell["name"] in model.cell_title and f"{shown_score(cell['score'])} of 4" in model.cell_sentence
    why = sample.why("Period 1", cell["student_key"], cell["standard_code"])
    assert [row["assessment"].split(" (try")[0] for row in model.cell_rows] == why["assessment"].tolist()[::-1]


def test_what_does_not_count_says_why(sample):
    model = opened(ClassOverviewModel, sample)
    excused = model.table[model.table["excused_count"] > 0].iloc[0]
    model.open_cell(excused["student_key"], excused["standard_code"])
    assert "does not count: excused" in [row["counts"] for row in model.cell_rows]


def test_another_rule_changes_the_table_and_lasts(sample):
    model = opened(ClassOverviewModel, sample)
    before = model.table
    model.choose(rule="highest")
    assert not model.table.equals(before)
    assert opened(ClassOverviewModel, sample).choices["rule"] == "highest"


def test_the_heat_map_has_a_cell_for_every_student_and_standard(sample):
    model = opened(ClassOverviewModel, sample)
    assert {len(row["cells"]) for row in model.grid_rows} == {len(model.grid_columns)}
    assert len(model.grid_rows) == 28


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


def test_wishes_that_contradict_each_other_are_named(sample):
    model = opened(FlexibleGroupsModel, sample)
    a, b, c = model.roster[:3]
    model.wish("together", a, b)
    model.wish("together", b, c)
    model.wish("apart", a, c)
    model.form()
    assert model.groups is None and model.refusals
    assert all(any(name in line for line in model.refusals) for name in (a, b, c))


def test_saved_groups_have_a_name_and_a_review_date(sample):
    model = opened(FlexibleGroupsModel, sample)
    model.form()
    model.save("Ratios", datetime.date(2026, 9, 7), None)
    saved = sample.groups("Period 1", "Ratios")
    assert saved.status == "saved" and saved.review_on == datetime.date(2026, 9, 21)
    assert "in use" in model.sentence


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
    model.place()
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
    assert model.refusals == ["1 student could not stay put: there are fewer groups now."]
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
    model.save("Later", datetime.date(2027, 1, 4), model.groups.review_on)
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
