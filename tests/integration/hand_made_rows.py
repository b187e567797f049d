"""Registry, submissions and cells made by hand: what the published reports say and a little synthetic money, as accepted."""

from __future__ import annotations

from datetime import date, datetime

import psycopg

from mtqg import settings
from mtqg.quality import Verdict
from mtqg.registry.seeds import read_csv
from mtqg.sample.levels import REFERENCE
from mtqg.store import verdicts

NOW = datetime(2026, 10, 16, 9, 0, tzinfo=settings.TIME_ZONE)
FORMS = [("TH-01", "any", 20), ("NTM-01", "quarter", 10), ("VON-01", "month", 10)]
SOURCES = [("62-CB", "63-P-62", "CB", ["TH-01"]), ("62-VP", "63-P-62", "VP", ["NTM-01", "TH-01"]),
           ("04-TC", "34-P-04", "TC", ["VON-01"]), ("08-TC", "34-P-08", "TC", ["VON-01"])]
XA_1, XA_2, XA_3 = "63-C-23311", "63-C-23314", "63-C-23344"      # two communes of thành phố Kon Tum, one of huyện Đăk Glei


def fact(indicator: str, value: float, unit: str, period: str, kind: str = "actual", **more) -> dict:
    return {"indicator_code": indicator, "canonical_value": value, "admin_unit_code": unit, "period_code": period,
            "value_kind": kind, **more}


def money(component: str, source: str, year: int, **values: float) -> list[dict]:
    codes = {"kh_giao": "FN.KH_GIAO", "phan_bo": "FN.PHANBO", "keo_dai": "FN.KEODAI", "gn_lk": "FN.GN_LK"}
    return [fact(codes[name], value, "34-P-04", "2026-09", component_code=component, capital_source_code=source, origin_year=year)
            for name, value in values.items()]


def send(db: psycopg.Connection, source: str, form: str, unit: str, period: str, facts: list[dict], revision: int = 1,
         at: datetime = NOW, day: date = date(2026, 9, 30), origin: str = "synthetic", status: str = "accepted") -> str:
    """A submission that was read and has its first verdict; what it thereby changes waits for a build."""
    name = f"{source}.{form}.{period}.{revision}"
    db.execute("""
        insert into control.submissions (submission_id, source_code, form_code, delivery_name, delivery_path, delivered_at,
            received_at, content_sha256, size_bytes, submission_origin, run_id, admin_unit_code, period_code, as_of_date,
            revision_no, status, status_at)
        values (%(id)s, %(s)s, %(f)s, 'a', 'a', %(at)s, %(at)s, %(id)s, 1, %(o)s, 'test', %(u)s, %(p)s, %(d)s, %(r)s, 'received',
            %(at)s)
        """, {"id": name, "s": source, "f": form, "u": unit, "p": period, "r": revision, "at": at, "d": day, "o": origin})
    for number, one in enumerate(facts, 1):
        cell = {"submission_id": name, "sheet": form, "cell_ref": f"G{number}", "part_no": 0, "row_no": number, "column_no": 7,
                "cell_role": "value", "row_role": "item", "value_text": str(one["canonical_value"]), "value_state": "number",
                "breakdown_code": "_T", "as_of_date": day, "cell_status": "accepted", "registry_version": "test", **one}
        db.execute(f"insert into raw.reported_cells ({', '.join(cell)}) values ({', '.join(['%s'] * len(cell))})",
                   list(cell.values()))
    verdicts.give_verdict(db, name, Verdict(status), [], reason="first", run_id="test", registry_version="test", now=at)
    return name


def published(code: str) -> list[dict]:
    rows = (row for _, row in read_csv(REFERENCE / "published_figures.csv") if row["admin_unit_code"] == code)
    return [fact(row["indicator_code"], row["value"], code, row["period_code"], row["value_kind"],
                 breakdown_code=row["breakdown_code"], as_of_date=row["as_of_date"]) for row in rows]


def communes(*met: tuple[str, int]) -> list[dict]:
    return [fact(indicator, value, unit, "2024-Q4") for unit, value_of in met
            for indicator, value in (("CT.XA", 1), ("NTM.XA_DC", value_of), ("CT.KHAU_NT", 1000))]


def fill(db: psycopg.Connection) -> None:
    """Forms, sources, an opened month, and the first submissions of five sources."""
    for form, period_type, rank in FORMS:
        db.execute("insert into control.forms values (%s, '1', %s, %s, %s, %s, '2021-01-01')",
                   [form, form, form, period_type, rank])
    for source, unit, agency, forms in SOURCES:
        db.execute("insert into control.sources values (%s, '2021-01-01', null, %s, %s, %s, 'c', 'synthetic', %s)",
                   [source, unit, agency, source, forms])
    db.execute("insert into control.refreshes (period_code, first_opened_at, run_id) values ('2026-09', %s, 'test')", [NOW])
    for code in ("38", "62", "49"):
        send(db, f"{code}-CB", "TH-01", f"63-P-{code}", "2023-10", published(f"63-P-{code}"), origin="published")
    day = date(2024, 12, 31)
    send(db, "62-VP", "NTM-01", "63-P-62", "2024-Q4", communes((XA_1, 1), (XA_2, 0), (XA_3, 1)), day=day)
    send(db, "62-VP", "TH-01", "63-P-62", "2024", [fact("NTM.XA_DC", 3, "63-P-62", "2024")], day=day)
    send(db, "04-TC", "VON-01", "34-P-04", "2026-09", [
        *money("HN2635", "NSTW-SN-TN", 2026, kh_giao=300e9, phan_bo=240e9, gn_lk=120e9),
        *money("HN2635-HP1", "NSTW-SN-TN", 2026, kh_giao=200e9, phan_bo=160e9, gn_lk=80e9),
        *money("HN2635-HP2", "NSTW-SN-TN", 2026, kh_giao=100e9, phan_bo=80e9, gn_lk=40e9),
        *money("HN2635-HP1", "NSTW-SN-TN", 2025, keo_dai=20e9, gn_lk=10e9),
        *money("HN2635-HP1", "NSTW", 2026, kh_giao=200e9, phan_bo=160e9, gn_lk=80e9)])
