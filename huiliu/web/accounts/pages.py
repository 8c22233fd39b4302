"""Signing in and out, choosing as whom one acts, and the size of the text."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from huiliu.access.queries import appointments_of, persons_of
from huiliu.web.accounts.forms import SignInForm
from huiliu.web.accounts.guesses import guessed
from huiliu.web.kit.entering import let_in
from huiliu.web.kit.pages import ACTING_KEY, AS_SELF, FORM, POST, Asked, public, signed_in
from huiliu.web.kit.surroundings import SIZE_COOKIE, SIZES

YEAR_SECONDS = 365 * 24 * 60 * 60


@public(methods=FORM)
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = guessed(request, **form.cleaned_data)
        if account is not None:
            return let_in(request, account, to="home")
        form.add_error(None, "登录名或密码不对，请再看看。")
    context = {"form": form, "member_url": reverse("my_sign_in")}
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


@public(methods=POST)
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    response = redirect("sign_in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@signed_in(methods=FORM)
def choose_appointment(request: Asked) -> HttpResponse:
    held = appointments_of(account=request.user, day=request.day)
    chosen = request.POST.get("appointment")
    is_member = bool(persons_of(account=request.user))
    if chosen in {str(appointment.id) for appointment in held} or (chosen == AS_SELF and is_member):
        request.session[ACTING_KEY] = chosen
        rotate_token(request)
        return redirect("home")
    choices = [
        {
            "id": appointment.id,
            "role_label": appointment.get_role_display(),
            "organisation": appointment.organisation.name,
            "since": appointment.begins_on.isoformat(),
        }
        for appointment in held
    ]
    if is_member:
        choices.append({"id": AS_SELF, "role_label": "党员本人", "organisation": "我自己的档案"})
    return render(request, "accounts/choose_appointment.html", {"appointments": choices})


@public(methods=POST)
def text_size(request: HttpRequest) -> HttpResponse:
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    response = redirect(back if safe else "/")
    size = request.POST.get("size", "")
    if size.isdecimal() and int(size) in SIZES:
        response.set_cookie(
            SIZE_COOKIE,
            size,
            max_age=YEAR_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
