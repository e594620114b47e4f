"""The routes of the public record that are the same for everybody.

Those that depend on the tier are in web/api_urls.py.
"""

from django.urls import path

from governance.api import compare, documents, feeds, law_changes, platforms, provisions, regulations

urlpatterns = [
    path("platforms/", platforms.PlatformList.as_view(), name="platforms"),
    path("platforms/<str:slug>/", platforms.PlatformDetail.as_view(), name="platform"),
    path("platforms/<str:slug>/position/", compare.PlatformPosition.as_view(), name="platform-position"),
    path("compare/", compare.PlatformComparison.as_view(), name="compare"),
    path("compare/csv/", compare.PlatformComparisonTable.as_view(), name="compare-csv"),
    path("categories/", platforms.CategoryList.as_view(), name="categories"),
    path("regulations/", regulations.RegulationList.as_view(), name="regulations"),
    path("regulations/<str:regulation_id>/", regulations.RegulationDetail.as_view(), name="regulation"),
    path("feeds/platforms/<str:slug>.atom", feeds.PlatformFeed.as_view(), name="platform-feed"),
    path("feeds/documents/<str:public_id>.atom", feeds.DocumentFeed.as_view(), name="document-feed"),
    path("feeds/categories/<str:category>.atom", feeds.CategoryFeed.as_view(), name="category-feed"),
    path("law-changes/", law_changes.LawChangeList.as_view(), name="law-changes"),
    path("law-changes/<str:public_id>/", law_changes.LawChangeDetail.as_view(), name="law-change"),
    path("documents/", documents.DocumentList.as_view(), name="documents"),
    path("documents/<str:public_id>/", documents.DocumentDetail.as_view(), name="document"),
    path("documents/<str:public_id>/versions/", documents.DocumentVersions.as_view(), name="document-versions"),
    path("documents/<str:public_id>/as-of/", documents.VersionAsOf.as_view(), name="document-as-of"),
    path("versions/<str:public_id>/", documents.VersionDetail.as_view(), name="version"),
    path("versions/<str:public_id>/text/", documents.VersionText.as_view(), name="version-text"),
    path("provisions/", provisions.ProvisionList.as_view(), name="provisions"),
    path("provisions/<str:public_id>/", provisions.ProvisionDetail.as_view(), name="provision"),
]
