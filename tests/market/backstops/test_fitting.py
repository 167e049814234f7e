from dataclasses import replace

import pytest

from firesale.market.backstops.base import Bearer
from firesale.market.backstops.default_fund import DefaultFund
from firesale.market.backstops.fitting import check_backstops
from firesale.market.backstops.redistribution import Redistribution
from firesale.market.backstops.reserves import Reserves
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.errors import BadValueError
from tests.market.venues.vaults.making import TERMS
from tests.markets import POOL


def test_the_first_whose_bearer_is_missing_is_refused_with_its_place_and_what_is_allowed() -> None:
    with pytest.raises(BadValueError) as refused:
        check_backstops("Terms", (Reserves(), DefaultFund()), frozenset({Bearer.RESERVES, Bearer.LENDERS}))
    assert refused.value.key == "Terms.backstops.1.kind"
    assert refused.value.received == "default_fund"
    assert refused.value.allowed == "at this venue one of reserves, socialisation"


def test_vaults_have_no_lenders_and_pools_no_other_vaults() -> None:
    with pytest.raises(BadValueError, match="socialisation"):
        replace(TERMS, backstops=(Socialisation(),))
    with pytest.raises(BadValueError, match="redistribution"):
        replace(POOL, backstops=(Redistribution(),))
