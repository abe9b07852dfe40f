# %% [markdown]
# <<front>>

# %%
import workshop
from toolkit import cases, figures, reports

lesson = workshop.Lesson(7)

# %% [markdown]
# <<data>>
#
# ## 一、读：龙尾村的 46 块牌子
# *1. Read: forty-six plates in Longwei*
#
# 一周之内，46 块党员的牌子全部挂上了门。两年后有人敲开 60 户的门去问。读完再说：这个村的经验该不该推广？
#
# *Within a week 46 plates hung at members' doors. Two years later somebody knocked at sixty. Read first, then say whether this is an experience to spread.*

# %%
workshop.shown(lesson.data.sentences("C20"))

# %% [markdown]
# ## 二、编码：给句子里的做法起同一个名字
# *2. Code: one name for one practice*
#
# **编码**就是给一句话里**做了的事**起一个大家通用的名字，好让几十份材料能放在一起数。名字写在**编码表**里，全表 26 项，今天只用 8 项：
#
# *To code is to give what was done in a sentence a name that all use, so that many reports can be counted together. The codebook has 26 names; eight will do today:*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.practices)

# %% [markdown]
# 三条规矩：编**做了的**，不编只是提到的、打算的、没做的；一句可以编两项；什么也没有就写“无”。
#
# *Three rules: code what was done, not what is only mentioned, planned or left undone; a sentence may have two; where nothing is, write none.*
#
# 有电脑的，两人先后在编码台上编：点一句，选一项，不看对方的。没有电脑的，用印好的编码条。
#
# *With a computer, two people code at the desk one after the other: click a sentence, choose a name, do not look at the other's. Without one, use the printed strips.*

# %%
desk = workshop.Desk({"C20": lesson.data.report("C20")}, "甲", save=None, blind=True)
desk

# %% [markdown]
# <<exercise code>>

# %%
answer = {3: "", 6: "", 7: "", 9: "", 12: "", 15: ""}
lesson.check("code", answer)

# %% [markdown]
# 在编码台上编的，不用再抄，运行下面这一格就核对。
#
# *What was coded at the desk need not be typed again: run this cell.*

# %%
lesson.check("code", desk.frame)

# %% [markdown]
# ## 三、证据：成效凭什么
# *3. Evidence: what an effect rests on*
#
# 一条成效凭什么，分七级，从强到弱。一句够得上几级的，取最强的那级：
#
# *What an effect rests on, in seven grades from strong to weak; where several fit, take the strongest:*
#
# - **第三方**：写明了是当事人以外的谁查的、说的（审计、统计局抽样、记者回访）；
# - **有对照**：和没有这么做的地方比过；
# - **前后对比**：和自己以前比过；
# - **有基数**：说了多少个里面有多少个；
# - **只有数字**：有一个数，没有基数，也没和什么比；
# - **活动计数**：数的是做了多少；
# - **无数字**：没有数，也没有出处。
#
# *Third party: the sentence names who outside checked or said so. Comparison: held against places without it. Before and after: against its own past. Number with base: so many out of so many. Number only: no base, nothing to compare. Activity count: what was done. No number: neither number nor source.*
#
# <<exercise grade>>

# %%
answer = {14: "", 15: "", 16: ""}
lesson.check("grade", answer)

# %% [markdown]
# ## 四、两个人编得不一样，改的是定义
# *4. Where two coders part, the definition is mended*
#
# 两份编码放在一起，这三处分开了。这份材料的两遍编码其实出自同一只手（隔了些日子），所以只用来练习，不说明两个人有多一致。
#
# *The two codings part in three places. Both are by one hand, some time apart: good for practice, no measure of agreement between people.*

# %%
lesson.after("code", workshop.shown(lesson.data.apart))

# %% [markdown]
# <<exercise mend>>

# %%
answer = """

"""
lesson.check("mend", answer)

# %% [markdown]
# 24 份全编完，哪一项最说不清？**α**（阿尔法）是扣掉碰巧以后还剩几成一致：1 是完全一致，0 和瞎猜一样。“一致率”高而 α 低，是因为这一项很少见，光靠“都没编”就能一致。
#
# *Over all 24 cases, which name is least clear? Alpha is the agreement left once chance is taken off: 1 is perfect, 0 no better than guessing. A high share of agreement with a low alpha is a rare code that both mostly leave out.*

# %% tags=["nbval-check-output"]
agreed = cases.agreement(lesson.data.coded, lesson.data.texts)
lowest = agreed["alpha"].nsmallest(3).index
workshop.shown(agreed.loc[lowest, ["percent", "alpha"]], alpha="α")

# %% [markdown]
# ## 五、现在才看机器
# *5. Only now the machine*
#
# 机器按字面找：看到“承诺”两个字，就想到公开承诺。它对 C20 提的建议都在下面，每条写明凭哪几个字。
#
# *The machine goes by wording. For C20 its suggestions stand below, each with the words that decided.*

# %%
lesson.after("code", workshop.shown(lesson.data.machine))

# %% [markdown]
# <<exercise take>>

# %%
answer = ""
lesson.check("take", answer)

# %% [markdown]
# 机器也可以先学人编好的句子，再来读，不只认字面。下面这一页就是这样标的，每处都指回原文；右边是成效凭什么。和上面那张表比：少了哪几条？少了的里面，有没有真做了的事？
#
# *The machine can also learn from sentences that people coded, and not go by wording alone. This page
# is marked so, every suggestion in its place. Beside the table above: which are gone, and was any of
# these really done?*

# %%
marks = cases.accepted(cases.code({"C20": lesson.data.report("C20")}))
page = reports.reading_page(lesson.data.report("C20"), lesson.out("C20.html"), marks)
lesson.after("take", lesson.link(page))

# %% [markdown]
# 机器把数字排成三栏，连“60户”“两年”也算成了结果。结果栏里，哪几个真说了村民得了什么？划掉其余的，再答：这个村的经验该不该推广？
#
# *The machine lays out the figures in three lanes and counts even the sixty households and the two years as outcomes. Which of these outcomes really say what the villagers got from it? Strike out the rest, then answer: is this an experience to spread?*

# %%
lesson.after("grade", figures.claims(lesson.data.report("C20"), "fictitious"))

# %% [markdown]
# <<recap>>
#
# <<limits>>
#
# <<discussion>>
