# %% [markdown]
# <<front>>

# %%
import workshop
from toolkit import figures, register
from toolkit.records import write_book

lesson = workshop.Lesson(6)

# %% [markdown]
# ## 一、一个典型的一生
# *1. One exemplar's life*
#
# 青澜县（虚构）有一本**登记库**：典型从线索到归档，每一步记一行，写明哪天、谁办的、为什么；只增不改。翻开其中一个，村务公开示范点：
#
# *Fictitious Qinglan keeps a register: every step of an exemplar, from lead to archive, is a row
# with its day, who acted and why; rows are added, never changed. One of them, a site for open
# village affairs:*

# %% tags=["nbval-check-output"]
base = lesson.data.base
workshop.shown(lesson.data.life("X0009"))

# %% [markdown]
# 一年命名，一年复核，作用不大，降档；整改不到位，撤销，归档。前后两年半。有几行的理由是“（记录未写）”：当年没有留下，今天谁也补不上。
#
# *Named one year, reviewed the next, downgraded for a small role; the rectification failed, revoked,
# archived: two and a half years. Some rows say that no reason was recorded, and nobody can supply
# it now.*
#
# 全县的典型，一年一年看：
#
# *All exemplars of the county, year by year:*

# %%
figures.exemplar_flow(lesson.data.county, on="2011-12-31")

# %% [markdown]
# 怎样读：每根柱子是那年年底的家底，蓝色是在册的，橙色是正在整改的；柱子上面写着当年新命名几个、退出几个。命名年年有，退出七年两个。**是典型过硬，还是复核宽松？**
# 这张图答不了。
#
# *How to read it: a bar is what there was at the end of the year, blue the named, orange those
# rectifying; above it the year's namings and endings. Two endings in seven years: sound exemplars or lenient reviews? The figure cannot tell.*

# %% [markdown]
# ## 二、今年谁到期
# *2. Who is due this year*
#
# 在册的典型，和命名或上次复核的日子：
#
# *The named exemplars, with the day of naming or of the last review:*

# %% tags=["nbval-check-output"]
standing = lesson.data.standing[["title", "since"]]
workshop.shown(standing, **lesson.data.heads)

# %% [markdown]
# <<exercise due>>

# %%
answer = "…、…"
lesson.check("due", answer)

# %% [markdown]
# 手查过了，看登记库的**到期清单**。除了复核，回访、整改、整顿、承诺也会到期：
#
# *Checked by hand, now the register's list of what is due. Visits, rectifications, turnaround cases
# and promises fall due as well:*

# %% tags=["nbval-check-output"]
waiting = base.due(lesson.data.day)
counts = waiting.groupby("kind_name").agg(n=("subject_id", "size"), days_over=("days_over", "max"))
lesson.after("due", workshop.shown(counts, **lesson.data.heads))

# %% [markdown]
# 回访和整改都拖了半年以上。清单写成一个工作簿，一类一张表，每件事一行，后面留着填决定的格子。这就是可以发下去的**办理表**：
#
# *Visits and rectifications are more than half a year late. The list becomes a workbook: a sheet a
# kind, a row a matter, with cells for what was decided.*

# %%
sheets = register.due_sheets(waiting, base)
file = write_book(lesson.out("到期清单.xlsx"), sheets)
lesson.after("due", lesson.link(file))

# %% [markdown]
# ## 三、今年的复核
# *3. This year's review*
#
# 到期的，复核组打了分（虚构）：
#
# *Those that are due were scored by the review group (fictitious):*

# %% tags=["nbval-check-output"]
scored = lesson.data.sheets.drop(columns=["number", "subject_id"])
lesson.after("due", workshop.shown(scored, digits=2, **lesson.data.heads))

# %% [markdown]
# <<exercise decide>>

# %%
answer = {1: "", 2: "", 3: "", 4: ""}
lesson.check("decide", answer)

# %% [markdown]
# 判完了，把第 1 张写成“继续保留”交上去，看登记库收不收：
#
# *All judged; now hand in the first as “retain” and see whether the register takes it:*

# %% tags=["nbval-check-output"]
kept = lesson.data.keeping()
if lesson.done("decide"):
    print(lesson.data.refused(kept))

# %% [markdown]
# 登记库每次拒绝，都说出**哪条规则、从哪里来、证据几级**。60 分这条线是本工具的教学约定（未核实），可以改；要先改规则、说理由，再复核，不能先看了分数再改线。
#
# *A refusal names its rule, source and grade. The line of 60 is a convention of this toolkit,
# unverified. It may be moved, with a reason, before the review and not after seeing the scores.*

# %% [markdown]
# ## 四、写一个决定
# *4. Write one decision*

# %% [markdown]
# <<exercise record>>

# %%
# 1 决定，2 日期，3 岗位，4 理由，5 问题，6 期限 // 1 decision, 2 day, 3 post, 4 reason, 5, 6 term
answer = {1: "", 2: "", 3: "", 4: "", 5: "", 6: ""}
lesson.check("record", answer)

# %% [markdown]
# 你写的这一行，填进复核表，交给登记库。收下的，表上写回登记序号；收不下的，全部不写，哪一行为什么，写在那一行：
#
# *Your row goes into the sheet of reviews and to the register. What is taken gets its number; if a
# row is refused nothing is written, and the reason stands in its row.*

# %% tags=["nbval-check-output"]
mine = lesson.data.copy()
file = write_book(lesson.out("复核表.xlsx"), lesson.data.form(answer))
taken = register.record(mine, file).replace({"subject_id": lesson.data.titles})
lesson.after("record", workshop.shown(taken, subject_id="典型"))

# %%
lesson.after("record", lesson.link(file))

# %% [markdown]
# 收下以后，这个典型的一生又多了几行。如果定的是降档整改，整改完了谁来评？让作决定的同一个岗位来评，试试看：
#
# *Its life now has a few more rows. If it was downgraded, who judges the rectification? Try the post
# that decided:*

# %% tags=["nbval-check-output"]
if lesson.done("record"):
    try:
        mine.append("exemplar", "X0013", "rectify_pass", "2013-03-01", answer[3], "整改到位")
    except register.GuardError as refusal:
        print(refusal)

# %% [markdown]
# 回到办公室，同样的事用三行命令办，表在 Excel 或 WPS 里填：`toolkit register due`
# 写出到期清单，`review` 写出复核表，填好以后 `record` 登记。
#
# *Back in the office three commands do the same, with sheets filled in Excel or WPS: `toolkit
# register due`, `review`, and `record` when they are filled.*

# %% [markdown]
# <<recap>>

# %% [markdown]
# <<discussion>>

# %% [markdown]
# <<data>>

# %% [markdown]
# <<limits>>
