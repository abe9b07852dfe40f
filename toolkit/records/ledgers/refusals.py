"""What cannot be used is refused by one Chinese sentence: what the file is, and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from toolkit.records.ledgers.persons import plain_text
from toolkit.records.problems import Problems, RecordError
from toolkit.records.sources import Remark
from toolkit.terms import tr

#: headings of households: such a table pairs persons
HOUSEHOLD = re.compile(
    r"户主|户名|(?:脱贫|贫困|监测|低保|困难|帮扶|联系|结对|农)户(?:$|姓名|编号|\()"
)
_HOUSEHOLD = re.compile(
    r"户主|贫困户|脱贫户|监测户|低保户|农户|困难(?:群众|党员|职工|家庭)|(?:困难|特困|五保|三类|重点)户|(?:家庭|户籍)住址|致贫|帮扶户|留守|家庭成员|户编号"
)
_PAIRS = re.compile(
    r"结对|帮扶|帮带|帮联|包户|包村|驻村|联户|联村|挂钩|联系(?!电话|方式|人)|责任人"
)
_CONTACTS = re.compile(r"通讯录|联系方式|联络员|电话|手机|联系人")
_FEES = re.compile(r"党费|收缴|缴纳|经费|报销|补助|金额|资金|工资|津贴|费用|收支|预算|拨付")
_ROLL = re.compile(r"花名册|名册|人员名单|党员名单|干部名单|姓名")
_MEETING = re.compile(r"签到|会议|值班|日程|议程|考勤")


class LedgerRefused(RecordError):
    """A file that holds no ledger; the message is one sentence that says what it is and what to
    do."""

    def __init__(self, sentence: str, english: str, place: str = ""):
        problems = Problems()
        problems.file(Remark(place, sentence))
        super().__init__(problems.frame())
        self.sentence, self.english = sentence, english
        self.args = (sentence, english)

    def __str__(self) -> str:
        return self.sentence

    @property
    def said(self) -> str:
        """The sentence in the language of whoever reads."""
        return tr(self.sentence, self.english)


def refuse_kind(path: Path) -> LedgerRefused | None:
    """The refusal of a file by what it is, before it is opened; None where it may be a ledger."""
    with open(path, "rb") as f:
        head = f.read(16)
    ending = path.suffix.lower()
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")) or ending in (
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".bmp",
        ".tif",
        ".tiff",
        ".webp",
        ".heic",
    ):
        return LedgerRefused(
            "这是一张图片，读不出文字：请把表录入或粘贴到表格里，另存为 .xlsx 再读。",
            "this is a picture: type or paste the table into a sheet and save it as .xlsx.",
        )
    if head.startswith(b"%PDF"):
        return LedgerRefused(
            "这是 PDF 文件，不是表格：请用原来的表格文件，另存为 .xlsx 再读。",
            "this is a PDF: use the file it was made from, saved as .xlsx.",
        )
    if ending in (".doc", ".wps"):
        return LedgerRefused(
            "这是旧版 Word 或 WPS 文字文件：请另存为 .docx，或把表贴进表格另存为 .xlsx。",
            "this is an old Word or WPS text: save it as .docx, or its table as .xlsx.",
        )
    if ending in (".ofd", ".ppt", ".pptx", ".zip", ".rar", ".7z"):
        return LedgerRefused(
            "这不是表格文件：请找到里面的台账，另存为 .xlsx 再读。",
            "this is no table: find the ledger in it and save that as .xlsx.",
        )
    return None


def broken(path: Path, why: str) -> LedgerRefused:
    """The refusal of a file that its reader cannot open."""
    if path.suffix.lower() == ".et":
        return LedgerRefused(
            "这个 WPS 表格（.et）打不开：请在 WPS 里另存为 .xlsx 再读。",
            "this WPS table (.et) cannot be opened: save it as .xlsx in WPS.",
        )
    # what is quoted from the file may be anybody's
    why = re.sub(r"^[^:：]*[:：]\s*|（?“[^”]*”）?", "", why)[:80]
    return LedgerRefused(
        f"文件打不开（{why}）：请在 Excel 或 WPS 里打开，另存为 .xlsx 再读。",
        "the file cannot be opened (broken, or with a password): open it in Excel or WPS and save "
        "it as .xlsx.",
    )


def picture() -> LedgerRefused:
    """The refusal of a workbook that holds pictures and no cells."""
    return LedgerRefused(
        "表里只有图片（截图或扫描件），没有可读的单元格：请把内容录入单元格，另存为 .xlsx 再读。",
        "the sheets hold pictures and no cells: type the table into cells and save it as .xlsx.",
    )


def sideways() -> LedgerRefused:
    """The refusal of a table whose headings stand one below the other."""
    return LedgerRefused(
        "列标题写在左边一列（表是横着排的），读不了：请复制后“选择性粘贴—转置”，"
        "让标题排成一行，再读。",
        "the headings stand in the first column: copy the table and paste it transposed.",
    )


def no_marks() -> LedgerRefused:
    """The refusal of a matrix nobody has ticked."""
    return LedgerRefused(
        "这是单位与村的对照矩阵，但格子里没有任何标记（没有打勾√），看不出谁与谁结对："
        "请打勾后再读。",
        "this is a matrix of units and villages without a single mark: tick it first.",
    )


def no_pairing(texts: Sequence[str], personal: int, units: int) -> LedgerRefused:
    """The refusal of tables without pairing and roster, by the words of their titles and headings.

    Parameters
    ----------
    texts : sequence of str
        Titles and headings (never a cell of the body).
    personal, units : int
        How many columns hold persons and units.
    """
    said = "".join(plain_text(t) for t in texts)
    if not said.strip():
        return LedgerRefused(
            "表是空的，没有结对可读：请确认文件是否保存完整，填好后再读。",
            "the sheets are empty: see whether the file was saved whole, fill it in.",
        )
    if _HOUSEHOLD.search(said):
        return _households(said)
    if _FEES.search(said):
        return LedgerRefused(
            "这是党费、经费一类的收支表，没有写谁与谁结对，未读入：请换用结对台账。",
            "this is a table of fees or money and pairs nobody: use the ledger of pairings.",
        )
    if _CONTACTS.search(said) and personal:
        return LedgerRefused(
            "这是联络员通讯录，只有单位和人员的联系办法，没有写谁与谁结对，未读入："
            "请换用结对台账。",
            "this is a list of contacts and pairs nobody: use the ledger of pairings.",
        )
    if _MEETING.search(said):
        return LedgerRefused(
            "这是会议、签到或值班一类的表，没有写谁与谁结对，未读入：请换用结对台账。",
            "this is a table of a meeting or of duties and pairs nobody: use the ledger.",
        )
    if re.search(r"身份证|公民身份", said) or (_ROLL.search(said) and personal):
        return LedgerRefused(
            "这是人员名单（个人信息没有读入），没有写单位之间谁与谁结对，未读入：请换用单位结对的台账。",
            "this is a list of persons and pairs no units: use the ledger of units.",
        )
    if units == 1:
        return LedgerRefused(
            "表里只有一列单位，没有写谁与谁结对：请换用写明帮扶方与受助方的台账。",
            "there is one column of units and nobody beside them: use a ledger with both sides.",
        )
    return LedgerRefused(
        "没有找到结对关系：表里看不出谁帮扶谁，请确认列标题写明帮扶单位和受帮扶村，再读一次。",
        "no pairing was found: name the helping unit and the helped village in the headings.",
    )


def _households(said: str) -> LedgerRefused:
    """The refusal of a list of households, as a pairing only where it says so."""
    if _PAIRS.search(said):
        return LedgerRefused(
            "这是干部与农户（个人）的结对名单，含个人信息，不是单位之间的结对，未读入："
            "请换用单位与单位结对的台账。",
            "this pairs persons with households, not units with units; nothing was read: use the "
            "ledger of units.",
        )
    return LedgerRefused(
        "这是农户或家庭的名册，含个人信息，没有写单位之间谁与谁结对，未读入："
        "请换用单位与单位结对的台账。",
        "this is a list of households and pairs no units; nothing was read: use the ledger of "
        "units.",
    )


def persons_only(texts: Sequence[str], personal: int, units: int) -> LedgerRefused:
    """The refusal of pairings between persons, or between persons and villages; of a list of
    persons that pairs nobody where no word says so."""
    if not _PAIRS.search("".join(map(plain_text, texts))):
        return no_pairing(texts, personal, units)
    return LedgerRefused(
        "这是个人与村（或农户）的结对名单，帮扶方都是个人，没有单位之间的结对，未读入："
        "请换用写明帮扶单位的台账。",
        "this pairs persons with villages or households and names no helping unit: use the ledger "
        "of units.",
    )
