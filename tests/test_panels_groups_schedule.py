"""The parts of the page on rotations and peer reviews: what their models decide, and what their cards do."""

import csv
import datetime
import io
import re
from html import unescape
from types import SimpleNamespace

import pytest
from group_parts import CLASS, is_shown, shown

from plworkbench.panels.group_over_time import OverTime
from plworkbench.panels.group_reviews import ReviewsCard
from plworkbench.panels.group_schedule import ScheduleCard
from plworkbench.panels.group_schedule_model import YES, ScheduleModel

DAY = datetime.date(2026, 2, 2)


def grouped(wb, groups=6, class_name=CLASS, status="saved"):
    formed = wb.group(class_name, purpose="random", group_count=groups, random_state=3, avoid_past=None)
    return wb.save(formed, status=status)


def rotation(wb, groups=6, **more):
    """Return the page with groups on the board and the rotation unfolded."""
    page = shown(wb, part_class=ScheduleCard, unfolded=False)
    page.model.groups = grouped(wb, groups, **more)
    page.part.fold.expanded = True
    assert page.page.trouble == ""
    return page


def paper_of(page, monkeypatch):
    """Let printing tell what was on the paper, and return it as it comes."""
    printed = []
    monkeypatch.setattr(page.page, "print", lambda: printed.append(page.part.paper.value))
    return printed


def files_of(page, monkeypatch):
    given = []
    monkeypatch.setattr(page.page, "download", lambda name, content: given.append((name, content)))
    return given


# --- stations


def test_without_groups_on_the_board_the_words_say_what_comes_first(sample):
    page = shown(sample, part_class=ScheduleCard)
    assert page.page.trouble == "" and is_shown(page.part.no_groups) and not is_shown(page.part.there)


@pytest.mark.parametrize(("groups", "at_once"), [(2, 1), (3, 1), (4, 2), (6, 2), (7, 3)])
def test_three_stations_to_begin_with_have_room_for_every_group(sample, groups, at_once):
    page = rotation(sample, groups)
    assert [row["at_once"] for row in page.part.stations.rows] == [at_once] * 3
    assert [row["with_teacher"] for row in page.part.stations.rows].count(YES) == 1
    page.part.make.click()
    assert is_shown(page.part.outcome) and not is_shown(page.part.refusals)


def test_every_group_is_at_every_station_once_and_no_station_is_overfull(sample):
    page = rotation(sample)
    page.part.make.click()
    slots = ["slot-1", "slot-2", "slot-3"]
    assert [one["key"] for one in page.part.table.columns] == ["group", *slots]
    rows, room = page.part.table.rows, {row["name"]: row["at_once"] for row in page.part.model.rows}
    assert [row["group"] for row in rows] == list(page.model.groups.group_names)
    assert all(sorted(row[slot] for slot in slots) == sorted(room) for row in rows)
    for slot in slots:
        here = [row[slot] for row in rows]
        assert all(here.count(station) <= room[station] for station in room)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("name", " ", "Every station needs a name."),
        ("name", "practice TOGETHER", "Two stations have the same name."),
        ("minutes", None, "Every station needs its minutes"),
        ("minutes", 0, "Every station needs its minutes"),
        ("minutes", 7.5, "Every station needs its minutes"),
        ("at_once", 0, "at least one group has to fit"),
    ],
)
def test_what_is_wrong_with_a_station_is_said_in_words_and_nothing_is_made(sample, column, value, words):
    page = rotation(sample)
    page.do(page.part.model.change, page.part.model.rows[0]["key"], column, value)
    assert words in unescape(page.part.why_not.value)
    page.part.make.click()
    assert page.part.model.schedule is None and not is_shown(page.part.outcome)


def test_a_rotation_with_no_room_is_refused_in_words_with_a_cure(sample):
    page = rotation(sample)
    for row in page.part.model.rows:
        page.do(page.part.model.change, row["key"], "at_once", 1)
    page.part.make.click()
    lines = [unescape(one) for one in re.findall("<li>(.*?)</li>", page.part.refusals.value)]
    assert is_shown(page.part.refusals) and len(lines) >= 2 and lines[0].endswith("nothing was changed.")
    assert any("room" in line for line in lines[1:]) and not is_shown(page.part.outcome)


def test_a_station_is_added_with_room_for_its_share_and_taken_away_again(sample):
    page = rotation(sample)
    page.part.add.click()
    assert [row["line"] for row in page.part.stations.rows] == [f"Station {n}" for n in (1, 2, 3, 4)]
    assert page.part.stations.rows[-1]["at_once"] == 2 and "needs a name" in page.part.why_not.value
    page.do(page.part.model.change, page.part.stations.rows[-1]["key"], "act", "remove")
    assert len(page.part.stations.rows) == 3 and not is_shown(page.part.why_not)


def test_a_changed_station_puts_the_schedule_made_of_the_old_ones_away(sample):
    page = rotation(sample)
    page.part.make.click()
    page.do(page.part.model.change, page.part.model.rows[1]["key"], "minutes", 20)
    assert page.part.model.schedule is None and not is_shown(page.part.outcome)
    page.part.make.click()
    assert "20 min" in " ".join(one["label"] for one in page.part.table.columns)


def test_the_stations_of_the_last_schedule_are_there_the_next_time_with_room_for_more_groups(sample):
    page = rotation(sample)
    page.do(page.part.model.change, page.part.model.rows[0]["key"], "name", "Carpet")
    page.part.make.click()
    other = rotation(sample, 9)
    assert other.part.stations.rows[0]["name"] == "Carpet"
    assert [row["at_once"] for row in other.part.stations.rows] == [3, 3, 3]


# --- minutes


def test_the_sentence_and_the_list_say_the_minutes_that_counting_by_hand_gives(sample):
    page = rotation(sample, 6)
    part = page.part
    part.slots.value = 2
    part.make.click()
    part.minutes_fold.expanded = True
    seen = [row["group"] for row in part.table.rows if "Teacher table" in row.values()]
    members = page.model.groups.table
    expected = {student: 15.0 * (group in seen) for group, student in zip(members["group"], members["student"])}
    assert {row["name"]: row["minutes"] for row in part.minutes.rows} == expected
    none = sum(minutes == 0 for minutes in expected.values())
    assert 0 < none < 28
    assert f"Minutes with you: from 0 to 15 a student; {none} of 28 have none." in unescape(part.sentence.value)


def test_a_student_moved_on_the_board_takes_the_minutes_of_the_other_group(sample):
    page = rotation(sample, 6)
    page.part.slots.value = 2
    page.part.make.click()
    minutes = {row["name"]: row["minutes"] for row in page.part.model.minutes_rows}
    members = page.model.groups.members.set_index("name")["group_number"]
    gainer = next(name for name, given in minutes.items() if given == 0)
    host = next(name for name, given in minutes.items() if given == 15)
    page.model.groups = sample.save(page.model.groups.move(gainer, int(members[host])))
    page.show()
    assert {row["name"]: row["minutes"] for row in page.part.model.minutes_rows} == minutes | {gainer: 15.0}


def test_a_schedule_saved_for_a_day_is_listed_counts_in_the_look_back_and_can_be_forgotten(sample):
    page = rotation(sample)
    page.part.make.click()
    page.part.day.value = DAY
    page.part.save.click()
    assert page.page.trouble == "" and "Saved for 2 February 2026" in page.part.saved.value
    [row] = page.part.earlier.rows
    assert row["day"] == "2 Feb 2026" and row["stations"].count(",") == 2
    look_back = shown(sample, part_class=OverTime)
    assert "Everybody has had 15 minutes with you." in look_back.part.minutes_words.value
    look_back.part.minutes_fold.expanded = True
    assert [row["minutes"] for row in look_back.part.minutes.rows] == [15.0] * 28
    page.do(page.part._forget, row["key"])
    assert page.part.earlier.rows == [] and sample.schedules(CLASS).empty
    look_back.show()
    assert "Not known yet" in look_back.part.minutes_words.value


# --- paper and files


def test_the_sheet_for_the_wall_has_groups_names_and_stations_and_goes_again(sample, monkeypatch):
    page = rotation(sample)
    page.part.make.click()
    printed = paper_of(page, monkeypatch)
    page.part.print.click()
    [sheet] = printed
    assert sheet.count("<section") == 1 and "landscape" in sheet
    told = unescape(sheet)
    assert all(name in told for name in (*page.model.groups.group_names, *page.model.groups.members["name"]))
    assert "Teacher table" in told and "secure" not in told
    assert page.part.paper.value == sheet, "the browser takes a moment to print"
    page.show()
    assert page.part.paper.value == "", "whatever is done next, it is not printed again"


def test_what_leaves_the_workbench_is_logged(sample, monkeypatch):
    page = rotation(sample)
    paper_of(page, monkeypatch), files_of(page, monkeypatch)
    page.part.make.click()
    before = len(sample.history(CLASS))
    page.part.print.click()
    page.part.download.click()
    assert len(sample.history(CLASS)) == before + 2


def test_the_file_of_the_schedule_has_a_row_for_every_group_and_slot(sample, monkeypatch):
    page = rotation(sample)
    given = files_of(page, monkeypatch)
    page.part.make.click()
    page.part.download.click()
    [(name, text)] = given
    assert name.endswith("-schedule.csv") and " " not in name
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert len(rows) == 18 and {row["with_teacher"] for row in rows} == {"yes", "no"}


def test_another_class_begins_anew(sample):
    page = rotation(sample)
    page.part.make.click()
    page.model.groups = None
    page.choose_class("Period 4")
    assert page.part.model.schedule is None and is_shown(page.part.no_groups)


def test_the_day_to_save_for_is_never_one_that_has_passed(sample):
    model = ScheduleModel(sample)
    today = datetime.date.today()
    model.groups = SimpleNamespace(starts_on=today - datetime.timedelta(days=30))
    assert model.day == today
    model.groups = SimpleNamespace(starts_on=today + datetime.timedelta(days=3))
    assert model.day == today + datetime.timedelta(days=3)


# --- peer review


def reviews(wb, title="Essay 1", each=2, class_name=CLASS):
    page = shown(wb, class_name, part_class=ReviewsCard)
    page.part.title.value, page.part.each.value = title, each
    page.part.make.click()
    assert page.page.trouble == ""
    return page


@pytest.mark.parametrize("each", [1, 2, 4])
def test_everyone_gives_and_gets_as_many_and_nobody_reviews_the_one_who_reviews_them(sample, each):
    page = reviews(sample, each=each)
    table = page.part.model.reviews.table
    pairs = list(zip(table["reviewer"], table["author"]))
    names = sample.students(CLASS)["name"].tolist()
    for end in (0, 1):
        assert sorted(pair[end] for pair in pairs) == sorted(names * each)
    assert not any((author, reviewer) in pairs for reviewer, author in pairs)
    assert [row["reviewer"] for row in page.part.table.rows] == names
    assert all(re.split(", | and ", row["authors"]) for row in page.part.table.rows)
    assert "Everyone gives and gets" in page.part.sentence.value


def test_without_a_title_the_words_ask_for_one_and_nothing_is_decided(sample):
    page = reviews(sample, title="  ")
    assert "Say what is reviewed" in unescape(page.part.why_not.value) and not is_shown(page.part.outcome)


def test_too_many_reviews_for_a_small_class_are_refused_in_words(wb):
    rows = "\n".join(f"{name},{n},3" for n, name in enumerate(["Ana", "Ben", "Cy", "Di"]))
    wb.commit(wb.preview(f"name,id,6.RP.A.1\n{rows}\n".encode(), "Small"))
    page = reviews(wb, each=2, class_name="Small")
    assert page.part.refusals.value.count("<li>") >= 2 and not is_shown(page.part.outcome)
    page.part.each.value = 1
    page.part.make.click()
    assert is_shown(page.part.outcome) and not is_shown(page.part.refusals)


def test_deciding_again_gives_others_and_another_title_puts_them_away(sample):
    page = reviews(sample)
    before = page.part.table.rows
    page.part.others.click()
    assert page.part.table.rows != before
    page.part.title.value = "Essay 2"
    assert not is_shown(page.part.outcome)


def test_saved_reviews_are_listed_come_back_next_time_with_others_and_can_be_forgotten(sample):
    page = reviews(sample)
    first = set(zip(*page.part.model.reviews.table[["reviewer", "author"]].to_numpy().T))
    page.part.save.click()
    assert page.part.save.disabled and "Saved." in page.part.saved.value
    [row] = page.part.past.rows
    assert (row["title"], row["students"], row["each"]) == ("Essay 1", "28 students", "2 reviews")
    page.part.title.value = "Essay 2"
    page.part.make.click()
    second = set(zip(*page.part.model.reviews.table[["reviewer", "author"]].to_numpy().T))
    assert not first & second
    page.part.save.click()
    assert {row["title"] for row in page.part.past.rows} == {"Essay 1", "Essay 2"}
    page.do(page.part._forget, "Essay 2")
    assert [row["title"] for row in page.part.past.rows] == ["Essay 1"] and not page.part.save.disabled


def test_the_slips_have_one_reviewer_each_with_the_names_of_the_authors(sample, monkeypatch):
    page = reviews(sample)
    printed = paper_of(page, monkeypatch)
    page.part.print.click()
    slips = unescape(printed[0]).split('class="pw-review-slip"')[1:]
    assert len(slips) == 28 and "landscape" not in printed[0]
    for slip, row in zip(slips, page.part.model.reviews.by_reviewer, strict=True):
        assert f"<h3>{row['name']}</h3>" in slip and re.findall("<strong>(.*?)</strong>", slip) == row["authors"]


def test_the_file_of_the_reviews_has_a_row_each(sample, monkeypatch):
    page = reviews(sample)
    given = files_of(page, monkeypatch)
    page.part.download.click()
    [(name, text)] = given
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert name == "Period-2-Essay-1-reviews.csv" and len(rows) == 56


def test_another_class_has_its_own_reviews(sample):
    page = reviews(sample)
    page.part.save.click()
    page.choose_class("Period 4")
    assert page.page.trouble == "" and page.part.title.value == "" and not is_shown(page.part.outcome)
    assert page.part.past.rows == []
