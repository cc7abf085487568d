"""The pages a browser asks for: dashboards, the login page, and words of our own for everything that goes wrong."""

from __future__ import annotations

from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.services.kernels.handlers import KernelHandler
from tornado import web
from voila.handler import BaseVoilaHandler
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler

from plworkbench.voila.pages import Page

WORDS = {
    404: ("This page does not exist", "The address may be mistyped. Everything you saved is safe."),
    503: (
        "Too many pages are open",
        "This computer cannot open another page just now. Close a few tabs of PL Workbench, wait a moment, and "
        "reload this page. Everything you saved is safe.",
    ),
}
"""What a page says for a status: a heading, and what to do."""

OTHER_WORDS = (
    "Something went wrong",
    "Nothing was lost. Reload the page. If it happens again, stop PL Workbench and start it again.",
)


class OwnPage(BaseVoilaHandler):
    """A page of ours: exchanges the token for a cookie, sends the others to the login page, has its own error page."""

    async def prepare(self) -> None:
        """Let in who has the cookie, and who brings the token."""
        token = self.get_query_argument("token", "")
        if token and self.identity_provider.is_token(token):
            self.identity_provider.set_login_cookie(self)
            self.redirect(self._without_token())
            return
        await super().prepare()

    def _without_token(self) -> str:
        """Return the address asked for: what is looked at stays in it, the token does not."""
        return _tidied(self.request.path, self.request.query)

    def get_login_url(self) -> str:
        """Return the login page, which is told where to go on to and whether a token was tried in vain."""
        tried = {"old": "1"} if self.get_query_argument("token", "") else {}
        return "/login?" + urlencode({"next": self._without_token(), **tried})

    def render_page(self, template: str, **words: object) -> None:
        """Write one of our templates."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        found = self.settings["voila_jinja2_env"].get_template(template)
        self.write(found.render(workbench=self.settings["describe_page"](None), **words))

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Write our error page."""
        heading, advice = WORDS.get(status_code, OTHER_WORDS)
        self.render_page("message.html", heading=heading, advice=advice, status=status_code)
        self.finish()


class DashboardHandler(OwnPage, TornadoVoilaHandler):
    """One dashboard, rendered by Voila."""

    def initialize(self, page: Page, **kwargs: object) -> None:
        """Store which dashboard this is."""
        super().initialize(notebook_path=page.notebook, **kwargs)

    @web.authenticated
    async def get(self) -> None:
        """Send the dashboard piece by piece as it is made."""
        # Voila's own scripts tell the server when the tab is closed; they can only if this cookie was set.
        self.xsrf_token  # noqa: B018
        try:
            await super().get()
        finally:
            RequestInfoSocketHandler._cache.clear()  # one entry for each page ever opened; nothing of ours reads it

    def get_argument(self, name: str, *args: object, **kwargs: object) -> object:
        """Return an argument of the address, but never a template or a theme: Voila would look for it and hang."""
        return None if name in ("template", "theme") else super().get_argument(name, *args, **kwargs)


class LoginHandler(OwnPage):
    """The page for who comes without the token: what it is, where to find it, and a field to paste it into."""

    @allow_unauthenticated
    def get(self) -> None:
        """Send the page, or go on if the browser is let in already."""
        if self.current_user:
            self.redirect(self._where_to())
        else:
            old = bool(self.get_query_argument("old", ""))
            self._ask("That address is from an earlier start of PL Workbench." if old else "")

    @allow_unauthenticated
    def post(self) -> None:
        """Look at what was pasted: the token, or the whole address with the token in it."""
        pasted = self.get_body_argument("token", "").strip()
        token = parse_qs(urlsplit(pasted).query).get("token", [pasted])[0]
        if self.identity_provider.is_token(token):
            self.identity_provider.set_login_cookie(self)
            self.redirect(self._where_to())
        else:
            self.set_status(401)
            self._ask("That is not the address of this start. Look for the newest one in the window.")

    def _ask(self, trouble: str) -> None:
        form = {"xsrf": self.xsrf_token.decode(), "next": self._where_to()}
        self.render_page("login.html", trouble=trouble, **form)

    def _where_to(self) -> str:
        path, _, query = self.get_argument("next", "/").partition("?")
        return _tidied(path, query) if path in self.settings["page_addresses"] else "/"


class NothingHere(OwnPage):
    """Every address that is none."""

    @allow_unauthenticated
    def get(self) -> None:
        """Say so."""
        raise web.HTTPError(404)

    head = post = put = patch = delete = options = get


class KernelModelHandler(KernelHandler):
    """Tells a page whether its kernel lives; it cannot be used to do anything to one."""

    SUPPORTED_METHODS = ("GET",)

    def write_error(self, status_code: int, **_: object) -> None:
        """Answer a refusal with what is known of the end: see `kernels.Ending`."""
        ending = self.kernel_manager.ending_of(self.path_kwargs.get("kernel_id", "")) if status_code == 404 else None
        self.set_header("Content-Type", "application/json")
        self.finish({"status": status_code, "ending": ending})


class TabClosedHandler(VoilaShutdownKernelHandler):
    """What a page sends as its tab is closed: its kernel is stopped at once."""

    SUPPORTED_METHODS = ("POST",)


def _tidied(path: str, query: str) -> str:
    """Return an address with what a page reads of it, written anew.

    Examples
    --------
    >>> _tidied("/progress", "class=Period%203&token=secret")
    '/progress?class=Period+3'
    """
    said = urlencode([(name, value) for name, value in parse_qsl(query) if name != "token"])
    return f"{path}?{said}" if said else path
