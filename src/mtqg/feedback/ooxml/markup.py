"""XML edited as bytes: elements are found by their tags, and only slices of the part are put in another's place.

Parts in another encoding than UTF-8 or with a document type are not edited (`CannotAnnotate`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from xml.sax.saxutils import escape, quoteattr

_TAG = re.compile(rb"""<(/?)([A-Za-z_][\w.\-]*:)?([A-Za-z_][\w.\-]*)((?:[^"'<>]|"[^"<]*"|'[^'<]*')*?)(/?)>""")
_ATTRIBUTE = re.compile(rb"""([\w.\-]+(?::[\w.\-]+)?)\s*=\s*("[^"]*"|'[^']*')""")
_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.S)
_ENCODING = re.compile(rb"""^\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([\w.\-]+)""")
#: Not allowed in XML 1.0, or not a letter at all.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class CannotAnnotate(ValueError):
    """The package is of a kind that is not edited; a report beside says what there is to say."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: where it is, its prefix (`x:`) and local name, its attributes as they are written."""

    start: int
    end: int
    prefix: bytes
    name: bytes
    attributes: bytes
    is_closing: bool
    is_empty: bool

    def get(self, name: bytes) -> str | None:
        """The attribute by its written name (`r:id`), unescaped."""
        for found in _ATTRIBUTE.finditer(self.attributes):
            if found[1] == name:
                return unescape(found[2][1:-1].decode("utf-8"))
        return None


def check(part: bytes) -> None:
    """CannotAnnotate unless the part is UTF-8 and free of a document type."""
    said = _ENCODING.match(part)
    if part[:2] in (b"\xff\xfe", b"\xfe\xff") or (said and said[1].lower() not in (b"utf-8", b"us-ascii")):
        raise CannotAnnotate("encoding")
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise CannotAnnotate("document type")


def visible(part: bytes) -> bytes:
    """The part with comments, CDATA and instructions blanked out: tags are where they were."""
    return _HIDDEN.sub(lambda found: b" " * len(found[0]), part)


def tags(part: bytes, start: int = 0, end: int | None = None) -> Iterator[Tag]:
    """Tags of a slice of a `visible` part, in order."""
    for found in _TAG.finditer(part, start, len(part) if end is None else end):
        yield Tag(found.start(), found.end(), found[2] or b"", found[3], found[4], bool(found[1]), bool(found[5]))


def tag_at(part: bytes, start: int) -> Tag:
    """The tag that begins there."""
    found = next(tags(part, start), None)
    if found is None or found.start != start:
        raise CannotAnnotate("a tag that does not end")
    return found


def root(part: bytes) -> Tag:
    """The tag that opens the part."""
    found = next(tags(part), None)
    if found is None:
        raise CannotAnnotate("no element")
    return found


def children(part: bytes, parent: Tag, skipped: frozenset[bytes] = frozenset()) -> Iterator[tuple[Tag, int]]:
    """(tag, end of the element) of the direct children; of those named in `skipped` the inside is not looked at."""
    if parent.is_empty:
        return
    position, depth, opened = parent.end, 0, None
    while found := _TAG.search(part, position):
        tag = Tag(found.start(), found.end(), found[2] or b"", found[3], found[4], bool(found[1]), bool(found[5]))
        position = tag.end
        if tag.is_closing:
            if depth == 0:
                return
            depth -= 1
            if depth == 0:
                yield opened, tag.end
        elif tag.is_empty:
            if depth == 0:
                yield tag, tag.end
        else:
            if depth == 0:
                opened = tag
            depth += 1
            if tag.name in skipped:
                position = end_tag(part, tag).start


def end_tag(part: bytes, opening: Tag) -> Tag:
    """The tag that closes an element which does not hold another of its name."""
    at = part.find(b"</" + opening.prefix + opening.name, opening.end)
    found = _TAG.match(part, at) if at >= 0 else None
    if found is None:
        raise CannotAnnotate("an element that is not closed")
    return Tag(found.start(), found.end(), opening.prefix, opening.name, b"", True, False)


def child(part: bytes, parent: Tag, name: bytes, skipped: frozenset[bytes] = frozenset()) -> tuple[Tag, int] | None:
    """The first direct child of this name, and its end."""
    return next((one for one in children(part, parent, skipped) if one[0].name == name), None)


def with_attribute(tag: bytes, name: str, value: str) -> bytes:
    """The tag with the attribute of this value; every other byte of it as it was."""
    found = re.search(rb"(\s" + re.escape(name.encode()) + rb"""\s*=\s*)("[^"]*"|'[^']*')""", tag)
    written = quoted(value).encode()
    if found:
        return tag[:found.start(2)] + written + tag[found.end(2):]
    at = re.search(rb"\s*/?>\Z", tag).start()
    return tag[:at] + b" " + name.encode() + b"=" + written + tag[at:]


def append(part: bytes, parent: Tag, element: bytes) -> bytes:
    """The element as the last one inside the parent, which is opened where it was empty."""
    if not parent.is_empty:
        at = _closing(part, parent)
        return part[:at] + element + part[at:]
    opened = re.sub(rb"\s*/>\Z", b">", part[parent.start:parent.end])
    closing = b"</" + parent.prefix + parent.name + b">"
    return part[:parent.start] + opened + element + closing + part[parent.end:]


def _closing(part: bytes, parent: Tag) -> int:
    """Where the parent's own closing tag starts."""
    depth = 0
    for tag in tags(visible(part), parent.end):
        if tag.is_closing:
            if depth == 0:
                return tag.start
            depth -= 1
        elif not tag.is_empty:
            depth += 1
    raise CannotAnnotate("an element that is not closed")


def edited(part: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """The part with these slices (start, end, what stands there instead); none may reach into another."""
    pieces, position = [], 0
    for start, end, content in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [part[position:start], content]
        position = end
    return b"".join([*pieces, part[position:]])


def quoted(value: str) -> str:
    """An attribute's value between quotes."""
    return quoteattr(_FORBIDDEN.sub("\ufffd", value), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def text(value: str) -> str:
    """The value inside an element; nothing of it is read as `_x003D_`, the format's own escapes, or breaks the XML."""
    return escape(_ESCAPED.sub("_x005F_", _FORBIDDEN.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))))
