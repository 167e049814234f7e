import gzip
from pathlib import Path

import numpy as np
import pytest

from firesale.experiments.price_files import PriceFile, read_price_file
from firesale.market.errors import BadValueError
from firesale.market.prices.path import Path as PricePath
from firesale.market.streams import Streams

DATA = Path(__file__).parents[2].parent / "shared" / "data"
with_data = pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not beside the repository")

BARS = """\
time_utc,symbol,open,high,low,close,volume_base
2020-03-12 00:00:00,ETHUSDT,200,210,190,205,1
2020-03-12 01:00:00,ETHUSDT,205,206,150,160,1
2020-03-12 02:00:00,ETHUSDT,160,170,155,165,1
2020-03-12 01:00:00,BTCUSDT,8000,8100,7900,7950,1
2020-03-12 02:00:00,BTCUSDT,7950,7960,6000,6100,1
"""
NO_SYMBOL = """\
hour_utc,open,high,low,close,n_trades
2023-03-11T00:00:00Z,1.0,1.0,0.9,0.95,10
2023-03-11T01:00:00Z,0.95,0.97,0.88,0.96,10
"""
ASK_BID = """\
time_utc,ask,bid,liq_long_eth
2021-01-11 00:00:10,1001,999,0
2021-01-11 00:01:10,902,898,50
2021-01-11 00:02:30,951,949,0
"""


def written(folder: Path, text: str, name: str = "prices.csv") -> Path:
    file = folder / name
    file.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return file


# --- what is read -----------------------------------------------------------------------------------------------------


def test_a_rising_bar_goes_through_its_low_first_and_a_falling_one_through_its_high(tmp_path: Path) -> None:
    prices = read_price_file(written(tmp_path, BARS), ["ETH"])
    assert prices.waypoints == {
        "ETH": (
            *((0.0, 200.0), (900.0, 190.0), (1800.0, 210.0), (2700.0, 205.0)),
            *((3600.0, 205.0), (4500.0, 206.0), (5400.0, 150.0), (6300.0, 160.0)),
            *((7200.0, 160.0), (8100.0, 155.0), (9000.0, 170.0), (9900.0, 165.0)),
        )
    }


def test_the_stretch_is_described_by_its_times(tmp_path: Path) -> None:
    prices = read_price_file(written(tmp_path, BARS), ["ETH"])
    assert (prices.first_time, prices.last_time) == ("2020-03-12T00:00:00Z", "2020-03-12T02:45:00Z")
    assert (prices.duration, prices.spacing) == (9900.0, 900.0)


def test_seconds_of_all_assets_count_from_the_first_row_of_any(tmp_path: Path) -> None:
    prices = read_price_file(written(tmp_path, BARS), ["BTC", "ETH"])
    assert prices.waypoints["BTC"][0] == (3600.0, 8000.0)
    assert prices.waypoints["ETH"][0] == (0.0, 200.0)


def test_a_compressed_file_gives_the_same(tmp_path: Path) -> None:
    plain = read_price_file(written(tmp_path, BARS), ["ETH", "BTC"])
    assert read_price_file(written(tmp_path, BARS, "prices.csv.gz"), ["ETH", "BTC"]) == plain


def test_a_file_without_symbols_is_about_the_asset_named(tmp_path: Path) -> None:
    prices = read_price_file(written(tmp_path, NO_SYMBOL), ["USDC"], symbol_asset="USDC")
    assert [price for _, price in prices.waypoints["USDC"]] == [1.0, 1.0, 0.9, 0.95, 0.95, 0.88, 0.97, 0.96]


def test_of_ask_and_bid_the_middle_is_taken(tmp_path: Path) -> None:
    prices = read_price_file(written(tmp_path, ASK_BID), ["ETH"], symbol_asset="ETH")
    assert prices.waypoints == {"ETH": ((0.0, 1000.0), (60.0, 900.0), (140.0, 950.0))}
    assert prices.spacing == 70.0


def test_a_bar_before_a_missing_one_keeps_its_usual_length(tmp_path: Path) -> None:
    without_one_hour = BARS + "2020-03-12 06:00:00,ETHUSDT,165,170,155,160,1\n"
    seconds = [second for second, _ in read_price_file(written(tmp_path, without_one_hour), ["ETH"]).waypoints["ETH"]]
    assert seconds[8:13] == [7200.0, 8100.0, 9000.0, 9900.0, 21_600.0]


def test_rows_from_start_to_end_are_kept_both_included(tmp_path: Path) -> None:
    file = written(tmp_path, BARS)
    prices = read_price_file(file, ["ETH"], start="2020-03-12T01:00:00Z", end="2020-03-12 02:00:00")
    assert (prices.first_time, prices.last_time) == ("2020-03-12T01:00:00Z", "2020-03-12T02:45:00Z")
    assert prices.waypoints["ETH"][0] == (0.0, 205.0)
    assert read_price_file(file, ["ETH"], end="2020-03-12T01:00:00").last_time == "2020-03-12T01:45:00Z"


@pytest.mark.parametrize("symbol", ["BNBUSDT", "BNBUSD", "BNBUSDC", "BNBBUSD", "BNB"])
def test_a_symbol_is_an_asset_followed_by_a_dollar(tmp_path: Path, symbol: str) -> None:
    file = written(tmp_path, BARS.replace("ETHUSDT", symbol))
    assert len(read_price_file(file, ["BNB"]).waypoints["BNB"]) == 12


def test_the_waypoints_are_those_of_a_price_path(tmp_path: Path) -> None:
    prices = read_price_file(written(tmp_path, BARS), ["ETH", "BTC"])
    path = PricePath(prices.waypoints)
    times = np.array([0.0, 5400.0, 9900.0])
    paths = path.paths(["USD", "ETH", "BTC"], np.array([1.0, 9.0, 9.0]), times, Streams(1))
    assert paths.tolist() == [[1.0, 200.0, 8000.0], [1.0, 150.0, 7900.0], [1.0, 165.0, 6100.0]]


# --- what is refused --------------------------------------------------------------------------------------------------


def refusal(file: Path, assets: list[str], symbol_asset: str | None = None, start: str = "2000-01-01") -> BadValueError:
    with pytest.raises(BadValueError) as refused:
        read_price_file(file, assets, symbol_asset=symbol_asset, start=start)
    return refused.value


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path / "none.csv", ["ETH"])
    assert (error.key, error.received) == ("price file", str(tmp_path / "none.csv"))


def test_a_folder_and_a_file_of_another_sort_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert refusal(tmp_path / "folder.csv", ["ETH"]).allowed == "a .csv or .csv.gz file that exists"
    assert refusal(written(tmp_path, BARS, "prices.pickle"), ["ETH"]).allowed == "a .csv or .csv.gz file that exists"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x01", b"\x1f\x8b\x08 cut off"], ids=["empty", "bytes", "cut"])
@pytest.mark.parametrize("name", ["prices.csv", "prices.csv.gz"])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    refusal(tmp_path / name, ["ETH"])


def test_columns_that_are_not_known_are_refused_with_those_that_are(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, "date,price\n2020-03-12,200\n"), ["ETH"])
    assert error.received == ["date", "price"]
    assert "time_utc or hour_utc" in error.allowed


def test_an_asset_without_rows_is_refused_with_the_symbols_there_are(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, BARS), ["ETH", "LUNA"])
    assert error.received == "LUNA"
    assert error.allowed.endswith("BTCUSDT, ETHUSDT")


def test_an_asset_with_a_single_row_in_the_window_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, BARS), ["ETH"], start="2020-03-12T02:00:00").received == "ETH"


def test_no_assets_at_all_are_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, BARS), []).key == "assets"


def test_an_asset_quoted_in_two_currencies_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, BARS.replace("BTCUSDT", "ETHUSDC"))
    assert refusal(file, ["ETH"]).allowed == "one symbol per asset, not ETHUSDC, ETHUSDT"


def test_a_file_without_symbols_needs_the_name_of_its_asset(tmp_path: Path) -> None:
    file = written(tmp_path, NO_SYMBOL)
    assert refusal(file, ["USDC"]).key == "symbol_asset"
    assert refusal(file, ["USDC", "ETH"], symbol_asset="USDC").received == "ETH"


def test_a_file_with_symbols_takes_no_name_for_its_asset(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, BARS), ["ETH"], symbol_asset="ETH").key == "symbol_asset"


@pytest.mark.parametrize("price", ["0", "-150", "", "nan", "inf", "n/a", "cheap"])
def test_a_price_that_is_not_positive_is_refused_with_column_and_time(tmp_path: Path, price: str) -> None:
    error = refusal(written(tmp_path, BARS.replace("206,150,160", f"206,{price},160")), ["ETH"])
    assert error.key.endswith("ETH: low at 2020-03-12T01:00:00Z")
    assert error.allowed == "a positive number"


def test_a_bad_price_of_an_asset_that_nobody_wants_does_no_harm(tmp_path: Path) -> None:
    file = written(tmp_path, BARS.replace("7960,6000,6100", "7960,0,6100"))
    assert list(read_price_file(file, ["ETH"]).waypoints) == ["ETH"]


@pytest.mark.parametrize("time", ["2020-03-12 00:00:00", "2020-03-11 23:00:00"], ids=["twice", "unsorted"])
def test_times_that_do_not_increase_are_refused(tmp_path: Path, time: str) -> None:
    error = refusal(written(tmp_path, BARS.replace("2020-03-12 01:00:00,ETH", f"{time},ETH")), ["ETH"])
    assert error.received == time.replace(" ", "T") + "Z"
    assert error.allowed == "later than 2020-03-12T00:00:00Z"


def test_a_time_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, BARS.replace("2020-03-12 01:00:00,ETH", "noon,ETH")), ["ETH"])
    assert (error.key.split(": ")[-1], error.received) == ("time_utc", "noon")


def test_a_start_that_is_no_time_or_after_the_end_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, BARS)
    assert refusal(file, ["ETH"], start="yesterday").key == "start"
    with pytest.raises(BadValueError, match="end: received '2020-03-11'; allowed: not before start, 2020-03-12"):
        read_price_file(file, ["ETH"], start="2020-03-12", end="2020-03-11")


# --- public data ------------------------------------------------------------------------------------------------------


def prices_of(prices: PriceFile, asset: str) -> list[float]:
    return [price for _, price in prices.waypoints[asset]]


@with_data
def test_on_black_thursday_ether_fell_to_86_although_no_hour_closed_below_96() -> None:
    prices = read_price_file(DATA / "binance_1h_eth_btc_2020-03.csv", ["ETH", "BTC"])
    assert (prices.first_time, prices.spacing) == ("2020-03-01T00:00:00Z", 900.0)
    assert min(prices_of(prices, "ETH")) == 86.0
    assert min(prices_of(prices, "ETH")[3::4]) == 96.62
    assert min(prices_of(prices, "BTC")) == 3782.13


@with_data
def test_terra_collapsed_and_its_last_price_holds_after_trading_ends() -> None:
    prices = read_price_file(DATA / "binance_1h_multi_2022-05_luna_ust.csv.gz", ["ETH", "LUNA", "UST"])
    assert (max(prices_of(prices, "LUNA")), min(prices_of(prices, "LUNA"))) == (87.87, 0.00004)
    assert min(prices_of(prices, "UST")) == 0.225
    assert prices.waypoints["UST"][-1][0] < prices.duration


@with_data
@pytest.mark.parametrize(
    ("name", "asset", "lowest"),
    [
        ("kraken_usdcusd_1h_2023-03-10_13.csv", "USDC", 0.874),
        ("ethusdt_1m_bidask_liqvol_2021-01.csv.gz", "ETH", pytest.approx(715.7, abs=0.1)),
    ],
)
def test_files_without_symbols_are_read(name: str, asset: str, lowest: float) -> None:
    assert min(prices_of(read_price_file(DATA / name, [asset], symbol_asset=asset), asset)) == lowest


@with_data
@pytest.mark.parametrize(
    ("name", "asset", "lowest"),
    [
        ("binance_1h_multi_2022-06_steth_3ac.csv.gz", "ETH", 881.56),
        ("binance_1h_multi_2023-03_svb.csv.gz", "USDC", 0.882),
    ],
)
def test_files_about_many_assets_are_read(name: str, asset: str, lowest: float) -> None:
    assert min(prices_of(read_price_file(DATA / name, [asset]), asset)) == lowest
