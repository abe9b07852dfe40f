# %% [markdown]
# # 帮扶有没有用
# *Did the help work?*
#
# 青澜县（**虚构**）七年里有近两百个单位因得分低被列入，其中一部分随后得到帮扶，次年多数“好转”。是帮扶的功劳吗？
# 同一个县，我们判断三次：**直接比**、**仔细比**，最后揭开**核验口径**，看谁说得近。
#
# *In fictitious Qinglan nearly two hundred units were listed for low scores and then helped, and most looked better a year later.
# The same county is judged three times: naively, carefully, and against its verified measure.*

# %%
import pandas as pd

from toolkit import County, evaluation, figures

# %% [markdown]
# ## 一、先看数据能承受什么
# *1. What the data can bear*
#
# 面板一行是一个单位的一年。被帮的单位事前比其余单位低多少？这一个数决定后面一切。
#
# *One row a unit and year. How low were the helped before they were helped? That number decides everything below.*

# %%
county = County.load("../datasets/qinglan")
panel = evaluation.panel(county)
checks = evaluation.checks(panel).set_index("item")["value"]

# %% tags=["nbval-check-output"]
checks[["units", "treated", "never_treated", "selected_lower_by_sd"]].to_dict()

# %% [markdown]
# ## 二、直接比
# *2. The naive comparison*
#
# 受帮扶的单位，与从未受帮扶的单位，变化相差多少？先写下你的猜测。
#
# *How differently did the helped and the never helped change? Write down your guess first.*

# %%
names = ("outcome", "org_id", "time", "cohort")
naive = evaluation.att_gt(panel, *names, cluster="helpers")

# %% tags=["nbval-check-output"]
round(float(naive.simple["att"]), 1), naive.evidence.descriptive

# %% [markdown]
# 十分以上！但工具说：只能描述。看看受助**之前**的各年：被选中的前一年，他们已经在“洼地”里了。
#
# *More than ten points. But the toolkit says: descriptive only. Look at the years before help: they had just fallen into a dip.*

# %%
print(naive.evidence.zh)

# %% [markdown]
# ## 三、不帮也会有多少？
# *3. How much would have come anyway?*
#
# 低分里有一部分是一时的运气。运气不会年年一样差，所以低的会回升，这叫**均值回归**。
# 回升多少，可以由未受帮扶单位的两年之间算出（信度）。
#
# *Part of a low score is bad luck that does not last: regression to the mean. Units without help say how much.*

# %%
rise = evaluation.regression_to_mean(panel, cluster="helpers")

# %% tags=["nbval-check-output"]
rise.table.set_index("quantity")["estimate"].round(1).to_dict()

# %%
figures.before_after(rise, county.nature)

# %% [markdown]
# 没有结对的被列入者，也升了不少，而且比均值回归说的还多。为什么？（提示：整顿期间，分是谁打的？）
#
# *The unpaired rose too, by more than the reversion. Why? Who scores a unit while it is being rectified?*
#
# ## 四、仔细比
# *4. The careful comparison*
#
# 只在**同一年新列入**的单位里比：一部分得到帮扶，一部分没有。标准误按帮扶方聚类，因为一个帮扶方帮几家，命运相连。
#
# *Compare only units newly listed in the same year, some helped and some not; errors clustered at the helper.*

# %%
within = {"cluster": "helpers", "control": "not_yet", "among": "newly_listed"}
careful = evaluation.att_gt(panel, *names, **within)

# %% tags=["nbval-check-output"]
round(float(careful.simple["att"]), 1), [round(v, 1) for v in careful.interval]

# %%
figures.event_study(careful, naive, county.nature)

# %% [markdown]
# 若安排真像抽签，把整套安排随机重排几百次，也该偶尔得到这么大的数。
#
# *If the plan were a lottery without effect, dealing it anew would now and then give as much.*

# %% tags=["nbval-check-output"]
round(evaluation.permute(panel, *names, control="not_yet", among="newly_listed", runs=199).p, 3)

# %% [markdown]
# ## 五、揭开核验口径
# *5. The verified measure*
#
# 虚构县的好处：我们知道真相。`effect` 是帮扶真正带来的分。
#
# *In a fictitious county the truth is known: `effect` is what help really added.*

# %%
truth = pd.read_csv("../datasets/qinglan_truth.csv", encoding="utf-8-sig", dtype={"period": "string"})
verified = evaluation.panel(county, truth)
real = verified.merge(truth.assign(time=truth["period"].astype(int)), on=["org_id", "time"], suffixes=("", "_true"))
real = real[(real["cohort"] > 0) & (real["time"] >= real["cohort"])]["effect"].mean()

# %%
said = {
    "上报口径·直接比": naive.simple["att"],
    "上报口径·仔细比": careful.simple["att"],
    "核验口径·直接比": evaluation.att_gt(verified, *names, cluster="helpers").simple["att"],
    "核验口径·仔细比": evaluation.att_gt(verified, *names, **within).simple["att"],
    "真相": real,
}

# %% tags=["nbval-check-output"]
{name: round(float(value), 1) for name, value in said.items()}

# %% [markdown]
# ## 练习
# *Exercise*
#
# 在**核验口径**上，列入并受助者的变化里，均值回归占多少，余下多少？把两个数算出来，存为 `anyway` 和 `left`。
#
# *On the verified measure: how much of the change was to be expected, and how much is left?*

# %%
# SOLUTION
answer = evaluation.regression_to_mean(verified, cluster="helpers")
anyway, left = answer.expected, answer.remainder
# END

# %% tags=["nbval-check-output"]
round(anyway, 1), round(left, 1)

# %% [markdown]
# ## 能说什么
# *What may be said*
#
# 直接比把洼地、乐观的打分和帮扶混在一起。仔细比近得多，但**一个县、一次抽签，仍会偏**：看区间，不看一个数。
# 换成自己的数据时没有真相可揭，能依靠的只有设计：谁本来也可能得到帮扶而没有得到？
#
# *The naive number mixes the dip, bold scoring and help. The careful one is nearer, but one county is one draw: read the interval.
# Your own data have no truth to uncover; only the design can speak: who could have been helped and was not?*

# %%
print(careful.evidence.zh)
