# %% [markdown]
# <<front>>

# %%
import workshop
from toolkit import comparison, figures

lesson = workshop.Lesson(9)

# %% [markdown]
# ## 一、二十四张卡，十六个格
# *1. Twenty-four cards, sixteen rows*
#
# 24 份案例报告，都读过、编过码。只看四项做法：**带头人**、**联合组织**、**亮身份**、**办实事**。● 是报告里有，○
# 是没提到。核验得分 70 分是验收线，到了就算**过线**。上一课没说结果的
# C01，核验 60 分，这里算没过线。
#
# *24 case reports, read and coded. Four practices only: leaders, a joint organisation, identity
# shown, services. ● is in the report, ○ is not mentioned; a verified score of 70 **passes** the line. C01, which
# stated no outcome in the last lesson, was verified at 60 and does not pass here.*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.marked())

# %% [markdown]
# 四项各有“有、没有”，搭起来是 16 种，一种一行，这叫**真值表**。先看空表：
#
# *Four items, there or not, make 16 combinations, one a row: a truth table. Empty first:*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.rows())

# %% [markdown]
# <<exercise rows>>

# %%
answer = "…、…"
lesson.check("rows", answer)

# %% [markdown]
# 放完了，按四项排一排，同一行的就挨在一起了，对一对：
#
# *All laid in? Sorted by the four, cases of one row stand together:*

# %% tags=["nbval-check-output"]
conditions = lesson.data.conditions
ordered = lesson.data.marked().sort_values(conditions, ascending=False)
lesson.after("rows", workshop.shown(ordered))

# %% [markdown]
# 放好的真值表，只列有案例的行：
#
# *The truth table with its cases, rows without a case left out:*

# %% tags=["nbval-check-output"]
lesson.after("rows", workshop.shown(lesson.data.filled()))

# %% [markdown]
# 没列出来的行一个案例也没有，叫**余项**：不知道，不等于不成。自相矛盾的行，差别可能在四项之外，也可能是编码编漏了，最该打开去读。
#
# *Rows that are not shown have no case: remainders, unknown and not failed. Where a row contradicts
# itself the difference may lie outside these four, or a code was missed: open it and read.*

# %% [markdown]
# ## 二、打开一行，读两个案例
# *2. Open a row, read two cases*
#
# 自相矛盾的行里，结果相反的案例一对一对列出来。左边一个、右边一个，四项做法一模一样：
#
# *The cases of such rows, pair by pair: opposite outcomes, the same four practices:*

# %% tags=["nbval-check-output"]
everybody, outcome = lesson.data.data, lesson.data.outcome
table = comparison.truth_table(everybody, outcome, conditions)
solution = comparison.minimise(table)
beside = lesson.data.beside(comparison.row_partners(solution))
lesson.after("rows", workshop.shown(beside))

# %% [markdown]
# 打开其中一对，先读过线的：
#
# *Open one of the pairs. First the one that passed:*

# %% tags=["nbval-check-output"]
lesson.after("rows", workshop.shown(lesson.data.reading("C06")))

# %% [markdown]
# 再读没过线的：
#
# *And the one that did not:*

# %% tags=["nbval-check-output"]
lesson.after("rows", workshop.shown(lesson.data.reading("C20")))

# %% [markdown]
# <<exercise difference>>

# %%
answer = {1: "", 2: "", 3: "", 4: "", 5: ""}
lesson.check("difference", answer)

# %% [markdown]
# ## 三、把路说出来
# *3. Say the paths*
#
# 回到真值表，看个个过线的那几行。它们都有哪一项？单有这一项，够不够？
#
# *Back to the truth table and the rows in which everybody passed. Which item do they share, and is
# it enough?*

# %% [markdown]
# <<exercise paths>>

# %%
answer = {1: "", 2: ""}
lesson.check("paths", answer)

# %% [markdown]
# 电脑用的是同一个道理：两行只差一项，都有案例，而且个个过线，那一项就可以不写，这叫**化简**。它的答案（`*` 读作“和”，`+` 读作“或者”）：
#
# *The computer does the same: where two rows differ in one item, both have cases and all of these
# passed, that item is left out. Its answer; read the star as and, the plus as or:*

# %% tags=["nbval-check-output"]
if lesson.done("paths"):
    print(solution)

# %% [markdown]
# 每条路有三个数。**一致性**：走在路上的案例，几成过了线。**覆盖度**：过线的案例，几成走这条路。**唯一覆盖度**：几成只走这一条、不走另一条。
#
# *Three numbers a path. **Consistency**: what share of the cases on it passed. **Coverage**: what
# share of those that passed are on it. **Unique coverage**: what share are on it alone.*

# %% tags=["nbval-check-output"]
fit = solution.fit(0)[["inclS", "covS", "covU"]].head(2)
lesson.after("paths", workshop.shown(fit, term="路", covS="覆盖度"))

# %% [markdown]
# 给两条路起名字，要让外人一听就知道做了什么。图上是我们起的，你们组怎么叫？写在纸上，互相念：
#
# *Name the paths so that a stranger hears what is done. The figure has our names; write yours on
# paper and read them to each other:*

# %%
called = lesson.data.called()
lesson.after("paths", figures.configurations(solution, names=called, nature="fictitious"))

# %% [markdown]
# 怎样读：一列是一条路，黑点是“要有”，空着是“有没有都行”（点的大小今天不用管），下面就是刚才的三个数。0.667 是过线的 12 个里有 8 个。两条路合起来 9 个，还有 3 个没走这两条路也过了线，C06 就是一个。
#
# *How to read it: a column is a path, a dot is needed, blank is either way (the size of a dot does
# not matter today), and below are the same three numbers. 0.667 is 8 of the 12 that passed. Both
# paths together hold 9; three passed without taking either, C06 among them.*

# %% [markdown]
# 没走这两条路也过了线的，叫**偏差案例**：路说不通它，最值得打开。跟谁一起读？跟同一行里没过线的：四项都一样，差别可能在四项之外，也可能是编码编漏了。
#
# *Cases that passed without taking either path are **deviant**: no path explains them, so open them first.
# Read each beside those of its row that did not pass: alike in all four, they may differ elsewhere,
# or a code was missed.*

# %% tags=["nbval-check-output"]
lesson.after("paths", workshop.shown(lesson.data.partners()))

# %% [markdown]
# ## 四、如果只看典型
# *4. Winners only*
#
# 现在假装只收集了过线的 12 个，照样做一遍：
#
# *Now pretend that only the 12 that passed were collected, and do the same again:*

# %% tags=["nbval-check-output"]
try:
    comparison.truth_table(everybody[everybody[outcome] == 1], outcome, conditions)
except comparison.ComparisonError as refusal:
    print(refusal)

# %% [markdown]
# 工具**拒绝**：人人过线，无从比较。平常的总结不会就此打住，把多数人做了的叫“共同经验”，材料就写出来了。六项做法，过线的 12 个里各有几个：
#
# *The toolkit refuses: everybody passed, there is nothing to compare. An ordinary summary would go
# on and call common what most of them did. Six practices, counted among the 12:*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.shares(winners=True))

# %% [markdown]
# 六项都够一半：六条经验。先赌：哪两条站不住？写在纸上，再把另外 12 个放回来数：
#
# *All six reach half: six lessons. Bet first which two will fall, on paper; then put the other 12
# back and count:*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.shares(winners=False))

# %% [markdown]
# <<exercise trap>>

# %%
answer = "…、…"
lesson.check("trap", answer)

# %% [markdown]
# 真值表存成表格，回去换上自己的案例再做：
#
# *The truth table as a file, to do the same with your own cases:*

# %%
file = lesson.out("真值表.csv")
lesson.data.filled().to_csv(file, index=False, encoding="utf-8-sig")
lesson.after("rows", lesson.link(file))

# %% [markdown]
# <<recap>>

# %% [markdown]
# <<discussion>>

# %% [markdown]
# <<data>>

# %% [markdown]
# <<limits>>
