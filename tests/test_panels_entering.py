"""Entering scores by hand, marking with a rubric, and the plan of the units: the models, without a browser."""

import datetime
import json

import pandas as pd
import pytest

from plworkbench.panels import score_entries
from plworkbench.panels.class_scale import ClassScale
from plworkbench.panels.enter_scores import EnterScores
from plworkbench.panels.enter_scores_model import NEXT, NO_NAME, NOBODY, EnterScoresModel
from plworkbench.panels.rubric_draft import RubricDraft, shared_file, take_file
from plworkbench.panels.rubric_model import RubricModel
from plworkbench.panels.unit_plan import UnitPlan
from plworkbench.panels.unit_plan_model import UnitPlanModel

CLASS = "Period 3"
CODE = "6.RP.A.1"
CRITERIA = [
    {"name": "Compares", "standard_code": CODE, "levels": [[0, "Not yet."], [1, "With words."], [2, "With a ratio."]]},
    {"name": "Explains", "standard_code": "6.RP.A.3", "levels": [[1, "An answer."], [2, "Steps."], [4, "Reasons."]]},
]


@pytest.fixture
def ticket(sample):
    """An exit ticket of Period 3 on a standard, still empty."""
    model = EnterScoresModel(sample)
    model.refresh()
    model.choose_class(CLASS)
    model.describe(standard_code=CODE)
    return model


@pytest.fixture
def marking(sample):
    """A task of Period 3 that is marked with a rubric."""
    sample.save_rubric("Poster", CRITERIA)
    model = RubricModel(sample)
    model.load(CLASS)
    return model


def filled(model, text="4"):
    for key in model.roster["student_key"]:
        model.enter(key, text)
    return model


def pieces(wb, **equal):
    """Return evidence of the class with these values, by student."""
    found = wb.evidence(CLASS)
    for column, value in equal.items():
        found = found[found[column] == value]
    return found.set_index("student_key")


# what is typed


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("0", ""),
        ("4", ""),
        ("4.5", "4.5 is more than 4 points."),
        ("-1", "Type 0 to 4, M or E."),
        ("M", ""),
        ("X", "Type 0 to 4, M or E."),
        ("", ""),
    ],
)
def test_an_entry_out_of_range_is_named_with_its_cure(typed, problem):
    assert score_entries.problem_with(typed, 4) == problem


@pytest.mark.parametrize(("points", "halves", "count"), [(4, False, 5), (4, True, 9), (10, False, 11), (11, False, 0)])
def test_there_is_something_to_tap_while_it_is_found_more_quickly_than_typed(points, halves, count):
    assert len(score_entries.taps(points, halves)) == count


@pytest.fixture
def roster():
    names = ["Ana Silva", "Ben Ito", "Cy Day", "Zoë O'Neil-Ruiz"]
    return pd.DataFrame(
        {
            "student_key": list("abcd"),
            "name": names,
            "sort_name": [f"{last}, {first}" for first, last in map(str.split, names)],
        }
    )


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("3\n2.5\nM", {"a": "3", "b": "2.5", "c": "M"}),
        ("3\r\n\r\n2\r\n", {"a": "3", "c": "2"}),
        ("Ben Ito\t3\nana silva\t2", {"b": "3", "a": "2"}),
        ("Name\tScore\nIto, Ben\t3", {"b": "3"}),
        ("Ito\tBen\t3", {"b": "3"}),
        ("Ben Ito 3\nCy Day, missing", {"b": "3", "c": "M"}),
        ("Zoë O'Neil-Ruiz; 2,5", {"d": "2.5"}),
        ("Ben Ito\t\nCy Day\t1", {"c": "1"}),
    ],
)
def test_a_column_or_names_with_scores_are_pasted(text, entries, roster):
    read = score_entries.read_pasted(text, roster)
    assert read.entries == entries and read.unknown == ()


def test_a_column_begins_at_the_student_it_is_pasted_at_and_what_is_left_over_is_said(roster):
    read = score_entries.read_pasted("1\n2\n3", roster, first=2)
    assert read.entries == {"c": "1", "d": "2"} and "1 more than there are students" in read.words


def test_a_name_that_is_nobodys_is_named_and_never_guessed(roster):
    read = score_entries.read_pasted("Ben Ito\t3\nBen Itto\t4\nAna\t1", roster)
    assert read.entries == {"b": "3"} and read.unknown == ("Ben Itto", "Ana")


def test_a_name_that_two_students_share_is_nobodys(roster):
    twins = pd.concat([roster, roster.iloc[[0]].assign(student_key="z")])
    assert score_entries.read_pasted("Ana Silva\t3", twins).unknown == ("Ana Silva",)


def test_a_word_that_is_no_score_is_pasted_and_marked_in_its_line(ticket):
    first = ticket.roster["name"].iloc[0]
    ticket.paste(f"{first}\tabsnt")
    assert list(ticket.problems.values()) == ["Type 0 to 4, M or E."]


def test_a_column_from_a_spreadsheet_with_decimal_commas_spaces_and_percent_fills_the_grid(ticket):
    keys = ticket.roster["student_key"].tolist()
    ticket.paste("2,5 \r\n 3\t\r\n75%\r\n12,5 %\r\nex\r\n", keys[1])
    assert [ticket.entries[key] for key in keys[1:6]] == ["2.5", "3", "3", "0.5", "E"] and not ticket.problems


def test_a_percent_is_no_level(ticket):
    ticket.describe(taps="levels")
    ticket.enter(ticket.roster["student_key"].iloc[0], "75%")
    assert list(ticket.problems.values()) == ["Type 1 to 4, M or E."]


def test_a_value_of_a_column_that_is_no_score_moves_nobody(roster):
    read = score_entries.read_pasted("absnt\n3\nn/a\n2", roster)
    assert read.entries == {"a": "absnt", "b": "3", "c": "n/a", "d": "2"} and read.unknown == ()


@pytest.mark.parametrize("text", ["Points\n3\n2", "Quiz 4\n3\n2\n1\n4"])
def test_the_heading_of_a_column_is_left_out_and_named(text, roster):
    read = score_entries.read_pasted(text, roster)
    assert read.entries["a"] == "3" and read.entries["b"] == "2"
    assert f"The first line, '{text.splitlines()[0]}', was taken as a heading." in read.words


def test_of_many_unknown_names_a_few_are_listed(roster):
    words = score_entries.read_pasted("\n".join(f"Kid {n}\t3" for n in range(300)), roster).words
    assert "Kid 0, Kid 1, Kid 2, Kid 3, Kid 4 and 295 more" in words and len(words) < 200


# an exit ticket


def test_whose_scores_have_to_be_mended_is_named(ticket):
    keys, names = ticket.roster["student_key"], ticket.roster["name"]
    for key in keys[:7]:
        ticket.enter(key, "9")
    assert ticket.blockers == [f"Mend 7 scores first: {', '.join(names[:5])} and 2 more."]


def test_halves_are_counted_in_their_place(ticket):
    for key, text in zip(ticket.roster["student_key"], ["4", "2.5", "2", "M", "3"]):
        ticket.enter(key, text)
    assert [words for words, _ in ticket.counts] == ["2", "2.5", "3", "4", "missing"]


def test_an_emptied_grid_is_brought_back_until_something_else_is_entered(sample):
    panel = EnterScores(sample)
    panel.opened(f"?class={CLASS}", "/")
    key = panel.model.roster["student_key"].iloc[0]
    panel._entered(key, "3")
    panel.clear.click()
    assert panel.grid.entries == {} and panel.clear.description == "Bring the scores back"
    panel.clear.click()
    assert panel.grid.entries == {key: "3"} and panel.clear.description == "Empty the grid"
    panel.clear.click()
    panel._entered(key, "1")
    assert panel.clear.description == "Empty the grid" and panel.grid.entries == {key: "1"}


def test_the_page_says_whether_everything_is_saved_and_leads_to_what_saving_changed(sample):
    panel = EnterScores(sample)
    panel.opened(f"?class={CLASS}", "/")
    led_to = []
    panel.page.lead_to = lambda css: led_to.append((css, panel.saved.card.layout.display))
    assert (panel.page.status, panel.why_not.value) == ("All changes saved", f'<p class="pw-soft">{NOBODY}</p>')
    panel._entered(panel.model.roster["student_key"].iloc[0], "3")
    assert panel.page.status == "Kept until you save"
    panel.save.click()
    assert panel.page.status == "All changes saved" and NEXT in panel.why_not.value
    assert led_to == [("pw-saved", None)]  # once it is there to be looked at
    panel.saved.undo.click()
    assert panel.page.status == "Kept until you save" and panel.saved.card.layout.display == "none"


def test_a_saving_that_fails_leads_nowhere_and_says_so(sample, monkeypatch):
    panel = EnterScores(sample)
    panel.opened(f"?class={CLASS}", "/")
    led_to = []
    panel.page.lead_to = led_to.append
    panel._entered(panel.model.roster["student_key"].iloc[0], "3")
    monkeypatch.setattr(panel.model, "save", lambda: 1 / 0)
    panel.save.click()
    assert led_to == [] and panel.page.status == "The last change was not saved"


def test_saving_says_whose_own_level_newer_evidence_puts_in_question(ticket, sample):
    student = ticket.roster.iloc[0]
    sample.override(CLASS, student["student_key"], CODE, "beginning")
    ticket.enter(student["student_key"], "4")
    ticket.save()
    asked = [group for group in ticket.saved["moved"] if group["title"] == "Keep your own level?"]
    assert [group["names"] for group in asked] == [[student["name"]]]
    assert "at a level that you set and that is in question now" in ticket.saved["sentence"]


def test_a_new_ticket_is_named_after_the_day_and_asks_for_scores_only(ticket):
    today = datetime.date.today()
    assert ticket.assessment == f"Exit ticket {today.day} {today:%b}" and ticket.points_possible == 4
    assert ticket.blockers == [NOBODY] and ticket.entered_words == "0 of 28 entered"
    ticket.describe(assessment=" ")
    assert NO_NAME in ticket.blockers


def test_a_wrong_score_keeps_everything_from_being_saved_until_it_is_mended(ticket):
    key = ticket.roster["student_key"].iloc[0]
    ticket.enter(key, "7")
    ticket.save()
    assert ticket.blockers == [f"Mend 1 score first: {ticket.roster['name'].iloc[0]}."] and not ticket.saved
    ticket.enter(key, "3")
    assert ticket.blockers == []


def test_a_saved_ticket_is_evidence_at_once_and_says_who_moved(ticket, sample):
    before = sample.mastery(CLASS).who("ready to move on", CODE)
    filled(ticket).save()
    after = sample.mastery(CLASS).who("ready to move on", CODE)
    moved = {group["title"]: group["names"] for group in ticket.saved["moved"]}
    assert sorted(moved["Now secure"]) == sorted(set(after) - set(before)) != []
    assert (
        f"On Describing ratios (6.RP.A.1), {len(moved['Now secure'])} students are now secure."
        in ticket.saved["sentence"]
    )
    assert ticket.entries == {} and ticket.assessment.endswith("(2)")
    assert len(pieces(sample, assessment=ticket.saved["sentence"].split(" is saved")[0])) == 28


def test_missing_and_excused_are_stored_as_such_and_never_as_0(ticket, sample):
    keys = ticket.roster["student_key"].tolist()
    for key, text in zip(keys, ["m", "ex", "0"]):
        ticket.enter(key, text)
    assert ticket.counts == [("0", 1), ("missing", 1), ("excused", 1)]
    name = ticket.assessment
    ticket.save()
    stored = pieces(sample, assessment=name)["status"]
    assert stored.to_dict() == dict(zip(keys, ["missing", "excused", "scored"]))


def test_taking_back_returns_the_scores_to_the_grid_and_the_levels_to_what_they_were(ticket, sample):
    before = pd.DataFrame(sample.mastery(CLASS))
    filled(ticket, "1").save()
    ticket.take_back()
    pd.testing.assert_frame_equal(pd.DataFrame(sample.mastery(CLASS)), before)
    assert ticket.entered_words == "28 of 28 entered" and not ticket.saved


def test_taking_back_leaves_what_was_entered_since(ticket):
    filled(ticket, "1").save()
    key = ticket.roster["student_key"].iloc[0]
    ticket.enter(key, "3")
    ticket.keep()
    ticket.take_back()
    assert ticket.entries == {key: "3"}


def test_what_is_not_saved_is_there_when_the_page_is_opened_again_in_its_own_class_only(ticket, sample):
    key = ticket.roster["student_key"].iloc[0]
    ticket.enter(key, "2.5")
    ticket.describe(points_possible=5.0)
    again = EnterScoresModel(sample)
    again.refresh()
    assert again.class_name == CLASS and again.entries == {key: "2.5"} and again.points_possible == 5
    again.choose_class("Period 1")
    assert again.entries == {} and again.points_possible == 4
    again.choose_class(CLASS)
    again.clear()
    assert EnterScoresModel(sample).wb.recall("unsaved exit ticket") == []


def test_what_was_typed_a_moment_before_another_class_is_chosen_is_kept(ticket):
    key = ticket.roster["student_key"].iloc[0]
    ticket.enter(key, "3")
    ticket.choose_class("Period 1")
    assert ticket.entries == {}
    ticket.choose_class(CLASS)
    assert ticket.entries == {key: "3"}


def test_an_earlier_ticket_is_corrected_and_not_doubled(ticket, sample):
    filled(ticket, "2").save()
    ticket.correct(ticket.earlier_rows[0]["key"])
    keys = ticket.roster["student_key"].tolist()
    assert ticket.correcting and ticket.entered_words == "28 of 28 entered"
    name, count = ticket.assessment, len(sample.evidence(CLASS))
    ticket.enter(keys[0], "3.5")
    ticket.enter(keys[1], "")
    ticket.save()
    stored = pieces(sample, assessment=name)
    assert len(sample.evidence(CLASS)) == count and stored.loc[keys[0], "score"] == 3.5
    assert stored.loc[keys[1], "status"] == "not assigned"
    assert ticket.earlier_rows[0]["scores"] == "28 students" and len(ticket.earlier_rows) == 1


def test_the_name_of_a_ticket_that_is_there_already_is_pointed_out(ticket):
    name = ticket.assessment
    filled(ticket, "2").save()
    ticket.describe(assessment=name)
    assert "replaces the scores" in ticket.overwrites


def test_levels_are_tapped_and_count_as_the_score_they_begin_at(ticket, sample):
    ticket.describe(taps="levels")
    keys = ticket.roster["student_key"].tolist()
    for key, text in zip(keys, ["1", "2", "3", "4", "5"]):
        ticket.enter(key, text)
    assert ticket.problems == {keys[4]: "Type 1 to 4, M or E."}
    ticket.enter(keys[4], "")
    assert ticket.level_words == "Beginning counts as 1, developing as 2, secure as 3, extending as 4 of 4."
    name = ticket.assessment
    ticket.save()
    stored = pieces(sample, assessment=name)["score"]
    assert stored[keys[:4]].tolist() == [1, 2, 3, 4]


def test_the_scale_of_the_class_gives_the_taps_and_their_words(ticket, sample):
    sample.choose(CLASS, scale="four_point_halves")
    ticket.refresh()
    assert [value for value, _ in ticket.options][:3] == ["0", "0.5", "1"]
    sample.choose(CLASS, scale="pass_fail")
    ticket.refresh()
    ticket.describe(taps="levels")
    assert [words for _, words in ticket.options] == ["1 ○ Not yet", "2 ● Pass"]
    assert ClassScale.of(sample, CLASS).points == {"beginning": 0.0, "secure": 1.0}


def test_the_standards_of_the_unit_being_taught_come_first(ticket, sample):
    today = datetime.date.today()
    unit = {"name": "Now", "starts_on": today, "ends_on": today, "standard_codes": ["6.SP.B.4"]}
    sample.set_plan(CLASS, [unit])
    ticket.refresh()
    assert ticket.standards[0][1] == "6.SP.B.4"


def test_the_page_of_an_empty_workbench_says_what_to_do_first(wb):
    panel = EnterScores(wb)
    panel.opened()
    assert "Import a class list" in panel.lead.value and panel.entry.layout.display == "none"


def test_the_page_shows_what_a_grid_sends_and_keeps_it(sample):
    panel = EnterScores(sample)
    panel.opened(f"?class={CLASS}&standard=6.NS.B.2")
    key = panel.model.roster["student_key"].iloc[0]
    panel.grid._handle_custom_msg({"type": "entered", "row": key, "text": "3"}, [])
    panel.grid._handle_custom_msg({"type": "rest"}, [])
    assert panel.grid.entries == {key: "3"} and panel.grid.heard == 1 and not panel.save.disabled
    assert panel.model.standard_code == "6.NS.B.2"
    assert sample.recall("unsaved exit ticket")[0]["entries"] == [[key, "3"]]


# a rubric


def test_marks_become_evidence_of_each_criterion(marking, sample):
    assert marking.task == "Poster" and marking.title == marking.roster["name"].iloc[0]
    marking.enter("0", "2")
    marking.enter("1", "4")
    assert marking.entered_words == "1 of 28 students complete"
    marking.save()
    key = marking.roster["student_key"].iloc[0]
    stored = pieces(sample, kind="rubric", student_key=key).set_index("assessment")
    assert stored.loc["Poster: Compares", ["score", "points_possible", "standard_code"]].tolist() == [2, 2, CODE]
    assert stored.loc["Poster: Explains", "score"] == 4


def test_points_that_no_level_has_are_named_with_the_levels_there_are(marking):
    marking.enter("1", "3")
    assert marking.problems == {"1": "Type 1, 2, 4, M or E."} and "Mend 1 mark first." in marking.blockers


def test_criterion_by_criterion_takes_the_same_marks(marking):
    marking.enter("1", "2")
    marking.go_through("criterion")
    marking.look_at(1)
    key = marking.roster["student_key"].iloc[0]
    assert marking.title == "Explains" and marking.entries[key] == "2" and len(marking.rows) == 28
    marking.paste(key, "4\n1\nM")
    assert [text for text in marking.entries.values() if text] == ["4", "1", "M"]


def test_the_last_student_and_criterion_are_the_end(marking):
    marking.look_at(99)
    assert marking.place == 27
    marking.look_at(-1)
    assert marking.place == 0


def test_unsaved_marks_are_there_when_the_page_is_opened_again(marking, sample):
    marking.enter("0", "1")
    marking.keep()
    again = RubricModel(sample)
    again.load(CLASS)
    assert again.entries["0"] == "1"


def test_marks_typed_a_moment_before_another_class_is_chosen_are_kept(marking):
    marking.enter("0", "1")
    marking.load("Period 1")
    assert not any(marking.entries.values())
    marking.load(CLASS)
    assert marking.entries["0"] == "1"


def test_a_task_that_was_marked_before_is_opened_again_and_corrected(marking, sample):
    marking.enter("0", "1")
    marking.enter("1", "2")
    marking.save()
    again = RubricModel(sample)
    again.load(CLASS)
    assert again.tasks == ["Poster"] and again.entries == {"0": "1", "1": "2"}
    again.enter("1", "")
    again.save()
    key = again.roster["student_key"].iloc[0]
    stored = pieces(sample, kind="rubric", student_key=key).set_index("assessment")["status"]
    assert stored["Poster: Explains"] == "not assigned"
    again.take_back()
    assert again.blockers == [] and again.entries == {"0": "1", "1": ""}


def test_marks_that_differ_from_what_is_stored_are_said_to_be_kept(marking):
    assert marking.status == "All changes saved"
    marking.enter("0", "1")
    assert marking.status == "Kept until you save"
    marking.save()
    assert marking.status == "All changes saved"
    marking.enter("0", "2")
    assert marking.status == "Kept until you save"


def test_marks_with_one_rubric_wait_while_another_is_used(marking, sample):
    sample.save_rubric("Report", CRITERIA[:1])
    marking.enter("0", "1")
    marking.keep()
    marking.load(CLASS)
    marking.choose("Report")
    marking.enter("0", "2")
    marking.keep()
    marking.choose("Poster")
    assert marking.entries["0"] == "1" and marking.task == "Poster"
    again = RubricModel(sample)
    again.load(CLASS)
    assert again.name == "Report" and again.entries == {"0": "2"}


def test_the_marks_of_one_task_do_not_become_those_of_another(marking):
    marking.enter("0", "1")
    marking.save()
    marking.describe(task="Second poster")
    assert not any(marking.entries.values())
    marking.describe(task="Poster")
    assert marking.entries["0"] == "1"
    marking.begin_anew()
    assert marking.task == "Poster (2)"


def test_a_slip_has_the_level_what_was_shown_and_the_next_step_of_one_student_only(marking):
    marking.enter("0", "1")
    marking.enter("1", "4")
    [slip] = marking.slips()
    compares, explains = slip["criteria"]
    assert (compares["met"], compares["next"]) == ("With words.", "With a ratio.")
    assert (explains["level"], explains["symbol"], explains["next"]) == ("Extending", "★", "")
    page = marking.slip_sheets()
    others = marking.roster["name"].iloc[1:]
    assert slip["name"] in page and not any(name in page for name in others) and page.count("<section") == 1


def test_a_slip_escapes_what_a_teacher_wrote(marking, sample):
    evil = "<img src=x onerror=alert(1)>"
    sample.save_rubric("Poster", [CRITERIA[0] | {"name": evil}])
    marking.load(CLASS)
    marking.enter("0", "1")
    assert "<img" not in marking.slip_sheets() and "&lt;img" in marking.slip_sheets()


# writing a rubric


def write(draft, *criteria):
    draft.begin(standard_code=CODE)
    draft.rename("Report")
    for c, (name, words) in enumerate(criteria):
        if c:
            draft.add_criterion()
        draft.change(f"{c}/0", "criterion", name)
        for n, word in enumerate(words):
            draft.change(f"{c}/{n}", "words", word)


def test_a_rubric_is_written_line_by_line_and_kept(sample):
    draft = RubricDraft(sample)
    write(draft, ("Compares", "abcd"), ("Explains", "efgh"))
    draft.change("1/0", "standard", "6.RP.A.3")
    draft.change("0/3", "act", "remove level")
    assert draft.save() == "Report" and not draft.is_open
    stored = sample.rubrics()["Report"]
    assert [one["standard_code"] for one in stored] == [CODE, "6.RP.A.3"]
    assert stored[0]["levels"] == [[1, "a"], [2, "b"], [3, "c"]]


def test_everything_that_is_wrong_with_a_rubric_is_listed_and_nothing_is_lost(sample):
    draft = RubricDraft(sample)
    write(draft, ("", "abc"))
    assert draft.save() == "" and len(draft.problems) == 2
    again = RubricDraft(sample)
    assert again.is_open and again.rows[2]["words"] == "c"


def test_a_fault_of_a_rubric_is_said_of_its_criterion_and_not_of_a_row(sample):
    draft = RubricDraft(sample)
    draft.begin("", CODE)
    draft.add_criterion()
    draft.save()
    said = [str(problem) for problem in draft.problems]
    assert any(words.startswith("Criterion 2: ") for words in said) and not any("Row" in words for words in said)


def test_who_moved_on_a_rubric_of_several_standards_is_said_with_the_standard(marking):
    for key in marking.roster["student_key"]:
        marking.marks |= {(key, "Compares"): "2", (key, "Explains"): "1"}
    marking.save()
    for group in marking.saved["moved"]:
        assert all(name.endswith(")") for name in group["names"]) and group["students"] <= len(group["names"])
    assert "the 2 standards of this rubric, " in marking.saved["sentence"]


def test_a_rubric_that_gets_another_name_is_not_there_twice(sample):
    sample.save_rubric("Poster", CRITERIA)
    draft = RubricDraft(sample)
    draft.begin("Poster")
    assert draft.rows[2]["points"] == "2"
    draft.rename("Big poster")
    draft.save()
    assert list(sample.rubrics()) == ["Big poster"]


def test_a_rubric_travels_as_a_file_without_students(sample, wb):
    sample.save_rubric("Poster", CRITERIA)
    name, text = shared_file(sample, "Poster")
    assert name.endswith(".json") and json.loads(text)["format"] == "plworkbench rubric 1"
    assert not any(student in text for student in sample.students(CLASS)["name"])
    assert take_file(wb, text.encode()) == "Poster"
    assert list(wb.rubrics()) == ["Poster"]


# the plan


@pytest.fixture
def plan(sample):
    """A plan of Period 3 with two units, on the second day of the first."""
    units = [
        {"name": "Ratios", "starts_on": "2025-12-18", "ends_on": "2025-12-24", "standard_codes": [CODE, "6.RP.A.2"]},
        {"name": "Number", "starts_on": "2026-01-05", "ends_on": "2026-01-16", "standard_codes": ["6.NS.B.2"]},
    ]
    sample.set_plan(CLASS, units)
    model = UnitPlanModel(sample, today=datetime.date(2025, 12, 19))
    model.refresh()
    model.choose_class(CLASS)
    return model


def test_the_plan_says_where_the_class_is_and_what_comes_next(plan):
    assert plan.sentence == "Period 3 is on school day 2 of 5 of Ratios. Next comes Number, from 5 January 2026."
    assert [place["state"] for place in plan.places] == ["now", "coming"]
    assert plan.places[0]["standards"][0]["secure"].endswith("of 28 secure")


def test_a_class_of_last_year_is_shown_as_it_stood_and_the_page_says_so(sample, plan):
    later = UnitPlanModel(sample, today=datetime.date(2027, 3, 1))
    later.refresh()
    later.choose_class(CLASS)
    assert later.sentence.startswith(
        "On 19 December 2025, the day of the newest evidence, Period 3 was on school day 2"
    )


def test_the_sheet_for_students_is_of_the_coming_unit_in_i_can_words_without_students(plan):
    assert plan.sheet == 1
    assert "I can divide large whole numbers" in plan.sheet_html and plan.without_i_can == []
    assert not any(name in plan.sheet_html for name in plan.wb.students(CLASS)["name"])


def test_a_standard_without_i_can_words_is_shown_by_its_title_and_pointed_out(plan):
    plan.standards.loc["6.NS.B.2", "i_can"] = None
    assert "Long division" in plan.sheet_html and plan.without_i_can == ["Long division (6.NS.B.2)"]


def test_a_change_is_stored_at_once(plan, sample):
    plan.change("0", "name", "Ratios and rates")
    plan.change("0", "standards", "6.rp.a.1; 6.RP.A.3 , ")
    plan.change("0", "add", "6.SP.A.1")
    plan.change("1", "act", "up")
    stored = sample.plan(CLASS)
    assert stored["name"].tolist() == ["Number", "Ratios and rates"]
    assert stored["standard_codes"].iloc[1] == [CODE, "6.RP.A.3", "6.SP.A.1"]
    assert plan.status == ("All changes saved", "saved")


def test_a_plan_with_a_fault_is_not_stored_but_remembered_with_what_has_to_be_mended(plan, sample):
    plan.change("0", "ends_on", "2025-12-01")
    plan.change("1", "standards", "6.XX.Z.9")
    assert len(plan.problems) == 2 and "Unit 1" in plan.problem_words[0] and "Unit 2" in plan.problem_words[1]
    assert sample.plan(CLASS)["ends_on"].iloc[0] == pd.Timestamp("2025-12-24")
    again = UnitPlanModel(sample)
    again.refresh()
    assert again.rows[0]["ends_on"] == "2025-12-01" and again.status[1] == "problem"
    again.change("0", "ends_on", "2025-12-23")
    again.change("1", "standards", "6.NS.B.2")
    assert again.problems == () and sample.plan(CLASS)["ends_on"].iloc[0] == pd.Timestamp("2025-12-23")


def test_a_proposed_plan_has_a_unit_a_strand_and_a_school_week_a_standard(plan, sample):
    for place in reversed(range(len(plan.units))):
        plan.change(str(place), "act", "remove")
    assert plan.units == [] and "no plan yet" in plan.sentence
    plan.propose(datetime.date(2026, 1, 10))  # a Saturday
    first = sample.plan(CLASS).iloc[0]
    assert first["starts_on"] == pd.Timestamp("2026-01-12")
    weeks = len(first["standard_codes"])
    assert first["ends_on"] == pd.Timestamp("2026-01-12") + pd.Timedelta(days=7 * weeks - 3)
    assert plan.unplanned == []


def test_a_new_unit_begins_on_the_school_day_after_the_last(plan):
    plan.add()
    assert plan.units[-1]["starts_on"] == "2026-01-19" and plan.units[-1]["name"] == "Unit 3"


def test_days_of_two_years_are_said_with_both_and_a_unit_whose_days_are_past_is_over(sample):
    sample.set_plan(
        CLASS, [{"name": "U", "starts_on": "2025-12-17", "ends_on": "2026-01-22", "standard_codes": [CODE]}]
    )
    model = UnitPlanModel(sample, today=datetime.date(2026, 2, 2))
    model.refresh()
    model.choose_class(CLASS)
    [place] = model.places
    assert place["dates"] == "17 December 2025 to 22 January 2026" and place["words"] == "✓ finished"
    assert model.sentence == "Every unit of the plan is over. Add the next one." and model.is_over
    model.add()
    assert model.sentence == "Say when Unit 2 begins and ends." and not model.is_over


def test_where_every_unit_is_over_the_one_action_is_the_next_unit_and_its_line_gets_the_focus(sample):
    def actions():
        buttons = [panel.add_next, panel.print]
        return [one.description for one in buttons if one.layout.display != "none" and one.button_style == "primary"]

    unit = {"name": "Ratios", "starts_on": "2025-08-18", "ends_on": "2025-09-05", "standard_codes": [CODE]}
    sample.set_plan(CLASS, [unit])
    panel = UnitPlan(sample)
    panel.opened(f"?class={CLASS}")
    assert actions() == ["Add a unit"]
    panel.add_next.click()
    assert len(panel.table.rows) == 2 and panel.table.at_last == 1
    assert actions() == ["Print this sheet"]


def test_a_line_of_the_plan_says_what_its_standards_are_about(plan):
    first = plan.rows[0]
    assert (first["line"], first["called"]) == ("1", "Unit 1")
    assert first["notes"]["standards"] == "Describing ratios · Unit rates"
    plan.change("1", "standards", "6.XX.Z.9")
    assert plan.rows[1]["notes"]["standards"] == ""


def test_the_plan_page_opens_with_and_without_a_plan(sample, wb):
    panel = UnitPlan(sample)
    panel.opened(f"?class={CLASS}")
    assert panel.page.trouble == "" and panel.model.class_name == CLASS
    empty = UnitPlan(wb)
    empty.opened()
    assert "Import a class list" in empty.lead.value
