"""What was tried against a stock Voila server, tried against ours: each attempt must fail, and widgets must still work.

Everything here runs against a real `plworkbench run`, with small notebooks in place of the dashboards.
"""

from __future__ import annotations

import base64
import json
import os
import re
import time
import uuid
from http.cookies import SimpleCookie
from pathlib import Path

import nbformat
import psutil
import pytest
import requests
import websocket
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from playwright.sync_api import Browser, Page, expect
from server import RunningWorkbench, lives, wait_until

PROTOCOL = "v1.kernel.websocket.jupyter.org"
CANARY = "Amara-Okafor-Canary"
TOKEN = "a-token-for-the-tests"
DATE = "2026-01-01T00:00:00Z"

# The parts of a page that matter here: a button, a file to choose, markup in a name, and bytes in a trait.
WIDGETS = f"""
import os, pathlib
import ipywidgets as w
pathlib.Path(os.environ["PLWORKBENCH_DATA_DIR"]).mkdir(exist_ok=True)
(pathlib.Path(os.environ["PLWORKBENCH_DATA_DIR"]) / "written-by-a-kernel").write_text("{CANARY}")
counted, size, name = w.Label("clicked 0 times"), w.Label("no file"), w.Text(value="{CANARY}", description="Name")
button, upload = w.Button(description="Count"), w.FileUpload(description="Choose a file")
button.on_click(lambda _: setattr(counted, "value", f"clicked {{int(counted.value.split()[1]) + 1}} times"))
upload.observe(lambda change: setattr(size, "value", f"{{len(change.new[0].content)}} bytes"), "value")
markup = w.HTML("<b>in bold</b><img src='data:,' onerror='window.hacked = true'>")
picture = w.Image(value=bytes(2000), format="png")
w.VBox([button, counted, upload, size, name, markup, picture])
"""
SECRET_SOURCE = "source_that_nobody_may_see"
FILES = ("students.csv", "workbench.sqlite3", "photo.png", "drawing.svg", "notes.txt", "module.py", "page.html")


@pytest.fixture(scope="module")
def dashboards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of small dashboards, with files beside them that must never be served."""
    folder = tmp_path_factory.mktemp("dashboards")
    for name, title, code in (
        ("home", "Your classes", WIDGETS),
        ("import", "Bring in a gradebook", WIDGETS),
        ("class-overview", "Class overview", f"{SECRET_SOURCE} = '{CANARY}'\n1 / 0"),
        ("flexible-groups", "Flexible groups", "import time\ntime.sleep(2.5)\nprint('the groups are here')"),
    ):
        cells = [nbformat.v4.new_markdown_cell(f"# {title}"), nbformat.v4.new_code_cell(code)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{name}.ipynb")
    for name in FILES:
        (folder / name).write_text(CANARY)
    return folder


@pytest.fixture(scope="module")
def workbench(dashboards: Path, tmp_path_factory: pytest.TempPathFactory):
    running = RunningWorkbench(
        tmp_path_factory.mktemp("home") / "data", "--no-preheat", "--dashboards", str(dashboards), "--token", TOKEN
    )
    yield running
    running.stop()


@pytest.fixture(scope="module")
def session(workbench: RunningWorkbench) -> requests.Session:
    """A browser that was let in."""
    browser = requests.Session()
    assert browser.get(workbench.url, stream=True).status_code == 200
    return browser


@pytest.fixture(scope="module")
def home(workbench: RunningWorkbench, session: requests.Session) -> str:
    """The text of a page with widgets."""
    return session.get(f"{workbench.address}/home").text


@pytest.fixture(scope="module")
def kernel(home: str) -> str:
    """The kernel of that page."""
    return re.search(r'"kernelId": "([\w-]+)"', home).group(1)


class Line:
    """The line from a page to its kernel, spoken by hand."""

    def __init__(self, workbench: RunningWorkbench, session: requests.Session, kernel: str, **options: object):
        cookies = "; ".join(f"{name}={value}" for name, value in session.cookies.items())
        address = workbench.address.replace("http", "ws")
        options = {"subprotocols": [PROTOCOL], "origin": workbench.address, **options}
        self.socket = websocket.create_connection(
            f"{address}/api/kernels/{kernel}/channels?session_id={uuid.uuid4().hex}",
            cookie=cookies,
            timeout=20,
            **options,
        )

    def send(self, message_type: str, content: dict, channel: str = "shell") -> str:
        message_id = uuid.uuid4().hex
        header = {
            "msg_id": message_id,
            "msg_type": message_type,
            "version": "5.3",
            "username": "",
            "session": "s",
            "date": DATE,
        }
        metadata = {"version": "1.0.0"}
        header |= {"username": "", "session": "s"}
        parts = [json.dumps(part).encode() for part in (header, {}, metadata, content)]
        self.socket.send_binary(serialize_msg_to_ws_v1(parts, channel))
        return message_id

    def replies_until(self, message_id: str) -> list[tuple[str, str, dict]]:
        """Return (type, id of what it answers, content) of all that arrives until one message is dealt with."""
        heard, replied, idle = [], False, False
        while not (replied and idle):
            _, parts = deserialize_msg_from_ws_v1(self.socket.recv())
            header, parent, _, content = (json.loads(part) for part in parts[:4])
            heard.append((header["msg_type"], parent.get("msg_id"), content))
            if parent.get("msg_id") == message_id:
                replied |= header["msg_type"].endswith("_reply")
                idle |= content.get("execution_state") == "idle"
        return heard

    def comms(self) -> dict:
        """Ask which widgets there are."""
        heard = self.replies_until(self.send("comm_info_request", {}))
        return next(content["comms"] for kind, _, content in heard if kind == "comm_info_reply")


@pytest.fixture
def line(workbench: RunningWorkbench, session: requests.Session, kernel: str):
    opened = Line(workbench, session, kernel)
    yield opened
    opened.socket.close()


def let_in(browser: Browser, workbench: RunningWorkbench) -> Page:
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.context.add_cookies(
        [{"name": name, "value": value, "url": workbench.address} for name, value in _login(workbench).items()]
    )
    return page


def _login(workbench: RunningWorkbench) -> dict[str, str]:
    answer = requests.get(workbench.url, allow_redirects=False)
    return {name: cookie.value for name, cookie in SimpleCookie(answer.headers["Set-Cookie"]).items()}


def is_ready(page: Page) -> None:
    expect(page.locator("html[data-pw-state=ready]")).to_be_attached(timeout=45_000)


# --- who is let in ---


@pytest.mark.parametrize("path", ["/", "/home", "/import", "/class-overview", "/flexible-groups", "/home?x=1"])
def test_without_the_token_there_is_the_login_page_and_nothing_else(workbench, path):
    answer = requests.get(workbench.address + path)
    assert "PL Workbench needs its full address" in answer.text
    assert answer.url.startswith(f"{workbench.address}/login?next=")
    assert CANARY not in answer.text and "kernelId" not in answer.text
    assert "jupyter" not in answer.text.lower()


def test_the_token_is_exchanged_for_a_cookie_and_disappears_from_the_address(workbench):
    answer = requests.get(f"{workbench.address}/import?token={TOKEN}", allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/import")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and TOKEN not in cookie


@pytest.mark.parametrize("token", ["wrong", TOKEN[:-1], TOKEN + "x", "ä"])
def test_a_wrong_token_opens_nothing_and_says_why(workbench, token):
    answer = requests.get(f"{workbench.address}/home", params={"token": token})
    assert "from an earlier start" in answer.text and "Set-Cookie" not in answer.history[0].headers


def test_a_token_in_a_header_is_no_way_around_the_checks(workbench):
    answer = requests.get(f"{workbench.address}/home", headers={"Authorization": f"token {TOKEN}"})
    assert "/login" in answer.url


def test_the_address_can_be_pasted_into_the_login_page(workbench, browser):
    page = browser.new_context().new_page()
    page.goto(f"{workbench.address}/flexible-groups")
    page.get_by_label("Paste the address here").fill("http://127.0.0.1:1/?token=wrong-wrong-wrong")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("alert")).to_contain_text("not the address of this start")
    page.get_by_label("Paste the address here").fill(workbench.url)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("the groups are here")).to_be_visible(timeout=30_000)
    assert page.url == f"{workbench.address}/flexible-groups"
    page.context.close()


def test_the_login_page_leads_to_our_own_pages_only(workbench):
    form = requests.Session()
    page = form.get(f"{workbench.address}/login", params={"next": "https://evil.example/"})
    answer = form.post(
        f"{workbench.address}/login",
        data={
            "token": TOKEN,
            "next": "//evil.example/",
            "_xsrf": re.search('_xsrf" value="([^"]+)', page.text).group(1),
        },
        allow_redirects=False,
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_a_login_that_was_forged_by_another_page_is_refused(workbench):
    assert requests.post(f"{workbench.address}/login", data={"token": TOKEN}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:{port}"},
        {"Host": "127.0.0.1.evil.example:{port}"},
        {"Host": "127.0.0.1:1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example:{port}", "Origin": "http://evil.example:{port}"},
    ],
)
@pytest.mark.parametrize("path", ["/home", "/login", "/plworkbench/static/shell.css", "/nowhere"])
def test_a_foreign_host_or_origin_is_refused_even_with_the_cookie(workbench, session, headers, path):
    port = workbench.address.rpartition(":")[2]
    answer = session.get(workbench.address + path, headers={k: v.format(port=port) for k, v in headers.items()})
    assert answer.status_code == 403 and CANARY not in answer.text


@pytest.mark.parametrize("options", [{"origin": "http://evil.example"}, {"host": "evil.example"}])
def test_a_foreign_page_cannot_speak_to_a_kernel(workbench, session, kernel, options):
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        Line(workbench, session, kernel, **options)


def test_nobody_speaks_to_a_kernel_without_the_cookie(workbench, kernel):
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        Line(workbench, requests.Session(), kernel)


def test_after_a_restart_the_old_cookie_opens_nothing(dashboards, tmp_path):
    running = RunningWorkbench(tmp_path / "data", "--no-preheat", "--dashboards", str(dashboards))
    old_cookie, old_token = _login(running), running.token
    running.restart()
    try:
        assert running.token != old_token
        assert "/login" in requests.get(f"{running.address}/home", cookies=old_cookie).url
    finally:
        assert running.stop() == 0


# --- what is served ---


@pytest.mark.parametrize("name", [*FILES, "home.ipynb"])
@pytest.mark.parametrize(
    "path",
    [
        "/{}",
        "/voila/files/{}",
        "/files/{}",
        "/static/{}",
        "/voila/static/{}",
        "/plworkbench/static/{}",
        "/plworkbench/parts/{}",
        "/voila/render/{}",
    ],
)
def test_no_file_beside_the_dashboards_is_served(workbench, session, name, path):
    answer = session.get(workbench.address + path.format(name))
    assert answer.status_code == 404 and CANARY not in answer.text


@pytest.mark.parametrize("climb", ["../", "..%2f", "%2e%2e/", "....//", "..%5c", "/"])
def test_nobody_climbs_out_of_the_folder_of_files(workbench, session, climb):
    for target in ("etc/passwd", "conf.json", "cli.py"):
        for folder in ("static", "parts"):
            url = f"{workbench.address}/plworkbench/{folder}/{climb * 9}{target}"
            request = requests.Request("GET", url, cookies=session.cookies).prepare()
            request.url = url  # requests would tidy the dots away
            assert session.send(request).status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/plworkbench/static/front.js", 200),
        ("/plworkbench/parts/dom+choice.js", 200),
        ("/plworkbench/parts/all.css", 200),
        ("/plworkbench/parts/choice.css", 404),
        ("/plworkbench/parts/nothing.js", 404),
        ("/plworkbench/parts/" + "+".join(["dom"] * 21) + ".js", 404),
        ("/plworkbench/static/LICENSES.txt", 404),
        ("/plworkbench/static/sources.sha256", 404),
        ("/voila/static/voila.js", 404),
        ("/voila/labextensions/anywidget/package.json", 404),
        ("/voila/labextensions/jupyterlab_pygments/package.json", 404),
    ],
)
def test_only_what_our_own_pages_load_is_given_out(workbench, session, path, status):
    assert session.get(workbench.address + path).status_code == status


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/voila/tree"),
        ("GET", "/tree"),
        ("GET", "/lab"),
        ("GET", "/voila/api/contents/"),
        ("GET", "/api/contents/home.ipynb"),
        ("GET", "/api/kernels"),
        ("POST", "/api/kernels"),
        ("POST", "/api/kernels/{kernel}/restart"),
        ("DELETE", "/api/kernels/{kernel}"),
        ("POST", "/api/sessions"),
        ("POST", "/api/terminals"),
        ("GET", "/voila/query/{kernel}"),
        ("GET", "/voila/execution/{kernel}"),
        ("GET", "/voila/templates/lab/static/x.css"),
        ("PUT", "/api/contents/new.ipynb"),
    ],
)
def test_the_interfaces_of_jupyter_are_not_there(workbench, session, kernel, method, path):
    xsrf = {"X-XSRFToken": session.cookies.get("_xsrf", "")}
    answer = session.request(method, workbench.address + path.format(kernel=kernel), headers=xsrf)
    assert answer.status_code in (403, 404, 405)
    assert session.get(f"{workbench.address}/api/kernels/{kernel}").status_code == 200


@pytest.mark.parametrize("query", ["template=nowhere", "template=lab&theme=../dark"])
def test_naming_a_template_or_a_theme_changes_nothing(workbench, session, query):
    answer = session.get(f"{workbench.address}/class-overview?{query}", timeout=20)
    assert answer.status_code == 200 and "pw-failed" in answer.text


def test_a_page_that_fails_shows_our_words_and_no_traceback(workbench, session):
    text = session.get(f"{workbench.address}/class-overview").text
    assert "This page could not be opened" in text and "Nothing was lost" in text
    assert not any(
        secret in text for secret in (SECRET_SOURCE, CANARY, "ZeroDivisionError", "show_tracebacks", "Traceback")
    )


def test_an_unknown_address_has_a_page_of_our_own(workbench):
    answer = requests.get(f"{workbench.address}/no/such/page")
    assert answer.status_code == 404 and "This page does not exist" in answer.text


@pytest.mark.parametrize(
    "path", ["/home", "/login", "/nowhere", "/plworkbench/static/tokens.css", "/api/kernels/{kernel}"]
)
def test_every_answer_carries_the_security_headers(workbench, session, kernel, path):
    headers = session.get(workbench.address + path.format(kernel=kernel)).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "http" not in policy
    assert "script-src 'self' blob:;" in policy
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")


def test_plotly_and_our_own_files_are_compressed_and_kept_by_the_browser(workbench):
    address = f"{workbench.address}/plworkbench/static/plotly.min.js"
    fingerprinted = requests.get(address, params={"v": "1"}, stream=True)
    assert fingerprinted.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert fingerprinted.headers["Content-Encoding"] == "gzip"
    plain = requests.get(address)
    assert plain.headers["Cache-Control"] == "no-cache" and len(plain.content) > 1_000_000
    assert requests.get(address, headers={"If-None-Match": plain.headers["ETag"]}).status_code == 304


def test_kernels_are_told_the_data_folder_and_write_for_their_owner_alone(workbench, kernel):
    written = workbench.data_dir / "written-by-a-kernel"
    assert written.read_text() == CANARY
    assert os.name == "nt" or written.stat().st_mode & 0o077 == 0


# --- what can be said to a kernel ---


@pytest.mark.parametrize("protocols", [None, ["legacy"]])
def test_the_legacy_protocol_is_refused(workbench, session, kernel, protocols):
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        Line(workbench, session, kernel, subprotocols=protocols)


def test_no_message_runs_code_or_asks_about_it(workbench, line, tmp_path):
    made = tmp_path / "made-by-an-attack"
    code = f"open({str(made)!r}, 'w')"
    attempts = {
        "execute_request": {"code": code, "silent": False, "store_history": False, "user_expressions": {}},
        "inspect_request": {"code": "counted", "cursor_pos": 3, "detail_level": 1},
        "complete_request": {"code": "cou", "cursor_pos": 3},
        "history_request": {"hist_access_type": "tail", "n": 10, "output": True, "raw": True},
        "is_complete_request": {"code": "1"},
        "debug_request": {"type": "request", "seq": 1, "command": "evaluate", "arguments": {"expression": code}},
        "input_reply": {"value": code},
        "interrupt_request": {},
        "shutdown_request": {"restart": False},
        "create_subshell_request": {},
    }
    sent = {
        line.send(kind, content, channel)
        for kind, content in attempts.items()
        for channel in ("shell", "control", "stdin")
    }
    sent |= {line.send("kernel_info_request", {}, channel) for channel in ("control", "stdin", "iopub", "nowhere")}
    heard = line.replies_until(line.send("kernel_info_request", {}))
    assert not [kind for kind, answered, _ in heard if answered in sent]
    assert not made.exists()


def test_a_page_cannot_make_widgets_but_can_ask_for_those_there_are(line):
    before = line.comms()
    widget = {
        "state": {"_model_name": "IntSliderModel", "_model_module": "@jupyter-widgets/controls"},
        "buffer_paths": [],
    }
    for target in ("jupyter.widget", "jupyter.widget.version", "anything", None):
        line.send("comm_open", {"comm_id": uuid.uuid4().hex, "target_name": target, "data": widget})
    assert line.comms().keys() == before.keys() and before

    control = uuid.uuid4().hex
    line.send("comm_open", {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}})
    line.send("comm_msg", {"comm_id": control, "data": {"method": "request_states"}})
    heard = line.replies_until(line.send("kernel_info_request", {}))
    assert any(kind == "comm_msg" and content["data"].get("method") == "update_states" for kind, _, content in heard)


def test_broken_messages_neither_stop_the_server_nor_the_line(workbench, session, line):
    huge = (2**63).to_bytes(8, "little") + bytes(64)
    overlapping = b"".join(n.to_bytes(8, "little") for n in (4000, *([40] * 4000))) + bytes(100)
    started = time.monotonic()
    for broken in (b"", b"x", huge, overlapping, bytes(5000), os.urandom(3000)):
        line.socket.send_binary(broken)
    line.socket.send("{}")
    line.socket.send('{"header": {"msg_type": "execute_request"}, "channel": "shell"}')
    assert line.comms()
    assert time.monotonic() - started < 5
    assert session.get(f"{workbench.address}/login").status_code == 200


@pytest.mark.parametrize("name", ["", "a" * 65, "a b", "ü"])
def test_a_line_needs_a_plain_session_name(workbench, session, kernel, name):
    answer = session.get(
        f"{workbench.address}/api/kernels/{kernel}/channels",
        params={"session_id": name},
        headers={
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(bytes(16)).decode(),
            "Sec-WebSocket-Protocol": PROTOCOL,
        },
        timeout=10,
    )
    assert answer.status_code == 403


# --- a page in the browser ---


def test_a_page_works_asks_no_other_computer_and_runs_no_markup(workbench, browser):
    page = let_in(browser, workbench)
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{workbench.address}/home")
    is_ready(page)
    assert page.title() == "Home - PL Workbench"
    expect(page.get_by_role("link", name="Home")).to_have_attribute("aria-current", "page")
    expect(page.get_by_text("in bold")).to_be_visible()
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_text("clicked 1 times")).to_be_visible()

    # Larger than the 10 MiB at which a stock server's line dies without a word.
    size = 12 * 2**20
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files({"name": "gradebook.csv", "mimeType": "text/csv", "buffer": b"x" * size})
    expect(page.get_by_text(f"{size} bytes")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_text("clicked 2 times")).to_be_visible()

    assert page.evaluate("window.hacked") is None
    assert [url for url in asked if not url.startswith((workbench.address, "blob:", "data:"))] == []
    # The one complaint is the browser's about the markup it refused to run.
    assert [text for text in complaints if "inline event handler" not in text] == []
    assert len(complaints) == 1
    page.context.close()


def test_while_a_page_is_made_it_says_so_in_words(workbench, browser):
    page = let_in(browser, workbench)
    page.goto(f"{workbench.address}/flexible-groups", wait_until="commit")
    expect(page.get_by_role("status")).to_have_text("Opening your groups…", timeout=2000)
    expect(page.get_by_text("the groups are here")).to_be_hidden()
    is_ready(page)
    expect(page.get_by_text("the groups are here")).to_be_visible()
    expect(page.get_by_text("Opening your groups…")).to_be_hidden()
    page.context.close()


def test_a_page_that_takes_long_admits_it_and_offers_to_reload(workbench, browser):
    page = let_in(browser, workbench)
    page.clock.install()
    page.goto(f"{workbench.address}/flexible-groups", wait_until="commit")
    expect(page.get_by_role("status")).to_be_visible()
    page.clock.fast_forward(31_000)
    expect(page.get_by_role("alert")).to_contain_text("taking longer than usual")
    expect(page.get_by_role("button", name="Reload the page")).to_be_visible()
    page.context.close()


def test_the_kernel_of_a_closed_tab_goes_away(workbench, browser):
    page = let_in(browser, workbench)
    before = workbench.kernels()
    page.goto(f"{workbench.address}/home")
    is_ready(page)
    (mine,) = workbench.kernels() - before
    page.close(run_before_unload=True)
    assert wait_until(lambda: not lives(mine))


def test_a_dead_kernel_is_not_replaced_by_an_empty_one(workbench, session):
    before = workbench.kernels()
    text = session.get(f"{workbench.address}/home").text
    (mine,) = workbench.kernels() - before
    identifier = re.search(r'"kernelId": "([\w-]+)"', text).group(1)
    psutil.Process(mine).kill()
    assert wait_until(lambda: session.get(f"{workbench.address}/api/kernels/{identifier}").status_code == 404)
    assert workbench.kernels() <= before


def test_kernels_are_bounded_and_the_refusal_is_friendly(dashboards, tmp_path, browser):
    running = RunningWorkbench(tmp_path / "data", "--max-kernels", "2", "--dashboards", str(dashboards))
    try:
        pages = [let_in(browser, running) for _ in range(3)]
        for page in pages[:2]:
            page.goto(f"{running.address}/home")
            is_ready(page)
            page.get_by_role("button", name="Count").click()
            expect(page.get_by_text("clicked 1 times")).to_be_visible()
        answer = pages[2].goto(f"{running.address}/import")
        assert answer.status == 503
        expect(pages[2].get_by_role("heading", name="Too many pages are open")).to_be_visible()
        assert len(running.kernels()) == 2
        pages[0].close(run_before_unload=True)
        assert wait_until(lambda: len(running.kernels()) == 1, 60)
        pages[2].reload()
        is_ready(pages[2])
    finally:
        running.stop()
    assert not [line for line in running.said if "Traceback" in line]


def test_a_warm_page_is_used_once_and_prepared_again(dashboards, tmp_path, browser):
    running = RunningWorkbench(tmp_path / "data", "--dashboards", str(dashboards))
    try:
        assert wait_until(lambda: len(running.kernels()) == 4, 40)
        warm = running.kernels()
        page = let_in(browser, running)
        page.goto(f"{running.address}/import")
        is_ready(page)
        page.get_by_role("button", name="Count").click()
        expect(page.get_by_text("clicked 1 times")).to_be_visible()
        assert wait_until(lambda: len(running.kernels()) == 5 and warm < running.kernels())
        page.close(run_before_unload=True)
        assert wait_until(lambda: len(running.kernels()) == 4)
    finally:
        assert running.stop() == 0
    assert not any(lives(number) for number in warm)
