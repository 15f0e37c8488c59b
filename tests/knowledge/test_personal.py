"""Names of fields that say that they hold data of persons."""

from __future__ import annotations

import pytest

from tidegate.knowledge.personal import is_id, is_mask, is_personal, packaged


@pytest.mark.parametrize(
    "name",
    [
        "email",
        "billing_email",
        "emailAddress",
        "phone_number",
        "customerPhone",
        "mobile",
        "date_of_birth",
        "dateOfBirth",
        "dob",
        "SSN",
        "iban",
        "address_line_2",
        "addressLine1",
        "passport_number",
        "last_name",
        "_email",
    ],
)
def test_names_of_personal_data(name: str) -> None:
    assert is_personal(name)


@pytest.mark.parametrize(
    "name",
    [
        "id",
        "user_id",
        "name",
        "username",
        "ip_address",
        "email_verified",
        "is_mobile",
        "send_email",
        "from_email",
        "emails_sent",
        "phone_id",
        "file_name",
        "created_at",
        "street_count",
        "",
        "_",
        "e" * 500,
    ],
)
def test_other_names(name: str) -> None:
    assert not is_personal(name)


def test_ids_name_a_row() -> None:
    assert all(map(is_id, ["id", "customer_id", "customerId", "pk", "uuid"]))
    assert not any(map(is_id, ["email", "identity", "paid"]))


def test_masks_say_so() -> None:
    assert all(map(is_mask, ["mask_email", "redacted", "anonymizePhone", "hash_of"]))
    assert not any(map(is_mask, ["get_email", "masquerade", "rehashing"]))


def test_the_list_is_dated_and_says_nothing_twice() -> None:
    known = packaged()
    assert known.as_of.year >= 2026
    assert len({*known.names, *known.exact}) == len([*known.names, *known.exact])
