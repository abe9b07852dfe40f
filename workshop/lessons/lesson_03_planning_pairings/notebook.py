# %% [markdown]
# <<front>>

# %% [markdown]
# ## 七月一日之前
# *Before the first of July*
#
# 青澜县（虚构）有十个待帮单位，每个单位要一个先进组织来带、一个部门来联。帮扶方的位子有限，路有远近，去年的对子有的还在走动。七月一日前要排出新一轮。名单一公布，总有人来问两句话：**为什么是他？为什么不是我？**
#
# *Ten units of a fictitious county are each to have an advanced organisation and a department. Places
# are few, roads differ, some of last year's pairs are still alive. The next round is due by the first
# of July, and once it is out people ask: why him, and why not me?*
#
# <<data>>

# %%
from IPython.display import display

import workshop
from toolkit import figures, pairing

lesson = workshop.Lesson(3)

# %% tags=["nbval-check-output"]
county = lesson.data.county
workshop.shown(lesson.data.needs, county)

# %% [markdown]
# ## 一、谁可以帮谁
# *1. Who may help whom*
#
# **名额**是一个帮扶方还能带几个；**匹配**是 0 到 9 的分，供需对得上、同领域、同乡镇，分就高，怎么算写在规则里，可以改。每个单位、每种方式只列最近的五家，近的写在前面：
#
# *Places: how many more a helper can take. Fit: 0 to 9, higher where offers meet needs, in the same
# sector and township; the rules say how. For each unit the five nearest of each kind, nearest first:*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.choices, county)

# %% [markdown]
# 最省事的办法是人人就近：每个单位、每种方式都要排在最前面的那一家。行不行，先数一数。
#
# *The easy way is for everybody to take the nearest, the first of each list. Will it do? Count.*

# %% [markdown]
# <<exercise nearest>>

# %%
answer = "　、　、　、　"

lesson.check("nearest", answer)

# %% [markdown]
# ## 二、动手配一配
# *2. Pair by hand*
#
# 路最短，却配不成：近的几家不够分。现在由你们来配。下面是**结对板**：左边点一个帮扶方，右边点一个单位，就连上了；不合规则的，板会说为什么。没有电脑，用卡片摆。
#
# *The shortest roads, and yet no plan that works. Now it is your turn, on the **pairing board**: click a helper, then a unit. The
# board says why where a rule forbids it. Without a computer, lay out the cards.*

# %%
board = workshop.Board(county, save=lesson.out("结对板.json"))
display(board)

# %% [markdown]
# <<exercise by_hand>>

# %%
answer = board

lesson.check("by_hand", answer)

# %% [markdown]
# ## 三、算出来的方案
# *3. The plan that is computed*
#
# 工具也排了一份。它有五个目标，**按先后**：A 覆盖（每个需要都有人，表里叫“满足的需求”）、B 均匀（缺也缺得匀，表里叫“空缺集中程度”，0 最匀）、C 保留（还在走动的对子不拆）、D 匹配、E 路程。后面的目标绝不牺牲前面的。和你们的比一比：
#
# *The toolkit made one, too, with five goals in strict order: A cover every need, B spread shortages
# evenly, C keep running pairs, D fit, E road. A later goal never costs an earlier one. Beside yours:*

# %% tags=["nbval-check-output"]
if lesson.done("by_hand"):
    display(workshop.shown(lesson.data.beside(answer), goal="目标"))

# %%
plan = lesson.data.plan
if lesson.done("by_hand"):
    display(figures.plan_change(lesson.data.today, plan, county))

# %% [markdown]
# 这样读这张图：一条线是一对；留下来的、新排的、去掉的各有笔迹，图上有图例。右边五个数就是五个目标。方案在**所填的规则和先后**之下最好，不等于最该采纳：意愿、人头熟不熟，表里没有，它不知道。
#
# *How to read it: a line is a pair, kept, new or dropped, as the legend says; at the right the five goals.
# The plan is best under the rules and the order entered, which does not make it the one to adopt:
# willingness and acquaintance are not in the tables.*
#
# ## 四、两句追问
# *4. Two questions*
#
# 名单一公布，就有人指着两对来问：
#
# *The list is out, and people point at two pairs:*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.asked, county, question="问的是")

# %% [markdown]
# <<exercise asked>>

# %%
# 第一对的字母、第二对的字母 // a letter for the first pair, one for the second
answer = ["", ""]

lesson.check("asked", answer)

# %% [markdown]
# 押好了，再听工具怎么答：
#
# *Your bets are placed; now hear the toolkit:*

# %%
if lesson.done("asked"):
    told = plan.why(*lesson.data.defended)
    display(figures.exchange(told, county))

# %%
if lesson.done("asked"):
    told = plan.why_not(*lesson.data.passed_over)
    display(figures.exchange(told, county))

# %% [markdown]
# 经得起追问的答复有三样：**谁让出来、谁补上去、代价是什么**。顺着图上的箭头，用自己的话说一遍给邻座听。
#
# *An answer that stands up has three parts: who gives way, who steps in, at what price. Follow the arrows
# and tell your neighbour in your own words.*
#
# ## 五、由人决定，写明理由
# *5. A person decides, with a reason*
#
# 方案可以改。改一处，要写清四样：哪一对，指定还是不用，理由，先受损的是哪个目标。写不出理由的不改。
#
# *A plan may be changed. Each change says four things: the pair, whether it is wanted or not, the reason,
# and the goal that is hurt first. No reason, no change.*

# %% [markdown]
# <<exercise kept>>

# %%
# 哪一对、指定还是不用、理由、先受损的目标 // pair, wanted or not, reason, goal hurt first
answer = ["", "", "", ""]

lesson.check("kept", answer)

# %% tags=["nbval-check-output"]
decided = lesson.data.decided(answer)
if lesson.done("kept"):
    prices = {"原方案": plan.levels, "照你的改": decided.levels}
    display(workshop.shown(lesson.data.goals(prices), goal="目标"))

# %% [markdown]
# ## 六、交出去
# *6. Hand it over*
#
# 方案写成工作簿，理由也在里面。打开就能改：删一行、添一行、换一家。改完交回来，工具逐处核对，说出每处改动的代价。
#
# *The plan becomes a workbook, reasons and all. Anybody can edit it: strike a row, add one, change a
# helper. Handed back, it is checked and every edit priced.*

# %%
book = decided.to_excel(lesson.out("结对方案.xlsx"))
lesson.after("kept", lesson.link(book))

# %% tags=["nbval-check-output"]
if lesson.done("kept"):
    print(pairing.check_plan(book).sentence)

# %% [markdown]
# <<discussion>>
#
# <<recap>>
#
# <<limits>>
