import numpy as np
import pytest

from firesale.market.errors import BadValueError
from firesale.market.prices.path import Path
from firesale.market.streams import Streams

ASSETS = ["USD", "ETH", "BTC"]
INITIAL = np.array([1.0, 2000.0, 30_000.0])


def eth_prices(path: Path, *times: float) -> list[float]:
    return path.paths(ASSETS, INITIAL, np.array(times), Streams(1))[:, 1].tolist()  # type: ignore[no-any-return]


def test_half_way_between_two_waypoints_the_price_is_their_geometric_mean() -> None:
    path = Path({"ETH": ((0.0, 1600.0), (100.0, 400.0))})
    assert eth_prices(path, 50.0) == pytest.approx([800.0])


def test_at_a_waypoint_the_price_is_exactly_that_of_the_waypoint() -> None:
    path = Path({"ETH": ((0.0, 2000.1), (100.0, 1234.5), (300.0, 0.7))})
    assert eth_prices(path, 0.0, 100.0, 300.0) == [2000.1, 1234.5, 0.7]


def test_the_price_is_flat_before_the_first_and_after_the_last_waypoint() -> None:
    path = Path({"ETH": ((100.0, 1600.0), (200.0, 400.0))})
    assert eth_prices(path, 0.0, 99.0, 201.0, 9999.0) == [1600.0, 1600.0, 400.0, 400.0]


def test_a_single_waypoint_is_a_constant_price() -> None:
    assert eth_prices(Path({"ETH": ((60.0, 1500.0),)}), 0.0, 60.0, 120.0) == [1500.0, 1500.0, 1500.0]


def test_assets_without_waypoints_stay_at_their_initial_price() -> None:
    paths = Path({"ETH": ((0.0, 1600.0), (100.0, 400.0))}).paths(ASSETS, INITIAL, np.array([0.0, 50.0]), Streams(1))
    assert paths[:, [0, 2]].tolist() == [[1.0, 30_000.0], [1.0, 30_000.0]]


@pytest.mark.parametrize(
    "points",
    [
        ((100.0, 1600.0), (50.0, 400.0)),
        ((100.0, 1600.0), (100.0, 400.0)),
        ((-1.0, 1600.0),),
        ((float("nan"), 1600.0),),
        ((0.0, 0.0),),
        ((0.0, -5.0),),
        ((0.0, float("nan")),),
        ((0.0, float("inf")),),
        (),
        (0.0, 1600.0),
        ((0.0, 1600.0), (50.0,)),
        (("soon", "low"),),
    ],
    ids=[
        "unsorted",
        "two prices at one time",
        "negative time",
        "NaN time",
        "zero price",
        "negative price",
        "NaN price",
        "infinite price",
        "none",
        "a pair, not pairs",
        "a time without a price",
        "words",
    ],
)
def test_waypoints_that_do_not_make_a_path_are_refused_by_name(points: object) -> None:
    with pytest.raises(BadValueError, match=r"^Path\.waypoints\.ETH: received"):
        Path({"ETH": points})  # type: ignore[dict-item]


@pytest.mark.parametrize("asset", ["ETHH", "USD"])
def test_waypoints_of_an_unknown_asset_or_of_the_numeraire_are_refused(asset: str) -> None:
    path = Path({asset: ((0.0, 1.1),)})
    with pytest.raises(BadValueError, match=f"received '{asset}'; allowed: one of ETH, BTC"):
        path.paths(ASSETS, INITIAL, np.array([0.0]), Streams(1))
