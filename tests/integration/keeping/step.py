"""`python -m tests.integration.keeping.step VERB RUN HOURS`: one step of a round as a process that can be killed."""

from __future__ import annotations

import sys
from datetime import timedelta

from mtqg.build import build_warehouse
from mtqg.intake import judge, pull
from mtqg.releasing import release_month
from tests.integration.keeping.lives import DAY, SOURCES, START


def main(verb: str, run_id: str, hours: str) -> None:
    at = START + timedelta(hours=int(hours))
    if verb == "pull":
        pull(list(SOURCES), run_id, 1, at, day=DAY, clock=lambda: at)
    elif verb == "judge":
        judge(run_id, at)
    elif verb == "build":
        build_warehouse(run_id, at, clock=lambda: at)
    else:
        release_month("2026-09", "thang-9", at)


if __name__ == "__main__":
    main(*sys.argv[1:])
