"""Every DAG file imports, quickly, and is wired as its page says."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mtqg import settings

DAGS = sorted((settings.project_root() / "dags").glob("*.py"))


@pytest.fixture(scope="module", autouse=True)
def airflow_home(tmp_path_factory):
    """Airflow writes its own files into a throwaway folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW_HOME", str(tmp_path_factory.mktemp("airflow")))
        patch.setenv("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
        yield


def load(path: Path):
    """The DAG that the file defines."""
    from airflow.sdk import DAG

    spec = importlib.util.spec_from_file_location(f"dag_file_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = getattr(module, path.stem)
    assert callable(made)
    found = made()
    assert isinstance(found, DAG)
    return found


@pytest.mark.parametrize("path", DAGS, ids=lambda path: path.stem)
def test_a_dag_file_is_wiring(path):
    assert len(path.read_text().splitlines()) <= 80
    dag = load(path)
    assert dag.dag_id == path.stem
    assert not dag.catchup
    for task in dag.tasks:
        assert f"`{task.task_id}`" in dag.doc_md, f"the page does not say what to do when {task.task_id} fails"


#: Each file in a fork of a process that has imported Airflow and nothing else: path, seconds of the processor, what is heavy.
PARSED_ALONE = '''
import os, runpy, sys, time
import airflow.sdk, airflow.providers.standard.operators.trigger_dagrun

known = set(sys.modules)
for path in sys.argv[1:]:
    if child := os.fork():
        assert os.waitpid(child, 0)[1] == 0, path
        continue
    begun = time.process_time()
    runpy.run_path(path)
    spent = time.process_time() - begun
    print(path, spent, *{"pandas", "great_expectations", "dbt", "sqlalchemy.orm"} & set(sys.modules) - known, flush=True)
    os._exit(0)
'''


@pytest.fixture(scope="module")
def parsed(airflow_home) -> dict[str, list[str]]:
    """Path of a DAG file -> seconds that it took, and the heavy modules that it loaded."""
    done = subprocess.run([sys.executable, "-c", PARSED_ALONE, *map(str, DAGS)], capture_output=True, text=True, check=True)
    return {words[0]: words[1:] for words in map(str.split, done.stdout.splitlines()) if words[:1] and words[0] in map(str, DAGS)}


@pytest.mark.parametrize("path", DAGS, ids=lambda path: path.stem)
def test_a_dag_file_parses_fast(path, parsed):
    """Beyond what `import airflow.sdk` costs, parsing stays far below the 2 s that Airflow's users are promised."""
    seconds, *heavy = parsed[str(path)]
    assert float(seconds) < 2
    assert heavy == []


def test_pull_is_mapped_over_provinces_and_judged_once():
    dag = load(settings.project_root() / "dags" / "pull_submissions.py")
    pull = dag.get_task("pull_province")
    assert pull.is_mapped
    assert pull.pool == "provinces"
    assert pull.partial_kwargs["map_index_template"]
    judge = dag.get_task("judge")
    assert (judge.pool, judge.trigger_rule.value) == ("warehouse", "all_done")
    assert judge.upstream_task_ids == {"list_provinces", "pull_province"}


def test_the_build_follows_on_submissions():
    from mtqg.orchestration.assets import SUBMISSIONS

    judge = load(settings.project_root() / "dags" / "pull_submissions.py").get_task("judge")
    build = load(settings.project_root() / "dags" / "build_warehouse.py")
    assert judge.outlets == [SUBMISSIONS]
    assert [(one.name, one.uri) for one in build.timetable.asset_condition.objects] == [(SUBMISSIONS.name, SUBMISSIONS.uri)]
    assert build.get_task("dbt_build").pool == "warehouse"


@pytest.mark.parametrize("path", DAGS, ids=lambda path: path.stem)
def test_a_task_that_lost_its_worker_or_its_database_is_done_again_and_a_fault_of_ours_is_told_at_once(path):
    """Whom a worker took with it raises nothing: Airflow looks at `retries` alone; what was raised is for the policy."""
    from airflow.sdk import RetryAction

    from mtqg.errors import MtqgError, RegistryError, WarehouseUnavailable

    for each in load(path).tasks:
        said = each.partial_kwargs if each.is_mapped else vars(each)
        policy = said["retry_policy"]
        policy = said.get("retry_policy") or said["_retry_policy"]
        decided = {fault: policy.evaluate(fault("x"), 1, 3).action for fault in (WarehouseUnavailable, RegistryError, MtqgError)}
        assert said["retries"] == 3, each.task_id
        assert decided == {WarehouseUnavailable: RetryAction.DEFAULT, RegistryError: RetryAction.FAIL,
                           MtqgError: RetryAction.FAIL}, each.task_id


def test_only_orchestration_imports_airflow():
    package = settings.project_root() / "src" / "mtqg"
    guilty = [path for path in package.rglob("*.py") if "orchestration" not in path.parts
              and any(line.strip().startswith(("import airflow", "from airflow")) for line in path.read_text().splitlines())]
    assert guilty == []


def test_the_command_line_starts_without_airflow():
    began = os.times().children_user
    code = "import sys, mtqg.cli; sys.exit('airflow' in sys.modules or 'pandas' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert os.times().children_user - began < 5           # of the processor, however busy it is


def test_a_dag_seen_for_the_first_time_waits_for_its_next_hour():
    from airflow.serialization.serialized_objects import DagSerialization
    from airflow.timetables.base import TimeRestriction

    for name in ("pull_submissions", "monthly_refresh", "watch_deadlines", "return_findings", "keep_archive",
                 "verify_warehouse"):
        dag = DagSerialization.from_dict(DagSerialization.to_dict(load(settings.project_root() / "dags" / f"{name}.py")))
        first = dag.timetable.next_dagrun_info(
            last_automated_data_interval=None, restriction=TimeRestriction(earliest=None, latest=None, catchup=False))
        assert first.run_after.timestamp() > time.time(), name


def test_a_task_sees_an_edit_of_the_registry_although_the_scheduler_had_loaded_it(tmp_path, monkeypatch):
    """In a process of its own, since fork handlers stay: a child forked after an edit knows the registry's new version."""
    import shutil

    for part in ("expectations", "dbt_project/seeds"):
        shutil.copytree(settings.project_root() / part, tmp_path / part)
    code = (
        "import os, pathlib\n"
        "from mtqg.orchestration import component\n"
        "from mtqg.registry import load_registry\n"
        "component.PRELOADED = ()\n"
        "component.preload()\n"
        "before = load_registry()\n"
        "assert os.waitpid(os.fork() or os._exit(load_registry() is not before), 0)[1] == 0\n"
        "rules = pathlib.Path(os.environ['MTQG_PROJECT']) / 'expectations' / 'sources.yml'\n"
        "rules.write_text(rules.read_text() + '# mended\\n')\n"
        "assert os.waitpid(os.fork() or os._exit(load_registry().version == before.version), 0)[1] == 0\n"
    )
    monkeypatch.setenv("MTQG_PROJECT", str(tmp_path))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("arguments", "does"), [
    (["scheduler", "--skip-serve-logs"], True), (["celery", "worker"], True),
    (["api-server"], False), (["celery", "flower"], False),
])
def test_only_what_forks_tasks_loads_their_libraries(arguments, does, monkeypatch):
    from mtqg.orchestration import component

    done = []
    monkeypatch.setattr(sys, "argv", ["component", *arguments])
    monkeypatch.setattr(component, "preload", lambda: done.append("preload"))
    monkeypatch.setattr("airflow.__main__.main", lambda: done.append("airflow"))
    component.main()
    assert done == (["preload"] if does else []) + ["airflow"]


def test_what_is_returned_decides_nothing_about_pulling_and_judging():
    """A teardown runs whatever became of judging, and is no leaf: a failed judging fails the run."""
    dag = load(settings.project_root() / "dags" / "pull_submissions.py")
    start = dag.get_task("return_findings")
    assert start.is_teardown
    assert not start.on_failure_fail_dagrun
    assert not start.wait_for_completion
    assert start.upstream_task_ids == {"judge"}
    returning = load(settings.project_root() / "dags" / "return_findings.py").get_task("return_to_provinces")
    assert (returning.is_mapped, returning.pool) == (True, "provinces")


def test_the_schedule_looks_every_five_minutes_and_never_piles_up():
    from mtqg.registry.sources import POLL_TICK_MINUTES

    dag = load(settings.project_root() / "dags" / "pull_submissions.py")
    assert dag.timetable.expression == f"*/{POLL_TICK_MINUTES} * * * *"
    assert dag.max_active_runs <= 3
    assert dag.get_task("list_provinces").ignore_downstream_trigger_rules


def test_nothing_due_means_that_nothing_is_returned():
    from airflow.sdk.exceptions import AirflowSkipException

    from mtqg.orchestration.defaults import skip_unless_polled

    class Told:
        def __init__(self, listed):
            self.listed = listed

        def xcom_pull(self, task_ids):
            return self.listed

    for listed in (None, []):
        with pytest.raises(AirflowSkipException):
            skip_unless_polled({"ti": Told(listed)})
    skip_unless_polled({"ti": Told([{"name": "Đà Nẵng"}])})
