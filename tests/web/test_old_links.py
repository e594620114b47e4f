"""Links in mails that were sent before the code was rearranged."""

import uuid
from datetime import UTC, datetime

import pytest
from django.core import signing

from web.links import choose_url, keep_url, not_me_url, read_choose_link, read_keep_link, read_not_me_link

pytestmark = pytest.mark.django_db


def test_the_links_of_old_mails_open(make_user):
    """Salts are written out here: one that follows a renamed module would end every link that was ever mailed."""
    user = make_user(erase_at=datetime(2026, 3, 20, tzinfo=UTC))
    choose = signing.TimestampSigner(sep=".", salt="web.choose").sign(user.pk.hex)
    keep = signing.Signer(sep=".", salt="web.keep").sign(f"{user.pk.hex}-{user.erase_at.timestamp():.6f}")
    act = uuid.uuid4()
    not_me = signing.Signer(sep=".", salt="web.not-me").sign(act.hex)
    assert read_choose_link(choose) == read_keep_link(keep) == user
    assert read_not_me_link(not_me) == act
    ends = (f"/choose/{choose}/", f"/keep/{keep}/", f"/not-me/{not_me}/")
    made = (choose_url(user.pk), keep_url(user), not_me_url(str(act)))
    assert [url.endswith(end) for url, end in zip(made, ends, strict=True)] == [True] * 3
