# %% [markdown]
# <<title>>
#
# <<goals>>

# %% [markdown]
# <<opening>>
#
# <<guiding>>

# %% [markdown]
# <<plan>>
#
# <<quiz>>

# %%
import networkx as nx
import pandas as pd

import workshop
from toolkit import demo_county, figures, pairing

lesson = workshop.Lesson(3)
county = demo_county()
day = "2011-07-01"

# %% [markdown]
# <<data>>
#
# ## 一、几条线放在一张图上
# *1. Several channels in one picture*

# %%
figures.pairing(county, on=day)

# %% [markdown]
# 单位多了，图按乡镇合并：线宽是对数，虚框是还没有人结的需求。**一眼看两件事**：哪条线最粗，哪个乡镇的虚框最长。
#
# *Bundled by township: width is the number of pairs, dashed boxes are unmet needs. Which is
# thickest, which longest?*

# %% tags=["nbval-check-output"]
workshop.shown(pairing.coverage(county, on=day), share="覆盖率")

# %% [markdown]
# ## 二、重叠
# *2. Overlap*

# %% [markdown]
# <<exercise overlap>>

# %%
# SOLUTION
row = pairing.channel_overlap(county, on=day).iloc[0]
answer = (round(row["units"] / row["jaccard"]), 100 * row["jaccard"])
# END
lesson.check("overlap", answer)

# %%
figures.overlap(county, on=day)

# %% [markdown]
# 每一列是一种组合，看黑线串起了哪几种。最高的一列只有共建：群团组织连着的，大多不是待帮单位。把每两条线的重叠单位排成方阵：
#
# *Each column is a combination. The tallest is co-building alone. Every two channels as a matrix of
# shared units:*

# %% tags=["nbval-check-output"]
pairs = workshop.shown(pairing.channel_overlap(county, on=day), units="共有单位", jaccard="重叠率")
matrix = pairs.pivot(index="结对方式", columns="另一结对方式", values="共有单位")
matrix.loc[pairs["结对方式"].unique(), pairs["另一结对方式"].unique()].map(
    lambda n: "" if pd.isna(n) else f"{n:g}"
)

# %% tags=["nbval-check-output"]
pairs.sort_values("重叠率", ascending=False).head(4)

# %% [markdown]
# 帮扶方最多的几个单位：有的三类齐全，有的不齐。重叠率最高的两条线是先进带和部门联，可没有一家从两条线帮同一个单位（“相同的结对”为
# 0）。
#
# *Units with most helpers, some with all three kinds. No two organisations meet in two channels.*

# %% tags=["nbval-check-output"]
several = pairing.several_helpers(county, on=day)
workshop.shown(several.head(5), county)

# %% [markdown]
# ## 三、空白
# *3. Gaps*

# %% [markdown]
# <<exercise gap>>

# %%
three = ["advanced_helps_backward", "department_links_backward", "enterprise_ties_backward"]
# SOLUTION
gaps = pairing.uncovered(county, on=day)
lacking = gaps[gaps["channel"].isin(three)].groupby("org_id").size()
answer = int((lacking == 3).sum())
# END
lesson.check("gap", answer)

# %%
figures.township_map(county, on=day)

# %% [markdown]
# 这是虚构县的方格示意，不是地图。**一边三家帮，一边没人到**：要添人手，还是先把重叠的分一分？
#
# *Tiles of an invented county, no map. Three helpers here, none there: more hands, or a better
# division?*
#
# ## 四、党群共建：桥，还是热闹
# *4. Co-building: a bridge, or only many ties*

# %% [markdown]
# <<exercise bridge>>

# %%
# SOLUTION
mass = pairing.bridging(county, sectors=["mass_org"], on=day)
answer = list(mass.loc[mass["townships"] == mass["townships"].max(), "org_id"])
# END
lesson.check("bridge", answer)

# %% tags=["nbval-check-output"]
columns = ["org_id", "sector", "partners", "sectors", "townships", "effective_size", "constraint"]
workshop.shown(pairing.bridging(county, on=day).head(7)[columns], county, constraint="约束")

# %% [markdown]
# 约束越低，越像桥：它的对象彼此之间没有别的线。把共建的线去掉，看最大的一块还剩多少单位：
#
# *A low constraint marks a bridge. Without co-building, how large is the largest connected part?*

# %% tags=["nbval-check-output"]
net = pairing.graph(county, on=day)
without = nx.MultiDiGraph(
    (h, r, k, d) for h, r, k, d in net.edges(keys=True, data=True) if d["channel"] != "co_building"
)
{
    "有共建": len(max(nx.weakly_connected_components(net), key=len)),
    "没有共建": len(max(nx.weakly_connected_components(without), key=len)),
}

# %% [markdown]
# 最大的一块大了很多，可新连进来的有几个是待帮单位？
#
# *The largest part grows a lot. How many of the units co-building reaches are to be helped?*

# %% tags=["nbval-check-output"]
listed = set(pairing.listed_units(county, on=day))
partners = {r for _, r, d in net.edges(data=True) if d["channel"] == "co_building"}
{"共建对象": len(partners), "其中待帮单位": len(partners & listed)}

# %% [markdown]
# ## 五、一家退出，谁没人帮
# *5. One leaves: who is left alone*

# %% tags=["nbval-check-output"]
lesson.given("leave")

# %% [markdown]
# <<exercise leave>>

# %%
# SOLUTION
hub = "QL0051"
alone = pairing.critical_helpers(county, on=day).set_index("helper_id")["recipients"]
answer = (net.out_degree(hub), int(alone.get(hub, 0)))
# END
lesson.check("leave", answer)

# %%
figures.critical_helpers(county, on=day)

# %% [markdown]
# 排在最前的是群团组织，可它们的对象大多不待帮。**只看整顿转化这一个载体**，没有哪一家一退出会丢下两个以上单位：
#
# *Mass organisations come first, but their partners are hardly in need. In the turnaround programme
# alone no helper leaves two behind.*

# %% tags=["nbval-check-output"]
workshop.shown(
    pairing.critical_helpers(county, on=day).head(6), county, recipients="将无人帮的单位"
)

# %% tags=["nbval-check-output"]
turnaround = pairing.critical_helpers(county, on=day, prog_id="G-TURN")
{
    "只此一家的单位": int(turnaround["recipients"].sum()),
    "一家最多丢下几个": int(turnaround["recipients"].max()),
}

# %% [markdown]
# ## 六、是不是碰巧
# *6. More than chance?*
#
# 帮扶方似乎爱找本乡镇的单位。先别下结论：县城所在的镇单位多，随手发牌也会碰上。
# **洗牌**：每家帮几个、每个单位有几家都不变，只换对象，做 200 遍。
#
# *Helpers seem to prefer their own township. But dealing at random gives such pairs, too: shuffle
# 200 times, all numbers kept.*

# %%
chance = pairing.null_model(county, on=day)

# %% [markdown]
# <<exercise chance>>

# %%
# SOLUTION
same = chance.loc["same_township"]
answer = 100 * (same["observed"] / same["mean"] - 1)
# END
lesson.check("chance", answer)

# %% tags=["nbval-check-output"]
names = {
    "same_township": "同乡镇",
    "same_sector": "同领域",
    "repeated_pairs": "同一对重复",
    "single_helper": "只有一家帮",
}
workshop.shown(chance.rename(index=names), statistic="看什么", mean="洗牌平均")

# %% [markdown]
# 最后一行没有 z
# 值：“只有一家帮”的单位数由每家帮几个定死了，怎么洗都一样，所以这副牌答不了这个问题。先进、部门哪一条线偏同乡？
#
# *The last row has no z: that number never changes however one shuffles, so this test cannot speak
# of it. Which channel stays close?*

# %% tags=["nbval-check-output"]
workshop.shown(
    pairing.assortativity(county, by="township", on=day),
    same_share="同乡占比",
    assortativity="同乡偏好",
)

# %% [markdown]
# 偏好为
# 0，和随手发牌一样；1，全在本乡镇。部门和企业都住在县城，谈不上偏爱；**先进带后进**才是就近找的。
#
# *0 is chance, 1 all within. Offices and firms all sit in the county town; it is the advanced who
# help nearby.*

# %% [markdown]
# <<discussion>>
#
# <<limits>>
