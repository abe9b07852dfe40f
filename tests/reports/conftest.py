"""Fixtures of the report tests."""

import pytest
from reports_samples import public_tables, report_of, small_tables

import toolkit
from toolkit import reports
from toolkit.terms import use_lang


@pytest.fixture(scope="session")
def small():
    return toolkit.County(small_tables())


@pytest.fixture(scope="session")
def public():
    return toolkit.County(public_tables())


@pytest.fixture(scope="session")
def small_report(small):
    """The full report of the small county, to look at."""
    return report_of(small)


@pytest.fixture(scope="session")
def public_report(public):
    return report_of(public)


@pytest.fixture(scope="session", params=["zh", "en"])
def written(request, small, tmp_path_factory):
    """(language, report, folder) of the small county, all files written."""
    with use_lang(request.param):
        report = report_of(small)
        folder = tmp_path_factory.mktemp(request.param) / "新建 文件夹"
        reports.write_report(report, folder)
    return request.param, report, folder
