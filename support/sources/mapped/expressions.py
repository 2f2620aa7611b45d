"""JMESPath (jmespath.org) within bounds: what an admin writes must not stop the door.

The language has no loops, but `[@, @]` doubles what it is given, and forty of them in a row would
outgrow any machine. So what an expression makes is weighed, and at some weight it ends.
"""

from functools import lru_cache
from typing import Any

from jmespath import functions
from jmespath.exceptions import JMESPathError
from jmespath.parser import Parser
from jmespath.visitor import Options, TreeInterpreter

LENGTH_BOUND = 500
# A visit of one node, or one value of what was made, costs one. A payload of 64 KiB has about
# 10,000 values at most; a plain path costs fewer than twenty.
BUDGET = 50_000
_TEXT_BOUND = 100_000
_ROOT = "$."


class Unusable(Exception):
    """An expression that can't be read, or ended in an error; says why, in the library's words."""


class _TooMuch(Exception):
    pass


def find(expression: str, item: Any, root: Any = None) -> Any:
    """Return what `expression` finds in `item`, None where nothing is. Raises Unusable.

    Beginning with "$." it is read from `root`, the whole payload.
    """
    if expression.startswith(_ROOT):
        item, expression = root, expression.removeprefix(_ROOT)
    tree = parsed(expression)
    try:
        return _Bounded().visit(tree, item)
    except _TooMuch:
        raise Unusable("the expression makes too much of this payload") from None
    except JMESPathError as error:
        raise Unusable(_in_one_line(error)) from error
    # What the library lets through of Python: floor() of infinity, comparisons of mixed lists.
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Unusable(_in_one_line(error)) from error
    except RecursionError:
        raise Unusable("the expression is nested too deeply") from None


@lru_cache(maxsize=4096)
def parsed(expression: str) -> Any:
    """Return the syntax tree of an expression. Raises Unusable."""
    if len(expression) > LENGTH_BOUND:
        raise Unusable(f"an expression has at most {LENGTH_BOUND} characters")
    try:
        return Parser().parse(expression.removeprefix(_ROOT)).parsed
    except (JMESPathError, ValueError) as error:
        raise Unusable(_in_one_line(error)) from error
    except RecursionError:
        raise Unusable("the expression is nested too deeply") from None


class _Functions(functions.Functions):
    """JMESPath's own functions, and two for texts that hold several things."""

    @functions.signature({"types": ["string"]}, {"types": ["string"]})
    def _func_split(self, text: str, separator: str) -> list[str]:
        return [part.strip() for part in text.split(separator, 100)] if separator else [text]

    @functions.signature({"types": ["string"]}, {"types": ["number"]}, {"types": ["number"]})
    def _func_cut(self, text: str, begin: float, end: float) -> str:
        """Return the letters from `begin`, counted from 0, up to before `end`."""
        return text[int(begin) : int(end)]

    @functions.signature({"types": ["string"]}, {"types": ["array-string"]})
    def _func_join(self, separator: str, parts: list[str]) -> str:
        if len(separator) * len(parts) > _TEXT_BOUND:
            raise _TooMuch
        return separator.join(parts)


_OPTIONS = Options(custom_functions=_Functions())
# The nodes whose value is new; all others pass on parts of the payload.
_MAKING = {"multi_select_list", "multi_select_dict", "function_expression"}


class _Bounded(TreeInterpreter):
    def __init__(self) -> None:
        super().__init__(_OPTIONS)
        self._left = BUDGET

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
        self._spend(1)
        value = super().visit(node, *args, **kwargs)
        if node["type"] in _MAKING:
            self._weigh(value)
        return value

    def _weigh(self, value: Any) -> None:
        waiting = [value]
        while waiting:
            one = waiting.pop()
            if isinstance(one, str) and len(one) > _TEXT_BOUND:
                raise _TooMuch
            self._spend(1)
            if isinstance(one, dict):
                waiting.extend(one.values())
            elif isinstance(one, list):
                waiting.extend(one)

    def _spend(self, cost: int) -> None:
        self._left -= cost
        if self._left < 0:
            raise _TooMuch


def _in_one_line(error: Exception) -> str:
    """The library points at the place in lines of their own; the first says what is wrong."""
    return str(error).split("\n", 1)[0][:200] or "the expression cannot be read"
