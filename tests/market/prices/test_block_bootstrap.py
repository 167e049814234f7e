import math

import numpy as np
import pytest

from firesale.market.errors import BadValueError
from firesale.market.prices.block_bootstrap import BlockBootstrap
from firesale.market.streams import Streams

ASSETS = ["USD", "ETH", "BTC"]
INITIAL = np.array([1.0, 2000.0, 30_000.0])
HOUR = 3600.0
COUNTED = {"ETH": tuple(i / 1e5 for i in range(100)), "BTC": tuple(-i / 1e5 for i in range(100))}


def drawn(process: BlockBootstrap, steps: int, seed: int = 1) -> list[int]:
    """Which return each step has taken, if ETH's returns are counted through in steps of 1e-5."""
    paths = process.paths(ASSETS, INITIAL, np.arange(steps + 1, dtype=np.float64) * process.spacing, Streams(seed))
    return [int(row) for row in np.rint(np.diff(np.log(paths[:, 1])) * 1e5)]


def test_only_returns_of_the_history_occur_and_each_as_often_as_any_other() -> None:
    taken = np.bincount(drawn(BlockBootstrap(COUNTED, block_length=1.0), 20_000), minlength=100)
    assert len(taken) == 100
    # without blocks the draws are independent: 200 of each, give or take
    assert float(((taken - 200.0) ** 2 / 200.0).sum()) == pytest.approx(99.0, abs=4 * math.sqrt(2.0 * 99.0))


def test_blocks_go_on_in_the_order_of_the_history_and_from_its_end_to_its_beginning() -> None:
    rows = np.array(drawn(BlockBootstrap(COUNTED, block_length=25.0), 20_000))
    goes_on = (rows[1:] - rows[:-1]) % 100 == 1
    # a block ends with probability 1/25, and by chance one in a hundred new blocks goes on as before
    ends = (1.0 - 1.0 / 100.0) / 25.0
    assert goes_on.mean() == pytest.approx(1.0 - ends, abs=3 * math.sqrt(ends / 20_000))
    assert np.any((rows[:-1] == 99) & (rows[1:] == 0))


def test_the_autocorrelation_of_the_history_fades_with_the_chance_that_a_block_goes_on() -> None:
    wave = tuple(math.sin(2.0 * math.pi * i / 20.0) / 100.0 for i in range(200))
    paths = BlockBootstrap({"ETH": wave}, block_length=10.0).paths(
        ASSETS, INITIAL, np.arange(100_001, dtype=np.float64) * HOUR, Streams(1)
    )
    returns = np.diff(np.log(paths[:, 1]))
    for lag in (1, 5, 10):
        # Politis and Romano (1994), lemma 1, for a circular history
        expected = (1.0 - 1.0 / 10.0) ** lag * math.cos(2.0 * math.pi * lag / 20.0)
        assert np.corrcoef(returns[:-lag], returns[lag:])[0, 1] == pytest.approx(expected, abs=0.03)


def test_all_assets_take_the_same_moments() -> None:
    paths = BlockBootstrap(COUNTED).paths(ASSETS, INITIAL, np.arange(500, dtype=np.float64) * HOUR, Streams(1))
    growth = np.diff(np.log(paths), axis=0)
    assert np.allclose(growth[:, 1], -growth[:, 2], atol=1e-12)


def test_between_two_returns_the_log_price_moves_in_a_straight_line() -> None:
    process = BlockBootstrap(COUNTED, spacing=100.0)
    whole = process.paths(ASSETS, INITIAL, np.array([0.0, 100.0]), Streams(3))
    half = process.paths(ASSETS, INITIAL, np.array([0.0, 50.0, 100.0]), Streams(3))
    assert half[1] == pytest.approx(np.sqrt(whole[0] * whole[1]))
    assert half[2] == pytest.approx(whole[1])


def test_centred_returns_have_no_drift() -> None:
    rising = {"ETH": (0.01, 0.02, 0.03)}
    growth = [
        math.log(
            BlockBootstrap(rising, centred=True).paths(ASSETS, INITIAL, np.array([0.0, HOUR]), Streams(seed))[1, 1]
            / 2000.0
        )
        for seed in range(300)
    ]
    assert {round(one, 9) for one in growth} == {-0.01, 0.0, 0.01}


def test_assets_without_returns_stay_at_their_initial_price() -> None:
    paths = BlockBootstrap({"ETH": (0.01, -0.02)}).paths(
        ASSETS, INITIAL, np.arange(10, dtype=np.float64) * HOUR, Streams(1)
    )
    assert np.all(paths[:, [0, 2]] == INITIAL[[0, 2]])


@pytest.mark.parametrize(
    ("returns", "told"),
    [
        ({"ETH": (0.1, 0.2), "BTC": (0.1,)}, "the same number of returns"),
        ({"ETH": ()}, "at least one"),
        ({"ETH": (0.1, math.nan)}, r"returns\.ETH.*finite"),
    ],
)
def test_returns_that_make_no_history_are_refused(returns: dict[str, tuple[float, ...]], told: str) -> None:
    with pytest.raises(BadValueError, match=told):
        BlockBootstrap(returns)


@pytest.mark.parametrize("asset", ["ETHH", "USD"])
def test_returns_of_an_unknown_asset_or_of_the_numeraire_are_refused(asset: str) -> None:
    with pytest.raises(BadValueError, match=f"received '{asset}'; allowed: one of ETH, BTC"):
        BlockBootstrap({asset: (0.1,)}).paths(ASSETS, INITIAL, np.array([0.0]), Streams(1))
