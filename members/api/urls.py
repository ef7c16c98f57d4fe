from django.urls import path, re_path

from members.api.dues import Dues, Ledger
from members.api.register import Members, OneMember
from members.api.standards import Standards

urlpatterns = [
    path("members/", Members.as_view(), name="api_members"),
    re_path(r"^members/(?P<number>[A-Za-z0-9-]{1,20})/$", OneMember.as_view(), name="api_member"),
    path("dues/", Dues.as_view(), name="api_dues"),
    path("ledger/", Ledger.as_view(), name="api_ledger"),
    path("standards/", Standards.as_view(), name="api_standards"),
]
