"""What the name of an exception, or of a check, tells where nothing else says what it means."""

from __future__ import annotations

import re

from tidegate.languages import ir

_SAYS = (
    ("authentication", re.compile(
        r"un_?(?:authenticated|authori[sz]ed)|not_?(?:authenticated|logged_?in|signed_?in)|"
        r"login_?(?:is_?)?required|authentication(?:_?failed|_?required)?|"
        r"(?:invalid|bad|missing)_?(?:credentials?|token|api_?key)"
    )),
    ("authorization", re.compile(
        r"forbidden|(?:permission|access|authorization)_?(?:is_?)?(?:denied|required|failed)|authorization|"
        r"not_?(?:authori[sz]ed|allowed|permitted|(?:your|the|an)?_?owner)|"
        r"(?:insufficient|missing)_?(?:permissions?|privileges?|roles?|scopes?|rights)"
    )),
    ("verification", re.compile(
        r"(?:invalid|bad|wrong|missing)_?(?:webhook_?)?signature|"
        r"signature(?:_?(?:invalid|mismatch|verification(?:_?failed)?))?"
    )),
)  # fmt: skip
_AROUND = re.compile(r"^http_?|_?(?:error|exception|problem)$")


def suggested_kind(raised: ir.Expr) -> tuple[str, str] | None:
    """(control kind, name of the class) of an exception that is raised."""
    named = raised.function if isinstance(raised, ir.Call) else raised
    name = named.id if isinstance(named, ir.Name) else named.name if isinstance(named, ir.Attribute) else ""
    plain = _AROUND.sub("", name.lower()) if name[:1].isupper() else ""
    return next(((kind, name) for kind, pattern in _SAYS if pattern.fullmatch(plain)), None)


_VERIFIES = re.compile(
    r"a?(?:verify|validate|check|assert|ensure|require|is_valid|is_genuine|has_valid)_(?:\w+_)?"
    r"(?:signature|webhook|hmac|mac|digest)(?:_\w+)?|construct_event|(?:signature|hmac)_(?:is_)?(?:valid|matches)"
)


def verifies(reference: str) -> bool:
    """Whether a call that nothing describes compares a signature, by its name."""
    return _VERIFIES.fullmatch(reference.rpartition(".")[2]) is not None
