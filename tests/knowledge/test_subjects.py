from __future__ import annotations

import pytest

from tidegate.knowledge import subjects
from tidegate.knowledge.modules import delivered
from tidegate.knowledge.purposes import purposes
from tidegate.model.kinds import ChangeKind

AUTHENTICATION, AUTHORIZATION = ChangeKind.AUTHENTICATION, ChangeKind.AUTHORIZATION
CRYPTOGRAPHY, PAYMENT = ChangeKind.CRYPTOGRAPHY, ChangeKind.PAYMENT
_OF_PURPOSES = {
    AUTHENTICATION: ("jwt", "one-time-codes", "passkeys", "password-hashing"),
    CRYPTOGRAPHY: ("cryptography", "jwt", "passkeys", "password-hashing", "rsa"),
    PAYMENT: ("payments",),
}


_MODULES = {"adyen": "Adyen", "libpass": "passlib", "m2crypto": "M2Crypto"}


@pytest.mark.parametrize(("kind", "purpose"), [(k, p) for k, all_of in _OF_PURPOSES.items() for p in all_of])
def test_packages_for_a_purpose_are_modules_of_the_subject(kind: ChangeKind, purpose: str) -> None:
    for package in purposes()[purpose].packages["PyPI"]:
        modules = (*delivered().get(package, ()), _MODULES.get(package, package.replace("-", "_")))
        assert any(kind in subjects.of_reference(module) for module in modules), (package, modules)


def test_entries_stand_once_and_in_order() -> None:
    for subject in subjects.packaged().values():
        for entries in (subject.modules, subject.words, subject.hosts):
            assert list(entries) == sorted(set(entries), key=lambda one: (one.lower(), one))
        assert all(word == word.lower() for word in (*subject.words, *subject.hosts))


def test_what_always_needs_a_human_goes_by_no_word() -> None:
    assert subjects.packaged()[AUTHENTICATION].words == ()
    assert subjects.packaged()[AUTHORIZATION].words == ()


@pytest.mark.parametrize(
    ("reference", "kinds"),
    [
        ("django.contrib.auth.login", {AUTHENTICATION}),
        ("django.contrib.auth.hashers.make_password", {AUTHENTICATION, CRYPTOGRAPHY}),
        ("jwt.decode", {AUTHENTICATION, CRYPTOGRAPHY}),
        ("stripe.Charge.create", {PAYMENT}),
        ("hashlib.sha256", {CRYPTOGRAPHY}),
        ("guardian.shortcuts.assign_perm", {AUTHORIZATION}),
        ("django.contrib.auth.decorators.login_required", set()),  # a control: compared by what it asks
        ("django.contrib.auth.get_user_model", set()),
        ("stripes.Charge", set()),
        ("my.stripe", set()),
        ("json.dumps", set()),
    ],
)
def test_references(reference: str, kinds: set[ChangeKind]) -> None:
    assert subjects.of_reference(reference) == kinds


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("shop/billing/forms.py", {PAYMENT}),
        ("shop.models.CreditCardForm", {PAYMENT}),
        ("web/src/paymentMethods.ts", {PAYMENT}),
        ("core.crypto_utils.encrypt", {CRYPTOGRAPHY}),
        ("templates/checkout.html", {PAYMENT}),
        ("shop.cards.Card", set()),
        ("app.decrypted_name_of", {CRYPTOGRAPHY}),
        ("app.prepayments_of_rent", set()),
        ("a" * 1000 + "payment", set()),
    ],
)
def test_names(name: str, kinds: set[ChangeKind]) -> None:
    assert subjects.of_name(name) == kinds


@pytest.mark.parametrize(
    ("host", "kinds"),
    [
        ("api.stripe.com", {PAYMENT}),
        ("stripe.com", {PAYMENT}),
        ("invoices", {PAYMENT}),
        ("example.com", set()),
        ("plaid.com.example", set()),
    ],
)
def test_hosts_and_tables(host: str, kinds: set[ChangeKind]) -> None:
    assert subjects.of_host(host) == kinds
