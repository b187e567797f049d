"""Products and obstacles as the lines of OCOP-01 and VM-01."""

from __future__ import annotations

from datetime import date

from mtqg.registry import Registry
from mtqg.registry.admin_units import geography_on
from mtqg.sample.draws import pick
from mtqg.sample.obstacles import obstacles
from mtqg.sample.products import Product, products
from mtqg.sample.provinces import provinces
from mtqg.templates import FillRow
from mtqg.templates.fill import Value


def product_rows(registry: Registry, seed: int, province_code: str, day: date) -> list[FillRow]:
    """One line a product; a third of the provinces types its days as words."""
    positions = provinces().merged_into(geography_on(day), province_code)
    typed = pick(seed, f"days-typed/{province_code}", 3) == 0
    return [FillRow(f"{each.name.lower()}|{each.business.lower()}", _values(each, typed))
            for position in positions for each in products(registry, seed, position, day)]


def _values(product: Product, typed: bool) -> dict[str, Value]:
    days: dict[str, Value] = {"ngay_quyet_dinh": product.recognised_on, "ngay_het_han": product.expires_on}
    if typed:
        days = {key: f"{day:%d/%m/%Y}" for key, day in days.items()}
    return {"ten_san_pham": product.name, "chu_the": product.business, "nhom_san_pham": product.category,
            "dia_ban": product.commune, "huyen": product.district, "so_sao": f"{product.stars} sao",
            "so_quyet_dinh": product.decision, **days}


def obstacle_rows(seed: int, province_code: str, day: date) -> list[FillRow]:
    """One line an obstacle, by component."""
    return [FillRow(f"{each.component_code}|{each.text.lower()}",
                    {"noi_dung": each.text, "van_ban": each.document, "kien_nghi": each.proposal, "co_quan": each.addressee,
                     "tinh_trang": each.state}, {"du_an": each.component_code})
            for each in obstacles(seed, province_code, day)]
