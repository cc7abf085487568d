"""The page on groups without a browser: wishes, contradictions, what could be better, rounds, and the next cycle."""

import asyncio
import datetime

import pytest
from format_samples.oneroster import FILES, zipped

from plworkbench.errors import GroupingImpossible, Problem, WorkbenchError
from plworkbench.panels.flexible_groups import FlexibleGroups
from plworkbench.panels.flexible_groups_model import FlexibleGroupsModel
from plworkbench.panels.group_better import BetterModel
from plworkbench.panels.group_conflict import causes_of
from plworkbench.panels.group_interests import InterestsModel
from plworkbench.panels.group_series import plain_name
from plworkbench.panels.group_wishes import WishesModel
from plworkbench.panels.group_wishes_model import WISHES, here_key
from plworkbench.schema import PURPOSES
from plworkbench.widgets import PeoplePicker
from plworkbench.widgets.people import named

SECTION = "Maths 6 (M6-1)"


def opened(wb, class_name="Period 3"):
    model = FlexibleGroupsModel(wb)
    model.refresh()
    model.choose_class(class_name)
    return model


@pytest.fixture
def model(sample):
    return opened(sample)


@pytest.fixture
def wishes(model):
    return WishesModel(model)


@pytest.fixture
def with_sex(wb):
    """A class with demographics, brought in because the teacher asked for them."""
    wb.commit(wb.preview(zipped(FILES), section=SECTION, demographics="bring in"))
    return wb


def place_of(model):
    return dict(zip(model.groups.members["name"], model.groups.members["group_number"]))


# choosing


def test_names_are_understood_without_capitals_in_part_and_several_at_once():
    roster = ["Ana Silva", "Ben Ito", "Ben Ruiz", "Lee, Kim"]
    assert named("ana, ben ruiz", roster) == (["Ana Silva", "Ben Ruiz"], "")
    assert named("Lee, Kim", roster) == (["Lee, Kim"], "")
    assert named("Ruiz", roster) == (["Ben Ruiz"], "")
    assert named("", roster) == ([], "")


@pytest.mark.parametrize(("typed", "says"), [("Ben", "2 students fit"), ("Zoe", "Nobody in this class")])
def test_a_name_that_is_not_clear_is_answered_in_words(typed, says):
    found, trouble = named(typed, ["Ben Ito", "Ben Ruiz"])
    assert found == [] and says in trouble


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("jose, ana", ["José García", "Ana Silva"]),
        ("garcia, SILVA", ["José García", "Ana Silva"]),
        ("Jose\u0301 Garci\u0301a", ["José García"]),  # as some keyboards and files spell it
        ("jose garcia", ["José García"]),
        ("zoe", ["Zoe"]),
        ("zoë", ["Zoë"]),
        ("nuñ", ["Eva Nuñez"]),
        ("nun", []),
    ],
)
def test_accents_may_be_left_out_and_where_they_are_typed_they_count(typed, found):
    roster = ["José García", "Ana Silva", "Zoë", "Zoe", "Eva Nuñez", "Ida Nunes"]
    names, trouble = named(typed, roster)
    assert names == found and bool(trouble) == (not found)


def test_a_student_chosen_by_name_becomes_a_button_that_lets_go_again():
    told = []
    picker = PeoplePicker(label="Absent today")
    picker.on_chosen(told.append)
    picker.show([], ["Ana", "Ben", "Cy"])
    picker.type("ana")
    picker.type("Ben, Zoe")
    assert told == [["Ana"], ["Ana", "Ben"]] and picker.names == ["Ana", "Ben"]
    assert "Zoe" in picker.trouble
    picker._handle_custom_msg({"type": "let go", "name": "Ana"}, [])
    assert told[-1] == ["Ben"] and picker.trouble == ""


def test_every_purpose_has_its_sentence_and_only_two_ask_for_standards(model):
    words = {}
    for purpose in PURPOSES:
        model.purpose = purpose
        words[purpose] = (model.purpose_words, model.looks_at_standards)
    assert all(sentence.endswith(".") for sentence, _ in words.values())
    assert [purpose for purpose, (_, looks) in words.items() if looks] == ["by need", "mixed readiness"]


def test_absent_students_are_in_no_group_are_named_and_come_back_by_a_click(model):
    away = model.roster[:2]
    model.absent = away
    model.form()
    assert len(model.groups.members) == 26 and not set(away) & set(place_of(model))
    assert model.notices == [f"Absent, and in no group: {away[0]}, {away[1]}."] and not model.groups.unplaced
    model.place_absent()
    assert len(model.groups.members) == 28 and model.notices == [] and model.absent == []


@pytest.mark.parametrize(("count", "blocked"), [(26, False), (27, True)])
def test_the_absent_do_not_count_when_there_are_too_many_groups(model, count, blocked):
    model.absent, model.group_count = model.roster[:2], count
    assert model.blockers == (
        ["27 groups need at least 27 students; this class has 28, and 2 are absent."] if blocked else []
    )


def test_limits_of_the_size_hold(model):
    model.min_size, model.max_size, model.group_count = 4, 6, 6
    model.form()
    assert model.groups.summary["size"].between(4, 6).all()
    assert model.more_words == "at least 4 and at most 6 in a group"


def test_shared_interest_without_interests_says_where_to_write_them(wb):
    wb.commit(wb.preview(b"name,id,6.RP.A.1\n" + b"".join(b"Kid %d,%d,2/4\n" % (n, n) for n in range(6)), "Period 9"))
    model = opened(wb, "Period 9")
    model.purpose, model.group_count = "shared interest", 2
    assert len(model.blockers) == 1 and "Interests" in model.blockers[0]
    interests = InterestsModel(model)
    for name, likes in zip(model.roster, ["chess", "chess, drums", "chess", "football", "football", "football"]):
        interests.change(name, likes)
    assert interests.title == "Interests (of 6 students)" and interests.suggestions[0] == "chess"
    assert model.blockers == []
    model.form()
    by_group = [set(rows["name"]) for _, rows in model.groups.members.groupby("group_number")]
    assert set(model.roster[:3]) in by_group
    interests.change(model.roster[0], "")
    assert interests.rows[0]["interests"] == ""


# wishes


def test_a_wish_is_a_sentence_with_its_weight_and_can_be_weighed_and_forgotten(model, wishes):
    a, b = model.roster[:2]
    wishes.choose(kind="apart")
    wishes.add(a.upper(), b)
    row = wishes.rows[0]
    assert row["sentence"] == f"Keep {a} and {b} apart." or row["sentence"] == f"Keep {b} and {a} apart."
    assert row["weight"] == "must" and wishes.title == "Wishes (1)"
    wishes.change(row["key"], "weight", "nice")
    assert wishes.rows[0]["weight"] == "nice"
    wishes.change(wishes.rows[0]["key"], "act", "forget")
    assert wishes.rows == [] and wishes.title == "Wishes"


def test_several_students_are_each_kept_apart_from_each_of_the_others(model, wishes):
    a, b, c, d = model.roster[:4]
    wishes.add([a, b], [c, d])
    kept = [row["sentence"] for row in wishes.rows]
    assert len(kept) == 4
    assert all(any(one in words and other in words for words in kept) for one in (a, b) for other in (c, d))
    with pytest.raises(WorkbenchError, match="cannot be both"):
        wishes.add([a, d], [c, d])
    assert len(wishes.rows) == 4, "nothing is kept by halves"


def test_a_forgotten_wish_comes_back_with_its_weight(model, wishes):
    wishes.choose(kind="together", weight="important")
    wishes.add(*model.roster[:2])
    (before,) = wishes.rows
    bring_back = wishes.change(before["key"], "act", "forget")
    assert wishes.rows == []
    bring_back()
    assert [(row["sentence"], row["weight"]) for row in wishes.rows] == [(before["sentence"], "important")]


def test_a_forgotten_list_comes_back_with_its_wishes(model, wishes):
    wishes.keep_list("Leaders", model.roster[:6])
    wishes.choose(kind="one in each")
    wishes.choose(about=wishes.abouts[0].key)
    wishes.add()
    gone, bring_back = wishes.forget_list("Leaders")
    assert len(gone) == 1 and wishes.lists == {} and wishes.rows == []
    bring_back()
    assert wishes.lists == {"Leaders": model.roster[:6]} and len(wishes.rows) == 1


def test_every_kind_of_wish_is_offered_as_a_sentence_with_its_blanks(model, wishes):
    offered = {one["key"]: one for one in wishes.sentences}
    assert offered["apart"]["words"] == "Keep … and … apart" and list(offered) == list(WISHES)
    assert "make one below" in offered["balance"]["slots"]["about"]["none"]
    assert [value for value, _ in offered["prefers"]["slots"]["weight"]["options"]] == ["important", "nice"]
    wishes.keep_list("Leaders", model.roster[:6])
    slot = next(one for one in wishes.sentences if one["key"] == "one in each")["slots"]["about"]
    assert (slot["usual"], "Leaders") in slot["options"]


def test_what_a_student_says_of_another_is_never_a_must(model, wishes):
    wishes.choose(kind="prefers")
    assert [weight for _, weight in wishes.weights] == ["important", "nice"] and wishes.weight == "nice"
    wishes.add(*model.roster[:2])
    assert wishes.rows[0]["sentence"] == f"{model.roster[0]} would like to work with {model.roster[1]}."
    assert [value for value, _ in wishes.rows[0]["options"]["weight"]] == ["important", "nice"]


def test_a_list_is_made_used_in_a_wish_and_forgotten_with_it(model, wishes):
    with pytest.raises(WorkbenchError, match="who is on the list"):
        wishes.keep_list("Leaders", [])
    wishes.keep_list("Leaders", model.roster[:6])
    assert wishes.lists == {"Leaders": model.roster[:6]}
    wishes.choose(kind="one in each")
    assert [about.words for about in wishes.abouts if about.kind == "list"] == ["Leaders"]
    wishes.choose(about=wishes.abouts[0].key)
    wishes.add()
    model.group_count = 6
    model.form()
    leaders = {place_of(model)[name] for name in model.roster[:6]}
    assert leaders == set(range(1, 7))
    assert wishes.keep_list("Leaders", []) and wishes.rows == [] and wishes.lists == {}


def test_a_wish_on_demographics_holds_for_these_groups_alone_and_is_shown(with_sex):
    model = opened(with_sex, SECTION)
    wishes = WishesModel(model)
    model.purpose, model.group_count = "random", 2
    wishes.choose(kind="nobody alone")
    about = next(about for about in wishes.abouts if about.value == "female")
    assert about.words == "Sex: female (only here)"
    wishes.choose(about=about.key, weight="important")
    wishes.add()
    assert wishes.rows[0]["sentence"] == "Nobody of 'sex: female' alone in a group."
    assert wishes.rows[0]["note"] == "For these groups alone" and with_sex.wishes(SECTION).empty
    model.form()
    assert model.notices == ["For these groups alone: Nobody of 'sex: female' alone in a group (important)."]
    assert opened(with_sex, SECTION).only_here == [("nobody alone", "sex", "female", "important")]
    wishes.weigh(wishes.rows[0]["key"], "must")
    assert model.only_here == [("nobody alone", "sex", "female", "must")]
    model.save("Cycle 1", None, None)
    assert model.only_here == []
    model.form()
    assert model.notices == []


def test_nobody_is_asked_for_as_the_one_of_a_sex_or_a_language(with_sex):
    wishes = WishesModel(opened(with_sex, SECTION))
    wishes.choose(kind="one in each")
    assert all(about.kind != "demographics" for about in wishes.abouts)
    wishes.choose(kind="balance")
    offered = [about.words for about in wishes.abouts if about.kind == "demographics"]
    assert "Sex: each (only here)" in offered and not any("irth" in words for words in offered)


# a contradiction


def contradict(model, sample):
    a, b, c = model.roster[:3]
    for kind, one, other in (("together", a, b), ("together", b, c), ("apart", a, c)):
        sample.wish("Period 3", kind, one, other)
    model.form()
    return a, b, c


def test_a_contradiction_is_named_with_its_wishes_and_ends_by_forgetting_one(model, sample):
    a, b, c = contradict(model, sample)
    assert model.groups is None and "cannot keep all" in model.refusal and len(model.causes) == 3
    assert {cause.wish_key for cause in model.causes} == set(sample.wishes("Period 3")["wish_key"])
    apart = next(cause for cause in model.causes if "apart" in cause.words)
    model.forget_and_form(apart.wish_key)
    assert model.refusal == "" and model.causes == []
    where = place_of(model)
    assert where[a] == where[b] == where[c]


def test_a_contradiction_ends_when_a_must_becomes_important(model, sample):
    contradict(model, sample)
    apart = next(cause for cause in model.causes if "apart" in cause.words)
    model.soften_and_form(apart.wish_key)
    assert model.groups is not None and sample.wishes("Period 3")["weight"].tolist().count("important") == 1
    assert len(model.unmet) == 1 and "1 wish is not met" in model.sentence


def test_a_pin_in_a_contradiction_is_let_go_by_a_click(model, sample):
    model.form()
    where = model.groups.members.drop_duplicates("group_number")
    one, other = where["name"].iloc[0], where["name"].iloc[1]
    for key in where["student_key"].iloc[:2]:
        model.pin(key, True)
    sample.wish("Period 3", "together", one, other)
    before = model.groups.table
    model.form()
    assert model.groups.table.equals(before)
    pins = [cause for cause in model.causes if cause.pinned]
    assert len(pins) == 2 and len(model.causes) == 3
    model.let_go_and_form(pins[0].pinned)
    assert model.refusal == "" and place_of(model)[one] == place_of(model)[other]


def test_a_wish_for_these_groups_alone_is_found_in_a_contradiction():
    message = "Nobody of 'sex: F' alone in a group."
    refused = GroupingImpossible("No.", [Problem(message, "Let go."), Problem("Something else.", "Wait.")])
    here = [("balance", "sex", "F", "must"), ("nobody alone", "sex", "F", "must")]
    causes = causes_of(refused, lambda problem: None, here)
    assert [cause.wish_key for cause in causes] == [here_key(here[1]), ""] and causes[1].cure == "Wait."


# what could be better


def test_a_wish_broken_by_hand_is_listed_with_a_change_that_meets_it_and_a_click_does_it(model, sample):
    a, b = model.roster[:2]
    sample.wish("Period 3", "apart", a, b)
    model.form()
    better = BetterModel(model)
    assert better.unmet == [] and better.unmet_title == ""
    keys = dict(zip(model.groups.members["name"], model.groups.members["student_key"]))
    model.move([keys[a]], place_of(model)[b])
    assert better.unmet_title == "1 wish is not met"
    proposal = better.unmet[0]
    assert a in proposal.wrong and proposal.deed.startswith(("Swap", "Move"))
    better.carry_out(proposal)
    assert better.unmet == [] and place_of(model)[a] != place_of(model)[b]


def test_swaps_are_proposed_only_where_they_help_and_helping_ends(model):
    model.form()
    better = BetterModel(model)
    assert better.swaps == [] and better.all_well == "No swap of two students would make these groups better."
    cards = model.board_cards
    one = cards[0]
    other = next(card for card in cards if card["group"] != one["group"])
    model.swap(one["key"], other["key"])
    model.pin(one["key"], False)
    members = model.groups.members.assign(moved_by_hand=False)
    model.groups = model.groups.changed(members=members)
    if better.swaps:
        total = model.groups.task.total(model.groups.labels)
        better.carry_out(better.swaps[0])
        assert model.groups.task.total(model.groups.labels) < total


def test_every_swap_of_a_student_is_listed_with_what_it_does_and_can_be_done(model):
    model.form()
    better = BetterModel(model)
    assert better.partners == []
    key = model.board_cards[0]["key"]
    better.look_at(key)
    own = model.groups.members.set_index("student_key")["group_number"]
    rows = better.partners
    assert len(rows) == (own != own[key]).sum() and all(row["effect"] for row in rows)
    better.swap_with(rows[0]["key"])
    after = model.groups.members.set_index("student_key")["group_number"]
    assert (after[key], after[rows[0]["key"]]) == (own[rows[0]["key"]], own[key])


def test_the_effect_of_a_move_is_said_before_it_is_made(model):
    model.form()
    cards = model.board_cards
    model.effect([cards[0]["key"]], cards[0]["group"] % model.group_count + 1)
    for card in cards[:10]:
        assert model.effect([card["key"]], card["group"] % model.group_count + 1).startswith(card["name"])


def test_how_clear_groups_are_is_said_for_groups_by_need_only(model):
    model.form()
    better = BetterModel(model)
    assert better.has_more_to_find and better.clear_words == ""
    better.look_closer()
    assert not better.has_more_to_find and better.clear_words.endswith(".")
    assert better.clear_words.count(".") == 1 and "of 10 partners" in better.clear_numbers
    model.purpose = "random"
    model.form()
    assert better.clear_words == ""
    better.look_closer()
    assert better.clear_words == ""


# rounds


def test_a_rotation_is_looked_at_round_by_round_and_saved_as_a_whole(model, sample):
    model.purpose, model.rounds, model.group_count = "rotation", 3, 7
    model.form()
    assert model.round_words == "Round 1 of 3" and model.plan_words.startswith("Over 3 rounds")
    assert "7 groups in each of 3 rounds" in model.sentence
    first = model.groups.table
    model.show_round(1)
    assert model.round_words == "Round 2 of 3" and not model.groups.table.equals(first)
    assert [words for words, _ in model.kept_options] == ["Whole class (3 rounds) (draft)"]
    again = opened(sample)
    assert again.round_words == "Round 1 of 3"
    assert again.groups.table["group"].equals(first["group"]) and again.groups.table["student"].equals(first["student"])
    assert (again.purpose, again.rounds) == ("rotation", 3)
    again.show_round(2)
    again.save("Speaking partners", None, None)
    assert again.round_words == "Round 3 of 3"
    assert sample.groupings("Period 3")["name"].tolist().count("Speaking partners, round 2 of 3") == 1
    assert len(sample.groupings("Period 3")) == 3 and again.series_name == "Speaking partners"
    assert again.sheets(False).count("pw-sheet") >= 3
    name, text = again.csv(False)
    assert name.startswith("Period-3-Speaking-partners") and len(text.splitlines()) == 29


def test_a_move_by_hand_in_one_round_leaves_the_others_and_can_be_undone(model):
    model.purpose, model.rounds, model.group_count = "rotation", 2, 7
    model.form()
    model.show_round(1)
    card, before = model.board_cards[0], model.plan.groups[0].table
    model.move([card["key"]], card["group"] % 7 + 1)
    assert model.round_words == "Round 2 of 2" and model.plan.groups[0].table.equals(before)
    assert model.plan_words == ""
    BetterModel(model).look_closer()
    assert model.plan_words.startswith("Over 2 rounds")
    assert model.board_cards[0]["moved_by_hand"]
    model.undo()
    assert model.round_words == "Round 2 of 2" and not model.board_cards[0]["moved_by_hand"]


def test_a_rotation_formed_anew_takes_the_place_of_its_draft(model, sample):
    model.purpose, model.rounds, model.group_count = "rotation", 2, 7
    model.form()
    model.form_others()
    assert len(sample.groupings("Period 3", status="draft")) == 2
    model.discard()
    assert model.groups is None and sample.groupings("Period 3", status="draft").empty


def test_other_groups_leave_a_draft_by_hand_where_it_is(model, sample):
    model.form()
    kept = model.groups.grouping_key
    model.purpose, model.rounds = "rotation", 2
    model.form()
    assert kept in set(sample.groupings("Period 3", status="draft")["grouping_key"])


@pytest.mark.parametrize(("topics", "blocked"), [("", True), ("heart", True), ("heart, lungs, heart", False)])
def test_a_jigsaw_needs_two_topics(model, topics, blocked):
    model.purpose, model.topics = "jigsaw", topics
    assert bool(model.blockers) is blocked


def test_a_jigsaw_has_home_groups_and_expert_groups(model):
    model.purpose, model.topics, model.group_count = "jigsaw", "heart, lungs, brain", 7
    model.form()
    assert model.round_words == "Home groups"
    model.show_round(1)
    assert model.round_words == "Expert groups" and len(model.groups.group_names) == 3


# the next cycle


def test_the_next_cycle_avoids_past_partners_and_lets_go_of_moves_by_hand(model):
    def pairs(groups):
        where = groups.members.set_index("student_key")["group_number"]
        return {(a, b) for a in where.index for b in where.index if a < b and where[a] == where[b]}

    model.purpose, model.group_count = "random", 7
    model.form()
    card, stays = model.board_cards[0], model.board_cards[4]
    model.move([card["key"]], card["group"] % 7 + 1)
    model.pin(stays["key"], True)
    model.save("Cycle 1", None, None)
    before = pairs(model.groups)
    model.avoid_past = "important"
    model.form()
    assert model.groups.status == "draft" and model.groups.grouping_key != model.kept_options[-1][1]
    assert len(before & pairs(model.groups)) == 0
    cards = {card["key"]: card for card in model.board_cards}
    assert cards[stays["key"]]["pinned"] and not any(card["moved_by_hand"] for card in cards.values())


def test_groups_in_use_say_who_has_moved_on_and_drafts_do_not(wb):
    def scores(assessment, low):
        rows = "\n".join(f"Kid {n},{n},{low if n < 5 else 3}" for n in range(10))
        wb.commit(wb.preview(f"name,id,{assessment} 6.RP.A.1\n{rows}\n".encode(), "Period 9"))

    scores("Quiz", 1)
    wb.choose("Period 9", minimum_evidence=1)
    model = opened(wb, "Period 9")
    better = BetterModel(model)
    model.group_count = 2
    model.form()
    model.save("Week 1", None, None)
    better.look_closer()
    assert better.moved_words == ""
    scores("Retake", 4)
    model.load()
    better.look_closer()
    assert better.moved_words == "5 of 10 have moved on: regroup?"
    model.form()
    better.look_closer()
    assert model.groups.status == "draft" and better.moved_words == ""


# the page


def test_the_page_shows_all_of_it_without_trouble(sample):
    panel = FlexibleGroups(sample)
    panel.opened("?class=Period%203", "/flexible-groups")
    for fold in (panel.choices.more, panel.choices.wishes.fold, panel.choices.wishes.lists_fold):
        fold.expanded = True
    for purpose in ("shared interest", "random", "mixed readiness", "jigsaw"):
        panel.choices.purpose.value = purpose
        assert panel.page.trouble == ""
    panel.choices.topics.value = "a, b"
    panel.form()
    assert panel.page.trouble == "" and panel.model.round_words == "Home groups"
    panel.choices.interests.fold.expanded = True
    panel.choices.purpose.value = "by need"
    panel.form()
    panel.better.student.value = panel.model.board_cards[0]["key"]
    assert panel.page.trouble == "" and panel.better.table.rows


@pytest.fixture
def panel(sample):
    shown = FlexibleGroups(sample)
    shown.opened("?class=Period%203", "/flexible-groups")
    shown.form()
    return shown


def shown(widget):
    return widget.layout.display != "none"


def test_the_choices_fold_once_groups_are_there_and_open_for_other_groups(sample, monkeypatch):
    panel, focused = FlexibleGroups(sample), []
    monkeypatch.setattr(panel.choices.fold, "focus", lambda: focused.append(True))
    panel.opened("?class=Period%203", "/flexible-groups")
    choices = panel.choices
    assert shown(choices.line) and not shown(choices.fold)
    choices.form.click()
    assert not shown(choices.line) and shown(choices.fold) and shown(choices.others) and focused == [True]
    choices.others.click()
    assert not shown(choices.line) and focused == [True]

    choices.fold.expanded = True
    choices.group_count.value = 4
    choices.form.click()
    assert shown(choices.line) and len(panel.model.groups.group_names) == 4  # who opened it may try another number
    choices.fold.expanded = False
    assert not shown(choices.line) and not panel.model.asks_for_others

    panel.went("?class=Period%203&standard=6.RP.A.1")  # a link to groups on another standard
    assert panel.model.standard_codes == ["6.RP.A.1"] and shown(choices.line)
    choices.form.click()
    assert not shown(choices.line) and focused == [True, True]
    panel.choose_class("Period 2")
    assert shown(choices.line) and not shown(choices.fold)
    panel.choose_class("Period 3")
    assert not shown(choices.line)


def test_a_refusal_leaves_the_choices_where_they_are(panel):
    panel.choices.fold.expanded = True
    panel.choices.min_size.value = 20
    panel.choices.form.click()
    assert panel.model.refusal and shown(panel.choices.line) and shown(panel.choices.conflict.box)


def test_any_size_is_said_in_words_and_a_size_can_be_chosen(panel):
    field = panel.choices.min_size
    assert field.label == "any" and [size for _, size in field.options] == list(range(29))
    field.value = 3
    assert panel.model.min_size == 3 and "at least 3 in a group" in panel.model.more_words


def test_choices_that_have_no_say_are_for_no_other_groups(model):
    model.purpose = "random"
    model.form()
    assert not model.asks_for_others
    model.look_at([model.standards[-1][1]])
    model.rounds, model.topics = 9, "heart, lungs"
    assert not model.asks_for_others
    model.absent = model.roster[:1]
    assert model.asks_for_others
    model.form()
    assert not model.asks_for_others
    model.save("Today", None, None)  # who was absent is no choice for the next groups
    assert model.absent == [] and not model.asks_for_others


def test_the_sentence_says_what_groups_these_are_and_until_when(model):
    today = datetime.date.today()
    model.look_at(["6.RP.A.3"])
    model.group_count = 5
    model.form()
    what = "5 groups by need on Ratio and percent problems"
    assert model.sentence == f"{what}: a draft, kept for you but not in use yet."
    model.save("Ratios", today, datetime.date(2099, 12, 15))
    assert model.sentence == f"{what}, in use until 15 December 2099."
    began = datetime.date(2025, 9, 1)
    model.save("Ratios", began, today)
    assert model.sentence == f"{what}, in use since 1 September 2025."


def test_a_typed_name_and_typed_days_stay_until_they_are_saved(panel):
    about = lambda: (panel.name.value, panel.starts_on.value, panel.review_on.day)  # noqa: E731
    stored = about()
    typed = ("Reading groups", datetime.date(2098, 12, 1), datetime.date(2099, 1, 5))
    panel.name.value, panel.starts_on.value = typed[:2]
    assert panel.review_on.choose("2099-01-05")
    panel.do(panel.model.pin, panel.model.board_cards[0]["key"], True)
    panel.with_reasons.value = True
    panel.print_page()
    assert about() == typed
    panel.save.click()
    saved = panel.model.groups
    assert panel.page.trouble == "" and (saved.name, saved.starts_on, saved.review_on) == typed == about()
    panel.name.value = "Not saved"
    panel.choose_class("Period 2")
    panel.choose_class("Period 3")
    assert about() == typed
    panel.form()
    assert panel.model.groups.status == "draft" and about() == stored


def test_what_is_typed_about_a_draft_stays_while_it_is_formed_again(panel):
    panel.form()
    put = panel.name.value
    panel.name.value = "Ratios, week 4"
    panel.form()
    assert panel.name.value == "Ratios, week 4"
    panel.save.click()
    assert panel.model.groups.name == "Ratios, week 4"
    panel.form()
    assert panel.model.groups.status == "draft" and panel.name.value == put


def test_what_is_typed_about_one_draft_is_not_said_of_another(panel):
    wb = panel.model.wb
    other = wb.save(wb.group("Period 3", group_count=3), status="draft")
    panel.show()
    put = panel.name.value
    for look in (
        lambda: setattr(panel.kept, "value", other.grouping_key),
        lambda: panel.went(f"?class=Period%203&groups={other.grouping_key}"),
    ):
        panel.name.value = "Ratios, week 4"
        look()
        assert panel.model.kept_key == other.grouping_key and panel.name.value == plain_name(other)
        panel.kept.value = next(key for _, key in panel.model.kept_options if key != other.grouping_key)
        assert panel.name.value == put


def test_what_is_typed_about_a_plan_of_rounds_stays_while_it_is_formed_again(panel):
    panel.model.purpose, panel.model.topics, panel.model.group_count = "jigsaw", "heart, lungs, brain", 7
    panel.form()
    before = panel.model.kept_key
    panel.name.value = "The body"
    panel.form()
    assert panel.model.kept_key != before and panel.name.value == "The body"


def test_the_day_to_look_again_follows_the_first_day_until_somebody_chooses_it(panel):
    stored = panel.starts_on.value, panel.review_on.day
    panel.starts_on.value = datetime.date(2099, 1, 5)
    assert panel.review_on.day == datetime.date(2099, 1, 19)
    assert panel.review_on.quick[0] == ["2099-01-12", "in 5 school days"]
    panel.starts_on.value = stored[0]
    assert panel.review_on.day == stored[1]
    panel.starts_on.value = datetime.date(2099, 1, 5)
    panel.review_on.choose("2099-01-12")
    panel.starts_on.value = datetime.date(2099, 1, 6)
    assert panel.review_on.day == datetime.date(2099, 1, 12)
    panel.save.click()
    assert panel.model.groups.review_on == datetime.date(2099, 1, 12)
    panel.starts_on.value = datetime.date(2099, 1, 7)
    panel.review_on.choose("2099-01-12")  # the same day as before, chosen by hand
    panel.save.click()
    assert panel.model.groups.review_on == datetime.date(2099, 1, 12)


def test_a_refused_day_is_not_saved_as_another(panel):
    start = panel.starts_on.value
    panel.review_on.choose((start - datetime.timedelta(days=1)).isoformat())
    panel.save.click()
    assert panel.review_on.refusal in panel.page.trouble and "Nothing was saved" in panel.page.trouble
    assert panel.model.groups.status == "draft" and panel.review_on.refusal
    panel.review_on.choose((start + datetime.timedelta(days=3)).isoformat())
    panel.starts_on.value = start + datetime.timedelta(days=4)
    assert "when the groups start" in panel.review_on.refusal
    panel.save.click()
    assert panel.model.groups.status == "draft"
    panel.starts_on.value = start + datetime.timedelta(days=3)
    panel.save.click()
    assert panel.page.trouble == "" and panel.model.groups.review_on == start + datetime.timedelta(days=3)


def test_an_undo_never_takes_the_place_of_what_is_newer(panel):
    wishes, roster = panel.choices.wishes, panel.model.roster

    def keep_leaders(names):
        wishes.label.value = "Leaders"
        wishes.picker.show(names, roster)
        wishes.keep.click()

    keep_leaders(roster[:3])
    wishes._change_list("Leaders", "forget")
    assert wishes.undo.words
    keep_leaders(roster[5:8])
    wishes.undo.undo()
    assert wishes.undo.words == "" and wishes.model.lists == {"Leaders": roster[5:8]}

    def wish(weight):
        return wishes._add("apart", {"one": [roster[0]], "other": [roster[1]], "weight": weight})

    assert wish("must")
    wishes._changed(wishes.model.rows[0]["key"], "act", "forget")
    assert wishes.undo.words and wish("nice")
    wishes.undo.undo()
    assert [row["weight"] for row in wishes.model.rows] == ["nice"] and panel.page.trouble == ""
    wishes._change_list("Leaders", "forget")
    wishes._changed(wishes.model.rows[0]["key"], "weight", "important")
    assert wishes.undo.words == ""


def test_an_undo_that_failed_is_offered_again(panel, monkeypatch):
    wishes, roster = panel.choices.wishes, panel.model.roster
    wishes.model.keep_list("Leaders", roster[:3])
    wishes._change_list("Leaders", "forget")

    def locked(*_):
        raise WorkbenchError("The data are locked.")

    monkeypatch.setattr(panel.model.wb, "mark", locked)
    wishes.undo.undo()
    assert panel.page.trouble == "The data are locked." and "Leaders" in wishes.undo.words
    monkeypatch.undo()
    wishes.undo.undo()
    assert wishes.model.lists == {"Leaders": roster[:3]} and wishes.undo.words == ""


def test_a_long_search_leaves_the_page_free_shows_how_far_it_is_and_can_be_stopped(sample):
    panel = FlexibleGroups(sample)
    panel.opened("?class=Period%203", "/flexible-groups")
    panel.model.purpose, panel.model.rounds, panel.model.group_count = "rotation", 10, 7

    async def clicked():
        panel.form()
        assert panel.choices.form.disabled and panel.board.disabled_reason
        said = set()
        while panel._search is not None:
            await asyncio.sleep(0.05)
            said.add(panel.choices.progress.words)
            panel.stop()
        return said

    said = asyncio.run(clicked())
    assert panel.page.trouble == "" and panel.model.round_words == "Round 1 of 10"
    assert "Looking for the best groups…" in said and panel.choices.progress.words == ""
    assert not panel.choices.form.disabled and panel.board.disabled_reason == ""


def test_a_refusal_of_another_class_is_not_shown(model):
    asked = model.ask()
    found = model.seek({**asked, "group_count": 99})
    model.choose_class("Period 1")
    model.take(found)
    assert model.refusal == ""


def test_a_plan_changed_by_hand_is_kept_when_another_is_formed(model):
    model.purpose, model.rounds = "rotation", 3
    model.form()
    key = model.kept_key
    model.pin(model.board_cards[0]["key"], True)
    model.form()
    assert any("changed by hand is kept" in remark for remark in model.remarks)
    assert key in [kept for _, kept in model.kept_options]
    assert model.kept_key != key


def test_what_a_conflict_says_goes_with_its_cause(model):
    first, second = model.roster[:2]
    model.form()
    model.wb.wish(model.class_name, "together", first, second)
    model.wb.wish(model.class_name, "apart", first, second)
    third = model.roster[2]
    model.wb.wish(model.class_name, "together", first, third)
    model.wb.wish(model.class_name, "together", second, third)
    model.form()
    assert model.refusal
    model.read_again()
    assert model.refusal == ""
