"""The zip of a workbook: parts in their order, those that are changed and those that are added."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass, field

from mtqg.feedback.ooxml.markup import CannotAnnotate, append, check, children, quoted, root, visible
from mtqg.readers.container import read_part

CONTENT_TYPES = "[Content_Types].xml"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument."
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_EMPTY_RELATIONS = (b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
                    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>')


@dataclass(frozen=True, slots=True)
class Relation:
    """A line of a `.rels` part: `kind` is the last word of its type, `part` the name it leads to ('' outside the package)."""

    relation_id: str
    kind: str
    part: str


@dataclass
class Package:
    """The parts of one workbook, by name; `changed` and `added` are what `content()` writes beside the others."""

    source: zipfile.ZipFile
    changed: dict[str, bytes] = field(default_factory=dict)
    added: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def open(cls, content: bytes) -> Package:
        """CannotAnnotate where two parts have one name, or a name is written differently in the listing."""
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = [entry.filename.lower() for entry in archive.infolist()]
        if len(set(names)) < len(names) or CONTENT_TYPES not in archive.NameToInfo:
            raise CannotAnnotate("parts of one name")
        return cls(archive)

    def __contains__(self, name: str) -> bool:
        return name in self.added or name in self.source.NameToInfo

    def names(self) -> list[str]:
        return [*self.source.NameToInfo, *self.added]

    def read(self, name: str) -> bytes:
        """The part as it stands now; CannotAnnotate where it is not there or too large."""
        for kept in (self.changed, self.added):
            if name in kept:
                return kept[name]
        if name not in self.source.NameToInfo:
            raise CannotAnnotate(f"no part {name}")
        try:
            return read_part(self.source, name)
        except ValueError as error:
            raise CannotAnnotate(str(error)) from error

    def xml(self, name: str) -> bytes:
        """The part, known to be editable."""
        part = self.read(name)
        check(part)
        return part

    def write(self, name: str, content: bytes) -> None:
        """The part is this from now on; a new one comes after all others."""
        (self.changed if name in self.source.NameToInfo else self.added)[name] = content

    def free_name(self, pattern: str) -> str:
        """`xl/comments{}.xml` with the first number that no part has."""
        taken = {name.lower() for name in self.names()}
        return next(name for number in range(1, 100_000) if (name := pattern.format(number)).lower() not in taken)

    def relations(self, part: str) -> list[Relation]:
        """What the part refers to."""
        name = relations_of(part)
        if name not in self:
            return []
        content = visible(self.xml(name))
        found = []
        for tag, _ in children(content, root(content)):
            target, kind = tag.get(b"Target") or "", (tag.get(b"Type") or "").rpartition("/")[2]
            is_outside = (tag.get(b"TargetMode") or "") == "External"
            found.append(Relation(tag.get(b"Id") or "", kind, "" if is_outside else _resolved(part, target)))
        return found

    def relate(self, part: str, kind: str, target: str, is_strict: bool = False) -> str:
        """The id of a new relation from the part to the target, both names of parts."""
        name = relations_of(part)
        content = self.xml(name) if name in self else _EMPTY_RELATIONS
        taken = {relation.relation_id.lower() for relation in self.relations(part)}
        relation_id = next(one for number in range(1, 100_000) if (one := f"rId{number}").lower() not in taken)
        base = STRICT_RELATIONSHIPS if is_strict else RELATIONSHIPS
        where = posixpath.relpath(target, posixpath.dirname(part) or ".")
        top = root(visible(content))
        element = f'<{top.prefix.decode()}Relationship Id="{relation_id}" Type="{base}/{kind}" Target={quoted(where)}/>'
        self.write(name, append(content, top, element.encode()))
        return relation_id

    def declare(self, part: str, content_type: str) -> None:
        """[Content_Types].xml says what the part is."""
        content = self.xml(CONTENT_TYPES)
        top = root(visible(content))
        element = f'<{top.prefix.decode()}Override PartName={quoted("/" + part)} ContentType="{_TYPES}{content_type}"/>'
        self.write(CONTENT_TYPES, append(content, top, element.encode()))

    def content(self) -> bytes:
        """The zip: parts in the order they had, then the new ones."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            for entry in self.source.infolist():
                part = self.changed.get(entry.filename)
                target.writestr(_like(entry), self.source.read(entry) if part is None else part)
            for name, part in self.added.items():
                entry = zipfile.ZipInfo(name, _ZIP_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, part)
        return out.getvalue()


def relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def _like(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """An entry of the same name, time and kind."""
    copy = zipfile.ZipInfo(entry.filename, max(entry.date_time, _ZIP_TIME))
    copy.compress_type = entry.compress_type if entry.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
    copy.external_attr, copy.create_system = entry.external_attr, entry.create_system
    return copy
