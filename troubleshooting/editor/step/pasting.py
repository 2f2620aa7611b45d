"""What a pasted list would become, shown before it is stored."""

from dataclasses import dataclass

from troubleshooting.editor.bench.outline import Row, build_outline
from troubleshooting.editor.bench.workbench import Workbench
from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.drafts.storing import as_validation_error
from troubleshooting.trees.editing.operations import PasteList, apply
from troubleshooting.trees.validation.soundness import Refused


@dataclass(frozen=True)
class Pasting:
    """The rows that the outline would have more, as it would show them, and how many steps."""

    rows: list[Row]
    count: int


def preview_pasting(bench: Workbench, operation: PasteList) -> Pasting:
    """Make the steps of a list without storing them. Raises ValidationError as storing would."""
    try:
        document = Document(apply(bench.document, operation).document)
    except Refused as refused:
        raise as_validation_error(refused) from refused
    made = [key for key in document.steps if key not in bench.nodes]
    outline = build_outline(
        Document({**document, "start": made[0]}),
        language=operation.language,
        otherwise=bench.otherwise,
        folds=dict.fromkeys(document.steps, False),
        chosen=made[0],
    )
    return Pasting([row for row in outline.rows if row.key not in bench.nodes], len(made))
