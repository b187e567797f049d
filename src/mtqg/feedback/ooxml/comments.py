"""The comments of a worksheet: ours beside those that were there, each with its box in the legacy drawing."""

from __future__ import annotations

from mtqg.feedback.ooxml import boxes
from mtqg.feedback.ooxml.addresses import Cell, cell_of, reference_of
from mtqg.feedback.ooxml.book import Book, BookSheet
from mtqg.feedback.ooxml.comment_text import Note, Passage, continued, letters_of_lines, runs_of
from mtqg.feedback.ooxml.markup import Tag, append, child, children, edited, end_tag, root, text, visible
from mtqg.feedback.ooxml.package import Package
from mtqg.feedback.ooxml.sheet import column_pixels, legacy_drawing, with_legacy_drawing

AUTHOR = "Kiểm tra số liệu MTQG"
#: Comments of Excel's conversations: what they say is kept elsewhere, and only repeated in the comment.
_CONVERSATION = "tc="




def annotate(package: Package, book: Book, sheet: BookSheet, notes: dict[Cell, Note]) -> set[Cell]:
    """The cells bear these notes; returned are those that were left alone, because a conversation is held there.

    A cell that had a comment keeps it, with the note behind.
    """
    part = _part_of(package, sheet) or _new_part(package, book, sheet)
    kept, talked = _present(package, part)
    wanted = {cell: note for cell, note in notes.items() if cell not in talked}
    _write(package, part, wanted)
    boxes.draw(package, _drawing(package, book, sheet), set(wanted) - kept,
               {cell: letters_of_lines(note) for cell, note in wanted.items()}, column_pixels(visible(package.xml(sheet.part))))
    return talked & set(notes)


def forget(package: Package, sheet: BookSheet) -> None:
    """Notes of ours, and their boxes, are gone from the sheet."""
    part = _part_of(package, sheet)
    removed = _without_ours(package, part) if part else set()
    relation_id = legacy_drawing(visible(package.xml(sheet.part))) if removed else None
    drawing = next((one.part for one in package.relations(sheet.part) if one.relation_id == relation_id), None)
    if drawing in package:
        boxes.remove(package, drawing, removed)


def _part_of(package: Package, sheet: BookSheet) -> str | None:
    return next((one.part for one in package.relations(sheet.part) if one.kind == "comments" and one.part in package), None)


def _new_part(package: Package, book: Book, sheet: BookSheet) -> str:
    part = package.free_name("xl/comments{}.xml")
    package.write(part, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{book.namespace}">'
                        "<authors/><commentList/></comments>".encode())
    package.declare(part, "spreadsheetml.comments+xml")
    package.relate(sheet.part, "comments", part, book.is_strict)
    return part


def _drawing(package: Package, book: Book, sheet: BookSheet) -> str:
    """The part of the boxes; a new one is empty."""
    content = package.xml(sheet.part)
    relation_id = legacy_drawing(visible(content))
    found = next((one.part for one in package.relations(sheet.part) if one.relation_id == relation_id), None)
    if relation_id is not None and found in package:
        return found
    part = boxes.new_part(package)
    relation_id = package.relate(sheet.part, "vmlDrawing", part, book.is_strict)
    package.write(sheet.part, with_legacy_drawing(content, relation_id, book.is_strict))
    return part


def _parts(content: bytes) -> tuple[bytes, Tag, tuple[Tag, int], tuple[Tag, int]]:
    seen = visible(content)
    top = root(seen)
    return seen, top, child(seen, top, b"authors"), child(seen, top, b"commentList")


def _authors(seen: bytes, content: bytes, authors: Tag) -> list[str]:
    return [content[tag.end:end_tag(seen, tag).start].decode() if not tag.is_empty else "" for tag, _ in children(seen, authors)]


def _present(package: Package, part: str) -> tuple[set[Cell], set[Cell]]:
    """(cells with a comment, those where a conversation is held)."""
    content = package.xml(part)
    seen, _, (authors, _), (listed, _) = _parts(content)
    names = _authors(seen, content, authors)
    kept, talked = set(), set()
    for tag, _ in children(seen, listed):
        if cell := cell_of(tag.get(b"ref")):
            kept.add(cell)
            number = int(tag.get(b"authorId") or 0)
            if number < len(names) and names[number].startswith(_CONVERSATION):
                talked.add(cell)
    return kept, talked


def _without_ours(package: Package, part: str) -> set[Cell]:
    """Comments of an earlier return are gone; returned are their cells."""
    content = package.xml(part)
    seen, _, (authors, _), (listed, _) = _parts(content)
    names = _authors(seen, content, authors)
    edits, cells = [], set()
    for tag, end in children(seen, listed):
        number = int(tag.get(b"authorId") or 0)
        if number < len(names) and names[number] == AUTHOR and (cell := cell_of(tag.get(b"ref"))):
            edits.append((tag.start, end, b""))
            cells.add(cell)
    if edits:
        package.write(part, edited(content, edits))
    return cells


def _write(package: Package, part: str, notes: dict[Cell, Note]) -> None:
    content = package.xml(part)
    author = _author(package, part)
    content = package.xml(part)
    seen, top, _, (listed, _) = _parts(content)
    prefix = top.prefix.decode()
    edits, new = [], dict(notes)
    for tag, end in children(seen, listed):
        if (cell := cell_of(tag.get(b"ref"))) in new:
            edits += continued(content, seen, tag, end, runs_of([Passage("\n\n"), *new.pop(cell)], prefix))
    content = edited(content, edits)
    written = "".join(f'<{prefix}comment ref="{reference_of(cell)}" authorId="{author}"><{prefix}text>{runs_of(note, prefix)}'
                      f"</{prefix}text></{prefix}comment>" for cell, note in sorted(new.items()))
    _, _, _, (listed, _) = _parts(content)
    package.write(part, append(content, listed, written.encode()))


def _author(package: Package, part: str) -> int:
    """The number of our author, added where it was not."""
    content = package.xml(part)
    seen, top, (authors, _), _ = _parts(content)
    names = _authors(seen, content, authors)
    if AUTHOR in names:
        return names.index(AUTHOR)
    element = f"<{top.prefix.decode()}author>{text(AUTHOR)}</{top.prefix.decode()}author>"
    package.write(part, append(content, authors, element.encode()))
    return len(names)
