import pytest

from firesale.market.contracts.call import Call
from firesale.market.contracts.future import Future
from firesale.market.contracts.put import Put
from firesale.market.errors import BadValueError


def test_a_contract_is_called_by_what_it_says() -> None:
    assert Future("ETH", 86_400.0).name == "ETH-future-86400"
    assert Call("ETH", 86_400.0, 2000.0).name == "ETH-call-2000-86400"
    assert Put("BTC", 3600.0, 0.5).name == "BTC-put-0.5-3600"


def test_an_expiry_before_the_start_or_a_strike_of_nothing_is_refused() -> None:
    with pytest.raises(BadValueError, match=r"Future\.expiry"):
        Future("ETH", 0.0)
    with pytest.raises(BadValueError, match=r"Put\.strike"):
        Put("ETH", 1.0, 0.0)
