"""Which pairs run on a day: what may be given as a day."""

import numpy as np
import pandas as pd
import pytest

from toolkit import pairing


@pytest.mark.parametrize("on", [2011, 20110704, 20110704.0, np.int64(2011), True])
def test_a_number_is_no_day(on):
    with pytest.raises(ValueError, match="不是日期"):
        pairing.running(pd.DataFrame(columns=["start", "end_actual", "status"]), on)
