"""Links between pages lead somewhere, and files and scenarios that pages name exist."""

import re
from pathlib import Path

import pytest

from docs.making.snippets import ROOT
from firesale.experiments.scenario import shipped_names

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
NAMED = re.compile(r"`((?:market|agents|analysis|experiments|tests|docs|\.ci)/[\w./-]*)`")
HAND_WRITTEN = ("README.md", "GLOSSARY.md", "ASSUMPTIONS.md", "CONTRIBUTING.md", "CHANGELOG.md")
PAGES = [ROOT / name for name in HAND_WRITTEN] + sorted((ROOT / "docs").rglob("*.md"))


def title(page: Path) -> str:
    """A page's path, for the name of a test."""
    return page.relative_to(ROOT).as_posix()


def prose(page: Path) -> str:
    """A page without its code fences."""
    return CODE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The names by which a page's headings are linked: small letters, spaces as hyphens, other marks left out."""
    heads = (re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in HEADING.findall(prose(page)))
    return set(heads)


def broken(page: Path) -> list[str]:
    """Links of a page that lead nowhere."""
    found = []
    for link in LINK.findall(prose(page)):
        if link.startswith(("http://", "https://")):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_links_lead_somewhere(page: Path) -> None:
    assert not broken(page)


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_files_that_are_named_exist(page: Path) -> None:
    named = [name for name in NAMED.findall(prose(page)) if not re.search(r"NAME|ROLE|smoothed", name)]
    assert not [name for name in named if not (ROOT / name).exists()]


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_page_is_found_from_the_index(page: Path) -> None:
    index = ROOT / "docs" / "index.md"
    linked = {(index.parent / link.partition("#")[0]).resolve() for link in LINK.findall(prose(index))}
    from_readme = {(ROOT / link.partition("#")[0]).resolve() for link in LINK.findall(prose(ROOT / "README.md"))}
    assert page in linked | from_readme | {index, ROOT / "README.md"}


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_scenario_is_in_the_readme_and_the_changelog(name: str) -> None:
    for page in ("README.md", "CHANGELOG.md"):
        assert f"`{name}`" in (ROOT / page).read_text(encoding="utf-8")


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Here\n\n[a](#here) [b](#there) [c](nowhere.md)\n", encoding="utf-8")
    assert broken(page) == ["#there", "nowhere.md"]
