"""Options of a connection, from its extra: typed, with no strangers, and never quoted in an error."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mtqg.connectors.specs import ConnectionSpec
from mtqg.errors import MtqgError


class Options(BaseModel):
    """What every kind of outbox can be told."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    #: A file is taken when size and time are the same in two looks this far apart; 0: at the first look.
    stable_seconds: float = Field(5, ge=0, le=120)
    #: A file that nobody wrote to for so long needs no second look; only where the source's clock agrees with ours.
    quiet_seconds: float | None = Field(None, gt=0)
    #: Instead of two looks: `x.xlsx` is taken when `x.xlsx<marker_suffix>` lies beside it.
    marker_suffix: str | None = Field(None, min_length=1)
    #: Entries of one folder, beyond which the listing is refused.
    max_listed: int = Field(10_000, gt=0)
    #: The longest wait for one answer of the source.
    timeout_seconds: float = Field(30, gt=0)
    #: The longest that one listing or one file may take in all.
    time_limit_seconds: float = Field(300, gt=0)


AnyOptions = TypeVar("AnyOptions", bound=Options)


def read_options(spec: ConnectionSpec, model: type[AnyOptions]) -> AnyOptions:
    """The options that the connection's extra holds; MtqgError names what is wrong, without its value."""
    try:
        return model.model_validate(spec.extra)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'extra'}: {one['msg']}" for one in error.errors())
        raise MtqgError(f"connection {spec.connection_id} ({spec.conn_type}): {wrong}") from None
