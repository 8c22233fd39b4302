"""Rules for headers that no table lists, tried in order: whose, what, and then where."""

import re
from functools import lru_cache

from huiliu.exchange.roster.fields import DAYS, NOT_KEPT, Field

_AWAY = "流出|外出|原籍|原党|原支部|户籍|组织关系|隶属|老家|娘家"
_CONTACT = (
    "联系人|联络[员人]|网格员|网格长|楼栋长|单元长|结对|包保|包联|责任人|负责人|书记|专员|帮扶人|"
    "(?:联系|帮扶).{0,2}干部|联系党员"
)
_CALL = "电话|手机|方式|号码|座机|联系人及"
_DAY = "时间|日期|年月|何时|年份|时刻|月份|日$"
_PARTY = "党组织|党支部|支部|党委|党总支|党工委"
_BODY = f"{_PARTY}|单位"

# The order matters: a rule may rely on those above it having been tried.
_RULES: tuple[tuple[str, Field], ...] = (
    (
        r"^(?:失联|失去联系|流动|离?退休|调动|转业|退役)前(?!.*(?:党组织|党支部|支部))",
        Field.FORMERLY,
    ),
    (r"(家中|家里|国内|家庭).*联系人|与.*关系$", Field.FAMILY),
    (rf"(家中|家里|国内|家庭).*联系人.*({_CALL})", Field.OTHER_CONTACT),
    (
        r"金额|银行|卡号|开户|一卡通|账[户号]|慰问金|补[贴助]|公积金|养老保险|医疗保险|年金|绩效|所得税",
        Field.MONEY,
    ),
    (
        r"信用代码|出资|管理层|(单位|企业|公司).*(性质|类型|类别)|用工|劳务|合同|班组|职级",
        Field.EMPLOYMENT,
    ),
    (r"入[职司]|任(现|该)?职.*时间|借调", Field.EMPLOYMENT),
    (r"车牌|车型|驾龄|驾驶证|从业资格|营运证", Field.VEHICLE),
    (r"居住证|护照|签证|永久居留|通行证", Field.PERMIT),
    (r"入伍|部队|服役|优抚|立功|军衔|安置", Field.MILITARY),
    (
        r"推优|政审|审批|批准|批复|文号|志愿书|公示|谈话|(?<!预备党员)支部大会|大会决议",
        Field.PROCEDURE,
    ),
    (r"积极分子|发展对象|培养考察", Field.PROCEDURE),
    (r"认领|认岗|微心愿|先锋岗|亮身份|中心户|安全员|代表委员|红色驿站|兼任", Field.SERVICE),
    (r"服务(时间|时长|次数|小时)|担任.*(楼|单元|门)(长|门长)", Field.SERVICE),
    (r"待遇|慰问|低保|五保|致困|自理|光荣在党|送学|家庭类型", Field.BENEFIT),
    (r"担任.*职务", Field.POST),
    (r"收入|工资|薪", Field.ANNUAL_INCOME),
    (r"党费|缴费|缴纳(比例|基数)", Field.DUES),
    (r"积分|评议|评价|考核|评分|星级|等次", Field.APPRAISAL),
    (r"思想|现实表现|政治表现", Field.THINKING),
    (r"宗教|信教", Field.RELIGION),
    (r"婚", Field.MARITAL_STATUS),
    (r"健康|身体|病史|残疾", Field.HEALTH),
    (r"紧急|微信|qq|邮箱|邮件|e-?mail", Field.OTHER_CONTACT),
    (r"(家属|亲属|亲友|家人|配偶).*(电话|方式|手机)", Field.OTHER_CONTACT),
    (r"家庭(人口|人数)|家庭成员数", Field.HOUSEHOLD_SIZE),
    (r"家庭成员|配偶|子女|父母|家属|家人|留守", Field.FAMILY),
    (r"照片|相片|头像", Field.PHOTO),
    (r"奖|荣誉|表彰|处分|惩", Field.HONOURS),
    (r"(户口|户籍)(性质|类型|类别)|^是否.*(户籍|户口|居民)|人户", Field.HOUSEHOLD_KIND),
    (r"户主", Field.FAMILY),
    (
        r"候鸟|异地养老|(房屋|住房|居住)(性质|方式|类型|状况|情况)|租住情况|是否租",
        Field.RESIDENCE_KIND,
    ),
    (r"(户籍|户口).*(党组织|党支部|支部|党委).*(电话|方式|号码)", Field.HOME_CONTACT_TELEPHONE),
    (rf"(户籍|户口).*(党组织|党支部|支部|党委).*({_CONTACT})", Field.HOME_CONTACT_PERSON),
    (r"(户籍|户口).*(党组织|党支部|支部|党委)", Field.BRANCH),
    (r"身份证.*(地址|住址)|户籍|户口", Field.REGISTERED_AT),
    (r"证件(类型|种类|类别)", Field.DOCUMENT_KIND),
    (r"身份证|公民身份|身份号|证件号", Field.CITIZEN_NUMBER),
    (r"(活动证|流动证|流动党员证).*(号|编码)", Field.CERTIFICATE_NUMBER),
    (r"活动证|流动证|流动党员证|持证|办证", Field.HAS_CERTIFICATE),
    (r"困难|诉求|需求|心愿|意见|建议|帮扶(措施|情况|内容|事项)", Field.NEEDS),
    (rf"(最近|上次|最后|末次).*(联系|走访).*|(联系|走访|谈心).*({_DAY})", Field.LAST_CONTACT_ON),
    (r"(联系|走访).*(频次|频率|周期|次数)", Field.CONTACT_CADENCE),
    (rf"({_AWAY}|党组织|党支部).*({_CONTACT}).*({_CALL})", Field.HOME_CONTACT_TELEPHONE),
    (rf"({_CONTACT}).*({_CALL})", Field.CONTACT_TELEPHONE),
    (rf"(流入|接收).*({_BODY}).*({_CALL})", Field.CONTACT_TELEPHONE),
    (rf"({_AWAY}).*({_BODY}).*({_CALL})", Field.HOME_CONTACT_TELEPHONE),
    (r"入党.*(介绍人|联系人)|培养联系人", Field.SPONSOR),
    (
        r"转往|拟转|转接类型|转移(原因|类型)|回执|有效期|系统转接|(未|是否).*转[入出]|落实(时间|日期)",
        Field.TRANSFER,
    ),
    (rf"({_AWAY}|党组织|党支部).*({_CONTACT})", Field.HOME_CONTACT_PERSON),
    (_CONTACT, Field.CONTACT_PERSON),
    (r"固定电话|固话|座机|宅电|办公电话", Field.LANDLINE),
    (r"手机|移动电话", Field.MOBILE),
    (r"电话|联系方式|联络方式|通讯方式|通信方式|联系号码", Field.TELEPHONE),
    (rf"(失联|失去联系|失踪).*({_DAY})", Field.OUT_OF_TOUCH_SINCE),
    (r"(失联|失去联系).*(原因|情况)|查找|处置", Field.CONTACT_STATE),
    (r"未.*(取得联系|联系上)", Field.OUT_OF_TOUCH),
    (r"(取得|建立)联系|联系上", Field.CONTACT_STATE),
    (r"失联|失去联系", Field.OUT_OF_TOUCH),
    (r"联系(情况|状态|记录)|走访|三联|谈心", Field.CONTACT_STATE),
    (r"延长预备|预备期延长", Field.PROBATION_EXTENSION),
    (rf"(转正|转为正式|成为正式|预备期满|正式党员).*({_DAY})", Field.FULL_ON),
    (r"转正|转为正式", Field.FULL_KIND),
    (rf"(申请入党|入党申请).*({_DAY})", Field.APPLIED_ON),
    (r"(入党|加入.*(党|组织)|预备党员).*(所在|地点|单位|支部|地$)", Field.JOINED_AT),
    (rf"(入党|加入.*(党|组织)|预备党员).*({_DAY})|入党年", Field.JOINED_ON),
    (r"(入党|加入.*(党|组织)).*(类型|类别|方式)", Field.JOINING_KIND),
    (r"党龄.*(校正|调整|扣除)", Field.PARTY_AGE_CORRECTION),
    (r"党龄", Field.PARTY_AGE),
    (r"恢复.*组织生活|保留党籍", Field.AFFILIATION_STATE),
    (r"党籍", Field.STANDING),
    (rf"(参加工作|工作).*({_DAY})", Field.WORKED_SINCE),
    (r"出生地|籍贯|祖籍", Field.NATIVE_PLACE),
    (r"出生|生日", Field.BORN_ON),
    (r"年龄|周岁|岁数", Field.AGE),
    (r"民族|族别", Field.ETHNICITY),
    (r"性别", Field.SEX),
    (r"毕业|院校|学校|所学专业|院系|班级|年级", Field.SCHOOL),
    (r"学历|文化程度|文化水平|教育程度", Field.EDUCATION),
    (r"学位", Field.DEGREE),
    (r"职称|专业技术|技术职务|职业资格|技能等级", Field.PROFESSION_TITLE),
    (r"学工号|学号|工号|职工号", Field.STAFF_NUMBER),
    (r"农民工|进城务工", Field.MIGRANT_WORKER),
    (r"退役|退伍|转业|复员|兵役", Field.VETERAN),
    (rf"离?退休.*({_PARTY})", Field.BRANCH),
    (r"离?退休", Field.RETIRED),
    (r"台湾|台籍|台胞", Field.OF_TAIWAN),
    (r"新.*社会阶层", Field.NEW_STRATUM),
    (
        r"新就业|新业态|新兴领域|两新|三新|灵活就业|^是否.*(司机|骑手|快递|外卖|网约)",
        Field.NEW_EMPLOYMENT_GROUP,
    ),
    (r"一线", Field.FRONT_LINE),
    (rf"(预计|计划|拟).*(返|回|期限|{_DAY})|期限", Field.BACK_EXPECTED_ON),
    (rf"(返乡|返回|回归|流回|回流|离汉|结束).*({_DAY}|情况)?", Field.CAME_BACK_ON),
    (rf"报到.*({_DAY})", Field.REPORTED_ON),
    (
        rf"(流入|来汉|来武汉|到汉|抵|入住|纳管|迁入|接收|来本|到达|^来.).*({_DAY})|何时[来到]",
        Field.ARRIVED_ON,
    ),
    (rf"(流出|外出|外流|离开|离乡|离家|流动|出去).*({_DAY})|何时(流出|外出)", Field.LEFT_ON),
    (
        r"(流入|流出|外出|流动|来汉|务工|离|出国|出境|^来.).*(原因|理由|事由|缘由)",
        Field.FLOW_REASON,
    ),
    (r"(流入|流出|外出|流动|务工).*行业", Field.FLOW_INDUSTRY),
    (r"(流入|流出|外出|流动).*(类型|类别|性质|方式|形式)", Field.FLOW_KIND),
    (r"(流入|流出|外出|流动).*范围|跨省|跨市|跨县", Field.FLOW_RANGE),
    (r"档案", Field.ARCHIVE_HELD_BY),
    (rf"联合.*({_BODY})", Field.JOINT_BRANCH_UNIT),
    (rf"({_BODY}).*(代码|编码|标识|编号)", Field.BRANCH_CODE),
    (r"组织关系.*(转接|转移|转入|转出|转到|是否)|转.*组织关系|介绍信", Field.TRANSFER),
    (r"组织关系.*(状态|情况|在本)|保留组织关系", Field.AFFILIATION_STATE),
    (r"^是否.*(纳入|编入|接收|参加|参与|建立)", Field.PARTICIPATION),
    (
        rf"(流入|接收|报到|编入|纳[管入]|托管|挂靠|临时|参加组织生活|流动党员|驻外).*({_BODY}|社区)",
        Field.HOST,
    ),
    (rf"组织关系|({_AWAY}|所在|所属|转出|来源).*(党组织|党支部|支部|单位党)", Field.BRANCH),
    (r"流出地?单位", Field.BRANCH),
    (r"组织生活|三会一课|主题党日|发挥作用|作用发挥", Field.PARTICIPATION),
    (r"双报到|报到|纳管|参加活动|活动次数", Field.PARTICIPATION),
    (r"培训|学习|学时|教育情况", Field.TRAINING),
    (r"党小组", Field.GROUP),
    (r"党内职务|党组织职务|党务|支委|党代表|两代表", Field.POST),
    (r"流动党员", Field.FLOATING),
    (r"(数据|信息|名单)来源|在册", Field.STATUS),
    (r"外派|派驻|驻外", Field.BOUND_FOR),
    (r"流动前.*(地|处)|从?流出(地|省|市|县|前)|来源|来自|流入前|从何|原住|原居", Field.CAME_FROM),
    (
        r"流入(地|省|市|县|区)|流向|去向|目的地|(外出|务工|流动|在外).*(地|处|址|省|市)",
        Field.BOUND_FOR,
    ),
    (r"网格", Field.GRID),
    (r"小区|楼盘", Field.COMPOUND),
    (r"楼栋|楼号|栋|幢", Field.BUILDING),
    (r"门牌|房号|房间|室号|单元", Field.ROOM),
    (r"住址|住所|居住|居所|地址|租住|暂住|住处|常住|现居|家住", Field.ADDRESS),
    (r"社区|村居|居委|村委|所在村", Field.COMMUNITY),
    (r"街道|乡镇|街镇|镇街", Field.STREET),
    (r"城区|所在区|区县|县区", Field.DISTRICT),
    (r"(党支部|党组织|支部)(名称|全称)?$", Field.BRANCH),
    (r"党委|党工委|党总支|总支", Field.DIVISION),
    (r"(党员|人员)(类别|类型|种类|性质)|政治面貌|(正式|预备)党员", Field.CATEGORY),
    (r"行业|产业|领域", Field.INDUSTRY),
    (r"单位|公司|企业|平台|站点|工作地|就业地|雇主", Field.EMPLOYER),
    (r"职业|岗位|工种|职务|从事|工作|就业|务工", Field.OCCUPATION),
    (r"特长|志愿|技能|专长|意愿|意向|爱好", Field.STRENGTHS),
    (r"曾用名|别名", Field.FORMER_NAME),
    (
        r"(登记|填报|采集|录入|填表|经办|审核|摸排|调查|核查|核实)(人|员)|签[字名]",
        Field.RECORDED_BY,
    ),
    (rf"(登记|填报|采集|录入|填表|更新|摸排|调查|核查|核实|创建).*({_DAY})", Field.RECORDED_ON),
    (r"完整度", Field.COMPLETENESS),
    (r"备注|附注|说明|其他|其它", Field.REMARK),
    (r"姓名$", Field.NAME),
    (r"^(序|编)?号$|序号|^no$", Field.SERIAL),
    (r"状态$", Field.STATUS),
)
_COMPILED = tuple((re.compile(pattern), field) for pattern, field in _RULES)

# A header that asks for a day, a yes or no, a number or a reason can only mean a field that holds
# one. What is not kept may be asked for in any form.
_FITTING: tuple[tuple[re.Pattern[str], frozenset[Field]], ...] = (
    (
        re.compile(rf"(?:{_DAY})$|^何时"),
        DAYS
        | {Field.TRANSFER, Field.TRAINING, Field.PROBATION_EXTENSION, Field.PARTICIPATION}
        | {Field.REMARK, Field.STATUS},
    ),
    (
        re.compile(r"^(?:是否|有无|能否)"),
        frozenset(
            {
                *(Field.OUT_OF_TOUCH, Field.FLOATING, Field.MIGRANT_WORKER, Field.HAS_CERTIFICATE),
                *(Field.VETERAN, Field.OF_TAIWAN, Field.RETIRED, Field.TRANSFER, Field.STANDING),
                *(Field.PARTICIPATION, Field.AFFILIATION_STATE, Field.NEW_EMPLOYMENT_GROUP),
                *(Field.FRONT_LINE, Field.NEW_STRATUM, Field.POST, Field.CONTACT_STATE),
                *(Field.STRENGTHS, Field.CATEGORY, Field.FLOW_RANGE, Field.TRAINING, Field.STATUS),
                *(Field.FULL_KIND, Field.BACK_EXPECTED_ON, Field.NEEDS),
            }
        ),
    ),
    (
        re.compile(r"(?:编号|文号|证号|代码|编码|标识)$"),
        frozenset(
            {
                *(Field.CITIZEN_NUMBER, Field.CERTIFICATE_NUMBER, Field.BRANCH_CODE, Field.SERIAL),
                *(Field.STAFF_NUMBER, Field.GRID, Field.TRANSFER, Field.ROOM, Field.BUILDING),
            }
        ),
    ),
    (
        re.compile(r"(?:原因|事由|缘由|理由)$"),
        frozenset(
            {Field.FLOW_REASON, Field.CONTACT_STATE, Field.TRANSFER, Field.AFFILIATION_STATE}
        ),
    ),
)


@lru_cache(maxsize=10_000)
def field_like(text: str) -> Field | None:
    """Tell the field of a header by the first rule that its key meets and whose field it fits."""
    found = (field for pattern, field in _COMPILED if pattern.search(text))
    return next((field for field in found if _fits(text, field)), None)


def _fits(text: str, field: Field) -> bool:
    if field in NOT_KEPT:
        return True
    return all(field in fields for pattern, fields in _FITTING if pattern.search(text))
