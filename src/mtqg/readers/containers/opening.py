"""Any file as sheets: what it is by its content, the reader of that kind, texts in Unicode, and what was left aside."""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from zipfile import ZipFile

from mtqg.model import Finding
from mtqg.readers.container import MAX_TEXT_BYTES, Container, open_container
from mtqg.readers.containers.archive_members import members
from mtqg.readers.containers.attachments import words_of
from mtqg.readers.containers.budget import Budget
from mtqg.readers.containers.compound import Compound
from mtqg.readers.containers.delimited import read_delimited
from mtqg.readers.containers.json_rows import read_json
from mtqg.readers.containers.ods import read_ods
from mtqg.readers.containers.ooxml import read_ooxml
from mtqg.readers.containers.refusal import Refused
from mtqg.readers.containers.xls import read_xls
from mtqg.readers.encodings.alphabets import Alphabet, alphabets
from mtqg.readers.encodings.byte_texts import read_bytes
from mtqg.readers.encodings.decoding import decode_sheet
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import Registry
from mtqg.registry.forms import Form

#: Kept with the submission and not read.
ATTACHMENTS = ("pdf", "image", "document")
_BYTES_A_STEP = 8
#: Why a file is no workbook whose words can be read all the same.
_WITH_WORDS = ("is_attachment", "is_text", "is_html", "is_xml", "not_rows", "damaged")
#: Members of an archive that stand beside its workbooks.
_BESIDE = ("is_attachment", "is_text", "is_unknown", "is_ole", "empty_file")
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?>(?:<!--.*?-->\s*)*+)<(?:!doctype html|html|table|head|meta|body)\b", re.I | re.S)
_XML = re.compile(r"\s*<\?xml|\s*<\w+[^>]*xmlns", re.I)


@dataclass(slots=True)
class Opened:
    """The sheets of a file in their order; `is_refused`: it is not read, and the findings say why."""

    kind: str
    grids: list[SheetGrid] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    is_refused: bool = False
    attached: list[SheetGrid] = field(default_factory=list)     # words of attachments: looked through, never read for figures


def open_workbooks(content: bytes, name: str, registry: Registry) -> Opened:
    """Every sheet of the file; sheets of an archive of several are named `[tệp.xlsx]Trang`. `name` only serves the findings."""
    opener = _Opener(alphabets(registry.seeds), registry.forms, Budget())
    container = open_container(content)
    try:
        if container.kind == "zip" and container.archive is not None:
            opened = opener.archive(container.archive)
        else:
            opened = opener.single(content, container)
    except Refused as refused:
        kind = refused.detail if refused.reason == "is_attachment" else container.kind
        return Opened(kind, findings=[refused.finding(name)], is_refused=True, attached=opener.attached)
    opened.attached = opener.attached
    for grid in opened.grids:
        opened.findings += decode_sheet(grid, opener.alphabets)
    return opened


@dataclass(slots=True)
class _Opener:
    alphabets: Mapping[str, Alphabet]
    forms: Mapping[str, Form]
    budget: Budget
    attached: list[SheetGrid] = field(default_factory=list)

    def single(self, content: bytes, container: Container) -> Opened:
        """One workbook; Refused where it is none or cannot be read, its words set by where they can be."""
        try:
            return self._workbook(content, container)
        except Refused as refused:
            if refused.reason in _WITH_WORDS and (container.kind == "text" or container.archive is not None):
                self.attached += words_of(content, container.archive, self.budget, self.alphabets)
            raise

    def _workbook(self, content: bytes, container: Container) -> Opened:
        kind = container.kind
        if container.reason:
            raise Refused(container.reason, container.detail)
        if kind in ATTACHMENTS:
            raise Refused("is_attachment", kind)
        if kind == "ole":
            return self._ole(content)
        if kind == "text":
            return self._text(content)
        if container.archive is None or kind == "zip":
            raise Refused("nested", kind)
        read = read_ods(container.archive, self.budget) if kind == "ods" else read_ooxml(content, container.archive, self.budget)
        return Opened(kind, *read)

    def _ole(self, content: bytes) -> Opened:
        try:
            compound = Compound(content)
        except (struct.error, LookupError) as error:
            raise Refused("damaged", str(error)[:200]) from error
        if "EncryptedPackage" in compound.names:
            raise Refused("encrypted", ".xlsx")
        if compound.names & {"WordDocument", "PowerPoint Document"}:
            raise Refused("is_attachment", "document")
        return Opened("xls", *read_xls(compound, self.budget))

    def _text(self, content: bytes) -> Opened:
        if len(content) > MAX_TEXT_BYTES:
            raise Refused("too_large", f"{len(content)} > {MAX_TEXT_BYTES} bytes of text")
        self.budget.take_steps("text", len(content) // _BYTES_A_STEP)
        text = read_bytes(content, self.alphabets)
        if text is None:
            raise Refused("is_unknown")
        if text.text.lstrip()[:1] in ("[", "{"):
            return Opened("json", read_json(text.text, self.forms, self.budget))
        if _HTML.match(text.text):
            raise Refused("is_html")
        if _XML.match(text.text):
            raise Refused("is_xml")
        grid, findings = read_delimited(text, self.budget)
        return Opened("csv", [grid], findings)

    def archive(self, archive: ZipFile) -> Opened:
        """Every workbook of a zip; attachments are kept, archives inside it and disguised paths refused."""
        workbooks, beside, findings = [], [], []
        for member, content in members(archive, self.budget):
            try:
                if isinstance(content, Refused):
                    raise content
                workbooks.append((member, self.single(content, open_container(content))))
            except Refused as refused:
                found = refused.as_member()
                (beside if found.reason in _BESIDE else findings).append(found.finding(member))
                if found.reason == "too_large":
                    break               # what is left of the archive is not looked at any more
        if not workbooks and not findings and not any(found.details["reason"] == "is_attachment" for found in beside):
            raise Refused("no_workbook")
        opened = Opened("zip", is_refused=not workbooks)
        for _, part in _named_apart(workbooks):
            opened.grids += part.grids
            opened.findings += part.findings
        rule = "COMMON-R021" if workbooks else "COMMON-R022"
        opened.findings += [*findings, *(replace(found, rule_id=rule, actual=found.details["file"]) for found in beside)]
        return opened


def _named_apart(workbooks: list[tuple[str, Opened]]) -> list[tuple[str, Opened]]:
    """Sheets of several workbooks, and what was found in them, named as Excel names the sheets of another workbook."""
    if len(workbooks) < 2:
        return workbooks
    seen: Counter[str] = Counter()
    for member, part in workbooks:
        seen[member] += 1
        name = member if seen[member] == 1 else f"{member} ({seen[member]})"
        for grid in part.grids:
            grid.name = f"[{name}]{grid.name}"
        part.findings = [replace(found, sheet=found.sheet and f"[{name}]{found.sheet}", details={**found.details, "file": name})
                         for found in part.findings]
    return workbooks
