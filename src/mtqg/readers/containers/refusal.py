"""Why a file, or a member of an archive, is not read: one exception inside the readers, one finding outside."""

from __future__ import annotations

from mtqg.model import Finding

#: What a file is instead of a workbook, in the words of the finding.
SEEN = {
    "empty_file": "tệp rỗng | an empty file", "is_text": "tệp văn bản | a text file",
    "is_html": "trang web đổi đuôi | a web page", "is_xml": "bảng tính XML 2003 | an XML spreadsheet of 2003",
    "is_archive": "tệp nén .rar, .7z, .gz | an archive .rar, .7z, .gz", "is_xlsb": "tệp .xlsb | an .xlsb",
    "is_ole": "tệp Office cũ không có bảng tính | an old Office file without a workbook",
    "no_workbook": "tệp nén không có bảng tính | an archive without a workbook",
    "is_unknown": "tệp không rõ loại | an unknown kind of file",
    "damaged_zip": "tệp .xlsx hỏng | a damaged .xlsx", "damaged": "tệp bảng tính hỏng | a damaged workbook",
    "too_large": "tệp quá lớn | too large", "zip_bomb": "tệp nén quá mức | compressed beyond reason",
    "path_trick": "tệp nén có đường dẫn trá hình | an archive with disguised paths",
    "not_rows": "JSON không phải danh sách dòng | JSON that is no list of rows",
}
_OWN_RULES = {"encrypted": "COMMON-R027", "nested": "COMMON-R026", "member_path": "COMMON-R026", "is_attachment": "COMMON-R022"}


class Refused(ValueError):
    """The bytes are not read; `reason` is a key of SEEN or of a rule of its own, `detail` says what was measured."""

    def __init__(self, reason: str, detail: str = ""):
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail

    def as_member(self) -> Refused:
        """The same about a member of an archive: an archive inside it is nested."""
        return Refused("nested", self.detail) if self.reason == "is_archive" else self

    def finding(self, name: str) -> Finding:
        """The finding about the file or member of this name."""
        details = {"reason": self.reason, "detail": self.detail, "file": name}
        if rule := _OWN_RULES.get(self.reason):
            return Finding(rule, actual=name or self.detail, details=details)
        return Finding("COMMON-R001", actual=SEEN[self.reason], expected=".xlsx", details=details)
