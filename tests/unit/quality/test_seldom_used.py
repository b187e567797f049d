"""Great Expectations is imported without what it hardly ever uses; whoever does use it gets the whole library."""

import subprocess
import sys

JUDGING = "import sys, mtqg.quality.engine\n"


def said(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()


def test_judging_does_not_execute_the_libraries_of_charts_and_distributions():
    assert said(JUDGING + "print('scipy.stats._stats_py' in sys.modules, 'altair.vegalite' in sys.modules)") == ["False", "False"]


def test_such_a_library_works_as_always_for_who_uses_it():
    program = JUDGING + ("import altair, boto3\nfrom scipy import stats\n"
                         "print(stats.entropy([1.0]), altair.Chart.__name__, boto3.client.__name__)")
    assert said(program) == ["0.0", "Chart", "client"]
