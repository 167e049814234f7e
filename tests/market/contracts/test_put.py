import pytest

from firesale.market.contracts.put import Put
from firesale.market.errors import BadValueError


def test_a_put_is_called_by_its_strike_and_expiry() -> None:
    option = Put("ETH", 86_400.0, 1800.0)
    assert (option.name, option.is_option, option.is_call) == ("ETH-put-1800-86400", True, False)
    assert option.fixed_price == 1800.0


def test_a_strike_of_nothing_is_refused() -> None:
    with pytest.raises(BadValueError, match="strike"):
        Put("ETH", 86_400.0, 0.0)
