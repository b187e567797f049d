"""What reading any file asks of the registry, loaded ahead: processes that are forked afterwards have it already."""

from __future__ import annotations

from mtqg.readers.blocks import unit_labels
from mtqg.readers.encodings.alphabets import alphabets
from mtqg.readers.header import labels_of
from mtqg.readers.indicator_rows import names_of_rows
from mtqg.readers.personal.wording import header_kind, place_names
from mtqg.readers.tree_rows import source_names
from mtqg.registry import Registry


def preload(registry: Registry) -> None:
    """Forms with the labels of their columns, reference lists, unit names and encodings are in memory; again costs nothing."""
    for form in registry.forms.values():
        for edition in form.editions:
            for block in edition.blocks:
                labels_of(block)
                for column in block.columns:
                    header_kind(column.label_vi)
    place_names(registry)
    names_of_rows(registry)
    alphabets(registry.seeds)
    source_names(registry)
    unit_labels(registry)
    for part in ("layouts", "indicators", "measure_units", "breakdowns", "programmes", "capital_sources", "period_words"):
        getattr(registry, part)
