"""One body for each language in which somebody gets a mail, rendered once for all its people."""

import pytest

from alerts.mail import bodies
from alerts.models import Content, Message
from alerts.owed.fan_out import fan_out_due

pytestmark = pytest.mark.django_db


def test_readers_of_two_languages_get_one_body_each(make_user, make_platform, make_change, watch, now, monkeypatch):
    rendered, real = [], bodies.render_alert
    monkeypatch.setattr(bodies, "render_alert", lambda *given, **named: rendered.append(1) or real(*given, **named))
    platform = make_platform("acme")
    people = [make_user(tier="watcher", locale=locale) for locale in ("en", "de", "en", "de", "xx")]
    for user in people:
        watch(user, platform)
    make_change(platform, published_at=now)
    assert fan_out_due(now)["messages"] == len(people)
    english, german = (Content.objects.filter(html__contains=f'<html lang="{code}"') for code in ("en", "de"))
    assert (len(english), len(german), len(rendered)) == (1, 1, 2)
    of_german = Message.objects.filter(batch__content=german.get()).values_list("user", flat=True)
    assert set(of_german) == {user.pk for user in people if user.locale == "de"}
    assert "Änderung ansehen" in german.get().text
    assert "See the change" in english.get().text
