"""One critical finding rejects; warnings are remarked upon."""

import pytest

from mtqg.quality.verdict import verdict


@pytest.mark.parametrize(("severities", "status"), [
    ([], "accepted"), (["info"], "accepted"), (["warning", "info"], "accepted_with_warnings"),
    (["warning", "critical"], "rejected"),
])
def test_the_gravest_finding_decides(severities, status):
    found, counts = verdict(severities)
    assert found == status
    assert counts == {name: severities.count(name) for name in ("critical", "warning", "info")}


def test_findings_may_come_from_a_generator():
    assert verdict(one for one in ["critical", "critical"]) == ("rejected", {"critical": 2, "warning": 0, "info": 0})
