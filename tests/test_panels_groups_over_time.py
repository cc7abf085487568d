"""The part of the page on groups over time: what its model decides, and what its card does, without a browser."""

import dataclasses
import datetime
import re
import shutil
from collections import Counter
from html import unescape
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from group_parts import CLASS, is_shown, shown

import plworkbench
from plworkbench import figures
from plworkbench.panels.group_company_model import MOST_IN_TABLE, MOST_PAIRS, listed
from plworkbench.panels.group_over_time_model import (
    EMPTY,
    MOST_PROMPTS,
    MOST_VALUES,
    TOO_FEW,
    OverTimeModel,
)

FIRST = datetime.date(2026, 1, 5)


def keep(wb, seeds, class_name=CLASS, groups=6, purpose="random"):
    """Save groups, two weeks from one to the next."""
    for place, seed in enumerate(seeds):
        formed = wb.group(class_name, purpose=purpose, group_count=groups, random_state=seed, avoid_past=None)
        wb.save(formed, f"Groups {place + 1}", starts_on=FIRST + datetime.timedelta(days=14 * place))


def met(wb, class_name=CLASS):
    """Count by hand how often each two students, by name, have shared a saved group."""
    times = dict.fromkeys(combinations(sorted(wb.students(class_name)["name"]), 2), 0)
    for key in wb.groupings(class_name)["grouping_key"]:
        members = wb.groups(class_name, key).members
        for one, other in combinations(sorted(members["name"]), 2):
            numbers = members.set_index("name")["group_number"]
            times[one, other] += int(numbers[one] == numbers[other])
    return times


@pytest.fixture(scope="module")
def seen(sample_folder, tmp_path_factory):
    """The page of a class that has been in groups four times, for tests that only look."""
    wb = plworkbench.open(shutil.copytree(sample_folder, tmp_path_factory.mktemp("seen") / "sample"))
    keep(wb, range(4))
    names = wb.students(CLASS)["name"].tolist()
    wb.mark(CLASS, "Leaders", names[:7])
    wb.mark(CLASS, "Few", names[: TOO_FEW - 1])
    yield shown(wb)
    wb.close()


# --- folded, and empty


def test_folded_away_it_reads_nothing_at_all(sample, monkeypatch):
    for name in ("audit", "cycles", "attributes", "schedules"):
        monkeypatch.setattr(sample, name, lambda *_, **__: pytest.fail("nobody has asked for it"))
    page = shown(sample, unfolded=False)
    assert page.page.trouble == "" and is_shown(page.part.box) and not is_shown(page.part.inside)


def test_without_a_class_there_is_no_part(wb):
    page = shown(wb, "", unfolded=False)
    assert page.page.trouble == "" and not is_shown(page.part.box)


def test_a_class_without_groups_reads_what_would_be_here_and_what_brings_it(sample):
    page = shown(sample)
    assert page.page.trouble == "" and is_shown(page.part.empty) and not is_shown(page.part.there)
    assert EMPTY in unescape(page.part.empty.value)


def test_drafts_are_no_history(sample):
    sample.save(sample.group(CLASS, purpose="random", group_count=6), status="draft")
    assert not shown(sample).part.model.has_groups


# --- the groups so far


def test_the_groups_so_far_are_there_newest_first_with_their_days_in_words(seen):
    rows = seen.part.cycles.rows
    assert [row["name"] for row in rows] == ["Groups 4", "Groups 3", "Groups 2", "Groups 1"]
    assert rows[-1]["from"] == "5 Jan 2026" and {row["students"] for row in rows} == {28}
    assert rows[-1]["repeated_pairs"] == 0 < rows[0]["repeated_pairs"]


@pytest.mark.parametrize(("is_due", "words"), [(True, "19 Jan 2026 (passed)"), (False, "19 Jan 2026")])
def test_a_day_to_look_again_that_has_passed_is_said_in_words(seen, monkeypatch, is_due, words):
    model = seen.part.model
    monkeypatch.setattr(model, "cycles", model.cycles.tail(1).assign(is_due=is_due))
    assert [row["look_again"] for row in model.cycle_rows] == [words]


def test_a_student_moved_by_hand_is_counted(sample):
    groups = sample.group(CLASS, purpose="random", group_count=6)
    name, number = groups.members["name"].iloc[0], int(groups.members["group_number"].iloc[0])
    sample.save(groups.move(name, 1 + number % 6))
    assert [row["moved_by_hand"] for row in shown(sample).part.cycles.rows] == [1]


# --- who works with whom


def test_every_cell_of_the_table_is_the_number_that_counting_by_hand_gives(seen):
    by_hand = met(seen.model.wb)
    html = unescape(seen.part.company.value)
    names = [re.sub("<.*?>", "", one) for one in re.findall(r'<th scope="col"><span.*?>(.*?)</span>', html)]
    lines = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html)
    assert names == seen.model.wb.students(CLASS)["name"].tolist() == [name for name, _ in lines]
    for name, cells in lines:
        numbers = re.findall(r'<td class="pw-met-(self|\d)">(.*?)</td>', cells)
        for other, (step, text) in zip(names, numbers, strict=True):
            if name == other:
                assert step == "self" and "the same student" in text
            else:
                assert int(text) == by_hand[tuple(sorted((name, other)))]
                assert (step == "0") == (text == "0")


def test_the_list_behind_the_button_has_the_same_numbers_most_often_first(seen):
    rows, by_hand = seen.part.model.pair_rows, met(seen.model.wb)
    assert {tuple(sorted((row["one"], row["other"]))): row["times"] for row in rows} == by_hand
    assert [row["times"] for row in rows] == sorted((row["times"] for row in rows), reverse=True)


def test_the_sentence_counts_every_pair_once(seen):
    times = list(met(seen.model.wb).values())
    counts = [times.count(1), sum(n > 1 for n in times), times.count(0)]
    pairs, *said = (int(n) for n in re.findall(r"\d+", seen.part.model.company_words))
    assert pairs == len(times) == 28 * 27 // 2 and said == counts


def test_the_pairs_who_have_never_met_are_named_up_to_twenty_and_the_rest_is_counted(seen):
    model = seen.part.model
    never = {pair for pair, n in met(seen.model.wb).items() if n == 0}
    assert len(never) > MOST_PAIRS and model.never_words.startswith(f"{len(never)} pairs have not worked together")
    named, last = model.never_names[:-1], model.never_names[-1]
    assert len(named) == MOST_PAIRS and last == f"and {len(never) - MOST_PAIRS} more pairs"
    pairs = [tuple(sorted(words.split(" and "))) for words in named]
    assert set(pairs) <= never and len(set(pairs)) == MOST_PAIRS
    times = Counter(name for pair in pairs for name in pair)
    assert max(times.values()) <= 2, "twenty pairs of 28 students need nobody three times"


@pytest.mark.parametrize(
    ("number", "lines", "last"), [(20, 20, "pair 19"), (21, 21, "and 1 more pair"), (32, 21, "and 12 more pairs")]
)
def test_a_long_list_ends_with_how_many_more_there_are(number, lines, last):
    found = listed([f"pair {n}" for n in range(number)], MOST_PAIRS, "more pair")
    assert len(found) == lines and found[-1] == last


@pytest.mark.parametrize(("students", "fits"), [(MOST_IN_TABLE, True), (MOST_IN_TABLE + 1, False)])
def test_a_class_of_more_than_forty_has_the_list_in_place_of_the_table(seen, monkeypatch, students, fits):
    part, model = seen.part, seen.part.model
    names = [f"Student {n}" for n in range(students)]
    times = np.ones((students, students), dtype=int) - np.eye(students, dtype=int)
    monkeypatch.setattr(
        model, "audit", dataclasses.replace(model.audit, company=pd.DataFrame(times, index=names, columns=names))
    )
    part._draw()
    part._fold_away()
    shown_now = is_shown(part.company), is_shown(part.company_fold), is_shown(part.pairs)
    monkeypatch.undo()
    part._draw()
    part._fold_away()
    assert shown_now == (fits, fits, not fits)
    assert is_shown(part.company) and not is_shown(part.pairs)


def test_a_name_is_words_and_never_markup(wb):
    evil = "<img src=x onerror=alert(1)>"
    rows = "\n".join(f"{name},{n},3" for n, name in enumerate([evil, "Ana", "Ben", "Cy"]))
    wb.commit(wb.preview(f"name,id,6.RP.A.1\n{rows}\n".encode(), "Odd"))
    keep(wb, range(2), "Odd", groups=2)
    page = shown(wb, "Odd")
    html = page.part.company.value + page.part.never.value + page.part.prompts.value
    assert page.page.trouble == "" and "<img" not in html and "&lt;img" in html


# --- prompts


def test_the_prompts_are_those_of_the_audit_below_their_warning(seen):
    told = seen.model.wb.audit(CLASS).prompts
    assert [unescape(one) for one in re.findall("<li>(.*?)</li>", seen.part.prompts.value)] == told


@pytest.mark.parametrize(("number", "lines", "button"), [(MOST_PROMPTS, 6, False), (MOST_PROMPTS + 1, 7, True)])
def test_many_prompts_are_cut_to_a_few_and_a_button_shows_all(seen, monkeypatch, number, lines, button):
    part = seen.part
    monkeypatch.setattr(part.model, "_usual_prompts", [f"Prompt {n}." for n in range(number)])
    part._fold_away()
    assert part.prompts.value.count("<li>") == lines and is_shown(part.more_prompts) is button
    assert ("and 1 more question" in part.prompts.value) is button
    part.more_prompts.expanded = True
    assert part.prompts.value.count("<li>") == number and "more question" not in part.prompts.value
    part.more_prompts.expanded = False


# --- when it is read again


def test_what_is_done_to_a_draft_does_not_make_it_look_back_again(sample, monkeypatch):
    keep(sample, range(2))
    page = shown(sample)
    monkeypatch.setattr(sample, "audit", lambda *_, **__: pytest.fail("it looked back again"))
    page.model.groups = sample.save(sample.group(CLASS, purpose="random", group_count=5), status="draft")
    page.show()
    assert page.page.trouble == "" and len(page.part.cycles.rows) == 2


def test_groups_saved_while_it_is_open_are_in_it_at_once(sample):
    keep(sample, range(2))
    page = shown(sample)
    sample.save(sample.group(CLASS, purpose="random", group_count=5), "The third")
    page.show()
    assert [row["name"] for row in page.part.cycles.rows] == ["The third", "Groups 2", "Groups 1"]


def test_another_class_is_looked_at_anew_and_without_the_attribute(sample):
    keep(sample, range(2))
    sample.mark(CLASS, "Leaders", sample.students(CLASS)["name"].tolist()[:6])
    page = shown(sample)
    page.part.attribute.value = "Leaders"
    page.choose_class("Period 4")
    assert page.page.trouble == "" and page.part.model.attribute == "" and is_shown(page.part.empty)
    page.choose_class(CLASS)
    assert is_shown(page.part.there) and not is_shown(page.part.compared)


# --- the latest groups beside the class


def test_a_list_is_compared_with_the_class_by_the_numbers_of_those_on_it(seen):
    part = seen.part
    part.attribute.value = "Leaders"
    leaders = set(seen.model.wb.students(CLASS)["name"].tolist()[:7])
    groups = seen.model.wb.groups(CLASS, seen.model.wb.groupings(CLASS)["grouping_key"].iloc[0])
    by_hand = {
        name: len(leaders & set(groups.members.loc[groups.members["group_number"] == number, "name"]))
        for number, name in enumerate(groups.group_names, start=1)
    }
    assert {row["group"]: int(row["count"].split()[0]) for row in part.compared.table.rows} == by_hand
    bars = part.compared.plot.figure["data"][0]
    assert list(bars["x"]) == list(by_hand.values()) and sum(bars["x"]) == 7
    assert "a prompt, not proof" in part.compared.shows and "(p = " in part.compared.shows
    assert not any("not on the list" in prompt for prompt in part.model.attribute_prompts)


def test_nothing_is_said_of_a_list_of_too_few(seen):
    part = seen.part
    part.attribute.value = "Few"
    assert f"Too few to say: only {TOO_FEW - 1} students of the class differ." in part.compared.shows
    assert "p = " not in part.compared.shows
    assert {row["expected"] for row in part.compared.table.rows} == {"too few to say"}


def test_the_choice_offers_lists_and_demographics_of_few_values_and_no_levels(seen, monkeypatch):
    model = seen.part.model
    rows = [("Leaders", "list", []), ("level", "level", ["secure"])]
    rows += [("homeLanguage", "demographics", ["x"] * MOST_VALUES)]
    rows += [("birthDate", "demographics", ["x"] * (MOST_VALUES + 1))]
    frame = pd.DataFrame(rows, columns=["attribute", "kind", "values"])
    monkeypatch.setattr(model.wb, "attributes", lambda _: frame)
    other = OverTimeModel(model.wb)
    other.load(CLASS)
    words = [("Leaders (your list)", "Leaders"), ("Home language", "homeLanguage")]
    assert other.attributes == [("Choose what to compare", ""), *words]


def test_where_there_is_nothing_to_compare_on_the_words_say_what_would_bring_it(sample):
    keep(sample, range(2))
    part = shown(sample).part
    assert not is_shown(part.attribute) and is_shown(part.no_attribute)


def test_the_lines_beside_the_bars_are_the_share_of_the_class():
    rows = [("Oak", "a", 3, 2.0), ("Oak", "b", 0, 1.0), ("Elm", "a", 1, 2.0)]
    frame = pd.DataFrame(rows, columns=["group", "value", "count", "expected"])
    bars, marks = figures.group_composition(frame).data
    assert [list(axis) for axis in bars.y] == [["Oak", "Oak", "Elm"], ["a", "b", "a"]]
    [alone, _] = figures.group_composition(
        pd.DataFrame(rows[::2], columns=["group", "value", "count", "expected"])
    ).data
    assert list(alone.y) == ["Oak", "Elm"]
    assert list(bars.x) == [3, 0, 1] and list(marks.x) == [2.0, 1.0, 2.0] and list(bars.text) == ["3", "0", "1"]


# --- minutes


def test_without_a_saved_schedule_the_minutes_say_what_would_bring_them(seen):
    part = seen.part
    assert "Make a rotation schedule" in part.minutes_words.value
    assert not is_shown(part.minutes_fold) and not is_shown(part.minutes)
