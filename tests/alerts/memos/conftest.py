"""A document with a history, somebody who asks for memos of it, and a watchlist with it."""

from datetime import timedelta

import pytest

from alerts.memos.asking import MemoWish, ask_for_memo
from governance.models import Change

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def document(make_document, make_platform, make_history):
    document = make_document(make_platform("acme", name="Acme"))
    make_history(document)
    return document


@pytest.fixture
def person(make_user):
    return make_user("reader@example.com", tier="professional")


@pytest.fixture
def change(document):
    return Change.objects.order_by("pk").last()


@pytest.fixture
def ask(person, now):
    def asked(format="json", **wish):
        return ask_for_memo(user=person, wish=MemoWish(format, **wish), now=now)[0]

    return asked


@pytest.fixture
def watchlist(person, document, watch, now):
    return watch(person, document.platform, at=now - 9 * DAY).watchlist
