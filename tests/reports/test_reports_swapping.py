"""A report is built beside the old one and swapped in: all of it or nothing."""

import os

import pytest
from reports_samples import report_of

from toolkit import reports
from toolkit.reports.swapping import swapped
from toolkit.terms import use_lang

OURS = ("report.html", "figures")


@pytest.fixture(autouse=True)
def chinese():
    with use_lang("zh"):
        yield


def test_nothing_of_an_earlier_report_stays(small, tmp_path):
    out = tmp_path / "报告"
    (out / "figures").mkdir(parents=True)
    (out / "figures" / "old.png").write_bytes(b"old")
    paths = reports.write_report(report_of(small, full=False), out)
    assert not (out / "figures" / "old.png").exists()
    assert all(p.is_file() and p.is_relative_to(out) for p in paths)
    assert sorted(os.listdir(tmp_path)) == ["报告"]


def test_other_things_in_the_folder_stay(tmp_path):
    out = tmp_path / "桌面"
    (out / "figures").mkdir(parents=True)
    (out / "figures" / "old.png").write_bytes(b"old")
    (out / "我的.docx").write_bytes(b"mine")
    with swapped(out, OURS) as built:
        (built.folder / "figures").mkdir()
        (built.folder / "report.html").write_text("new", encoding="utf-8")
    assert sorted(os.listdir(out)) == ["figures", "report.html", "我的.docx"]
    assert not os.listdir(out / "figures")


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interrupted_run_leaves_the_earlier_one(tmp_path, stop):
    out = tmp_path / "报告"
    out.mkdir()
    (out / "report.html").write_text("earlier", encoding="utf-8")
    with pytest.raises((KeyboardInterrupt, OSError)), swapped(out, OURS) as built:
        (built.folder / "report.html").write_text("half", encoding="utf-8")
        raise stop
    assert (out / "report.html").read_text(encoding="utf-8") == "earlier"
    assert os.listdir(tmp_path) == ["报告"]


def test_a_folder_that_is_open_elsewhere_is_left_and_the_new_one_named(tmp_path, monkeypatch):
    out = tmp_path / "报告"
    out.mkdir()
    (out / "report.html").write_text("open", encoding="utf-8")
    real = type(out).rename

    def locked(self, target):
        if self == out:
            raise PermissionError(13, "in use", str(self))
        return real(self, target)

    monkeypatch.setattr(type(out), "rename", locked)
    with pytest.warns(UserWarning, match=r"报告\(2\)"), swapped(out, OURS) as built:
        (built.folder / "report.html").write_text("new", encoding="utf-8")
    assert built.final == tmp_path / "报告(2)"
    assert (built.final / "report.html").read_text(encoding="utf-8") == "new"
    assert (out / "report.html").read_text(encoding="utf-8") == "open"


def test_a_file_where_the_folder_should_be_is_said(tmp_path):
    (tmp_path / "报告").write_text("", encoding="utf-8")
    with pytest.raises(NotADirectoryError), swapped(tmp_path / "报告", OURS):
        pass


def test_one_figure_that_fails_is_named_and_the_rest_goes_on(small, tmp_path, monkeypatch):
    from toolkit import figures

    def broken(*_, **__):
        raise RuntimeError("no luck")

    monkeypatch.setattr(figures, "coverage", broken)
    report = report_of(small, full=True)
    pairing = next(s for s in report.sections if s.key == "pairing")
    monkeypatch.setattr(pairing.figures[0], "save", broken)
    reports.write_report(report, tmp_path / "r")
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "图“覆盖”没有画成（RuntimeError：no luck），其余照写。" in page
    assert f"图“{pairing.figures[0].title}”没有画成" in page
    assert page.count("<img ") == sum(len(s.figures) for s in report.sections) - 1
