"""An outbox in a bucket of an S3-compatible object store."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from mtqg.connectors import options
from mtqg.connectors.outbox import CHUNK, Listed, bounded, copy_bounded
from mtqg.connectors.specs import ConnectionSpec

_DENIED = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "403", "AuthorizationHeaderMalformed"}


class CredentialsRefused(Exception):
    """The object store does not know the key, or it may not read here."""


class ObjectStoreConnector:
    """Objects one level below `<prefix>/<folder>/<form>/`; an object appears whole, so one look is enough."""

    class Options(options.Options):
        bucket: str
        prefix: str = ""
        endpoint_url: str | None = None
        region_name: str | None = None
        aws_session_token: str | None = None
        verify: bool | str = True
        stable_seconds: float = 0

    faults = (BotoCoreError, ClientError)
    denied = (CredentialsRefused, NoCredentialsError)

    def __init__(self, spec: ConnectionSpec, options: Options):
        self._spec, self._options = spec, options
        self._root = f"{options.prefix.strip('/')}/" if options.prefix.strip("/") else ""
        self._tags: dict[str, str] = {}

    def list(self, folder: str, subfolders: tuple[str, ...]) -> dict[str, list[Listed]]:
        client = self._client()
        return {name: self._objects(client, f"{folder}/{name}/") for name in subfolders}

    def _objects(self, client: Any, folder: str) -> list[Listed]:
        pages = _ask(lambda: client.get_paginator("list_objects_v2").paginate(
            Bucket=self._options.bucket, Prefix=self._root + folder, Delimiter="/"))
        found = []
        for entry in bounded(_entries(pages), self._options.max_listed, folder):
            path = entry["Key"].removeprefix(self._root)
            if path != folder:                                       # consoles make an empty object for a "folder"
                self._tags[path] = entry["ETag"]
                found.append(Listed(path, path.removeprefix(folder), entry["Size"], entry["LastModified"]))
        return found

    def fetch(self, path: str, target: Path, max_bytes: int) -> int:
        version = {"IfMatch": self._tags[path]} if path in self._tags else {}
        answer = _ask(lambda: self._client().get_object(Bucket=self._options.bucket, Key=self._root + path, **version))
        with closing(answer["Body"]) as body:
            return copy_bounded(body.iter_chunks(CHUNK), target, max_bytes, path)

    def _client(self) -> Any:
        options, spec = self._options, self._spec
        return boto3.session.Session().client(
            "s3", endpoint_url=options.endpoint_url, region_name=options.region_name or "us-east-1",
            aws_access_key_id=spec.login, aws_secret_access_key=spec.password, aws_session_token=options.aws_session_token,
            verify=options.verify, config=Config(connect_timeout=options.timeout_seconds, read_timeout=options.timeout_seconds,
                                                 retries={"total_max_attempts": 2}))


def _entries(pages: Any) -> Any:
    """The objects of all pages, asked for as they are needed."""
    pages = iter(pages)
    while (page := _ask(lambda: next(pages, None))) is not None:
        yield from page.get("Contents", ())


def _ask(ask: Any) -> Any:
    """The answer; CredentialsRefused where the store says that it is about those."""
    try:
        return ask()
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _DENIED:
            raise CredentialsRefused(error.response["Error"]["Code"]) from None
        raise
