# %% [markdown]
# # 信息库的一年
# *A year of the register*
#
# 典型不是评出来就完了：要培育、公示、命名，一年一复核，不行的降档整改，问题严重的撤销。
# **信息库**只增不改：每个决定是一条事件，写明谁办的、为什么；状态由事件推出来，改错也是一条新事件。
# 这一课接过虚构的青澜县七年的记录，再往前走一年。数据全是虚构的。
#
# *Exemplars are cultivated, noticed, named and reviewed every year. The register is append-only: each decision is an event
# with a person and a reason; states follow from events, and a correction is a new event. All data are fictitious.*

# %%
from pathlib import Path
from tempfile import mkdtemp

from toolkit import demo_county, demo_truth, figures
from toolkit import register as book

# %% [markdown]
# ## 一、接续七年的记录
# *1. Take over seven years*

# %%
county = demo_county()
base = book.Register(Path(mkdtemp()) / "信息库.db")
taken = base.import_county(county)

# %% [markdown]
# 能逐步重放的，逐步重放，每一步都过一遍规则；只知道现状的，按现状接续。
#
# *What the tables tell step by step is replayed under the guards; what is only known as it stands is taken over so.*

# %% tags=["nbval-check-output"]
taken.groupby(["machine", "how"]).size().to_dict()

# %%
figures.exemplar_flow(base.export(county), on="2011-12-31")

# %% [markdown]
# ## 二、今天有什么到期？
# *2. What is due?*
#
# 到期只是提醒，什么也不会自动发生。
#
# *A reminder; nothing happens by itself.*

# %% tags=["nbval-check-output"]
base.due("2012-09-10").groupby("kind").size().to_dict()

# %% [markdown]
# ## 三、一年一复核
# *3. The annual review*
#
# 每一步都说：要决定什么、依据什么、可以怎么选。决定的是人。
#
# *Each step says what is to be decided, on what ground, and between what. People decide.*

# %%
call = book.step(base, county, "named", "2012-10-20")
print(call.question)

# %%
call.table[["subject_id", "title", "last_role_score", "last_value_score", "visits"]].head()

# %%
_ = base.append_many(call.decide(dict.fromkeys(call.table["subject_id"], "review_due"), "组织部门", "一年一复核"))

# %% [markdown]
# 给第一个打分：典型作用 58，培育价值 72，满意度 0.86。想“继续保留”，行不行？
#
# *Score the first: role 58, value 72, satisfaction 0.86. May it be retained?*

# %% tags=["nbval-check-output"]
first = call.table["subject_id"].iloc[0]
scores = {"role_score": 58, "value_score": 72, "satisfaction": 0.86}
try:
    base.append("exemplar", first, "retain", "2012-10-25", "复核组", "表现尚可", scores)
except book.GuardError as refusal:
    print(refusal)

# %% [markdown]
# 拒绝时说出**哪条规则、依据哪里、证据几级**。这条 60 分是我们自己定的（未核实），可以改，但要先说清楚再改。
# 降档要写明问题和期限；评判整改的，不能是作出降档的人。
#
# *A refusal names its rule, source and grade. A downgrade needs a problem and a date; who downgraded does not judge the rectification.*

# %% tags=["nbval-check-output"]
data = scores | {"problem": "带动作用减弱", "due": "2013-04-25"}
number = base.append("exemplar", first, "downgrade", "2012-10-25", "复核组", "典型作用不大", data)
try:
    base.append("exemplar", first, "rectify_pass", "2013-03-01", "复核组", "整改到位")
except book.GuardError as refusal:
    print(refusal)

# %% [markdown]
# ## 四、改错，不涂改
# *4. Mend without erasing*
#
# 后来发现：典型作用分抄错了，是 68。原来的事件留着，更正是新的一条；更正之后的故事必须合规。
#
# *The role score had been copied wrongly: it was 68. The old event stays; the corrected story must be legal.*

# %% tags=["nbval-check-output"]
mended = {"event": "retain", "reason": "各项达标", "data": scores | {"role_score": 68}}
_ = base.append("exemplar", first, "correct", "2012-11-02", "组织部门", "分数抄错", {"seq": number, "replacement": mended})
history = base.history("exemplar", first).tail(3)
history[["event", "to_state"]].values.tolist()

# %% [markdown]
# 两个时钟：**事情哪天发生**（`on`）和**我们哪天知道**（`known`）。链上每条事件带着前一条的指纹，动过哪条都查得出来。
#
# *Two clocks: when it happened, and when we knew. Each event carries the fingerprint of the one before.*

# %% tags=["nbval-check-output"]
base.verify()

# %% [markdown]
# ## 五、名次靠得住吗？
# *5. How firm is a ranking?*
#
# 评 12 个先进。权重换一点、评价主体换一批，再排一千次：总在前 12 的“稳”，有时在有时不在的“有争议”。
#
# *Twelve seats. Under other weights and other voices, a thousand times over: which seats are safe?*

# %% tags=["nbval-check-output"]
seats = book.seats(county, "2011", 12)
print(seats.attrs)

# %%
seats.head(15)

# %% [markdown]
# ## 六、倒排的代价
# *6. What listing by quota costs*
#
# 演示县知道“核验口径”，现实中没有。按比例倒排、按标准认定、两者结合，各错列、漏列多少？
#
# *The demo county knows the verified measure; real counties do not. How many does each way of listing get wrong?*

# %% tags=["nbval-check-output"]
truth = demo_truth(county).query("period == '2011'")
book.misclassified(county, "2011", truth)[["mode", "listed", "hit", "wrongly", "missed"]].values.tolist()

# %% [markdown]
# ## 七、轮到你了
# *7. Your turn*
#
# 12 个表彰名额，每个乡镇至多 2 个、每个领域至多 10 个，分数四舍五入后并列的抽签（种子 2011）。谁因上限落选？（提示：`book.commend`。）
#
# *Twelve commendations, two a township and ten a sector at most, ties drawn with seed 2011. Who was left out by a cap?*

# %%
orgs = county["organisation"].set_index("org_id")
five = book.five_good(county, "2011")
names = five.rename(columns={"org_id": "subject_id"}).assign(
    score=five["score"].round(),
    township=five["org_id"].map(orgs["township"]),
    sector=five["org_id"].map(orgs["sector"]),
)

# %% tags=["nbval-check-output"]
# SOLUTION
chosen = book.commend(names, 12, {"township": 2, "sector": 10}, seed=2011)
# END
chosen["why"].value_counts().to_dict().get("cap"), chosen.attrs["ties"]

# %% [markdown]
# ## 八、它没有说什么
# *8. What it does not say*
#
# - **在册久，不等于有效果**：退出少，也可能是复核宽。
# - **规则里多数门槛是我们定的**：看每条规则的依据和等级，再决定用不用。
# - **受表彰个人**只登记、回访，不打分、不排名。
#
# *Long in the register is not effective: few endings may mean lenient reviews. Most thresholds are ours: look at their grade.
# Commended persons are recorded and visited, never scored.*

# %%
lives = book.lifetimes(base, county)
book.kaplan_meier(lives).attrs["sentence"]
