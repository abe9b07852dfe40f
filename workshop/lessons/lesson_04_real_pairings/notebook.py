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
import pandas as pd

import workshop
from toolkit import County, dataset, figures, pairing
from toolkit.terms import label

# %%
lesson = workshop.Lesson(4)

# %% [markdown]
# <<quiz>>
#
# 先各写五个字母，课后再写一遍：`lesson.score("课前五个字母", "课后五个字母")`。
#
# *Write five letters now and again afterwards; `lesson.score(before, after)` puts them side by
# side.*

# %% [markdown]
# ## 一、先看出处，再看数字
# *1. Sources before numbers*
#
# 1996 年以来，国家公布过多批“谁帮谁”的名单。三个载体、八个批次，每批多少对？
#
# *Since 1996 many lists of who helps whom have been published: three programmes, eight waves. How
# many pairs does each name?*

# %%
county = County.load(dataset("counterpart_assistance"))
pairs = county["pairing"]
workshop.shown(county["programme"][["prog_id", "name", "start"]], prog_id="编号", name="载体")

# %% tags=["nbval-check-output"]
len(pairs), pairs.groupby("wave").size().to_dict()

# %% [markdown]
# 每一行核对到哪一步，写在 `evidence` 里：`list seen` 见到名单全文，`pair seen` 见到这一对，`to be
# checked` 尚待核对。
#
# *How far each row was checked is kept in `evidence`.*

# %% tags=["nbval-check-output"]
pairs.groupby(["prog_id", "evidence"]).size().to_dict()

# %% [markdown]
# **一次只看一个载体**：目的、期限都不同，放在一起没有意义。不说是哪个载体，工具就不算：
#
# *One programme at a time: aims and terms differ. Without a programme the toolkit refuses:*

# %% tags=["nbval-check-output"]
try:
    pairing.waves(county)
except ValueError as refusal:
    print(refusal)

# %% [markdown]
# ## 二、某一天的图
# *2. The graph on one day*
#
# 边上写着起止日期，图就有了时间：给一个日期，得到那一天的图。下面都看“东西部协作”。
#
# *Edges carry their dates, so the graph has time in it: name a day and get that day's graph. From
# here on: east–west cooperation.*

# %%
PROGRAMME = "east-west"
days = ["1997-01-01", "2003-01-01", "2011-01-01", "2017-01-01", "2022-01-01"]
of_day = {d: pairing.graph(county, on=d) for d in days}

# %% tags=["nbval-check-output"]
{d: sum(prog == PROGRAMME for *_, prog in net.edges(data="prog_id")) for d, net in of_day.items()}

# %% [markdown]
# 2022 年是
# 0：**不是没有结对，是名单没写结到哪天**。结束日期不详的批次只在起始日算作运行，宁可说不知道，不替它编一个。
#
# *Zero in 2022 does not mean no pairs: the list gives no end. Such a wave runs on its first day
# only; unknown is said as unknown.*

# %%
figures.pairing(county, on="2000-01-01", prog_id=PROGRAMME)

# %% [markdown]
# 哪个受助方有不止一个帮扶方？图上一眼可见，一行代码核对：
#
# *Which recipient has more than one helper? The drawing shows it, one line confirms it:*

# %% tags=["nbval-check-output"]
early = pairing.several_helpers(county, "2000-01-01", PROGRAMME)
early.merge(county["organisation"], left_on="recipient_id", right_on="org_id")[
    ["name", "helpers"]
].values.tolist()

# %% [markdown]
# ## 三、哪些结对延续了下来
# *3. Which pairs lasted*
#
# 两批都有的是**保留**，只在后一批的是**新增**，只在前一批的是**解除**。保留的对数除以两批合起来的对数，
# 就是**重合度**（Jaccard 系数）：1 表示完全相同，0 表示毫无重合。
#
# *In both lists: kept; only in the later: added; only in the earlier: dropped. Kept pairs divided
# by all pairs of both lists is the
# overlap (Jaccard).*

# %%
waves = pairing.waves(county, prog_id=PROGRAMME)

# %% tags=["nbval-check-output"]
workshop.shown(
    waves[["from", "to", "before", "after", "kept", "added", "dropped"]],
    before="前一批",
    after="后一批",
)

# %% [markdown]
# <<exercise retention>>

# %% tags=["nbval-check-output"]
# SOLUTION
answer = tuple(float(j) for j in waves["jaccard"].head(2).round(3))
# END
print(answer)
lesson.check("retention", answer)

# %%
figures.waves(county, prog_id=PROGRAMME)

# %% [markdown]
# 光看相邻两步还不够。一对结对平均结了多少天，最初的那些后来怎样？
#
# *Steps between neighbours are not everything. How long did pairs last, and what became of the
# first ones?*

# %% tags=["nbval-check-output"]
known = pairing.tenure(county, "2021-03-31", PROGRAMME)
known.groupby(known["start"].dt.year)["days"].mean().round(1).to_dict()

# %% [markdown]
# 注意：这里的“一对”是名单上的一行；延续到下一批的，是新的一行。所以天数是**批次的寿命**，不是关系的寿命。
#
# *A pair here is a row of a list, and one that goes on is a new row: these days are the life of a
# wave, not of a relation.*

# %% [markdown]
# <<exercise lasting>>

# %% tags=["nbval-check-output"]
# SOLUTION
answer = round(
    100
    * float(
        pairing.retention(county, ["1996-07-01", "2010-06-01"], PROGRAMME)["kept_share"].iloc[0]
    ),
    1,
)
# END
print(answer)
lesson.check("lasting", answer)

# %% [markdown]
# ## 四、换一把尺子
# *4. Change the ruler*
#
# 2010 年以后，重合度从 0.667 掉到 0.237。先别解释，**先看写法**：两头各写到哪一级，各有多少对？
#
# *After 2010 the overlap falls from 0.667 to 0.237. Before explaining, look at how the lists are
# written: which levels, how many pairs?*

# %%
level = (
    county["organisation"]
    .set_index("org_id")["level"]
    .map(lambda code: label("organisation", "level", code))
)
mine = pairs[pairs["prog_id"] == PROGRAMME]
written = mine["helper_id"].map(level) + " → " + mine["recipient_id"].map(level)

# %% tags=["nbval-check-output"]
pd.crosstab(written.rename("写法"), mine["start"].dt.year.rename("年"))

# %% [markdown]
# 2010 年以前几乎都写到省（计划单列市除外），2016 年一大半写到市、州，2021 年又写回省。
# 工具有一个标记“口径一致”，可它只看**有没有**哪一级，看不出**多少**，2016 年这一步就漏过了：
#
# *Until 2010 nearly all are provinces, in 2016 most are prefectures, in 2021 provinces again. The
# mark “same grain” sees which levels
# occur, not how often, and misses the step of 2016:*

# %% tags=["nbval-check-output"]
workshop.shown(waves[["from", "to", "same_grain"]])

# %% [markdown]
# 靠得住的办法是**换一把尺子再量一次**：把两头都归并到省。
#
# *The safe way is to measure again with another ruler: roll both ends up to the province.*

# %%
by_province = pairing.waves(county, prog_id=PROGRAMME, grain="province")

# %% [markdown]
# <<exercise ruler>>

# %%
print("本题所指：", lesson.given("ruler"))

# %% tags=["nbval-check-output"]
# SOLUTION
answer = round(float(by_province.set_index("to").loc["east-west-2016", "jaccard"]), 3)
# END
print(answer)
lesson.check("ruler", answer)

# %% [markdown]
# <<exercise comparable>>

# %% tags=["nbval-check-output"]
# SOLUTION
differs = (waves["jaccard"] - by_province["jaccard"]).abs() > 0.0005
answer = waves.loc[differs, "to"].tolist()
# END
print(answer)
lesson.check("comparable", answer)

# %% [markdown]
# 两把尺子并排，再看折算到省以后的全程：
#
# *Both rulers side by side, and the whole course at province level:*

# %% tags=["nbval-check-output"]
pd.DataFrame(
    {"公布口径": waves["jaccard"].tolist(), "折算到省": by_province["jaccard"].tolist()},
    index=waves["to"],
).round(4)

# %%
figures.waves(county, prog_id=PROGRAMME, grain="province")

# %% [markdown]
# **变化是真的，但远没有看上去那么大。**
# 折算也有代价：同省两个市各结一对，折算后只剩一对，细节丢了。
#
# *The change is real but far smaller than it seemed. Rolling up has its price, too: detail is
# lost.*

# %% [markdown]
# ## 五、担子：谁帮几家
# *5. Load of helpers*
#
# 对数在帮扶方之间分得匀不匀？基尼系数为 0，是人人一样多。注意 2016 年帮扶方写到了市，和 2011
# 年不是一把尺子。
#
# *How evenly do pairs lie on helpers? A Gini of 0 means all alike. In 2016 helpers are written as
# cities: not the ruler of 2011.*

# %% tags=["nbval-check-output"]
spread = [
    pairing.concentration(county, d, PROGRAMME).loc["all"] for d in ("2011-01-01", "2017-01-01")
]
workshop.shown(pd.DataFrame(spread, index=pd.Index([2011, 2017], name="年初")), mean="每方几对")

# %% tags=["nbval-check-output"]
workshop.shown(
    pairing.load(county, "2011-01-01", PROGRAMME)["pairs"]
    .value_counts()
    .rename_axis("每方几对")
    .reset_index(name="helpers")
)

# %% [markdown]
# 2011 年人人一对；到 2016 年呢？图按省归并，一目了然，但只是安排，不是投入：
#
# *In 2011 everyone has one pair. And in 2016? Bundled by province; an arrangement, not an effort:*

# %%
figures.pairing(county, on="2016-12-07", prog_id=PROGRAMME)

# %% [markdown]
# <<exercise load>>

# %%
print("本题所指：", lesson.given("load"))

# %% tags=["nbval-check-output"]
# SOLUTION
carried = pairing.load(county, "2016-12-07", PROGRAMME)
answer = int((carried["pairs"] >= 2).sum())
# END
print(answer)
lesson.check("load", answer)

# %% [markdown]
# ## 六、另一个载体：三天换了一遍
# *6. Another programme: changed within three days*
#
# 2020 年 2 月 7 日公布了对湖北各市州的医疗支援安排，2 月 10
# 日的安排取代了它。应急的结对，本来就要随情况调整，
# **不能拿它和长期协作比稳定**。
#
# *On 7 February 2020 an arrangement of medical support for Hubei was published; that of the 10th
# replaced it. Emergency pairings are
# meant to adapt: their stability is not to be compared with that of long cooperation.*

# %% tags=["nbval-check-output"]
change = pairing.retention(county, ["2020-02-09", "2020-02-10"], prog_id="hubei")
workshop.shown(
    change[["before", "after", "kept", "added", "dropped", "jaccard"]],
    before="前一份",
    after="后一份",
    jaccard="重合度",
)

# %%
figures.changes(county, "2020-02-09", "2020-02-10", prog_id="hubei")

# %% [markdown]
# ## 七、描述，不评判
# *7. Described, not judged*
#
# 想给真实地区排一个“谁最关键”的名次？工具会拒绝：
#
# *A ranking of real regions by how critical they are? The toolkit refuses:*

# %% tags=["nbval-check-output"]
try:
    pairing.critical_helpers(county, "2017-01-01", PROGRAMME)
except ValueError as refusal:
    print(refusal)

# %% [markdown]
# <<discussion>>
#
# <<limits>>
