"""The forms of the gallery: one of each shape that a page asks with."""

from datetime import date

from django import forms

from huiliu.web.kit.forms import DayField

DAY = date(2026, 11, 23)
CHANNELS = [("phone", "电话"), ("visit", "上门"), ("message", "微信等"), ("meeting", "见面")]
OUTCOMES = [("reached", "联系上了"), ("missed", "没联系上")]
NEEDS = [("work", "找活"), ("housing", "住房"), ("health", "看病"), ("school", "孩子上学")]


class SignIn(forms.Form):
    username = forms.CharField(label="用户名")
    password = forms.CharField(label="密码", widget=forms.PasswordInput)


class RecordContact(forms.Form):
    outcome = forms.ChoiceField(label="结果", choices=OUTCOMES, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label="方式", choices=CHANNELS, widget=forms.RadioSelect)
    happened_on = DayField(label="哪一天", today=DAY)
    note = forms.CharField(
        label="说了什么",
        required=False,
        help_text="一句话就够，不写也行。两边组织和本人都看得到。",
        widget=forms.Textarea({"rows": 2}),
    )
    need_kind = forms.ChoiceField(
        label="哪方面", choices=NEEDS, required=False, widget=forms.RadioSelect
    )
    need_note = forms.CharField(
        label="具体是什么", required=False, widget=forms.Textarea({"rows": 2})
    )
    acting = forms.CharField(widget=forms.HiddenInput, initial="a1")


class Telephone(forms.Form):
    telephone = forms.CharField(
        label="手机号", widget=forms.TextInput({"type": "tel", "autocomplete": "tel"})
    )
    why = {"telephone": "只用来确认是您本人，不作别的用处。"}


class Code(forms.Form):
    code = forms.CharField(
        label="六位数",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class Upload(forms.Form):
    workbook = forms.FileField(label="花名册文件", help_text="最多 10 MB。")
    organisation = forms.ChoiceField(label="替哪个组织传", choices=[("1", "北湖街道环保社区")])


class Direction(forms.Form):
    direction = forms.ChoiceField(
        label="这份表记的是",
        choices=[("in", "流入的党员"), ("out", "流出的党员"), ("all", "全部党员")],
        initial="in",
        widget=forms.RadioSelect,
    )


class NewOrganisation(forms.Form):
    name = forms.CharField(label="名称")
    kind = forms.ChoiceField(label="是什么组织", choices=[("branch", "党支部"), ("grid", "网格")])


class Invite(forms.Form):
    name = forms.CharField(label="姓名")
    role = forms.ChoiceField(
        label="身份",
        choices=[("worker", "社区工作者"), ("secretary", "支部书记")],
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        label="到哪一天", required=False, widget=forms.DateInput({"type": "date"})
    )
    why = {"until": "到期自动停下，不用再记着收回。"}


class Accept(forms.Form):
    username = forms.CharField(label="用户名", help_text="自己好记就行，登录时用。")
    password = forms.CharField(label="密码", widget=forms.PasswordInput)
    agreed = forms.BooleanField(label="我只为这份工作看这些档案")


class Synonym(forms.Form):
    header = forms.CharField(label="表里怎么写")
    field = forms.ChoiceField(label="是什么", choices=[("telephone", "手机号"), ("name", "姓名")])


class Decide(forms.Form):
    answer = forms.ChoiceField(
        label="怎样",
        choices=[("accepted", "在，我们来联系"), ("refused", "不在这里")],
        widget=forms.RadioSelect,
    )
    place = forms.CharField(
        label="是哪个党组织", required=False, help_text="写名称里的几个字就行，比如“环保社区”。"
    )
    words = forms.CharField(
        label="说明",
        required=False,
        help_text="接下来办的人和本人都会看到。",
        widget=forms.Textarea({"rows": 2}),
    )
