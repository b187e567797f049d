"""A code that names nothing is a fault of usage: told in both languages, before anything is started or asked."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from mtqg.cli import USAGE, main

UNKNOWN = {
    "no such source": (["pull", "--source", "99-ZZ"], "không có nguồn | no source 99-ZZ"),
    "no such province": (["digest", "--province", "99", "--day", "2026-10-08"], "99: ngày 08/10/2026 không có nguồn nào"),
    "no such period": (["refresh", "2026-13"], "kỳ viết sai | not a period code: '2026-13'; viết | write 2026-09"),
    "no such form": (["template", "XX", "--unit", "48", "--period", "2026-09"], "không có biểu | no form XX; có | there are: "),
    "a form of another period": (["template", "VON-01", "--unit", "48", "--period", "2026-Q3"],
                                 "VON-01 lập theo tháng, không cho | is made by month, not for 2026-Q3"),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_an_unknown_code_is_a_fault_of_usage_in_words(case, tmp_path):
    arguments, words = UNKNOWN[case]
    if arguments[0] == "template":
        arguments = [*arguments, "--out", str(tmp_path / "none.xlsx")]
    told = CliRunner().invoke(main, arguments)
    assert told.exit_code == USAGE
    assert words in " ".join(told.output.split())
    assert not list(tmp_path.iterdir())
