"""What dbt's runner does to the process that calls it."""

import subprocess
import sys


def test_asking_for_the_stack_executes_nothing_that_waits_and_its_user_still_gets_the_whole_library():
    """`inspect.stack()`, as dbt's behaviour flags do it."""
    program = (
        "import sys, inspect, mtqg.quality.engine\n"
        "from mtqg.dbt_invocation import unused_modules_out_of_sight\n"
        "with unused_modules_out_of_sight():\n"
        "    inspect.stack()\n"
        "print('scipy.stats._stats_py' in sys.modules, 'altair.vegalite' in sys.modules)\n"
        "import altair, boto3\n"
        "from scipy import stats\n"
        "print(stats.entropy([1.0]), altair.Chart.__name__, boto3.client.__name__)\n"
        "inspect.stack()\n"
        "print('altair.vegalite' in sys.modules)\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert said == ["False", "False", "0.0", "Chart", "client", "True"]
