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
from IPython.display import IFrame

import toolkit
import workshop
from toolkit import County, cases, dataset, figures, reports

lesson = workshop.Lesson(1)
folder = dataset("teaching_report")

# %% [markdown]
# <<data>>
#
# ## 一、先用笔读，再看机器怎么读
# *1. Read with a pen first, then see how the machine reads*

# %%
report = cases.read(folder / "report.txt")
print(report.text)

# %% [markdown]
# 读完放下笔，看彩页：标题、引语、载体、数字各有一色，右边是每段的计数。鼠标停在数字上，看得到它读成了多少。
#
# *The marked page: headings, quotations, programmes and figures in colour, counts in the margin.*

# %%
page = reports.reading_page(report, "out/lesson01.html")
IFrame(page.as_posix(), width="100%", height=480)

# %% [markdown]
# 每一处标记都带着起止位置，随时可以指回原文。
#
# *Every mark carries its place, so that one can always point back to the text.*

# %% tags=["nbval-check-output"]
workshop.shown(report.outline, level="层级", start="起", end="止")

# %% tags=["nbval-check-output"]
report.text[report.outline["start"][4] : report.outline["end"][4]]

# %% [markdown]
# <<exercise programmes>>

# %%
# SOLUTION
answer = list(report.programmes["name"])
# END
lesson.check("programmes", answer)

# %% [markdown]
# 引号不等于载体。机器把每处引语分了类，看看分得对不对（群众的那句话，它归错了没有？）：
#
# *A quotation is not yet a programme. The machine sorts quotations; do you agree?*

# %% tags=["nbval-check-output"]
kinds = {"programme": "载体", "slogan": "口号", "emphasis": "强调", "speech": "原话"}
report.quotes.groupby(report.quotes["kind"].map(kinds))["text"].agg("；".join).to_dict()

# %% tags=["nbval-check-output"]
report.programmes.set_index("name")["members"].loc["三亮"]

# %% [markdown]
# **问一问**：“百村点灯”“一比两看”报告里只有名字。照别处的做法补上行不行？（不行，表里写“待考”，去问当地。）
#
# ***Ask:*** *two programmes are only named. May we fill in what others do? No: 待考, to be asked on
# the spot.*
#
# ## 二、数字：值、单位、数什么
# *2. Figures: value, unit, and what is counted*

# %% [markdown]
# <<exercise figures>>

# %%
# SOLUTION
answer = len(report.figures)
# END
lesson.check("figures", answer)

# %% [markdown]
# 留意五种写法：名词在前（党员5230名）、区间（3至5名）、万（126万元）、约数（6400余人次）、合计（各类典型共70个）。
#
# *Five ways of writing: after the noun, a range, 万, about, a total.*

# %% tags=["nbval-check-output"]
found = report.figures.loc[[1, 5, 14, 15, 21], ["raw", "value", "upper", "unit", "what", "kind"]]
found = found.replace({"kind": {"count": "计数", "range": "区间", "total": "合计"}})
workshop.shown(found, raw="原文", upper="上限", what="数什么", kind="写法")

# %% [markdown]
# 合计对得上吗？12、40、18 加起来正好是 70；对不上就要回去问。日期单列一栏：
#
# *Does the total add up? Dates stand in a table of their own.*

# %% tags=["nbval-check-output"]
report.figures["value"][18:22].tolist()

# %% tags=["nbval-check-output"]
list(report.dates["text"])

# %% [markdown]
# ## 三、“周年”是哪一年
# *3. Which year is the anniversary*

# %% [markdown]
# <<exercise year>>

# %%
# SOLUTION
answer = 1921 + 89
# END
lesson.check("year", answer)

# %% [markdown]
# ## 四、填成表，交给检查
# *4. Fill the tables and have them checked*
#
# 不用电脑的班用印好的空表；用电脑的班用空白工作簿（命令 `toolkit template
# 空表.xlsx`）。下面是一份初稿的检查结果，错处一次列全：
#
# *On printed tables, or in the blank workbook. A first try, with every problem listed at once:*

# %% tags=["nbval-check-output"]
problems = toolkit.check(folder / "first_try")
workshop.shown(problems[["table", "row", "heading", "value", "reason"]], heading="列")

# %% [markdown]
# **再看一眼年度那一栏**：初稿填的是发布的年份，一个错也没报。检查只管写法，年份真假要靠人。
#
# *The year in that draft is wrong, and no problem is reported: form is checked, truth is not.*

# %% tags=["nbval-check-output"]
county = County.load(folder)
workshop.shown(county["award"][["year", "category", "count"]])

# %% tags=["nbval-check-output"]
county["programme"].set_index("name")["content"].to_dict()

# %% [markdown]
# 5890
# 件承诺进不了“承诺”表：那张表一件一行，要写谁承诺、承诺什么、何时兑现，而报告只给了总数。**装不进表的，就是还缺的。**
#
# *The commitments do not fit their table, which wants one row for each: what does not fit is what
# is missing.*
#
# ## 五、复算
# *5. Recompute*

# %% [markdown]
# <<exercise ratios>>

# %%
# SOLUTION
answer = (11066 / 9002, 9002 / 977, 12 / 977 * 100)
# END
lesson.check("ratios", answer)

# %% tags=["nbval-check-output"]
f = lesson.data.facts
ratios = {
    "每名党员承诺几件": f["F3"] / f["F2"],
    "每个党组织几名党员": f["F2"] / f["F1"],
    "受表彰组织占比 %": 100 * f["F5"] / f["F1"],
}
pd.Series(ratios).round(3)

# %% [markdown]
# ## 六、投入、活动，还是结果
# *6. Input, activity, or outcome*

# %% [markdown]
# <<exercise outcomes>>

# %%
# SOLUTION
answer = list(report.figures_by_slot.loc[report.figures_by_slot["slot"] == "effect", "raw"])
# END
lesson.check("outcomes", answer)

# %%
figures.claims(report, "fictitious")

# %% [markdown]
# 结果栏里还要再分：写明由第三方测的，和光有一个数的。
#
# *Outcomes differ, too: measured by somebody else, or a bare number.*

# %% tags=["nbval-check-output"]
cards = figures.claims(report, "fictitious").data
outcomes = cards[cards["slot"] == "effect"]
workshop.shown(outcomes[["raw", "what", "evidence"]], raw="原文", what="说的什么", evidence="证据")

# %% [markdown]
# <<discussion>>
#
# <<limits>>
