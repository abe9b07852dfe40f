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
import pandas as pd

import workshop
from toolkit import County, dataset, figures, pairing

lesson = workshop.Lesson(2)
county = County.load(dataset("qinglan_60"))
day = "2011-07-01"

# %% [markdown]
# <<data>>
#
# ## 一、先用手画
# *1. Draw by hand first*
#
# 下面是名单里到 2011 年初还没有结束的。不看后面的图，每组在大纸上画出 **2011 年 7 月 1
# 日**这一天的结对：左边帮扶方，右边受助方，
# 一种方式一种线。有的行那一天已经结束，有的还只是提议，画之前先划掉。
#
# *Rows that had not ended by 2011. Draw the pairs of 1 July 2011 on paper: helpers left, recipients
# right, a stroke for each channel.
# Some rows had ended by that day, some are only proposed: strike them first.*

# %%
columns = [
    "pair_id",
    "channel",
    "helper_id",
    "recipient_id",
    "start",
    "end_plan",
    "end_actual",
    "status",
]
recent = county["pairing"].loc[lambda t: ~(t["end_actual"] < "2011-01-01").fillna(False), columns]
workshop.shown(recent, county)

# %% [markdown]
# ## 二、点和线
# *2. Nodes and edges*

# %% [markdown]
# <<exercise graph>>

# %%
network = pairing.graph(county, on=day)

# %%
# SOLUTION
answer = (network.number_of_edges(), sum(degree > 0 for _, degree in network.degree()))
# END
lesson.check("graph", answer)

# %%
figures.pairing(county, on=day)

# %% [markdown]
# 和你画的一样吗？线有**类型**（哪一种方式）、有**方向**（从帮扶方到受助方）、有**起止**。
#
# *Is it what you drew? Edges have a type, a direction, a start and an end.*

# %% tags=["nbval-check-output"]
pd.Series([edge["channel"] for *_, edge in network.edges(data=True)]).value_counts().to_dict()

# %% [markdown]
# 从一个点出去的线是它的**负荷**，进来的线是它得到的**帮扶**。
#
# *Edges that leave a node are its load; those that enter are the help it gets.*

# %% tags=["nbval-check-output"]
{"出": network.out_degree("QL0012"), "进": network.in_degree("QL0012")}

# %% tags=["nbval-check-output"]
{"出": network.out_degree("QL0033"), "进": network.in_degree("QL0033")}

# %% [markdown]
# ## 三、谁超载
# *3. Who carries too much*

# %% [markdown]
# <<exercise overloaded>>

# %%
# SOLUTION
load = pairing.load(county, on=day)
answer = list(load.loc[load["over"] > 0, "helper_id"])
# END
lesson.check("overloaded", answer)

# %% tags=["nbval-check-output"]
workshop.shown(pairing.load(county, on=day), county)

# %%
figures.load(county, on=day)

# %% [markdown]
# 担子匀不匀，可以用一个数说：基尼系数，0 是人人一样多。
#
# *How even the load is, in one number: Gini's coefficient, 0 when all carry the same.*

# %% tags=["nbval-check-output"]
workshop.shown(
    pairing.concentration(county, on=day).loc[["department_links_backward", "all"]], mean="每方几对"
)

# %% [markdown]
# **问一问**：林业局超了一对，农业局还空着两个位子。为什么不能简单划过去？
#
# ***Ask:*** *one department has one pair too many, another has room for two. Why not simply move
# it?*
#
# ## 四、谁没人帮
# *4. Who has nobody*
#
# 先看谁该有人帮：最近一次评定为待提升，或者正在整顿。
#
# *Who should be helped: rated to improve last time, or in turnaround.*

# %% tags=["nbval-check-output"]
listed = pairing.listed_units(county, on=day).to_frame(index=False)
workshop.shown(listed, county)

# %% [markdown]
# <<exercise unpaired>>

# %%
# SOLUTION
gaps = pairing.uncovered(county, on=day)
answer = list(gaps.loc[gaps["channel"] == "advanced_helps_backward", "org_id"])
# END
lesson.check("unpaired", answer)

# %% [markdown]
# <<exercise share>>

# %%
# SOLUTION
coverage = pairing.coverage(county, on=day)
answer = 100 * coverage.loc["department_links_backward", "share"]
# END
lesson.check("share", answer)

# %%
figures.coverage(county, on=day)

# %% tags=["nbval-check-output"]
workshop.shown(pairing.coverage(county, on=day), share="覆盖率")

# %% [markdown]
# 有的单位缺一种，有的同时有三种帮扶。后一种叫“三类帮扶齐全”：
#
# *Some lack a kind, some have three kinds at once:*

# %% tags=["nbval-check-output"]
workshop.shown(pairing.several_helpers(county, on=day), county)

# %% [markdown]
# ## 五、换一天，图就变了
# *5. Another day, another graph*
#
# 名单一行没动，只换了日期。年底评定之后，待帮的多了，帮扶的还没跟上：
#
# *The same list on other days. After the ratings of December more are to be helped, and help has
# not followed yet.*

# %% tags=["nbval-check-output"]
days = ["2009-07-01", "2010-07-01", "2011-07-01", "2011-12-31"]
each = {d: pairing.coverage(county, on=d).loc["advanced_helps_backward"] for d in days}
workshop.shown(pd.DataFrame(each).T.rename_axis("日期"), share="覆盖率")

# %% [markdown]
# ## 六、谁最该有人帮？
# *6. Who most needs a helper?*
#
# 待帮单位各有几种帮扶、上一次评了几星。图给依据，不给答案：先帮谁，由人说出理由来定。
#
# *What each unit has, and its last stars. The graph gives grounds, not the answer.*

# %% tags=["nbval-check-output"]
stars = pairing.latest_rating(county["rating"], on=day, what="stars")
kinds = {unit: network.in_degree(unit) for unit in listed["org_id"]}
workshop.shown(
    listed.assign(got=listed["org_id"].map(kinds), stars=listed["org_id"].map(stars)),
    county,
    got="已有几种帮扶",
)

# %% [markdown]
# <<discussion>>
#
# <<limits>>
