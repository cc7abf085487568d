"""Check the scripts of the pages: their types, how they are written, and the tests that need no browser.

Users need neither node nor npm: this is for whoever changes a script. Where they are missing, or where npm cannot reach
its registry, this says so and ends with `LEFT_OUT`, which is no failure. A lock file that does not fit is one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

FRONTEND = Path(__file__).parent.parent / "frontend"
LEFT_OUT = 77
"""The status that says: neither passed nor failed, but left out."""
OLDEST_NODE = 18
PATIENCE = 300  # seconds for npm; a slow line, not one that drops every packet
NO_REGISTRY = re.compile(
    r"^npm (?:error|ERR!) code (?:ENOTFOUND|EAI_AGAIN|ECONN[A-Z]+|E[HN][A-Z]+UNREACH|[A-Z_]*TIMED?OUT|EPIPE|EPROTO"
    r"|FETCH_ERROR|ENOTCACHED|E401|E403|E407|E429|E5\d\d|\S*(?:CERT|SIGNATURE)\S*)$",
    re.MULTILINE,
)
"""What npm ends with where its registry cannot be reached, or does not let it in."""
QUICK = ["--prefer-offline", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=30000"]


def what_is_missing() -> str:
    """Return what keeps the scripts from being checked; empty when nothing does."""
    if missing := [name for name in ("node", "npm") if not shutil.which(name)]:
        return f"{' and '.join(missing)} cannot be found. On Debian and Ubuntu: apt-get install nodejs npm."
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    major = said.removeprefix("v").partition(".")[0]
    if not major.isdigit() or int(major) < OLDEST_NODE:
        return f"node {OLDEST_NODE} or newer is needed; this is {said or 'none that answers'}."
    return ""


def installed() -> bool:
    """Tell whether what the lock file lists is there."""
    there, lock = FRONTEND / "node_modules" / ".package-lock.json", FRONTEND / "package-lock.json"
    return there.exists() and there.stat().st_mtime >= lock.stat().st_mtime


def npm(*arguments: str) -> int:
    """Run npm in the folder of the scripts and return its exit status."""
    command = [shutil.which("npm"), *arguments]
    try:
        return subprocess.run(command, cwd=FRONTEND, check=False, timeout=PATIENCE, env=os.environ).returncode
    except subprocess.TimeoutExpired:
        print(f"npm {arguments[0]} took more than {PATIENCE} seconds.", flush=True)
        return 1


def fetch() -> tuple[int, str]:
    """Fetch what the lock file lists; return the status to end with, 0 to go on, and in words what went wrong."""
    command = [shutil.which("npm"), "ci", *QUICK]
    try:
        npm_ci = subprocess.run(
            command,
            cwd=FRONTEND,
            check=False,
            timeout=PATIENCE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        return LEFT_OUT, f"npm ci took more than {PATIENCE} seconds."
    sys.stderr.write(npm_ci.stderr)
    if not npm_ci.returncode:
        return 0, ""
    if NO_REGISTRY.search(npm_ci.stderr):
        return LEFT_OUT, "npm could not reach its registry (see above)."
    return 1, "npm could not install what frontend/package-lock.json lists (see above)."


def main() -> int:
    """Check the scripts; return 0, 1, or `LEFT_OUT`."""
    status, why = 0, what_is_missing()
    if why:
        status = LEFT_OUT
    elif not installed():
        status, why = fetch()
    if status:
        word = "LEFT OUT" if status == LEFT_OUT else "FAILED"
        print(f"\n  {word}: THE SCRIPTS OF THE PAGES WERE NOT CHECKED.\n  {why}\n", flush=True)
        return status
    # All three, whatever the first says.
    statuses = [npm("run", "--silent", name) for name in ("types", "lint", "test")]
    return 1 if any(statuses) else 0


if __name__ == "__main__":
    sys.exit(main())
