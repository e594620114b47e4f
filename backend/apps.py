from django.apps import AppConfig


class BackendConfig(AppConfig):
    name = "backend"

    def ready(self) -> None:
        # Binds every shared_task to our Celery app in whatever process Django runs, and registers our system checks.
        from backend import celery, checks  # noqa: F401
