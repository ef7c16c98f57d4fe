"""The six departments and the head of the secretariat, as the association itself names them."""

from association.accounts.models import Department

DEPARTMENTS = (
    ("head", "秘书长"),
    ("general", "综合办公室"),
    ("social", "社会工作部"),
    ("finance", "财务管理中心"),
    ("safety", "安全技术部"),
    ("business", "业务发展部"),
    ("training", "教育培训部"),
)


def install() -> None:
    for position, (code, name) in enumerate(DEPARTMENTS):
        Department.objects.get_or_create(code=code, defaults={"name": name, "position": position})
