"""The data dictionary: every mart, column, type, meaning and unit, from the YAML that dbt reads; Vietnamese first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from mtqg.errors import RegistryError

_BLOCK = re.compile(r"{% docs (\w+) %}(.*?){% enddocs %}", re.S)
_QUOTED = re.compile(r"\{\{ doc\('(\w+)'\) \}\}")
_REFERRED = re.compile(r"ref\('(\w+)'\)")
_PREAMBLE = """# Từ điển số liệu | Data dictionary

Mọi bảng mà công cụ BI đọc (lược đồ `mart`). Tệp này được sinh từ mô tả trong `dbt_project/models/marts` bằng lệnh
`mtqg data-dictionary`; sửa mô tả ở đó rồi chạy lại lệnh. Các khái niệm chung: [README](../README.md).

Every table that BI reads (schema `mart`), generated from `dbt_project/models/marts` by `mtqg data-dictionary`: mend the
description there and run it again. *Khóa | key*: no two rows agree in these columns. `✓`: never empty.
"""


@dataclass(frozen=True)
class Column:
    name: str
    data_type: str
    meaning: tuple[str, str]            # Vietnamese, English
    is_required: bool
    unit: tuple[str, str] | None


@dataclass(frozen=True)
class Mart:
    """A table or view of schema mart as its YAML describes it."""

    name: str
    group: str
    meaning: tuple[str, str]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    shown_in: list[str] = field(default_factory=list)       # labels of the dashboards that stand on it


def read_marts(models: Path) -> list[Mart]:
    """Every mart under `models`, by group and name.

    RegistryError: a description that is not `Vietnamese | English`, or names no block of columns.md.
    """
    blocks = dict(_BLOCK.findall((models / "columns.md").read_text(encoding="utf-8")))
    documents = [(path, yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted((models / "marts").rglob("*.yml"))]
    marts = [_mart(table, path, blocks) for path, document in documents for table in _tables(document)]
    by_name = {mart.name: mart for mart in marts}
    for exposure in yaml.safe_load((models / "_exposures.yml").read_text(encoding="utf-8"))["exposures"]:
        for name in _REFERRED.findall(" ".join(exposure["depends_on"])):
            by_name[name].shown_in.append(exposure["label"])
    return sorted(marts, key=lambda mart: (mart.group, mart.name))


def write_dictionary(models: Path) -> str:
    """The whole dictionary as Markdown."""
    groups = {one["name"]: one["owner"]["name"]
              for one in yaml.safe_load((models / "_groups.yml").read_text(encoding="utf-8"))["groups"]}
    lines, group = [_PREAMBLE], None
    for mart in read_marts(models):
        if mart.group != group:
            group = mart.group
            lines.append(f"## {groups[group]}\n")
        lines.extend(_section(mart))
    return "\n".join(lines)


def _tables(document: dict) -> Iterator[dict]:
    yield from document.get("models", ())
    for source in document.get("sources", ()):
        yield from source["tables"]


def _mart(table: dict, path: Path, blocks: dict[str, str]) -> Mart:
    meta = table.get("config", {}).get("meta", {})
    keys = [one["columns"] for one in table.get("constraints", ()) if one["type"] == "primary_key"]
    columns = tuple(_column(column, table["name"], path, blocks) for column in table["columns"])
    meaning = _both(table["description"], table["name"], path, blocks)
    return Mart(table["name"], table["config"].get("group") or meta["group"], meaning,
                tuple(keys[0] if keys else meta.get("key", ())), columns)


def _column(column: dict, table: str, path: Path, blocks: dict[str, str]) -> Column:
    where = f"{table}.{column['name']}"
    unit = column.get("config", {}).get("meta", {}).get("unit")
    required = any(one["type"] == "not_null" for one in column.get("constraints", ()))
    return Column(column["name"], column["data_type"], _both(column["description"], where, path, blocks), required,
                  _both(unit, where, path, blocks) if unit else None)


def _both(text: str, where: str, path: Path, blocks: dict[str, str]) -> tuple[str, str]:
    if quoted := _QUOTED.fullmatch(text):
        if quoted[1] not in blocks:
            raise RegistryError(f"{path.name}: {where}: no block {quoted[1]!r} in columns.md")
        text = blocks[quoted[1]]
    vietnamese, bar, english = text.partition(" | ")
    if not bar or not vietnamese.strip() or not english.strip():
        raise RegistryError(f"{path.name}: {where}: {text!r} is not `Vietnamese | English`")
    return vietnamese.strip(), english.strip()


def _section(mart: Mart) -> Iterator[str]:
    yield f"### {mart.name}\n"
    yield f"{mart.meaning[0]}.  \n*{mart.meaning[1]}.*\n"
    if mart.key:
        yield f"Khóa | key: {', '.join(f'`{name}`' for name in mart.key)}\n"
    if mart.shown_in:
        yield f"Bảng điều khiển | dashboards: {', '.join(mart.shown_in)}\n"
    yield "| Cột | Kiểu | | Ý nghĩa | Meaning | Đơn vị tính |\n|---|---|---|---|---|---|"
    for column in mart.columns:
        unit = " · ".join(dict.fromkeys(column.unit)) if column.unit else ""
        yield (f"| `{column.name}` | {column.data_type} | {'✓' if column.is_required else ''} | {column.meaning[0]} | "
               f"{column.meaning[1]} | {unit} |")
    yield ""
