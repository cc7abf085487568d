"""Two windows on the same class: what one stores the other shows, and nothing is overwritten unseen."""

from __future__ import annotations

import datetime
import sqlite3
from contextlib import closing
from urllib.parse import urlencode

import pytest

import plworkbench
from plworkbench.errors import WorkbenchError
from plworkbench.panels.base import CAUGHT_UP, DO_AGAIN
from plworkbench.panels.class_overview import ClassOverview
from plworkbench.panels.enter_scores import EnterScores
from plworkbench.panels.flexible_groups import FlexibleGroups
from plworkbench.panels.group_wishes_model import WishesModel
from plworkbench.panels.home import Home
from plworkbench.panels.unit_plan import UnitPlan


@pytest.fixture
def windows(sample, tmp_path):
    """The workbench of a window, and that of another one on the same data."""
    other = plworkbench.open(tmp_path / "sample")
    yield sample, other
    other.close()


def opened(panel_class, wb):
    panel = panel_class(wb)
    panel.opened()
    return panel


def test_what_this_window_changed_is_no_news_to_it_and_what_another_did_is(windows):
    here, there = windows
    before = here.last_change()
    here.wish("Period 1", "apart", *here.students("Period 1")["name"].head(2))
    assert not here.changed_elsewhere(before) and there.changed_elsewhere(before)
    assert not there.changed_elsewhere(there.last_change())


def test_which_class_is_looked_at_elsewhere_is_nobodys_news_and_drafts_only_where_they_are_shown(windows):
    here, there = windows
    before = here.last_change()
    there.remember("current_class", "Period 2")
    assert not here.changed_elsewhere(before, drafts=True)
    there.remember("unsaved exit ticket", [{"class": "Period 1"}])
    assert here.changed_elsewhere(before, drafts=True) and not here.changed_elsewhere(before)
    assert here.changed_elsewhere(before, drafts=True, class_name="Period 1")
    assert not here.changed_elsewhere(before, drafts=True, class_name="Period 2")


def test_a_draft_of_another_class_beside_that_of_this_one_is_no_news(windows):
    here, there = windows
    there.remember("unsaved exit ticket", [{"class": "Period 1", "taps": "3"}])
    before = here.last_change()
    there.remember("unsaved exit ticket", [{"class": "Period 1", "taps": "3"}, {"class": "Period 2"}])
    assert not here.changed_elsewhere(before, drafts=True, class_name="Period 1")
    there.remember("unsaved exit ticket", [{"class": "Period 1", "taps": "4"}, {"class": "Period 2"}])
    assert here.changed_elsewhere(before, drafts=True, class_name="Period 1")


def test_what_changes_nothing_that_is_shown_is_no_news(windows):
    here, there = windows
    groups = there.save(there.group("Period 1", on=["6.RP.A.1"], group_count=5))
    before = here.last_change()
    there.remember("last standard entered", "6.RP.A.1")
    there.remember("stations", {"slots": 3})
    there._store.record_release("grouping", groups.grouping_key, "csv", "me")
    assert not here.changed_elsewhere(before, drafts=True)


def test_an_event_that_comes_to_stand_before_a_later_one_is_news_all_the_same(windows, tmp_path, monkeypatch):
    here, _ = windows
    # What two writers on PostgreSQL can leave behind: number 1002 is there, and then comes number 1001.
    file = next((tmp_path / "sample").glob("*.sqlite3"))
    fields = "(event_id, at, actor, action, entity, entity_key, version)"

    def write(number: int) -> None:
        with closing(sqlite3.connect(file)) as connection, connection:
            values = (number, "2026-01-01 00:00:00", "teacher", "added", "wish", f"key {number}", 1)
            connection.execute(f"INSERT INTO event_log {fields} VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    write(100_002)
    before = here.last_change()
    read, really = [], here._store._current
    monkeypatch.setattr(here._store, "_current", lambda *asked: read.append(asked) or really(*asked))
    for _ in range(2):
        here._store.evidence("none")
    assert not here.changed_elsewhere(before) and len(read) == 1
    write(100_001)
    assert here.changed_elsewhere(before) and here.last_change() != before
    here._store.evidence("none")
    assert len(read) == 2, "the evidence is read anew"


def test_a_window_catches_up_when_somebody_turns_to_it(windows):
    here, there = windows
    panel = opened(Home, here)
    shown = [card["name"] for card in panel.model.cards]
    there.remove_sample("grade6_maths")
    panel.catch_up()
    assert shown and panel.model.cards == [] and panel.page.status == CAUGHT_UP


def test_a_window_that_is_up_to_date_is_left_alone(windows, monkeypatch):
    here, _ = windows
    panel = opened(ClassOverview, here)
    monkeypatch.setattr(panel.model, "refresh", lambda: pytest.fail("nothing was changed"))
    panel.catch_up()
    assert panel.page.status != CAUGHT_UP


def test_catching_up_stays_with_the_class_and_the_standard_that_were_looked_at(windows):
    here, there = windows
    panel = opened(ClassOverview, here)
    panel.do(panel.model.choose_class, "Period 2")
    code = here.standards("Period 2")["standard_code"].iloc[-1]
    panel.model.standard_code = code
    student = there.students("Period 2")["name"].iloc[0]
    there.enter_scores("Period 2", "Exit ticket", code, {student: 4})
    panel.catch_up()
    assert (panel.model.class_name, panel.model.standard_code) == ("Period 2", code)
    assert panel.page.status == CAUGHT_UP


def test_a_move_in_one_window_goes_onto_the_groups_of_the_other(windows):
    here, there = windows
    first = opened(FlexibleGroups, here)
    first.do(first.model.form)
    second = opened(FlexibleGroups, there)
    one, other = first.model.groups.members["student_key"].iloc[[0, 1]]
    target = {key: 1 if group != 1 else 2 for key, group in _places(first).items()}
    assert first.do(first.model.move, [one], target[one])
    assert second.do(second.model.move, [other], target[other])
    assert _places(second)[one] == target[one] and _places(second)[other] == target[other]
    first.catch_up()
    assert _places(first) == _places(second)


def test_a_plan_changed_elsewhere_is_shown_before_anything_of_it_is_overwritten(windows):
    here, there = windows
    first, second = opened(UnitPlan, here), opened(UnitPlan, there)
    first.do(first._propose)
    second.catch_up()
    units = len(second.model.units)
    assert units > 1
    second.do(second.model.change, "0", "act", "remove")
    assert not first.do(first.model.change, "1", "name", "Ratios")
    assert first.page.trouble == DO_AGAIN and len(first.model.units) == units - 1
    assert first.do(first.model.change, "0", "name", "Ratios") and first.page.trouble == ""
    assert here.plan("Period 1")["name"].tolist()[0] == "Ratios" and len(here.plan("Period 1")) == units - 1


def test_scores_typed_in_one_window_are_there_in_the_other_before_they_are_saved(windows):
    here, there = windows
    first, second = opened(EnterScores, here), opened(EnterScores, there)
    key = here.students("Period 1")["student_key"].iloc[0]
    first.do(first.model.enter, key, "3")
    first.model.keep()
    second.catch_up()
    assert second.model.entries[key] == "3"


def _places(panel) -> dict[str, int]:
    members = panel.model.groups.members
    return dict(zip(members["student_key"], members["group_number"].astype(int)))


# what is typed and chosen here, and not stored yet


def typed(panel, keys, text="3"):
    for key in keys:
        panel._entered(key, text)


def scores_of(wb, class_name, assessment):
    found = wb.evidence(class_name)
    return found[found["assessment"] == assessment].set_index("student_key")["score"].to_dict()


def some_score_elsewhere(there, class_name="Period 1"):
    code = there.standards(class_name)["standard_code"].iloc[0]
    name = f"Elsewhere {len(there.imports(class_name))}"
    there.enter_scores(class_name, name, code, {there.students(class_name)["name"].iloc[0]: 4})


@pytest.mark.parametrize("kept", [0, 3])
def test_save_takes_the_scores_typed_a_moment_ago_whatever_another_window_has_stored(windows, kept):
    here, there = windows
    panel = opened(EnterScores, here)
    keys = panel.model.roster["student_key"].tolist()[:6]
    typed(panel, keys[:kept])
    panel._rested()
    typed(panel, keys[kept:])
    some_score_elsewhere(there)
    name = panel.model.assessment
    assert panel.do(panel._save, waiting="Saving…")
    assert set(scores_of(there, "Period 1", name)) == set(keys)
    assert "6 of 28" in panel.model.saved["sentence"]


def test_two_windows_fill_in_one_ticket_and_nothing_typed_in_either_is_lost(windows):
    here, there = windows
    first, second = opened(EnterScores, here), opened(EnterScores, there)
    one, two, three, four = first.model.roster["student_key"].tolist()[:4]
    typed(first, [one])
    first._rested()
    typed(second, [two])
    second._rested()  # not turned to since: it has not seen the other's yet
    assert set(second.grid.entries) == {one, two}
    typed(first, [three])
    first.catch_up()
    assert set(first.model.entries) == {one, two, three}
    typed(second, [four], "2")
    assert second.do(second._save) and not any(second.model.entries.values())
    name = next(iter(second.model.earlier["assessment"]))
    assert set(scores_of(here, "Period 1", name)) == {one, two, three, four}


def test_a_ticket_saved_in_another_window_does_not_come_back_but_what_was_typed_since_goes_into_it(windows):
    here, there = windows
    first, second = opened(EnterScores, here), opened(EnterScores, there)
    one, two, late = first.model.roster["student_key"].tolist()[:3]
    typed(first, [one, two])
    first._rested()
    second.catch_up()
    assert second.do(second._save)
    name = first.model.assessment
    typed(first, [late], "1")
    first.catch_up()
    assert first.model.entries == {late: "1"} and first.model.assessment == name and first.model.overwrites
    assert first.do(first._save)
    assert set(scores_of(here, "Period 1", name)) == {one, two, late}


def test_a_ticket_saved_in_another_window_is_not_saved_again_by_a_click_that_meant_it(windows):
    here, there = windows
    first, second = opened(EnterScores, here), opened(EnterScores, there)
    typed(first, first.model.roster["student_key"].tolist()[:2])
    first._rested()
    second.catch_up()
    assert second.do(second._save)
    assert not first.do(first._save, waiting="Saving…") and first.page.trouble == DO_AGAIN
    assert first.model.entries == {} and first.page.status != "Saving…"


def test_a_ticket_emptied_in_another_window_can_be_brought_back_in_both(windows):
    here, there = windows
    first, second = opened(EnterScores, here), opened(EnterScores, there)
    key = first.model.roster["student_key"].iloc[0]
    typed(first, [key])
    first._rested()
    second.catch_up()
    second.do(second._clear)
    first.catch_up()
    assert first.model.entries == {}
    assert first.do(first._clear) and first.model.entries == {key: "3"}


def test_two_windows_that_enter_two_tickets_keep_both(windows):
    here, there = windows
    first, second = opened(EnterScores, here), opened(EnterScores, there)
    one, two = first.model.roster["student_key"].tolist()[:2]
    first.do(first._describe, "assessment", "Quiz 1")
    second.do(second._describe, "assessment", "Quiz 2")
    typed(first, [one])
    first._rested()
    typed(second, [two])
    assert second.do(second._save)
    first.catch_up()
    if not first.model.entries:  # one draft is remembered a class: the other ticket waits to be brought back
        first.do(first._clear)
    assert first.do(first._save)
    assert set(scores_of(here, "Period 1", "Quiz 1")) == {one}
    assert set(scores_of(here, "Period 1", "Quiz 2")) == {two}


def test_a_ticket_without_scores_yet_keeps_its_name_points_and_day(windows):
    here, there = windows
    panel = opened(EnterScores, here)
    day = datetime.date(2026, 1, 5)
    code = panel.model.standards[-1][1]
    for name, value in (("standard_code", code), ("assessment", "Quiz 3"), ("points_possible", 20.0), ("date", day)):
        panel.do(panel._describe, name, value)
    for _ in range(2):
        some_score_elsewhere(there)
        panel.catch_up()
        model = panel.model
        assert (model.standard_code, model.assessment, model.points_possible, model.date) == (code, "Quiz 3", 20, day)
    panel.do(panel._describe, "taps", "levels")
    some_score_elsewhere(there)
    panel.catch_up()
    assert panel.model.taps == "levels" and panel.name.value == "Quiz 3"


def test_a_name_that_was_only_proposed_gives_way_to_a_ticket_of_that_name(windows):
    here, there = windows
    panel = opened(EnterScores, here)
    key = panel.model.roster["student_key"].iloc[0]
    name, code = panel.model.assessment, panel.model.standard_code
    typed(panel, [key])
    there.enter_scores("Period 1", name, code, {there.students("Period 1")["name"].iloc[0]: 1}, kind="exit ticket")
    assert not panel.do(panel._save) and panel.page.trouble == DO_AGAIN
    assert panel.model.assessment == f"{name} (2)" and panel.model.entries == {key: "3"}
    assert panel.do(panel._save) and scores_of(here, "Period 1", name) == {key: 1}


def test_correct_opens_the_ticket_that_was_clicked_though_a_newer_one_stands_above_it(windows):
    here, there = windows
    first, second = opened(EnterScores, here), opened(EnterScores, there)
    student = here.students("Period 1")["name"].iloc[0]
    code = first.model.standard_code
    for name in ("Quiz 1", "Quiz 2"):
        here.enter_scores("Period 1", name, code, {student: 2}, kind="exit ticket")
    second.catch_up()
    clicked = {row["name"]: row["key"] for row in second.model.earlier_rows}
    here.enter_scores("Period 1", "Quiz 3", code, {student: 2}, kind="exit ticket")
    assert second.do(second._correct, clicked["Quiz 1"]) and second.model.assessment == "Quiz 1"
    assert len(second.model.earlier_rows) == 3
    second.do(second._clear)
    last = here.imports("Period 1")["import_key"].iloc[0]
    gone = next(row for row in second.model.earlier_rows if row["name"] == "Quiz 3")["key"]
    here.undo_import(last)
    assert not second.do(second._correct, gone) and DO_AGAIN in second.page.trouble
    assert not second.model.correcting


def in_rounds(here):
    panel = opened(FlexibleGroups, here)
    panel.model.purpose, panel.model.rounds = "rotation", 4
    assert panel.do(panel.model.form)
    panel.do(panel.model.show_round, 2)
    return panel


def test_a_move_on_a_later_round_is_stored_in_that_round(windows):
    here, there = windows
    panel = in_rounds(here)
    one, group = next(iter(_places(panel).items()))
    key, first = panel.model.groups.grouping_key, panel.model.plan.groups[0].members
    to = 1 if group != 1 else 2
    some_score_elsewhere(there)
    assert panel.do(panel.model.move, [one], to)
    assert panel.model.round_words == "Round 3 of 4" and panel.model.groups.grouping_key == key
    assert _places(panel)[one] == to
    stored = there.rounds_of(there.groups("Period 1", key)).groups
    assert stored[2].members.set_index("student_key")["group_number"][one] == to
    assert stored[0].members["group_number"].tolist() == first["group_number"].tolist()


def test_the_round_stands_in_the_address_and_an_address_leads_to_it(windows):
    here, there = windows
    panel = in_rounds(here)
    where = panel.model.whereabouts()
    assert where["round"] == "3"
    other = FlexibleGroups(there)
    other.opened("?" + urlencode(where))
    assert other.model.groups.grouping_key == panel.model.groups.grouping_key
    other.went("?" + urlencode(where | {"round": "9"}))
    other.went("?" + urlencode({name: value for name, value in where.items() if name != "round"}))
    assert other.model.round_words == "Round 1 of 4" and "round" not in other.model.whereabouts()


@pytest.mark.parametrize("what", ["discard", "form_others"])
def test_nobody_is_moved_into_groups_that_were_never_seen(windows, what):
    here, there = windows
    first = opened(FlexibleGroups, here)
    first.do(first.model.form)
    first.do(first.model.save, "In use", None, None)
    first.model.purpose = "random"
    first.do(first.model.form)
    second = opened(FlexibleGroups, there)
    one, group = next(iter(_places(first).items()))
    assert second.do(getattr(second.model, what))
    expected = _places(second)
    assert not first.do(first.model.move, [one], 1 if group != 1 else 2)
    assert first.page.trouble == DO_AGAIN and _places(first) == expected


def chosen(model):
    return model.purpose, model.group_count, model.absent, model.min_size, model.only_here


@pytest.mark.parametrize("has_groups", [False, True])
def test_choices_not_formed_yet_stay_when_another_window_changes_something(windows, has_groups):
    here, there = windows
    panel = opened(FlexibleGroups, here)
    model = panel.model
    if has_groups:
        assert panel.do(model.form)
    model.purpose, model.group_count, model.absent, model.min_size = "mixed readiness", 3, model.roster[:2], 4
    model.only_here = [("balance", "sex", None, "nice"), ("balance", "shoe size", None, "nice")]
    some_score_elsewhere(there)
    panel.catch_up()
    assert panel.page.status == CAUGHT_UP
    kept = [("balance", "sex", None, "nice")] * ("sex" in set(here.attributes("Period 1")["attribute"]))
    assert chosen(model) == ("mixed readiness", 3, model.roster[:2], 4, kept)
    some_score_elsewhere(there)
    assert panel.do(model.form)
    assert set(model.groups.absent) == set(model.roster[:2]) and len(model.groups.group_names) == 3


def test_choices_formed_in_another_window_come_with_its_groups(windows):
    here, there = windows
    first = opened(FlexibleGroups, here)
    first.do(first.model.form)
    second = opened(FlexibleGroups, there)
    second.model.group_count, second.model.absent = 3, second.model.roster[:1]
    second.do(second.model.form)
    first.catch_up()
    assert chosen(first.model) == chosen(second.model) and first.model.group_count == 3


def test_a_wish_for_these_groups_alone_is_forgotten_by_what_it_says_and_not_by_its_place(windows):
    here, _ = windows
    model = opened(FlexibleGroups, here).model
    wishes = WishesModel(model)
    model.only_here = [("balance", "sex", None, "nice"), ("nobody alone", "sex", "F", "must")]
    first, second = (row["key"] for row in wishes.rows)
    wishes.weigh(second, "nice")
    model.only_here = model.only_here[1:]  # the first one is gone, and its place taken
    with pytest.raises(WorkbenchError, match="do that again"):
        wishes.forget(first)
    bring_back = wishes.forget(second)
    assert model.only_here == []
    bring_back()
    assert model.only_here == [("nobody alone", "sex", "F", "nice")]


def test_a_class_that_cannot_be_read_is_not_switched_to_and_what_was_typed_stays(windows, monkeypatch):
    here, _ = windows
    panel = opened(EnterScores, here)
    key = panel.model.roster["student_key"].iloc[0]
    panel.do(panel._describe, "assessment", "Quiz 3")
    typed(panel, [key])
    roster_of = here.students
    monkeypatch.setattr(here, "students", lambda name: roster_of(name) if name == "Period 1" else 1 / 0)
    assert not panel.do(panel.model.choose_class, "Period 2") and panel.page.trouble
    model = panel.model
    assert (model.class_name, model.assessment, model.entries) == ("Period 1", "Quiz 3", {key: "3"})
    assert panel.page.class_name == "Period 1" and here.recall("current_class", "") != "Period 2"
    monkeypatch.setattr(here, "students", roster_of)
    assert panel.do(panel.model.choose_class, "Period 2") and panel.model.entries == {}


def test_a_click_while_the_data_cannot_be_read_anew_is_answered_and_counts_as_out_of_date(windows, monkeypatch):
    here, there = windows
    panel = opened(ClassOverview, here)
    there.wish("Period 1", "apart", *there.students("Period 1")["name"].head(2))
    load, done = panel.model.load, []
    monkeypatch.setattr(panel.model, "load", lambda: 1 / 0)
    assert not panel.do(done.append, "done", waiting="One moment…")
    assert done == [] and panel.page.trouble and panel.page.status_kind == "problem"
    monkeypatch.setattr(panel.model, "load", load)
    assert panel.do(done.append, "done") and done == ["done"]
    assert panel.page.status != "One moment…"
