"""The composition root: settings, URLs, the Celery app, the API's policy, the operator's commands.

Nobody imports it.

Kept free of imports: `manage.py` loads `backend.bootstrap` from here before Django is installed.
"""
