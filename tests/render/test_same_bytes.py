"""Same report, same bytes: under another locale, another time zone, another hash seed, from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from run_diagnose.render import FORMATS, render

from .reports import REPORTS

PROGRAM = """
import hashlib, sys
from run_diagnose.render import FORMATS, render
from run_diagnose.render.json_v1 import loads
report = loads(sys.stdin.buffer.read())
print(" ".join(hashlib.sha256(render(report, form).encode()).hexdigest() for form in FORMATS))
"""


def test_the_surroundings_change_no_byte(tmp_path: Path) -> None:
    import hashlib

    here = " ".join(hashlib.sha256(render(REPORTS["several"], form).encode()).hexdigest() for form in FORMATS)
    odd = {"LC_ALL": "C", "TZ": "Pacific/Apia", "PYTHONHASHSEED": "7", "COLUMNS": "33", "NO_COLOR": "1", "CI": "true"}
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=render(REPORTS["several"], "json").encode(),
        cwd=tmp_path,
        env={**os.environ, **odd},
        capture_output=True,
        check=True,
    )
    assert found.stdout.decode().strip() == here


def test_a_report_is_rendered_without_heavy_imports(tmp_path: Path) -> None:
    program = PROGRAM + "\nassert not {'pandas', 'yaml', 'rich', 'typer', 'pydantic', 'matplotlib'} & set(sys.modules)"
    text = render(REPORTS["failed"], "json").encode()
    subprocess.run([sys.executable, "-c", program], input=text, cwd=tmp_path, capture_output=True, check=True)
