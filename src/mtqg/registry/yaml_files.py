"""YAML with line numbers: a typo in expectations/ is reported at its file and line."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from mtqg.errors import RegistryError

Model = TypeVar("Model", bound=BaseModel)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Layout(BaseModel):
    """What such a file states: frozen, and a key that it does not know fails the load."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


def read_yaml(path: Path) -> Any:
    """The content of a YAML file."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise RegistryError(f"{path}:{mark.line + 1 if mark else 1}: {getattr(error, 'problem', error)}") from error


def read_model(path: Path, model: type[Model]) -> Model:
    """The file as `model`; what does not fit is a RegistryError with file and line."""
    content = read_yaml(path)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RegistryError(f"{path}:{line_of(path, first['loc'])}: {where}: {first['msg']}") from error


def line_of(path: Path, location: tuple) -> int:
    """The 1-based line of a key path in a YAML file; of its nearest parent when the key is not there."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    line = 1
    for step in location:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == str(step)]
            if not found:
                break
            line, node = found[0][0].start_mark.line + 1, found[0][1]
            continue
        else:
            continue
        line = node.start_mark.line + 1
    return line
