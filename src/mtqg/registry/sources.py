"""Who sends what from where: expectations/sources.yml."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from mtqg.errors import RegistryError
from mtqg.registry.admin_units import AdminUnits, geography_on
from mtqg.registry.yaml_files import line_of, read_model

#: The unit of a ministry; its source code begins with it: `VN-BTC`.
COUNTRY = "VN"
#: Minutes between two looks of the schedule at what is due (dags/pull_submissions.py): no source is polled more often.
POLL_TICK_MINUTES = 5
PollMinutes = Annotated[int, Field(ge=POLL_TICK_MINUTES)]
Origin = Literal["province", "published", "synthetic"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Connection(_Strict):
    """A connection of Airflow (`AIRFLOW_CONN_<ID>`); figures that come over it bear its origin."""

    origin: Origin
    note: str | None = None
    poll_minutes: PollMinutes = 60       # its outboxes are asked so often


class SourceGroup(_Strict):
    """One agency in many provinces: `provinces` is `all`, a list of GSO codes on the geography of `valid_from`, or `country`
    for a ministry."""

    agency: str
    forms: tuple[str, ...]
    connection: str
    folder: str
    return_folder: str | None = "{folder}/tra_ve"   # where findings, receipts and digests go; null: nothing is returned
    return_connection: str | None = None            # over which connection; left out: the one that the files come over
    poll_minutes: PollMinutes | None = None         # left out: as often as the connection says
    provinces: Literal["all", "country"] | tuple[str, ...]
    except_provinces: tuple[str, ...] = ()
    valid_from: date
    valid_to: date | None = None


class SourcesFile(_Strict):
    connections: dict[str, Connection]
    groups: tuple[SourceGroup, ...]


class Source(_Strict):
    """Who sends, through which connection; dated, because 66-TC before and after the reform is not one territory."""

    source_code: str
    agency_code: str
    admin_unit_code: str
    name_vi: str
    connection_id: str
    folder: str
    return_folder: str | None
    return_connection_id: str
    form_codes: tuple[str, ...]
    submission_origin: Origin
    poll_minutes: int
    valid_from: date
    valid_to: date | None = None

    @property
    def province_code(self) -> str:
        return self.source_code.split("-")[0]

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def read_sources(path: Path, units: AdminUnits) -> tuple[Source, ...]:
    """Every source with its folder; a province or connection that does not exist is a RegistryError."""
    content = read_model(path, SourcesFile)
    found: dict[tuple[str, date], Source] = {}
    for number, group in enumerate(content.groups):
        where = f"{path}:{line_of(path, ('groups', number))}"
        for named in filter(None, (group.connection, group.return_connection)):
            if named not in content.connections:
                raise RegistryError(f"{where}: connection {named} is not declared")
        for source in _sources_of(group, content.connections[group.connection], units, where):
            if (source.source_code, source.valid_from) in found:
                raise RegistryError(f"{where}: source {source.source_code} from {source.valid_from} stands twice")
            found[source.source_code, source.valid_from] = source
    return tuple(found.values())


def _sources_of(group: SourceGroup, connection: Connection, units: AdminUnits, where: str) -> list[Source]:
    if group.provinces == "country":
        provinces = {COUNTRY: units.get(COUNTRY, group.valid_from)}
    else:
        provinces = {unit.gso_code: unit for unit in units.provinces(group.valid_from)}
    named = tuple(provinces) if isinstance(group.provinces, str) else group.provinces
    unknown = [code for code in (*named, *group.except_provinces) if code not in provinces]
    if unknown:
        raise RegistryError(f"{where}: no province {', '.join(unknown)} on {group.valid_from}")
    geography = geography_on(group.valid_from)
    sources = []
    for code in named:
        if code in group.except_provinces:
            continue
        source_code = f"{code}-{group.agency}"
        folder = group.folder.format(geography=geography, source=source_code, province=code)
        sources.append(Source(
            source_code=source_code, agency_code=group.agency, admin_unit_code=provinces[code].admin_unit_code,
            name_vi=provinces[code].full_name_vi, connection_id=group.connection, form_codes=group.forms,
            folder=folder, return_folder=group.return_folder and group.return_folder.format(folder=folder),
            return_connection_id=group.return_connection or group.connection,
            submission_origin=connection.origin, poll_minutes=group.poll_minutes or connection.poll_minutes,
            valid_from=group.valid_from, valid_to=group.valid_to))
    return sources
