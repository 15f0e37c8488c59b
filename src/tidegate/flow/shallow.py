"""What functions call, found without looking into what they call: enough to know most receivers' types."""

from __future__ import annotations

from tidegate.flow.classes import annotated
from tidegate.flow.engine import Engine, Shared
from tidegate.flow.frame import Frame
from tidegate.flow.summary import Called, Summary
from tidegate.flow.values import Value
from tidegate.program.names import FunctionId

_NOT_FOLLOWED = "<not followed>"


class Shallow(Engine):
    """An engine that runs the function that is asked for, and constructors; else declared types must do."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine.program, engine.library, engine.budget, Shared())

    def summary(self, identity: FunctionId, arguments: dict[str, Value] | None = None) -> Summary:
        if not self._stack or identity.qualname.endswith(".__init__"):
            return super().summary(identity, None)
        return self.remember(("declared", identity), lambda: self._declared(identity), Summary())

    def _declared(self, identity: FunctionId) -> Summary:
        function = self.function(identity)
        if function is None:
            return Summary()
        if function.returns is not None:
            declared = annotated(Frame(self, identity, function), function.returns)
            if declared is not None:
                return Summary(returned=declared)
        return Summary(returned=Value(references=(_NOT_FOLLOWED,)))


def is_settled(called: Called) -> bool:
    """Whether what is called does not hang on what a function returns that was not looked into."""
    return not any(name.startswith(_NOT_FOLLOWED) for name in called.references)
