"""Addresses of letters and of the post, within the desk's own."""

from django.urls import path

from eservices.backoffice.letters import batches, views

urlpatterns = [
    path("post/", batches.index, name="post"),
    path("post/queue/<int:queue_id>/", batches.make, name="print"),
    path("post/<uuid:batch_uuid>/", batches.batch, name="post_batch"),
    path("post/<uuid:batch_uuid>/letters.pdf", batches.batch_pdf, name="batch_pdf"),
    path("post/<uuid:batch_uuid>/printed/", batches.printed, name="batch_printed"),
    path("post/<uuid:batch_uuid>/posted/", batches.posted, name="batch_posted"),
    path("post/<uuid:batch_uuid>/undo/", batches.undo, name="batch_undo"),
    path("<uuid:case_uuid>/letters/begin/", views.begin, name="letter_begin"),
    path("<uuid:case_uuid>/letters/draft/", views.write, name="letter_draft"),
    path("<uuid:case_uuid>/letters/preview/", views.preview, name="letter_preview"),
    path("<uuid:case_uuid>/letters/preview.pdf", views.preview_pdf, name="letter_preview_pdf"),
    path("<uuid:case_uuid>/letters/send/", views.send, name="letter_send"),
    path(
        "<uuid:case_uuid>/letters/<uuid:letter_uuid>/returned/",
        views.returned,
        name="letter_returned",
    ),
]
