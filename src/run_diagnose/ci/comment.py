"""One comment on a pull request, edited in place: found again by a marker in its first line."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from run_diagnose.cli.trouble import say

PAGES = 20
"""At most 2,000 comments are looked through."""
SECONDS = 30.0
TRUSTED = ("OWNER", "MEMBER", "COLLABORATOR")
"""Whose comments may be ours, besides those of bots: anybody can write a marker into a comment."""


def comment(env: Mapping[str, str], text: str, *, needed: bool) -> None:
    """Write the report under the pull request of this event, or renew the comment that stands there.

    ``needed``: False leaves a pull request alone that has no such comment yet. A comment that cannot be written is a
    note, never a failure: pull requests from forks may not write.
    """
    number, token, where = _pull_request(env), env.get("INPUT_TOKEN", ""), env.get("GITHUB_REPOSITORY", "")
    if number is None or not token or not where:
        say("note: no comment, as this is no pull request, or no token was given")
        return
    api = f"{env.get('GITHUB_API_URL') or 'https://api.github.com'}/repos/{where}/issues"
    mark = marker(env)
    body = {"body": f"{mark}\n{text}"}
    try:
        old = next((c for c in _comments(f"{api}/{number}/comments", token) if _is_ours(c, mark)), None)
        if old is not None:
            _ask("PATCH", f"{api}/comments/{int(old['id'])}", token, body)
        elif needed:
            _ask("POST", f"{api}/{number}/comments", token, body)
    except (OSError, ValueError) as error:
        why = f"{error.code} {error.reason}" if isinstance(error, urllib.error.HTTPError) else type(error).__name__
        say(f"note: the comment could not be written ({why}); it needs `permissions: pull-requests: write`")


def marker(env: Mapping[str, str]) -> str:
    """An HTML comment that nobody sees; each workflow and job keeps its own report."""
    key = "/".join(re.sub(r"[^\w.-]+", "-", env.get(name, "")) for name in ("GITHUB_WORKFLOW", "GITHUB_JOB"))
    return f"<!-- diagnose:action key={key} v1 -->"


def _pull_request(env: Mapping[str, str]) -> int | None:
    """The number in the event's file; None where the event is about something else."""
    try:
        event = json.loads(Path(env.get("GITHUB_EVENT_PATH", "")).read_text(encoding="utf-8"))
        return int(event["pull_request"]["number"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _comments(url: str, token: str) -> Iterator[dict[str, Any]]:
    for page in range(1, PAGES + 1):
        found = _ask("GET", f"{url}?per_page=100&page={page}", token)
        yield from found
        if len(found) < 100:
            return


def _is_ours(comment: Mapping[str, Any], mark: str) -> bool:
    author = comment.get("user") or {}
    trusted = author.get("type") == "Bot" or comment.get("author_association") in TRUSTED
    return trusted and str(comment.get("body") or "").startswith(mark)


def _ask(method: str, url: str, token: str, body: Mapping[str, str] | None = None) -> Any:
    """One call of GitHub's REST API. Raises OSError or ValueError."""
    head = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "User-Agent": "run-diagnose",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    data = None if body is None else json.dumps(body).encode("utf-8")
    request = urllib.request.Request(url, data=data, method=method, headers=head)
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return json.loads(answer.read() or b"null")
