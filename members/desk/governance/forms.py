"""What staff type about bodies and meetings. Forms read; ``members.governance`` decides."""

from datetime import timedelta
from itertools import zip_longest
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser

from association.accounts.models import User
from association.base import clock, files, identifiers
from members.desk.forms import day
from members.enums import MeetingMode, MotionKind, Occasion
from members.forms.fields import MobileField
from members.models import BodyTerm, Meeting, Member, Motion, Seat


class MemberField(forms.CharField):
    """A member by number or name; what fits several members is asked again."""

    def clean(self, value: Any) -> Member | None:  # type: ignore[override]
        text = super().clean(value).strip()
        if not text:
            return None
        exact = Member.objects.filter(number=text) or Member.objects.filter(name=text)
        found = list(exact or Member.objects.all().matching(text)[:2])
        if not found:
            raise forms.ValidationError(f"没有找到会员“{text}”。请填会员编号，或单位全称。")
        if len(found) > 1:
            raise forms.ValidationError(f"“{text}”对得上不止一家会员。请填会员编号。")
        return found[0]


class AccountField(MobileField):
    """The account that signs in by this number."""

    def clean(self, value: Any) -> User | None:  # type: ignore[override]
        number = super().clean(value)
        if not number:
            return None
        user = User.objects.filter(phone=identifiers.e164(number), is_active=True).first()
        if user is None:
            raise forms.ValidationError(
                "这个手机号还没有账号。请先在代表所在单位的“单位用户”里邀请，代表开通后再填。"
            )
        return user


class TermForm(forms.Form):
    title = forms.CharField(label="届次", max_length=20, help_text="如：第三届")
    start = day("任期自")
    end = day("任期至", required=False, help_text="含当日；未定则留空")


class SeatForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=40)
    title = forms.CharField(label="职务", max_length=40, required=False, help_text="如：常务理事")
    member = MemberField(
        label="所在会员单位",
        required=False,
        help_text="会员编号或名称。涉及这家单位的议题，本人自动回避",
    )
    user = AccountField(
        label="登录手机", required=False, help_text="代表用它登录后投票；须先有账号"
    )
    start = day("任职自")
    end = day("任职至", required=False, help_text="含当日；未定则留空")


class SignInForm(forms.Form):
    user = AccountField(label="登录手机", required=False, help_text="留空即取消，代表不再能投票")


class SeatEndForm(forms.Form):
    on = day("任职至", help_text="含当日")
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].initial = clock.today


class CallForm(forms.Form):
    title = forms.CharField(label="会议名称", max_length=120)
    held_on = day("开会日期", help_text="通讯表决填开始表决的日期")
    mode = forms.ChoiceField(label="方式", choices=MeetingMode.choices)
    occasion = forms.ChoiceField(label="性质", choices=Occasion.choices)
    deadline = forms.DateTimeField(
        label="表决截止",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="只有通讯表决填；到时即止，之后的票不收",
    )
    place = forms.CharField(label="地点", max_length=120, required=False)
    on_site_reason = forms.CharField(
        label="现场开会的理由",
        max_length=200,
        required=False,
        help_text="一般用通讯表决的机构改为现场召开时须填",
    )
    head_count = forms.IntegerField(
        label="预计到场人数", min_value=1, max_value=5000, required=False
    )

    def __init__(self, *args: Any, term: BodyTerm, usual: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["title"].initial = f"{term}会议"
        self.fields["held_on"].initial = clock.today
        self.fields["mode"].initial = usual
        if usual == MeetingMode.CORRESPONDENCE:
            end = clock.now().replace(hour=17, minute=0, second=0) + timedelta(days=7)
            self.fields["deadline"].initial = end


_EMPTY_MANDATES = 3  # lines more than are filled in; saving brings as many again


class AttendanceForm(forms.Form):
    present = forms.MultipleChoiceField(
        label="到会的代表",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="没有勾选的记为未到会",
    )

    def __init__(self, *args: Any, meeting: Meeting, seats: list[Seat], **options: Any) -> None:
        roll = list(meeting.roll.all())
        given = [(row.seat_id, row.proxy_id) for row in roll if row.proxy_id]
        here = [str(row.seat_id) for row in roll if row.present]
        super().__init__(*args, initial={"present": here}, **options)
        self.seats = {str(seat.pk): seat for seat in seats}
        self.fields["present"].choices = [
            (pk, f"{seat.name}（{seat.member}）" if seat.member else seat.name)
            for pk, seat in self.seats.items()
        ]
        names = [("", "没有"), *((pk, seat.name) for pk, seat in self.seats.items())]
        self.rows = range(1, len(given) + _EMPTY_MANDATES + 1)
        for row, (seat, proxy) in zip_longest(self.rows, given, fillvalue=("", "")):
            self.fields[f"from_{row}"] = _mandate(f"委托人 {row}", names, seat)
            self.fields[f"to_{row}"] = _mandate(f"受托人 {row}", names, proxy)

    def clean(self) -> dict[str, Any]:
        """Both of a mandate are named, and nobody gives two."""
        facts = super().clean() or {}
        given: set[str] = set()
        for row in self.rows:
            seat, proxy = facts.get(f"from_{row}", ""), facts.get(f"to_{row}", "")
            if seat and not proxy:
                self.add_error(f"to_{row}", f"请选{self.seats[seat]}的受托人，或去掉委托人。")
            if proxy and not seat:
                self.add_error(f"from_{row}", f"请选委托{self.seats[proxy]}的人，或去掉受托人。")
            if seat and seat in given:
                self.add_error(
                    f"from_{row}", f"{self.seats[seat]}已经委托了别人，一人只能委托一次。"
                )
            given.add(seat)
        return facts

    def facts(self) -> dict[str, Any]:
        facts, seats = self.cleaned_data, self.seats
        pairs = [(facts[f"from_{row}"], facts[f"to_{row}"]) for row in self.rows]
        return {
            "present": [seats[pk] for pk in facts["present"]],
            "proxies": {seats[seat]: seats[proxy] for seat, proxy in pairs if seat},
        }


def _mandate(label: str, names: list[tuple[str, str]], seat: int | str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=names, required=False, initial=str(seat))


class MotionForm(forms.Form):
    title = forms.CharField(label="议题", max_length=120)
    kind = forms.ChoiceField(
        label="类别", choices=MotionKind.choices, initial=MotionKind.OTHER.value
    )
    text = forms.CharField(
        label="决议草案",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="通过后就是决议的内容",
    )
    member = MemberField(
        label="涉及的会员单位",
        required=False,
        help_text="会员编号或名称。这家单位的代表自动回避",
    )
    paper = forms.FileField(label="会议材料", required=False, help_text=files.DOCUMENTS_RULE)

    def facts(self, *, by: AbstractBaseUser) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        upload = facts.pop("paper")
        return facts | {"paper": files.keep(upload, by=by) if upload else None}


def _votes(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=5000)


class CountForm(forms.Form):
    in_favour = _votes("赞成")
    against = _votes("反对")
    abstained = _votes("弃权")


class NumberForm(forms.Form):
    number = forms.CharField(label="决议文号", max_length=60)


class RecusalForm(forms.Form):
    seat = forms.ModelChoiceField(Seat.objects.none(), label="代表", empty_label="请选择")
    reason = forms.CharField(label="理由", max_length=200, help_text="如：本人近亲属在该单位任职")

    def __init__(self, *args: Any, motion: Motion, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seat"].queryset = Seat.objects.filter(
            attendances__meeting=motion.meeting
        ).exclude(recusals__motion=motion)
