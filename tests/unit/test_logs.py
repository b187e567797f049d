"""Ids stand in a fixed order at the beginning of a line, and nothing that a province wrote can pass for one."""

from __future__ import annotations

import logging

import pytest

from mtqg.logs import about, id_log

log = id_log("mtqg.test")


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, logger="mtqg.test")
    return lambda: [record.getMessage() for record in caplog.records]


def test_ids_stand_in_the_same_order_wherever_they_were_told(lines):
    with about(source="48-TC"), about(run="scheduled__2026-09-01", form="VON-01"):
        log.info("landed, %d bytes", 7, ids={"submission": "48-TC.VON-01.abc", "delivery": "34/48-TC/von_01/a.xlsx"})
    log.warning("100 % alone")
    assert lines() == [
        "run=scheduled__2026-09-01 source=48-TC form=VON-01 delivery=34/48-TC/von_01/a.xlsx submission=48-TC.VON-01.abc "
        "| landed, 7 bytes", "100 % alone"]


def test_a_name_with_spaces_marks_and_line_ends_is_one_quoted_word(lines):
    log.info("landed", ids={"delivery": 'Báo cáo "quý" 3.xlsx\nrun=other\u202exslx.exe'})
    [line] = lines()
    assert line == 'delivery="B\\u00e1o c\\u00e1o \\"qu\\u00fd\\" 3.xlsx\\nrun=other\\u202exslx.exe" | landed'
    log.info("landed", ids={"delivery": "Báo cáo.xlsx"})
    assert lines()[1] == 'delivery="Báo cáo.xlsx" | landed'


def test_an_id_nobody_knows_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="proince"):
        log.info("landed", ids={"proince": "48"})


def test_the_place_of_the_call_and_the_stack_of_a_fault_are_kept(lines, caplog):
    try:
        raise ValueError("x")
    except ValueError:
        log.exception("failed", ids={"source": "48-TC"})
    [record] = caplog.records
    assert (record.filename, record.exc_info[0]) == ("test_logs.py", ValueError)
