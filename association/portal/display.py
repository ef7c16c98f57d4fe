from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

YEAR = 365 * 24 * 60 * 60


@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """长辈版 on or off, kept on this device; back to the page one came from."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    if request.COOKIES.get("size") == "large":
        response.delete_cookie("size")
    else:
        response.set_cookie("size", "large", max_age=YEAR, samesite="Lax", httponly=True)
    return response
