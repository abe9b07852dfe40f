"""The guard rails of the project, each as a test."""

import pandas as pd
import pytest
from records_samples import organisation, pairing

import toolkit


def errors(problems):
    return set(problems.loc[problems["severity"] == "error", "column"])


@pytest.mark.parametrize(
    "heading",
    [
        "身份证号",
        "身份证号码",
        "联系电话",
        "手机",
        "家庭住址",
        "地址",
        "健康状况",
        "ID card",
        "phone",
        "Mobile No.",
        "home address",
        "health",
    ],
)
def test_columns_of_private_persons_are_refused(folder, heading):
    place = folder(organisation=organisation().assign(**{heading: "x"}))
    assert errors(toolkit.check(place)) == {heading}
    with pytest.raises(toolkit.RecordError, match=r"个人信息|personal data"):
        toolkit.County.load(place)


MORE = [
    "ID_number",
    "id no",
    "ID号",
    "证号",
    "ssn",
    "护照",
    "社保号",
    "wechat",
    "QQ",
    "座机",
    "联系人",
    "contact_number",
    "邮箱",
    "住所",
    "户口",
    "慢性病",
    "体检",
    "银行账号",
    "党员姓名",
    "性别",
    "secretary_name",
    "responsible_person",
    "出生日期",
    "dob",
]
HARMLESS = [
    "ip_address",
    "web address",
    "电话会议次数",
    "健康小屋数",
    "办公地址",
    "healthcare_facility",
    "网址",
    "identifier",
    "地址变更次数",
]


@pytest.mark.parametrize("heading", MORE)
def test_more_personal_headings_are_refused(folder, heading):
    assert errors(toolkit.check(folder(organisation=organisation().assign(**{heading: "x"})))) == {
        heading
    }


def test_headings_about_organisations_are_kept(folder):
    found = toolkit.check(
        folder(organisation=organisation().assign(**dict.fromkeys(HARMLESS, "x")))
    )
    assert found.empty


@pytest.mark.parametrize(
    "text",
    [
        "+8613812345678",
        "138-1234-5678",
        "138 1234 5678",
        "１３８１２３４５６７８",
        "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ",
    ],
)
def test_numbers_in_disguise_are_refused(folder, text):
    assert errors(toolkit.check(folder(organisation=organisation(备注=f"见{text}。")))) == {"备注"}


def test_exemplars_of_fictitious_organisations_say_so_in_a_mixed_county(folder):
    orgs = organisation(
        data_nature=["fictitious", "user_supplied", "user_supplied", "user_supplied"]
    )
    exemplar = pd.DataFrame(
        {
            "ex_id": ["e", "f"],
            "kind": "site",
            "org_id": ["001", "002"],
            "title": "示范点",
            "status": "named",
        }
    )
    found = toolkit.check(folder(organisation=orgs, exemplar=exemplar))
    assert found[["row", "column"]].to_numpy().tolist() == [[2, "title"]]


def test_identity_and_phone_numbers_hidden_in_other_columns_are_refused(folder):
    # 11010519491231002X is the number printed as the example in GB 11643-1999
    place = folder(
        organisation=organisation(
            备注=["联系 13800138000", "11010519491231002X", "正常", "110105194912310020"]
        )
    )
    found = toolkit.check(place)
    assert found["row"].tolist() == [2, 3]


def test_eighteen_digit_identifiers_are_no_identity_numbers(folder):
    place = folder(
        organisation=organisation(
            org_id=["911101087000000001", "911101087000000002", "13800138000", "001"]
        )
    )
    assert toolkit.check(place).empty


def test_unknown_columns_are_kept(folder):
    county = toolkit.County.load(folder(organisation=organisation(特色="茶")))
    assert county["organisation"]["特色"].tolist() == ["茶"] * 4


def public(**changes):
    return organisation(
        name=["甲省", "乙省", "丙省", "丁省"],
        level="province",
        sector="government",
        data_nature="public_official",
        **changes,
    )


def test_public_data_is_never_judged_or_placed(folder):
    assert toolkit.check(
        folder(organisation=public(), pairing=pairing(channel="counterpart_support"))
    ).empty
    assert "channel" in errors(toolkit.check(folder(organisation=public(), pairing=pairing())))
    rating = pd.DataFrame({"org_id": ["001"], "period": ["2015"], "grade": ["backward"]})
    assert "grade" in errors(
        toolkit.check(
            folder(organisation=public(), pairing=pairing(channel="对口支援"), rating=rating)
        )
    )
    case = pd.DataFrame(
        {
            "case_id": ["c"],
            "org_id": ["001"],
            "listed_on": ["2015"],
            "basis": ["quota"],
            "status": ["identified"],
        }
    )
    assert "org_id" in errors(
        toolkit.check(
            folder(organisation=public(), pairing=pairing(channel="对口支援"), turnaround_case=case)
        )
    )


def test_public_data_has_no_coordinates(folder):
    assert errors(toolkit.check(folder(organisation=public(lon=116.4, lat=39.9)))) == {"lon", "lat"}


def test_fictitious_names_say_so(folder):
    assert errors(toolkit.check(folder(organisation=organisation(name="第一支部")))) == {"name"}
    county = toolkit.County.load(
        folder(organisation=organisation(name=[f"第{i}支部(虚构)" for i in range(4)]))
    )
    assert county["organisation"]["name"].str.endswith("（虚构）").all()
    exemplar = pd.DataFrame(
        {
            "ex_id": ["e"],
            "kind": ["site"],
            "org_id": ["001"],
            "title": ["示范点"],
            "status": ["named"],
        }
    )
    assert "title" in errors(toolkit.check(folder(organisation=organisation(), exemplar=exemplar)))


PERSON = {
    "ex_id": ["e1"],
    "kind": ["commended_person"],
    "title": ["某某（虚构）"],
    "status": ["recorded"],
    "source": ["县表彰通报（虚构）"],
}


def test_commended_persons_are_recorded_and_never_scored(folder):
    assert toolkit.check(folder(organisation=organisation(), exemplar=pd.DataFrame(PERSON))).empty
    wrong = pd.DataFrame(PERSON).assign(org_id="001", status="named", source=None)
    assert errors(toolkit.check(folder(organisation=organisation(), exemplar=wrong))) == {
        "org_id",
        "status",
        "source",
    }
    review = pd.DataFrame(
        {"ex_id": ["e1"], "year": [2015], "decision": ["downgrade"], "role_score": [50]}
    )
    assert errors(
        toolkit.check(
            folder(organisation=organisation(), exemplar=pd.DataFrame(PERSON), review=review)
        )
    ) == {"ex_id"}


def test_a_veto_without_legal_basis_is_flagged(folder):
    rating = pd.DataFrame(
        {
            "org_id": ["001", "002"],
            "period": "2015",
            "veto": ["违规", "违反《中华人民共和国某法》第九条"],
        }
    )
    found = toolkit.check(folder(organisation=organisation(), rating=rating))
    assert found[["row", "column", "severity"]].to_numpy().tolist() == [[2, "veto", "warning"]]
