"""`mtqg …`: a table of commands, each imported only when it is called, and the exit codes they share.

0 ok · 1 critical findings · 2 usage · 3 system fault (a MtqgError in one line; anything else with its class, and the
whole traceback when MTQG_TRACEBACK is set).
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback

import click

from mtqg.errors import MtqgError

CRITICAL_FINDINGS = 1
USAGE = 2
SYSTEM_FAULT = 3
INTERRUPTED = 130

#: name -> where its click command is, what `mtqg --help` says of it.
COMMANDS = {
    "up": ("mtqg.commands.stack:up", "Khởi động PostgreSQL và Airflow | start what is not running"),
    "down": ("mtqg.commands.stack:down", "Dừng toàn bộ | stop everything, leave no process"),
    "status": ("mtqg.commands.status:status", "Đang chạy gì, kẹt gì, ai chậm | what runs, what is stuck and why, who is late"),
    "dsn": ("mtqg.commands.stack:dsn", "Địa chỉ kho số liệu | a libpq URL for the warehouse"),
    "airflow": ("mtqg.commands.stack:airflow", "Lệnh của Airflow ở máy này | Airflow's own command, in the local stack"),
    "demo": ("mtqg.commands.demo:demo", "Chạy thử ba kỳ báo cáo | three reporting periods, start to end"),
    "pull": ("mtqg.commands.runs:pull", "Thu báo cáo của các tỉnh | pull the outboxes through Airflow"),
    "build": ("mtqg.commands.runs:build", "Dựng lại kho số liệu | build the marts through Airflow"),
    "refresh": ("mtqg.commands.runs:refresh", "Thu và khóa sổ một kỳ | pull, build and close a period"),
    "export": ("mtqg.commands.export:export", "Xuất số liệu một kỳ ra CSV | the marts of a month as CSV files"),
    "sample": ("mtqg.commands.sample:sample", "Sinh số liệu mẫu | write a synthetic country's outboxes"),
    "template": ("mtqg.commands.template:template", "Biểu mẫu điền sẵn | a prefilled official workbook"),
    "check": ("mtqg.commands.check:check", "Kiểm tra một tệp báo cáo | read and judge one workbook"),
    "check-registry": ("mtqg.commands.check_registry:check_registry",
                       "Kiểm tra danh mục, biểu, quy tắc | every code resolves, or file and line"),
    "data-dictionary": ("mtqg.commands.data_dictionary:data_dictionary",
                        "Từ điển số liệu | the data dictionary, from the descriptions of the marts"),
    "backtest": ("mtqg.commands.backtest:backtest",
                 "Thử một quy tắc trên số liệu đã nhận | replay a rule over what was reported"),
    "propose-layout": ("mtqg.commands.propose_layout:propose_layout",
                       "Đề xuất bố cục cho tệp lạ | propose a map for an unknown layout"),
    "reread": ("mtqg.commands.reread:reread", "Đọc lại bản đã nhận | read again what was landed, under the present registry"),
    "judge": ("mtqg.commands.judge:judge", "Thẩm định, thẩm định lại | give verdicts; --again: under the present rules"),
    "preview": ("mtqg.commands.preview:preview", "Bản gửi này sẽ đổi số công bố nào | what a submission would change"),
    "approve": ("mtqg.commands.deciding:approve", "Duyệt bản gửi đang chờ | what waits for approval counts"),
    "decline": ("mtqg.commands.deciding:decline", "Không duyệt bản gửi đang chờ | what waits for approval never counts"),
    "waive": ("mtqg.commands.waive:waive", "Miễn trừ một quy tắc | waive one rule in one slice"),
    "correct": ("mtqg.commands.correct:correct", "Đính chính một số liệu | a signed figure in the place of a reported one"),
    "withdraw": ("mtqg.commands.deciding:withdraw", "Tỉnh rút bản gửi | a province withdraws a submission"),
    "return": ("mtqg.commands.returning:return_submission", "Tệp trả về cho tỉnh | what goes back for a submission"),
    "digest": ("mtqg.commands.returning:digest", "Tổng hợp trong ngày cho cán bộ | the officer's digest of a day"),
    "analyst": ("mtqg.commands.analyst:analyst", "Tài khoản phân tích của một tỉnh | a login for a province's analyst"),
    "backup": ("mtqg.commands.keeping:backup", "Sao lưu kho và lưu trữ | the warehouse and the archive, at one moment"),
    "restore": ("mtqg.commands.keeping:restore", "Phục hồi vào máy trống | a backup, into an empty machine"),
    "rebuild-from-archive": ("mtqg.commands.keeping:rebuild_from_archive",
                             "Dựng lại kho chỉ từ lưu trữ | the warehouse anew from nothing but landing/"),
    "scrub": ("mtqg.commands.keeping:scrub", "Đối chiếu lưu trữ | every landed file still is what its name says"),
    "who-reported": ("mtqg.commands.who_reported:who_reported",
                     "Ai đã báo cáo, ai chậm | the matrix source x form of a period"),
    "release": ("mtqg.commands.releases:release", "Công bố một tháng đã khóa sổ | freeze a closed month under a name"),
    "releases": ("mtqg.commands.releases:releases", "Các lần đã công bố | releases, their checksums worked out again"),
    "compare-releases": ("mtqg.commands.releases:compare_releases",
                         "Hai lần công bố khác nhau ở đâu | what changed, by how much, and why"),
    "verify-build": ("mtqg.commands.runs:verify_build",
                     "Dựng lại và đối chiếu | rebuild from raw, name what was not so before"),
    "verify-ledger": ("mtqg.commands.verify_ledger:verify_ledger",
                      "Kiểm sổ cái | name the first record that was altered or removed"),
    "trace": ("mtqg.commands.trace:trace", "Số này từ đâu ra | from a published number to its cell"),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for, never before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name][0].split(":")
        return getattr(importlib.import_module(module), attribute)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Lệnh | Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def main(self, *args, standalone_mode: bool = True, **kwargs):
        """Run and end the program with one of the shared exit codes."""
        if not standalone_mode:
            return super().main(*args, standalone_mode=False, **kwargs)
        sys.exit(self._exit_code(*args, **kwargs))

    def _exit_code(self, *args, **kwargs) -> int:
        try:
            ended = super().main(*args, standalone_mode=False, **kwargs)
            return ended if isinstance(ended, int) else 0
        except click.ClickException as error:
            error.show()
            return USAGE
        except (click.Abort, KeyboardInterrupt):
            click.echo("đã dừng | interrupted", err=True)
            return INTERRUPTED
        except MtqgError as error:
            return self._fault(str(error))
        except Exception as error:
            return self._fault(f"lỗi chưa lường trước | unexpected fault: {type(error).__name__}: {error}")

    def _fault(self, words: str) -> int:
        if os.environ.get("MTQG_TRACEBACK"):
            traceback.print_exc()
        click.echo(f"mtqg: {words}", err=True)
        return SYSTEM_FAULT


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="mtqg")
def main() -> None:
    """Kho số liệu Chương trình mục tiêu quốc gia | The warehouse of Vietnam's National Target Programmes."""
