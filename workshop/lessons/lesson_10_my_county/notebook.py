# %% [markdown]
# <<front>>

# %% [markdown]
# ## 这一课用你们自己的材料
# *This lesson runs on what you bring*
#
# 前九课用的是别人的县。今天换成你们的：一份台账、一轮结对、一个案例、一份证据说明，四样东西带回去就能用。没有带台账的，用第 2 课那份虚构的。
#
# *The lessons so far were about other counties. Today it is yours: a ledger, a round of pairing, a case,
# an evidence statement, four things to take home. Without a ledger of your own take the fictitious one
# of lesson 2.*
#
# <<data>>
#
# 把台账放进笔记本所在的文件夹，在引号里写上它的名字，如 “台账.xlsx”；没有就空着。
#
# *Put the ledger beside this notebook and write its name between the quotes; leave them empty without
# one.*

# %%
from IPython.display import display

import workshop
from toolkit import figures

# %%
file = ""
lesson = workshop.Lesson(10, file or None)

# %% [markdown]
# ## 一、先答台账的问
# *1. Answer what the ledger asks*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.questions)

# %% [markdown]
# <<exercise answers>>

# %%
answer = ""

lesson.check("answers", answer)

# %% [markdown]
# 答案记在你们的台账旁边，照着再读一遍；明年读新台账，答过的不再问。
#
# *The answers are kept beside your ledger and it is read again by them; next year nothing answered is
# asked again.*

# %%
lesson.data.remember(answer)
lesson = workshop.Lesson(10, file or None)
county = lesson.data.county

# %% [markdown]
# 这是台账画成的网。图上先找三样：谁只有空心（没人帮），谁打了叉（太多），谁的线一断就有单位没人帮。
#
# *The ledger as a network. Look for three things: who has only hollow marks, who is crossed, whose lines
# somebody depends on.*

# %%
figures.pairing(county, on=lesson.data.shown_on)

# %% [markdown]
# ## 二、排一轮结对
# *2. One round of pairing*
#
# 台账里没有评定，看不出谁算先进，所以这一轮只排得了规则认得出的帮扶方。每个单位要几家、还有几个位子，先看两张表。
#
# *A ledger holds no ratings, so nobody counts as advanced: this round has only the helpers that the rules
# can tell. What each unit needs, and the places there are:*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.needs, county)

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.prepared.helpers, county, capacity="名额")

# %% [markdown]
# **名额比需要少，总有单位轮不到。** 先和同桌定下：轮不到时，先给谁？凭什么？然后在结对板上配。
#
# *Fewer places than needs: somebody must wait. Agree with your neighbour who comes first, and on what
# ground. Then pair on the board.*

# %%
board = workshop.Board(county, save=lesson.out("我的结对板.json"))
display(board)

# %% [markdown]
# <<exercise round>>

# %%
answer = board

lesson.check("round", answer)

# %% tags=["nbval-check-output"]
plan = lesson.data.plan
if lesson.done("round"):
    display(workshop.shown(lesson.data.beside(answer), goal="目标"))

# %% tags=["nbval-check-output"]
alike = plan.shortages.groupby("sentence", sort=False)["short"]
short = alike.agg(places="size", short="sum").head(5)
words = {"sentence": "缺在哪里，怎样补", "places": "这样的几处", "short": "共缺几个"}
lesson.after("round", workshop.shown(short, **words))

# %% [markdown]
# 缺口不是失败，是一句可以报上去的话：哪一种帮扶、哪几个单位、缺几个。
#
# *A shortage is no failure but a sentence to report: which help, which units, how many.*
#
# ## 三、写一个案例
# *3. Write one case*
#
# 一个案例，四栏：谁，做了什么，什么时候，凭什么看得出。写单位和岗位，不写人名。**每一栏，别人都要能去核对。**
#
# *A case has four fields: who, did what, when, and what shows it. Units and posts, no names of people.
# Somebody else must be able to check every field.*

# %% [markdown]
# <<exercise case>>

# %%
# 谁、做了什么、什么时候、凭什么看得出 // who, did what, when, what shows it
answer = ["", "", "", ""]

lesson.check("case", answer)

# %%
case = lesson.data.fields("case", answer)

# %% [markdown]
# ## 四、写一份证据说明
# *4. Write an evidence statement*
#
# **证据说明**是附在案例后面的几句话，说清这个案例能证明到哪里：看到什么，和谁比，还可能是什么原因，不能说什么，下个月记哪个数。
#
# *An evidence statement is what stands below a case and says how far it goes: what was seen, compared with whom,
# what else it may be, what may not be said, what to count next month.*

# %% [markdown]
# <<exercise statement>>

# %%
# 看到什么、和谁比、还可能的原因、不能说什么、下月记什么 // seen, compared, else, not said, next
answer = ["", "", "", "", ""]

lesson.check("statement", answer)

# %% [markdown]
# ## 五、带回去
# *5. Take it home*
#
# 结对方案一本，案例和证据说明一本。带回去先给当事的单位看一遍，再给没参加的人看一遍。
#
# *A workbook of the plan, one of the case and its statement. Show them to those concerned first, then to
# somebody who was not there.*

# %%
book = plan.to_excel(lesson.out("我的结对方案.xlsx"))
lesson.after("round", lesson.link(book))

# %%
parts = {"案例": case, "证据说明": lesson.data.fields("statement", answer)}
book = lesson.data.write(lesson.out("我的案例.xlsx"), **parts)
lesson.after("statement", lesson.link(book))

# %% [markdown]
# <<discussion>>
#
# <<recap>>
#
# <<limits>>
