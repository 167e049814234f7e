"""Every snippet of every page runs, and prints what the page says; comparisons run with two seeds and a few steps."""

import re
from pathlib import Path

import pytest

from docs.making.snippets import ROOT, Fence, PageRun, fences, pages

FOR_THE_READER = {"", "text", "csv", "toml"}
RUN = {"sh", "python"}
PAGES = [page for page in pages() if fences(page.read_text(encoding="utf-8"))]
LAST_DIGITS = re.compile(r"digest [0-9a-f]+")
"""What may differ between machines that compute the same numbers."""


def shown(text: str) -> list[str]:
    """Lines as they are compared."""
    return [LAST_DIGITS.sub("digest", line.rstrip()) for line in text.strip("\n").splitlines()]


def title(page: Path) -> str:
    """A page's path, for the name of a test."""
    return page.relative_to(ROOT).as_posix()


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=title)
def test_snippets_run_and_print_what_the_page_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for fence, printed, whole in PageRun(few_seeds=2).printed(page.read_text(encoding="utf-8")):
        assert printed.strip(), f"the snippet before {fence.text[:60]!r} prints nothing"
        if whole:
            assert shown(printed) == shown(fence.text), "stale: run `python -m docs.figures`"


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_fence_is_run_or_only_shown_on_purpose(page: Path) -> None:
    found = fences(page.read_text(encoding="utf-8"))
    assert {fence.language for fence in found} <= RUN | FOR_THE_READER
    assert not [fence for fence in found if fence.note == "printed" and fence.language != "text"]
    assert not [fence for fence in found if fence.language in {"csv", "toml"} and not fence.note.startswith("file: ")]


def test_a_printed_fence_belongs_to_the_snippet_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = "```python\nprint(1)\n```\n\n<!-- printed -->\n\n```text\n2\n```\n"
    fence = Fence("text", "2\n", "printed", page.index("2\n"), page.index("2\n") + 2)
    assert list(PageRun().printed(page)) == [(fence, "1\n", True)]


def test_a_command_that_fails_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RuntimeError, match="nowhere"):
        list(PageRun().printed("```sh\nfiresale check nowhere\n```\n\n<!-- printed -->\n\n```text\n```\n"))
