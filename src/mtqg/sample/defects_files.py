"""Defects of whole files, of headings and of columns: any form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from mtqg.registry.periods import month_code, period_label
from mtqg.sample.alterations import Alteration, Extra, Scene
from mtqg.sample.labels import COPY, CORRECTED
from mtqg.templates import empty_fill, write_workbook

_LETTER = "Kính gửi: Văn phòng điều phối\r\nTỉnh sẽ gửi biểu số liệu sau.\r\n"


def wrong_province(scene: Scene) -> Alteration | None:
    others = [unit for unit in scene.registry.units.provinces(scene.day) if unit.name_vi != scene.duty.province.name_vi]
    other = scene.choose(others).full_name_vi
    return Alteration(heading=("Đơn vị báo cáo", f"Đơn vị báo cáo: UBND {other[0].lower()}{other[1:]}"))


def wrong_period(scene: Scene) -> Alteration | None:
    """The heading still says last month: somebody filled in the old file."""
    before = month_code(date.fromordinal(scene.day.replace(day=1).toordinal() - 1))
    return Alteration(heading=("Kỳ báo cáo", f"Kỳ báo cáo: {period_label(before)}"))


def period_left_empty(scene: Scene) -> Alteration:
    return Alteration(heading=("Kỳ báo cáo", "Kỳ báo cáo: ……"))


def unreadable_measure_unit(scene: Scene) -> Alteration:
    return Alteration(heading=("Đơn vị tính", "Đơn vị tính: bó"))


def blank_form(scene: Scene) -> Alteration:
    duty = scene.duty
    fill = empty_fill(scene.registry, duty.form_code, duty.source.source_code, duty.province.admin_unit_code, duty.period_code)
    return Alteration(content=write_workbook(scene.registry, duty.form_code, fill).content)


def text_named_xlsx(scene: Scene) -> Alteration:
    return Alteration(content=_LETTER.encode())


def empty_file(scene: Scene) -> Alteration:
    return Alteration(content=b"")


def unknown_column(scene: Scene) -> Alteration:
    return Alteration(stray_column=("Đánh giá của cơ quan thẩm tra", (12, 7, 31)))


def same_file_twice(scene: Scene) -> Alteration:
    return Alteration(extras=(Extra(COPY, timedelta(minutes=25)),))


def newer_revision(scene: Scene) -> Alteration | None:
    """A figure that no rule can know to be wrong; the province corrects it with a second file the day after."""
    row = scene.row(lambda v: v["uoc_gn"] > v["gn_lk"] + 60)
    if row is None:
        return None
    corrected = Extra(CORRECTED, timedelta(hours=26), is_corrected=True)
    return replace(scene.other(row.row_key, uoc_gn=row.values["uoc_gn"] - 30), extras=(corrected,))
