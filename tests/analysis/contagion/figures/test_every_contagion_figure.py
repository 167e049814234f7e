"""What holds for every registered figure of contagion."""

import sys
from collections.abc import Sequence
from io import BytesIO

import matplotlib as mpl
import pytest

from firesale.analysis.contagion.contagion import contagion
from firesale.analysis.contagion.figures import FIGURES
from firesale.analysis.contagion.figures.findings import findings
from firesale.analysis.figures import FIGURES as FIGURES_OF_A_RUN
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.figures.by_hand import CHAIN, One, crash, found, many

CASES = {
    "none": [],
    "one": [One(1, "aave", 100.0)],
    "chain": CHAIN,
    "worthless": [One(1, "aave", 0.0), One(1, "aave", 0.0, 0)],
    "odd names": [One(0, "$a$_b^ \\frac{1}{2}", 5.0), One(0, "<b>" * 20, 3.0, 0)],
    "many": many(2000),
}


def saved(run: RunBuilder, ones: Sequence[One], name: str) -> bytes:
    """The figure as PNG."""
    page = BytesIO()
    FIGURES[name](crash(run, ones).tables(), found(ones)).savefig(page, format="png")
    return page.getvalue()


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("case", CASES)
def test_it_is_drawn_without_a_warning(name: str, case: str, run: RunBuilder) -> None:
    assert len(saved(run, CASES[case], name)) > 1000


@pytest.mark.parametrize("name", FIGURES)
def test_it_fits_a_page(name: str, run: RunBuilder) -> None:
    ones = CASES["many"]
    width, height = FIGURES[name](crash(run, ones).tables(), found(ones)).get_size_inches()
    assert width <= 7.0
    assert height <= 9.0


@pytest.mark.parametrize("name", FIGURES)
def test_it_leaves_no_global_state(name: str, run: RunBuilder) -> None:
    before = dict(mpl.rcParams)
    saved(run, CHAIN, name)
    assert dict(mpl.rcParams) == before
    assert not sys.modules["matplotlib.pyplot"].get_fignums()


@pytest.mark.parametrize("name", FIGURES)
def test_it_has_a_caption_and_a_name_of_its_own(name: str) -> None:
    assert FIGURES[name].__doc__
    assert name not in FIGURES_OF_A_RUN


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_findings_give_the_same_picture(name: str) -> None:
    first, second = (saved(RunBuilder(), CHAIN, name) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", FIGURES)
def test_it_draws_what_the_analysis_finds(name: str, run: RunBuilder) -> None:
    tables = crash(run.exchange("uni").price("ETH", [100.0, 60.0, 50.0]), CHAIN).tables()
    page = BytesIO()
    FIGURES[name](tables, findings(contagion(tables))).savefig(page, format="png")
    assert len(page.getvalue()) > 1000
