"""The official workbook of a form, written from its form.yml: prefilled and empty, or with figures."""

from mtqg.templates.empty import empty_fill
from mtqg.templates.fill import FillRow, FormFill, Written
from mtqg.templates.workbook import write_workbook

__all__ = ["FillRow", "FormFill", "Written", "empty_fill", "write_workbook"]
