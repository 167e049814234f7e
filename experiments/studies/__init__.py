"""Questions answered by many runs; one file each, with its base scenario beside it."""

from collections.abc import Mapping
from types import MappingProxyType

from firesale.experiments.studies import deleveraging, early_warning, leverage, overlap, topology
from firesale.experiments.studies.base import Study

STUDIES: Mapping[str, Study] = MappingProxyType(
    {
        "leverage": leverage.STUDY,
        "topology": topology.STUDY,
        "overlap": overlap.STUDY,
        "deleveraging": deleveraging.STUDY,
        "early_warning": early_warning.STUDY,
    }
)
