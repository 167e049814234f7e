from firesale.analysis.contagion.attribution.factors import Factor, Index, Report
from firesale.market.events import AssetListed
from tests.analysis.contagion.attribution.rebuilt import Rebuilt
from tests.analysis.contagion.conftest import Written


def names(factors: list[Factor]) -> list[tuple[str, str]]:
    return [("report" if isinstance(one, Report) else "index", one.asset) for one in factors]


def test_collateral_counts_its_price_times_its_threshold(written: Written) -> None:
    pool = Rebuilt(written.exchange("x").oracle("x").pool("p")).factors()
    assert names(pool.collateral["ETH"]) == [("report", "ETH"), ("index", "ETH")]
    assert [one.of_worth for one in pool.collateral["ETH"]] == [True, False]


def test_debt_weighs_its_price_times_its_borrow_index(written: Written) -> None:
    pool = Rebuilt(written.oracle().pool("p")).factors()
    assert names(pool.debt["USD"]) == [("report", "USD"), ("index", "USD")]
    assert pool.borrow_index("USD") is pool.debt["USD"][-1]


def test_a_claim_is_worth_its_index_times_what_it_is_a_claim_on(written: Written) -> None:
    pool = Rebuilt(written.oracle().pool("p").pool("q", "p:USD", "USD")).factors("q")
    assert names(pool.collateral["p:USD"])[:2] == [("index", "p:USD"), ("report", "USD")]


def test_a_claim_on_a_claim_is_followed_down(written: Written) -> None:
    written.oracle().pool("p").pool("q").pool("r", "q:p:USD", "p:USD")
    written.add(
        AssetListed("q", "p:USD", "debt", "USD", "feed", 0.0), AssetListed("q", "q:p:USD", "receipt", "p:USD", "", 0.0)
    )
    pool = Rebuilt(written).factors("r")
    assert names(pool.collateral["q:p:USD"])[:3] == [("index", "q:p:USD"), ("index", "p:USD"), ("report", "USD")]


def claim_on_an_exchange(run: Written) -> Written:
    run.add(AssetListed("m", "p:USD", "base", "", "", 0.0), AssetListed("m", "USD", "quote", "", "", 0.0))
    return run.oracle("m").pool("p").pool("q", "p:USD", "USD")


def test_a_claim_that_its_oracle_sees_traded_is_worth_that(written: Written) -> None:
    pool = Rebuilt(claim_on_an_exchange(written)).factors("q")
    assert names(pool.collateral["p:USD"])[0] == ("report", "p:USD")


def test_a_loss_free_claim_is_worth_its_index_even_then(written: Written) -> None:
    written.add(AssetListed("q", "p:USD", "loss-free", "USD", "feed", 0.0))
    pool = Rebuilt(claim_on_an_exchange(written)).factors("q")
    first = pool.collateral["p:USD"][0]
    assert isinstance(first, Index)


def test_an_exchange_s_shares_are_no_claim_on_its_base_asset(written: Written) -> None:
    written.add(AssetListed("amm", "amm:shares", "receipt", "ETH", "", 0.0))
    pool = Rebuilt(written.oracle().pool("p", "amm:shares", "")).factors()
    assert names(pool.collateral["amm:shares"])[0] == ("report", "amm:shares")


def test_of_a_pool_that_lists_nothing_there_are_no_factors(written: Written) -> None:
    pool = Rebuilt(written).factors("unheard of")
    assert (pool.collateral, pool.debt) == ({}, {})
