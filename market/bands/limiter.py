"""The oracle price that bands follow moves by a bounded factor within a delay, and a move costs a fee that decays."""

from dataclasses import dataclass

LARGEST_FEE = 1.0 - 1e-9
"""Nearly all of what comes in; 1 - 1e-18 in the contract, which no float can tell from 1."""


@dataclass(frozen=True, slots=True)
class Limited:
    """A price that was let through, quote units per base unit, and the least fee of trades at it (fraction)."""

    price: float
    fee: float


@dataclass(frozen=True, slots=True)
class OracleLimiter:
    """Within `delay` seconds of the last trade the price moves at most by the factor `largest_move`. Source: `AMM.limit_p_o`."""

    largest_move: float = 1.25
    delay: float = 120.0  # seconds

    def limit(self, price: float, last: Limited, seconds: float) -> Limited:
        """What an oracle price becomes, `seconds` after `last` was written: fee (last fee + 1 - r^3) (time left / delay), r the smaller price
        over the larger one.
        """
        left = max(0.0, self.delay - seconds)
        if left <= 0.0:
            return Limited(price, 0.0)
        let = min(max(price, last.price / self.largest_move), last.price * self.largest_move)
        ratio = min(let, last.price) / max(let, last.price)
        return Limited(let, min(LARGEST_FEE, (last.fee + 1.0 - ratio**3) * left / self.delay))
