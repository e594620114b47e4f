"""The public URLs, in one place."""

from django.contrib import admin
from django.urls import include, path

from backend import dev_mail, dev_states, metrics

urlpatterns = [
    path("admin/operating/", include("backend.operating.pages")),
    path("admin/", admin.site.urls),
    path("_allauth/", include("accounts.signing_in.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("api/v1/", include("backend.api_urls")),
    path("", include("governance.log_urls")),
    path("", include("web.urls")),
    path("dev/mail/", dev_mail.mail_list, name="dev-mail"),
    path("dev/mail/<str:name>/", dev_mail.mail_detail, name="dev-mail-detail"),
    path("dev/mail/<str:name>/html/", dev_mail.mail_html, name="dev-mail-html"),
    path("dev/mail/<str:name>/raw/", dev_mail.mail_raw, name="dev-mail-raw"),
    path("dev/states/", dev_states.states, name="dev-states"),
    path("dev/states/<slug:key>/", dev_states.state, name="dev-state"),
    path("metrics", metrics.metrics, name="metrics"),
]

handler400 = "backend.errors.bad_request"
handler403 = "backend.errors.permission_denied"
handler404 = "backend.errors.page_not_found"
handler500 = "backend.errors.server_error"
