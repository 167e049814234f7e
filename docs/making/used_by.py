"""Who uses a part whose docstring names no source."""

USED_BY = {
    "arrival": "no chain orders so; exchanges that match first come, first served",
    "clearing_house": "clearing houses of futures and options, as those under EMIR and CPMI-IOSCO",
    "circuit_breaker": "Maker (tolerance of the auction breaker) and LLAMMA (limiter of its oracle), each in its own form",
    "concentrated_liquidity": "Uniswap v3",
    "constant": "a price that stands still, for tests; as a rate the stability fee of a Maker vault type",
    "constant_product": "Uniswap v2 and its forks",
    "lending_pool": "Aave, Compound, Euler, Morpho: see the presets",
    "level_book": "exchanges with a limit order book",
    "no_funding": "dated futures, and perpetuals to compare with",
    "order_book": "what exchanges publish of their depth",
    "perpetuals": "dYdX v4, Hyperliquid, Binance: see the presets",
    "path": "replays of recorded prices",
    "random": "a fair draw, as where nobody can pay for a place",
    "recapitalisation": "Maker: debt auctions (flop.sol), in which new MKR pays for bad debt",
    "spot": "lending markets that read a pool's price, as bZx in February 2020",
    "stable_swap": "Curve",
    "stable_swap_pair": "Curve",
}
