"""What the API says of itself."""

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator


@cache
def description() -> dict[str, Any]:
    """Return the whole description; it takes a second to make, and nobody changes it."""
    schema: dict[str, Any] = json.loads(
        json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str)
    )
    return schema


@cache
def described_once_more() -> dict[str, Any]:
    """Return what the command writes, which fails on a warning and on what is not valid."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "schema.json"
        call_command(
            "spectacular", "--validate", "--fail-on-warn", "--format=openapi-json", f"--file={file}"
        )
        schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return schema


@cache
def operations() -> Any:
    """Return what schemathesis reads out of the description; loading it takes a second."""
    import schemathesis

    return schemathesis.openapi.from_dict(description())
