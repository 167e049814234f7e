"""The snippets of a page: found in its code fences, run in a folder, one after the other as a reader would.

A line with an HTML comment above a fence says what it is: `file: NAME` is written to the folder under that name, `printed` is what the snippet
before it prints. `sh` fences are commands, `python` fences of one page share their variables. Other fences are only shown.
"""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

ROOT = Path(__file__).parent.parent.parent
SHOWN_ONLY = ("make", "git", "source", "cd", "open")
"""Commands that need a checkout, a shell or a screen: they are shown and not run."""
WIDTH = {"COLUMNS": "100"}
SHORT = ("--set", "time.steps=12")
"""What makes a comparison short enough for a test."""
FENCE = re.compile(
    r"(?:^<!-- (?P<note>[^\n]*) -->\n\n?)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Fence:
    """One code fence: its language, its text, the comment above it, and where its text stands in the page."""

    language: str
    text: str
    note: str
    start: int
    end: int


def fences(page: str) -> list[Fence]:
    """All code fences of a page in order."""
    return [
        Fence(found["language"], found["text"], found["note"] or "", found.start("text"), found.end("text"))
        for found in FENCE.finditer(page)
    ]


def pages() -> list[Path]:
    """Every page that is written by hand and may have snippets."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@dataclass
class PageRun:
    """Runs the snippets of one page in the current folder. With `few_seeds`, comparisons run with so many and a few steps only."""

    few_seeds: int | None = None
    variables: dict[str, Any] = field(default_factory=lambda: {"__name__": "page"})

    def printed(self, page: str) -> Iterator[tuple[Fence, str, bool]]:
        """For each `printed` fence: the fence, what the snippet before it printed now, and whether it was run as it stands."""
        last, whole = "", True
        for fence in fences(page):
            if fence.note == "printed":
                yield fence, last, whole
            elif fence.note.startswith("file: "):
                file = Path(fence.note.removeprefix("file: "))
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(fence.text, encoding="utf-8")
            elif fence.language == "sh":
                commands = [self._shorter(words) for words in _commands(fence.text)]
                whole = commands == _commands(fence.text)
                last = "".join(_output(words) for words in commands)
            elif fence.language == "python":
                last, whole = self._python(fence.text), True

    def _python(self, text: str) -> str:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(text, "snippet", "exec"), self.variables)
        return out.getvalue()

    def _shorter(self, words: list[str]) -> list[str]:
        if self.few_seeds is None or "--seeds" not in words:
            return words
        place = words.index("--seeds") + 1
        return [*words[:place], str(self.few_seeds), *words[place + 1 :], *SHORT]


def _commands(text: str) -> list[list[str]]:
    """The commands of a shell snippet as words; a line that ends with a backslash goes on."""
    lines = text.replace("\\\n", " ").splitlines()
    words = [shlex.split(line, comments=True) for line in lines]
    return [one for one in words if one]


def _output(words: list[str]) -> str:
    """What a command prints. Raises RuntimeError if it fails."""
    if words[0] in SHOWN_ONLY:
        return ""
    if words[0] == "firesale":
        return _firesale(words[1:])
    if words[0] == "python":
        environment = {**os.environ, **WIDTH}
        done = subprocess.run(
            [sys.executable, *words[1:]], capture_output=True, text=True, env=environment, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{shlex.join(words)} failed:\n{done.stderr}")
        return done.stdout
    raise RuntimeError(f"nobody knows how to run {words[0]!r}")


def _firesale(arguments: list[str]) -> str:
    from firesale.experiments.cli import app

    done = CliRunner(env=WIDTH).invoke(app, arguments, catch_exceptions=False)
    if done.exit_code:
        raise RuntimeError(f"firesale {shlex.join(arguments)} failed:\n{done.output}")
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()) + "\n"
