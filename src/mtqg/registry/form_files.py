"""expectations/<form>/form.yml: an edition that extends another restates only what changed; read, every edition is complete."""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatch
from pathlib import Path

from mtqg.errors import RegistryError
from mtqg.registry.forms import Block, Column, Edition, Form, IdentityLine, Totals
from mtqg.registry.row_axes import RowAxis
from mtqg.registry.yaml_files import Layout, line_of, read_model


class _StatedBlock(Layout):
    block_code: str
    sheet: str | None = None
    row_axis: RowAxis | None = None
    columns: tuple[Column, ...] = ()
    drop_columns: tuple[str, ...] = ()      # keys or patterns (`tieu_chi_*`)
    totals: Totals | None = None
    caption: str | None = None
    captions_also: tuple[str, ...] | None = None
    header_words: str | None = None


class _StatedEdition(Layout):
    edition: str
    extends: str | None = None
    valid_from: date
    valid_to: date | None = None
    legal_basis: str | None = None
    title: tuple[str, ...] | None = None
    identity: tuple[IdentityLine, ...] | None = None
    notes: tuple[str, ...] | None = None
    blocks: tuple[_StatedBlock, ...] = ()


class _StatedForm(Form):
    editions: tuple[_StatedEdition, ...]


def read_form(path: Path) -> Form:
    """The form with every edition complete: what `extends` names, with what the edition restates."""
    content = read_model(path, _StatedForm)
    editions: dict[str, Edition] = {}
    for number, edition in enumerate(content.editions):
        try:
            editions[edition.edition] = _complete(edition, editions)
        except (KeyError, ValueError) as error:
            line = line_of(path, ("editions", number))
            raise RegistryError(f"{path}:{line}: edition {edition.edition}: {error}") from error
    unknown = {c.vocabulary for e in editions.values() for b in e.blocks for c in b.columns} - {None, *content.vocabularies}
    if unknown:
        raise RegistryError(f"{path}:1: vocabularies not declared: {sorted(unknown)}")
    for column in (column for e in editions.values() for b in e.blocks for column in b.columns):
        if strange := set(column.choices) - set(content.vocabularies.get(column.vocabulary or "", {})):
            raise RegistryError(f"{path}:1: choices of {column.column_key} are not in its vocabulary: {sorted(strange)}")
    fields = {name: getattr(content, name) for name in Form.model_fields if name != "editions"}
    return Form(**fields, editions=tuple(editions.values()))


def _complete(stated: _StatedEdition, earlier: dict[str, Edition]) -> Edition:
    base = earlier[stated.extends] if stated.extends else None
    fields = {name: getattr(stated, name) for name in ("edition", "valid_from", "valid_to", "legal_basis")}
    for name in ("title", "identity", "notes"):
        value = getattr(stated, name)
        if value is None and base is not None:
            value = getattr(base, name)
        fields[name] = () if value is None else value
    known = {block.block_code: block for block in base.blocks} if base else {}
    changed = {block.block_code: _complete_block(block, known.get(block.block_code)) for block in stated.blocks}
    return Edition(**fields, blocks=tuple((known | changed).values()))


def _complete_block(stated: _StatedBlock, base: Block | None) -> Block:
    columns = [c for c in (base.columns if base else ()) if not any(fnmatch(c.column_key, p) for p in stated.drop_columns)]
    for column in stated.columns:
        keys = [known.column_key for known in columns]
        if column.column_key in keys:
            columns[keys.index(column.column_key)] = column
        else:
            columns.insert(keys.index(column.after) + 1 if column.after else len(columns), column)
    given = {name: getattr(stated, name) for name in ("sheet", "row_axis", "totals", "caption", "captions_also", "header_words")}
    if base:
        given = {name: value if value is not None else getattr(base, name) for name, value in given.items()}
    given = {name: value for name, value in given.items() if value is not None}
    return Block(block_code=stated.block_code, columns=tuple(columns), **given)
