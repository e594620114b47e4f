"""Which of our operations stand for the filters that a platform's declarations name."""

from django.db import models

from governance.models.catalogue import Platform


class FilterOperation(models.Model):
    """An operation that an operator assigned to a filter of a platform by its name. `ended_at` ends an earlier one.

    A filter is code beside the declarations, which is never run. `assigned_by` is how the operator signs in, or what
    the command was told.
    """

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="filter_operations")
    name = models.CharField("name of the filter, as declarations write it", max_length=100)
    operation = models.CharField(max_length=30)
    values = models.JSONField("what it is done with", default=list, blank=True)
    assigned_at = models.DateTimeField()
    assigned_by = models.CharField(max_length=254)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=254, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "name"],
                condition=models.Q(ended_at=None),
                name="one_operation_for_a_filter_of_a_platform",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.operation}"
