"""Programs that talk while they work talk into a file; it is shown when they fail."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def quiet(log: Path) -> Iterator[None]:
    """Standard output and error, also those of programs started inside, go to `log`; its end is printed when the block fails."""
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush(), sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    with log.open("wb") as words:
        os.dup2(words.fileno(), 1), os.dup2(words.fileno(), 2)
        try:
            yield
        except BaseException:
            sys.stdout.flush(), sys.stderr.flush()
            os.write(kept[1], b"\n".join(log.read_bytes().splitlines()[-40:]) + b"\n")
            raise
        finally:
            sys.stdout.flush(), sys.stderr.flush()
            os.dup2(kept[0], 1), os.dup2(kept[1], 2)
            for number in kept:
                os.close(number)
