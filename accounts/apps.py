from django.apps import AppConfig, apps


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import openapi, signals  # noqa: F401  (register themselves)
        from accounts.limits import allauth_
        from accounts.signing_in import logged_signals, recent, staff_sessions  # noqa: F401

        allauth_.install()
        # As shipped it is "Accounts" too, and the admin shows two groups of that name.
        apps.get_app_config("account").verbose_name = "Addresses"
