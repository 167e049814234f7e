"""Questions answered by many runs; one file each, with its base scenario beside it."""

from collections.abc import Mapping
from types import MappingProxyType

from firesale.experiments.studies import (
    deleveraging,
    early_warning,
    leverage,
    moving_margin,
    oracle_designs,
    overlap,
    soft_liquidation,
    topology,
    toxic_spirals,
    zero_bids,
)
from firesale.experiments.studies.base import Study

STUDIES: Mapping[str, Study] = MappingProxyType(
    {
        "leverage": leverage.STUDY,
        "topology": topology.STUDY,
        "overlap": overlap.STUDY,
        "deleveraging": deleveraging.STUDY,
        "early_warning": early_warning.STUDY,
        "moving_margin": moving_margin.STUDY,
        "soft_liquidation": soft_liquidation.STUDY,
        "oracle_designs": oracle_designs.STUDY,
        "toxic_spirals": toxic_spirals.STUDY,
        "zero_bids": zero_bids.STUDY,
    }
)
