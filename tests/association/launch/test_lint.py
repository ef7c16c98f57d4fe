"""The same checks by hand, before a commit and elsewhere."""

import pytest
import yaml

from association.launch import lint


def test_before_a_commit_the_checks_of_make_lint_are_run_and_nothing_is_fetched() -> None:
    config = yaml.safe_load((lint.ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repository["repo"] for repository in config["repos"]] == ["local"]
    hooks = {hook["id"]: hook["entry"] for hook in config["repos"][0]["hooks"]}
    command = ".venv/bin/python -m association.launch.lint"
    assert hooks == {name: f"{command} {name}" for name in lint.CHECKS}


def test_a_check_that_there_is_not_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint.main(["spelling"]) == 2
    assert "no such check: spelling" in capsys.readouterr().out


def test_a_single_check_runs_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint.main(["format"]) == 0
    told = capsys.readouterr().out
    assert "--- format" in told
    assert "--- style" not in told
