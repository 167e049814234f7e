"""The glossary is in order and complete, and says where each term lives."""

import re
from pathlib import Path

import pytest

from docs.making.snippets import ROOT
from firesale.agents.roles import ROLES
from firesale.experiments.families import FAMILIES

ENTRY = re.compile(r"^\* \*\*(?P<term>[^*]+)\*\*(?:, \*\*[^*]+\*\*)?: (?P<text>.*) `(?P<place>[\w./]+)`$")
LINES = [line for line in (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines() if line.startswith("* ")]
ENTRIES = [found for line in LINES if (found := ENTRY.match(line))]
TERMS = [found["term"] for found in ENTRIES]

NAMES_OF_FAMILIES = (
    "price process",
    "oracle",
    "rate model",
    "margin rule",
    "liquidation mechanism",
    "backstop",
    "ordering",
    "venue",
    "margin requirement",
    "funding rule",
    "closing rule",
    "deleveraging rule",
    "contract",
    "portfolio margin",
    "efficiency mode",
    "margin engine",
    "redemption",
    "price curve",
)


def test_every_line_is_a_term_its_meaning_and_its_place() -> None:
    assert not [line for line in LINES if not ENTRY.match(line)]


def test_terms_stand_in_alphabetical_order_and_once() -> None:
    assert sorted(set(TERMS), key=str.lower) == TERMS


@pytest.mark.parametrize("entry", ENTRIES, ids=TERMS)
def test_a_term_lives_where_the_glossary_says(entry: re.Match[str]) -> None:
    assert (ROOT / entry["place"]).is_file()


@pytest.mark.parametrize("entry", ENTRIES, ids=TERMS)
def test_the_place_uses_the_words_of_the_term(entry: re.Match[str]) -> None:
    """Some word of the term, as a name or in a comment, whatever its ending."""
    place: Path = ROOT / entry["place"]
    text = (place.name + place.read_text(encoding="utf-8")).lower()
    assert any(word.lower().rstrip("sye")[:6] in text for word in re.findall(r"\w+", entry["term"]))


def test_every_family_has_a_term() -> None:
    assert len(NAMES_OF_FAMILIES) == len(FAMILIES)
    assert not [name for name in NAMES_OF_FAMILIES if name not in TERMS]


def test_every_role_is_a_word_of_the_glossary() -> None:
    text = "\n".join(LINES).lower()
    assert not [name for name in ROLES if name.split("_")[-1].rstrip("r") not in text]
