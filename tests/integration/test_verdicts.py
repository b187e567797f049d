"""Verdicts that follow verdicts: new rules, waivers, withdrawals; what they touch, and what they leave alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from mtqg import settings
from mtqg.cli import main
from mtqg.intake import judge
from mtqg.intake.deciding import NotNow, withdraw
from mtqg.intake.judging import await_again
from mtqg.registry import load_registry
from tests.integration.test_intake import NOW, SOURCE, deliver, figures, outbox, rows, run, statuses, workbook
from tests.integration.test_reread import project

pytestmark = pytest.mark.slow
__all__ = ["outbox", "project"]
LATER = NOW + timedelta(days=1)


def rewrite(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    load_registry.cache_clear()


def soften(project: Path, *rules: str) -> None:
    """These rules are warnings from now on."""
    for rule in rules:
        suite = project / "expectations" / ("_common" if rule.startswith("COMMON") else "von_01") / "suite.yml"
        before, named, after = suite.read_text(encoding="utf-8").partition(f"rule_id: {rule}\n")
        suite.write_text(before + named + after.replace("severity: critical", "severity: warning", 1), encoding="utf-8")
    load_registry.cache_clear()


def broken_rules() -> list[str]:
    return [row["rule_id"] for row in rows("""select distinct f.rule_id from control.findings f
        where f.severity = 'critical' and f.verdict_no > 0 order by 1""")]


def grant(project: Path, *rules: str, period: str = "2026-09", source: str = SOURCE, expires: str = "2027-01-01") -> None:
    """Waivers of these rules for the slice, and of no others."""
    path = project / "dbt_project" / "seeds" / "waivers.csv"
    head = path.read_text(encoding="utf-8").splitlines()[0]
    lines = [f"MT-2026-{number:03d},{rule},{source},VON-01,{period},chanh_van_phong,15/VPĐP,Ứng trước vốn,2026-10-01,{expires}"
             for number, rule in enumerate(rules, 1)]
    path.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    load_registry.cache_clear()


def given(column: str = "status") -> list:
    return [row[column] for row in rows(f"select {column} from control.verdicts order by judged_at, submission_id")]


def test_judged_again_under_other_rules_the_earlier_verdict_stays(project, outbox):
    deliver(outbox, "von.xlsx", workbook(1500))
    run()
    assert statuses() == ["rejected"]
    found = rows("select * from control.findings where verdict_no = 1")
    soften(project, *broken_rules())
    assert not judge("nothing waits", LATER).judged
    assert await_again(form_code="VON-01") == 1
    assert statuses() == ["rejected"]
    assert judge("again", LATER).judged == {"accepted_with_warnings": 1}
    first, second = rows("select * from control.verdicts order by verdict_no")
    assert (first["status"], first["reason"]) == ("rejected", "first")
    assert (second["reason"], second["run_id"]) == ("rules changed", "again")
    assert first["registry_version"] != second["registry_version"] == load_registry().version
    assert rows("select * from control.findings where verdict_no = 1") == found
    assert figures()["gn_lk"] == 1_500_000_000


def test_what_is_in_force_stays_so_until_its_new_verdict_and_goes_with_it(project, outbox):
    deliver(outbox, "von.xlsx", workbook(400))
    run()
    deliver(outbox, "von 2.xlsx", workbook(450), NOW + timedelta(hours=1))
    run(NOW + timedelta(hours=2))
    rewrite(project / "expectations" / "von_01" / "form.yml", "marks:", "# sửa\nmarks:")
    assert await_again() == 2
    assert figures()["gn_lk"] == 450_000_000
    changes = len(rows("select 1 from control.changed_slices"))
    judge("again", LATER)
    assert given("reason") == ["first", "first", "rules changed", "rules changed"]
    assert statuses()[0] == "superseded"
    assert figures()["gn_lk"] == 450_000_000
    assert len(rows("select 1 from control.changed_slices")) == changes       # the same result: nothing to build


def test_verdicts_and_decisions_cannot_be_altered(outbox):
    deliver(outbox, "von.xlsx", workbook())
    run()
    with psycopg.connect(settings.dsn("mtqg_loader"), autocommit=True) as db:
        for forbidden in ("update control.verdicts set status = 'accepted'", "delete from control.verdicts",
                          "update control.approvals set reason = 'b'", "delete from control.approvals"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                db.execute(forbidden)


def test_a_waiver_lets_the_figures_count_and_its_finding_stays_visible(project, outbox):
    deliver(outbox, "von.xlsx", workbook(1500))
    run()
    grant(project, *broken_rules())
    assert judge("waiver", LATER).judged.total() == 1
    assert given("reason") == ["first", "waiver"]
    assert statuses()[0].startswith("accepted")
    waived = rows("select * from control.findings where verdict_no = 2 and waiver_id is not null")
    assert {row["severity"] for row in waived} == {"critical"}
    assert rows("select n_critical, n_waived from control.verdicts where verdict_no = 2") == [
        {"n_critical": 0, "n_waived": len(waived)}]
    assert {row["period_code"] for row in rows("select period_code from control.changed_slices")} == {"2026-09", "2026-10"}
    assert not judge("nothing has changed", LATER + timedelta(hours=1)).judged


def test_withdrawing_a_waiver_judges_again_what_it_reached(project, outbox):
    deliver(outbox, "von.xlsx", workbook(1500))
    run()
    grant(project, *broken_rules())
    judge("granted", LATER)
    grant(project)
    judge("taken back", LATER + timedelta(hours=1))
    assert statuses() == ["rejected"]
    assert not figures()
    assert given("reason") == ["first", "waiver", "waiver"]
    assert all(row["withdrawn_at"] for row in rows("select withdrawn_at from control.waivers"))


@pytest.mark.parametrize("other", [{"period": "2026-08"}, {"source": "51-TC"}, {"expires": "2026-10-05"}])
def test_a_waiver_of_another_slice_or_one_expired_reaches_nothing(project, outbox, other):
    deliver(outbox, "von.xlsx", workbook(1500))
    run()
    grant(project, *broken_rules(), **other)
    assert not judge("waiver", LATER).judged
    await_again()
    judge("again", LATER)
    assert statuses() == ["rejected"]
    assert not rows("select 1 from control.findings where waiver_id is not null")


def test_what_an_expired_waiver_let_in_is_judged_again_the_day_after(project, outbox):
    deliver(outbox, "von.xlsx", workbook(1500))
    run()
    grant(project, *broken_rules(), expires="2026-10-20")
    judge("waiver", LATER)
    assert statuses()[0].startswith("accepted")
    assert not judge("last day", datetime(2026, 10, 20, 16, 59, tzinfo=UTC)).judged
    assert judge("day after", datetime(2026, 10, 20, 17, 1, tzinfo=UTC)).judged == {"rejected": 1}
    assert given("reason") == ["first", "waiver", "waiver"]
    assert not judge("and never again", datetime(2026, 10, 22, tzinfo=UTC)).judged


def test_a_withdrawn_submission_gives_way_to_the_revision_before_it_and_then_to_nothing(outbox):
    for hours, disbursed in ((0, 400), (1, 450)):
        deliver(outbox, f"von {hours}.xlsx", workbook(disbursed), NOW + timedelta(hours=hours))
        run(NOW + timedelta(hours=hours, minutes=1))
    first, second = (row["submission_id"] for row in rows("select submission_id from control.submissions order by revision_no"))
    words = {"reason": "Gửi nhầm tệp", "document_no": "77/STC", "run_id": "test", "now": LATER}
    changes = len(rows("select 1 from control.changed_slices"))
    assert withdraw(second, **words) == [second]
    assert [status.split("_")[0] for status in statuses()] == ["accepted", "withdrawn"]
    assert figures()["gn_lk"] == 400_000_000
    assert len(rows("select 1 from control.changed_slices")) > changes
    assert withdraw(first, **words) == [first]
    assert statuses() == ["withdrawn", "withdrawn"]
    with pytest.raises(NotNow, match="withdrawn"):
        withdraw(first, **words)
    decided = rows("select decision, document_no from control.approvals")
    assert decided == [{"decision": "withdrawn", "document_no": "77/STC"}] * 2
    assert await_again() == 0


def test_no_waiver_brings_back_what_was_withdrawn(project, outbox):
    deliver(outbox, "von.xlsx", workbook(1500))
    run()
    [name] = [row["submission_id"] for row in rows("select submission_id from control.submissions")]
    withdraw(name, reason="a", document_no="1", run_id="test", now=LATER)
    grant(project, *broken_rules())
    assert not judge("waiver", LATER + timedelta(hours=1)).judged
    assert statuses() == ["withdrawn"]


def test_what_was_withdrawn_may_be_sent_again(outbox):
    deliver(outbox, "von.xlsx", workbook())
    run()
    [name] = [row["submission_id"] for row in rows("select submission_id from control.submissions")]
    withdraw(name, reason="a", document_no="1", run_id="test", now=LATER)
    assert run(LATER)[0].landed == 0                                     # the file still lies there
    deliver(outbox, "von gui lai.xlsx", workbook(), LATER)
    assert run(LATER + timedelta(hours=1))[0].landed == 1
    assert [status.split("_")[0] for status in statuses()] == ["withdrawn", "accepted"]


def test_commands_say_by_their_exit_code_what_was_wrong(outbox):
    deliver(outbox, "von.xlsx", workbook(1500))
    run()
    [name] = [row["submission_id"] for row in rows("select submission_id from control.submissions")]
    called = {
        ("judge",): 0, ("judge", "--again"): 2, ("judge", "--form", "VON-01"): 2, ("judge", "--again", "--period", "1999-01"): 2,
        ("judge", "--again", "--all"): 1, ("judge", "--again", "--submission", name): 1,
        ("approve", name, "--role", "chanh_van_phong", "--reason", "a"): 2,
        ("approve", name, "--role", "ai_do", "--reason", "a"): 2,
        ("decline", "nobody", "--role", "chanh_van_phong", "--reason", "a"): 2,
        ("withdraw", name, "--reason", "a"): 2, ("withdraw", name, "--reason", "a", "--document", "1"): 0,
    }
    found = {words: CliRunner().invoke(main, words, standalone_mode=True).exit_code for words in called}
    assert found == called
