"""The steps behind a figure: as a unit reported it, added up, computed from its parts, or put on the other map."""

from __future__ import annotations

from psycopg import Connection

from mtqg.lineage.files import not_shown, submission
from mtqg.lineage.steps import Step, moment, number, version, words
from mtqg.store import lineage as store
from mtqg.store.corrections import correction

#: Figures below a total that are shown one by one; of the rest the files are looked at.
SHOWN_PARTS = 12
SUMS = {"sum": "tổng của", "weighted mean": "bình quân gia quyền của"}


def figure(db: Connection, key: dict[str, str], shown: int = SHOWN_PARTS) -> Step | None:
    """The tree behind the figure: what was added up, where that is in force, else what the unit reported, else as restated."""
    rolled, observed = store.rollup(db, key), store.observation(db, key)
    if rolled and (not observed or (rolled["value_origin"] == "computed" and rolled["units_reported"] is not None)):
        step = _rolled(db, key, rolled, shown)
        if observed:
            step.behind.append(Step("đơn vị tự báo cáo, để bên cạnh | reported by the unit itself, beside it "
                                    f"(chênh | difference {number(rolled['difference'] or 0)})", [_observed(db, key, observed)]))
        return step
    if observed:
        return _observed(db, key, observed)
    restated = store.restated(db, key)
    return _restated(db, key, restated, shown) if restated else None


def _observed(db: Connection, key: dict[str, str], row: dict) -> Step:
    step = Step(f"{words(db, key)} = {number(row['observation_value'])} {row['measure_unit_code']} "
                f"[{row['value_origin']}, {row['observation_status']}, tính đến | as of {row['as_of_date']}]")
    if row["reported_value"] is not None and row["reported_value"] != row["observation_value"]:
        step.behind.append(Step(f"số báo cáo | reported: {number(row['reported_value'])}"))
    if row["numerator_value"] is not None:
        step.behind.append(_formula(db, key, row))
    elif row["correction_id"]:
        step.behind.append(_corrected(correction(db, row["correction_id"])))
    step.behind.append(submission(db, row["submission_id"], key, row))
    return step


def _corrected(row: dict) -> Step:
    return Step(f"đính chính | correction {row['correction_id']}: {number(row['expected_value'])} -> "
                f"{number(row['corrected_value'])}, {row['document_no']}, {row['approver_role']}, "
                f"{moment(row['signed_at'])}: {row['reason']}")


def _formula(db: Connection, key: dict[str, str], row: dict, shown: int = SHOWN_PARTS) -> Step:
    """The rate from its parts, each traced in turn."""
    named = store.indicator(db, key["indicator_code"], row["as_of_date"])
    step = Step(f"công thức | formula: {named['numerator_code'] or 'value x weight'} / {named['denominator_code']} = "
                f"{number(row['numerator_value'])} / {number(row['denominator_value'])} {version(named, row['as_of_date'])}")
    for part in ("numerator", "denominator"):
        deeper = key | {"indicator_code": named[f"{part}_code"]}
        for name, column in (("breakdown_code", f"{part}_breakdown_code"), ("value_kind", f"{part}_value_kind")):
            if named.get(column):
                deeper[name] = named[column]
        found = named[f"{part}_code"] and figure(db, deeper, shown)
        if found:
            step.behind.append(found)
    return step


def _rolled(db: Connection, key: dict[str, str], row: dict, shown: int) -> Step:
    covered = "" if row["units_reported"] is None else f"; {row['units_reported']}/{row['units_expected']} đơn vị | units"
    step = Step(f"{words(db, key)} = {number(row['rollup_value'])} {row['measure_unit_code']} "
                f"[gộp từ cấp dưới | rolled up, {row['value_origin']}{covered}]")
    of = "sum"
    if row["numerator_value"] is not None:
        step.behind.append(_formula(db, key, row, shown))
        of = "weighted mean" if store.indicator(db, key["indicator_code"])["admin_aggregation"] == "weighted_mean" else None
    if of and row["units_reported"] is not None:
        step.behind += _added_up(db, key, row, shown, of)
    return step


def _added_up(db: Connection, key: dict[str, str], row: dict, shown: int, of: str) -> list[Step]:
    """The figures below, as the total took them."""
    if row["admin_unit_level"] == "country":
        return [_provinces(db, key, of)]
    parts = store.parts_below(db, key, row)
    below = [_observed(db, key | {"admin_unit_code": part["admin_unit_code"]}, part) for part in parts[:shown]]
    if len(parts) > shown:
        below += not_shown(db, parts[shown:], parts[:shown])
    text = f"{SUMS[of]} {len(parts)} số có hiệu lực bên dưới | {of} of {len(parts)} figures in force below"
    return [Step(text, below)] if parts else []


def _provinces(db: Connection, key: dict[str, str], of: str) -> Step:
    """What the country's figure is made of: few units below each province, where there are many provinces."""
    codes = store.provinces_counted(db, key)
    each = [figure(db, key | {"admin_unit_code": code}, max(1, SHOWN_PARTS // len(codes))) for code in codes]
    return Step(f"{SUMS[of]} {len(codes)} tỉnh | {of} of {len(codes)} provinces", [step for step in each if step])


def _restated(db: Connection, key: dict[str, str], row: dict, shown: int) -> Step:
    """A figure on the map on which nobody reported it, and the units of the other map that make it up."""
    step = Step(f"{words(db, key)} = {number(row['restated_value'])} {row['measure_unit_code']} "
                f"[đưa về bản đồ {row['geography']} tỉnh | restated on the map of {row['geography']}: {row['allocation_basis']}, "
                f"{'chính xác | exact' if row['is_exact'] else 'phân bổ | apportioned'}; "
                f"{row['units_reported']}/{row['units_expected']} đơn vị | units]")
    if row["denominator_value"] is not None:
        step.behind.append(_formula(db, key, row, shown))
        return step
    parts = store.restated_parts(db, key, row)
    for part in parts[:shown]:
        found = figure(db, key | {"admin_unit_code": part["admin_unit_code"]}, shown=2)
        if found and part["share_to"] - part["share_from"] != part["share_denominator"]:
            found.text += f" x {number(part['share_to'] - part['share_from'])}/{number(part['share_denominator'])}"
        step.behind += [found] if found else []
    if len(parts) > shown:
        step.behind += not_shown(db, [part for part in parts[shown:] if part["submission_id"]],
                                 [part for part in parts[:shown] if part["submission_id"]])
    return step
