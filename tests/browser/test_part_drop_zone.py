"""The place to drop a file."""

from __future__ import annotations

import pytest
from harness import mounted
from playwright.sync_api import Page, expect

from plworkbench import widgets


def file(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "text/csv", "buffer": content}


def dropped(page: Page, *files: tuple[str, int]) -> None:
    """Drop files of these names and sizes."""
    page.evaluate(
        """(files) => { const carried = new DataTransfer();
        for (const [name, size] of files) carried.items.add(new File([new Uint8Array(size)], name));
        document.querySelector('.pw-drop-area').dispatchEvent(
          new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true })) }""",
        files,
    )


@pytest.mark.parametrize(("size", "sent"), [(25 * 2**20, True), (25 * 2**20 + 1, False), (50 * 2**20, False)])
def test_a_file_that_is_too_big_is_refused_before_a_byte_is_sent(size, sent, page):
    harness = mounted(page, widgets.DropZone())
    dropped(page, ("huge.csv", size))
    if sent:
        page.wait_for_function("sent.length > 0")
        return
    state = page.locator(".pw-drop-state")
    expect(state).to_contain_text("the workbench reads up to 25 MB. Nothing was changed. Export just one class")
    expect(state).to_contain_text("50 MB" if size == 50 * 2**20 else "26 MB")
    assert harness.sent("file") == []


def test_a_chosen_file_is_sent_in_pieces_as_the_kernel_asks_for_them(page):
    harness = mounted(page, widgets.DropZone(accept=".csv"))
    page.get_by_label("Choose a file").set_input_files(file("period 3.csv", b"x" * (5 * 2**20)))
    page.wait_for_function("sent.length === 1")
    expect(page.locator(".pw-drop-state")).to_have_text("Reading period 3.csv …")
    harness.receive("part", {"type": "next"})
    page.wait_for_function("sent.length === 2")
    assert [(m["part"], m["parts"]) for m in harness.sent("file")] == [(0, 2), (1, 2)]
    assert page.evaluate("sent.map((entry) => entry.sizes[0])") == [4 * 2**20, 2**20]
    harness.receive("part", {"type": "handled", "ok": True})
    expect(page.locator(".pw-drop-state")).to_have_text("period 3.csv was read.")
    expect(page.get_by_role("progressbar")).to_be_hidden()


def test_the_bytes_arrive_unchanged_and_the_same_file_can_be_chosen_again(page):
    harness = mounted(page, widgets.DropZone())
    for _ in range(2):
        page.get_by_label("Choose a file").set_input_files(file("a.csv", "Sofía,3\r\n".encode()))
        page.wait_for_function("sent.length > 0")
        assert page.evaluate("sent.pop().texts") == ["Sofía,3\r\n"]
        harness.receive("part", {"type": "handled", "ok": True})
        expect(page.locator(".pw-drop-state")).to_have_text("a.csv was read.")


def test_a_file_dropped_while_another_is_read_has_its_turn_after_it(page):
    harness = mounted(page, widgets.DropZone())
    dropped(page, ("first.csv", 10))
    page.wait_for_function("sent.length === 1")
    dropped(page, ("second.csv", 20))
    dropped(page, ("third.csv", 30))
    harness.receive("part", {"type": "handled", "ok": True})
    page.wait_for_function("sent.length === 2")
    assert [message["name"] for message in harness.sent("file")] == ["first.csv", "third.csv"]
    harness.receive("part", {"type": "handled", "ok": True})
    expect(page.locator(".pw-drop-state")).to_have_text("third.csv was read.")


def test_several_dropped_files_are_refused_with_words(page):
    harness = mounted(page, widgets.DropZone())
    dropped(page, ("a.csv", 3), ("b.csv", 3))
    expect(page.locator(".pw-drop-state")).to_have_text(
        "2 files were dropped. Nothing was changed. Bring them one at a time."
    )
    assert harness.sent("file") == []


def test_a_drop_zone_that_is_off_says_why(page):
    harness = mounted(page, widgets.DropZone(disabled_reason="Choose a class first."))
    expect(page.locator(".pw-drop-hint")).to_have_text("Choose a class first.")
    expect(page.get_by_label("Choose a file")).to_be_disabled()
    dropped(page, ("a.csv", 3))
    assert harness.sent("file") == []
