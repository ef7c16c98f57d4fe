"""Within the admin site's names, as the rest of the desk: ``admin:members_…``."""

from django.urls import path

from members.desk.governance import bodies, meetings, motions

urlpatterns = [
    path("bodies/", bodies.bodies, name="members_bodies"),
    path("bodies/<int:pk>/term/", bodies.begin, name="members_term_add"),
    path("terms/<int:pk>/", bodies.term, name="members_term"),
    path("terms/<int:pk>/seat/", bodies.enter, name="members_seat_add"),
    path("terms/<int:pk>/meeting/", meetings.call, name="members_meeting_call"),
    path("seats/<int:pk>/account/", bodies.link, name="members_seat_account"),
    path("seats/<int:pk>/end/", bodies.end, name="members_seat_end"),
    path("meetings/", meetings.meeting_list, name="members_meetings"),
    path("meetings/<int:pk>/", meetings.meeting, name="members_meeting"),
    path("meetings/<int:pk>/attendance/", meetings.attendance, name="members_attendance"),
    path("meetings/<int:pk>/cancel/", meetings.cancel, name="members_meeting_cancel"),
    path("meetings/<int:pk>/minutes/", meetings.minutes_file, name="members_minutes"),
    path("meetings/<int:pk>/motion/", motions.put, name="members_motion_add"),
    path("meetings/<int:pk>/<slug:verb>/", meetings.step, name="members_meeting_step"),
    path("motions/<int:pk>/count/", motions.count, name="members_motion_count"),
    path("motions/<int:pk>/decide/", motions.decide, name="members_motion_decide"),
    path("motions/<int:pk>/fail/", motions.fail, name="members_motion_fail"),
    path("motions/<int:pk>/recuse/", motions.recuse, name="members_motion_recuse"),
    path("motions/<int:pk>/withdraw/", motions.withdraw, name="members_motion_withdraw"),
    path("motions/<int:pk>/paper/", motions.paper, name="members_motion_paper"),
]
