"""What a column may hold."""

from huiliu.exchange.roster.fields import ABOUT_THE_LIST, NOT_KEPT, Field


def test_field_carries_its_chinese_label() -> None:
    assert Field("born_on").label == "出生日期"
    assert len({field.label for field in Field}) == len(Field)


def test_field_drops_what_is_refused_by_rule() -> None:
    refused = {"annual_income", "thinking", "dues", "appraisal", "religion", "family"}

    assert refused <= {field.value for field in NOT_KEPT}
    assert not Field.ANNUAL_INCOME.kept
    assert Field.NAME.kept


def test_field_tells_columns_of_the_list_from_columns_of_the_person() -> None:
    assert {field for field in Field if not field.about_person} == ABOUT_THE_LIST
    assert Field.NAME.about_person
