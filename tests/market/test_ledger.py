import numpy as np
import pytest

from firesale.market.errors import BrokenInvariantError
from firesale.market.journal import Journal
from firesale.market.ledger import Ledger, LedgerError

USDC, ETH = 0, 1


def ledger_of(*holdings: float) -> tuple[Ledger, Journal]:
    """One account per number, which is what it holds of USDC; nobody holds ETH."""
    journal = Journal()
    ledger = Ledger(len(holdings), 2, journal)
    ledger.mint(USDC, np.arange(len(holdings)), np.array(holdings))
    return ledger, journal


def test_a_transfer_moves_units_and_leaves_the_supply() -> None:
    ledger, _ = ledger_of(10.0, 0.0)
    ledger.transfer(USDC, 0, 1, 4.0)
    assert ledger.balances[:, USDC].tolist() == [6.0, 4.0]
    assert ledger.supply.tolist() == [10.0, 0.0]


def test_minting_and_burning_change_the_supply() -> None:
    ledger, _ = ledger_of(10.0, 0.0)
    ledger.mint(ETH, 1, 3.0)
    ledger.burn(USDC, 0, 4.0)
    assert ledger.supply.tolist() == [6.0, 3.0]
    assert ledger.balance(0, USDC) == 6.0
    ledger.audit()


def test_one_pays_many_and_many_pay_one() -> None:
    ledger, _ = ledger_of(10.0, 0.0, 0.0)
    ledger.transfer(USDC, 0, np.array([1, 2]), np.array([1.0, 2.0]))
    assert ledger.balances[:, USDC].tolist() == [7.0, 1.0, 2.0]
    ledger.transfer(USDC, np.array([1, 2]), 0, np.array([1.0, 2.0]))
    assert ledger.balances[:, USDC].tolist() == [10.0, 0.0, 0.0]


@pytest.mark.parametrize("rows", [[0, 0], [0, 1, 0]])
def test_an_account_that_stands_twice_pays_and_receives_the_sum(rows: list[int]) -> None:
    ledger, _ = ledger_of(10.0, 10.0, 0.0)
    amount = np.arange(1.0, len(rows) + 1)
    ledger.transfer(USDC, np.array(rows), 2, amount)
    paid = sum(amount[i] for i, row in enumerate(rows) if row == 0)
    assert ledger.balance(0, USDC) == 10.0 - paid
    ledger.transfer(USDC, 2, np.array(rows), amount)
    assert ledger.balances[:, USDC].tolist() == [10.0, 10.0, 0.0]
    ledger.check_step()
    ledger.audit()


def test_who_stands_twice_must_hold_the_sum() -> None:
    ledger, _ = ledger_of(2.5, 9.0)
    assert ledger.can_pay(np.array([0, 0]), USDC, np.array([1.0, 1.5]))
    assert not ledger.can_pay(np.array([0, 0]), USDC, np.array([1.0, 2.0]))
    assert not ledger.can_pay(np.array([0, 1, 0]), USDC, np.array([1.0, 9.0, 2.0]))
    assert ledger.can_pay(np.array([0, 1]), USDC, 2.5)
    assert not ledger.can_pay(np.array([0, 0]), USDC, 2.5)
    assert not ledger.can_pay(0, USDC, 3.0)
    with pytest.raises(LedgerError, match="overdraft"):
        ledger.transfer(USDC, np.array([0, 0]), 1, np.array([1.0, 2.0]))


@pytest.mark.parametrize("amount", [11.0, -1.0, float("nan"), float("inf")])
def test_an_impossible_amount_raises_and_moves_nothing(amount: float) -> None:
    ledger, _ = ledger_of(10.0, 5.0)
    with pytest.raises(LedgerError):
        ledger.transfer(USDC, 0, 1, amount)
    with pytest.raises(LedgerError):
        ledger.burn(USDC, 0, amount)
    with pytest.raises(LedgerError):
        ledger.transfer(USDC, np.array([1, 0]), np.array([0, 1]), np.array([1.0, amount]))
    assert ledger.balances[:, USDC].tolist() == [10.0, 5.0]
    assert ledger.supply[USDC] == 15.0


@pytest.mark.parametrize("amount", [-1.0, float("nan"), float("inf")])
def test_what_cannot_be_minted_raises(amount: float) -> None:
    ledger, _ = ledger_of(10.0)
    with pytest.raises(LedgerError, match="finite and not negative"):
        ledger.mint(USDC, 0, amount)
    assert ledger.supply[USDC] == 10.0


def test_a_shortfall_of_rounding_is_forgiven_and_a_larger_one_is_not() -> None:
    ledger, _ = ledger_of(10.0, 1e6)
    ledger.transfer(USDC, 0, 1, 10.0 + 1e-8)
    assert ledger.balance(0, USDC) == 0.0
    with pytest.raises(LedgerError):
        ledger.transfer(USDC, 0, 1, 1e-5)


# --- audits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("balance", [11.0, 9.0, -10.0, float("nan")])
def test_a_balance_that_was_tampered_with_is_found_by_the_audit(balance: float) -> None:
    ledger, _ = ledger_of(10.0, 20.0)
    ledger.balances[0, USDC] = balance
    with pytest.raises(BrokenInvariantError):
        ledger.audit()


@pytest.mark.parametrize("balance", [11.0, 9.0, -10.0, float("nan")])
def test_a_write_that_is_no_transfer_is_found_at_the_end_of_the_step(balance: float) -> None:
    ledger, journal = ledger_of(10.0, 20.0)
    ledger.check_step()
    journal.clear()
    ledger.transfer(USDC, 1, 0, 5.0)
    journal.write(ledger, "balances", (0, USDC), balance)
    with pytest.raises(BrokenInvariantError):
        ledger.check_step()


def test_a_supply_that_was_tampered_with_is_found() -> None:
    ledger, _ = ledger_of(10.0, 20.0)
    ledger.check_step()
    ledger.supply[USDC] = 31.0
    with pytest.raises(BrokenInvariantError, match="asset 0"):
        ledger.check_step()
    with pytest.raises(BrokenInvariantError, match="asset 0"):
        ledger.audit()


def test_a_step_is_audited_from_the_end_of_the_last_one() -> None:
    ledger, journal = ledger_of(10.0, 0.0)
    for _ in range(3):
        ledger.transfer(USDC, 0, 1, 2.0)
        ledger.transfer(USDC, np.array([0, 1]), np.array([1, 0]), np.array([1.0, 0.5]))
        ledger.mint(ETH, 1, 1.0)
        ledger.check_step()
        journal.clear()
    ledger.audit()


def test_rounding_of_when_there_was_much_is_no_violation_when_little_is_left() -> None:
    rng = np.random.default_rng(1)
    ledger, journal = ledger_of(*np.zeros(500))
    amounts = rng.uniform(0.0, 1e7, 500)
    for account in rng.permutation(500).tolist():
        ledger.mint(ETH, account, float(amounts[account]))
    for account in rng.permutation(500).tolist():
        ledger.burn(ETH, account, float(amounts[account]))
    assert 0.0 < ledger.supply[ETH] < 1e-3  # nobody holds any, and yet the sum was rounded a thousand times
    ledger.check_step()
    journal.clear()
    ledger.audit()


def test_what_is_rolled_back_leaves_no_trace() -> None:
    ledger, journal = ledger_of(10.0, 20.0)
    before = ledger.balances.copy(), ledger.supply.copy(), ledger.largest_supply.copy()
    mark = journal.mark()
    ledger.transfer(USDC, 0, 1, 5.0)
    ledger.mint(ETH, np.array([0, 0, 1]), np.array([1.0, 2.0, 3.0]))
    ledger.burn(USDC, np.array([1, 1]), np.array([7.0, 8.0]))
    journal.roll_back(mark)
    assert all(
        np.array_equal(now, then)
        for now, then in zip((ledger.balances, ledger.supply, ledger.largest_supply), before, strict=True)
    )
    ledger.check_step()
