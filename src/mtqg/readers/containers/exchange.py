"""The exchange shape of a form: who reports what for which period, then rows; laid out like the form's own sheet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mtqg.readers.containers.budget import Budget
from mtqg.readers.containers.json_table import table
from mtqg.readers.containers.refusal import Refused
from mtqg.registry.forms import Block, Column, Edition, Form
from mtqg.registry.periods import parse_period, period_label

#: Key of the exchange shape -> key of the form's identity line.
IDENTITY = {"form": "form_code", "admin_unit": "admin_unit", "period": "period", "as_of_date": "as_of_date",
            "measure_unit": "measure_unit"}


def is_exchange(document: Any) -> bool:
    """An object with `form` and `rows` (or `blocks`: block code -> rows)."""
    return isinstance(document, dict) and "form" in document and ("rows" in document or "blocks" in document)


class FormSheets:
    """Lays the document out as sheets; ids of columns (`kh_giao`) may stand for their labels (`Kế hoạch giao`)."""

    def __init__(self, document: dict[str, Any], forms: Mapping[str, Form], budget: Budget):
        self.document, self.budget = document, budget
        self.form = forms.get(str(document["form"]))
        self.edition = self._edition()

    def sheets(self) -> dict[str, list[list[Any]]]:
        """Sheet name -> rows: identity lines, an empty row, the labels, the rows; unknown keys are kept as lines too."""
        blocks = self.document.get("blocks") or {None: self.document.get("rows")}
        if not isinstance(blocks, dict) or not all(isinstance(rows, list) for rows in blocks.values()):
            raise Refused("not_rows", "`rows` must be a list, `blocks` an object of lists")
        found = {}
        for code, rows in blocks.items():
            block = self._block(code)
            found[str(code or (block.sheet if block else self.document["form"]))] = [*self._heading(), *self._table(rows, block)]
        return found

    def _edition(self) -> Edition | None:
        if self.form is None:
            return None
        named = next((edition for edition in self.form.editions if edition.edition == self.document.get("edition")), None)
        try:
            day = parse_period(str(self.document.get("period"))).end
        except ValueError:
            return named or self.form.editions[-1]
        return named or self.form.edition_on(day)

    def _block(self, code: str | None) -> Block | None:
        blocks = self.edition.blocks if self.edition else ()
        return next((block for block in blocks if code in (None, block.block_code)), None)

    def _heading(self) -> list[list[Any]]:
        """`Kỳ báo cáo: Quý III năm 2024` and so on, in the words of the form; the edition as its title line says it."""
        lines = []
        labels = {line.key: line.label_vi for line in self.edition.identity} if self.edition else {}
        for key, value in self.document.items():
            if key in ("rows", "blocks"):
                continue
            if key == "edition":
                lines.append([f"(Mẫu giai đoạn {value})"])
            else:
                lines.append([f"{labels.get(IDENTITY.get(key, ''), key)}: {self._said(key, value)}"])
        return [*lines, [""]]

    @staticmethod
    def _said(key: str, value: Any) -> str:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if key == "period":
            try:
                return period_label(text)
            except ValueError:
                return text
        if key == "as_of_date" and len(text) == 10 and text[4] == text[7] == "-":
            return "/".join(reversed(text.split("-")))
        return text

    def _table(self, rows: list[Any], block: Block | None) -> list[list[Any]]:
        lines = table(rows, self.budget)
        if not lines or not rows or not isinstance(rows[0], dict):
            return lines
        columns: dict[str, Column] = block.by_key if block else {}
        keys = [columns.get(key) for key in lines[0]]
        groups = [" ".join(column.under) if column else "" for column in keys]
        labels = [column.label_vi if column else key for column, key in zip(keys, lines[0], strict=True)]
        return [*([groups] if any(groups) else []), labels, *lines[1:]]
