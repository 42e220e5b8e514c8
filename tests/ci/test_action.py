"""The action as a runner calls it: a fake event, files for summary and outputs, a small server for the comment."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from run_diagnose.ci import action
from run_diagnose.ci.comment import marker

ROOT = Path(__file__).parents[2]
RUN = ROOT / "fixtures" / "runs" / "kept_in_collapse"
HEALTHY = "epoch,train_loss,val_loss\n" + "".join(
    f"{i},{2 * 0.8**i + 0.1:.4f},{2 * 0.8**i + 0.12:.4f}\n" for i in range(1, 13)
)


class Hub(BaseHTTPRequestHandler):
    """As much of the API as the action calls."""

    comments: list[dict[str, Any]] = []  # noqa: RUF012 - set anew by every test
    asked: list[tuple[str, str]] = []  # noqa: RUF012
    forbidden = False

    def _answer(self, data: Any, status: int = 200) -> None:
        text = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _body(self) -> str:
        return str(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"])

    def do_GET(self) -> None:
        self.asked.append(("GET", self.path))
        page = int(re.findall(r"[?&]page=(\d+)", self.path)[0])
        self._answer(self.comments[100 * (page - 1) : 100 * page])

    def do_POST(self) -> None:
        self.asked.append(("POST", self.path))
        if self.forbidden:
            self._body()
            self._answer({"message": "Resource not accessible"}, 403)
            return
        made = {"id": len(self.comments) + 1, "body": self._body(), "user": {"type": "Bot"}}
        self.comments.append(made)
        self._answer(made, 201)

    def do_PATCH(self) -> None:
        self.asked.append(("PATCH", self.path))
        number = int(self.path.rpartition("/")[2])
        self.comments[number - 1]["body"] = self._body()
        self._answer({})

    def log_message(self, *words: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def hub() -> Iterator[str]:
    Hub.comments, Hub.asked, Hub.forbidden = [], [], False
    server = HTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.chdir(tmp_path)
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7}}), encoding="utf-8")
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    return {
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_OUTPUT": str(tmp_path / "outputs"),
        "GITHUB_REPOSITORY": "someone/project",
        "GITHUB_WORKFLOW": "train & check",
        "GITHUB_JOB": "diagnose",
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "INPUT_PATHS": str(RUN / "run.csv"),
        "INPUT_SUMMARY": "true",
        "INPUT_TOKEN": "t",
    }


def outputs(env: dict[str, str]) -> dict[str, str]:
    lines = Path(env["GITHUB_OUTPUT"]).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_a_failed_run_fails_the_step_and_tells_it_everywhere(
    env: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    env["INPUT_SARIF"] = "findings.sarif"
    assert action.main(env) == 1
    assert capsys.readouterr().out.startswith("::error title=")
    found = outputs(env)
    assert found["verdict"] == "failed"
    report = json.loads(Path(found["report-path"]).read_text(encoding="utf-8"))
    assert int(found["findings-count"]) == len(report["runs"][0]["findings"]) > 0
    assert "[!CAUTION]" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "findings.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_inputs_become_flags_and_never_options_of_another_kind(env: dict[str, str]) -> None:
    env |= {
        "INPUT_FAIL_ON": "never",
        "INPUT_BASELINE": "known.json",
        "INPUT_CONFIG": "diagnose.toml\n task=lm \n",
        "INPUT_PATHS": "runs/*.csv\n'with blank/log.txt' --exit-zero",
    }
    words = action.command(env, Path("r.json"), Path("r.md"))
    assert words[words.index("--") + 1 :] == ["runs/*.csv", "with blank/log.txt", "--exit-zero"]
    assert " ".join(words).startswith("check --format github -o r.json -o r.md --fail-on never --baseline known.json")
    assert [words[i + 1] for i, w in enumerate(words) if w == "--config"] == ["diagnose.toml", "task=lm"]


def test_the_comment_is_written_once_and_then_edited(env: dict[str, str], hub: str) -> None:
    env |= {"GITHUB_API_URL": hub, "INPUT_COMMENT": "true"}
    assert action.main(env) == 1
    assert Hub.asked[-1] == ("POST", "/repos/someone/project/issues/7/comments")
    assert Hub.comments[0]["body"].startswith(marker(env) + "\n<!-- diagnose:report ")
    assert len(Hub.comments[0]["body"]) < 65_536
    action.main(env)
    assert Hub.asked[-1] == ("PATCH", "/repos/someone/project/issues/comments/1")
    assert len(Hub.comments) == 1


def test_a_marker_in_a_strangers_comment_is_not_ours(env: dict[str, str], hub: str) -> None:
    env |= {"GITHUB_API_URL": hub, "INPUT_COMMENT": "true"}
    other = {"id": 1, "body": marker(env), "user": {"type": "User"}, "author_association": "NONE"}
    Hub.comments = [{**other, "id": i, "body": "" if i < 120 else marker(env)} for i in range(1, 121)]
    action.main(env)
    assert Hub.asked[-1][0] == "POST"
    assert Hub.comments[-2]["body"] == marker(env)


def test_a_healthy_run_leaves_a_pull_request_alone_but_renews_an_old_comment(
    env: dict[str, str], hub: str, tmp_path: Path
) -> None:
    (tmp_path / "good.csv").write_text(HEALTHY, encoding="utf-8")
    env |= {"GITHUB_API_URL": hub, "INPUT_COMMENT": "true", "INPUT_PATHS": "good.csv"}
    assert action.main(env) == 0
    assert [method for method, _ in Hub.asked] == ["GET"]
    Hub.comments = [{"id": 1, "body": marker(env) + "\nold", "user": {"type": "Bot"}}]
    action.main(env)
    assert "HEALTHY" in Hub.comments[0]["body"]


@pytest.mark.parametrize("trouble", ["forbidden", "nobody", "no pull request", "no token"])
def test_a_comment_that_cannot_be_written_is_a_note(
    env: dict[str, str], hub: str, capsys: pytest.CaptureFixture[str], trouble: str
) -> None:
    env |= {"GITHUB_API_URL": hub, "INPUT_COMMENT": "true"}
    if trouble == "forbidden":
        Hub.forbidden = True
    elif trouble == "nobody":
        env["GITHUB_API_URL"] = "http://127.0.0.1:9"
    elif trouble == "no token":
        env["INPUT_TOKEN"] = ""
    else:
        Path(env["GITHUB_EVENT_PATH"]).write_text('{"ref": "refs/heads/main"}', encoding="utf-8")
    assert action.main(env) == 1
    assert "note: " in capsys.readouterr().err


def test_a_wrong_call_still_has_outputs(env: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    env["INPUT_FAIL_ON"] = "sometimes"
    assert action.main(env) == 2
    assert outputs(env) == {"verdict": "undetermined", "findings-count": "0", "report-path": ""}
    assert "--fail-on" in capsys.readouterr().err


def test_a_log_that_cannot_be_read_is_status_2(env: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    env["INPUT_PATHS"] = "nothing.csv"
    assert action.main(env) == 2
    assert outputs(env)["verdict"] == "undetermined"
    assert "::error title=diagnose,file=nothing.csv::" in capsys.readouterr().out


def test_every_input_of_the_action_reaches_the_script() -> None:
    recipe = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    step = next(s for s in recipe["runs"]["steps"] if s.get("id") == "diagnose")
    assert {f"INPUT_{name.upper().replace('-', '_')}" for name in recipe["inputs"]} - {"INPUT_VERSION"} == set(
        step["env"]
    )
    for out in recipe["outputs"]:
        assert recipe["outputs"][out]["value"] == f"${{{{ steps.diagnose.outputs.{out} }}}}"
    assert set(recipe["outputs"]) == {"verdict", "findings-count", "report-path"}
    for step in recipe["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), "an input in a script is a way in for strangers"


@pytest.mark.parametrize(
    ("file", "meant"),
    [
        ("configs/lr/base.yaml", True),
        ("conf/model.toml", True),
        ("train_small.yml", True),
        ("hparams.yaml", True),
        (".github/workflows/ci.yml", False),
        ("mkdocs.yml", False),
        ("pyproject.toml", False),
        ("package.json", False),
    ],
)
def test_the_hook_looks_at_training_configs_only(file: str, meant: bool) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["entry"] == "diagnose config"
    assert bool(re.search(hook["files"], file)) is meant
