"""Lists of persons are recognised; official forms, products and places are not taken for one.

No person: the names are made of syllables that are no name (`Qoằm Xửng Zít`), the numbers belong to nobody (month 00).
"""

import random
from pathlib import Path

import pytest

from mtqg.readers.containers.opening import open_workbooks
from mtqg.readers.personal import find_breaches
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import load_registry

REGISTRY = load_registry()
CASES = sorted((Path(__file__).parents[2] / "forms").glob("*/*/workbook.*"))
_SYLLABLES = ("Qoằm", "Xửng", "Zít", "Wuột", "Jểp", "Fòm", "Zậng", "Qíu", "Woẻn", "Jừp")


def invented(count: int) -> list[str]:
    chance = random.Random(7)
    return [" ".join(chance.sample(_SYLLABLES, 3)) for _ in range(count)]


def sheet(*rows) -> SheetGrid:
    width = max(map(len, rows))
    return SheetGrid("Trang 1", False, [[*row, *[""] * (width - len(row))] for row in rows], [], frozenset(), frozenset())


def kinds(*rows, form_code: str | None = None, registry=REGISTRY) -> list[str]:
    return [breach.kind for breach in find_breaches([sheet(*rows)], registry, form_code)]


NAMES = invented(8)
PLACEHOLDERS = [f"Họ Tên {number}" for number in range(1, 9)]


@pytest.mark.parametrize("names", [NAMES, PLACEHOLDERS])
@pytest.mark.parametrize("header", [
    ("STT", "Họ và tên chủ hộ", "Năm sinh", "Địa chỉ"), ("TT", "Họ tên", "Ngày, tháng, năm sinh", "Dân tộc"),
    ("STT", "HỌ VÀ TÊN", "NĂM SINH", "GIỚI TÍNH"), ("Stt", "Ho va ten", "Nam sinh", "Ghi chu"),
    ("No", "Full name", "Year of birth", "Sex"),
    ("STT", "Chủ hộ", "Năm\nsinh", "Thôn")])
def test_names_with_years_of_birth_under_a_header(names, header):
    rows = [(float(number), name, 1960.0 + number, "x") for number, name in enumerate(names)]
    assert kinds(("DANH SÁCH HỘ NGHÈO",), header, *rows) == ["named_list"]


def test_one_person_with_a_year_of_birth_is_one_too_many():
    assert kinds(("Chủ hộ", "Năm sinh"), (NAMES[0], "03/04/1961")) == ["named_list"]


def test_names_alone_under_a_long_header():
    assert kinds(("STT", "Họ và tên"), *((float(n), name) for n, name in enumerate(NAMES))) == ["named_list"]


@pytest.mark.parametrize("number", ["001060000123", "'001060000123", "001 060 000 123", 999000123.0, "099900012"])
def test_numbers_under_a_header_of_numbers(number):
    assert "id_numbers" in kinds(("Xã", "Số CCCD/CMND"), ("A", number), ("B", number))


def test_numbers_without_any_header():
    assert "id_numbers" in kinds(*((float(n), f"00106000{n:04d}", 5.0) for n in range(6)))


def test_telephones_without_any_header():
    assert "phones" in kinds(*((float(n), f"0300000{n:03d}") for n in range(6)))


@pytest.mark.parametrize("birth", [1971.0, "1971", "02/03/1971", "1971-03-02"])
def test_names_and_years_of_birth_without_any_header(birth):
    assert kinds(*((float(n), name, birth, 3.0) for n, name in enumerate(NAMES))) == ["names_and_births"]


def test_a_number_after_its_word_in_a_sentence():
    assert kinds(("Vướng mắc",), ("Hộ chưa có đất, số căn cước: 001060000123, đề nghị xem xét",)) == ["in_words"]


def test_the_list_may_stand_below_the_table_of_a_form():
    rows = [(f"Xã {n}", float(n)) for n in range(60)]
    below = [("Họ và tên", "Sinh năm"), *((name, 1950.0) for name in NAMES)]
    found = find_breaches([sheet(("Xã", "Số hộ"), *rows, *below)], REGISTRY)
    assert [(one.cell_ref, one.kind) for one in found] == [("A62", "named_list")]


def test_a_breach_says_nothing_of_what_it_found():
    rows = [("Họ và tên", "Số CCCD"), (NAMES[0], "001060000123"), (NAMES[1], "001060000124")]
    [found, *_] = find_breaches([sheet(*rows)], REGISTRY)
    assert not any(word in repr(found) for word in (*NAMES[0].split(), "001060"))


@pytest.mark.parametrize("rows", [
    (("Xã", "Năm đạt chuẩn"), *((name, 2015.0) for name in ("Tân Thành", "Hòa Bình", "Phú Lộc", "An Khê", "Bình Minh"))),
    (("Sản phẩm", "Năm công nhận"), *((f"Gạo Nếp {word}", 2021.0) for word in _SYLLABLES)),
    (("Nguồn vốn", "Kế hoạch"), *((f"Vốn Đầu Tư {word}", 1000.0 + 200 * n) for n, word in enumerate(_SYLLABLES))),
    (("Xã", "Số hộ có chủ hộ là nữ", "Tuổi"), ("Tân Thành", 12.0, 5.0), ("Phú Lộc", 13.0, 6.0)),
    (("Người lập biểu", "", "Thủ trưởng"), ("(Ký, ghi rõ họ tên)", "", "(Ký tên, đóng dấu)"), (NAMES[0], "", NAMES[1])),
    (("Đơn vị", "Kinh phí mua thẻ BHYT", "Số hộ được cấp CCCD"),
     ("Tân Thành", 123456789.0, 40.0), ("Phú Lộc", 987654321.0, 50.0)),
    (("Tỉnh", "Vốn (đồng)"), *((name, 1e11) for name in ("Hà Nội", "Huế", "Lào Cai", "Sơn La", "An Giang"))),
])
def test_what_is_no_list_of_persons(rows):
    assert kinds(*rows) == []


def test_no_workbook_of_the_forms_is_taken_for_a_list():
    for path in CASES:
        opened = open_workbooks(path.read_bytes(), path.name, REGISTRY)
        assert find_breaches(opened.grids, REGISTRY, None) == [], path


def test_a_column_declared_as_one_of_businesses_may_hold_names():
    class Declared:
        units, forms = REGISTRY.units, {"OCOP-01": _form_with_businesses()}

    rows = (("STT", "Tên chủ hộ kinh doanh", "Địa chỉ"), *((float(n), name, "x") for n, name in enumerate(NAMES)))
    assert kinds(*rows, form_code="OCOP-01", registry=Declared()) == []
    assert kinds(*rows, form_code=None, registry=Declared()) == ["named_list"]


def test_producers_of_products_are_businesses():
    rows = (("STT", "Tên sản phẩm", "Chủ thể", "Năm thành lập"),
            *((float(n), f"Gạo {n}", name, 2001.0 + n) for n, name in enumerate(NAMES)))
    assert kinds(*rows, form_code="OCOP-01") == []
    assert kinds(*rows, form_code="NTM-01") == ["names_and_births"]


def _form_with_businesses():
    form = REGISTRY.forms["NTM-01"]
    edition = form.editions[0]
    block = edition.blocks[0]
    label = next(column for column in block.columns if column.role == "row_label")
    column = label.model_copy(update={"label_vi": "Tên chủ hộ kinh doanh", "names_of": "businesses"})
    block = block.model_copy(update={"columns": (column,)})
    return form.model_copy(update={"editions": (edition.model_copy(update={"blocks": (block,)}),)})
