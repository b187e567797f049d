"""Reports of provinces, stored as the pipeline stores them: for tests of rules that need the warehouse."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from mtqg.model import Finding
from mtqg.quality import judge_frames
from mtqg.readers import read_submission
from mtqg.registry.admin_units import geography_on
from mtqg.registry.periods import parse_period
from mtqg.store import connect
from mtqg.store.cells import add_copied, copy_text, load_cells
from mtqg.templates import FormFill, write_workbook

NOW = datetime(2027, 2, 1, tzinfo=UTC)
LINES = {"L": "HN2635-HP1|NSTW-DTPT-TN|2026", "M": "HN2635-HP1|NSTW-SN-TN|2026", "M+": "HN2635-HP1|NSTW-SN-TN|2027",
         "T": "_T|_T|_T"}


class Country:
    """Reports of provinces, stored as the pipeline stores them."""

    def __init__(self, registry, url: str, fill_rows):
        self.registry, self.url, self.fill_rows = registry, url, fill_rows
        self.addresses: dict[str, dict] = {}

    def row_key(self, form: str, period: str, unit: str, name: str) -> str:
        if form in ("TH-01", "KH-01"):
            return f"{name}:_T:{period}"
        if form == "VON-01":
            return LINES[name]
        if form == "BTC-M09":
            return {"P": "63-P-02", "T": "VN"}[name]
        if form in ("OCOP-01", "VM-01"):
            return name
        if name == "T":
            return unit
        day = parse_period(period).end
        inside = sorted(code for code, versions in self.registry.units.versions.items() if "-C-" in code for one in versions
                        if one.province_code == unit[-2:] and one.unit_type_vi == "Xã" and one.valid_from <= day
                        and (one.valid_to is None or day <= one.valid_to) and code[:2] == unit[:2])
        return inside["ABCDEFGHIJ".index(name)]

    def send(self, report: dict[str, Any], status: str = "accepted", revision: int = 1) -> str:
        """The report with its status; the submission's id."""
        form, period, province = report["form"], report["period"], report.get("province", "48")
        unit = "VN" if province == "VN" else f"{geography_on(parse_period(period).end)}-P-{province}"
        source = "VN-BTC" if province == "VN" else f"{province}-{self.registry.forms[form].agency}"
        rows = [row for name, values in report["rows"].items() for row in
                self.fill_rows(self.registry, form, period, self.row_key(form, period, unit, name), values)]
        written = write_workbook(self.registry, form, FormFill(source, unit, period, None, rows))
        reading = read_submission(written.content, "bieu.xlsx", self.registry, form_code=form)
        submission_id = f"{source}.{form}.{period.replace('-', '').lower()}{f'.{revision}' if revision > 1 else ''}"
        self.addresses[submission_id] = written.addresses
        with connect() as db:
            db.execute(
                """insert into control.submissions (submission_id, source_code, form_code, delivery_name, delivery_path,
                       delivered_at, received_at, content_sha256, size_bytes, submission_origin, run_id, admin_unit_code,
                       period_code, as_of_date, revision_no, read_at, status, status_at)
                   values (%s, %s, %s, %s, 'a', %s, %s, 'a', 1, 'synthetic', 'test', %s, %s, %s, %s, %s, %s, %s)""",
                (submission_id, source, form, f"{submission_id}.xlsx", NOW, NOW, unit, period, parse_period(period).end, revision,
                 NOW, status, NOW))
            add_copied(db, submission_id, copy_text(reading.cells, "test"))
        return submission_id

    def judge(self, rule_id: str, form: str, submission_id: str) -> list[Finding]:
        with connect() as db:
            cells = load_cells(db, [submission_id])
        return judge_frames(self.registry, form, cells, scopes=("history", "forms", "national"), connection_url=self.url,
                            only=rule_id)[submission_id]

    def cell(self, submission_id: str, row_key: str, column: str) -> str:
        """The address of a figure; of an empty cell by the others of its row and column."""
        places = self.addresses[submission_id]
        if (row_key, column) in places:
            return places[row_key, column][1]
        beside = next(cell for (key, _), (_, cell) in places.items() if key == row_key)
        above = next(cell for (_, name), (_, cell) in places.items() if name == column)
        return above.rstrip("0123456789") + beside.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
