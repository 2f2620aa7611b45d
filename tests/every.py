"""Hundreds of cheap cases in one test, which names each of those that fail."""

import functools
import inspect
import reprlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from django.utils import translation


def every(
    names: str | Sequence[str],
    cases: Iterable[Any],
    ids: Iterable[str] | Callable[[Any], Any] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test for every case, as `pytest.mark.parametrize` would, but as one test.

    A test costs pytest and its processes several milliseconds, which is a hundred times what many
    a case does. All cases are run, whichever fails, and each that failed is told by its name.
    Stacked, every case of one is run with every case of the other. Fixtures are the same for
    all cases: for tests that change nothing which outlives a case.
    """
    columns = [part.strip() for part in names.split(",")] if isinstance(names, str) else names
    rows = list(_rows(len(columns), cases, ids))
    assert rows, f"no cases of {', '.join(columns)}"

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def over_all(*args: Any, **kwargs: Any) -> None:
            failures = []
            for name, values in rows:
                translation.activate("en")
                if failure := _failure(
                    test, *args, **kwargs, **dict(zip(columns, values, strict=True))
                ):
                    failure.add_note(f"In the case {name}")
                    failures.append(failure)
            if failures:
                raise ExceptionGroup(f"{len(failures)} of {len(rows)} cases", failures)

        signature = inspect.signature(test)
        left = [value for name, value in signature.parameters.items() if name not in columns]
        over_all.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return over_all

    return decorate


def _failure(test: Callable[..., None], *args: Any, **kwargs: Any) -> Exception | None:
    try:
        test(*args, **kwargs)
    except pytest.skip.Exception:
        return None
    except pytest.fail.Exception as failed:  # no Exception, and a group holds nothing else
        return AssertionError(str(failed)).with_traceback(failed.__traceback__)
    except Exception as failed:  # noqa: BLE001  (whatever it is, the other cases are run)
        return failed
    return None


def _rows(
    width: int, cases: Iterable[Any], ids: Iterable[str] | Callable[[Any], Any] | None
) -> Iterable[tuple[str, Sequence[Any]]]:
    told = iter(ids) if ids is not None and not callable(ids) else None
    for case in cases:
        given = case if isinstance(case, type(pytest.param())) else None
        values = given.values if given else (case if width > 1 else (case,))
        if given and given.id:
            name = str(given.id)
        elif told:
            name = str(next(told))
        else:
            name = "-".join(
                str(ids(value)) if callable(ids) else reprlib.repr(value) for value in values
            )
        yield name, values
