"""Static files under names that tell their content: kept by browsers for ever, compressed once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = "js/*.js"  # others' modules name files that they do not bring


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Our modules import each other by name, so the names inside of them become the hashed ones."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (OURS, CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),  # noqa: SLF001 - Django's own switch is for all files
    )
