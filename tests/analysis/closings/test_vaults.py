from firesale.analysis.closings.vaults import triggered
from firesale.market.events import DebtOffset, DebtRedistributed, LiquidatorCompensated
from tests.analysis.contagion.conftest import Written, near
from tests.analysis.contagion.written_closings import offset, redistribute, trigger, vault, vaults


def test_a_vault_that_a_stability_pool_paid_for(written: Written) -> None:
    """9.5 ETH at 100 for 800 coins: the pool gains."""
    vault(vaults(written.oracle()), 1, 9.5, 800.0)
    found = triggered(offset(written, 1).tables()).iloc[0]
    values = found[["repaid", "seized", "collateral_price", "debt_price", "health_before", "left"]].astype(float)
    near(values, [800.0, 9.5, 100.0, 1.0, 0.95, 0.0])
    assert found["by"] == "LiquidationTriggered"
    assert found["borrower"] == 1


def test_debt_above_the_collateral_is_left_to_who_took_it(written: Written) -> None:
    """7.5 ETH at 100 for 800 coins: 50 are left to the heirs."""
    vault(vault(vaults(written.oracle()), 1, 7.5, 800.0), 2, 50.0, 800.0)
    near(triggered(redistribute(written, (1,), {2: 1.0}).tables())["left"], [50.0])


def test_the_pool_and_the_heirs_lose_apart_and_the_reward_counts_as_seized(written: Written) -> None:
    """0.1 of 8 ETH is the reward; the pool pays 300 for 4 and gains; the heirs get 3.9 for 500 and lose 110."""
    vault(vaults(written.oracle()), 1, 8.0, 800.0)
    trigger(written, 1)
    written.add(LiquidatorCompensated("v", 90, 1, "DAI", 0.0, "ETH", 0.1))
    written.add(DebtOffset("v", 90, 1, "DAI", 300.0, "ETH", 4.0, 100.0, 0.5))
    written.add(DebtRedistributed("v", 90, 1, "DAI", 500.0, "ETH", 3.9, 100.0))
    near(triggered(written.tables())[["seized", "repaid", "left"]], [[8.0, 800.0, 110.0]])


def test_of_several_collaterals_the_most_valuable_names_the_closing(written: Written) -> None:
    """1 ETH at 100 and 2 BTC at 400 are worth 900: 2.25 BTC. The debt stands in the first row."""
    vault(vaults(written.oracle()), 1, 1.0, 1_000.0)
    trigger(written, 1)
    written.add(DebtRedistributed("v", 90, 1, "DAI", 1_000.0, "ETH", 1.0, 100.0))
    written.add(DebtRedistributed("v", 90, 1, "DAI", 0.0, "BTC", 2.0, 400.0))
    found = triggered(written.tables())
    assert found["collateral"].tolist() == ["BTC"]
    near(found[["seized", "collateral_price", "left"]], [[2.25, 400.0, 100.0]])


def test_where_no_vault_was_closed_there_is_no_closing(written: Written) -> None:
    assert len(triggered(written.tables())) == 0
