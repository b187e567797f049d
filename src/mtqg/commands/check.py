"""`mtqg check FILE`: what the pipeline would say of a workbook before it is sent; no server, no Airflow."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from mtqg.model import Finding, NumberMarks
from mtqg.quality.messages import readable, sentence
from mtqg.quality.offline import Checked, check_workbook
from mtqg.registry import Registry, Source, load_registry
from mtqg.registry.layouts import LayoutFile
from mtqg.registry.periods import parse_period, period_label
from mtqg.registry.rules import Rule
from mtqg.registry.yaml_files import read_model

CRITICAL_FINDINGS = 1
_FIELDS = ("rule_id", "sheet", "cell_ref", "block_code", "row_key", "column_key", "indicator_code", "admin_unit_code",
           "actual", "expected")
SEVERITIES = {"critical": ("nghiêm trọng", "critical"), "warning": ("cảnh báo", "warning"), "info": ("lưu ý", "note")}
_STATUSES = {
    "accepted": ("chấp nhận", "accepted"), "accepted_with_warnings": ("chấp nhận, có cảnh báo", "accepted with warnings"),
    "rejected": ("trả lại để sửa", "rejected"), "unreadable": ("không đọc được", "unreadable"),
    "refused": ("từ chối, không lưu", "refused, not kept"),
}


@click.command("check")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="Cách in kết quả | how to print")
@click.option("--strict", is_flag=True, help="Cảnh báo cũng tính là không đạt | warnings count too")
@click.option("--form", "form_code", help="Mã biểu nếu tệp không ghi rõ | form code where the file does not say: VON-01")
@click.option("--source", "source_code", metavar="CODE", help="Nguồn gửi, có bố cục riêng | who sends it: 48-TC")
@click.option("--layout", "layout_file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Thử một bố cục riêng chưa đưa vào dùng | try an own layout before it is put to use")
@click.option("--annotate", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT.xlsx",
              help="Ghi tệp có đánh dấu các ô cần sửa | write the workbook with the findings in it")
def check(file: Path, style: str, strict: bool, form_code: str | None, source_code: str | None,
          layout_file: Path | None, annotate: Path | None) -> int:
    """Kiểm tra một tệp báo cáo trước khi gửi | Read and judge one workbook, without a server."""
    registry = load_registry()
    if form_code is not None and form_code not in registry.forms:
        raise click.BadParameter(f"không có biểu | no such form: {form_code} ({', '.join(registry.forms)})", param_hint="--form")
    checked = check_workbook(
        file.read_bytes(), file.name, registry, form_code=form_code or _form_of_folder(file, registry),
        source=_source(source_code, registry), tried=read_model(layout_file, LayoutFile) if layout_file else None)
    print_checked = _print_json if style == "json" else _print_text
    print_checked(file, checked, registry)
    if annotate is not None:
        click.echo(f"→ {_annotate(file, annotate, checked, registry)}", err=True)
    failed = checked.counts["critical"] or checked.status == "unreadable" or (strict and checked.counts["warning"])
    return CRITICAL_FINDINGS if failed else 0


def _source(source_code: str | None, registry: Registry) -> Source | None:
    """The newest version of the source; a usage error where there is none."""
    found = max((one for one in registry.sources if one.source_code == source_code), key=lambda one: one.valid_from, default=None)
    if source_code and found is None:
        raise click.BadParameter(f"không có nguồn | no such source: {source_code}", param_hint="--source")
    return found


def _annotate(file: Path, out: Path, checked: Checked, registry: Registry) -> Path:
    """What the pipeline would return for the file now stands at `out`, with the extension that its content needs."""
    from mtqg.feedback.offline import annotate_checked

    made = annotate_checked(file, checked, registry)
    out = out.with_suffix(made.extension)
    if out.resolve() == file.resolve():
        raise click.BadParameter("không ghi đè lên tệp gốc | not over the file itself", param_hint="--annotate")
    out.write_bytes(made.content)
    return out


def _form_of_folder(file: Path, registry: Registry) -> str | None:
    """The form whose folder the file lies in, as in an outbox."""
    return next((form.form_code for form in registry.forms.values() if form.folder == file.resolve().parent.name), None)


def _print_json(file: Path, checked: Checked, registry: Registry) -> None:
    identity = checked.identity
    click.echo(json.dumps({
        "file": file.name, "form_code": identity.form_code, "edition": identity.edition,
        "admin_unit_code": identity.admin_unit_code, "period_code": identity.period_code,
        "as_of_date": identity.as_of_date.isoformat() if identity.as_of_date else None,
        "status": checked.status, "counts": checked.counts, "number_marks": [asdict(one) for one in checked.number_marks],
        "findings": [_as_json(one, registry.rules[one.rule_id]) for one in checked.findings],
    }, ensure_ascii=False, indent=1))


def _as_json(one: Finding, rule: Rule) -> dict:
    return {name: getattr(one, name) for name in _FIELDS} | {
        "severity": one.severity or rule.severity,
        "message_vi": sentence(rule, one, "vi"), "message_en": sentence(rule, one, "en"),
        "hint_vi": rule.hint_vi, "hint_en": rule.hint_en, "basis": rule.basis}


def _print_text(file: Path, checked: Checked, registry: Registry) -> None:
    click.secho(_heading(file, checked, registry), bold=True)
    for marks in checked.number_marks:
        click.echo(_marks(marks))
    for one in checked.findings:
        _print_finding(one, registry.rules[one.rule_id])
    status_vi, status_en = _STATUSES[checked.status]
    counts = [checked.counts[name] for name in ("critical", "warning", "info")]
    click.secho(f"\nKết luận: {status_vi} ({counts[0]} lỗi nghiêm trọng, {counts[1]} cảnh báo, {counts[2]} lưu ý)"
                f" | verdict: {status_en} ({counts[0]} critical, {counts[1]} warnings, {counts[2]} notes)", bold=True)


def _heading(file: Path, checked: Checked, registry: Registry) -> str:
    identity, words = checked.identity, [file.name]
    if identity.form_code:
        words.append(f"{identity.form_code} {registry.forms[identity.form_code].name_vi}")
    if identity.period_code:
        unit = registry.units.get(identity.admin_unit_code or "", parse_period(identity.period_code).end)
        words += [unit.full_name_vi] if unit else []
        words.append(period_label(identity.period_code))
    return " · ".join(words)


def _marks(one: NumberMarks) -> str:
    """How the numbers typed as text on one sheet were read, and by what."""
    mark_vi, mark_en = {",": ("dấu phẩy", "comma"), ".": ("dấu chấm", "dot"), None: ("không rõ", "unknown")}[one.decimal_mark]
    seen = "; ".join(f"{sign} {cells} ({ref})" for sign, cells, ref in (
        ("“,”", one.comma_cells, one.comma_ref), ("“.”", one.dot_cells, one.dot_ref), ("?", one.unclear_cells, one.unclear_ref))
        if cells)
    return f"{one.sheet}: dấu thập phân | decimal mark: {mark_vi} | {mark_en} ({seen})"


def _print_finding(one: Finding, rule: Rule) -> None:
    where = "!".join(filter(None, (one.sheet, one.cell_ref))) or "tệp | file"
    severity = one.severity or rule.severity
    severity_vi, severity_en = SEVERITIES[severity]
    colour = {"critical": "red", "warning": "yellow"}.get(severity)
    click.secho(f"\n{where}  {rule.rule_id}  {severity_vi} | {severity_en}", fg=colour)
    click.echo(f"  {sentence(rule, one, 'vi')}\n  {sentence(rule, one, 'en')}")
    found = " · ".join(filter(None, (_said("có", "found", one.actual, rule), _said("cần", "expected", one.expected, rule))))
    if found:
        click.echo(f"  {found}")
    click.echo(f"  Cách sửa: {rule.hint_vi}\n  How to mend: {rule.hint_en}")


def _said(word_vi: str, word_en: str, text: str | None, rule: Rule) -> str | None:
    if text is None:
        return None
    return f"{word_vi} | {word_en}: {text if rule.scope == 'reading' else readable(text, 'vi')}"
