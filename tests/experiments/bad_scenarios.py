"""Scenarios that must be refused: what is changed in `small.toml`, the key that the refusal names, and what it says is allowed.

One line per mistake. A key that the refusal names differently from the one that was changed is written as `named`.
"""

import math
from dataclasses import dataclass
from typing import Any

NAN, INF = math.nan, math.inf
MISSING = object()


@dataclass(frozen=True)
class Bad:
    """One mistake. `value` MISSING removes the key; `also` are further keys that are changed with it."""

    key: str
    value: Any
    allowed: str  # a part of what the refusal says is allowed
    named: str = ""
    also: tuple[tuple[str, Any], ...] = ()
    received: Any = MISSING  # if it is not the value itself

    def __str__(self) -> str:
        value = "missing" if self.value is MISSING else str(self.value).replace(" ", "")[:40]
        return f"{self.key}={value}"

    @property
    def changes(self) -> dict[str, Any]:
        """All keys that get a new value."""
        return dict(self.also) | ({} if self.value is MISSING else {self.key: self.value})


HARBOR, BOOK, FEED = "venues.harbor", "venues.book", "oracles.feed"
BORROWERS, LENDERS, CROWD = "agents.borrowers", "agents.lenders", "agents.crowd"
STRATEGY, POSITION, HEALTH = f"{BORROWERS}.strategy", f"{BORROWERS}.positions.0", f"{BORROWERS}.strategy.target_health"
LOOPER = "agents.loopers.positions.0"
MARGIN, LIQUIDATION = f"{HARBOR}.margin", f"{HARBOR}.liquidation"
SOL = {"assets.SOL": {"price": 10.0}}
TWICE = {"ETH,BTC": 0.5, "BTC,ETH": 0.4}
IMPOSSIBLE = {"ETH,BTC": 0.9, "ETH,SOL": 0.9, "BTC,SOL": -0.9}


def inside(key: str, value: Any, named: str, received: Any, allowed: str, **also: Any) -> Bad:
    """A mistake in a table or list; the refusal names `key` + `named` if that begins with a dot, otherwise `named`."""
    place = f"{key}{named}" if named.startswith(".") else named or key
    return Bad(key, value, allowed, place, tuple(also.items()), received)


def brownian(**parameters: Any) -> dict[str, Any]:
    """A `[prices]` table."""
    return {"kind": "geometric_brownian", **parameters}


def merton(**parameters: Any) -> dict[str, Any]:
    """A `[prices]` table with jumps."""
    return {"kind": "merton", **parameters}


def chaser(pools: list[str], asset: str = "USD") -> dict[str, Any]:
    """A strategy of lenders that chooses from pools."""
    return {"kind": "rate_chaser", "pools": pools, "asset": asset}


def drawn(distribution: str, **parameters: Any) -> dict[str, Any]:
    """A distribution in the place of a number."""
    return {"distribution": distribution, **parameters}


def network(**parameters: Any) -> dict[str, Any]:
    """A `[network]` table of four pools."""
    usual = {"kind": "ring", "pools": 4, "assets": ["ETH", "BTC"], "debt": "USD", "oracle": "feed", "exchange": "book"}
    table = usual | parameters
    return {key: value for key, value in table.items() if value is not MISSING}


SPOT: dict[str, Any] = {"kind": "spot"}
READING = SPOT | {"sources": ["nowhere"]}


def osm(inner: Any, **parameters: Any) -> dict[str, Any]:
    """An oracle that is delayed."""
    return {"kind": "delayed", **({} if inner is MISSING else {"inner": inner}), **parameters}


def deep(depth: int) -> dict[str, Any]:
    """So many oracles inside each other."""
    return SPOT if depth == 1 else osm(deep(depth - 1))


def median(*of: Any, **parameters: Any) -> dict[str, Any]:
    """The median of oracles."""
    return {"kind": "median", "of": list(of), **parameters}


def wrapped(kind: str, **parameters: Any) -> dict[str, Any]:
    """An oracle around a spot price."""
    return {"kind": kind, "inner": SPOT, **parameters}


def fallback(**parameters: Any) -> dict[str, Any]:
    """A primary and a secondary that are the same."""
    return {"kind": "stale_fallback", "primary": SPOT, "secondary": SPOT, **parameters}


TOP = [
    Bad("name", MISSING, "the key is needed"),
    Bad("name", "", "letters, digits, - and _"),
    Bad("name", "../x", "letters, digits, - and _"),
    Bad("name", "/etc/passwd", "letters, digits, - and _"),
    Bad("name", "two words", "letters, digits, - and _"),
    Bad("name", "line\n", "letters, digits, - and _"),
    Bad("name", "x" * 41, "at most 40 characters"),
    Bad("name", 5, "a text in quotes"),
    Bad("title", MISSING, "the key is needed"),
    Bad("title", "", "a text that is not empty"),
    Bad("title", ["a", "b"], "a text in quotes"),
    Bad("description", 7, "a text in quotes"),
    Bad("seed", -1, "a whole number of 0 or more"),
    Bad("seed", 2**63, "below 9,223,372,036,854,775,808"),
    Bad("seed", 1.5, "a whole number"),
    Bad("seed", "one", "a whole number"),
    Bad("seed", True, "a whole number"),
    Bad("seed", NAN, "a whole number"),
    Bad("information_delay", -1, "a whole number from 0 to 10,000"),
    Bad("information_delay", 10_001, "a whole number from 0 to 10,000"),
    Bad("tiem", {"steps": 5}, "no such key (did you mean time?); known here: name, title"),
]
TIME = [
    Bad("time", MISSING, "the key is needed"),
    Bad("time", 5, "a table"),
    Bad("time", [], "a table"),
    Bad("time.steps", MISSING, "the key is needed"),
    Bad("time.steps", 0, "a whole number from 1 to 10,000,000"),
    Bad("time.steps", -3, "a whole number from 1 to 10,000,000"),
    Bad("time.steps", 10_000_001, "a whole number from 1 to 10,000,000"),
    Bad("time.steps", 2.0, "a whole number"),
    Bad("time.steps", "ten", "a whole number"),
    Bad("time.steps", True, "a whole number"),
    Bad("time.step_seconds", 0, "a number above 0"),
    Bad("time.step_seconds", -1.0, "a number above 0"),
    Bad("time.step_seconds", NAN, "a finite number above 0"),
    Bad("time.step_seconds", INF, "a finite number above 0"),
    Bad("time.step_seconds", "1h", "a number above 0"),
    Bad("time.rounds_per_step", 0, "a whole number from 1 to 1,000"),
    Bad("time.record_interval", 0, "a whole number of 1 or more"),
    Bad("time.audit_interval", 0, "a whole number of 1 or more"),
    Bad("time.stepz", 5, "did you mean steps?"),
]
ASSETS = [
    Bad("assets", MISSING, "the key is needed"),
    Bad("assets", {}, "at least one entry"),
    Bad("assets", [], "a table"),
    Bad("assets.USD.price", 2.0, "1: the first asset is the numeraire"),
    Bad("assets.ETH", 100.0, "a table"),
    Bad("assets.ETH", MISSING, "USD, BTC", named="venues.book.base", received="ETH"),
    Bad("assets.ETH.price", MISSING, "the key is needed"),
    Bad("assets.ETH.price", 0.0, "a number above 0"),
    Bad("assets.ETH.price", -5.0, "a number above 0"),
    Bad("assets.ETH.price", NAN, "a finite number above 0"),
    Bad("assets.ETH.price", INF, "a finite number above 0"),
    Bad("assets.ETH.price", "100", "a number above 0"),
    Bad("assets.ETH.symbol", "E", "no such key; known here: price"),
    Bad("assets.E/H", {"price": 1.0}, "letters, digits, - and _", received="E/H"),
]
PRICES = [
    Bad("prices", MISSING, "the key is needed"),
    Bad("prices", 3, "a table"),
    Bad("prices.kind", MISSING, "the key is needed"),
    Bad("prices.kind", "random_walk", "constant, path, geometric_brownian, merton"),
    Bad("prices.kind", 5, "constant, path, geometric_brownian, merton"),
    inside("prices", {"kind": "constant", "waypoints": {}}, ".waypoints", {}, "no such key; known here: kind"),
    Bad("prices.waypoints", 5, "a table"),
    Bad("prices.waypoints.ETH", [], "one or more pairs (seconds, price)", received=()),
    inside("prices.waypoints.ETH", [[0]], "", ((0.0,),), "one or more pairs (seconds, price)"),
    inside("prices.waypoints.ETH", [[0, 1, 2]], "", ((0.0, 1.0, 2.0),), "one or more pairs (seconds, price)"),
    inside("prices.waypoints.ETH", [[10, 100.0], [5, 90.0]], "", (5.0, 90.0), "in order: more than 10 seconds"),
    inside("prices.waypoints.ETH", [[0, 100.0], [0, 90.0]], "", (0.0, 90.0), "one price at each time"),
    inside("prices.waypoints.ETH", [[-1, 100.0]], "", (-1.0, 100.0), "seconds from 0 on"),
    inside("prices.waypoints.ETH", [[0, -100.0]], "", (0.0, -100.0), "a positive price"),
    inside("prices.waypoints.ETH", [[0, 0.0]], "", (0.0, 0.0), "a positive price"),
    inside("prices.waypoints.ETH", [[0, NAN]], ".0.1", NAN, "a finite number"),
    inside("prices.waypoints.ETH", [[INF, 1.0]], ".0.0", INF, "a finite number"),
    inside("prices.waypoints.ETH", [[0, "a"]], ".0.1", "a", "a number"),
    inside("prices.waypoints.SOL", [[0, 1.0]], "prices.waypoints", "SOL", "one of ETH, BTC"),
    inside("prices.waypoints.USD", [[0, 1.0]], "prices.waypoints", "USD", "one of ETH, BTC"),
    inside("prices", brownian(volatility=-0.1), ".volatility", -0.1, "[0, inf)"),
    inside("prices", brownian(volatility=NAN), ".volatility", NAN, "a finite number"),
    inside("prices", brownian(volatility=INF), ".volatility", INF, "a finite number"),
    inside("prices", brownian(volatility="high"), ".volatility", "high", "a number"),
    inside("prices", brownian(volatility={"ETH": -1.0}), ".volatility.ETH", -1.0, "[0, inf)"),
    inside("prices", brownian(volatility={"SOL": 1.0}), ".volatility", "SOL", "one of ETH, BTC"),
    inside("prices", brownian(drift=INF), ".drift", INF, "a finite number"),
    inside("prices", brownian(correlation=1.0), ".correlation", 1.0, "(-1, 1)"),
    inside("prices", brownian(correlation={"ETH": 0.5}), ".correlation", "ETH", "two different assets"),
    inside("prices", brownian(correlation={"ETH,SOL": 0.5}), ".correlation", "SOL", "one of ETH, BTC"),
    inside("prices", brownian(correlation=TWICE), ".correlation", "BTC,ETH", "each pair once"),
    inside("prices", brownian(correlation=-0.9), ".correlation", ..., "positive definite", **SOL),
    inside("prices", brownian(correlation=IMPOSSIBLE), ".correlation", ..., "positive definite", **SOL),
    inside("prices", merton(intensity=-1.0), ".intensity", -1.0, "a number of 0 or more (jumps per year)"),
    inside("prices", merton(common_jumps=1.5), ".common_jumps", 1.5, "a number from 0 to 1"),
    inside("prices", merton(log_jump_deviation=-0.1), ".log_jump_deviation", -0.1, "[0, inf)"),
    inside("prices", merton(mean_log_jump=NAN), ".mean_log_jump", NAN, "a finite number"),
    inside("prices", brownian(volatility=1e5), "", ..., "every price is positive"),
    inside("prices", brownian(drift=1e9), "", ..., "every price is positive and finite"),
    inside("prices", merton(mean_log_jump=1000.0), "", ..., "every price is positive and finite"),
]
ORACLES = [
    Bad("oracles", {}, "the name of an oracle: none is defined", named=f"{HARBOR}.oracle", received="feed"),
    Bad(FEED, 5, "a table"),
    Bad(f"{FEED}.kind", MISSING, "the key is needed"),
    Bad(f"{FEED}.kind", "chainlink", "spot, push, twap"),
    Bad(f"{FEED}.deviation", -0.1, "a number of 0 or more"),
    Bad(f"{FEED}.deviation", NAN, "a finite number of 0 or more"),
    Bad(f"{FEED}.heartbeat", INF, "a finite number above 0"),
    Bad(f"{FEED}.latency", -1, "a number of 0 or more (seconds)"),
    Bad(f"{FEED}.deviatoin", 0.1, "did you mean deviation?"),
    Bad(f"{FEED}.sources", "book", "a list"),
    Bad(f"{FEED}.sources", [5], "a text in quotes", named=f"{FEED}.sources.0", received=5),
    Bad(f"{FEED}.sources", ["nowhere"], "the name of an exchange: book, swap", received="nowhere"),
    Bad(f"{FEED}.sources", ["harbor"], "the name of an exchange: book, swap", received="harbor"),
    Bad(f"{FEED}.sources", ["book", "book"], "each exchange once", named=f"{FEED}.sources.1", received="book"),
    Bad(FEED, {"kind": "twap", "window": 0.0}, "a number above 0", named=f"{FEED}.window", received=0.0),
    Bad(FEED, {"kind": "twap", "mean": "harmonic"}, "arithmetic or geometric", f"{FEED}.mean", received="harmonic"),
]
NESTED = [
    inside(FEED, osm(MISSING), ".inner", ..., "the key is needed"),
    inside(FEED, osm(5), ".inner", 5, "a table"),
    inside(FEED, osm([]), ".inner", [], "a table"),
    inside(FEED, osm({}), ".inner.kind", ..., "the key is needed"),
    inside(FEED, osm({"kind": "osm"}), ".inner.kind", "osm", "spot, push, twap, median, delayed, capped_growth"),
    inside(FEED, osm(SPOT, delay=0.0), ".delay", 0.0, "a number above 0"),
    inside(FEED, osm(SPOT, dealy=1.0), ".dealy", 1.0, "did you mean delay?"),
    inside(FEED, osm({"kind": "push", "deviation": -0.1}), ".inner.deviation", -0.1, "a number of 0 or more"),
    inside(FEED, osm({"kind": "push", "latency": NAN}), ".inner.latency", NAN, "a finite number of 0 or more"),
    inside(FEED, osm({"kind": "spot", "window": 9.0}), ".inner.window", 9.0, "known here: kind, sources"),
    inside(FEED, osm(READING), ".inner.sources", "nowhere", "the name of an exchange: book, swap"),
    inside(FEED, osm(SPOT | {"sources": ["harbor"]}), ".inner.sources", "harbor", "the name of an exchange: book"),
    inside(FEED, osm(SPOT | {"sources": "book"}), ".inner.sources", "book", "a list"),
    inside(FEED, osm(SPOT | {"sources": ["book"] * 2}), ".inner.sources.1", "book", "each exchange once"),
    inside(FEED, osm(SPOT | {"sources": ["book"]}, sources=["swap"]), ".sources", ["swap"], "names its own sources"),
    inside(FEED, deep(17), f"{FEED}{16 * '.inner'}", "spot", "at most 16 oracles inside each other"),
    inside(FEED, {"kind": "median"}, ".of", ..., "the key is needed"),
    inside(FEED, median(), ".of", [], "at least one oracle"),
    inside(FEED, {"kind": "median", "of": SPOT}, ".of", SPOT, "a list"),
    inside(FEED, median("spot"), ".of.0", "spot", "a table"),
    inside(FEED, median(SPOT, {"kind": "spott"}), ".of.1.kind", "spott", "spot, push, twap"),
    inside(FEED, median(SPOT, {"kind": "twap", "window": 0.0}), ".of.1.window", 0.0, "a number above 0"),
    inside(FEED, median(SPOT, READING), ".of.1.sources", "nowhere", "the name of an exchange: book, swap"),
    inside(FEED, median(SPOT, quorum=0), ".quorum", 0, "a whole number of 1 or more"),
    inside(FEED, median(SPOT, quorum=1.5), ".quorum", 1.5, "a whole number"),
    inside(FEED, median(SPOT, quorum=2), ".quorum", 2, "at most the number of oracles, 1"),
    inside(FEED, osm(median(SPOT, SPOT, quorum=3)), ".inner.quorum", 3, "at most the number of oracles, 2"),
    inside(FEED, osm(median(osm({"kind": "spott"}))), ".inner.of.0.inner.kind", "spott", "spot, push, twap"),
    inside(FEED, wrapped("capped_growth", growth=0.1), ".growth", 0.1, "a table"),
    inside(FEED, wrapped("capped_growth", growth={"ETH": -0.1}), ".growth.ETH", -0.1, "a number of 0 or more"),
    inside(
        FEED, wrapped("capped_growth", growth={"SOL": 0.1}), ".growth", "SOL", "the name of an asset: USD, ETH, BTC"
    ),
    inside(FEED, wrapped("capped_growth", ratio={"ETH": 1.0}), ".ratio.ETH", "ETH", "an asset that the oracle treats"),
    inside(FEED, wrapped("capped_growth", base="SOL"), ".base", "SOL", "the name of an asset: USD, ETH, BTC"),
    inside(FEED, wrapped("exchange_rate", underlying={"SOL": "ETH"}), ".underlying", "SOL", "the name of an asset"),
    inside(FEED, wrapped("exchange_rate", underlying={"ETH": "SOL"}), ".underlying.ETH", "SOL", "the name of an asset"),
    inside(FEED, wrapped("exchange_rate", underlying={"ETH": "ETH"}), ".underlying.ETH", "ETH", "not itself priced"),
    inside(FEED, wrapped("exchange_rate", rate={"ETH": 0.0}), ".rate.ETH", 0.0, "a number above 0"),
    inside(FEED, wrapped("confidence_adjusted", above=["SOL"]), ".above", "SOL", "the name of an asset"),
    inside(FEED, wrapped("confidence_adjusted", confidence="vix"), ".confidence", "vix", "dispersion or volatility"),
    inside(FEED, wrapped("confidence_adjusted", multiple=INF), ".multiple", INF, "a finite number of 0 or more"),
    inside(FEED, wrapped("circuit_breaker", largest_move=0.0), ".largest_move", 0.0, "a number above 0"),
    inside(FEED, wrapped("circuit_breaker", then="halt"), ".then", "halt", "limit or freeze"),
    inside(FEED, {"kind": "stale_fallback", "primary": SPOT}, ".secondary", ..., "the key is needed"),
    inside(FEED, fallback(largest_move=1.5), ".largest_move", 1.5, "a number from 0 to 1"),
    inside(FEED, fallback(oldest=-1.0), ".oldest", -1.0, "a number of 0 or more"),
    Bad(f"{FEED}.inner", SPOT, "no such key; known here: kind, sources, deviation"),
]
EXCHANGES = [
    Bad("venues", MISSING, "the key is needed"),
    Bad("venues", {}, "at least one entry"),
    Bad(
        "venues.two words",
        {"kind": "order_book", "base": "ETH", "quote": "USD", "depth": 1.0},
        "letters, digits, - and _",
        received="two words",
    ),
    inside(
        "venues.ETH",
        {"kind": "order_book", "base": "ETH", "quote": "USD", "depth": 1.0},
        "",
        "ETH",
        "that no asset has",
    ),
    Bad(f"{BOOK}.kind", MISSING, "the key is needed"),
    Bad(
        f"{BOOK}.kind",
        "orderbook",
        "constant_product, order_book, concentrated_liquidity, stable_swap, stable_swap_pair, level_book, lending_pool",
    ),
    Bad(f"{BOOK}.base", "SOL", "the name of an asset: USD, ETH, BTC"),
    Bad(f"{BOOK}.base", "USD", "another asset than base", named=f"{BOOK}.quote", received="USD"),
    Bad(f"{BOOK}.base", "harbor:USD", "a base asset: USD, ETH, BTC"),
    Bad(f"{BOOK}.quote", "EUR", "the name of an asset"),
    Bad("venues.swap.quote", "harbor:USD", "a base asset: USD, ETH, BTC"),
    Bad(f"{BOOK}.depth", MISSING, "the key is needed"),
    Bad(f"{BOOK}.depth", 0, "a number above 0"),
    Bad(f"{BOOK}.depth", -5.0, "a number above 0"),
    Bad(f"{BOOK}.depth", NAN, "a finite number above 0"),
    Bad(f"{BOOK}.depth", INF, "a finite number above 0"),
    Bad(f"{BOOK}.half_life", -1.0, "a number above 0"),
    Bad(f"{BOOK}.permanent_share", 1.5, "a number from 0 to 1"),
    Bad(f"{BOOK}.fee", 1.0, "a number of 0 or more and below 1"),
    Bad("venues.swap.base_reserve", 0.0, "a number above 0"),
    Bad("venues.swap.fee", NAN, "a finite number of 0 or more and below 1"),
]
POOLS = [
    Bad(f"{HARBOR}.collateral", MISSING, "the key is needed"),
    Bad(f"{HARBOR}.collateral", [], "at least one asset"),
    Bad(f"{HARBOR}.collateral", "ETH", "a list"),
    Bad(f"{HARBOR}.collateral", ["ETH", "ETH"], "each asset once", received="ETH"),
    Bad(f"{HARBOR}.collateral", ["ETH", "SOL"], "the name of an asset", received="SOL"),
    Bad(f"{HARBOR}.collateral", ["ETH"], "one of ETH", f"{MARGIN}.loan_to_value.BTC", received="BTC"),
    Bad("venues.pier.collateral", ["pier:USD"], "not only the pool's own receipt", received="pier:USD"),
    Bad(f"{HARBOR}.debt", [], "at least one asset"),
    Bad(f"{HARBOR}.debt", ["USD", "USD"], "each asset once", received="USD"),
    Bad(f"{HARBOR}.debt", ["pier:USD"], "receipt tokens can be collateral, not debt", received="pier:USD"),
    Bad(f"{HARBOR}.oracle", MISSING, "the key is needed"),
    Bad(f"{HARBOR}.oracle", "slow", "the name of an oracle: feed"),
    Bad(f"{HARBOR}.oracle", 5, "a text in quotes"),
    Bad(f"{HARBOR}.reserve_factor", 1.5, "a number from 0 to 1"),
    Bad(f"{HARBOR}.reserve_factor", {"ETH": 0.1}, "one of USD", f"{HARBOR}.reserve_factor.ETH", received="ETH"),
    Bad(f"{HARBOR}.supply_cap", -1.0, "a number of 0 or more"),
    Bad(f"{HARBOR}.supply_cap", NAN, "a finite number of 0 or more"),
    Bad(f"{HARBOR}.supply_cap", 10.0, "above the supply cap", f"{LENDERS}.deposits.0", received="30000 USD"),
    Bad(f"{HARBOR}.borrow_cap", 0.0, "borrow_cap of harbor leaves: 0", f"{POSITION}", received=...),
    Bad(f"{HARBOR}.collateral_cap", 0.1, "collateral_cap of harbor leaves: 0.1", f"{POSITION}", received=...),
    Bad(f"{HARBOR}.collateral_cap", {"ETH": 1.0}, "a value for each of ETH, BTC", received=["ETH"]),
    Bad(f"{HARBOR}.flash_fee", -0.1, "a number from 0 to 1"),
    Bad(MARGIN, MISSING, "the key is needed"),
    Bad(f"{MARGIN}.kind", "span", "loan_to_value"),
    Bad(f"{MARGIN}.loan_to_value", 0.9, "not above liquidation_threshold", received=[0.9, 0.9]),
    Bad(f"{MARGIN}.loan_to_value", 1.5, "a number from 0 to 1"),
    Bad(f"{MARGIN}.loan_to_value", NAN, "a finite number from 0 to 1"),
    Bad(f"{MARGIN}.loan_to_value", [0.7, 0.7], "a number from 0 to 1"),
    Bad(f"{MARGIN}.loan_to_value", {}, "a value for each of ETH, BTC", received=[]),
    Bad(f"{MARGIN}.loan_to_value", {"ETH": 0.7}, "a value for each of ETH, BTC", received=["ETH"]),
    inside(f"{MARGIN}.loan_to_value", {"ETH": 0.7, "BTC": 0.7, "SOL": 0.7}, ".SOL", "SOL", "one of ETH, BTC"),
    Bad(f"{MARGIN}.loan_to_value.ETH", "a", "a number from 0 to 1"),
    Bad(f"{MARGIN}.liquidation_threshold", MISSING, "the key is needed"),
    Bad(f"{LIQUIDATION}.kind", "auction", "fixed_spread"),
    Bad(f"{LIQUIDATION}.liquidation_bonus", -0.1, "a number from 0 to 1"),
    Bad(f"{LIQUIDATION}.close_factor", 1.5, "a number from 0 to 1"),
    Bad(f"{LIQUIDATION}.close_factor", NAN, "a finite number from 0 to 1"),
    Bad(f"{LIQUIDATION}.dust_value", INF, "a finite number of 0 or more"),
    Bad(f"{HARBOR}.rates", MISSING, "the key is needed"),
    Bad(f"{HARBOR}.rates", 5, "a table"),
    Bad(f"{HARBOR}.rates", {}, "a value for each of USD", received=[]),
    Bad(f"{HARBOR}.rates.kind", "linear", "constant, kinked"),
    Bad(f"{HARBOR}.rates.optimal_utilisation", 1.0, "a number above 0 and below 1"),
    Bad(f"{HARBOR}.rates", {"ETH": {"kind": "kinked"}}, "one of USD", f"{HARBOR}.rates.ETH", received="ETH"),
    inside(
        f"{HARBOR}.rates", {"USD": {"kind": "constant", "rate": NAN}}, ".USD.rate", NAN, "a finite number of 0 or more"
    ),
    Bad(f"{HARBOR}.backstops", {"kind": "reserves"}, "a list"),
    Bad(f"{HARBOR}.backstops", ["reserves"], "a table", f"{HARBOR}.backstops.0", received="reserves"),
    Bad(f"{HARBOR}.backstops.0.kind", "bailout", "reserves, socialisation"),
    Bad(
        f"{HARBOR}.backstops.0.kind", "redistribution", "at this venue one of reserves, socialisation, recapitalisation"
    ),
    inside(
        f"{HARBOR}.backstops",
        [{"kind": "reserves"}, {"kind": "gains_haircut"}],
        ".1.kind",
        "gains_haircut",
        "at this venue one of",
    ),
    Bad(f"{HARBOR}.backstops.0.share", 2.0, "a number from 0 to 1"),
    Bad(f"{HARBOR}.backstops.7.share", 1.0, "0 to 1", f"{HARBOR}.backstops.7", received="7"),
]
OTHERS = [
    Bad("ordering", 5, "a table"),
    Bad("ordering.kind", MISSING, "the key is needed"),
    Bad("ordering.kind", "fifo", "arrival, random, highest_fee"),
    Bad("impact", [], "a table"),
    Bad("impact.without", "liquidation", "a list"),
    Bad("impact.without", ["liquidations"], "liquidation, arbitrage", "impact.without.0", received="liquidations"),
    Bad("impact.with", [], "no such key (did you mean without?); known here: without"),
]
EDGE = {"asset": "harbor:USD", "pool": "pier"}
KNOCK_OUTS = [
    Bad("knock_out", [], "a table"),
    Bad("knock_out.channels", [], "no such key; known here: claims, oracles, players"),
    Bad("knock_out.claims", EDGE, "a list"),
    inside("knock_out.claims", ["harbor:USD"], ".0", "harbor:USD", "a table"),
    inside("knock_out.claims", [{"asset": "harbor:USD"}], ".0.pool", ..., "the key is needed"),
    inside("knock_out.claims", [{"pool": "pier"}], ".0.asset", ..., "the key is needed"),
    inside("knock_out.claims", [EDGE | {"pools": 1}], ".0.pools", 1, "did you mean pool?"),
    inside("knock_out.claims", [EDGE | {"pool": "nowhere"}], ".0.pool", "nowhere", "takes a receipt token: pier"),
    inside("knock_out.claims", [EDGE | {"pool": "harbor"}], ".0.pool", "harbor", "takes a receipt token: pier"),
    inside("knock_out.claims", [EDGE | {"pool": "book"}], ".0.pool", "book", "takes a receipt token: pier"),
    inside("knock_out.claims", [EDGE | {"asset": "pier:USD"}], ".0.asset", "pier:USD", "pier takes: harbor:USD"),
    inside("knock_out.claims", [EDGE | {"asset": "ETH"}], ".0.asset", "ETH", "pier takes: harbor:USD"),
    inside("knock_out.claims", [EDGE, EDGE], ".1", "harbor:USD in pier", "each once"),
    Bad("knock_out.oracles", "feed", "a list"),
    inside("knock_out.oracles", [5], ".0", 5, "a text in quotes"),
    inside("knock_out.oracles", ["feed", "slow"], ".1", "slow", "an oracle that reads exchanges: feed"),
    inside("knock_out.oracles", ["book"], ".0", "book", "an oracle that reads exchanges: feed"),
    inside("knock_out.oracles", ["feed"], ".0", "feed", "there is none", **{"oracles.feed.sources": []}),
    inside("knock_out.oracles", ["feed", "feed"], ".1", "feed", "each once"),
    Bad("knock_out.players", "lender", "a list"),
    inside("knock_out.players", ["whale"], ".0", "whale", "a role or ROLE/STRATEGY of a group: lender, lender/passive"),
    inside("knock_out.players", ["lenders"], ".0", "lenders", "lender, lender/passive, leveraged_trader"),
    inside("knock_out.players", ["arbitrageur"], ".0", "arbitrageur", "lender, lender/passive"),
    inside("knock_out.players", ["lender/runner"], ".0", "lender/runner", "lender/passive"),
    inside("knock_out.players", ["lender/"], ".0", "lender/", "lender/passive"),
    inside("knock_out.players", ["lender", "lender"], ".1", "lender", "each once"),
]
GROUPS = [
    Bad("agents", MISSING, "the key is needed"),
    Bad("agents", {}, "at least one entry"),
    Bad("agents", [], "a table"),
    Bad(BORROWERS, 3, "a table"),
    Bad(
        "agents.a/b",
        {"role": "noise_trader", "strategy": {"kind": "noise", "exchange": "book"}},
        "letters, digits, - and _",
        received="a/b",
    ),
    Bad(f"{BORROWERS}.role", MISSING, "the key is needed"),
    Bad(f"{BORROWERS}.role", "whale", "leveraged_trader, liquidator"),
    Bad(f"{BORROWERS}.role", 5, "leveraged_trader, liquidator"),
    Bad(f"{BORROWERS}.count", 0, "a whole number from 1 to 10,000,000"),
    Bad(f"{BORROWERS}.count", -1, "a whole number from 1 to 10,000,000"),
    Bad(f"{BORROWERS}.count", 2.5, "a whole number from 1 to 10,000,000"),
    Bad(f"{BORROWERS}.cuont", 3, "did you mean count?"),
    Bad(f"{BORROWERS}.endowment", 5, "a table"),
    Bad(f"{BORROWERS}.endowment.SOL", 1.0, "a base asset: USD, ETH, BTC", received="SOL"),
    Bad(f"{BORROWERS}.endowment.harbor:USD", 1.0, "a base asset: USD, ETH, BTC", received="harbor:USD"),
    Bad(f"{BORROWERS}.endowment.USD", -1.0, "a number of 0 or more"),
    Bad(f"{BORROWERS}.endowment.USD", NAN, "a finite number of 0 or more"),
    Bad(f"{BORROWERS}.endowment.USD", INF, "a finite number of 0 or more"),
    Bad(f"{LENDERS}.deposits", 5, "a list"),
    Bad(f"{LENDERS}.deposits.0.pool", "nowhere", "the name of a lending_pool: harbor, pier"),
    Bad(f"{LENDERS}.deposits.0.asset", "ETH", "one of USD"),
    Bad(f"{LENDERS}.deposits.0.amount", MISSING, "the key is needed"),
    Bad(f"{LENDERS}.deposits.0.amount", 0.0, "a number above 0"),
    Bad(f"{LENDERS}.deposits.0.amount", -5.0, "a number above 0"),
    Bad(f"{LENDERS}.deposits.0.amount", NAN, "a finite number above 0"),
    Bad("agents.makers.liquidity.0.exchange", "book", "an exchange of kind constant_product"),
    Bad("agents.makers.liquidity.0.exchange", "harbor", "the name of an exchange: book, swap"),
    Bad("agents.makers.liquidity.0.value", 0.0, "a number above 0"),
]
POSITIONS = [
    Bad(f"{BORROWERS}.positions", {}, "a list"),
    Bad(f"{BORROWERS}.positions", [5], "a table", POSITION, received=5),
    Bad(f"{POSITION}.pool", "book", "the name of a lending_pool: harbor, pier"),
    Bad(f"{POSITION}.collateral", "SOL", "one of ETH, BTC"),
    Bad(f"{POSITION}.debt", "ETH", "one of USD"),
    Bad(f"{POSITION}.interest_rate", 0.1, "nothing: only vaults with own_rates"),
    Bad(f"{POSITION}.interest_rate", -0.1, "0 or more"),
    Bad(f"{POSITION}.collateral_value", MISSING, "the key is needed"),
    Bad(f"{POSITION}.collateral_value", 0.0, "a number above 0"),
    Bad(f"{POSITION}.collateral_value", NAN, "a finite number above 0"),
    Bad(f"{POSITION}.collateral_value", 1e9, "at most what harbor has: 32000", POSITION, received=...),
    Bad(f"{POSITION}.health_factor", MISSING, "either health_factor or leverage", POSITION, received="neither"),
    Bad(f"{POSITION}.leverage", 2.0, "either health_factor or leverage", POSITION, received="both"),
    Bad(f"{POSITION}.health_factor", 0.9, "a number of 1 or more"),
    Bad(f"{POSITION}.health_factor", INF, "a finite number of 1 or more"),
    Bad(f"{POSITION}.health_factor", "1.2", "a number of 1 or more"),
    Bad(f"{LOOPER}.leverage", 0.5, "a number of 1 or more"),
    inside(f"{LOOPER}.leverage", 50.0, LOOPER, "health factor 0.9694", "safe at the start"),
    Bad(f"{POSITION}.size", 3, "no such key; known here: pool, collateral, debt"),
    Bad(f"{BORROWERS}.positions.1", {}, "a place in the list, 0 to 0", received="1"),
]
STRATEGIES = [
    Bad(STRATEGY, MISSING, "the key is needed"),
    Bad(f"{STRATEGY}.kind", MISSING, "the key is needed"),
    Bad(f"{STRATEGY}.kind", "yolo", "deleverage, hold, hover"),
    Bad(f"{CROWD}.strategy.kind", "nose", "noise"),
    Bad(
        "agents.liquidators.strategy",
        {"kind": "auction_keeper", "pool": "harbor", "exchange": "book"},
        "a pool with liquidation of kind dutch_auction",
        named="agents.liquidators.strategy.pool",
        received="harbor (fixed_spread)",
    ),
    Bad(
        "agents.liquidators.strategy",
        {"kind": "greedy", "pool": "pier", "exchange": "book"},
        "a pool with liquidation of kind fixed_spread",
        named="agents.liquidators.strategy.pool",
        received="pier (absorb)",
        also=(("venues.pier.liquidation", {"kind": "absorb", "liquidation_factor": 0.9}),),
    ),
    Bad(
        "agents.liquidators",
        {
            "role": "oracle_manipulator",
            "count": 1,
            "strategy": {"kind": "hunt_liquidations", "pool": "pier", "exchange": "book"},
        },
        "a pool with liquidation of kind fixed_spread",
        named="agents.liquidators.strategy.pool",
        received="pier (absorb)",
        also=(("venues.pier.liquidation", {"kind": "absorb", "liquidation_factor": 0.9}),),
    ),
    Bad(f"{STRATEGY}.pool", MISSING, "the key is needed"),
    Bad(f"{STRATEGY}.pool", "book", "the name of a lending_pool: harbor, pier"),
    Bad(f"{STRATEGY}.collateral", "SOL", "the name of an asset"),
    Bad(f"{STRATEGY}.collateral", "harbor:USD", "one of ETH, BTC"),
    Bad(f"{STRATEGY}.collateral", "BTC", "an exchange of BTC against USD", f"{STRATEGY}.exchange", received="book"),
    Bad(f"{STRATEGY}.debt", "ETH", "one of USD"),
    Bad(f"{STRATEGY}.exchange", "harbor", "the name of an exchange: book, swap"),
    Bad(f"{STRATEGY}.trigger", 0.5, "a number of 1 or more"),
    Bad(f"{STRATEGY}.trigger", NAN, "a finite number of 1 or more"),
    Bad(f"{STRATEGY}.slippage", 1.5, "a number from 0 to 1"),
    Bad(f"{STRATEGY}.flash_loans", 1, "true or false"),
    Bad(f"{STRATEGY}.priority_fee", -1.0, "a number of 0 or more"),
    Bad(f"{STRATEGY}.speed", 3, "no such key; known here: kind, pool"),
    Bad(f"{LENDERS}.strategy.asset", "ETH", "one of USD"),
    inside(f"{LENDERS}.strategy", chaser([]), ".pools", [], "at least one lending pool"),
    inside(f"{LENDERS}.strategy", chaser(["harbor", "nowhere"]), ".pools", "nowhere", "a lending_pool: harbor, pier"),
    inside(f"{LENDERS}.strategy", chaser(["harbor"], "ETH"), ".asset", "ETH", "one of USD"),
    inside(f"{LENDERS}.strategy", chaser(["harbor", "harbor"]), ".pools.1", "harbor", "each pool once"),
    Bad("agents.makers.strategy.exchange", "book", "an exchange of kind constant_product"),
    Bad("agents.liquidators.strategy.pool", "swap", "the name of a lending_pool: harbor, pier"),
    Bad("agents.liquidators.strategy.exchange", "pier", "the name of an exchange: book, swap"),
    Bad(f"{CROWD}.strategy.activity", 1.5, "a number from 0 to 1"),
    Bad(f"{CROWD}.strategy.exchange", 5, "a text in quotes"),
]
DISTRIBUTIONS = [
    Bad(f"{HEALTH}.distribution", "triangle", "uniform, normal, lognormal, pareto"),
    Bad(f"{HEALTH}.distribution", MISSING, "the key is needed"),
    Bad(f"{HEALTH}.high", MISSING, "the key is needed"),
    Bad(f"{HEALTH}.mean", 1.2, "no such key; known here: distribution, low, high"),
    Bad(f"{HEALTH}.high", 1.1, "low not above high", HEALTH, received=...),
    Bad(f"{HEALTH}.low", 0.5, "a distribution of numbers of 1 or more; this one may give 0.5", HEALTH, received=...),
    Bad(f"{HEALTH}.low", NAN, "a finite number"),
    Bad(HEALTH, [1.2, 1.3], "a number of 1 or more"),
    Bad(HEALTH, True, "a number of 1 or more"),
    inside(
        HEALTH, drawn("normal", mean=1.3, deviation=0.1), "", ..., "of 1 or more; this one may give numbers of any size"
    ),
    inside(HEALTH, drawn("normal", mean=1.3, deviation=0.0), ".deviation", 0.0, "a number above 0"),
    inside(HEALTH, drawn("pareto", least=2.0, exponent=1.0, most=1.0), "", ..., "least not above most"),
    inside(HEALTH, drawn("lognormal", median=-1.0, log_deviation=0.1), ".median", -1.0, "a number above 0"),
    inside(f"{POSITION}.health_factor.low", 0.9, f"{POSITION}.health_factor", ..., "this one may give 0.9"),
    inside(f"{BORROWERS}.endowment.USD.low", -5.0, f"{BORROWERS}.endowment.USD", ..., "this one may give -5"),
    inside(
        f"{CROWD}.strategy.activity", drawn("lognormal", median=0.1, log_deviation=1.0), "", ..., "numbers from 0 to 1"
    ),
]
NETWORKS = [
    Bad("network", 5, "a table"),
    inside("network", network(kind=MISSING), ".kind", ..., "the key is needed"),
    inside("network", network(kind="torus"), ".kind", "torus", "ring, complete, core_periphery"),
    inside("network", network(pools=1), ".pools", 1, "a whole number from 2 to 1,000"),
    inside("network", network(pools=2.5), ".pools", 2.5, "a whole number from 2 to 1,000"),
    inside("network", network(pool=3), ".pool", 3, "did you mean pools?"),
    inside("network", network(degree=3), ".degree", 3.0, "an even number below 4 for a ring"),
    inside("network", network(degree=4.0), ".degree", 4.0, "an even number below 4 for a ring"),
    inside("network", network(degree=NAN), ".degree", NAN, "a finite number above 0 and at most 1,000"),
    inside("network", network(kind="random", degree=3.5), ".degree", 3.5, "a mean of at most 3"),
    inside("network", network(kind="scale_free", degree=8.0), ".degree", 8.0, "a mean below 8"),
    inside("network", network(kind="core_periphery", core=5), ".core", 5, "a core of at most 4"),
    inside("network", network(overlap=1.5), ".overlap", 1.5, "a number from 0 to 1"),
    inside("network", network(assets=[]), ".assets", [], "at least one entry"),
    inside("network", network(assets=["ETH", "SOL"]), ".assets.1", "SOL", "an asset but debt: ETH, BTC"),
    inside("network", network(assets=["ETH", "ETH"]), ".assets.1", "ETH", "each asset once"),
    inside("network", network(assets=["USD"]), ".assets.0", "USD", "an asset but debt: ETH, BTC"),
    inside("network", network(debt="SOL"), ".debt", "SOL", "the name of an asset: USD, ETH, BTC"),
    inside("network", network(oracle="slow"), ".oracle", "slow", "the name of an oracle: feed"),
    inside("network", network(exchange="pier"), ".exchange", "pier", "the name of an exchange: book, swap"),
    inside("network", network(loan_to_value=0.9), ".loan_to_value", 0.9, "not above liquidation_threshold, 0.8"),
    inside("network", network(health_factor=0.9), ".health_factor", 0.9, "a number of 1 or more"),
    inside("network", network(deposit=0.0), ".deposit", 0.0, "a number above 0"),
    inside("network", network(rates={"kind": "no"}), ".rates.kind", "no", "constant, kinked"),
    inside("network", network(rates={"kind": "kinked", "base": -1.0}), ".rates.base", -1.0, "a number of 0 or more"),
    inside("network", network(backstops=[{"kind": "no"}]), ".backstops.0.kind", "no", "reserves, socialisation"),
    inside("network", network(), "seed", "x", "a whole number", seed="x"),
    inside("network", network(), "seed", -1, "a whole number", seed=-1),
    inside("network", network(), "venues", 5, "a table", venues=5),
    inside("network", network(), "agents", [], "a table", agents=[]),
    inside("network", network(), "venues.pool0", "pool0", "another name", **{"venues.pool0": {"kind": "order_book"}}),
    inside(
        "network", network(), "agents.pool1-lenders", "pool1-lenders", "another name", **{"agents.pool1-lenders": {}}
    ),
]
BAD = [
    *(*TOP, *TIME, *ASSETS, *PRICES, *ORACLES, *NESTED, *EXCHANGES, *POOLS, *OTHERS, *KNOCK_OUTS),
    *(*GROUPS, *POSITIONS, *STRATEGIES, *DISTRIBUTIONS, *NETWORKS),
]
