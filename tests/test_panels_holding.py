"""A page says what of it is stored nowhere, so that it is not put to sleep unasked and its words stay true."""

from __future__ import annotations

from plworkbench.panels.flexible_groups import FlexibleGroups
from plworkbench.panels.import_data import ImportData

FILE = b"name,id,Quiz 6.RP.A.1\nAmara Okafor,1,3/4\nBen Ruiz,2,1/4\n"


def test_a_file_that_was_read_and_not_stored_is_held_until_it_is_decided_on(sample):
    panel = ImportData(sample)
    panel.opened()
    assert panel.page.holds_unsaved == ""
    panel.do(panel.model.aim_at, "Period 9")
    panel.do(panel.model.read, "quiz.csv", FILE)
    assert panel.model.preview is not None and "dropped in again" in panel.page.holds_unsaved
    panel.do(panel._cancel)
    assert panel.page.holds_unsaved == ""


def test_choices_for_groups_are_held_until_groups_are_formed_by_them(sample):
    panel = FlexibleGroups(sample)
    panel.opened()
    assert panel.page.holds_unsaved == ""
    panel.do(setattr, panel.model, "group_count", 4)
    assert "chosen again" in panel.page.holds_unsaved
    panel.form()
    assert panel.model.groups is not None and panel.page.holds_unsaved == ""
    panel.do(setattr, panel.model, "absent", panel.model.roster[:1])
    panel.choose_class("Period 2")
    assert panel.page.holds_unsaved == "", "the choices begin anew with another class"
