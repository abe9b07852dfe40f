# %% [markdown]
# # 从结对名单到结对图
# *From a list of pairings to their graph*
#
# 1996 年以来，国家公布过多批“谁帮谁”的结对名单。名单很长，一眼看不出什么。
# 这一课把名单变成图，回答两个问题：**谁与谁结对？哪些结对延续了下来？**
# 数据是公开文件里的事实，每一行都有出处；我们只描述，不评判，因为各地的需要没有公布。
#
# *Since 1996 many lists of who helps whom have been published. We turn them into a graph and ask who is paired with whom,
# and which pairs lasted. The rows are facts with their documents; they are described, never judged, for needs are unknown.*

# %%
from toolkit import County, figures, pairing

# %% [markdown]
# ## 一、读入名单
# *1. Read the list*

# %%
county = County.load("../datasets/counterpart_assistance")
pairs = county["pairing"]

# %% tags=["nbval-check-output"]
len(pairs)

# %%
county["programme"][["prog_id", "name", "start"]]

# %% [markdown]
# 三个项目、八个批次。每批公布多少对？
#
# *Three programmes, eight waves. How many pairs does each name?*

# %% tags=["nbval-check-output"]
pairs.groupby("wave").size().to_dict()

# %% [markdown]
# **先看出处，再看数字。** 每一行核对到哪一步，写在 `evidence` 里：
# `list seen` 见到名单原文，`pair seen` 见到这一对，`to be checked` 尚待核对。
#
# ***Sources first.*** *How far each row was checked is kept in `evidence`.*

# %% tags=["nbval-check-output"]
pairs.groupby(["prog_id", "evidence"]).size().to_dict()

# %% [markdown]
# ## 二、画成图
# *2. Draw the graph*
#
# 图由点和边组成：点是组织，边是一对结对，边上写着方式、起止和出处。先看 2000 年元旦正在进行的“东西部协作”。
#
# *Nodes are organisations, edges are pairs. First: east–west cooperation as it ran on New Year's Day 2000.*

# %%
network = pairing.graph(county, on="2000-01-01")

# %% tags=["nbval-check-output"]
network.number_of_edges()

# %%
figures.pairing(county, on="2000-01-01", prog_id="east-west")

# %% [markdown]
# **问一问**：哪个受助方有不止一个帮扶方？图上一眼可见；用一行代码核对。
#
# ***Ask:*** *which recipient has more than one helper? The drawing shows it; one line confirms it.*

# %% tags=["nbval-check-output"]
{network.nodes[n]["name"]: d for n, d in network.in_degree() if d > 1}

# %% [markdown]
# ## 三、哪些结对延续了下来？
# *3. Which pairs lasted?*
#
# 比较两批名单：两批都有的是“保留”，只在后一批的是“新增”，只在前一批的是“解除”。
# 保留的对数除以两批合起来的对数，就是 **Jaccard 系数**：1 表示完全相同，0 表示毫无重合。
#
# *Kept pairs divided by all pairs of both lists is the Jaccard coefficient: 1 is the same list, 0 nothing in common.*

# %%
waves = pairing.waves(county, prog_id="east-west")

# %% tags=["nbval-check-output"]
waves[["from", "to", "before", "after", "kept", "added", "dropped"]].to_dict("split")["data"]

# %% tags=["nbval-check-output"]
waves["jaccard"].round(3).tolist()

# %%
figures.waves(county, prog_id="east-west")

# %% [markdown]
# ## 四、口径一变，数字就变
# *4. Change the grain and the numbers change*
#
# 2010 年以后系数突然从 0.667 掉到 0.237，是结对变少了，还是**写法**变了？
# 看粒度：2010 年起有的名单写到市、州，2021 年又写回省。把两头都归并到省，再比一次。
#
# *After 2010 the coefficient falls from 0.667 to 0.237. Did the pairs change, or how they were written down?
# From 2010 some lists name prefectures, in 2021 provinces again. Roll both ends up to the province and compare once more.*

# %%
waves[["to", "levels_before", "levels_after", "same_grain"]]

# %%
by_province = pairing.waves(county, prog_id="east-west", grain="province")

# %% tags=["nbval-check-output"]
by_province["jaccard"].round(3).tolist()

# %%
figures.waves(county, prog_id="east-west", grain="province")

# %% [markdown]
# 同一粒度下是 0.867、0.667、0.560、0.458：**变化是真的，但远没有看上去那么大。** 比较之前，先问“是不是同一把尺子”。
#
# *At one grain: 0.867, 0.667, 0.560, 0.458. The change is real but far smaller than it seemed. Ask for the same ruler first.*

# %% [markdown]
# ## 五、轮到你了
# *5. Your turn*
#
# 2020 年 2 月 7 日，公布了对湖北各市州的医疗支援安排；三天后，2 月 10 日的安排取代了它。
# 比较 2 月 9 日和 2 月 10 日两天的结对：保留了几对，新增了几对？（提示：`pairing.retention`，项目编号 `hubei`。）
#
# *On 7 February 2020 an arrangement for Hubei was published; that of 10 February replaced it. Compare the 9th and the 10th.*

# %% tags=["nbval-check-output"]
# SOLUTION
change = pairing.retention(county, ["2020-02-09", "2020-02-10"], prog_id="hubei")
# END
change[["before", "after", "kept", "added", "dropped"]].to_dict("records")

# %%
figures.changes(county, "2020-02-09", "2020-02-10", prog_id="hubei")

# %% [markdown]
# ## 六、这张图没有说什么
# *6. What this graph does not say*
#
# - **没有需求**：名单只写谁帮谁，没写谁需要什么，所以不能说哪种安排“更好”。
# - **没有成效**：结对延续，不等于帮扶有效；结对调整，也不等于失败。
# - **没有核对完**：`to be checked` 的行（包括 2021 年）要对照原文后再引用。
#
# *No needs, no effects: a pair that lasted need not have helped, one that was changed need not have failed. Rows still to be
# checked, 2021 among them, are to be compared with their documents before they are cited.*
