# %% [markdown]
# # Coding reliability and calibration
#
# Two steps stand before every comparison: people turn sentences into codes, and numbers into memberships. Both can be
# checked. The texts and both codings are invented, and both codings are by one hand: they show the arithmetic, not how
# reliable anybody is.

# %% [markdown] zh
# # 编码信度与校准
#
# 比较案例之前有两步要由人来定：把句子变成编码，把数字变成隶属度。两步都查得了。文本和两遍编码都是虚构的，
# 而且出自同一只手：这里练的是算法，说明不了谁编得可靠。

# %%
from pathlib import Path

import pandas as pd

import toolkit
from toolkit import cases, comparison

county = toolkit.County.load(toolkit.dataset("cases"))
reports = cases.from_county(county)
coding = cases.county_coding(county)
agreed = cases.agreement(coding, reports)
columns = ["percent", "kappa", "alpha", "alpha_low", "alpha_high"]
print(agreed[columns].sort_values("alpha").head(6).round(3).to_string())
print(agreed.attrs["note"])

# %% [markdown]
# Percent agreement is near 1 everywhere, because most sentences carry no code and both leave them empty. Alpha takes that
# off. Its interval comes from drawing whole sentences anew; a rare code has an interval so wide that only its sentences,
# read one by one, tell whether the definition is clear.

# %% [markdown] zh
# 百分比一致率几乎都接近 1：大多数句子两遍都没编。α 扣掉了这一部分。区间由整句重抽得出；少见的编码区间宽到说明不了什么，
# 只能一句一句地读，看定义清楚不清楚。

# %%
differ = cases.disagreements(coding, reports)
print(differ["code"].value_counts().head(5).to_string())
for row in differ[differ["code"] == "IDENTITY"].head(3).itertuples():
    print(row.case, f"{row.yes} / {row.no}", row.text)

# %% [markdown]
# ## What is written together
#
# A set of codes that cannot be enlarged without losing a case, with its support among improved and other cases:

# %% [markdown] zh
# ## 哪些写在一起
#
# 再添一项就会少一个案例的编码组合，分改善与其余各有几个：

# %%
outcomes = county["case_text"].set_index("case_id")["outcome"].to_dict()
held = cases.matrix(coding[coding["coder"] == "key"])
patterns = cases.closed_patterns(held, outcomes, least=6)
print(patterns[patterns["codes"].str.contains(";")].head(4).to_string(index=False))

# %% [markdown]
# ## More than two values
#
# Grades of evidence are no yes and no. The example is the one Krippendorff (2011) published for five categories and
# two observers (.692); empty cells do not count.

# %% [markdown] zh
# ## 不止两个取值
#
# 证据分七级，不是有和无。下面是克里彭多夫发表过的两人五类的例子（.692）；空格不计。

# %%
graded = pd.DataFrame({"Meg": list("aabbdcccedda"), "Owen": list("babbbccceddd")})
print(round(cases.krippendorff_alpha(graded), 3))

# %% [markdown]
# ## From numbers to memberships
#
# Anchors are decided from knowledge outside these data (here: half of the members at the meeting). The direct method bends a
# logistic curve through them, the indirect one fits the curve to groups sorted by hand; crisp thresholds cut.

# %% [markdown] zh
# ## 从数字到隶属度
#
# 锚点凭这批数据以外的知识来定（这里：到会的党员过半）。直接法让一条逻辑斯蒂曲线穿过锚点；间接法先由人分组，再把曲线拟合到组上；
# 清晰集只切一刀。

# %%
raw, _, _ = comparison.case_conditions(county, "review2")
attendance = raw["attendance_pct"].sort_values()
ways = pd.DataFrame(
    {
        "attendance": attendance,
        "direct": comparison.calibrate(attendance, 35, 55.5, 85),
        "indirect": comparison.calibrate(
            attendance, thresholds=[35, 45, 55.5, 70, 85], method="indirect"
        ),
        "crisp": comparison.crisp(attendance, [55.5]),
    }
)
print(ways.iloc[[0, 4, 8, 10, 11, 12, 16, 20, 23]].round(2).to_string())

# %% [markdown]
# ## How much hangs on the anchors
#
# The crossover decides who is in. Five points lower, as it is, ten points higher:

# %% [markdown] zh
# ## 结果有多少取决于锚点
#
# 交叉点决定谁在内、谁在外。低五个百分点、不动、高十个百分点：

# %%
for crossover in (50.5, 55.5, 65.5):
    member = comparison.calibrate(attendance, 35, crossover, 85)
    print(crossover, int((member > 0.5).sum()), "in,", int((member == 0.5).sum()), "on the line")

# %%
folder = Path("out/guides")
folder.mkdir(parents=True, exist_ok=True)
attendance.to_csv(folder / "attendance.csv", index_label="case")

# %% [markdown]
# ## Replicate in R
#
# ```r
# a <- c(1,1,2,2,4,3,3,3,5,4,4,1)
# b <- c(2,1,2,2,2,3,3,3,5,4,4,4)
# o <- table(factor(c(a, b), 1:5), factor(c(b, a), 1:5))
# n <- sum(o)
# 1 - (n - 1) * (n - sum(diag(o))) / (n^2 - sum(rowSums(o)^2))
# x <- sort(read.csv("out/guides/attendance.csv")$attendance_pct)
# odds <- log(0.95 / 0.05) * (x - 55.5) / ifelse(x < 55.5, 55.5 - 35, 85 - 55.5)
# round(plogis(odds), 2)
# # with packages: irr::kripp.alpha(rbind(a, b), "nominal");
# # QCA::calibrate(x, thresholds = "e=35, c=55.5, i=85", logistic = TRUE, idm = 0.95)
# ```
#
# ## What may and may not be said
#
# May: on these units the coders agreed to this degree, with this interval; under these anchors so many cases are in.
#
# May not: that a high mean of alpha makes each code reliable, that two passes by one person are two coders, or that anchors
# which give the nicest solution are the right ones.

# %% [markdown] zh
# ## 用 R 重复
#
# ```r
# a <- c(1,1,2,2,4,3,3,3,5,4,4,1)
# b <- c(2,1,2,2,2,3,3,3,5,4,4,4)
# o <- table(factor(c(a, b), 1:5), factor(c(b, a), 1:5))
# n <- sum(o)
# 1 - (n - 1) * (n - sum(diag(o))) / (n^2 - sum(rowSums(o)^2))
# x <- sort(read.csv("out/guides/attendance.csv")$attendance_pct)
# odds <- log(0.95 / 0.05) * (x - 55.5) / ifelse(x < 55.5, 55.5 - 35, 85 - 55.5)
# round(plogis(odds), 2)
# # with packages: irr::kripp.alpha(rbind(a, b), "nominal");
# # QCA::calibrate(x, thresholds = "e=35, c=55.5, i=85", logistic = TRUE, idm = 0.95)
# ```
#
# ## 能说什么，不能说什么
#
# 能说：在这些句子上，编码员一致到这个程度，区间这么宽；按这几个锚点，有这么多案例在内。
#
# 不能说：平均的 α 高，每项编码就都可靠；一个人编两遍就等于两个人；得出的式子好看，锚点就选对了。
