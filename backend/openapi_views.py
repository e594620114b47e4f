"""Serves the generated API reference as a document and as a page.

Not in `backend.openapi`, which is loaded with every view.
"""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return document


class _MadeOnce(SchemaGenerator):
    """Makes the document once: it is the same for everybody and takes too long for each request."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        return _document()


class ReferenceDocument(SpectacularAPIView):
    """OpenAPI 3.1 as JSON, or as YAML if asked for."""

    generator_class = _MadeOnce
    query_parameters = frozenset({"format", "lang", "version"})
    renderer_classes = [OpenApiJsonRenderer2, OpenApiYamlRenderer2]


class ReferencePage(SpectacularSwaggerSplitView):
    """A page to browse and try the reference. Nothing on it is inline or comes from elsewhere."""

    url_name = "schema"
    query_parameters = frozenset({"script", "lang", "version"})
    template_name = "backend/api_docs.html"

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        # As every page of the site, whatever a client says it accepts: refusing it could only be said in HTML, too.
        return super().perform_content_negotiation(request, force=True)
