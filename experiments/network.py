"""Protocols from a graph: expands the `[network]` table of a scenario into venues and groups."""

from typing import Any

from firesale.experiments.network_checks import check_network, is_readable
from firesale.experiments.problems import read
from firesale.market.errors import BadValueError
from firesale.market.streams import Streams

Tables = dict[str, Any]


def expand(tables: Tables) -> Tables:
    """Tables without a network stay as they are; a network becomes pools, borrowers, lenders and liquidators.

    The graph is drawn from the scenario's own seed, not the run's: all runs of a study share it. Raises BadValueError.
    """
    if "network" not in tables:
        return tables
    from firesale.experiments.network_form import Network

    network = read(Network, tables["network"], "network")
    expanded = {name: value for name, value in tables.items() if name != "network"}
    if not is_readable(expanded):
        return expanded
    check_network(network, expanded)
    streams = Streams(expanded.get("seed", 1))
    expanded["venues"] = {**expanded.get("venues", {})}
    expanded["agents"] = {**expanded.get("agents", {})}
    links = edges(network.kind, network.pools, network.degree, network.core, streams)
    collaterals = _collaterals(network, streams)
    for i in range(network.pools):
        backers = [
            f"{pool_name(j)}:{network.debt}"
            for j in sorted({a for a, b in links if b == i} | {b for a, b in links if a == i})
        ]
        _join(expanded, "venues", {pool_name(i): _pool(network, collaterals[i], backers)})
        _join(expanded, "agents", _groups(network, i, collaterals[i], backers, expanded["venues"]))
    return expanded


def _join(tables: Tables, key: str, more: Tables) -> None:
    for name, table in more.items():
        if name in tables[key]:
            raise BadValueError(f"{key}.{name}", name, "another name: the network makes one that is called so")
        tables[key][name] = table


def pool_name(i: int) -> str:
    """The name of the i-th pool."""
    return f"pool{i}"


def edges(kind: str, pools: int, degree: float, core: int, streams: Streams) -> list[tuple[int, int]]:
    """Undirected edges of the graph, each once, in order. Raises BadValueError if no such graph exists."""
    import networkx as nx

    seed = int(streams.generator("network").integers(2**31))
    match kind:
        case "none":
            graph = nx.empty_graph(pools)
        case "ring":
            _need(degree % 2 == 0 and degree < pools, degree, f"an even number below {pools} for a ring")
            graph = nx.circulant_graph(pools, list(range(1, int(degree) // 2 + 1)))
        case "complete":
            graph = nx.complete_graph(pools)
        case "star":
            graph = nx.star_graph(pools - 1)
        case "core_periphery":
            _need(core <= pools, core, f"a core of at most {pools}", "core")
            graph = nx.complete_graph(core)
            graph.add_edges_from((i, i % core) for i in range(core, pools))
        case "random":
            _need(degree <= pools - 1, degree, f"a mean of at most {pools - 1}")
            graph = nx.gnp_random_graph(pools, degree / (pools - 1), seed=seed)
        case _:
            attached = max(1, round(degree / 2))
            _need(attached < pools, degree, f"a mean below {2 * pools}")
            graph = nx.barabasi_albert_graph(pools, attached, seed=seed)
    return sorted((min(edge), max(edge)) for edge in graph.edges)


def _need(holds: bool, received: object, allowed: str, key: str = "degree") -> None:
    if not holds:
        raise BadValueError(f"network.{key}", received, allowed)


def _collaterals(network: Any, streams: Streams) -> list[list[str]]:
    """The base assets that each pool takes, its own first."""
    draws = streams.generator("network", "overlap").random((network.pools, len(network.assets)))
    taken = []
    for i in range(network.pools):
        own = network.assets[i % len(network.assets)]
        others = [name for a, name in enumerate(network.assets) if name != own and draws[i, a] < network.overlap]
        taken.append([own, *others])
    return taken


def _pool(network: Any, assets: list[str], backers: list[str]) -> Tables:
    every = [*assets, *backers]
    return {
        "kind": "lending_pool",
        "collateral": every,
        "debt": [network.debt],
        "oracle": network.oracle,
        "margin": {
            "kind": "loan_to_value",
            "loan_to_value": {a: network.receipt_loan_to_value if ":" in a else network.loan_to_value for a in every},
            "liquidation_threshold": {
                a: network.receipt_liquidation_threshold if ":" in a else network.liquidation_threshold for a in every
            },
        },
        "liquidation": {"kind": "fixed_spread", "liquidation_bonus": network.liquidation_bonus},
        "rates": _plain(network.rates),
        "backstops": [_plain(backstop) for backstop in network.backstops],
    }


def _market_of(venues: Tables, network: Any, own: str) -> str:
    """The exchange that trades a pool's own asset against its debt; the network's exchange if there is none."""
    for name, venue in venues.items():
        if isinstance(venue, dict) and venue.get("base") == own and venue.get("quote") == network.debt:
            return name
    return str(network.exchange)


def _groups(network: Any, i: int, collaterals: list[str], backers: list[str], venues: Tables) -> Tables:
    pool, debt = pool_name(i), network.debt
    groups: Tables = {
        f"{pool}-lenders": {
            "role": "lender",
            "count": network.lenders,
            "strategy": {"kind": "passive", "pool": pool, "asset": debt},
            "deposits": [{"pool": pool, "asset": debt, "amount": _plain(network.deposit)}],
        }
    }
    for place, asset in enumerate(collaterals):
        exchange = _market_of(venues, network, asset)
        count = network.borrowers // len(collaterals) + (place < network.borrowers % len(collaterals))
        position = _position(pool, asset, debt, network.collateral_value, network.health_factor)
        groups[f"{pool}-{asset}-borrowers"] = _holders(pool, asset, debt, exchange, count, position)
        groups[f"{pool}-{asset}-liquidator"] = {
            "role": "liquidator",
            "strategy": {"kind": "greedy", "pool": pool, "exchange": exchange},
            "endowment": {debt: network.liquidator_cash / len(collaterals)},
        }
    for backer in backers:
        position = _position(pool, backer, debt, network.receipt_value, network.receipt_health_factor)
        name = f"{pool}-on-{backer.partition(':')[0]}"
        groups[name] = _holders(pool, backer, debt, network.exchange, network.leveraged_lenders, position)
    return {name: group for name, group in groups.items() if group.get("count", 1) > 0}


def _holders(pool: str, asset: str, debt: str, exchange: str, count: int, position: Tables) -> Tables:
    strategy = {"kind": "hold", "pool": pool, "collateral": asset, "debt": debt, "exchange": exchange}
    return {"role": "leveraged_trader", "count": count, "strategy": strategy, "positions": [position]}


def _position(pool: str, collateral: str, debt: str, value: Any, health_factor: Any) -> Tables:
    return {
        "pool": pool,
        "collateral": collateral,
        "debt": debt,
        "collateral_value": _plain(value),
        "health_factor": _plain(health_factor),
    }


def _plain(value: Any) -> Any:
    """A number or distribution as the scenario wrote it."""
    return value if isinstance(value, int | float) else value.model_dump(mode="json")
