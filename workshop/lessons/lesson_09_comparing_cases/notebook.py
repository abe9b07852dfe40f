# %% [markdown]
# <<title>>
#
# 24
# 份**虚构**案例报告，一半后来核验得分高，一半不高。成功的案例有什么共同做法？只看成功的，会得出什么？
# 这一课从编过码的报告走到有名字的“路径”，再看看“只看典型”会漏掉什么。
#
# *24 fictitious reports, half of them verified well later. From coded reports to named paths; then
# what winners alone would
# have taught.*

# %% [markdown]
# <<goals>>

# %% [markdown]
# <<plan>>

# %% [markdown]
# <<opening>>

# %% [markdown]
# <<guiding>>

# %% [markdown]
# <<data>>

# %% [markdown]
# <<quiz>>

# %%
import workshop
from toolkit import County, cases, comparison, dataset, figures

lesson = workshop.Lesson(9)

# %% [markdown]
# ## 一、从编码到条件
# *1. From codes to conditions*
#
# 报告已按编码本标过句子。一个案例有没有某项做法，就是一个 0 或 1 的**条件**。
# 注意：报告没提，不等于没做；这里按“没提即无”处理，结论要带着这句话走。
#
# *Whether a report shows a practice is a condition, 0 or 1. What a report does not mention counts
# as absent: say so.*

# %%
county = County.load(dataset("cases"))
coded = cases.county_coding(county)
coded = coded[coded["coder"] == "key"]
practices = cases.matrix(coded)

# %%
names, conditions = lesson.data.names, lesson.data.conditions
practices = practices[list(names)].rename(columns=names)

# %% tags=["nbval-check-output"]
workshop.shown(
    {f"{name}（{code}）": practices[name].sum() for code, name in names.items()}, value="几个案例"
)

# %% [markdown]
# ## 二、校准结果：界线要说得出理由
# *2. Calibrate the outcome, with reasons*
#
# 核验得分是 0–100 分。多少分算“好”？70 分是验收线，定为交叉点（隶属度 0.5）；90 分算完全属于，50
# 分算完全不属于。
# 理由写进数据，跟着每一张表走。
#
# *70 is the pass mark, so it is the crossover; 90 is fully in, 50 fully out. The reason travels
# with the data.*

# %%
raw, _, _ = comparison.case_conditions(county, "review2")
anchors = comparison.Anchors(50, 70, 90, "70 为验收线；90 与 50 由教研组在看数据之前商定")
score = comparison.calibrate_frame(raw, {"verified_score": anchors})["verified_score"]
data = comparison.coded_conditions(practices, score, "成效")

# %% tags=["nbval-check-output"]
counted = {"偏向“好”的案例": (data["成效"] > 0.5).sum(), "偏向“不好”的": (data["成效"] < 0.5).sum()}
workshop.shown(
    {
        **counted,
        "隶属度平均": data["成效"].mean(),
        "最低": data["成效"].min(),
        "最高": data["成效"].max(),
    },
    digits=4,
)

# %% tags=["nbval-check-output"]
points = [50, 60, 65, 70, 75, 85, 90]
workshop.shown(
    dict(zip(points, comparison.calibrate(points, 50, 70, 90))),
    digits=4,
    item="得分",
    value="隶属度",
)

# %% [markdown]
# 三个锚点处是 0.05、0.5、0.95；同样差 5 分，在 70 附近和在 90 附近意思不一样。
#
# *0.05, 0.5 and 0.95 at the anchors; five points mean more around 70 than around 90.*

# %% [markdown]
# <<exercise membership>>

# %% tags=["nbval-check-output"]
# SOLUTION
answer = round(float(comparison.calibrate([80], 50, 70, 90)[0]), 2)
# END
lesson.check("membership", answer)

# %% [markdown]
# ## 三、必要性：没有它就没有结果吗？
# *3. Necessity: does nothing happen without it?*
#
# 一致性（`inclN`）接近 1 才谈得上必要；相关度（`RoN`）很低，说明这个条件人人都有，必要也不稀奇。`~`
# 读作“没有”。
#
# *Near 1 in inclN, and not trivial in RoN: then one may speak of necessity.*

# %% tags=["nbval-check-output"]
workshop.shown(
    comparison.necessity(data, "成效", conditions),
    term="条件",
    inclN="一致性 inclN",
    RoN="相关度 RoN",
    covN="覆盖度 covN",
)

# %% [markdown]
# 没有一个条件达到 0.9：**没有哪项做法是非有不可的。**
#
# *No condition reaches 0.9: nothing here is indispensable.*

# %% [markdown]
# <<exercise common>>

# %% tags=["nbval-check-output"]
# SOLUTION
answer = comparison.necessity(data, "成效", conditions).loc[conditions, "inclN"].idxmax()
# END
lesson.check("common", answer)

# %% [markdown]
# 单项说明不了，那就看**组合**。
#
# *Single items do not explain it, so look at combinations.*

# %% [markdown]
# ## 四、真值表：哪些组合有案例？
# *4. The truth table*

# %%
table = comparison.truth_table(data, "成效", conditions, selection="24 份虚构报告，一半不是典型")

# %% tags=["nbval-check-output"]
chinese = {"OUT": "结果", "n": "案例数", "cases": "案例", "against": "结果相反的"}
table.rows[[*conditions, *chinese]].rename(columns=chinese).rename_axis("行")

# %% [markdown]
# 16
# 种组合里只有一部分有案例，其余叫**余项**：不知道。同一行里既有成功又有不成功的案例，叫**矛盾组态**。
# 打开第 6 行，读它背后的句子：
#
# *Rows without cases are remainders: unknown. Rows with cases of both kinds are contradictory. Open
# row 6 and read the
# sentences behind it:*

# %% tags=["nbval-check-output"]
print("矛盾的行：", table.contradictory.index.tolist())
workshop.shown(table.rows[["incl", "PRI"]].mean(), digits=4, value="各行平均")

# %%
workshop.shown(
    table.sentences(6, coded.replace({"code": names}))[["case", "code", "text"]].head(6),
    code="条件",
)

# %% [markdown]
# <<exercise remainders>>

# %% tags=["nbval-check-output"]
# SOLUTION
answer = 2 ** len(conditions) - len(table.rows)
# END
lesson.check("remainders", answer)

# %% [markdown]
# ## 五、路径
# *5. Paths*
#
# 中间解只用“容易的”假设：预期每项做法在场有助于成效。
#
# *The intermediate solution assumes only what the expectations support: each practice helps by
# being there.*

# %%
solution = comparison.minimise(table, "intermediate", dict.fromkeys(conditions, 1))
paths = {"带头人*亮身份": "带头示范型", "带头人*联合组织*办实事": "联建服务型"}

# %% tags=["nbval-check-output"]
print(solution.says())
workshop.shown(
    solution.fit(0)[["inclS", "covS", "covU"]].rename(index={"overall": "合起来"}),
    digits=4,
    term="路径",
)

# %%
figures.configurations(solution, names=paths, nature="fictitious")

# %% [markdown]
# 换一个简约的算法，模型就有好几个，数据分不出谁对：**永远不要把其中一个当成唯一的答案。**
#
# *The parsimonious solution has several models that the data cannot tell apart: never take one for
# the only one.*

# %% tags=["nbval-check-output"]
list(comparison.minimise(table, "parsimonious").models)

# %% [markdown]
# ## 六、稳不稳？
# *6. Does it hold?*
#
# 换门槛、换频数、去掉任何一个案例，再算一遍：每条路径在多少次里还在？
#
# *Move the cut-offs, drop each case in turn: in what share of the runs is each path still there?*

# %% tags=["nbval-check-output"]
held = comparison.robustness(solution).terms
workshop.shown(
    held[["share", "case"]],
    digits=4,
    term="路径",
    share="全部重算里还在的比例",
    case="去掉一个案例后还在的比例",
)

# %%
figures.xy(solution, nature="fictitious")

# %% [markdown]
# 没有案例走了这两条路却没有成效；但有三个案例**没走这两条路也有成效**。最值得去看的正是它们：还有什么路？
#
# *No case took a path without the outcome; three reached the outcome without a path. Visit those:
# what else leads there?*

# %% tags=["nbval-check-output"]
roles = comparison.case_roles(solution)
words = {
    "typical": "走了路径，有成效",
    "deviant_coverage": "没走路径，有成效",
    "irrelevant": "没走路径，没有成效",
}
kinds = roles.assign(role=roles["role"].map(words)).groupby("role")
workshop.shown(kinds.agg(cases=("case", "、".join), distance=("distance", "mean")), digits=4)

# %% [markdown]
# ### 挪一挪锚点
# *Move an anchor*
#
# 70 分是我们定的。若把“好”的界线提到 80 分呢？先猜：哪条路径会变？
#
# *The line of 70 is ours. And at 80? Guess first which path will change.*

# %% [markdown]
# <<exercise moved>>

# %% tags=["nbval-check-output"]
# SOLUTION
stricter = data.assign(成效=comparison.calibrate(raw["verified_score"], 50, 80, 90))
tight = comparison.truth_table(stricter, "成效", conditions)
answer = list(comparison.minimise(tight, "intermediate", dict.fromkeys(conditions, 1)).models[0])
# END
lesson.check("moved", answer)

# %% [markdown]
# ### 给路径起名字
# *Name the paths*
#
# “带头示范型”“联建服务型”是我们起的。你会怎么叫？要求：外人一听就知道**做了什么、和什么搭在一起**。改好了放进
# `paths`，重画一次图。
#
# *Ours are “leaders who show” and “joint service”. What would you call them? A stranger should hear
# what is done together with what.*

# %% [markdown]
# ## 七、如果只看典型
# *7. Winners only*
#
# 现在假装只收集了 12 个成功案例。照样做一遍：
#
# *Now pretend that only the winners were collected, and do the same again:*

# %% tags=["nbval-check-output"]
winners = data[data["成效"] > 0.5]
try:
    comparison.truth_table(winners.assign(成效=1.0), "成效", conditions)
except comparison.ComparisonError as refusal:
    print(refusal)

# %% [markdown]
# 工具**拒绝**：结果没有变化，无从比较。平常的总结会不会就此打住？不会。把一半以上都有的做法叫“共同经验”，材料就写出来了：
#
# *The toolkit refuses: an outcome that does not vary cannot be compared. An ordinary summary would
# go on: what half of them share is
# called common experience.*

# %% tags=["nbval-check-output"]
workshop.shown(
    winners[list(names.values())].mean().sort_values(ascending=False),
    digits=4,
    item="做法",
    value="成功案例中的比例",
)

# %% [markdown]
# 六项都够一半，六条经验。放回另外 12 个，逐条检验：
#
# *Six practices, six lessons. Put the other twelve back and test each:*

# %% [markdown]
# <<exercise trap>>

# %% tags=["nbval-check-output"]
# SOLUTION
alone = comparison.winners_only(data, "成效", list(names.values()), common=0.5, absences=False)
shares = alone.conditions
answer = list(shares.index[shares["claimed"] & ~shares["stands"]])
# END
lesson.check("trap", answer)

# %% tags=["nbval-check-output"]
checked = comparison.winners_only(data, "成效", list(names.values()), common=0.5, absences=False)
workshop.shown(
    checked.conditions.loc[checked.conditions["claimed"], ["winners", "others", "stands"]],
    digits=4,
    term="做法",
)

# %% tags=["nbval-check-output"]
checked.says()

# %% [markdown]
# 站不住的两项在不成功的案例里**更常见**：只看典型，它们会被当成经验推广，花的是别人的工夫。
#
# *The two that fall are more common where it did not work: winners alone would have sold them as
# lessons, at others' cost.*

# %% [markdown]
# <<discussion>>

# %% [markdown]
# <<limits>>
