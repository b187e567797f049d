import numpy as np
import pandas as pd
import pytest

from mtqg.quality.cells import _factorized


@pytest.mark.parametrize("values", [
    [], ["a"], ["a", "a", "b", "b", "a"], ["a", "b", "c", "d"], [None, None, "x", np.nan, np.nan, "x"],
    [np.nan] * 6 + ["y"] * 7, ["y"] * 9 + [None]])
def test_codes_are_those_of_pandas_whether_equal_values_stand_together_or_not(values):
    column = np.array(values, dtype=object)
    codes, known = _factorized(column)
    expected, names = pd.factorize(column)
    assert codes.tolist() == expected.tolist()
    assert list(known) == list(names)
