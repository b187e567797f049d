"""`mtqg trace`."""

from __future__ import annotations

import click


@click.command()
@click.argument("indicator")
@click.argument("unit")
@click.argument("period")
@click.option("--kind", help="Loại số liệu | actual, estimate, forecast, target, pending; mặc định: actual nếu có.")
@click.option("--breakdown", default="_T", show_default=True, help="Phân tổ | breakdown code.")
@click.option("--accumulation", type=click.Choice(["at_date", "in_period", "year_to_date", "phase_to_date"]),
              help="Số suy ra | what was derived so: trong kỳ, lũy kế năm, lũy kế giai đoạn.")
def trace(indicator: str, unit: str, period: str, kind: str | None, breakdown: str, accumulation: str | None) -> int:
    """Từ số đã công bố về đến ô trong tệp | From a published number to the cells of its file.

    Mã thoát 1 khi tệp lưu không còn như khi nhận | Exit code 1 when an archived file is not the one received.

    Ví dụ | example: mtqg trace NTM.TL_XA_DC 63-P-62 2023-10
    """
    from mtqg.lineage import is_broken
    from mtqg.lineage import trace as trace_figure
    from mtqg.store import connect
    from mtqg.store.lineage import value_kinds

    key = {"indicator_code": indicator, "breakdown_code": breakdown, "admin_unit_code": unit, "period_code": period}
    with connect() as db:
        kinds = value_kinds(db, key)
        chosen = kind or ("actual" if "actual" in kinds or not kinds else kinds[0])
        found = trace_figure(db, key | {"value_kind": chosen}, accumulation) if chosen in kinds else None
    if found is None:
        _refuse_unknown_codes(indicator, unit, period)
        others = f"; có | there is: {', '.join(kinds)}" if kinds else ""
        raise click.UsageError(f"không có số liệu | no figure {indicator} x {breakdown} {unit} {period} {chosen}{others}")
    click.echo("\n".join(found.lines()))
    return 1 if is_broken(found) else 0


def _refuse_unknown_codes(indicator: str, unit: str, period: str) -> None:
    """BadParameter for the first of the codes that names nothing."""
    from mtqg.registry import load_registry
    from mtqg.registry.periods import parse_period

    registry = load_registry()
    if indicator not in registry.indicators:
        raise click.BadParameter(f"không có chỉ tiêu | no indicator {indicator}", param_hint="INDICATOR")
    if unit not in registry.units.versions:
        raise click.BadParameter(f"không có đơn vị | no administrative unit {unit}; viết | write 34-P-48, 34-C-15976, VN",
                                 param_hint="UNIT")
    try:
        parse_period(period)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="PERIOD") from error
