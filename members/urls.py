from django.urls import path

from members.portal import (
    access,
    certificate,
    colleagues,
    company,
    disclosure,
    dues,
    joining,
    leaving,
    needs,
    orders,
    payments,
    relief,
    votes,
    welcome,
)

app_name = "members"

access_urls = [
    path("join/<str:token>/", welcome.welcome, name="welcome"),
    path("portal/switch/", access.switch, name="switch"),
]

colleague_urls = [
    path("portal/colleagues/", colleagues.colleagues, name="colleagues"),
    path("portal/colleagues/invite/", colleagues.invite, name="colleague_invite"),
    path("portal/colleagues/<int:pk>/", colleagues.colleague, name="colleague"),
    path("portal/colleagues/<int:pk>/role/", colleagues.change_role, name="colleague_role"),
    path("portal/colleagues/<int:pk>/end/", colleagues.end, name="colleague_end"),
    path("portal/colleagues/<int:pk>/reset/", colleagues.reset, name="colleague_reset"),
    path(
        "portal/colleagues/invitations/<int:pk>/revoke/",
        colleagues.revoke,
        name="invitation_revoke",
    ),
]

dues_urls = [
    path("portal/dues/", dues.dues, name="dues"),
    path("portal/dues/<int:year>/notice.pdf", dues.notice, name="dues_notice"),
    path("portal/dues/resolutions/<int:pk>/", dues.resolution, name="dues_resolution"),
]

payment_urls = [
    path("portal/payments/", payments.payments, name="payments"),
    path("portal/payments/vouchers/new/", payments.voucher_new, name="voucher_add"),
    path("portal/payments/vouchers/<int:pk>/file/", payments.voucher_file, name="voucher_file"),
    path(
        "portal/payments/vouchers/<int:pk>/withdraw/",
        payments.voucher_withdraw,
        name="voucher_withdraw",
    ),
    path(
        "portal/payments/<int:pk>/confirmation.pdf",
        payments.confirmation,
        name="payment_confirmation",
    ),
    path("portal/payments/receipts/<int:pk>/", payments.receipt_file, name="receipt_file"),
]

relief_urls = [
    path("portal/dues/<int:year>/relief/", relief.write, name="relief_write"),
    path("portal/relief/<int:pk>/", relief.application, name="relief_application"),
    path("portal/relief/<int:pk>/withdraw/", relief.withdraw, name="relief_withdraw"),
    path("portal/relief/<int:pk>/letter/", relief.letter, name="relief_letter"),
    path("portal/relief/<int:pk>/reply/", relief.reply, name="relief_reply"),
]

company_urls = [
    path("portal/company/", company.company, name="company"),
    path("portal/company/edit/", company.edit, name="company_edit"),
    path("portal/company/contacts/new/", company.contact, name="contact_add"),
    path("portal/company/contacts/<int:pk>/", company.contact, name="contact_edit"),
    path("portal/company/contacts/<int:pk>/remove/", company.contact_remove, name="contact_remove"),
    path("portal/company/changes/new/", company.change_request, name="change_request"),
    path("portal/company/changes/<int:pk>/", company.change, name="change"),
    path(
        "portal/company/changes/<int:pk>/withdraw/", company.change_withdraw, name="change_withdraw"
    ),
    path(
        "portal/company/changes/<int:pk>/evidence/", company.change_evidence, name="change_evidence"
    ),
]

certificate_urls = [
    path("portal/certificate/", certificate.certificate, name="certificate"),
    path("portal/certificate/file/", certificate.document, name="certificate_file"),
    path("portal/letters/<int:pk>/", certificate.letter, name="admission_letter"),
]

service_urls = [
    path("portal/services/", orders.services, name="services"),
    path("portal/services/<int:pk>/", orders.ask, name="service_request"),
    path("portal/services/orders/<int:pk>/", orders.order, name="order"),
    path("portal/services/orders/<int:pk>/<slug:verb>/", orders.step, name="order_step"),
    path(
        "portal/services/orders/<int:pk>/papers/<int:paper_pk>/", orders.paper, name="order_paper"
    ),
    path("portal/benefits/", orders.benefits, name="benefits"),
]

need_urls = [
    path("portal/needs/", needs.needs, name="needs"),
    path("portal/needs/<int:pk>/", needs.card, name="needs_card"),
    path("portal/needs/<int:pk>/files/<int:file_pk>/", needs.card_file, name="needs_card_file"),
    path("portal/needs/needs/<int:pk>/", needs.need, name="need"),
    path("portal/needs/meetings/<int:pk>/", needs.meeting, name="needs_meeting"),
]

vote_urls = [
    path("portal/votes/", votes.votes, name="votes"),
    path("portal/votes/<int:pk>/", votes.vote, name="vote"),
    path("portal/votes/motions/<int:pk>/", votes.cast, name="ballot"),
    path("portal/votes/motions/<int:pk>/paper/", votes.paper, name="vote_paper"),
]

_LINK = "membership/apply/<str:token>/"
joining_urls = [
    path("membership/", joining.about, name="joining"),
    path("membership/apply/", joining.begin, name="joining_begin"),
    path(_LINK, joining.application, name="joining_application"),
    path(f"{_LINK}sheet.pdf", joining.sheet, name="joining_sheet"),
    path(f"{_LINK}stamped/", joining.stamped, name="joining_stamped"),
    path(f"{_LINK}withdraw/", joining.withdraw, name="joining_withdraw"),
    path(f"{_LINK}again/", joining.again, name="joining_again"),
    path(f"{_LINK}account/", joining.account, name="joining_account"),
    path(f"{_LINK}files/<slug:which>/", joining.paper, name="joining_paper"),
    path("portal/company/leave/", leaving.leave, name="leave"),
]

disclosure_urls = [
    path("disclosure/dues/", disclosure.dues, name="disclosed_dues"),
    path("disclosure/charges/", disclosure.charges, name="disclosed_charges"),
]

urlpatterns = [
    *joining_urls,
    *disclosure_urls,
    *vote_urls,
    *access_urls,
    *certificate_urls,
    *dues_urls,
    *relief_urls,
    *payment_urls,
    *service_urls,
    *need_urls,
    *company_urls,
    *colleague_urls,
]
