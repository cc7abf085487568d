"""The Python side of the parts for choosing, undoing and waiting: what they decide without a browser."""

from __future__ import annotations

import datetime

import pytest

from plworkbench import widgets
from plworkbench.widgets.date_field import school_day

PARTS = [
    widgets.ConfirmButton,
    widgets.DateField,
    widgets.EmptyState,
    widgets.LevelBadge,
    widgets.PeoplePicker,
    widgets.SentenceBuilder,
    widgets.Stepper,
    widgets.StudentChip,
    widgets.Toasts,
    widgets.UndoBar,
]
CLASS = ["Ana Silva", "Ben Ito", "Ben Ruiz", "Cy Moreau"]
WEIGHT = {
    "kind": "choice", "label": "How much", "missing": "how much", "usual": "must",
    "options": [("must", "a must"), ("nice", "nice")],
}  # fmt: skip
SENTENCES = [
    {
        "key": "apart",
        "words": "Keep … and … apart",
        "text": "Keep {one} and {other} apart. It is {weight}.",
        "slots": {
            "one": {"kind": "people", "label": "Who", "missing": "who"},
            "other": {"kind": "people", "label": "Apart from whom", "missing": "apart from whom"},
            "weight": WEIGHT,
        },
    },
    {
        "key": "lead",
        "words": "… leads",
        "text": "{one} leads {list}.",
        "slots": {
            "one": {"kind": "people", "label": "Who", "missing": "who", "one": True},
            "list": {"kind": "choice", "label": "What", "missing": "what", "options": [("a", "A"), ("b", "B")]},
        },
    },
]


def deliver(part: widgets.Part, **content: object) -> None:
    """Hand a message to a part, as the kernel does."""
    part._handle_custom_msg(content, [])


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """Return what the parts send to the browser from now on."""
    messages: list[dict] = []
    monkeypatch.setattr(widgets.Part, "send", lambda self, content, buffers=None: messages.append(content))
    return messages


@pytest.fixture
def builder() -> widgets.SentenceBuilder:
    made = widgets.SentenceBuilder()
    made.offer(SENTENCES, CLASS)
    return made


@pytest.mark.parametrize("part", PARTS)
def test_the_script_of_a_part_stands_alone(part):
    assert "\nimport " not in part._esm and not part._esm.startswith("import ")
    assert part._esm.count("export ") == 1


# a sentence with blanks


def test_what_is_missing_is_said_in_the_order_of_the_sentence(builder):
    assert builder.missing == ["who", "apart from whom"]
    builder.fill("other", "cy")
    assert builder.missing == ["who"] and builder.in_words == "Keep … and Cy Moreau apart. It is a must."
    builder.fill("one", ["Ana Silva", "Ben Ito"])
    assert builder.missing == []
    assert builder.in_words == "Keep Ana Silva and Ben Ito and Cy Moreau apart. It is a must."


def test_a_finished_sentence_is_told_once_and_leaves_only_the_names(builder):
    told = []
    builder.on_finished(lambda *sentence: told.append(sentence))
    builder.fill("one", "ana")
    deliver(builder, type="finished")
    assert told == [] and builder.trouble == "Still missing: apart from whom."
    deliver(builder, type="choose", slot="other", name="Ben Ito")
    deliver(builder, type="fill", slot="weight", value="nice")
    deliver(builder, type="finished")
    assert told == [("apart", {"one": ["Ana Silva"], "other": ["Ben Ito"], "weight": "nice"})]
    assert builder.trouble == "" and builder.values == {"weight": "nice"}


def test_names_stay_where_the_sentence_was_not_taken(builder):
    builder.on_finished(lambda sentence, values: False)
    builder.fill("one", "ana")
    builder.fill("other", "cy")
    assert not builder.finish() and builder.values == {"one": ["Ana Silva"], "other": ["Cy Moreau"]}


@pytest.mark.parametrize(
    ("words", "chosen", "left"),
    [("Ben, Zoe", [], "Ben, Zoe"), ("ana, Zoe", ["Ana Silva"], ""), ("cy", ["Cy Moreau"], ""), ("Be", [], "Be")],
)
def test_typed_words_that_are_no_name_stay_to_be_mended(words, chosen, left, builder, sent):
    deliver(builder, type="typed", slot="one", words=words)
    assert builder.values.get("one", []) == chosen
    assert [message["left"] for message in sent] == [left]
    assert bool(builder.trouble) == (words != "cy")


def test_another_sentence_keeps_who_is_named_and_forgets_what_was_chosen(builder):
    builder.fill("one", "ana")
    builder.fill("weight", "nice")
    deliver(builder, type="begin", sentence="lead")
    assert builder.filled == {"one": ["Ana Silva"], "list": ""} and builder.missing == ["what"]
    builder.fill("one", "cy")
    assert builder.values["one"] == ["Cy Moreau"], "there is room for one only"
    deliver(builder, type="begin", sentence="apart")
    assert builder.filled["weight"] == "must"


def test_who_left_the_class_and_what_is_not_offered_any_more_are_taken_out(builder):
    builder.begin("lead")
    builder.fill("one", "ana")
    builder.fill("list", "b")
    fewer = {**SENTENCES[1], "slots": {**SENTENCES[1]["slots"], "list": {**WEIGHT, "missing": "what"}}}
    builder.offer([SENTENCES[0], fewer], CLASS[1:])
    assert builder.filled == {"one": [], "list": "must"}
    builder.offer([SENTENCES[0]])
    assert builder.sentence == "apart"
    builder.offer([])
    assert builder.sentence == "" and builder.missing == [] and not builder.finish()


@pytest.mark.parametrize("name", ["Nobody Here", "<b>"])
def test_a_name_that_is_not_in_the_class_is_not_taken(name, builder):
    deliver(builder, type="choose", slot="one", name=name)
    deliver(builder, type="choose", slot="nonsense", name="Ana Silva")
    assert builder.values.get("one", []) == [] and "nonsense" not in builder.values


# names


def test_a_student_is_chosen_once_and_let_go(sent):
    told = []
    picker = widgets.PeoplePicker(people=CLASS)
    picker.on_chosen(told.append)
    for name in ("Ben Ito", "Ben Ito", "Nobody Here"):
        deliver(picker, type="choose", name=name)
    deliver(picker, type="typed", words="ana, Ben")
    assert told == [["Ben Ito"], ["Ben Ito", "Ana Silva"]]
    assert "2 students fit “Ben”" in picker.trouble and sent[-1]["left"] == ""
    deliver(picker, type="let go", name="Ben Ito")
    assert picker.names == ["Ana Silva"]


def test_a_chip_tells_whose_it_was():
    told = []
    chip = widgets.StudentChip(name="Ana Silva", level="secure")
    assert not chip.removable
    chip.on_removed(told.append)
    deliver(chip, type="let go")
    assert told == ["Ana Silva"] and chip.removable


# steps, days


@pytest.mark.parametrize(
    ("current", "states"),
    [
        ("a", ["current", "to come", "to come"]),
        ("b", ["done", "current", "to come"]),
        ("c", ["done", "done", "current"]),
        ("", ["done", "done", "done"]),
    ],
)
def test_a_step_is_done_current_or_to_come(current, states):
    stepper = widgets.Stepper()
    stepper.offer([("a", "A"), ("b", "B"), ("c", "C")])
    stepper.current = current
    assert list(stepper.states.values()) == states


def test_only_a_step_that_is_done_leads_back():
    told = []
    stepper = widgets.Stepper()
    stepper.offer([("a", "A"), ("b", "B"), ("c", "C")])
    stepper.current = "b"
    assert not stepper.goes_back
    stepper.on_chosen(told.append)
    for key in ("a", "b", "c", "nonsense"):
        deliver(stepper, type="chosen", key=key)
    assert told == ["a"] and stepper.goes_back


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("2026-09-06", "Sunday 6 September 2026 is before Monday 7 September 2026, when the groups start."),
        ("2026-09-07", ""),
        ("2027-06-18", ""),
        ("2027-06-19", "Saturday 19 June 2027 is after Friday 18 June 2027, the last day there is."),
        ("soon", "“soon” is not a day."),
        ("", ""),
    ],
)
def test_a_day_outside_the_limits_is_refused_with_the_reason(typed, says):
    told = []
    field = widgets.DateField(value="2026-09-21", least="2026-09-07", most="2027-06-18", why_least="the groups start")
    field.on_chosen(told.append)
    deliver(field, type="chosen", value=typed)
    assert field.refusal == says
    taken = datetime.date.fromisoformat(typed) if typed and not says else None
    assert told == ([] if says else [taken])
    assert field.day == (datetime.date(2026, 9, 21) if says else taken)


@pytest.mark.parametrize(
    ("start", "number", "day"),
    [
        ("2026-09-04", 1, "2026-09-07"),
        ("2026-09-05", 0, "2026-09-07"),
        ("2026-09-07", 5, "2026-09-14"),
        ("2026-09-09", 10, "2026-09-23"),
    ],
)
def test_school_days_leave_out_the_weekend(start, number, day):
    assert school_day(datetime.date.fromisoformat(start), number).isoformat() == day


def test_the_usual_days_are_offered_in_words():
    field = widgets.DateField()
    field.offer(datetime.date(2026, 9, 7), (5, 10))
    assert field.quick == [["2026-09-14", "in 5 school days"], ["2026-09-21", "in 10 school days"]]
    field.day = datetime.date(2026, 9, 14)
    assert field.words == "Monday 14 September 2026"


def test_a_day_is_judged_again_when_other_days_are_allowed():
    field = widgets.DateField(value="2026-09-21", why_least="the groups start")
    field.least = "2026-10-05"
    assert field.refusal == "Monday 21 September 2026 is before Monday 5 October 2026, when the groups start."
    field.least = "2026-09-07"
    assert field.refusal == "" and field.value == "2026-09-21"
    field.choose("2026-09-01")
    field.most = "2027-06-18"
    assert field.refusal.startswith("Tuesday 1 September 2026 is before") and field.value == "2026-09-21"
    field.least = "2026-08-31"
    assert field.refusal == "" and field.value == "2026-09-01", "the field shows this day, and now it can be taken"
    field.most = "2026-08-31"
    field.day = datetime.date(2026, 8, 31)
    field.most = ""
    assert (field.refusal, field.value) == ("", "2026-08-31")


# second thoughts


def test_undo_brings_back_the_last_thing_once():
    back = []
    bar = widgets.UndoBar()
    bar.offer("Ana was taken off.", lambda: back.append("Ana"))
    bar.offer("Ben was taken off.", lambda: back.append("Ben"))
    assert bar.words == "Ben was taken off." and bar.offered == 2
    deliver(bar, type="undo")
    deliver(bar, type="undo")
    assert back == ["Ben"] and bar.words == ""


def test_an_undo_that_fails_can_be_repeated():
    tried = []
    bar = widgets.UndoBar()

    def once_more() -> bool | None:
        tried.append(bar.words)
        if len(tried) == 1:
            raise OSError("the disk is full")
        return False if len(tried) == 2 else None

    bar.offer("The list Leaders is forgotten.", once_more)
    with pytest.raises(OSError, match="disk"):
        bar.undo()
    assert bar.words == "The list Leaders is forgotten."
    deliver(bar, type="undo")
    assert bar.words == "The list Leaders is forgotten."
    deliver(bar, type="undo")
    assert bar.words == "" and len(tried) == 3


def test_an_offer_put_away_brings_nothing_back():
    back = []
    bar = widgets.UndoBar()
    bar.offer("Ana was taken off.", lambda: back.append("Ana"))
    deliver(bar, type="put away")
    deliver(bar, type="undo")
    assert back == [] and bar.words == ""


def test_what_cannot_be_done_now_is_not_done_by_a_late_click():
    done = []
    button = widgets.ConfirmButton()
    button.on_confirmed(lambda: done.append(True))
    button.disabled_reason = "A file is being stored."
    deliver(button, type="confirmed")
    assert done == []
    button.disabled_reason = ""
    deliver(button, type="confirmed")
    assert done == [True]


# waiting, news, nothing yet


def test_a_long_task_is_ended_once_and_the_next_one_can_be_ended_again():
    ended = []
    bar = widgets.Progress(cancel_label="Stop")
    bar.on_cancel(lambda: ended.append(True))
    deliver(bar, type="cancel")
    assert ended == [], "nothing runs"
    bar.say("Looking…", total=None)
    assert bar.share is None
    deliver(bar, type="cancel")
    deliver(bar, type="cancel")
    assert ended == [True] and bar.is_ending
    bar.say("Looking…", 9, 10)
    assert bar.is_ending and bar.share == 0.9
    bar.say("")
    assert not bar.is_ending


def test_news_are_sent_and_kept_nowhere(sent):
    toasts = widgets.Toasts()
    toasts.say("Stored: 84 scores of 28 students.")
    toasts.say("")
    assert sent == [{"type": "toast", "words": "Stored: 84 scores of 28 students."}]
    assert "Stored" not in str(toasts.get_state())


@pytest.mark.parametrize("href", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_a_link_of_an_empty_place_stays_within_the_workbench(href):
    with pytest.raises(ValueError, match="within the workbench"):
        widgets.EmptyState(href=href)
