# %% [markdown]
# <<front>>
#
# 从上往下，一格一格运行：点一下格子，按 Shift+Enter。前面带 # 的字是说明，不用动。
#
# *Run cell by cell from the top: click into one and press Shift+Enter. What stands behind a # is for reading only.*

# %%
import workshop
from toolkit import figures, reports

lesson = workshop.Lesson(1)

# %% [markdown]
# <<data>>
#
# ## 一、先读一份虚构的
# *1. First read a fictitious one*
#
# 澄砚县的这份报告，领导要你看完回答一句话：**“有成效吗？”** 先从头读一遍，每句前面有编号，后面的课都按这个编号指认。
#
# *Somebody asks you about this report: did it work? Read it through; sentences are numbered, and every lesson points to them by number.*

# %%
workshop.shown(lesson.data.sentences)  # 一句一行 // one sentence a row

# %% [markdown]
# 报告里的数字不是一类东西。本课把它们分成四类：
#
# *The figures of a report are not of one kind. Here there are four:*
#
# - **家底**：做事之前就有的（有多少党员、多少个村）；
# - **投入**：花出去的钱、派出去的人；
# - **活动**：办了、建了、发了、评了多少，包括“完成率”；
# - **结果**：群众和单位身上起的变化。
#
# ***Base**: what was there before. **Input**: money spent, people sent. **Activity**: what was held, built, given out or awarded, completion rates included. **Outcome**: what changed for people and units.*
#
# <<exercise sort>>

# %%
answer = {1: "", 2: "", 3: "", 4: "", 5: "", 6: "", 7: "", 8: ""}
lesson.check("sort", answer)

# %% [markdown]
# 机器按句子把全部 28 个数字排成三栏（它把家底叫“底数”，把投入和活动并在一起）。看图时只问一句：右边那一栏有几张卡片，虚线框是什么意思？
#
# *The machine lays out all 28 figures in three lanes, inputs and activities in one. Ask only: how many cards stand at the right, and what does a dashed frame mean?*

# %%
lesson.after("sort", figures.claims(lesson.data.report, "fictitious"))

# %% [markdown]
# ## 二、真的那一份
# *2. The real one*
#
# 2011 年 7 月 4 日 8 点 57 分，一个县把推进基层党建的报告发到网上，作者一栏空着，后来被点开 827 次。它讲了五部分，拆开是 56 项做法、主体和概念：
#
# *On 4 July 2011, at 8:57, a county put its report on Party building online, without an author; it was opened 827 times. Taken apart, its five parts hold 56 items:*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.parts)

# %% [markdown]
# 读这张表：56 项里，数字一共 7 个，只出现在“培育”和“树立”两部分；结果一栏全是 0。**没有写，不等于没有**：也许有成效，只是这份报告答不了。
#
# *Fifty-six items, seven figures, in two of the parts, and not one outcome. Not written is not the same as not there: this report just cannot tell.*
#
# 七个数字都在这里：
#
# *The seven figures:*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.seven)

# %% [markdown]
# <<exercise year>>

# %%
answer = ""
lesson.check("year", answer)

# %% [markdown]
# ## 三、复算：数字要有分母
# *3. Recompute: a number needs its denominator*
#
# <<exercise ratios>>

# %%
answer = ""
lesson.check("ratios", answer)

# %% [markdown]
# ## 四、报告答不了的
# *4. What it cannot answer*
#
# “有成效吗？”这一句，现在拿来问真的那一份。能回答它的数，那份报告里没有；下一步是知道该去问什么。
#
# *Now ask of the real report whether it worked. The numbers that would answer it are not there; the next step is to know what to ask.*
#
# <<exercise questions>>

# %%
answer = """

"""
lesson.check("questions", answer)

# %% [markdown]
# 最后看一眼机器标好的彩页：数字、载体、引语各有一色，可以打印。它只认字面，拿不准的还要你来定。
#
# *Last, the page as the machine marked it, for printing. It reads wording only; you decide.*

# %%
page = reports.reading_page(lesson.data.report, lesson.out("标好的报告.html"))
lesson.after("sort", lesson.link(page))

# %% [markdown]
# <<recap>>
#
# <<limits>>
#
# <<discussion>>
