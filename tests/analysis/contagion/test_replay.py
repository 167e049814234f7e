"""The page of a replay: what it holds adds up to the run, it asks for nothing, and names do no harm."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from firesale.analysis.contagion.figures.findings import Findings
from firesale.analysis.contagion.replay import write_replay
from firesale.analysis.tables import RunTables
from firesale.market.events import BadDebtRealised, OracleOpened, PositionsRecorded, PriceQuoted, PriceReported, Swapped
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.figures.by_hand import CHAIN, One, crash, found, many, strike

EVIL = "</script><script>alert(1)</script><!--"


class Page(HTMLParser):
    """Collects tags, attributes, and the text of each script."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.scripts: list[str] = []
        self.text = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "script":
            self.scripts.append("")

    @override
    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "script":
            self.scripts[-1] += data
        else:
            self.text += data


def page(tables: RunTables, findings: Findings, folder: Path) -> str:
    path = write_replay(tables, findings.liquidations, findings.nodes, findings.links, folder / "replay.html")
    return path.read_text(encoding="utf-8")


def parsed(text: str) -> Page:
    reader = Page()
    reader.feed(text)
    reader.close()
    return reader


def data(text: str) -> dict[str, Any]:
    """The numbers of the page, as its script reads them."""
    known: dict[str, Any] = json.loads(parsed(text).scripts[0])
    return known


def market(run: RunBuilder) -> RunBuilder:
    """An exchange that an oracle reads, prices that fall, a sale by a liquidator and a loss."""
    run.exchange("uni").at(0, OracleOpened("feed", "push", "uni", "point", live=False)).price(
        "ETH", [100.0, 90.0, 80.0, 80.0, 80.0]
    )
    for step, price in enumerate([100.0, 85.0, 75.0, 78.0, 80.0]):
        run.at(step, PriceQuoted("uni", "ETH", price), PriceReported("feed", "ETH", price, 0, 0.0))
        run.at(step, PositionsRecorded("aave", 3, 1, 10.0, 300.0 - 50.0 * step, 0.0, 0.9, 1.0, 1.2, 1.4, 1.9))
    run.at(1, Swapped("uni", 9, "ETH", "USD", 2.0, 170.0, 0.0, 90.0, 85.0, "liquidation"))
    run.at(2, Swapped("uni", 8, "USD", "ETH", 50.0, 0.6, 0.0, 75.0, 76.0, "manipulation"))
    return run.at(2, BadDebtRealised("maker", 1, "USD", 7.5, 2.0))


@pytest.fixture
def chain(run: RunBuilder) -> RunTables:
    run.pool("aave", oracle="feed").pool("maker", oracle="feed")
    return strike(market(run), CHAIN).tables(title="A chain")


def test_liquidations_add_up_to_the_tables(chain: RunTables, tmp_path: Path) -> None:
    known = data(page(chain, found(CHAIN), tmp_path))
    pools = [pool["name"] for pool in known["pools"]]
    rows = known["liquidated"]
    cells = dict(zip(zip(rows["frame"], [pools[i] for i in rows["pool"]], strict=True), rows["debt"], strict=True))
    assert cells == {(1, "aave"): 100, (2, "maker"): 50, (4, "aave"): 25}
    assert rows["count"] == [1, 1, 1]


def test_losses_are_valued_as_the_pool_valued_them(chain: RunTables, tmp_path: Path) -> None:
    known = data(page(chain, found(CHAIN), tmp_path))
    lost = known["lost"]
    assert (lost["frame"], [known["pools"][i]["name"] for i in lost["pool"]], lost["value"]) == ([2], ["maker"], [15])


def test_contagion_goes_from_pool_to_pool_with_its_weight(chain: RunTables, tmp_path: Path) -> None:
    known = data(page(chain, found(CHAIN), tmp_path))
    spread, pools = known["spread"], [pool["name"] for pool in known["pools"]]
    ways = [(pools[a], pools[b]) for a, b in zip(spread["source"], spread["target"], strict=True)]
    assert list(zip(spread["frame"], ways, spread["value"], strict=True)) == [
        (2, ("aave", "maker"), 40),
        (4, ("maker", "aave"), 20),
    ]


def test_prices_are_those_of_each_moment(chain: RunTables, tmp_path: Path) -> None:
    (asset,) = data(page(chain, found(CHAIN), tmp_path))["prices"]
    lines = {(line["kind"], line["name"]): line["values"] for line in asset["lines"]}
    assert asset["name"] == "ETH"
    assert lines["fundamental", "fundamental"] == [100, 90, 80, 80, 80]
    assert lines["exchange", "uni"] == lines["oracle", "feed"] == [100, 85, 75, 78, 80]


def test_exchanges_and_oracles_show_what_reached_them(chain: RunTables, tmp_path: Path) -> None:
    known = data(page(chain, found(CHAIN), tmp_path))
    names = [node["name"] for node in known["nodes"]]
    assert [
        (names[i], f, v) for i, f, v in zip(*(known["sold"][c] for c in ("node", "frame", "value")), strict=True)
    ] == [("uni", 1, 180)]
    assert known["pushed"] == {"frame": [2], "node": [names.index("uni")], "value": [50]}
    assert known["reported"]["frame"] == [1, 2, 3, 4]
    assert known["reported"]["change"][0] == pytest.approx(-0.162519)


def test_prices_come_from_above_and_every_edge_joins_two_nodes(chain: RunTables, tmp_path: Path) -> None:
    known = data(page(chain, found(CHAIN), tmp_path))
    assert [(node["kind"], node["row"]) for node in known["nodes"]] == [
        ("exchange", 0),
        ("oracle", 1),
        ("pool", 2),
        ("pool", 2),
    ]
    assert known["edges"] == [[0, 1, "price"], [1, 2, "price"], [1, 3, "price"]]
    assert [node["x"] for node in known["nodes"]] == [0.5, 0.5, 0.25, 0.75]
    assert [pool["name"] for pool in known["pools"]] == [node["name"] for node in known["nodes"][2:]]


def test_debt_holds_between_records(chain: RunTables, tmp_path: Path) -> None:
    known = data(page(chain, found(CHAIN), tmp_path))
    by_pool = dict(zip([pool["name"] for pool in known["pools"]], known["debts"], strict=True))
    assert by_pool == {"aave": [300, 250, 200, 150, 100], "maker": [None] * 5}


def test_the_tree_grows_with_every_liquidation(chain: RunTables, tmp_path: Path) -> None:
    tree = data(page(chain, found(CHAIN), tmp_path))["tree"]
    assert tree["dots"]["generation"] == [0, 1, 2]
    assert tree["dots"]["debt"] == [100, 50, 25]
    assert tree["lines"] == {"parent": [0, 1], "child": [1, 2], "count": [1, 1]}
    assert tree["frames"] == [1, 2, 4]
    assert tree["xs"] == sorted(tree["xs"])


def test_each_moment_is_told_in_a_sentence(chain: RunTables, tmp_path: Path) -> None:
    known = data(page(chain, found(CHAIN), tmp_path))
    assert known["said"] == [
        "",
        "1 liquidation in aave repays 100 USD; ETH falls 15.0%.",
        "A manipulator trades 50 USD on uni; 1 liquidation in maker repays 50 USD; 40 USD of it in maker caused by aave; "
        "15 USD of bad debt in maker; ETH falls 11.8%.",
        "ETH rises 4.0%.",
        "1 liquidation in aave repays 25 USD; 20 USD of it in aave caused by maker; ETH rises 2.6%.",
    ]
    assert known["clocks"] == ["0:00", "0:01", "0:02", "0:03", "0:04"]


def test_it_asks_for_nothing_from_outside(chain: RunTables, tmp_path: Path) -> None:
    text = page(chain, found(CHAIN), tmp_path)
    assert not re.search(r"https?:|//[a-z]+\.|\bfetch\(|XMLHttpRequest|WebSocket|import\(|@import|url\(", text)
    reader = parsed(text)
    assert not {"link", "img", "iframe", "object", "embed"} & set(reader.tags)
    assert not {name for name, _ in reader.attributes} & {"src", "href", "srcset", "action"}
    assert "default-src 'none'" in text


def test_names_do_no_harm(run: RunBuilder, tmp_path: Path) -> None:
    ones = [One(1, EVIL, 100.0), One(2, "b & <i>", 50.0, 0)]
    text = page(crash(run.exchange(EVIL), ones).tables(title=EVIL, scenario=EVIL), found(ones), tmp_path)
    reader = parsed(text)
    assert len(reader.scripts) == 2
    assert "alert(1)" not in reader.scripts[1]
    assert not re.search("[<>]", reader.scripts[0])
    assert not {"i", "b"} & set(reader.tags)
    known = data(text)
    assert known["title"] == EVIL
    assert [pool["name"] for pool in known["pools"]] == [EVIL, "b & <i>"]


def test_it_can_be_used_without_a_mouse_and_without_sight(chain: RunTables, tmp_path: Path) -> None:
    text = page(chain, found(CHAIN), tmp_path)
    reader = parsed(text)
    assert ("lang", "en") in reader.attributes
    assert ("aria-live", "polite") in reader.attributes
    assert reader.tags.count("canvas") == len([1 for name, _ in reader.attributes if name == "role" and _ == "img"]) + 1
    assert all(part in text for part in ("prefers-reduced-motion", "ArrowLeft", "aria-valuetext", "<th>bad debt</th>"))


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    pages = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        run = market(RunBuilder().pool("aave", oracle="feed").pool("maker", oracle="feed"))
        pages.append(page(strike(run, CHAIN).tables(), found(CHAIN), tmp_path / name))
    assert pages[0] == pages[1]


def test_an_empty_run_has_a_replay(empty: RunTables, tmp_path: Path) -> None:
    known = data(page(empty, found([]), tmp_path))
    assert (known["frames"], known["nodes"], known["pools"], known["said"]) == (1, [], [], [""])


def test_one_liquidation_is_enough(run: RunBuilder, tmp_path: Path) -> None:
    ones = [One(1, "aave", 100.0)]
    known = data(page(crash(run, ones).tables(), found(ones), tmp_path))
    assert known["spread"] == {"frame": [], "source": [], "target": [], "value": []}
    assert known["tree"]["dots"]["count"] == [1]


def test_a_large_run_stays_small_and_adds_up(run: RunBuilder, tmp_path: Path) -> None:
    ones = many(20_000)
    for i in range(30):
        run.pool(f"pool {i} of a long name")
    made = found(ones)
    tables = run.price("ETH", [100.0] * 600).tables()
    text = page(tables, made, tmp_path)
    known = data(text)
    assert len(text) < 1_000_000
    assert sum(known["liquidated"]["count"]) == 20_000
    assert sum(known["liquidated"]["debt"]) == pytest.approx(made.liquidations["debt_value"].sum(), rel=1e-5)
    assert sum(known["tree"]["dots"]["count"]) == 20_000
    assert [line["name"] for line in known["series"]][-1] == "other pools"
    assert known["pools"][-1]["name"] == "other pools"
    assert len(known["nodes"]) == 24
