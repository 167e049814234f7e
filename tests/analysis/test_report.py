from html.parser import HTMLParser
from pathlib import Path

import pytest
from typing_extensions import override

from firesale.analysis.contagion.figures import FIGURES as CONTAGION_FIGURES
from firesale.analysis.figures import FIGURES
from firesale.analysis.metrics import METRICS
from firesale.analysis.report import write_report
from firesale.analysis.tables import RunTables
from firesale.market.events import BadDebtRealised, WealthRecorded
from tests.analysis.conftest import RunBuilder

VOID = {"meta", "img", "br", "link"}


class Balanced(HTMLParser):
    """Collects text and attributes, and insists that every tag that opens closes in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    @override
    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(page: Path) -> Balanced:
    found = Balanced()
    found.feed(page.read_text(encoding="utf-8"))
    found.close()
    assert not found.open
    return found


@pytest.fixture
def crash(run: RunBuilder) -> RunBuilder:
    run.pool("aave <b>").exchange("uni").account(1, "leveraged_trader", "bold & brave").price("ETH", [100.0, 60.0])
    run.liquidation(1, "aave <b>", 1250.0).at(1, BadDebtRealised("aave <b>", 1, "USD", 77.0, 1.0))
    return run.at(0, WealthRecorded(1, 500.0)).at(1, WealthRecorded(1, 130.0))


def test_it_tells_the_story_in_numbers(crash: RunBuilder, tmp_path: Path) -> None:
    text = parsed(write_report(crash.tables(), tmp_path, {"digest": "d1ce"})).text
    assert "1 liquidation of 1 borrower in 1 pool repaid 1,250 USD of debt." in text
    assert "Bad debt of 77 USD was booked." in text
    assert "Lost, by role: leveraged trader 370 USD." in text
    assert "ETH is at its lowest: its fundamental price is 60 USD, 40% below the start." in text


def test_it_says_where_it_comes_from(crash: RunBuilder, tmp_path: Path) -> None:
    text = parsed(write_report(crash.tables(), tmp_path, {"digest": "d1ce", "firesale": "0.1.0"})).text
    assert all(word in text for word in ("by-hand", "seed 7", "digest", "d1ce", "0.1.0"))


def test_it_defines_every_number(crash: RunBuilder, tmp_path: Path) -> None:
    text = parsed(write_report(crash.tables(), tmp_path, {})).text
    assert all(name.replace("_", " ") in text for name in METRICS)
    assert "bad_debt.pool.aave <b>" in text
    assert "What nobody bears falls on the lenders who withdraw last." in text


def test_it_asks_for_nothing_from_outside(crash: RunBuilder, tmp_path: Path) -> None:
    page = write_report(crash.tables(), tmp_path, {})
    assert "http" not in page.read_text(encoding="utf-8")
    sources = [value or "" for name, value in parsed(page).attributes if name in ("src", "href")]
    assert len(sources) == len(FIGURES) + 3  # channels, matrix and losses; no tree has two liquidations
    assert all(source.startswith("data:image/png;base64,") for source in sources)


def test_names_are_escaped(crash: RunBuilder, tmp_path: Path) -> None:
    page = parsed(write_report(crash.tables(title="<script>alert(1)</script>"), tmp_path, {"<i>": "</table>"}))
    assert not {"script", "b", "i"} & set(page.seen)
    assert "<script>alert(1)</script>" in page.text
    assert "bold & brave" in page.text


def test_every_figure_is_a_file_too(crash: RunBuilder, tmp_path: Path) -> None:
    write_report(crash.tables(), tmp_path / "deep" / "folder", {})
    files = {path.name for path in (tmp_path / "deep" / "folder" / "figures").iterdir()}
    assert files == {f"{name}.png" for name in [*FIGURES, *CONTAGION_FIGURES]}


def test_every_picture_has_words_for_who_cannot_see_it(crash: RunBuilder, tmp_path: Path) -> None:
    page = parsed(write_report(crash.tables(), tmp_path, {}))
    assert all(value for name, value in page.attributes if name == "alt")


def test_an_empty_run_has_a_report_that_says_so(empty: RunTables, tmp_path: Path) -> None:
    text = parsed(write_report(empty, tmp_path, {})).text
    assert "No liquidation happened." in text
    assert "Nothing happened." in text


def test_the_same_run_gives_the_same_report(crash: RunBuilder, tmp_path: Path) -> None:
    first, second = (write_report(crash.tables(), tmp_path / name, {}).read_bytes() for name in ("a", "b"))
    assert first == second
