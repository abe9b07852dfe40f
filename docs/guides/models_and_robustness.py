# %% [markdown]
# # Every model and its robustness
#
# Several models often explain the same truth table equally well. This guide codes 24 invented cases, lists every model,
# changes the choices behind them one at a time, and writes the scripts that repeat it in R.

# %% [markdown] zh
# # 全部模型与稳健性
#
# 同一张真值表常有几个模型说得一样好。下面给 24 个虚构案例编码，列出全部模型，一次只改一个选择，
# 再写出在 R 里重复的脚本。

# %%
import toolkit
from toolkit import comparison

county = toolkit.County.load(toolkit.dataset("cases"))
raw, outcome, names = comparison.case_conditions(county, "review2")
print(raw.describe().loc[["count", "min", "50%", "max"]].T.to_string())

# %% [markdown]
# ## Calibrate, with reasons
#
# The anchors are decided before the data are looked at, and their reasons travel with the result.

# %% [markdown] zh
# ## 校准，写明理由
#
# 锚点在看数据之前定，理由跟着结果走。

# %%
anchors = {
    "verified_score": comparison.Anchors(50, 70, 90, "70 is the line of acceptance"),
    "attendance_pct": comparison.Anchors(
        35, 55.5, 85, "half of the members, with room for absence"
    ),
    "resident_vote_pct": comparison.Anchors(15, 45.5, 80, "about half of the matters"),
    "leader_years": comparison.Anchors(0.5, 2.5, 5.5, "less than a term, half of one, a whole one"),
}
data = comparison.calibrate_frame(raw[list(anchors)], anchors)
conditions = [name for name in data if name != "verified_score"]
print(comparison.necessity(data, "verified_score", conditions).round(3).to_string())

# %% [markdown]
# ## The truth table and every model

# %% [markdown] zh
# ## 真值表与全部模型

# %%
table = comparison.truth_table(data, "verified_score", conditions, half="drop")
print(table.rows.round(3).to_string())
for kind in ("complex", "parsimonious", "intermediate"):
    expected = dict.fromkeys(conditions, 1) if kind == "intermediate" else None
    solution = comparison.minimise(table, kind, expected)
    print(kind, list(solution.models))

# %% [markdown]
# The complex solution assumes nothing about the combinations that no case shows; the parsimonious one assumes whatever makes
# it shorter, here that residents' votes suffice alone, which no case without the other two conditions shows.
#
# ## How firm
#
# The choices are moved one at a time and the solution made again; `share` is how often a term comes back as it stands.

# %% [markdown] zh
# 复杂解对没有案例的组合什么也不假定；简约解怎么短怎么假定，这里假定了光有居民表决就够，
# 而没有哪个案例只有表决、没有另两个条件。
#
# ## 稳不稳
#
# 一次改一个选择重算；`share` 是某一项原样回来的份额。

# %%
held = comparison.robustness(solution)
print(held.terms.round(3).to_string())

# %% [markdown]
# ## Beside R
#
# The script below gives the same numbers in R's package QCA from the values before calibration.

# %% [markdown] zh
# ## 与 R 并排
#
# 下面的脚本从校准前的值开始，在 R 的 QCA 包里得出同样的数。

# %%
study = comparison.study(
    raw[list(anchors)], "verified_score", conditions, half="drop", anchors=anchors
)
print(comparison.r_script(study, "cases.csv"))

# %% [markdown]
# ## What may and may not be said
#
# May: in these cases these combinations go with a high verified score, under these anchors and thresholds, with so many
# models and this robustness.
#
# May not: that the conditions bring it about. The cases are invented, and so is what goes with what.

# %% [markdown] zh
# ## 能说什么，不能说什么
#
# 能说：在这些案例里，按这些锚点和门槛，这些组合与核验分高相伴，模型有这么多个，稳健性是这样。
#
# 不能说：是这些条件带来的。案例是虚构的，什么与什么相伴也是虚构的。
