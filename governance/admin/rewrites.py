"""What a model made of changes, and what it has cost, in the admin; read-only."""

from django.contrib import admin

from governance.admin.lists import ReadOnlyAdmin, column
from governance.models import Rewrite, RewritingBudget


@admin.register(Rewrite)
class RewriteAdmin(ReadOnlyAdmin):
    list_display = ("change", "model", "state", "outcome", "kept_count", "tokens", column("asked_at", "asked"))
    list_filter = ("state", "outcome")
    list_select_related = ("change",)
    search_fields = ("=model",)
    fields = (
        "change",
        "model",
        "state",
        "outcome",
        "sentences",
        "kept_count",
        "dropped",
        "tokens",
        "attempt_count",
        "lease_until",
        "asked_at",
        "answered_at",
        "statements_hash",
        "comparison_version",
        "prompt_version",
        "guard_version",
    )


@admin.register(RewritingBudget)
class RewritingBudgetAdmin(ReadOnlyAdmin):
    list_display = ("period", "tokens", "cost", "calls", "refusals")
    fields = ("period", "tokens", "cost", "calls", "refusals")
