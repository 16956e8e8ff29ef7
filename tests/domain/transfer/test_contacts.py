"""People from an old list, through a file, a mapping and a run."""

from datetime import UTC, datetime, timedelta

import pytest

from pondkeeper.domain import profiles
from pondkeeper.kit.errors import InvalidInput

LIST = """姓名,手机号,会员号,渠道来源,添加时间,标签,跟进人,门店,性别
林一,138 0013 8001,A1,包裹卡,2026-01-02 10:00,"老客, 敏感肌",小梅,静安店,女
王二,13800138002,,直播,2026/1/3,,,,
张三,,A3,,2026年1月4日,,,,男
没号,,,,,,,,
错号,12,,,,,,,
谁呀,13800138005,,,,,老王,,
太宽,13800138006,,,,,,,,,多
明天,13800138007,,,2999-01-01,,,,
"""


async def test_a_list_becomes_people_with_source_tags_owner_and_store(brand):
    run = await brand.bring("contacts", LIST)
    assert (run["state"], run["done"], run["failed"], run["total"]) == ("done", 8, 5, 8)
    assert run["result"]["created"] == 3
    people = await brand.all(
        "select c.name, s.name, c.added_at at time zone 'Asia/Shanghai', o.name, st.name, c.gender"
        " from contact c left join source s on s.id = c.source_id left join staff o on o.id ="
        " c.owner_id left join store st on st.id = c.store_id order by c.id"
    )
    assert [(name, source, f"{at:%m-%d %H:%M}", *rest) for name, source, at, *rest in people] == [
        ("林一", "包裹卡", "01-02 10:00", "小梅", "静安店", 2),
        ("王二", "直播", "01-03 00:00", None, None, 0),
        ("张三", None, "01-04 00:00", None, None, 1),
    ]
    tags = "select t.name, ct.origin from contact_tag ct join tag t on t.id = ct.tag_id order by 1"
    assert await brand.all(tags) == [("敏感肌", "import"), ("老客", "import")]
    assert await brand.one("select count(*) from contact_state") == 3


async def test_newcomers_are_listed_as_the_facts_would_list_them(brand):
    now = datetime.now(UTC)
    rows = [
        f"客户{days},1390000{days:04},包裹卡,{now - timedelta(days=days):%Y-%m-%d}"
        for days in (2, 40, 100, 300)
    ]
    await brand.bring("contacts", "姓名,手机号,渠道来源,添加时间\n" + "\n".join(rows))
    stands = "select to_jsonb(s) - 'as_of' from contact_state s order by contact_id"
    listed = await brand.all(stands)
    assert await profiles.rebuild(brand.database, brand.id) == 4
    assert await brand.all(stands) == listed
    stages = "select lifecycle from contact_state order by contact_id"
    assert await brand.all(stages) == [("new",), ("active",), ("dormant",), ("lost",)]


async def test_rows_that_can_not_be_used_come_back_with_their_reason(brand):
    run = await brand.bring("contacts", LIST)
    head, *rows = await brand.errors(run)
    assert head == "姓名,手机号,会员号,渠道来源,添加时间,标签,跟进人,门店,性别,行 / line,原因 / reason"
    said = {row.split(",")[0]: row.split(",", 9)[-1] for row in rows}
    assert {name: text.split(",")[0] for name, text in said.items()} == {
        "没号": "5", "错号": "6", "谁呀": "7", "太宽": "8", "明天": "9",
    }
    assert "no phone or id" in said["没号"]
    assert "not a phone number" in said["错号"]
    assert "no such member of staff" in said["谁呀"]
    assert "stray comma" in said["太宽"]
    assert "future" in said["明天"]
    assert run["artefact_name"] == "old list errors.csv"
    assert run["result"]["artefact"] == "errors"


async def test_the_same_list_twice_changes_nothing_and_triggers_nothing(brand):
    await brand.bring("contacts", LIST)
    before = await brand.all("select id, name, source_id, added_at from contact order by id")
    again = await brand.bring("contacts", LIST.replace("林一", "另一个名字"))
    assert (again["result"]["created"], again["result"]["known"]) == (0, 3)
    assert await brand.all("select id, name, source_id, added_at from contact order by id") == before
    assert await brand.one("select count(*) from contact_tag") == 2
    assert await brand.one("select count(*) from touch") == 0
    assert await brand.one("select count(*) from pgqueuer") == 0


async def test_a_dry_run_counts_and_writes_nothing(brand):
    trial = await brand.attempt("contacts", LIST + "再来,13800138002,,,,,,,\n")
    assert (trial.rows, trial.creates, trial.updates, trial.skips, trial.failed) == (9, 3, 0, 1, 5)
    assert [(bad.line, bad.column, bad.value) for bad in trial.errors] == [
        (5, None, ""), (6, "手机号", "12"), (7, "跟进人", "老王"), (8, None, "多"),
        (9, "添加时间", "2999-01-01"),
    ]
    assert await brand.one("select count(*) from contact") == 0
    assert await brand.one("select count(*) from source") == 0
    await brand.bring("contacts", LIST)
    second = await brand.attempt("contacts", LIST + "林一,13800138001,A1,,,,,,\n王二,13800138002,B2,,,,,,\n")
    assert (second.creates, second.updates, second.skips) == (0, 1, 4)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
async def test_files_come_in_the_encodings_people_have(brand, encoding, delimiter):
    text = "姓名,手机\r\n林一,13800138001\r\n".replace(",", delimiter)
    run = await brand.bring("contacts", text.encode(encoding))
    assert (run["state"], run["failed"]) == ("done", 0)
    assert await brand.all("select name from contact") == [("林一",)]


async def test_what_is_no_table_is_refused_with_a_word_for_the_person(brand):
    for body in (b"", b"\n \n", b"PK\x03\x04 no sheet", b"\xff\xff\xff\xff\x00\x81"):
        with pytest.raises(InvalidInput) as refused:
            await brand.upload("contacts", body)
        assert refused.value.errors[0].field == "file"


async def test_a_mapping_must_fit_the_file(brand):
    upload_id = await brand.upload("contacts", "姓名,手机\n林一,13800138001\n")
    for mapping in ({"name": "姓名"}, {"phone": "电话"}, {"phone": "手机", "shoe": "姓名"}):
        with pytest.raises(InvalidInput):
            await brand.start(upload_id, mapping)
    first = await brand.start(upload_id, {"phone": "手机"})
    assert await brand.start(upload_id, {"phone": "手机"}) == first


async def test_what_was_uploaded_and_left_behind_is_sealed(brand):
    await brand.bring("contacts", LIST)
    pieces = await brand.all("select sealed from blob_chunk")
    assert pieces
    for text in ("林一", "没号", "13800138002"):
        assert not any(text.encode() in sealed for (sealed,) in pieces)
