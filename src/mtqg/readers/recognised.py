"""What recognition passes on: a table that was found, and all that is known of its workbook."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from mtqg.model import Identity
from mtqg.readers.header import Header
from mtqg.readers.identity import Heading
from mtqg.readers.workbook import SheetGrid
from mtqg.registry.admin_units import AdminUnit
from mtqg.registry.forms import Block, Edition, Form
from mtqg.registry.layouts import SourceLayout


@dataclass(slots=True)
class Recognised:
    """What is known of the workbook; `block` is None where it cannot be read, `tables` are all its tables in reading order."""

    identity: Identity
    form: Form | None = None
    edition: Edition | None = None
    block: Block | None = None
    grid: SheetGrid | None = None
    header: Header | None = None
    heading: Heading | None = None
    admin_unit: AdminUnit | None = None
    day: date | None = None
    tables: list[Table] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A place where the labels of an edition's block were found: rows `start` to before `end` of the sheet are its own."""

    form: Form
    edition: Edition
    block: Block
    grid: SheetGrid
    header: Header
    start: int = 0
    end: int | None = None
    layout: SourceLayout | None = None      # the source's own, by which the table was found
    layouts: tuple[SourceLayout, ...] = ()  # all that the source has for the form
