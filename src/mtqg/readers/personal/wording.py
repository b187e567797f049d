"""Words and shapes by which personal records are known: headers, ID numbers, telephones, years of birth, names."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal
from weakref import WeakKeyDictionary

from mtqg.readers.texts import label_key, plain
from mtqg.registry import Registry

Kind = Literal["name", "birth", "id", "phone", "person"]

#: Headers, as label keys; `person` are columns that only stand beside persons.
_HEADERS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("id", re.compile(r"\b(?:cccd|cmnd|cmtnd|cmt|can cuoc|chung minh (?:thu|nhan dan)|dinh danh(?: ca nhan| cong dan)"
                      r"|so dinh danh|(?:so|ma) (?:the )?(?:bhyt|bhxh)|ho chieu|national id|identity (?:card|number)"
                      r"|passport)\b")),
    ("birth", re.compile(r"(?:nam|ngay|thang|ngay thang|ngay thang nam|sinh) ?sinh\b(?! hoat| vien| thai| ke)|sinh (?:nam|ngay)\b"
                         r"|tuoi$|(?:date|year) of birth|birth ?(?:year|date|day)|dob$")),
    ("name", re.compile(r"ho (?:va |chu dem |ten dem |dem )*ten\b|hoten\b|(?:ten )?chu ho$|chu ho (?!la |nu |do )|ten chu ho\b"
                        r"|ten (?:ho|nguoi|doi tuong|thanh vien|cong dan|hoc sinh)\b|full ?name|household head"
                        r"|head of (?:the )?household|name of (?:the )?(?:household )?head")),
    ("phone", re.compile(r"(?:so )?(?:dien thoai|di dong)\b|sdt$|so dt$|(?:tele|mobile )?phone\b|mobile$")),
    ("person", re.compile(r"(?:gioi tinh|nam nu|gender|sex|dan toc|dia chi|noi o|cho o|thuong tru|noi thuong tru|address|que quan"
                          r"|nghe nghiep|quan he voi chu ho|relationship.*|ethnicity)$")),
)
#: The same in small letters with accents, each branch from one letter on, which the search skips to: sieves the texts of a
#: sheet before any key is made.
_SIEVE = re.compile(
    r"t[êeé]n|name|ch[uủ] h[oộ]|sinh|birth|dob|tu[oổ]i|cccd|cmnd|cmt|c[aă]n c[uư][oớ]c|ch[uứ]ng minh|d[iị]nh danh"
    r"|đ[iị]nh danh|bhyt|bhxh|h[oộ] chi[eế]u|passport|identity|national|di[eệ]n tho[aạ]i|đi[eệ]n tho[aạ]i|s[dđ]t"
    r"|s[oố] [dđ]t|phone|mobile|di [dđ][oộ]ng|gi[oớ]i t[ií]nh|gender|sex|d[aâ]n t[oộ]c|d[iị]a ch[iỉ]|đ[iị]a ch[iỉ]"
    r"|address|th[uư][oờ]ng tr[uú]|n[oơ]i [oở]|ch[oỗ] [oở]|qu[eê]|quan h[eệ]|relation|head|nam.{1,3}n[uữ]"
    r"|ngh[eề] nghi[eệ]p|ethnic")
_LONGEST_HEADER = 70

#: A citizen's number: province 001-096, century and sex 0-3, two digits of the year, six of the person.
CITIZEN_NUMBER = re.compile(r"'?0(?:0[1-9]|[1-8]\d|9[0-6])[0-3]\d{8}")
ANY_ID = re.compile(r"'?(?:\d{9}|\d{12})")
MOBILE = re.compile(r"'?(?:0|\+?84)[35789]\d{8}")
ID_IN_WORDS = re.compile(r"(?:cccd|cmnd|cmtnd|cmt|căn cước|chứng minh|định danh)\D{0,40}?(?<!\d)(?:\d{12}|\d{9})(?!\d)", re.I)
BIRTH_IN_WORDS = re.compile(
    r"\bsinh\s+(?:năm|ngày|nam|ngay)\b\D{0,12}(?:\d{1,2}[/.-]\d{1,2}[/.-])?(?:19[2-9]\d|200\d)\b"
    r"|\bSN\s*[:.]?\s*19[2-9]\d\b", re.I)
_GAPS = re.compile(r"[\s.\-\u00a0]")
_YEAR = re.compile(r"(?:\d{1,2}[/.-]){0,2}(19[2-9]\d|200\d)(?:[T ].*)?|(19[2-9]\d|200\d)-\d\d-\d\d.*")

#: First words of what is no person: places, bodies, projects.
_NO_PERSON = re.compile(
    r"(?:xã|phường|thị|tỉnh|huyện|quận|thành|đặc|thôn|bản|ấp|làng|buôn|bon|plei|tổ|khu|khóm|xóm|khối|tp\W|vùng|miền"
    r"|đồng bằng|trung|bắc"
    r"|tây|đông|nam|dự|tiểu|chương|nội|công|hợp|htx|doanh|cơ|trường|trạm|đường|cầu|nhà|chợ|hồ|đập|kênh|vốn|ngân|nguồn"
    r"|tổng|cộng|trong"
    r"|số|tỷ|hộ|gia|sở|ban|ubnd|ủy|uỷ|phòng|cục|chi|bộ|hội|liên|ngân|giảm|xây|phát|đầu|hỗ|chỉ|tiêu|kế|thực|ước|năm"
    r"|tháng|quý)\b", re.I)


@lru_cache(maxsize=65536)
def header_kind(text: str) -> Kind | None:
    """What a header of this text would head; None where it heads no personal record."""
    if len(text) > _LONGEST_HEADER or not _SIEVE.search(text.casefold().replace("ı", "i")):
        return None
    key = label_key(text)
    if key[-1:].isdigit():
        return None
    for kind, pattern in _HEADERS:
        if pattern.search(key) if kind == "id" else pattern.match(key):
            return kind
    return None


def digits(value: Any) -> str:
    """The cell's digits as one run, where it is nothing but digits and gaps; '' else."""
    if type(value) is float:
        return str(int(value)) if value.is_integer() and 1e7 < value < 1e13 else ""
    return _GAPS.sub("", value) if type(value) is str and len(value) < 24 else ""


def is_birth(value: Any) -> bool:
    """A year or a day on which an adult of today may have been born: 1920 to 2009."""
    if type(value) is float:
        return 1920 <= value <= 2009 and value.is_integer()
    if isinstance(value, date | datetime):
        return 1920 <= value.year <= 2009
    return type(value) is str and len(value) < 30 and _YEAR.fullmatch(value.strip()) is not None


def looks_like_name(text: str, places: frozenset[str]) -> bool:
    """Two to five words, each with a capital, that name no place, body or project."""
    if not 4 <= len(text) <= 45:
        return False
    words = text.split()
    if not 2 <= len(words) <= 5 or not all(word.isalpha() and word[0].isupper() for word in words[:-1]):
        return False
    if not (words[-1].isalnum() and (words[-1][0].isupper() or (words[-1].isdigit() and len(words) > 2))):
        return False
    return not _NO_PERSON.match(text) and plain(text).lower() not in places


_PLACES: WeakKeyDictionary[Any, frozenset[str]] = WeakKeyDictionary()


def place_names(registry: Registry) -> frozenset[str]:
    """Every name of an administrative unit, with and without its type, in lower case."""
    units = registry.units
    if units not in _PLACES:
        named = {name for versions in units.versions.values() for unit in versions
                 for name in (unit.name_vi, unit.full_name_vi, unit.name_ascii) if name}
        _PLACES[units] = frozenset("\n".join(named).lower().split("\n"))
    return _PLACES[units]
