"""Who uses a part whose docstring names no source."""

USED_BY = {
    "arrival": "no chain orders so; exchanges that match first come, first served",
    "circuit_breaker": "Maker (tolerance of the auction breaker) and LLAMMA (limiter of its oracle), each in its own form",
    "concentrated_liquidity": "Uniswap v3",
    "constant": "a price that stands still, for tests; as a rate the stability fee of a Maker vault type",
    "constant_product": "Uniswap v2 and its forks",
    "lending_pool": "Aave, Compound, Euler, Morpho: see the presets",
    "level_book": "exchanges with a limit order book",
    "order_book": "what exchanges publish of their depth",
    "path": "replays of recorded prices",
    "random": "a fair draw, as where nobody can pay for a place",
    "spot": "lending markets that read a pool's price, as bZx in February 2020",
    "stable_swap": "Curve",
    "stable_swap_pair": "Curve",
}
