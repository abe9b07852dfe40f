# %% [markdown]
# # Spread, sites and survival
#
# Where to put demonstration sites, what a site did, and how long exemplars last. The county is invented; most chances of
# passing a practice on are assumptions, and each says so.

# %% [markdown] zh
# # 传开、布点与存续
#
# 示范点往哪里放，点有没有用，典型能立多久。县是虚构的；做法传过去的概率多半是假定，每一条都标明。

# %%
import tempfile
from pathlib import Path

from toolkit import demo, evaluation, register, spread

county = demo.demo_county()
day = "2011-07-01"
edges = spread.exposure(county, day)
ties = edges[~edges["kind"].isin(["visit", "study", "distribution"])]
print(spread.assumptions()[["kind", "p", "origin"]].to_string(index=False))

# %% [markdown]
# ## Choose six sites, beside simple ways
#
# `independent` lets every contact try once. The chosen six are compared with random ones and with the best connected on the
# same draws, so the difference has an interval.

# %% [markdown] zh
# ## 选六个点，与简单办法并排
#
# `independent` 让每一条接触各试一次。选出的六个，与随机的、连得最多的，用同一批抽样来比，所以差多少带区间。

# %%
units = county["organisation"]
free = spread.choose_sites(ties, 6, rng=2011, units=units)
print(
    free.table[["method", "mean", "more", "more_low", "more_high"]].round(2).to_string(index=False)
)
capped = spread.choose_sites(ties, 6, rng=2011, units=units, caps={"township": 1})
print(capped.prices.round(2).to_string(index=False))

# %% [markdown]
# ## How much hangs on the assumptions
#
# Every chance halved, and seeing it once against having to see it twice:

# %% [markdown] zh
# ## 结果有多少取决于假定
#
# 概率都减半；看一次就学，对看两次才学：

# %%
chosen = list(free.chosen["org_id"])
for name, contacts, least in (
    ("as assumed", ties, 1),
    ("halved", ties.assign(p=ties["p"] / 2), 1),
    ("seen twice", ties, 2),
):
    spread_of = spread.cascade(contacts, chosen, 500, rng=2011, at_least=least)
    print(name, spread_of.final[["mean", "run_low", "run_high"]].astype(float).round(1).to_dict())

# %% [markdown]
# ## What the records say about adoption
#
# The chance of a first adoption in a year by the number of adopters a unit has met; and the same figure when adoptions are
# dealt out among units of the same township and sector, which resemble each other anyway.

# %% [markdown] zh
# ## 台账里的采纳说明什么
#
# 一年里首次采纳的机会，按见过几个采纳者来分；再把采纳在同乡镇、同领域的单位间重新分一遍，看它们本来就相像会带来多少。

# %%
years = spread.adoption_panel(county)
print(spread.hazard(years).rates.round(4).to_string(index=False))
print(spread.likeness(years, rng=2011).sentence)

# %% [markdown]
# ## What naming a site did, to itself and to its visitors

# %% [markdown] zh
# ## 立点对自己、对来看的人各有什么用

# %%
panel = evaluation.panel(county, demo.demo_truth(county))
for effect in (evaluation.creation_effect, evaluation.demonstration_effect):
    found = effect(county, panel)
    print(effect.__name__, found.simple.round(2).to_dict())
    print(found.evidence.text)

# %% [markdown]
# ## Were the chosen like the rest, and do visits go with better reviews

# %% [markdown] zh
# ## 选中的原来像不像其余的，回访过的复核是不是更好

# %%
sites = county["exemplar"].query("kind == 'site' and named_on.dt.year == 2008")["org_id"]
print(evaluation.representativeness(panel, sites, before=2007, after=2009).naive)
print(register.visited_or_not(county).round(2).to_string(index=False))

# %% [markdown]
# ## How long exemplars last
#
# A register is filled from the county's sheets; time runs from naming to leaving, and who is still there is censored, not
# lost. With few exits a model of hazards refuses.

# %% [markdown] zh
# ## 典型能立多久
#
# 从全县的表导入信息库；时间从命名算到退出，还在册的是截尾，不是丢失。退出太少时，风险模型拒绝计算。

# %%
with register.Register(Path(tempfile.mkdtemp()) / "base.db") as base:
    base.import_county(county)
    lives = register.lifetimes(base, county, on="2011-12-31")
print(len(lives), "named,", int(lives["ended"].sum()), "ended")
print(register.kaplan_meier(lives).round(3).tail(3).to_string(index=False))
try:
    print(register.cox(lives).round(3).to_string(index=False))
except register.GuardError as refusal:
    print(refusal)

# %%
folder = Path("out/guides")
folder.mkdir(parents=True, exist_ok=True)
for name, table in (("ties", ties), ("chosen", free.chosen), ("lives", lives)):
    table.to_csv(folder / f"{name}.csv", index=False)

# %% [markdown]
# ## Replicate in R
#
# ```r
# ties <- read.csv("out/guides/ties.csv")
# chosen <- read.csv("out/guides/chosen.csv")$org_id
# reached <- replicate(500, {
#   open <- ties[runif(nrow(ties)) < ties$p, ]
#   seen <- chosen
#   for (round in 1:6) seen <- union(seen, open$target[open$source %in% seen])
#   length(seen)
# })
# c(mean(reached), sd(reached) / sqrt(500))
# lives <- read.csv("out/guides/lives.csv")
# ends <- sort(unique(lives$years[lives$ended == "True"]))
# cumprod(sapply(ends, function(t)
#   1 - sum(lives$years == t & lives$ended == "True") / sum(lives$years >= t)))
# ```
#
# ## What may and may not be said
#
# May: under these assumed chances the six reach so many more units than six at random, with this interval.
#
# May not: that they will; that adopters who know each other persuaded each other; that an exemplar lasts because it was
# visited. Who is chosen as a site was ahead before.

# %% [markdown] zh
# ## 用 R 重复
#
# ```r
# ties <- read.csv("out/guides/ties.csv")
# chosen <- read.csv("out/guides/chosen.csv")$org_id
# reached <- replicate(500, {
#   open <- ties[runif(nrow(ties)) < ties$p, ]
#   seen <- chosen
#   for (round in 1:6) seen <- union(seen, open$target[open$source %in% seen])
#   length(seen)
# })
# c(mean(reached), sd(reached) / sqrt(500))
# lives <- read.csv("out/guides/lives.csv")
# ends <- sort(unique(lives$years[lives$ended == "True"]))
# cumprod(sapply(ends, function(t)
#   1 - sum(lives$years == t & lives$ended == "True") / sum(lives$years >= t)))
# ```
#
# ## 能说什么，不能说什么
#
# 能说：按这些假定的概率，这六个点比随机六个多传到这么多家，区间在上面。
#
# 不能说：一定会传到；互相认识的采纳者就是互相说服的；典型立得久是因为有人回访。被选作点的，之前就走在前面。
