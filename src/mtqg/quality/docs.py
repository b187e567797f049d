"""The Data Docs: every judging kept as files and shown as pages. Connections and their passwords are never kept."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.base import DataContextConfig
from great_expectations.data_context.types.resource_identifiers import ExpectationSuiteIdentifier, ValidationResultIdentifier

from mtqg import settings
from mtqg.quality.validating import RESULT_FORMAT, gx, spared_repetition

log = logging.getLogger(__name__)
SITE = "mtqg"
#: Pages of older runs stay on disk; the index lists this many.
LISTED_RUNS = 200


@dataclass
class Docs:
    """The pages of one judging, of however many forms: `publish` builds them and the index once."""

    _kept: list[ValidationResultIdentifier] = field(default_factory=list)

    def run(self, title: str) -> DocsRun:
        """A run of that name in the site of this home folder."""
        context = _keeping_context(settings.home() / "gx", settings.data_docs_dir())
        return DocsRun(context, RunIdentifier(run_name=title), self._kept)

    def publish(self) -> Path:
        """The pages of every validation kept since, and the index, are in the site; the path of the index."""
        if self._kept:
            context = _keeping_context(settings.home() / "gx", settings.data_docs_dir())
            context.build_data_docs(site_names=[SITE], resource_identifiers=self._kept)
        for name in dict.fromkeys(one.run_id.run_name for one in self._kept):
            log.info("Data Docs: %s", settings.data_docs_url(f"#{quote(name)}"))
        self._kept.clear()
        return settings.data_docs_dir() / "index.html"


@dataclass(frozen=True)
class DocsRun:
    """One judging of a form; each of its validations is kept for the pages."""

    context: Any
    run_id: RunIdentifier
    _kept: list[ValidationResultIdentifier]

    def validate(self, title: str, definition, suite, parameters: dict | None):
        """The result of the suite on the batch, kept."""
        checked = gx.ValidationDefinition(name=title, data=definition, suite=self.context.suites.add_or_update(suite))
        self.context.validation_definitions.add(checked)
        with spared_repetition():
            result = checked.run(batch_parameters=parameters, result_format=RESULT_FORMAT, run_id=self.run_id)
        batch = definition.get_batch(parameters).id
        self._kept.append(ValidationResultIdentifier(ExpectationSuiteIdentifier(suite.name), self.run_id, batch))
        self.context.validation_definitions.delete(title)
        return result


@cache
def _keeping_context(kept: Path, site: Path):
    """A context whose suites, results and pages are files, and whose connections are nowhere."""
    site.mkdir(parents=True, exist_ok=True)
    stores = {f"{name}_store": {"class_name": class_name, "store_backend": backend} for name, class_name, backend in (
        ("expectations", "ExpectationsStore", _files(kept / "expectations")),
        ("validation_results", "ValidationResultsStore", _files(kept / "validations")),
        ("checkpoint", "CheckpointStore", {"class_name": "InMemoryStoreBackend"}),
        ("validation_definition", "ValidationDefinitionStore", {"class_name": "InMemoryStoreBackend"}))}
    return gx.get_context(mode="ephemeral", project_config=DataContextConfig(
        config_version=4.0, analytics_enabled=False, progress_bars={"globally": False}, stores=stores,
        expectations_store_name="expectations_store", validation_results_store_name="validation_results_store",
        checkpoint_store_name="checkpoint_store",
        data_docs_sites={SITE: {
            "class_name": "SiteBuilder", "show_how_to_buttons": False, "store_backend": _files(site),
            "site_section_builders": {"expectations": "None",
                                      "validations": {"view": _view("OfflinePageView")}, "profiling": "None"},
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder", "validation_results_limit": LISTED_RUNS,
                                   "view": _view("OfflineIndexView")}}}))


def _view(class_name: str) -> dict[str, str]:
    return {"module_name": "mtqg.quality.docs_views", "class_name": class_name}


def _files(folder: Path) -> dict[str, str]:
    return {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)}
