"""The `[knock_out]` table of a scenario: channels of contagion that are switched off, so that the same seed shows what they did."""

from collections.abc import Iterator

from firesale.experiments.schema import Form


class KnockedOutClaim(Form):
    """An edge between two pools: the one that takes the other's receipt token values it as if its lenders had never lost anything."""

    asset: str  # a receipt token, POOL:ASSET
    pool: str  # the lending pool that takes it as collateral


class KnockOut(Form):
    """What is switched off; everything else stays. See also `impact.without`."""

    claims: list[
        KnockedOutClaim
    ] = []  # losses that no longer reach a pool through a receipt token; interest still does
    oracles: list[str] = []  # read fundamental prices instead of their sources
    players: list[str] = []  # a role, or ROLE/STRATEGY: they keep what they hold and never act

    def silences(self, role: str, strategy: str) -> bool:
        """True if accounts of this role with this strategy never act."""
        return role in self.players or f"{role}/{strategy}" in self.players

    def in_words(self) -> Iterator[str]:
        """A line for each."""
        for claim in self.claims:
            yield f"{claim.pool} values {claim.asset} as if its lenders had lost nothing"
        for oracle in self.oracles:
            yield f"oracle {oracle} reads fundamental prices"
        for players in self.players:
            yield f"{players} never acts"
