"""Static files under names that tell their content: kept by browsers for ever, compressed once."""

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = "js/*.js"  # others' modules name files that they do not bring


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Our modules import each other by name, so the names inside of them become the hashed ones.

    Releases lie in folders of their own and share STATIC_ROOT. Hashed files of several get on with
    each other there, so only the list of them is named for the folder: whoever goes back to an
    older release finds its list as it was, and a new one does not start without its own.
    """

    manifest_name = "-".join(["staticfiles", *settings.BASE_DIR.parts[1:]]) + ".json"
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (OURS, CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),  # noqa: SLF001 - Django's own switch is for all files
    )
