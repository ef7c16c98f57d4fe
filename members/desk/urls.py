"""Within the admin site's names: ``admin:members_…``."""

from django.urls import include, path

from members.desk import (
    catalogue,
    certificates,
    changes,
    corrections,
    credits,
    discounts,
    dues,
    imports,
    joining,
    joining_steps,
    lapses,
    membership,
    mobile,
    money,
    money_reports,
    orders,
    payments,
    people,
    policies,
    receipts,
    record,
    relief,
    reminders,
    vouchers,
)
from members.desk import list as register_list

member_urls = [
    path("member/", register_list.changelist, name="members_member_changelist"),
    path("member/add/", record.enter, name="members_member_add"),
    path("member/<int:pk>/", record.record, name="members_member_change"),
    path("member/<int:pk>/edit/", record.edit, name="members_member_edit"),
    path("member/<int:pk>/type/", record.set_type, name="members_member_type"),
    path("member/<int:pk>/seat/", record.set_seat, name="members_member_seat"),
    path(
        "member/<int:pk>/type/<int:type_pk>/",
        corrections.correct_type,
        name="members_type_correct",
    ),
    path(
        "member/<int:pk>/seat/<int:seat_pk>/",
        corrections.correct_seat,
        name="members_position_correct",
    ),
    path(
        "member/<int:pk>/seat/<int:seat_pk>/end/", corrections.end_seat, name="members_position_end"
    ),
    path("member/<int:pk>/step/<slug:verb>/", membership.step, name="members_member_step"),
    path("member/<int:pk>/contact/", record.contact, name="members_contact_add"),
    path(
        "member/<int:pk>/contact/<int:contact_pk>/", record.contact, name="members_contact_change"
    ),
    path(
        "member/<int:pk>/contact/<int:contact_pk>/mobile/",
        mobile.unmask,
        name="members_contact_mobile",
    ),
]

certificate_urls = [
    path("member/<int:pk>/certificate/", certificates.issue, name="members_certificate"),
    path(
        "member/<int:pk>/certificate/revoke/",
        certificates.revoke,
        name="members_certificate_revoke",
    ),
    path(
        "member/<int:pk>/certificate/<int:certificate_pk>/",
        certificates.document,
        name="members_certificate_file",
    ),
]

people_urls = [
    path("member/<int:pk>/people/", people.people, name="members_invite"),
    path(
        "member/<int:pk>/people/invitation/<int:invitation_pk>/revoke/",
        people.revoke,
        name="members_invitation_revoke",
    ),
    path(
        "member/<int:pk>/people/<int:representative_pk>/reset/",
        people.reset,
        name="members_representative_reset",
    ),
]

dues_urls = [
    path("dues/", dues.overview, name="members_dues"),
    path("dues/assess/", dues.assess, name="members_assess"),
    path("dues/<int:year>/extend/", dues.extend, name="members_extend"),
]

payment_urls = [
    path("payments/", payments.changelist, name="members_payments"),
    path("payments/enter/", payments.enter, name="members_payment_enter"),
    path("payments/<int:pk>/", payments.payment, name="members_payment"),
    path("payments/<int:pk>/allocate/", payments.allocate, name="members_payment_allocate"),
    path("payments/<int:pk>/confirm/", payments.confirm, name="members_payment_confirm"),
    path("payments/<int:pk>/step/<slug:verb>/", payments.step, name="members_payment_step"),
    path("payments/<int:pk>/voucher/", payments.voucher, name="members_payment_voucher"),
    path("payments/<int:pk>/receipt/", receipts.record, name="members_receipt_add"),
    path("payments/receipts/", receipts.overview, name="members_receipts"),
    path("payments/receipts/<int:pk>/void/", receipts.void, name="members_receipt_void"),
    path("payments/receipts/<int:pk>/file/", receipts.document, name="members_receipt_file"),
    path("payments/vouchers/", vouchers.queue, name="members_vouchers"),
    path("payments/vouchers/<int:pk>/file/", vouchers.document, name="members_voucher_file"),
    path("payments/vouchers/<int:pk>/decline/", vouchers.decline, name="members_voucher_decline"),
    path("payments/overpaid/", credits.overview, name="members_overpaid"),
    path("payments/overpaid/<int:pk>/carry/", credits.carry, name="members_credit_carry"),
    path("payments/overpaid/<int:pk>/refund/", credits.refund, name="members_refund_request"),
    path("payments/refunds/<int:pk>/confirm/", credits.confirm, name="members_refund_confirm"),
    path("payments/refunds/<int:pk>/step/<slug:verb>/", credits.step, name="members_refund_step"),
    path("payments/carried/<int:pk>/undo/", credits.undo, name="members_credit_undo"),
]

money_urls = [
    path("money/", money.overview, name="members_income"),
    path("money/<int:year>/", money.listed, name="members_income_list"),
    path("money/arrears/", money.overdue, name="members_arrears"),
    path("money/books/", money.books, name="members_books"),
    path("money/council/", money_reports.council, name="members_council_report"),
    path(
        "money/<int:year>/council.xlsx",
        money_reports.council_workbook,
        name="members_council_workbook",
    ),
    path(
        "money/<int:year>/council.pdf",
        money_reports.council_document,
        name="members_council_document",
    ),
    path("money/published/", money_reports.published, name="members_published"),
    path("money/<int:year>/publication/", money_reports.draft, name="members_publication_draft"),
    path("money/published/<int:pk>/publish/", money_reports.publish, name="members_publish"),
]

reminder_urls = [
    path("reminders/", reminders.overview, name="members_reminders"),
    path("reminders/messages/", reminders.message_list, name="members_reminder_messages"),
    path("reminders/messages/<int:pk>/", reminders.message, name="members_reminder_message"),
    path(
        "reminders/messages/<int:pk>/<slug:verb>/",
        reminders.decide,
        name="members_reminder_decide",
    ),
]

policy_urls = [
    path("policies/", policies.policies, name="members_policies"),
    path("policies/<int:pk>/", policies.policy, name="members_policy"),
    path("policies/<int:pk>/export/", policies.export, name="members_policy_export"),
    path("policies/<int:pk>/activate/", policies.activate, name="members_policy_activate"),
    path("policies/<int:pk>/end/", policies.end, name="members_policy_end"),
]

relief_urls = [
    path("relief/", relief.queue, name="members_relief_queue"),
    path("relief/<int:pk>/", relief.record, name="members_relief"),
    path("relief/<int:pk>/accept/", relief.accept, name="members_relief_accept"),
    path("relief/<int:pk>/return/", relief.send_back, name="members_relief_return"),
    path("relief/<int:pk>/opinion/", relief.advise, name="members_relief_advise"),
    path("relief/<int:pk>/agenda/", relief.place, name="members_relief_place"),
    path("relief/<int:pk>/settle/", relief.settle, name="members_relief_settle"),
    path("relief/<int:pk>/letter/", relief.letter, name="members_relief_letter"),
    path("relief/<int:pk>/reply/", relief.reply, name="members_relief_reply"),
]

change_urls = [
    path("changerequest/", changes.queue, name="members_changerequest_changelist"),
    path("changerequest/<int:pk>/", changes.decide, name="members_changerequest_change"),
    path("changerequest/<int:pk>/evidence/", changes.evidence, name="members_change_evidence"),
    path(
        "member/<int:pk>/type/<int:type_pk>/evidence/",
        changes.type_evidence,
        name="members_type_evidence",
    ),
]

import_urls = [
    path("member/export/", imports.register, name="members_export"),
    path("import/", imports.upload, name="members_import"),
    path("import/template/", imports.template, name="members_import_template"),
    path("import/<int:pk>/", imports.detail, name="members_import_detail"),
    path("import/<int:pk>/progress/", imports.progress, name="members_import_progress"),
    path("import/<int:pk>/annotated/", imports.annotated, name="members_import_annotated"),
    path("import/<int:pk>/confirm/", imports.confirm, name="members_import_confirm"),
    path("import/<int:pk>/check/", imports.check_again, name="members_import_check"),
]

service_urls = [
    path("services/", catalogue.services, name="members_services"),
    path("services/add/", catalogue.enter, name="members_service_add"),
    path("services/<int:pk>/", catalogue.service, name="members_service"),
    path("services/<int:pk>/edit/", catalogue.edit, name="members_service_edit"),
    path("discounts/", discounts.policies, name="members_discounts"),
    path("discounts/<int:pk>/", discounts.policy, name="members_discount"),
    path("discounts/<int:pk>/activate/", discounts.activate, name="members_discount_activate"),
    path("discounts/<int:pk>/end/", discounts.end, name="members_discount_end"),
    path("discounts/<int:pk>/revise/", discounts.revise, name="members_discount_revise"),
    path("orders/", orders.orders, name="members_orders"),
    path("orders/<int:pk>/", orders.order, name="members_order"),
    path("orders/<int:pk>/<slug:verb>/", orders.step, name="members_order_step"),
    path("orders/<int:pk>/papers/<int:paper_pk>/", orders.paper, name="members_order_paper"),
]

joining_urls = [
    path("joining/", joining.queue, name="members_joiningapplication_changelist"),
    path("joining/<int:pk>/", joining.application, name="members_joiningapplication_change"),
    path("joining/<int:pk>/admit/", joining.admit, name="members_joining_admit"),
    path(
        "joining/<int:pk>/steps/<int:step_pk>/",
        joining_steps.finish,
        name="members_joining_step",
    ),
    path("joining/<int:pk>/letter/", joining.letter, name="members_joining_letter"),
    path("joining/<int:pk>/link/", joining.new_link, name="members_joining_link"),
    path("joining/<int:pk>/mobile/", joining.mobile, name="members_joining_mobile"),
    path("joining/<int:pk>/files/<slug:which>/", joining.paper, name="members_joining_paper"),
    path("lapses/", lapses.overview, name="members_lapses"),
    path("lapses/<int:pk>/carry-out/", lapses.carry_out, name="members_lapse_carry_out"),
    path("lapses/<int:pk>/drop/", lapses.drop, name="members_lapse_drop"),
]

urlpatterns = [
    *joining_urls,
    *change_urls,
    *import_urls,
    *member_urls,
    *people_urls,
    *certificate_urls,
    *dues_urls,
    *payment_urls,
    *money_urls,
    *reminder_urls,
    *policy_urls,
    path("", include("members.desk.governance.urls")),
    path("", include("members.desk.needs.urls")),
    *relief_urls,
    *service_urls,
]
