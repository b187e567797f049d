"""The part workbook.xml: its sheets, and a further one put first: what counts sheets by position counts one more."""

from __future__ import annotations

from dataclasses import dataclass

from mtqg.feedback.ooxml.markup import (
    CannotAnnotate,
    Tag,
    append,
    check,
    child,
    children,
    edited,
    quoted,
    root,
    tags,
    visible,
    with_attribute,
)
from mtqg.feedback.ooxml.package import RELATIONSHIPS, STRICT_RELATIONSHIPS, Package

SHEET_NAME_LETTERS = 31


@dataclass(frozen=True, slots=True)
class BookSheet:
    """A sheet of the workbook: its name, its part, and whether a person sees it."""

    name: str
    part: str
    is_hidden: bool
    is_worksheet: bool


@dataclass(frozen=True)
class Book:
    """Where the workbook part is, its sheets in their order, and in which of the two namespaces it is written."""

    part: str
    sheets: tuple[BookSheet, ...]
    is_strict: bool
    namespace: str

    def sheet(self, name: str) -> BookSheet | None:
        return next((one for one in self.sheets if one.name == name), None)

    def free_name(self, name: str) -> str:
        """A name that no sheet has, whatever its case."""
        taken = {sheet.name.casefold() for sheet in self.sheets}
        tries = [name, *(f"{name[:SHEET_NAME_LETTERS - 5]} ({number})" for number in range(2, 1000))]
        return next(one for one in tries if one.casefold() not in taken)


def read_book(package: Package) -> Book:
    """The workbook that the package says it is."""
    part = next((one.part for one in package.relations("") if one.kind == "officeDocument"), "")
    content = visible(package.xml(part))
    top = root(content)
    namespace = top.get(b"xmlns:" + top.prefix[:-1] if top.prefix else b"xmlns") or ""
    related = {one.relation_id: one for one in package.relations(part)}
    listed = child(content, top, b"sheets")
    if listed is None:
        raise CannotAnnotate("no sheets")
    found = []
    for tag, _ in children(content, listed[0]):
        relation = related.get(tag.get(_relation_name(top)) or "")
        if relation is None:
            raise CannotAnnotate("a sheet without a part")
        found.append(BookSheet(tag.get(b"name") or "", relation.part, tag.get(b"state") not in (None, "visible"),
                               relation.kind == "worksheet"))
    return Book(part, tuple(found), "purl.oclc.org" in namespace, namespace)


def _relation_name(top: Tag) -> bytes:
    """How attributes of relationships are written below the root: `r:id`."""
    for base in (RELATIONSHIPS, STRICT_RELATIONSHIPS):
        for prefix in (b"r", *(name for name, value in _namespaces(top) if value == base)):
            if top.get(b"xmlns:" + prefix) == base:
                return prefix + b":id"
    return b"r:id"


def _namespaces(top: Tag) -> list[tuple[bytes, str]]:
    found = []
    for piece in top.attributes.split():
        name, _, value = piece.partition(b"=")
        if name.startswith(b"xmlns:"):
            found.append((name[6:], value.strip(b"\"'").decode("utf-8", "replace")))
    return found


def put_first(package: Package, book: Book, name: str, sheet_part: str) -> None:
    """The sheet stands before all others; names of single sheets, the sheet that is open and the tabs shown follow theirs."""
    relation_id = package.relate(book.part, "worksheet", sheet_part, book.is_strict)
    content = package.xml(book.part)
    check(content)
    seen = visible(content)
    top = root(seen)
    listed = child(seen, top, b"sheets")
    ids = [int(tag.get(b"sheetId") or 0) for tag, _ in children(seen, listed[0])]
    prefix = top.prefix.decode()
    relations = _relation_name(top).decode()
    declared = "" if top.get(b"xmlns:" + relations.partition(":")[0].encode()) else f' xmlns:r="{RELATIONSHIPS}"'
    element = f'<{prefix}sheet{declared} name={quoted(name)} sheetId="{max(ids, default=0) + 1}" {relations}="{relation_id}"/>'
    edits = _moved_views(seen, content, top, listed[0], bool(ids)) + _moved_names(seen, content, top)
    if listed[0].is_empty:
        opening = append(seen[listed[0].start:listed[0].end], root(seen[listed[0].start:listed[0].end]), element.encode())
        edits.append((listed[0].start, listed[0].end, opening))
    else:
        edits.append((listed[0].end, listed[0].end, element.encode()))
    package.write(book.part, edited(content, edits))


def _moved_views(seen: bytes, content: bytes, top: Tag, sheets: Tag, has_sheets: bool) -> list[tuple[int, int, bytes]]:
    """The sheet that was open stays open, and the first tab is in sight."""
    if not has_sheets:
        return []
    views = child(seen, top, b"bookViews")
    if views is None or views[0].is_empty:
        prefix = top.prefix.decode()
        new = f'<{prefix}bookViews><{prefix}workbookView activeTab="1"/></{prefix}bookViews>'.encode()
        return [(sheets.start, sheets.start, new)] if views is None else [(views[0].start, views[0].end, new)]
    edits = []
    for tag, _ in children(seen, views[0]):
        if tag.name != b"workbookView":
            continue
        written = with_attribute(content[tag.start:tag.end], "activeTab", str(int(tag.get(b"activeTab") or 0) + 1))
        if tag.get(b"firstSheet") not in (None, "0"):
            written = with_attribute(written, "firstSheet", "0")
        edits.append((tag.start, tag.end, written))
    return edits


def _moved_names(seen: bytes, content: bytes, top: Tag) -> list[tuple[int, int, bytes]]:
    """Names of one sheet (print areas, filters) belong to the same sheet as before."""
    names = child(seen, top, b"definedNames")
    if names is None:
        return []
    edits = []
    for tag in tags(seen, names[0].end, names[1]):
        if tag.name == b"definedName" and (place := tag.get(b"localSheetId")) is not None:
            edits.append((tag.start, tag.end, with_attribute(content[tag.start:tag.end], "localSheetId", str(int(place) + 1))))
    return edits
