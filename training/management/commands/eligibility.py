import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from association.base.commands import DocumentCommand
from association.base.errors import Refused
from training import answers, application
from training.eligibility import reading


class Command(DocumentCommand):
    help = "Which conditions of application each applicant fulfils, and what is missing. Writes nothing."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.json")

    def answer(self, **options: Any) -> list[dict[str, Any]]:
        applicants = reading.applicants(_document(Path(options["file"])))
        return [answers.document(verdict) for verdict in application.judged(applicants)]


def _document(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(f"读不到文件 {path}：{error.strerror}。请核对路径。") from error
    except UnicodeDecodeError as error:
        raise Refused(f"文件 {path} 不是 UTF-8 编码，请另存为 UTF-8。") from error
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        raise Refused(f"文件 {path} 不是 JSON：{where}。") from error
    except (ValueError, RecursionError) as error:
        raise Refused(f"文件 {path} 不是 JSON：数字过长或嵌套过深。") from error
