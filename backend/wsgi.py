import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

from backend.patience import bound_statements
from backend.starting import refuse_what_is_unfit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
application = get_wsgi_application()
refuse_what_is_unfit()
bound_statements()
# Addresses load all that pages need, seconds of work that nobody's first request should wait for.
resolve("/")
