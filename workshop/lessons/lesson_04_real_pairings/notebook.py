# %% [markdown]
# <<front>>

# %%
import workshop
from toolkit import figures, pairing

lesson = workshop.Lesson(4)

# %% [markdown]
# ## 一、三张名单
# *1. Three lists*
#
# 1996 年，国家请东部十三个省市各帮西部一家；2002 年、2010
# 年各调整一次。三张名单并排放：最左边是**帮扶方**，后面三列是它那一年帮谁，横线表示那一年不在名单上。
#
# *In 1996 thirteen provinces and cities of the east were asked to help one of the west each; the
# list was adjusted in 2002 and in 2010. The three lists side by side: the helper, then whom it
# helped; a dash where it was not on the list.*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.lists())

# %% [markdown]
# <<exercise changed>>

# %%
answer = ""
lesson.check("changed", answer)

# %% [markdown]
# ## 二、留下多少
# *2. How much lasted*
#
# 两批都有的对子叫**保留**，只在后一批的叫**新增**，只在前一批的叫**解除**。
#
# *A pair on both lists is kept, one only on the later is added, one only on the earlier is
# dropped.*

# %% [markdown]
# <<exercise retention>>

# %%
answer = "…、…"
lesson.check("retention", answer)

# %% [markdown]
# 数完了，让电脑也数一遍，看合不合：
#
# *Now let the computer count as well, and see whether it agrees:*

# %% tags=["nbval-check-output"]
county = lesson.data.county
steps = lesson.data.by_year(pairing.waves(county, prog_id="east-west"))
counted = steps[["from", "to", "before", "after", "kept", "added", "dropped"]].head(2)
lesson.after("retention", workshop.shown(counted, **lesson.data.heads))

# %% [markdown]
# ## 三、断崖
# *3. The cliff*
#
# 2016 年又公布一批，2021 年再一批。把五批连起来画：每列是一批，横线表示同一对延续下来，圆圈里是几对。
#
# *Another list came out in 2016 and one more in 2021. All five in one figure: a column is a list, a
# line is a pair that goes on, a circle tells how many pairs.*

# %%
lesson.after("retention", figures.waves(county, prog_id="east-west"))

# %% [markdown]
# 怎样读：从左往右看，前三列线都连着；到 2016 年，断了一大片，另冒出 23 对新的。图注里的 Jaccard
# 就是重合度：2010→2016 只有 0.237，标题“换了七成多”就是这样来的。
#
# *How to read it: the lines go on over the first three columns; in 2016 many end and 23 new pairs
# appear. Jaccard below the figure is the overlap: only 0.237 from 2010 to 2016, hence the
# headline.*
#
# **先别解释，先看写法。** 每批名单，两头各写到哪一级，各有几对？
#
# ***Do not explain yet, look at the writing.*** *Which level does each list name at both ends, and
# how many pairs?*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.writing())

# %% [markdown]
# <<exercise comparable>>

# %%
answer = {1: "", 2: "", 3: "", 4: "", 5: ""}
lesson.check("comparable", answer)

# %% [markdown]
# ## 四、换一把尺子
# *4. Another yardstick*
#
# 把两头都归并到省，再量一遍。同一张图，只换了尺子：
#
# *Roll both ends up to the province and measure again. The same figure with another yardstick:*

# %%
lesson.after("comparable", figures.waves(county, prog_id="east-west", grain="province"))

# %% [markdown]
# 怎样读：一行是走法相同的几对，和上一张逐行比。五批一条线到底的有几对？2016 年单独冒出来的还剩几对？
#
# *How to read it: a row is pairs of one course; compare with the figure before, row by row. How
# many run through all five lists, and how many of those that appear in 2016 alone are left?*
#
# 两把尺子量出的重合度，并排放：
#
# *The overlap by both yardsticks, side by side:*

# %% tags=["nbval-check-output"]
rolled = pairing.waves(county, prog_id="east-west", grain="province")
both = steps[["from", "to", "jaccard"]].assign(rolled=rolled["jaccard"])
lesson.after("comparable", workshop.shown(both, **lesson.data.heads))

# %% [markdown]
# 逐行比：哪几步换了尺子，数就变了？变了多少，就有多少来自写法，而不是来自结对。
#
# *Row by row: at which steps does the number change with the yardstick? That much of it comes from
# the writing and not from the pairs.*

# %% [markdown]
# <<exercise headline>>

# %%
answer = """

"""
lesson.check("headline", answer)

# %% [markdown]
# ## 五、带走
# *5. To take along*
#
# 真实的地方只描述，不评判。想给它们排一个“谁最关键”，工具会拒绝：
#
# *Real regions are described, not judged. Asked for a ranking of who matters most, the toolkit
# refuses:*

# %% tags=["nbval-check-output"]
try:
    pairing.critical_helpers(county, "2017-01-01", "east-west")
except ValueError as refusal:
    print(refusal)

# %% [markdown]
# 折算到省的图存下来，写材料时用：
#
# *Keep the figure at province level for your own report:*

# %%
drawn = figures.waves(county, prog_id="east-west", grain="province")
saved = drawn.save(lesson.out("折算到省"), "lesson_04")
lesson.after("comparable", lesson.link(saved[0]))

# %% [markdown]
# <<recap>>

# %% [markdown]
# <<discussion>>

# %% [markdown]
# <<data>>

# %% [markdown]
# <<limits>>
