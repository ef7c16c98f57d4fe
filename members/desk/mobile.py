"""A contact's whole number: asked for with a reason, shown on this page alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from association.base.forms import attempt
from members.desk.access import desk
from members.desk.forms import UnmaskForm
from members.models import Contact
from members.register import contacts
from members.rules import may_view_contact_mobile


@desk(may_view_contact_mobile)
@require_http_methods(["GET", "POST"])
def unmask(request: HttpRequest, pk: int, contact_pk: int) -> HttpResponse:
    person = get_object_or_404(Contact.objects.select_related("member"), pk=contact_pk, member=pk)
    form = UnmaskForm(request.POST or None)
    shown: list[str] = []
    if form.is_valid():
        attempt(
            form,
            lambda: shown.append(contacts.reveal(person, by=request.user, **form.cleaned_data)),
        )
    context = {"member": person.member, "person": person, "form": form, "number": "".join(shown)}
    status = 422 if form.is_bound and not shown else 200
    return render(request, "members/desk/mobile.html", context, status=status)
