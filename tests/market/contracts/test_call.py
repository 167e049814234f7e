import pytest

from firesale.market.contracts.call import Call
from firesale.market.errors import BadValueError


def test_a_call_is_called_by_its_strike_and_expiry() -> None:
    option = Call("ETH", 86_400.0, 1800.0)
    assert (option.name, option.is_option, option.is_call) == ("ETH-call-1800-86400", True, True)
    assert option.fixed_price == 1800.0


def test_a_strike_of_nothing_is_refused() -> None:
    with pytest.raises(BadValueError, match="strike"):
        Call("ETH", 86_400.0, 0.0)
