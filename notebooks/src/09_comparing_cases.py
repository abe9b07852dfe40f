# %% [markdown]
# # 典型案例比较：组态与反例
# *Comparing cases: configurations and counter-cases*
#
# 24 份**虚构**案例报告，一半后来核验得分高，一半不高。成功的案例有什么共同做法？只看成功的，会得出什么？
# 这一课从编过码的报告走到有名字的“路径”，再看看“只看典型”会漏掉什么。
#
# *24 fictitious reports, half of them verified well later. From coded reports to named paths; then what winners alone would
# have taught.*

# %%
from toolkit import County, cases, comparison, figures

# %% [markdown]
# ## 一、从编码到条件
# *1. From codes to conditions*
#
# 报告已按编码本标过句子。一个案例有没有某项做法，就是一个 0 或 1 的**条件**。
# 注意：报告没提，不等于没做；这里按“没提即无”处理，结论要带着这句话走。
#
# *Whether a report shows a practice is a condition, 0 or 1. What a report does not mention counts as absent: say so.*

# %%
county = County.load("../datasets/cases")
coded = cases.county_coding(county)
coded = coded[coded["coder"] == "key"]
practices = cases.matrix(coded)

# %%
names = {"LEADERS": "带头人", "JOINT_ORG": "联合组织", "IDENTITY": "亮身份", "SERVE": "办实事", "SUPPORT": "资源扶持", "DISCUSS": "研讨"}
conditions = ["带头人", "联合组织", "亮身份", "办实事"]
practices = practices[list(names)].rename(columns=names)

# %% tags=["nbval-check-output"]
practices.sum().to_dict()

# %% [markdown]
# ## 二、校准结果：界线要说得出理由
# *2. Calibrate the outcome, with reasons*
#
# 核验得分是 0–100 分。多少分算“好”？70 分是验收线，定为交叉点（隶属度 0.5）；90 分算完全属于，50 分算完全不属于。
# 理由写进数据，跟着每一张表走。
#
# *70 is the pass mark, so it is the crossover; 90 is fully in, 50 fully out. The reason travels with the data.*

# %%
raw, _, _ = comparison.case_conditions(county, "review2")
anchors = comparison.Anchors(50, 70, 90, "70 为验收线；90 与 50 由教研组在看数据之前商定")
score = comparison.calibrate_frame(raw, {"verified_score": anchors})["verified_score"]
data = comparison.coded_conditions(practices, score, "成效")

# %% tags=["nbval-check-output"]
int((data["成效"] > 0.5).sum()), int((data["成效"] < 0.5).sum())

# %% [markdown]
# ## 三、必要性：没有它就没有结果吗？
# *3. Necessity: does nothing happen without it?*
#
# `inclN` 接近 1 才谈得上必要；`RoN` 很低说明这个条件人人都有，必要也不稀奇。
#
# *Near 1 in inclN, and not trivial in RoN: then one may speak of necessity.*

# %% tags=["nbval-check-output"]
comparison.necessity(data, "成效", conditions).round(3)

# %% [markdown]
# 没有一个条件达到 0.9：**没有哪项做法是非有不可的。** 那就看组合。
#
# *No condition reaches 0.9: nothing here is indispensable. So look at combinations.*

# %% [markdown]
# ## 四、真值表：哪些组合有案例？
# *4. The truth table*

# %%
table = comparison.truth_table(data, "成效", conditions, selection="24 份虚构报告，一半不是典型")

# %% tags=["nbval-check-output"]
table.rows[[*conditions, "OUT", "n", "cases", "against"]]

# %% [markdown]
# 16 种组合里只有一部分有案例，其余叫**余项**：不知道。同一行里既有成功又有不成功的案例，叫**矛盾组态**。
# 打开第 6 行，读它背后的句子：
#
# *Rows without cases are remainders: unknown. Rows with cases of both kinds are contradictory. Open row 6 and read the
# sentences behind it:*

# %% tags=["nbval-check-output"]
table.contradictory.index.tolist(), table.remainders_n

# %%
table.sentences(6, coded.replace({"code": names}))[["case", "code", "text"]].head(6)

# %% [markdown]
# ## 五、路径
# *5. Paths*
#
# 中间解只用“容易的”假设：预期每项做法在场有助于成效。
#
# *The intermediate solution assumes only what the expectations support: each practice helps by being there.*

# %%
solution = comparison.minimise(table, "intermediate", dict.fromkeys(conditions, 1))
paths = {"带头人*亮身份": "带头示范型", "带头人*联合组织*办实事": "联建服务型"}

# %% tags=["nbval-check-output"]
solution.models, solution.says()

# %%
figures.configurations(solution, names=paths, nature="fictitious")

# %% [markdown]
# 换一个简约的算法，模型就有好几个，数据分不出谁对：**永远不要把其中一个当成唯一的答案。**
#
# *The parsimonious solution has several models that the data cannot tell apart: never take one for the only one.*

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
comparison.robustness(solution).terms[["share", "case"]].round(2)

# %%
figures.xy(solution, nature="fictitious")

# %% [markdown]
# 没有案例走了这两条路却没有成效；但有三个案例**没走这两条路也有成效**。最值得去看的正是它们：还有什么路？
#
# *No case took a path without the outcome; three reached the outcome without a path. Visit those: what else leads there?*

# %% [markdown]
# ## 七、如果只看典型
# *7. Winners only*
#
# 现在假装只收集了 12 个成功案例，把一半以上都有的做法叫“共同经验”：
#
# *Now pretend that only the winners were collected, and call common what half of them share:*

# %%
alone = comparison.winners_only(data, "成效", list(names.values()), common=0.5, absences=False)

# %% tags=["nbval-check-output"]
alone.conditions.loc[alone.conditions["claimed"], ["winners", "others", "stands"]].round(2)

# %% tags=["nbval-check-output"]
alone.says()

# %% [markdown]
# “研讨”和“资源扶持”在不成功的案例里**更常见**：只看典型，它们会被当成经验推广。
# 而且，只有成功案例的数据，工具会拒绝计算：
#
# *Discussion and support are more common where it did not work: winners alone would have sold them as lessons. And on
# winners alone the toolkit refuses:*

# %% tags=["nbval-check-output"]
try:
    comparison.truth_table(data[data["成效"] > 0.5].assign(成效=1.0), "成效", conditions)
except comparison.ComparisonError as refusal:
    print(refusal)

# %% [markdown]
# ## 八、轮到你了
# *8. Your turn*
#
# 把交叉点从 70 移到 80，路径还在吗？（提示：从 `comparison.calibrate` 到 `comparison.minimise`，三行。）
#
# *Move the crossover from 70 to 80. Are the paths still there?*

# %% tags=["nbval-check-output"]
# SOLUTION
stricter = data.assign(成效=comparison.calibrate(raw["verified_score"], 50, 80, 90))
moved = comparison.truth_table(stricter, "成效", conditions)
answer = comparison.minimise(moved, "intermediate", dict.fromkeys(conditions, 1)).models
# END
list(answer)

# %% [markdown]
# ## 九、这里没有说什么
# *9. What this does not say*
#
# - **相伴不等于因果**：路径告诉你去哪里深入看，没有告诉你为什么。
# - **报告不等于事实**：条件来自报告写了什么，不来自做了什么。
# - **案例是虚构的**：方法是真的，结论不能带走。
#
# *Going together is not causing; conditions come from what reports say; the cases are invented: take away the method only.*
