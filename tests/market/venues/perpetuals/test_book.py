from firesale.market.actions import AddMargin, Bundle, ChangePosition, Side
from tests.market.venues.perpetuals.margins import market_of, venue_of
from tests.markets import give


def first_steps(account: int, size: float) -> Bundle:
    """Margin, and a position with it."""
    margin = AddMargin(account=account, venue="perps", amount=100.0)
    position = ChangePosition(account=account, venue="perps", asset="ETH", side=Side.BUY, size=size)
    return Bundle(account=account, legs=(margin, position))


def test_a_refused_bundle_closes_the_row_that_it_opened() -> None:
    market = market_of()
    book = venue_of(market).book
    for account in (3, 5):
        give(market, account, "USDC", 100.0)
    market.execute([first_steps(3, 1e3)], 0)  # 100,000 of ether with a margin of 100
    assert (book.rows, int(book.row_of[3]), book.key[:2].tolist()) == (1, -1, [-1, -1])
    market.execute([first_steps(5, 1.0)], 1)
    assert (book.rows, int(book.row_of[5]), book.key[:2].tolist()) == (2, 1, [-1, 5])
    market.execute([first_steps(3, 1.0)], 2)
    assert book.row_of[[3, 5]].tolist() == [2, 1]  # who was refused is not before the one who was not
    market.check()
    market.audit()


def test_rows_that_are_opened_while_the_columns_grow_are_closed_again() -> None:
    market = market_of(isolated=True)
    book = venue_of(market).book
    give(market, 0, "USDC", 100.0)
    for account in range(1, 9):  # with the vault's, 17 rows
        give(market, account, "USDC", 200.0)
        legs = tuple(AddMargin(account=account, venue="perps", asset=asset, amount=100.0) for asset in ("ETH", "BTC"))
        beyond = AddMargin(account=account, venue="perps", asset="ETH", amount=100.0)
        market.execute([Bundle(account=account, legs=(*legs, beyond) if account == 8 else legs)], account)
    assert (len(book.key), book.rows) == (32, 15)
    assert book.row_of[16:18].tolist() == [-1, -1]
    market.check()
