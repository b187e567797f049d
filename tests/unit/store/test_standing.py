"""What is in force of a slice follows from the newest verdict of each of its revisions, block by block."""

import pytest

from mtqg.store.standing import standings

HO, NK = "ho", "nhan_khau"


PARTLY = "partially_accepted"


def revision(name: str, status: str, rejected: tuple[str, ...] = (), blocks: tuple[str, ...] = (HO, NK),
             elsewhere: bool = False) -> dict:
    accepted = [] if status in ("rejected", "withdrawn") else [one for one in blocks if one not in rejected]
    return {"submission_id": name, "status": status, "blocks_accepted": accepted, "blocks_rejected": list(rejected),
            "is_elsewhere": elsewhere}


def told(*newest_first: dict) -> dict[str, tuple]:
    """Submission -> status, and the blocks in which it is in force (`all` where nothing limits it, None where nowhere)."""
    return {one.submission_id: (one.status, None if not one.is_in_force else sorted(one.blocks) if one.blocks is not None
                                else ["all", *sorted(one.without)]) for one in standings(newest_first)}


def test_a_later_accepted_revision_supersedes_the_earlier():
    assert told(revision("b", "accepted"), revision("a", "accepted")) == {"b": ("accepted", ["all"]), "a": ("superseded", None)}


@pytest.mark.parametrize("status", ["rejected", "withdrawn", "awaiting_approval"])
def test_the_earlier_stays_in_force_when_the_later_does_not_count(status):
    assert told(revision("b", status), revision("a", "accepted")) == {"b": (status, None), "a": ("accepted", ["all"])}


def test_the_rejected_block_keeps_the_earlier_figures():
    assert told(revision("b", PARTLY, (HO,)), revision("a", "accepted")) == {
        "b": (PARTLY, ["all", HO]), "a": ("accepted", [HO])}


def test_a_block_goes_back_as_far_as_the_last_revision_that_had_it_accepted():
    assert told(revision("c", PARTLY, (HO,)), revision("b", PARTLY, (HO,)), revision("a", "accepted")) == {
        "c": (PARTLY, ["all", HO]), "b": ("superseded", None), "a": ("accepted", [HO])}


def test_blocks_rejected_in_turn_come_each_from_its_own_revision():
    assert told(revision("c", PARTLY, (HO,)), revision("b", PARTLY, (NK,)), revision("a", "accepted")) == {
        "c": (PARTLY, ["all", HO]), "b": (PARTLY, [HO]), "a": ("superseded", None)}


def test_a_block_that_a_whole_revision_leaves_out_is_withdrawn():
    assert told(revision("c", PARTLY, (HO,)), revision("b", "accepted", blocks=(NK,)), revision("a", "accepted")) == {
        "c": (PARTLY, ["all", HO]), "b": ("superseded", None), "a": ("superseded", None)}


def test_what_waits_for_approval_is_passed_by_a_later_accepted_revision():
    found = told(revision("c", "accepted"), revision("b", "awaiting_approval"), revision("a", "accepted"))
    assert found["b"] == ("superseded", None)


def test_what_was_read_again_as_another_slice_is_no_longer_of_this_one():
    assert told(revision("b", "accepted", elsewhere=True), revision("a", "accepted")) == {
        "b": ("superseded", None), "a": ("accepted", ["all"])}
