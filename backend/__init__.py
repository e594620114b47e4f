"""Puts the service together: settings, URLs, the Celery app, the API's policy, the operator's commands.

No app imports it.

Kept free of imports: `manage.py` loads `backend.bootstrap` from here before Django is installed.
"""
