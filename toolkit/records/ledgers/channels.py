"""How a pairing helps: by the row's own words, else the column's heading, else the title."""

from __future__ import annotations

import re

from toolkit.records.ledgers.persons import plain_text

ADVANCED = "advanced_helps_backward"
DEPARTMENT = "department_links_backward"
ENTERPRISE = "enterprise_ties_backward"
HOOK = "hook_up_help"
BUILDING = "co_building"
COUNTERPART = "counterpart_support"

#: words of a cell → channel, the more telling first
_CELL = [
    (COUNTERPART, r"对口支援|对口帮扶|对口协作|支援"),
    (
        ADVANCED,
        r"强村带弱村|先进带后进|强带弱|先进村?帮|强村帮|村村结对|以强带弱|示范带动|先进联后进|强弱",
    ),
    (ENTERPRISE, r"企业[帮结联带]|万企|村企|企村|企业结对"),
    (DEPARTMENT, r"部门[联帮包]|单位联村|机关联村|部门结|单位包村|部门联系"),
    (HOOK, r"挂钩|挂联|挂包"),
    (BUILDING, r"共建|联建"),
]
_HEADING = [
    (COUNTERPART, r"对口|支援|受援|援助"),
    (
        ADVANCED,
        r"先进(?:基层)?(?:村|党|支部|社区)|强村|帮带村|带头村|示范(?:村|党)|标杆村|红旗村|领头村|强党组织",
    ),
    (ENTERPRISE, r"企业|公司|商会"),
    (HOOK, r"挂钩|挂联|挂包"),
    (BUILDING, r"共建|联建"),
]
_TITLE = [
    (COUNTERPART, r"对口支援|对口帮扶|对口协作"),
    (ADVANCED, r"强村带弱村|先进(?:村)?带后进|强带弱|以强带弱|先进(?:村)?帮(?:带|扶)?(?:后进|弱)"),
    (
        ENTERPRISE,
        r"万企兴万村|万企帮万村|企业结后进|企业(?:结对)?帮(?:扶)?村|村企(?:结对|共建|联建)|千企帮千村",
    ),
    (
        DEPARTMENT,
        r"(?:部门|单位|机关).{0,4}(?:联系?|包联?|帮扶?|结对).{0,4}(?:后进|软弱涣散|薄弱)|部门联(?:后进|村)",
    ),
    (HOOK, r"挂钩|挂联帮|挂包"),
    (BUILDING, r"结对共建|共建|联建"),
]
_LINKS = re.compile(r"联系|包村|包联|包保|包抓|牵头|责任|部门|单位|帮扶|驻村|帮联|挂联|联村|机关")
_OFFICE = re.compile(r"部门|机关|联系|包[村联保抓]|牵头|挂")
_BACKWARD = re.compile(r"后进|软弱涣散|薄弱|软弱|涣散")


def _first(text: str, patterns: list[tuple[str, str]]) -> str:
    return next((channel for channel, words in patterns if re.search(words, text)), "")


def cell_channel(text: str) -> str:
    """The channel that a cell of the row states, empty for 其他 and words that name none."""
    return _first(re.sub(r"\s+", "", plain_text(text)), _CELL)


def heading_channel(heading: str, title: str, others: str, kind: str) -> str:
    """The channel that a helper column states.

    Parameters
    ----------
    heading : str
        Its heading with the groups above.
    title : str
        Titles and the sheet's name: offices that link units named backward there.
    others : str
        The recipients' heading, which may name the relation (挂钩村, 受援学校).
    kind : str
        What most of its units are.
    """
    text = re.sub(r"\s+", "", plain_text(heading))
    if found := _first(text, _HEADING):
        return found
    context = plain_text(f"{title} {others} {heading}")
    if _LINKS.search(text) and _BACKWARD.search(context) and kind not in ("village", "enterprise"):
        said = title_channel(title)
        if said in (HOOK, COUNTERPART, BUILDING) and not _BACKWARD.search(others + heading):
            return said
        # 企业结后进名单 over 帮扶单位: the title says who helps, the heading does not
        if said in (ADVANCED, ENTERPRISE) and not _OFFICE.search(text + plain_text(title)):
            return said
        return DEPARTMENT
    other = _first(re.sub(r"\s+", "", plain_text(others)), [_HEADING[0], _HEADING[3], _HEADING[4]])
    return other


def title_channel(title: str) -> str:
    """The channel that a title, a grouping line or a sheet's name states."""
    return _first(re.sub(r"\s+", "", plain_text(title)), _TITLE)
