"""The figures of a report with what their sentence is for."""

from toolkit.cases import read

TEXT = (
    "某县情况报告（虚构）\n开展培训8场，投入资金30万元。\n第三方抽查显示，群众满意度由60%升至70%。"
    "\n"
)


def test_each_figure_carries_its_sentence_s_slot_and_evidence() -> None:
    claims = read(TEXT).figures_by_slot
    assert claims["raw"].tolist() == ["8场", "30万元", "60%", "70%"]
    assert claims["slot"].tolist() == ["practice", "practice", "effect", "effect"]
    assert claims["evidence"].tolist() == ["", "", "witness", "witness"]
    assert all(TEXT[r.start : r.end] == r.raw for r in claims.itertuples())


def test_a_figure_in_the_title_is_no_claim_and_an_empty_report_has_none() -> None:
    assert read("30个村的报告（虚构）\n开展培训8场。\n").figures_by_slot["raw"].tolist() == ["8场"]
    for text in ("", "大家都很满意。"):
        assert read(text).figures_by_slot.empty and list(
            read(text).figures_by_slot.columns
        ) == list(read(TEXT).figures_by_slot.columns)
