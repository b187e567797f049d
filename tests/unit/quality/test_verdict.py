"""One critical finding rejects, a waived one does not; a form may be accepted block by block."""

import pytest

from mtqg.model import WrittenFinding
from mtqg.quality.verdict import decide, verdict


def found(severity: str, block: str | None = "ho", waiver: str | None = None) -> WrittenFinding:
    return WrittenFinding("X", severity, None, None, block, *(None,) * 6, "vi", "en", waiver)


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


def test_a_waived_finding_is_counted_apart_and_does_not_decide():
    given = decide([found("critical", waiver="MT-2026-001"), found("warning")], ["ho"])
    assert (given.status, given.n_waived, given.counts) == (
        "accepted_with_warnings", 1, {"critical": 0, "warning": 1, "info": 0})
    assert decide([found("critical", waiver="MT-2026-001"), found("critical")], ["ho"]).status == "rejected"


@pytest.mark.parametrize(("critical_in", "by_block", "status", "accepted", "rejected"), [
    (["ho"], True, "partially_accepted", ("nhan_khau",), ("ho",)),
    (["ho"], False, "rejected", (), ()),                        # the form does not allow it
    (["ho", "nhan_khau"], True, "rejected", (), ()),            # nothing sound is left
    (["ho", None], True, "rejected", (), ()),                   # a finding of the whole file
    (["empty"], True, "partially_accepted", ("ho", "nhan_khau"), ("empty",)),      # it holds no figure
    ([], True, "accepted", ("ho", "nhan_khau"), ()),
])
def test_blocks_without_critical_findings_count_where_the_form_allows_it(critical_in, by_block, status, accepted, rejected):
    given = decide([found("critical", block) for block in critical_in], ["nhan_khau", "ho"], by_block)
    assert (given.status, given.blocks_accepted, given.blocks_rejected) == (status, accepted, rejected)
