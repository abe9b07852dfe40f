# %% [markdown]
# <<front>>

# %%
import workshop
from toolkit import demo_county, evaluation, figures, register

lesson = workshop.Lesson(5)

# %% [markdown]
# ## 一、一百个人掷骰子
# *1. A hundred people throw dice*
#
# 一百个人各掷两颗骰子。没有先进，也没有后进，只有运气。点数最低的十个，第一次平均掷了多少？
#
# *A hundred people throw two dice each: nobody is better or worse, there is only luck. What did the
# ten lowest throw on average?*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.throws(1), digits=1)

# %% [markdown]
# <<exercise dice>>

# %%
answer = ""
lesson.check("dice", answer)

# %% [markdown]
# 猜过了，看这十个人真的掷了多少。因为低才被挑出来的，下一次多半没这么低，这叫**均值回归**：
#
# *Now see what these ten did throw. Picked for being low, they are mostly less low next time:
# regression to the mean.*

# %% tags=["nbval-check-output"]
lesson.after("dice", workshop.shown(lesson.data.throws(2), digits=1))

# %% [markdown]
# 骰子没有变，变的只有运气，谁也没有功劳。下面去名单里找：列入帮扶的单位“好转”，有多少是这一份？
#
# *The dice have not changed, only luck has, and it is nobody's merit. Now to a list of units: how
# much of a turnaround is this?*

# %% [markdown]
# ## 二、两条线
# *2. Two lines*
#
# 青澜县（虚构）每隔十六个村取一个，四十个村，一年的成绩：**得分**是四方评分加权的总分，**满意度**是群众打的分。先各看两眼：哪几个村得分最低？哪几个满意度不到
# 60？
#
# *Every sixteenth village of fictitious Qinglan, forty of them, one year's results: the score is
# weighted from four assessors, the satisfaction is what residents gave. Look first: which villages
# score lowest, and which are below 60 in satisfaction?*

# %% tags=["nbval-check-output"]
cards, heads = lesson.data.cards, lesson.data.heads
front = cards[["label", "name", "score", "satisfaction"]]
workshop.shown(front, digits=1, **heads)

# %% [markdown]
# 找起来费眼睛，就排一排。按哪一列排，把引号里的词换一换（`score` 是得分，`satisfaction` 是满意度）：
#
# *Looking is tiring, so sort; put the column you want between the quotes (`score` or `satisfaction`):*

# %% tags=["nbval-check-output"]
lowest = front.sort_values("score").head(8)
workshop.shown(lowest, digits=1, **heads)

# %% [markdown]
# <<exercise lines>>

# %%
answer = "…、…"
lesson.check("lines", answer)

# %% [markdown]
# ## 三、两个口径
# *3. Two measures*
#
# 前面的得分是**上报**的。虚构县的好处：还有一份**核验**的得分，是造数据时留下的真值。核验最低的八个村：
#
# *The score so far is as reported. A fictitious county has a verified score as well, the truth kept
# by the generator. Its eight lowest:*

# %% tags=["nbval-check-output"]
weak = cards.sort_values("verified").head(8)[["label", "name", "verified"]]
lesson.after("lines", workshop.shown(weak, digits=1, **heads))

# %% [markdown]
# <<exercise errors>>

# %%
answer = "…、…、…、…"
lesson.check("errors", answer)

# %% [markdown]
# 四十张卡是手数的；全县也数一遍，看比例那一行的两个数：
#
# *Forty cards by hand; now the whole county. See both numbers in the row of the quota:*

# %% tags=["nbval-check-output"]
truth = lesson.data.truth
errors = register.misclassified(lesson.data.county, "2010", truth[truth["period"] == "2010"])
errors = errors[["mode", "listed", "wrongly", "missed"]].head(2)
lesson.after("errors", workshop.shown(errors, **lesson.data.counts))

# %% [markdown]
# 再看四十张卡里末位的四个村，下一年怎样：
#
# *And the four lowest villages a year later:*

# %% tags=["nbval-check-output"]
last = cards.sort_values("score").head(4)
last = last[["label", "name", "score", "score_after", "verified", "verified_after"]]
lesson.after("errors", workshop.shown(last, digits=1, **heads))

# %% [markdown]
# 上报平均升了十五分，核验只升了不到六分。全县也这样吗？上报比核验高出多少：
#
# *By report they rose by fifteen points on average, verified by less than six. In the whole county,
# how far do reports run ahead?*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.gaps(), digits=1)

# %% [markdown]
# 报得低的那年被列入，到要出列的那年，报得最满。
#
# *Units are listed in a year of low reports; in the year in which they are to leave, reports are
# fullest.*

# %% [markdown]
# ## 四、什么话能说
# *4. What may be claimed*
#
# 全县历年列入的单位，一部分受了帮扶，一部分没有结对。把次年升的分拆开：**光靠均值回归就会有**的那一份，是从没受帮扶的单位推出来的，它们的低分一年里自己能回来多少。
#
# *Of all units ever listed some were helped and some had no helper. The next year's rise taken
# apart: what regression to the mean alone would bring is inferred from units without help.*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.rises(), digits=1)

# %%
panel = evaluation.panel(lesson.data.county)
rise = evaluation.regression_to_mean(panel, cluster="helpers")
figures.before_after(rise, "fictitious")

# %% [markdown]
# 怎样读：蓝线是列入并受帮扶的，从 58.1 分升到
# 72.5；黄虚线是光靠均值回归会到的地方；灰线没有结对，也升到 68.0，比黄线还高。没人帮的也有多出来的一截，所以蓝线高出黄线的那一截，不能都记在帮扶名下。
#
# *How to read it: blue, the listed and helped, from 58.1 to 72.5; dashed, where regression to the
# mean alone would take them; grey, listed without a helper, rising to 68.0 and above the dashed
# line. Those whom nobody helped have something above it as well, so what lies between blue and
# dashed must not all be put down to help.*

# %% [markdown]
# <<exercise claims>>

# %%
answer = {1: "", 2: "", 3: "", 4: "", 5: "", 6: ""}
lesson.check("claims", answer)

# %% [markdown]
# ## 五、帮扶毫无作用的县
# *5. A county in which help does nothing*
#
# 最后一个反例：另造一个县，三百个组织，帮扶的真实作用设为**零**。它上报的“转化”会是多少？先在纸上写一个数，给同桌看过，再运行（要等几秒）。
#
# *A last counter-example: another county of 300 organisations in which help truly adds nothing. How
# much turnaround will it report? Write a number, show it to your neighbour, then run (a few
# seconds).*

# %% tags=["nbval-check-output"]
without = workshop.Lesson(5, demo_county(300, effect="zero"))
lesson.after("claims", workshop.shown(without.data.rises(), digits=1))

# %% [markdown]
# 看“余下”那一行，上报和核验各剩多少？**“一前一后”只说明分数升了，证明不了帮扶有用。**
#
# *See the row of the rest: how much is left as reported, how much verified? Before and after alone
# says that scores rose and cannot prove that help was of use.*
#
# 四十张卡存成表，回去在自己的数上照样做一遍：
#
# *The forty cards as a table, to try the same on your own numbers:*

# %%
file = lesson.out("四十张卡.csv")
cards.to_csv(file, index=False, encoding="utf-8-sig")
lesson.after("errors", lesson.link(file))

# %% [markdown]
# <<recap>>

# %% [markdown]
# <<discussion>>

# %% [markdown]
# <<data>>

# %% [markdown]
# <<limits>>
