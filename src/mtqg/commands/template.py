"""`mtqg template FORM --unit CODE --period P --out FILE`: a prefilled official workbook."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("form_code", metavar="FORM")
@click.option("--unit", "unit_code", required=True, metavar="CODE",
              help="Tỉnh | province: 34-P-48, hoặc mã | or its GSO code 48; VN: biểu của bộ | a ministry's form.")
@click.option("--period", "period_code", required=True, metavar="PERIOD", help="Kỳ | period: 2026-09, 2026-Q3, 2024.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def template(form_code: str, unit_code: str, period_code: str, out: Path) -> None:
    """Biểu mẫu trống của một tỉnh | A prefilled official workbook of a province."""
    from mtqg.registry import load_registry
    from mtqg.registry.admin_units import geography_on
    from mtqg.registry.periods import parse_period
    from mtqg.templates import empty_fill, write_workbook

    registry = load_registry()
    try:
        day = parse_period(period_code).end
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--period") from error
    form = registry.forms.get(form_code.upper())
    if form is None:
        raise click.BadParameter(f"không có biểu | no form {form_code}; có | there are: {', '.join(registry.forms)}",
                                 param_hint="FORM")
    code = unit_code if "-P-" in unit_code or unit_code == "VN" else f"{geography_on(day)}-P-{unit_code}"
    unit = registry.units.get(code, day)
    if unit is None:
        raise click.BadParameter(f"không có tỉnh | no province {code} on {day}", param_hint="--unit")
    if form.period_type not in ("any", parse_period(period_code).period_type):
        raise click.BadParameter(f"{form.form_code} lập theo {registry.period_words[form.period_type]}, không cho | is made by "
                                 f"{form.period_type}, not for {period_code}", param_hint="--period")
    if form.edition_on(day) is None:
        raise click.BadParameter(f"{form.form_code}: không có mẫu cho kỳ này | no edition for this period", param_hint="--period")
    owes = (source.source_code for source in registry.sources if source.admin_unit_code == code and source.in_force(day)
            and form.form_code in source.form_codes and source.submission_origin != "published")
    source_code = next(owes, f"{unit.gso_code or code}-{form.agency}")
    fill = empty_fill(registry, form.form_code, source_code, code, period_code)
    out.write_bytes(write_workbook(registry, form.form_code, fill).content)
    click.echo(f"{out}: {form.form_code}, {unit.full_name_vi}, {len(fill.rows)} dòng | rows")
