# %% [markdown]
# <<title>>
#
# 最后一课走完一个圈：示范怎样被看见，点设在哪里，帮扶有没有用，基层花了多少工夫，最后落成一份**证据说明**。
# 结尾用十个数把十课串在一张纸上。
#
# *The last lesson closes the circle: how a demonstration is seen, where to put sites, whether help
# helped, what it cost, and what may
# be said. Ten numbers tie ten lessons together on one page.*

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
import pandas as pd

import workshop
from toolkit import (
    County,
    cases,
    comparison,
    dataset,
    demo,
    evaluation,
    figures,
    pairing,
    register,
    spread,
)
from toolkit.progress import progress

# %%
county = demo.demo_county()
lesson = workshop.Lesson(10, county)
day = lesson.data.day

# %% [markdown]
# ## 一、谁看得见谁
# *1. Who gets to see whom*
#
# 示范要传开，先要有人看见。县里的记录能告诉我们五类接触：去参观的、组织学习的、结了对的、上下级的、离得近的。
# 一行是“谁看见谁”，末栏是**假定**的概率：看见一年，有多大可能照着做。
#
# *A demonstration has to be seen before it spreads. The records tell of visits, study, pairs,
# hierarchy and nearness. A row says who
# sees whom; p, the chance that a year of seeing leads to doing, is assumed.*

# %%
edges = spread.exposure(county, day)
kinds = (
    edges.assign(kind=edges["kind"].map(spread.kind_label))
    .groupby("kind")
    .agg(rows=("p", "size"), p=("p", "mean"))
)

# %% tags=["nbval-check-output"]
workshop.shown(kinds, digits=4, kind="接触", rows="几条", p="平均概率")

# %% [markdown]
# 表里的概率没有人测过，工具把每一个的来历写明。自己有依据时，可以换成自己的数（`probabilities=`）。
#
# *Nobody has measured these chances; the toolkit says so for each. Put in your own where you have
# grounds for them.*

# %% tags=["nbval-check-output"]
origins = spread.assumptions()[["kind", "p", "origin"]].replace({"origin": {"assumed": "假定"}})
workshop.shown(origins.assign(kind=origins["kind"].map(spread.kind_label)), kind="接触", p="概率")

# %% [markdown]
# <<exercise exposed>>

# %% tags=["nbval-check-output"]
# SOLUTION
answer = spread.exposure(county, day, kinds=["visit", "study"])["target"].nunique()
# END
lesson.check("exposed", answer)

# %% [markdown]
# ## 二、现有的点能传多远
# *2. How far the sites of today reach*
#
# 从目前在册的示范点出发，模拟五百次。看两组区间：一组说**均值**算得多准，一组说**单独一次**可能差多少。县里只会经历一次。
#
# *Five hundred simulated courses from the sites of today. One interval says how well the mean is
# known, the other where single courses
# lie. The county will live through one.*

# %%
exemplar = county["exemplar"]
named = exemplar[(exemplar["kind"] == "site") & (exemplar["status"] == "named")]["org_id"].unique()
once = spread.cascade(edges, named, 500, rng=2011)

# %% tags=["nbval-check-output"]
workshop.shown(
    {"现有的点": len(named), **once.final[["mean", "low", "high", "run_low", "run_high"]]},
    digits=2,
    mean="平均采纳几家",
    low="均值下限",
    high="均值上限",
)

# %% [markdown]
# 若要**亲眼见两家**才肯动手呢？同样的点、同样的路，只改这一条：
#
# *And if a unit only moves after it was won over twice? Same sites, same ties, one assumption
# changed:*

# %% tags=["nbval-check-output"]
twice = spread.cascade(edges, named, 500, rng=2011, at_least=2)
round(float(twice.final["mean"]), 2)

# %% [markdown]
# 再去掉参观和学习这两条路，只靠结对、上下级和邻近：
#
# *Now take visits and study away: pairs, hierarchy and nearness alone:*

# %% tags=["nbval-check-output"]
ties = edges[~edges["kind"].isin(["visit", "study", "distribution"])]
units = county["organisation"]
round(float(spread.cascade(ties, named, 500, rng=2011).final["mean"]), 2)

# %% [markdown]
# 同样的点，换一条假定、少一条路，家数就大不一样。**模型的结论首先是假定的结论；传得开，多半靠有人去看。**
#
# *Same sites; another assumption or one way less, and the number is another. What a model concludes
# its assumptions conclude first;
# and what spreads, spreads mostly because people went to see.*

# %% [markdown]
# ## 三、六个新点放哪里
# *3. Where to put six new sites*
#
# 先在名单上凭经验圈六个，再看四种规则：**随机**、**联系最多**、**覆盖邻近**、**贪心选点**（每次挑新增最多的）。
# 四种都用同一组没有参与选点的模拟来评判。先看一个陷阱：把过去的参观也算进去，贪心会选谁？
#
# *Tick six by experience first. Then four rules: random, best connected, cover, greedy, all judged
# on the same fresh runs. A trap
# first: whom does the greedy rule choose when past visits are counted in?*

# %% tags=["nbval-check-output"]
famous = spread.choose_sites(edges, 6, rng=2011)
print("六个里早已是典型的：", famous.chosen["org_id"].isin(exemplar["org_id"]).sum())
workshop.shown(famous.table[["method", "mean"]], digits=2, mean="平均采纳几家")

# %% [markdown]
# 六个里大半**早已是典型**：去的人多，所以还选它，越有名越有名。新点没有来客，选新点时这些接触不能算。
#
# *Most of the six are exemplars already: people go there, so they are chosen again. A new site has
# no visitors: leave those contacts out.*

# %% tags=["nbval-check-output"]
free = spread.choose_sites(ties, 6, rng=2011, units=units)
workshop.shown(
    free.table[["method", "mean", "run_low", "run_high", "more", "more_low", "more_high"]],
    digits=2,
    mean="平均采纳几家",
)

# %%
figures.spread(free, county)

# %% [markdown]
# 凭联系多少来挑，已经比随机好得多；贪心再好一点。差距最大的不是第一名和第二名，是**想过和没想过**。再看选中的是谁：
#
# *Choosing by ties is far better than chance, greedy a little better still: the great gap lies
# between thinking and not. And who is it?*

# %%
figures.sites(free, county)

# %% tags=["nbval-check-output"]
workshop.shown(free.chosen[["org_id", "gain", "total"]], county, total="累计")

# %% [markdown]
# 县里的工委和群团：下属多、联系多。**机关够得着人，不等于机关的做法值得学。**
# 模型不知道谁有真经验，这要靠前几课。
#
# *County committees and offices: many below them. To reach many is not to have something worth
# learning. The model does not know who
# has real experience; the lessons before this one do.*

# %%
print(free.sentence)

# %% [markdown]
# 领导可能要求**每个乡镇至多一个**。这条限制值多少家？
#
# *Suppose that no township may have more than one. What does this limit cost?*

# %% tags=["nbval-check-output"]
capped = spread.choose_sites(ties, 6, rng=2011, units=units, caps={"township": 1})
workshop.shown(
    capped.prices.replace({"limit": {"township": "每个乡镇至多一个"}}), price="少采纳几家"
)

# %% tags=["nbval-check-output"]
workshop.shown(capped.table[["method", "mean"]], mean="平均采纳几家")

# %% [markdown]
# 少传一些，换来六个乡镇都看得见：值不值，由人定。有了限制，按联系多少挑与贪心几乎打平。概率减半，先后变不变？
#
# *Fewer adopters, for sites in six townships: worth it or not, people decide. Under the limit the
# best connected do as well as the greedy choice. Does the order hold when chances are halved?*

# %% tags=["nbval-check-output"]
halved = ties.assign(p=ties["p"] / 2)
workshop.shown(
    spread.choose_sites(halved, 6, rng=2011).table[["method", "mean"]],
    digits=2,
    mean="平均采纳几家",
)

# %% [markdown]
# <<exercise six>>

# %% tags=["nbval-check-output"]
# SOLUTION
answer = list(capped.chosen["org_id"])
# END
lesson.check("six", answer)

# %% [markdown]
# ## 四、创建出来的，还是学出来的
# *4. Created, or learned*
#
# 取 2008 年命名的示范点，与其余单位比命名前后。
#
# *Sites named in 2008 against all others, the year before and the year after.*

# %%
panel = evaluation.panel(county)
chosen = exemplar[(exemplar["kind"] == "site") & (exemplar["named_on"].dt.year == 2008)]["org_id"]
alike = evaluation.representativeness(panel, chosen, before=2007, after=2009)

# %% tags=["nbval-check-output"]
far = {"命名前差几个标准差": alike.table["difference"][0]}
workshop.shown(
    {**alike.naive, **far},
    digits=2,
    before="命名前高几分",
    after="命名后高几分",
    change="差距变了几分",
)

# %% [markdown]
# 命名之前就高出一大截：**点是从最高处挑出来的**。命名之后的差距，大半在命名之前就有了，而且还缩小了（最高的难免回落）。
#
# 那么参观的人学到了吗？登记了“采纳”的，是不是多在接触过采纳者的单位里？
#
# *They were far ahead before they were named: sites are picked from the top, and the highest fall
# back. Did the visitors learn? Is
# adoption more frequent where adopters were in sight?*

# %%
years = spread.adoption_panel(county)
found = spread.hazard(years)
alike_only = spread.likeness(years, rng=2011)

# %% tags=["nbval-check-output"]
workshop.shown(
    found.rates,
    digits=4,
    peers="见过几个采纳者",
    unit_years="单位·年",
    adoptions="采纳",
    rate="采纳率",
)

# %% tags=["nbval-check-output"]
ratio, alike_p, tie = found.table["ratio"][0], alike_only.p_value, alike_only.observed * 1000
workshop.shown(
    {
        "多见一个，采纳的机会是几倍": ratio,
        "见与采纳的关联（千分之几）": tie,
        "打乱后也这样的机会": alike_p,
    }
)

# %%
print(alike_only.sentence)

# %% [markdown]
# 看上去“见得越多采纳越多”，但把单位按乡镇和领域打乱再排，也常常排得出同样的关联：**相似的单位本来就会一起动**。
#
# *Adoption seems to grow with exposure, yet shuffled networks often show as much: units that are
# alike move together anyway.*

# %% [markdown]
# ## 五、帮扶有没有用：三种算法
# *5. Did help help: three ways*
#
# 先写下猜测：受了帮扶的单位，得分因此提高了几分？
#
# *Write down a guess first: by how many points did help raise a score?*

# %% [markdown]
# <<exercise three_ways>>

# %% tags=["nbval-check-output"]
# SOLUTION
names = ("outcome", "org_id", "time", "cohort")
within = {"cluster": "helpers", "control": "not_yet", "among": "newly_listed"}
naive = evaluation.naive(panel)
careful = evaluation.att_gt(panel, *names, **within)
answer = (
    round(naive.before_after, 1),
    round(naive.cross_section, 1),
    round(float(careful.simple["att"]), 1),
)
# END
lesson.check("three_ways", answer)

# %% tags=["nbval-check-output"]
naive, careful = lesson.data.naive, lesson.data.careful
workshop.shown(naive.table.replace({"way": {"before_after": "前后比", "cross_section": "横向比"}}))

# %% tags=["nbval-check-output"]
workshop.shown(
    {
        "仔细比": careful.simple["att"],
        "标准误": careful.simple["se"],
        **dict(zip(["下限", "上限"], careful.interval)),
    }
)

# %% [markdown]
# 一个说大有成效，一个说越帮越差，一个说有一些。**前后比**把均值回归算进了成效；**横向比**把“谁被选中”算进了成效；
# **仔细比**只拿同一年新列入、有的得到帮扶有的没有的单位互比，标准误按帮扶方聚类：几家单位靠同一个帮扶方，命运相连。
#
# *One says great success, one harm, one a little. Before–after counts regression to the mean, the
# cross-section counts who was chosen.
# The careful way compares units newly listed in the same year, with errors clustered at the
# helper.*

# %%
names = ("outcome", "org_id", "time", "cohort")
within = {"cluster": "helpers", "control": "not_yet", "among": "newly_listed"}
everybody = evaluation.att_gt(panel, *names, cluster="helpers")

# %%
figures.event_study(careful, everybody, county.nature)

# %% [markdown]
# 若整套安排像抽签那样重排，偶然得到这么大的数有多难？
#
# *Had the plan been dealt out anew without any effect, how seldom would such a number appear?*

# %% tags=["nbval-check-output"]
permuted = evaluation.permute(panel, *names, control="not_yet", among="newly_listed", runs=199)
workshop.shown(
    {
        "平均影响": permuted.att,
        "重排也这么大的机会": permuted.p,
        "受助之前两组无差别的 p 值": careful.pretest["p"],
    },
    digits=4,
)

# %% [markdown]
# 最后一个数是对“受助之前”的检验：太小，说明上报口径下两组**事先就有差别**。工具因此只许描述。
#
# *The last number tests the years before help: it is too small, the groups differed already by the
# reported measure. So the toolkit
# allows description only.*

# %% [markdown]
# ## 六、揭开核验口径
# *6. The verified measure*
#
# 只有虚构县能做这一步：换成核验口径再比，并用同一把尺子量出**真正的影响**。
#
# *Only a fictitious county can do this: the verified measure, and the true effect by the same
# yardstick.*

# %%
truth = demo.demo_truth(county)
verified = evaluation.panel(county, truth)
ways = {
    "上报口径": panel,
    "核验口径": verified,
    "真相": evaluation.panel(county, truth, measure="effect"),
}
told = {way: evaluation.att_gt(p, *names, **within) for way, p in ways.items()}

# %% tags=["nbval-check-output"]
pd.DataFrame(
    {
        way: {"平均": t.simple["att"], "首年": t.dynamic.set_index("event_time")["att"][0]}
        for way, t in told.items()
    }
).round(3)

# %% tags=["nbval-check-output"]
way = dict(zip(["核验口径前后比", "横向比"], evaluation.naive(verified).table["estimate"]))
workshop.shown({**way, **dict(zip(["仔细比的下限", "上限"], told["核验口径"].interval))})

# %% [markdown]
# 仔细比离真相近得多，但这个县的区间**恰好没有盖住真相**。是方法错了吗？再造五个同样的县，连青澜县（种子
# 2011）一起算：
#
# *The careful way comes much nearer, yet its interval just misses the truth here. Is the method
# wrong? Five more counties made
# alike, beside Qinglan (seed 2011):*


# %%
def estimate(seed):
    other = County(demo.demo_tables(demo.Settings(seed=seed), helping=True))
    real = demo.demo_truth(other)
    both = [evaluation.panel(other, real, measure=m) for m in ("verified", "effect")]
    return [round(float(evaluation.att_gt(p, *names, **within).simple["att"]), 3) for p in both]


# %%
seeds = [2011, 1, 2, 3, 4, 5]
several = pd.DataFrame(
    [estimate(seed) for seed in progress(seeds)],
    columns=["仔细比", "真相"],
    index=pd.Index(seeds, name="种子"),
)

# %% tags=["nbval-check-output"]
several.round(3)

# %% tags=["nbval-check-output"]
workshop.shown(several.mean(), value="六个县平均")

# %% [markdown]
# 有高有低，六个县平均起来与真相相近。**一个县是一次抽签**：看区间，看多个县，不看一个数。
#
# *Some above, some below, near the truth on average. One county is one draw: look at intervals and
# at several counties, not at one number.*

# %% [markdown]
# ## 七、花了基层多少工夫
# *7. What it costs those who report*
#
# 每个载体都要填表。**工时 × 单位数**，就是负担。
#
# *Every programme has its forms: hours times units are the burden.*

# %% tags=["nbval-check-output"]
cost = register.burden(county)
workshop.shown(
    cost.dropna()[["name", "burden_hours", "hours"]].head(4),
    name="载体",
    burden_hours="每个单位几小时",
    hours="全县几小时",
)

# %% tags=["nbval-check-output"]
workshop.shown(cost.attrs, per_unit="一个单位一年几小时", limit="规则里的警戒线", over="超过警戒线")

# %% [markdown]
# 一个单位一年的填报时间，已超过规则里的警戒线。后来的规定也在往这个方向收：创建示范要有级别和批准，报表和排名要减。
#
# *A unit's hours lie above the line of the rule. Later regulations go the same way: fewer may
# create sites, fewer forms and rankings.*

# %% [markdown]
# <<exercise hours>>

# %% tags=["nbval-check-output"]
# SOLUTION
listed = int(panel.query("time == time.max()")["listed"].sum())
answer = (
    cost["hours"].sum() - register.burden(county, units={cost["prog_id"][0]: listed})["hours"].sum()
)
# END
lesson.check("hours", answer)

# %% [markdown]
# ## 八、证据说明
# *8. The evidence statement*
#
# 工具给每个估计附一份说明。读一遍，注意最后两行。
#
# *The toolkit puts a statement beside every estimate. Mind the last two lines.*

# %% tags=["nbval-check-output"]
print(careful.evidence.zh)

# %% [markdown]
# <<exercise statement>>

# %% tags=["nbval-check-output"]
# SOLUTION
answer = "BCF"
# END
lesson.check("statement", answer)

# %% [markdown]
# ## 九、结业：十课一张纸
# *9. Capstone: ten lessons on one page*
#
# 从报告到判断，每课留一个数。先算前六课：表格、缺口、重叠、方案、真实结对、倒排。
#
# *From a report to a judgement, a number for each lesson. The first six: tables, gaps, overlap,
# plan, real pairings, listing.*

# %%
last = truth[truth["period"] == "2011"]
real = pairing.retention(
    County.load(dataset("counterpart_assistance")),
    ["1996-12-31", "2002-12-31"],
    "east-west",
    "province",
)
page = {
    "1 每名党员承诺几件": len(county["commitment"]) / county["organisation"]["members_n"].sum(),
    "2 没有部门来联的待帮单位": pairing.coverage(county, day)["uncovered"][
        "department_links_backward"
    ],
    "3 几家同帮的单位，平均几家": pairing.several_helpers(county, day)["helpers"].mean(),
    "4 方案里结对的平均路程（公里）": pairing.prepare(county, day, nearest=5)
    .plan()
    .pairs["distance_km"]
    .mean(),
    "5 1996 年到 2002 年结对重合度": real["jaccard"][0],
    "6 按比例倒排错列几家": register.misclassified(county, "2011", last).set_index("mode")[
        "wrongly"
    ]["quota"],
}

# %% [markdown]
# 再算后四课：回访、证据、路径、成效。
#
# *The other four: return visits, evidence, paths, effect.*

# %%
book = County.load(dataset("cases"))
evidence = cases.evidence_table(cases.from_county(book))
data = cases.matrix(cases.county_coding(book).query("coder == 'key'"))[
    ["LEADERS", "JOINT_ORG", "IDENTITY", "SERVE"]
]
score = comparison.calibrate(
    comparison.case_conditions(book, "review2")[0]["verified_score"], 50, 70, 90
)
table = comparison.truth_table(comparison.coded_conditions(data, score, "Y"), "Y", list(data))
page["7 每个典型按计划回访几次"] = register.visits(county, "2011-12-31")["scheduled"].mean()
page["8 有旁证的成效条数"] = evidence["witness"].sum()
page["9 两条路径的总体一致性"] = (
    comparison.minimise(table, "intermediate", dict.fromkeys(data, 1))
    .fit(0)
    .loc["overall", "inclS"]
)
page["10 帮扶的平均影响（核验口径）"] = told["核验口径"].simple["att"]

# %% tags=["nbval-check-output"]
pd.Series(page, name="数").astype(float).round(4).to_frame()

# %% [markdown]
# **结业作业**：换成自己县的资料（或再造一个县），照这十行各写三句：**这个数从哪里来；它能回答什么；它不能回答什么。**
# 最后一行写成证据说明，请另一组专挑“多说了的话”。
#
# ***Capstone:*** *with your own county (or another invented one) write three sentences to each row:
# where the number comes from, what it
# answers, what it does not. Write the last row as an evidence statement, and let another group look
# for what is claimed too much.*

# %% [markdown]
# <<discussion>>

# %% [markdown]
# <<limits>>
