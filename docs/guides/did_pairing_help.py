# %% [markdown]
# # Did pairing help?
#
# Units are listed because they stand at a low point, and from a low point many rise by themselves. This guide sets four
# readings side by side in an invented county whose truth is known, and then in several.

# %% [markdown] zh
# # 结对有没有用？
#
# 单位被列为待提升，正因为那一年处在低点；从低点出发，许多本来就会回升。下面在一个知道真相的虚构县里把四种读法并排放着，
# 再多换几个县。

# %%
from pathlib import Path

import pandas as pd

from toolkit import County, demo, evaluation, figures

county = demo.demo_county()
truth = demo.demo_truth(county)
panel = evaluation.panel(county, truth)
print(evaluation.checks(panel).to_string(index=False))

# %% [markdown]
# ## Two comparisons not to be used, and what would have come anyway

# %% [markdown] zh
# ## 两种不该用的比法，和本来就会有的那一份（均值回归）

# %%
naive = evaluation.naive(panel)
print("before–after", round(naive.before_after, 2), " cross-section", round(naive.cross_section, 2))
anyway = evaluation.regression_to_mean(panel)
print(anyway.evidence.text)

# %% [markdown]
# ## By year of start, among the listed, errors clustered at the helper
#
# `att_gt` compares units whose help begins in a year with listed units whose help has not begun yet (Callaway & Sant'Anna
# 2021). A helper's bad year hits all of its units at once, so errors are clustered there; a unit with several helpers
# belongs to several clusters.

# %% [markdown] zh
# ## 按开始年份比，只在列入的单位里比，误差按帮扶方聚类
#
# `att_gt` 拿某一年开始受助的单位，与同样列入、当时还没开始受助的单位比（Callaway & Sant'Anna 2021）。
# 一家帮扶方遇上难年头，它帮的单位一起受影响，所以误差按帮扶方聚类；有几家帮的单位属于几个类。

# %%
names = ("outcome", "org_id", "time", "cohort")
within = {"cluster": "helpers", "control": "not_yet", "among": "newly_listed"}
careful = evaluation.att_gt(panel, *names, **within)
print(careful.simple.round(2).to_string())
print("low {:.2f} high {:.2f}".format(*careful.interval))
print(careful.dynamic.round(2).to_string(index=False))
print(figures.event_study(careful, nature=county.nature).alt)

# %% [markdown]
# ## Could this come by chance? Did it begin too early?
#
# The whole plan is dealt out anew among eligible units; and the same estimate is made on dates one year too early, where
# there is nothing to find.

# %% [markdown] zh
# ## 会不会是碰巧？会不会开始得太早？
#
# 把整套方案在够条件的单位里重新分一遍；再把日期都提前一年估一次，那里本不该有什么。

# %%
dealt = evaluation.permute(panel, *names, control="not_yet", among="newly_listed", runs=199)
early = evaluation.placebo(panel, *names, **within)
print("p", dealt.p, " one year early", early.simple.round(2).to_dict())

# %% [markdown]
# ## Reported, verified, and the truth
#
# Only an invented county has a truth. What the careful reading finds in the verified measure should be near it (here
# its interval just misses it); what it finds in the reported measure adds how reports grow.

# %% [markdown] zh
# ## 上报口径、核验口径与真相
#
# 只有虚构的县才有真相。仔细的读法在核验口径里找到的，应当离它不远（这一个县的区间刚好没盖住它）；
# 在上报口径里找到的，还多了上报时长出来的一截。

# %%
measures = {
    "reported": evaluation.panel(county),
    "verified": panel,
    "truth": evaluation.panel(county, truth, measure="effect"),
}
for name, one in measures.items():
    print(name, round(float(evaluation.att_gt(one, *names, **within).simple["att"]), 2))

# %% [markdown]
# ## Several counties
#
# One county is one draw. Six seeds:

# %% [markdown] zh
# ## 多换几个县
#
# 一个县只是抽了一次。六个种子：

# %%
rows = []
for seed in (1, 2, 3, 4, 5, 6):
    other = County(demo.demo_tables(demo.Settings(seed=seed), helping=True))
    real = demo.demo_truth(other)
    seen, effect = (evaluation.panel(other, real, measure=m) for m in ("verified", "effect"))
    found = evaluation.att_gt(seen, *names, **within)
    plain = evaluation.naive(seen)
    rows.append(
        {
            "seed": seed,
            "before_after": plain.before_after,
            "cross_section": plain.cross_section,
            "careful": found.simple["att"],
            "low": found.interval[0],
            "high": found.interval[1],
            "truth": evaluation.att_gt(effect, *names, **within).simple["att"],
        }
    )
several = pd.DataFrame(rows).round(2)
print(several.to_string(index=False))
inside = several["truth"].between(several["low"], several["high"])
print("truth inside the interval:", int(inside.sum()), "of", len(several))

# %% [markdown]
# ## How long units stay listed
#
# Help starts at some day on the list, so a unit counts as helped only from that day; spells are cut there. A unit that was
# never helped because it left early must not count as unhelped for its whole time.

# %% [markdown] zh
# ## 在册多久
#
# 帮扶从列入后的某一天才开始，从那天起才算受助，时段在那里切开。早早摘帽、没轮到帮扶的单位，不能整段算成“没有受助”。

# %%
print(evaluation.conversion(county).evidence.text)

# %%
folder = Path("out/guides")
folder.mkdir(parents=True, exist_ok=True)
panel.to_csv(folder / "panel.csv", index=False)
evaluation.spells(county).to_csv(folder / "spells.csv", index=False)

# %% [markdown]
# ## Replicate in R
#
# The mean effect in R alone, without a package: package `did` has no comparison within those who were listed at the time.
#
# ```r
# panel <- read.csv("out/guides/panel.csv")
# table_of <- function(values) tapply(values, list(panel$org_id, panel$time), max)
# y <- table_of(panel$outcome)
# listed <- table_of(panel$newly_listed == "True") == 1
# start <- tapply(panel$cohort, panel$org_id, max)  # 0: never helped
# effect <- weight <- c()
# for (g in sort(unique(start[start > 0]))) for (t in intersect(g:max(panel$time), panel$time)) {
#   before <- as.character(g - 1)
#   rise <- y[, as.character(t)] - y[, before]
#   helped <- listed[, before] & start == g
#   waiting <- listed[, before] & (start == 0 | start > t)
#   effect <- c(effect, mean(rise[helped]) - mean(rise[waiting]))
#   weight <- c(weight, sum(helped))
# }
# round(weighted.mean(effect, weight), 2)  # 3.35
# ```
#
# The time on the list: `coxph(Surv(start, stop, event) ~ helped + cluster(org_id), data = read.csv("out/guides/spells.csv"))`
# from package `survival`.
#
# ## What may and may not be said
#
# May: among listed units, by the verified measure, those whose help began did better than those still waiting by about so
# much, with this interval, this chance result and this result one year early.
#
# May not: anything from the before–after difference; that a county's reported rise is help; that an interval which misses
# the truth in one county is a mistake. Published real pairings carry no outcomes and are not judged.

# %% [markdown] zh
# ## 用 R 重复
#
# 平均效应只用 R 本身来算：`did` 包没有“只在当时列入的单位里比”这一种。
#
# ```r
# panel <- read.csv("out/guides/panel.csv")
# table_of <- function(values) tapply(values, list(panel$org_id, panel$time), max)
# y <- table_of(panel$outcome)
# listed <- table_of(panel$newly_listed == "True") == 1
# start <- tapply(panel$cohort, panel$org_id, max)  # 0: never helped
# effect <- weight <- c()
# for (g in sort(unique(start[start > 0]))) for (t in intersect(g:max(panel$time), panel$time)) {
#   before <- as.character(g - 1)
#   rise <- y[, as.character(t)] - y[, before]
#   helped <- listed[, before] & start == g
#   waiting <- listed[, before] & (start == 0 | start > t)
#   effect <- c(effect, mean(rise[helped]) - mean(rise[waiting]))
#   weight <- c(weight, sum(helped))
# }
# round(weighted.mean(effect, weight), 2)  # 3.35
# ```
#
# 在册多久：用 `survival` 包，
# `coxph(Surv(start, stop, event) ~ helped + cluster(org_id), data = read.csv("out/guides/spells.csv"))`。
#
# ## 能说什么，不能说什么
#
# 能说：在列入的单位里、按核验口径，开始受助的比仍在等的大约好这么多，区间、碰巧的机会、提前一年的结果都在上面。
#
# 不能说：拿前后差当成效；拿上报的增长当帮扶；某一个县的区间没盖住真相就是算错。公开的真实结对没有结果数据，不作评判。
