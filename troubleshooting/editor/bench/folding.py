"""Which branches one author has folded: kept in their session, for outline and graph alike."""

from troubleshooting.editor.bench.workbench import FOLDS, Workbench

ALL = "*"


def fold(bench: Workbench, branch: str, *, is_folded: bool) -> str:
    """Fold or unfold a branch (ALL: every one) and return the step to be chosen afterwards.

    That is the branch itself if the chosen step would be folded away.
    """
    session = bench.request.session
    kept = dict(session.get(FOLDS, {}))
    if branch == ALL:
        parents = set(bench.outline.parents.values())
        kept[bench.tree.slug] = dict.fromkeys(sorted(parents), is_folded)
        session[FOLDS] = kept
        return ""
    folds = {key: value for key, value in bench.folds.items() if key in bench.nodes}
    if branch in bench.nodes:
        folds[branch] = is_folded
    session[FOLDS] = kept | {bench.tree.slug: folds}
    return branch if is_folded and branch in _above(bench) else bench.node


def _above(bench: Workbench) -> set[str]:
    parents, key = bench.outline.parents, bench.node
    above = set()
    while key in parents and parents[key] not in above:
        key = parents[key]
        above.add(key)
    return above
