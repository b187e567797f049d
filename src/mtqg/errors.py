"""System faults. Faults of the data are never exceptions: they are findings and a status."""


class MtqgError(Exception):
    """Base of every system fault; the command line ends with exit code 3."""


class SourceUnavailable(MtqgError):
    """The outbox of a source did not answer, or answered wrongly; trying again later may help."""


class WarehouseUnavailable(MtqgError):
    """PostgreSQL did not answer, or was lost in the middle of something; trying again later may help."""


class RegistryError(MtqgError):
    """A file under expectations/ or dbt_project/seeds/ is wrong; the text says file and line."""
