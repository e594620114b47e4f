"""What allauth's pages answer when two requests meet."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render


def answers_a_collision(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Say that another request was first, where the database refuses what this one would write."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except IntegrityError:
            return render(request, "account/collision.html", status=409)

    return page
