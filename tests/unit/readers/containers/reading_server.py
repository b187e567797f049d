"""Run in a process of its own by test_hostile: a child for every path on stdin reads the file and prints what it took."""

import json
import os
import resource
import sys
import time
from pathlib import Path

from mtqg.readers import read_submission
from mtqg.registry import load_registry

#: More memory than a child may ever have: a mistake ends in a MemoryError, not in a machine that swaps.
ADDRESS_SPACE = 3_000_000_000


def read(path: str, registry) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    content, start = Path(path).read_bytes(), time.process_time()
    reading = read_submission(content, "bieu.xlsx", registry, form_code="TH-01")
    print(
        json.dumps(
            {
                "seconds": time.process_time() - start,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "findings": [[found.rule_id, found.details.get("reason")] for found in reading.findings],
                "cells": len(reading.cells),
            }
        ),
        flush=True,
    )


def main() -> None:
    registry = load_registry()
    read_submission(b"a;b\n1;2\n", "bieu.csv", registry)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                read(line.strip(), registry)
                code = 0
            finally:
                os._exit(code)
        if os.waitpid(child, 0)[1]:
            print(json.dumps({"failed": line.strip()}), flush=True)


main()
