"""An .xlsx or .xlsm as grids, and what of it was left aside: macros and links to other files."""

from __future__ import annotations

from zipfile import ZipFile

from mtqg.model import Finding
from mtqg.readers.containers.budget import Budget
from mtqg.readers.containers.refusal import Refused
from mtqg.readers.workbook import SheetGrid, read_grids

_LINKS = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")


def read_ooxml(content: bytes, archive: ZipFile, budget: Budget) -> tuple[list[SheetGrid], list[Finding]]:
    """Every worksheet in the order of the workbook; Refused where it is damaged or too large."""
    try:
        grids = read_grids(content, archive, budget)
    except Refused:
        raise
    except ValueError as error:
        raise Refused("damaged", str(error)[:200]) from error
    findings = []
    names = [name.lower() for name in archive.NameToInfo]
    if any(name.startswith(("xl/vbaproject.bin", "xl/macrosheets/")) for name in names):
        findings.append(Finding("COMMON-R020", actual="VBA"))
    links = [name for name in names if name.startswith(_LINKS)]
    if links:
        findings.append(Finding("COMMON-R028", actual=links[0], details={"links": str(len(links))}))
    return grids, findings
