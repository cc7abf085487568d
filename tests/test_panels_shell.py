"""What every dashboard shares: what its address says, the codes of errors and their log, help, light and dark."""

import logging
import re
import stat
import sys

import pytest

from plworkbench import logs, panels
from plworkbench.part_files import STATIC
from plworkbench.voila.pages import KNOWN_PAGES
from plworkbench.widgets import Page
from plworkbench.widgets.base import WENT_WRONG


def opened(panel, search=""):
    """Open a panel as the browser does, and note what it writes into the address."""
    panel.page.send = lambda message, buffers=None: panel.said.append(message)
    panel.said = []
    panel.page._answer(panel.page, {"type": "opened", "search": search, "path": "/"}, [])
    return panel


def address(panel):
    return [message for message in panel.said if message["type"] == "place"][-1]


def went(panel, search, count=1):
    panel.page._answer(panel.page, {"type": "went", "search": search, "count": count}, [])


def as_search(choices):
    return "?" + "&".join(f"{name}={value.replace(' ', '+')}" for name, value in choices.items())


def test_class_overview_opens_where_the_address_says_and_writes_it_back(sample):
    student = sample.students("Period 4")["student_key"].iloc[2]
    panel = opened(panels.ClassOverview(sample), f"?class=Period+4&standard=6.RP.A.2&cell={student}+6.NS.B.2")
    assert (panel.model.class_name, panel.model.standard_code) == ("Period 4", "6.RP.A.2")
    assert panel.model.opened_cell == (student, "6.NS.B.2")
    here = {"class": "Period 4", "standard": "6.RP.A.2", "cell": f"{student} 6.NS.B.2"}
    assert address(panel) == {"type": "place", "choices": here, "push": False, "went": 0}
    assert not any(name in str(address(panel)) for name in sample.students("Period 4")["name"])

    panel._close_cell()
    assert "cell" not in address(panel)["choices"]
    panel.do(panel.model.look_at, "6.RP.A.1")
    assert (address(panel)["choices"]["standard"], address(panel)["push"]) == ("6.RP.A.1", False)
    panel.choose_class("Period 1")
    assert (address(panel)["choices"]["class"], address(panel)["push"]) == ("Period 1", True)

    went(panel, as_search(here))
    assert panel.model.class_name == panel.page.class_name == "Period 4"
    assert panel.model.opened_cell == (student, "6.NS.B.2")
    assert (address(panel)["choices"], address(panel)["push"], address(panel)["went"]) == (here, False, 1)


@pytest.mark.parametrize("search", ["?class=Nobody", "?standard=9.X", "?cell=nobody+6.RP.A.1", "?cell=x", "?%00=1&&&="])
def test_what_an_address_names_and_is_not_there_is_ignored(sample, search):
    usual = opened(panels.ClassOverview(sample))
    panel = opened(panels.ClassOverview(sample), search)
    assert address(panel)["choices"] == address(usual)["choices"]
    assert panel.page.trouble == ""


def test_progress_opens_the_row_of_the_list_the_address_names(sample):
    panel = opened(panels.Progress(sample))
    key = panel.model.stuck_rows[0]["key"] if panel.model.stuck_rows else panel.model.ready_rows[0]["key"]
    name = "stuck" if panel.model.stuck_rows else "ready"
    panel._open(name, key)
    panel.each.expanded = True
    here = address(panel)["choices"]
    assert here["cell"] == f"{name} {key}"
    assert here["pace"] == "1"
    again = opened(panels.Progress(sample), as_search(here))
    assert (again.model.opened_in, " ".join(again.model.opened_cell)) == (name, key)
    assert again.each.expanded
    went(again, f"?class={here['class'].replace(' ', '+')}")
    assert again.model.opened_cell == ()
    assert not again.each.expanded


def test_enter_scores_goes_back_from_the_rubric_and_keeps_typed_scores_with_their_standard(sample):
    panel = opened(panels.EnterScores(sample), "?class=Period+3&standard=6.RP.A.2")
    assert panel.model.standard_code == "6.RP.A.2"
    assert "mode" not in address(panel)["choices"]
    panel.do(panel._choose_mode, "rubric")
    assert (address(panel)["choices"]["mode"], address(panel)["push"]) == ("rubric", True)
    went(panel, "?class=Period+3&standard=6.RP.A.2")
    assert panel.model.mode == "exit ticket"
    panel.model.enter(panel.model.roster["student_key"].iloc[0], "3")
    went(panel, "?class=Period+3&standard=6.RP.A.1", count=2)
    assert panel.model.standard_code == "6.RP.A.2"


def test_the_unit_plan_opens_on_the_unit_of_the_address(sample):
    panel = opened(panels.UnitPlan(sample), "?class=Period+3")
    if not panel.model.units:
        panel.do(panel._propose)
    last = panel.model.units[-1]["unit_key"]
    went(panel, f"?class=Period+3&unit={last}")
    assert panel.model.sheet == len(panel.model.units) - 1
    assert address(panel)["choices"]["unit"] == last


def test_flexible_groups_goes_back_to_the_groups_seen_before(sample):
    for number in (1, 2):
        sample.save(sample.group("Period 3", on=["6.RP.A.1"], group_count=4), name=f"Week {number}", status="saved")
    panel = opened(panels.FlexibleGroups(sample), "?class=Period+3&standard=6.NS.B.2,6.RP.A.2")
    first = address(panel)["choices"]
    assert panel.model.standard_codes == ["6.NS.B.2", "6.RP.A.2"]
    other = next(key for _, key in panel.model.kept_options if key != first["groups"])
    panel.do(panel._show_kept, other)
    assert (address(panel)["choices"]["groups"], address(panel)["push"]) == (other, True)
    went(panel, as_search(first))
    assert address(panel)["choices"] == first


def test_the_header_of_a_page_of_all_classes_chooses_the_class_of_the_other_pages(sample):
    panel = opened(panels.Home(sample))
    assert panel.page.class_label == "Class for the other pages"
    panel.page._answer(panel.page, {"type": "class", "name": "Period 2"}, [])
    assert panel.page.class_name == "Period 2"
    assert not [message for message in panel.said if message["type"] == "place"]
    assert opened(panels.ClassOverview(sample)).model.class_name == "Period 2"


def test_the_header_of_the_import_page_offers_no_class_beside_that_of_the_file(sample):
    assert opened(panels.ImportData(sample)).page.class_label == ""


def test_the_print_button_prepares_the_sheets_of_the_groups(sample):
    panel = opened(panels.FlexibleGroups(sample))
    panel.page._answer(panel.page, {"type": "print"}, [])
    assert panel.said[-1] == {"type": "print"}


# --- errors


@pytest.fixture
def log(tmp_path):
    """The log file of a data folder, for as long as the test."""
    logs.keep_log(tmp_path)
    yield tmp_path / logs.FILE_NAME
    logger = logging.getLogger("plworkbench")
    for handler in [one for one in logger.handlers if isinstance(one, logs.SharedLog)]:
        logger.removeHandler(handler)


def test_the_code_on_the_page_is_in_the_log_with_the_place_and_without_the_name(log):
    page = Page()

    def fail():
        raise KeyError("Amara Okafor")

    page.guarded(fail)
    assert page.trouble.startswith(WENT_WRONG)
    code = re.search(r"tell whoever looks after this computer the code ([A-Z2-9]{4})\.", page.trouble)[1]
    line = log.read_text("utf-8")
    assert f"[{code}] Page: KeyError in fail of test_panels_shell.py, line " in line
    assert "Amara" not in line
    if sys.platform != "win32":
        assert stat.S_IMODE(log.stat().st_mode) == 0o600


@pytest.mark.parametrize(("size", "put_aside"), [(logs.LARGEST, False), (logs.LARGEST + 1, True)])
def test_a_log_that_is_too_large_is_put_aside(log, size, put_aside):
    log.write_bytes(b"x" * size)
    logging.getLogger("plworkbench.some").error("one more")
    assert log.with_name("workbench.log.1").exists() is put_aside
    assert log.read_text("utf-8").endswith("one more\n")


def test_a_log_that_cannot_be_written_is_no_second_error(tmp_path):
    logs.SharedLog(tmp_path / "not" / "there.log").emit(logging.makeLogRecord({"msg": "lost", "levelno": 40}))


# --- help, and light and dark


def test_every_page_says_what_it_shows_what_it_does_not_and_what_comes_next():
    for page in KNOWN_PAGES:
        assert list(page.help) == ["shows", "does_not_show", "next"], page.name
        assert all(line.endswith(".") for lines in page.help.values() for line in lines), page.name


def test_each_page_has_a_letter_of_its_own():
    letters = [page.letter for page in KNOWN_PAGES]
    assert len(set(letters)) == len(letters)


def test_dark_is_the_same_by_choice_as_by_system():
    style = (STATIC / "tokens.css").read_text("utf-8")
    by_system, by_choice = (
        re.search(re.escape(selector) + r"\s*\{(.*?)\}", style, re.DOTALL)[1].replace("color-scheme: dark;", "").split()
        for selector in (':root:not([data-pw-theme="light"])', ':root[data-pw-theme="dark"]')
    )
    assert by_system == by_choice
