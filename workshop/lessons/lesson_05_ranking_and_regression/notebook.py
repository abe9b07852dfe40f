# %% [markdown]
# <<title>>
#
# <<opening>>
#
# <<goals>>
#
# <<plan>>
#
# <<guiding>>
#
# <<data>>

# %%
import numpy as np

import workshop
from toolkit import County, dataset, demo_county, evaluation, figures, register
from toolkit.demo import demo_truth
from toolkit.rules import Rules

# %%
lesson = workshop.Lesson(5)

# %% [markdown]
# <<quiz>>
#
# 先各写五个字母，课后再写一遍：`lesson.score("课前五个字母", "课后五个字母")`。
#
# *Write five letters now and again afterwards; `lesson.score(before, after)` puts them side by
# side.*

# %% [markdown]
# ## 一、掷骰子的一班人
# *1. A class of dice*
#
# 一百个人各掷两颗骰子，点数最低的十个“列入帮扶”。旁人鼓掌一分钟，再掷一次。**没有人真的变了**：
#
# *A hundred people throw two dice; the ten lowest are “listed and helped” (applause), then throw
# again. Nobody has changed:*

# %%
dice = np.random.default_rng(2011).integers(1, 7, size=(2, 100, 2)).sum(axis=2)
lowest = np.argsort(dice[0], kind="stable")[:10]

# %% tags=["nbval-check-output"]
workshop.shown(
    {"最低的十个：第一次平均": dice[0][lowest].mean(), "第二次平均": dice[1][lowest].mean()}
)

# %% [markdown]
# 翻了一倍还多，全是运气。这叫**均值回归**：因为低才被挑出来的，下一次多半没这么低。下面看真名单里有多少是这一份。
#
# *More than doubled, all of it luck: regression to the mean. Picked for being low, the next is
# mostly less low. How much of it is in a
# real list?*

# %% [markdown]
# ## 二、分数怎样来，名次稳不稳
# *2. Where scores come from, how firm ranks are*
#
# 五个维度、四方评价，加权成一个分。**权重是人定的**，先摆出来：
#
# *Five goods by four voices, weighted into one score. The weights are set by people; show them
# first:*

# %%
county = County.load(dataset("qinglan"))
scores = register.five_good(county, "2011")

# %% tags=["nbval-check-output"]
workshop.shown(register.voice_weights().add_prefix("voice_"), value="权重")

# %% tags=["nbval-check-output"]
workshop.shown({"全县平均得分": scores["score"].mean()})

# %% [markdown]
# 自评和群众评，同一批单位能差多少？
#
# *How far apart are the units' own view and the masses'?*

# %% tags=["nbval-check-output"]
workshop.shown(
    scores[["voice_self", "voice_peer", "voice_superior", "voice_masses"]].mean(),
    value="平均分",
    digits=2,
)

# %% [markdown]
# 评星也是一条条线。按最低分划线，一年最多升降一档（规则 `star.max_step`），有几个被这条规则拉住？
#
# *Stars are lines as well: floors by score, one step a year at most. How many does that rule hold
# back?*

# %%
floors = {5: 85, 4: 78, 3: 70, 2: 60}
last_year = register.stars(register.five_good(county, "2010"), floors=floors).set_index("org_id")[
    "stars"
]
starred = register.stars(scores, last_year.to_dict(), floors)

# %% tags=["nbval-check-output"]
counts = starred["stars"].value_counts().sort_index()
stars = {f"{star} 星": n for star, n in counts.items()}
workshop.shown(
    {**stars, "被拉住的": starred["held_back"].sum(), "得分中位数": starred["score"].median()}
)

# %% [markdown]
# 表彰只有 12 个名额。把权重和评价主体随机变动一千次，看谁**次次都在**，谁**时在时不在**：
#
# *Twelve seats. Move weights and voices a thousand times: who is always in, who only sometimes?*

# %%
found = register.seats(county, "2011", 12)

# %% tags=["nbval-check-output"]
workshop.shown(
    found.loc[found["rank"].between(10, 15), ["rank", "score", "share"]], share="在内的次数占比"
)

# %% [markdown]
# 界线两边只差零点几分，进出的机会却差一倍。以下几题都问同一个年度：
#
# *Tenths of a point at the cut, and twice the chance to be in. The exercises below are about one
# period:*

# %%
print("本题所指的年度：", lesson.given("seats"))

# %% [markdown]
# <<exercise seats>>

# %% tags=["nbval-check-output"]
# SOLUTION
answer = (found.attrs["safe"], found.attrs["contested"])
# END
print(answer)
lesson.check("seats", answer)

# %%
figures.seats(found, 12, county)

# %% [markdown]
# ## 三、一条线怎样画：5%、10%、标准
# *3. Where to draw the line*
#
# 各地文件说法不一：有的按末位 5%–10% 倒排，有的按标准认定、不设比例。
# 规则里三种都有：比例倒排（`quota`）、标准认定（`threshold`）、比例托底（`floor_quota`）。
#
# *Documents differ: the lowest 5 to 10 %, or a standard without a quota. The rules know three
# ways.*

# %%
ten = Rules({"turn.ratio_village": 0.10, "turn.ratio_other": 0.10})
by_quota = register.listing(county, "2011", "quota", ten)
by_standard = register.listing(county, "2011", "threshold")

# %% tags=["nbval-check-output"]
{
    year: register.listing(county, year, "threshold")["listed"].sum().item()
    for year in ("2007", "2009", "2010")
}

# %% [markdown]
# 标准列入的个数年年不同，比例列入的个数年年一样：**一个看做得怎样，一个看排在哪里。**
#
# *A threshold lists as many as fail it, a quota always the same number: one looks at what units do,
# the other at where they stand.*

# %% [markdown]
# <<exercise line>>

# %% tags=["nbval-check-output"]
# SOLUTION
five = Rules({"turn.ratio_village": 0.05, "turn.ratio_other": 0.05})
lists = [register.listing(county, "2011", "quota", five), by_quota, by_standard]
answer = tuple(int(units["listed"].sum()) for units in lists)
# END
print(answer)
lesson.check("line", answer)

# %% [markdown]
# 线上线下差多少？看末位 10% 的最后一名和它上面的第一名：
#
# *How large is the step at the cut? The last listed by the 10 % quota and the first above it, among
# villages:*

# %% tags=["nbval-check-output"]
villages = by_quota[by_quota["village"]]
lowest, above = (
    villages.loc[villages["listed"], "score"],
    villages.loc[~villages["listed"], "score"],
)
round(float(lowest.max()), 2), round(float(above.min()), 2)

# %% [markdown]
# <<exercise last>>

# %% tags=["nbval-check-output"]
# SOLUTION
below = set(by_standard.loc[by_standard["listed"], "org_id"])
answer = len(set(by_quota.loc[by_quota["listed"], "org_id"]) - below)
# END
print(answer)
lesson.check("last", answer)

# %% [markdown]
# ## 四、翻开核验口径
# *4. The verified measure*
#
# 虚构县的好处：有一份**核验口径**。先看口径差异，上报比核验高多少？列入当年和列入次年，一样吗？
#
# *A fictitious county has a verified measure. How far do reports run ahead, in the year of listing
# and in the year after?*

# %%
truth = demo_truth(county).sort_values(["org_id", "period"], ignore_index=True)
gap = truth["reported"] - truth["verified"]
after = gap.groupby(truth["org_id"]).shift(-1)

# %% tags=["nbval-check-output"]
listed = truth["listed"].astype(bool)
means = {"各年平均": gap.mean(), "列入当年": gap[listed].mean(), "列入次年": after[listed].mean()}
{when: round(float(mean), 2) for when, mean in means.items()}

# %%
next_year = listed.groupby(truth["org_id"]).shift(1, fill_value=False)
group = listed.map({True: "列入当年", False: "其余"}).mask(next_year & ~listed, "列入次年")
figures.reported_verified(truth, group, county.nature)

# %% [markdown]
# 报得低的那年被列入，一进整顿，口径差异就拉大：**要出列的这一年，报得最满。**
# 再看三种画法各错列几个、漏列几个：
#
# *Units are listed in a year of low reports; once they are to leave the list, reports run ahead.
# Now the errors of each way of listing:*

# %%
errors = register.misclassified(county, "2011", truth[truth["period"] == "2011"])

# %% [markdown]
# <<exercise verified>>

# %% tags=["nbval-check-output"]
# SOLUTION
row = errors.set_index("mode").loc["threshold"]
answer = (round(100 * float(row["precision"]), 1), int(row["missed"]))
# END
print(answer)
lesson.check("verified", answer)

# %% tags=["nbval-check-output"]
workshop.shown(errors)

# %% [markdown]
# 比例倒排错列的和漏列的一样多；按标准错得少一些，可是没有哪一种画法不出错。
#
# *The quota errs as often one way as the other; the threshold errs less, and no way of drawing the
# line errs never.*

# %% [markdown]
# ## 五、去年的转化，多少本来就会有
# *5. How much of the turnaround would have come anyway*
#
# 列入的单位一部分得到帮扶，次年大多“好转”。没人帮的单位两年之间怎样起伏，告诉我们低分能留住多少（**信度**），由此算出不帮也会有的回升。
#
# *Units without help tell how much of a low score lasts a year (reliability), and so how much rise
# was to be expected without help.*

# %%
panel = evaluation.panel(county)
rise = evaluation.regression_to_mean(panel, cluster="helpers")

# %% tags=["nbval-check-output"]
workshop.shown(
    {
        "信度": rise.reliability,
        "受助的：实际回升": rise.observed,
        "不帮也会有": rise.expected,
        "余下": rise.remainder,
    }
)

# %% tags=["nbval-check-output"]
table = rise.table.set_index("quantity")["estimate"]
workshop.shown(
    {
        "没有结对的：实际回升": table["unpaired"],
        "不帮也会有": table["unpaired_expected"],
        "两者相差": table["difference"],
    }
)

# %%
figures.before_after(rise, county.nature)

# %% [markdown]
# <<exercise anyway>>

# %% tags=["nbval-check-output"]
# SOLUTION
answer = round(100 * rise.expected / rise.observed, 1)
# END
print(answer)
lesson.check("anyway", answer)

# %% [markdown]
# 余下的是帮扶吗？**没有结对**的被列入者也升了近 9
# 分，比均值回归说的多。谁在整顿期间打分？换成核验口径再看：
#
# *Is the rest due to help? The listed without a pair rose by nearly nine points as well. Who scores
# during rectification? The verified
# measure again:*

# %%
verified = evaluation.regression_to_mean(evaluation.panel(county, truth), cluster="helpers")

# %% tags=["nbval-check-output"]
{
    "上报": round(rise.observed, 2),
    "核验": round(verified.observed, 2),
    "核验·本来就会有": round(verified.expected, 2),
}

# %%
figures.before_after(verified, county.nature)

# %% [markdown]
# ## 六、一个帮扶毫无作用的县
# *6. A county in which help does nothing*
#
# 最后看一个反例：另造一个县，帮扶的真实作用设为**零**。它的“转化”会是多少？先猜。
#
# *The last counter-example: a county in which help truly adds nothing. How much turnaround will it
# report? Guess first.*

# %%
without = demo_county(effect="zero")
reported = evaluation.regression_to_mean(evaluation.panel(without), cluster="helpers")
real = evaluation.regression_to_mean(
    evaluation.panel(without, demo_truth(without)), cluster="helpers"
)

# %% tags=["nbval-check-output"]
{
    "上报": round(reported.observed, 2),
    "核验": round(real.observed, 2),
    "本来就会有": round(real.expected, 2),
    "余下": round(real.remainder, 2),
}

# %% [markdown]
# 帮扶毫无作用，上报的“转化”照样有十多分；核验口径下减掉均值回归，余下几乎是零。**只报前后对比的成绩单，什么也证明不了。**
# 怎样估一个站得住的效应，是第十课的事。
#
# *Help adds nothing, and the reported turnaround is still more than ten points; on the verified
# measure less the reversion almost nothing
# is left. Before and after alone proves nothing. Estimating an effect that stands is lesson 10.*

# %%
print(rise.evidence.zh)

# %% [markdown]
# <<discussion>>
#
# <<limits>>
