import pytest

from firesale.market.contracts.future import Future
from firesale.market.errors import BadValueError


def test_a_future_is_no_option_and_is_called_by_its_expiry() -> None:
    future = Future("ETH", 86_400.0)
    assert (future.name, future.is_option, future.fixed_price) == ("ETH-future-86400", False, 1.0)


def test_an_expiry_at_the_start_is_refused() -> None:
    with pytest.raises(BadValueError, match="expiry"):
        Future("ETH", 0.0)
