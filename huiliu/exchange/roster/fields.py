"""What a column of a roster may hold, and what of it is kept."""

from enum import StrEnum
from typing import Self


class Field(StrEnum):
    """A kind of column; `label` is its Chinese name, `kept` whether its values are stored."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    # The line in the list.
    SERIAL = "serial", "序号"
    STAFF_NUMBER = "staff_number", "学工号"
    REMARK = "remark", "备注"
    STATUS = "status", "状态"
    COMPLETENESS = "completeness", "信息完整度"
    RECORDED_BY = "recorded_by", "登记人"
    RECORDED_ON = "recorded_on", "登记日期"

    # The person.
    NAME = "name", "姓名"
    FORMER_NAME = "former_name", "曾用名"
    SEX = "sex", "性别"
    CITIZEN_NUMBER = "citizen_number", "公民身份号码"
    DOCUMENT_KIND = "document_kind", "证件类型"
    ETHNICITY = "ethnicity", "民族"
    BORN_ON = "born_on", "出生日期"
    AGE = "age", "年龄"
    EDUCATION = "education", "学历"
    DEGREE = "degree", "学位"
    SCHOOL = "school", "毕业院校及专业"
    NATIVE_PLACE = "native_place", "籍贯"
    REGISTERED_AT = "registered_at", "户籍所在地"
    OF_TAIWAN = "of_taiwan", "是否台湾省籍"

    # How the person is reached, and where the person lives.
    MOBILE = "mobile", "手机号码"
    LANDLINE = "landline", "固定电话"
    TELEPHONE = "telephone", "联系电话"
    ADDRESS = "address", "现居住地"
    DISTRICT = "district", "所在区"
    STREET = "street", "所在街道"
    COMMUNITY = "community", "所在社区"
    COMPOUND = "compound", "居住小区"
    GRID = "grid", "所在网格"
    BUILDING = "building", "楼栋"
    ROOM = "room", "门牌号"

    # Membership.
    CATEGORY = "category", "人员类别"
    JOINED_ON = "joined_on", "入党日期"
    FULL_ON = "full_on", "转正日期"
    APPLIED_ON = "applied_on", "申请入党日期"
    PARTY_AGE = "party_age", "党龄"
    PARTY_AGE_CORRECTION = "party_age_correction", "党龄校正值"
    JOINING_KIND = "joining_kind", "入党类型"
    FULL_KIND = "full_kind", "转正情况"
    JOINED_AT = "joined_at", "入党时所在支部"
    PROBATION_EXTENSION = "probation_extension", "延长预备期时间"
    SPONSOR = "sponsor", "入党介绍人"
    POST = "post", "党内职务"
    STANDING = "standing", "党籍状态"
    AFFILIATION_STATE = "affiliation_state", "组织关系状态"
    BRANCH = "branch", "组织关系所在党支部"
    GROUP = "group", "党小组"
    BRANCH_CODE = "branch_code", "党组织唯一标识"
    DIVISION = "division", "所在党委"
    JOINT_BRANCH_UNIT = "joint_branch_unit", "联合支部所在单位"
    ARCHIVE_HELD_BY = "archive_held_by", "党员档案所在单位"
    TRAINING = "training", "培训情况"

    # Work.
    EMPLOYER = "employer", "工作单位"
    OCCUPATION = "occupation", "工作岗位"
    PROFESSION_TITLE = "profession_title", "专业技术职务"
    INDUSTRY = "industry", "从事行业"
    WORKED_SINCE = "worked_since", "参加工作日期"
    FRONT_LINE = "front_line", "一线情况"
    NEW_STRATUM = "new_stratum", "新社会阶层类型"
    NEW_EMPLOYMENT_GROUP = "new_employment_group", "新就业群体"
    MIGRANT_WORKER = "migrant_worker", "是否农民工"
    RETIRED = "retired", "是否离退休"
    VETERAN = "veteran", "是否退役军人"

    # Being away.
    FLOATING = "floating", "是否流动党员"
    OUT_OF_TOUCH = "out_of_touch", "是否失联党员"
    OUT_OF_TOUCH_SINCE = "out_of_touch_since", "失去联系日期"
    LEFT_ON = "left_on", "流出日期"
    ARRIVED_ON = "arrived_on", "流入日期"
    CAME_BACK_ON = "came_back_on", "回归日期"
    BACK_EXPECTED_ON = "back_expected_on", "预计返回日期"
    CAME_FROM = "came_from", "流出地"
    BOUND_FOR = "bound_for", "外出流向"
    HOST = "host", "流入党支部"
    REPORTED_ON = "reported_on", "报到日期"
    FLOW_KIND = "flow_kind", "流动类型"
    FLOW_RANGE = "flow_range", "流动范围"
    FLOW_REASON = "flow_reason", "流动原因"
    FLOW_INDUSTRY = "flow_industry", "外出流动行业"
    HAS_CERTIFICATE = "has_certificate", "是否持有流动党员活动证"
    CERTIFICATE_NUMBER = "certificate_number", "流动党员活动证号"
    TRANSFER = "transfer", "组织关系转接情况"
    PARTICIPATION = "participation", "参加组织生活情况"

    # Who stays in touch.
    CONTACT_PERSON = "contact_person", "流入地联系人"
    CONTACT_TELEPHONE = "contact_telephone", "流入地联系人电话"
    HOME_CONTACT_PERSON = "home_contact_person", "流出地联系人"
    HOME_CONTACT_TELEPHONE = "home_contact_telephone", "流出地联系人电话"
    CONTACT_STATE = "contact_state", "联系情况"
    CONTACT_CADENCE = "contact_cadence", "联系频次"
    LAST_CONTACT_ON = "last_contact_on", "最近联系日期"
    NEEDS = "needs", "困难诉求"
    STRENGTHS = "strengths", "特长和服务意愿"
    FORMERLY = "formerly", "从前的住址、单位或电话"

    # Recognised so that it can be said that they are not kept.
    HOUSEHOLD_SIZE = "household_size", "家庭人口"
    FAMILY = "family", "家庭成员"
    HOUSEHOLD_KIND = "household_kind", "户口性质"
    RESIDENCE_KIND = "residence_kind", "居住性质"
    MARITAL_STATUS = "marital_status", "婚姻状况"
    HEALTH = "health", "健康状况"
    ANNUAL_INCOME = "annual_income", "年收入"
    OCCUPATION_AND_INCOME = "occupation_and_income", "职业及年收入"
    THINKING = "thinking", "思想状况"
    RELIGION = "religion", "宗教信仰"
    DUES = "dues", "党费"
    APPRAISAL = "appraisal", "评议和积分"
    HONOURS = "honours", "奖惩情况"
    OTHER_CONTACT = "other_contact", "其他联系方式"
    PHOTO = "photo", "照片"
    MONEY = "money", "钱款和账户"
    BENEFIT = "benefit", "待遇和帮扶"
    PROCEDURE = "procedure", "发展党员和审批手续"
    SERVICE = "service", "服务和认领"
    MILITARY = "military", "服役情况"
    EMPLOYMENT = "employment", "单位情况和用工"
    VEHICLE = "vehicle", "车辆和从业资格"
    PERMIT = "permit", "其他证照"

    @property
    def kept(self) -> bool:
        return self not in NOT_KEPT

    @property
    def about_person(self) -> bool:
        return self not in ABOUT_THE_LIST


NOT_KEPT = frozenset(
    {
        Field.HOUSEHOLD_SIZE,
        Field.FAMILY,
        Field.HOUSEHOLD_KIND,
        Field.RESIDENCE_KIND,
        Field.MARITAL_STATUS,
        Field.HEALTH,
        Field.ANNUAL_INCOME,
        Field.OCCUPATION_AND_INCOME,
        Field.THINKING,
        Field.RELIGION,
        Field.DUES,
        Field.APPRAISAL,
        Field.HONOURS,
        Field.OTHER_CONTACT,
        Field.PHOTO,
        Field.MONEY,
        Field.BENEFIT,
        Field.PROCEDURE,
        Field.SERVICE,
        Field.MILITARY,
        Field.EMPLOYMENT,
        Field.VEHICLE,
        Field.PERMIT,
    }
)

ABOUT_THE_LIST = frozenset({Field.SERIAL, Field.COMPLETENESS, Field.RECORDED_BY, Field.RECORDED_ON})

DAYS = frozenset(
    {
        *(Field.BORN_ON, Field.JOINED_ON, Field.FULL_ON, Field.APPLIED_ON, Field.WORKED_SINCE),
        *(Field.LEFT_ON, Field.ARRIVED_ON, Field.CAME_BACK_ON, Field.REPORTED_ON),
        *(Field.BACK_EXPECTED_ON, Field.OUT_OF_TOUCH_SINCE, Field.LAST_CONTACT_ON),
        Field.RECORDED_ON,
    }
)
"""What is read as a day."""
