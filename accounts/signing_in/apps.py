"""Django's admin with our door. In a module of its own: it is imported before any model can be."""

from django.contrib.admin.apps import AdminConfig


class AdminDoorConfig(AdminConfig):
    default_site = "accounts.signing_in.admin_door.AdminSite"
