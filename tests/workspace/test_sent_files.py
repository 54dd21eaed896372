"""Files that pages are sent: as large as the page says, refused in words beyond, never without a token."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.django_db
TAKING = {
    "barriers/places/": ("file", 20),
    "learn/allocation/": ("grants", 20),
    "learn/practices/import/": ("file", 5),
    "plan/import/": ("file", 20),
    "decide/budgets/from-file/": ("file", 20),
    "decide/lotteries/new/": ("pool", 5),
}


def sent(client: Client, address: str, field: str, size: int):
    return client.post(address, {field: SimpleUploadedFile("a.csv", b"x" * size, "text/csv")})


@pytest.mark.parametrize("page", TAKING)
def test_a_page_takes_files_of_the_size_that_it_says(partnership, people, signed_in, page) -> None:
    field, megabytes = TAKING[page]
    client, address = signed_in(people["coordinator"]), partnership.get_absolute_url() + page
    assert sent(client, address, field, 3_000_000).status_code == 400  # it was read, and is no table
    refused = sent(client, address, field, megabytes * 1_000_000 + 2_000_000)
    assert refused.status_code == 413
    assert f"at most {megabytes} MB" in refused.content.decode()


def test_a_whole_partnership_may_be_as_large_as_the_operator_allows(
    partnership, people, signed_in, settings
) -> None:
    settings.UPLOAD_BYTES = 4_000_000
    client, address = signed_in(people["coordinator"]), f"{partnership.get_absolute_url()}exchange/"
    assert sent(client, address, "archive", 3_000_000).status_code == 400
    assert sent(client, address, "archive", 6_000_000).status_code == 413


def test_a_file_without_the_form_s_token_is_refused(partnership, people) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["partner"])
    assert sent(client, f"{partnership.get_absolute_url()}learn/allocation/", "grants", 10).status_code == 403


def test_strangers_are_refused_before_their_file_is_read(partnership, people, signed_in) -> None:
    client = signed_in(people["resident"])
    answer = sent(client, f"{partnership.get_absolute_url()}learn/allocation/", "grants", 50_000_000)
    assert answer.status_code == 403
