"""Which cell is cited: the one figure that explains every breach of its line."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from mtqg.quality.checks import Check
from mtqg.quality.culprits import Evidence
from mtqg.quality.frames import Frame

KEYS = ["kh_giao", "phan_bo", "chua_pb", "keo_dai", "tong_kh"]
LINEAR, PAIR = "ExpectLinearRelationToHold", "ExpectColumnPairValuesAToBeGreaterThanB"
CHECKS = [
    Check(None, LINEAR, {"column_list": ["kh_giao", "phan_bo", "chua_pb"], "coefficients": [1, -1, -1]}),
    Check(None, LINEAR, {"column_list": ["kh_giao", "keo_dai", "tong_kh"], "coefficients": [1, 1, -1]}),
    Check(None, PAIR, {"column_A": "kh_giao", "column_B": "phan_bo"}),
]
SOUND = {"kh_giao": 100.0, "phan_bo": 60.0, "chua_pb": 40.0, "keo_dai": 10.0, "tong_kh": 110.0}


def culprit(suspected: str | None = None, **wrong: float) -> str | None:
    """The column that a line with these figures is found to be wrong in."""
    row = {**SOUND, **wrong}
    frame = Frame(cells=None, values=pd.DataFrame([row], columns=KEYS), cell_at={}, anchor=np.array([0]),
                  sheet=SimpleNamespace(keys=KEYS), sheet_row=np.array([0]))
    holds = [row["kh_giao"] - row["phan_bo"] == row["chua_pb"], row["kh_giao"] + row["keo_dai"] == row["tong_kh"],
             row["kh_giao"] >= row["phan_bo"]]
    evidence = Evidence()
    for check, is_right in zip(CHECKS, holds, strict=True):
        evidence.add(frame, check, np.array([] if is_right else [0], dtype=int))
    if suspected:
        evidence.suspected[0].add(KEYS.index(suspected))
    found = evidence.culprits().get(0)
    return None if found is None else KEYS[found.place]


@pytest.mark.parametrize(("wrong", "expected"), [
    ({"kh_giao": 500.0}, "kh_giao"),        # both identities break: what they share
    ({"phan_bo": 130.0}, "phan_bo"),        # the other identity says that the plan is right
    ({"chua_pb": 45.0}, None),              # allocated or unallocated: nothing tells, the rule's own column is cited
    ({"tong_kh": 120.0}, None),
    ({}, None),
])
def test_one_wrong_figure(wrong, expected):
    assert culprit(**wrong) == expected


def test_a_total_that_disagrees_decides_between_two():
    assert culprit("phan_bo", phan_bo=65.0) == "phan_bo"
    assert culprit("chua_pb", chua_pb=45.0) == "chua_pb"


def test_without_a_broken_identity_nothing_is_concluded():
    assert culprit(phan_bo=130.0, chua_pb=-30.0) is None


def test_two_wrong_figures_are_not_blamed_on_a_third():
    assert culprit(chua_pb=45.0, tong_kh=300.0) is None
