"""Addresses of signing in, and of looking after the own sign-in."""

from django.urls import path

from huiliu.web.accounts import devices, factors, pages, passkeys

urlpatterns = [
    path("sign-in/", pages.sign_in, name="sign_in"),
    path("sign-out/", pages.sign_out, name="sign_out"),
    path("act-as/", pages.choose_appointment, name="choose_appointment"),
    path("text-size/", pages.text_size, name="text_size"),
    path("second-factor/", factors.giving, name="second_factor"),
    path("second-factor/add/", factors.adding, name="add_factor"),
    path("second-factor/paper/", factors.renewing_paper, name="renew_paper"),
    path("second-factor/passkey/add/", passkeys.adding, name="add_passkey"),
    path("second-factor/passkey/", passkeys.giving, name="give_passkey"),
    path("second-factor/<uuid:factor>/remove/", passkeys.removal, name="remove_factor"),
    path("my/devices/", devices.devices, name="my_devices"),
    path("my/devices/<uuid:device>/end/", devices.ending_device, name="end_device"),
    path("my/devices/end-others/", devices.ending_others, name="end_other_devices"),
    path("my/password/", devices.password, name="change_password"),
]
