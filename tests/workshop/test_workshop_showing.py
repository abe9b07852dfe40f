"""Tables for the projector, and the day a lesson speaks of."""

import pandas as pd
import pytest

from toolkit import County, dataset, demo_county, pairing
from toolkit.terms import use_lang
from workshop import NotHere, shown
from workshop.lessons.days import teaching_day


def test_headings_channels_and_organisations_are_read_in_chinese() -> None:
    county = County.load(dataset("qinglan_60"))
    with use_lang("zh"):
        table = shown(pairing.load(county, "2011-07-01"), county)
        assert list(table.columns) == ["帮扶方", "结对方式", "结对数", "帮扶能力", "超出能力"]
        assert set(table["结对方式"]) >= {"先进带后进", "部门联后进"}
        assert table["帮扶方"].str.match(r"QL\d{4} [^（]+$").all()
        cover = shown(pairing.coverage(county, "2011-07-01"), share="占比")
        assert (
            list(cover.columns) == ["结对方式", "受助方数", "已结对数", "未结对数", "占比"]
            and cover["占比"][2] == 0.833
        )


def test_cells_are_said_in_words_and_whole_numbers_stay_whole() -> None:
    day = pd.Timestamp("2011-07-01")
    frame = pd.DataFrame(
        {
            "start": [day, pd.NaT],
            "capacity": [pd.NA, 3],
            "recipients": [4.0, 1200.0],
            "three_kinds": [True, False],
        }
    )
    with use_lang("zh"):
        rows = shown(frame, recipients="几个").to_dict("list")
    assert rows == {
        "起始日期": ["2011-07-01", ""],
        "帮扶能力": ["不限", 3],
        "几个": [4, 1200],
        "三类帮扶齐全": ["是", "否"],
    }


def test_a_few_numbers_by_name_become_a_table_and_counts_stay_whole_beside_fractions() -> None:
    with use_lang("zh"):
        goals = shown({"coverage": 20, "证明成立": True, "每对公里": 5.50389})
        assert goals.to_dict("list") == {
            "项目": ["满足的需求", "证明成立", "每对公里"],
            "值": [20, "是", 5.504],
        }
        assert "20.0" not in goals.to_string()
        voices = shown(pd.Series({"voice_self": 78.8}), value="平均分")
        assert voices.to_dict("list") == {"项目": ["自评"], "平均分": [78.8]}


def test_words_of_the_rooms_are_said_in_the_readers_language() -> None:
    frame = pd.DataFrame(
        {
            "event": ["retain"],
            "state": ["named"],
            "kind": ["lookback"],
            "method": ["celf"],
            "codes": ["SERVE;LEADERS"],
        }
    )
    with use_lang("zh"):
        assert shown(frame).iloc[0].tolist() == [
            "继续保留",
            "已命名",
            "回头看",
            "贪心选点",
            "服务群众办实事；带头人队伍建设",
        ]
        odd = pd.DataFrame(
            {"kind": ["参观"], "method": ["自定"], "codes": ["自拟"], "mode": ["threshold"]}
        )
        assert shown(odd).iloc[0].tolist() == ["参观", "自定", "自拟", "标准认定"]
    with use_lang("en"):
        assert (
            shown(frame).iloc[0, -1] == "practical help for people; choosing and training leaders"
        )


def test_names_of_a_user_s_own_units_are_not_put_on_the_wall() -> None:
    county = demo_county(60, 5)
    own = county.replace(
        {"organisation": county["organisation"].assign(data_nature="user_supplied")}
    )
    helpers = pairing.load(own, "2011-07-01")
    assert list(shown(helpers, own).iloc[:, 0]) == list(helpers["helper_id"])


def test_the_day_is_mid_year_of_the_last_year_in_which_a_pairing_began() -> None:
    county = County.load(dataset("qinglan_60"))
    assert teaching_day(county) == "2011-07-01", (
        "pairs that are only proposed for 2012 do not count"
    )
    going_on = county["pairing"][county["pairing"]["status"].isin(["active", "followup"])]
    late = going_on.assign(start="2014-09-15", end_plan=pd.NaT)
    few = {table: county[table] for table in ("organisation", "programme")}
    assert teaching_day(County({**few, "pairing": late})) == "2014-12-31"
    with pytest.raises(NotHere):
        teaching_day(County(few))
