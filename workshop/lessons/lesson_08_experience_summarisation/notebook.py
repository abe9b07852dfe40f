# %% [markdown]
# <<title>>
#
# 24
# 份**虚构**的经验报告，有的后来改善了，有的没有。读一份、编码、看两遍编码合不合、找共性、归纳、再把一个案例挖深。
# 每一步都问同一个问题：**哪些是共性，哪些只是宣传？**
#
# *24 fictitious reports, some of cases that improved and some that did not. Read, code, check,
# compare, summarise, go deep;
# and ask throughout what is common and what is only publicity.*

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
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

import workshop
from toolkit import County, cases, dataset, figures, reports

lesson = workshop.Lesson(8)
folder = Path(mkdtemp())

# %%
county = County.load(dataset("cases"))
texts = cases.from_county(county)
outcomes = county["case_text"].set_index("case_id")["outcome"].to_dict()

# %% tags=["nbval-check-output"]
workshop.shown(county["case_text"]["outcome"].value_counts().reset_index(name="n"), n="几份")

# %% [markdown]
# 有一份没有说结果：它通篇是做了什么，没有变成什么。比较时把它放在一边。
#
# *One report states no outcome at all: it tells what was done, not what came of it. It is set aside
# when we compare.*

# %% [markdown]
# ## 一、读一份报告
# *1. Read one report*
#
# C20 讲一个村“亮牌”之后的事。先用四种颜色画出背景、做法、成效、启示，再往下看。
#
# *C20 tells what came after a village put up its plates. Mark background, practice, effect and
# insight in four colours first.*

# %%
report = texts["C20"]
print(report.text)

# %% [markdown]
# 机器也标了一遍：标题、引语、载体、数字，每句成效后面写着它凭什么。这一页可以打印，存在临时文件夹里。
#
# *The machine marked it, too: headings, quotes, programmes, figures, and what each effect rests on.
# The page can be printed.*

# %%
machine = cases.accepted(cases.code(texts))
page = reports.reading_page(report, folder / "C20.html", machine[machine["case"] == "C20"])
print(page.name)

# %% tags=["nbval-check-output"]
workshop.shown(machine.loc[machine["case"] == "C20", ["code", "confidence", "text"]])

# %% [markdown]
# **问一问**：机器没有标成“成效”的句子里，有没有其实最有分量的证据？（看“随机问了60户”那一句。）
#
# ***Ask:*** *is the weightiest evidence perhaps in a sentence that the machine did not mark as an
# effect?*

# %% [markdown]
# ## 二、编码：机器建议，人来定
# *2. Coding: the machine suggests, people decide*
#
# 编码本有 26 项做法。两人一组，各编各的，用这张 Excel
# 表（一句一行，下拉选编码）。编完读回来，就能算一致。
# 下面读回的是 0 条：机器的建议在表里，**人没有选的，一条也不算**。
#
# *26 practice codes. Pairs code apart from each other in this workbook: one sentence a row, codes
# to choose from. Read
# back it holds nothing yet: suggestions that nobody chose do not count.*

# %%
sheet = cases.coding_sheet(
    {"C20": report}, folder / "C20编码.xlsx", suggestions=machine[machine["case"] == "C20"]
)
mine = cases.read_coding(sheet, "甲")
print(sheet.name, len(mine))

# %% [markdown]
# 数据里附有一份**构造的答案**（`key`，写报告的人边写边定的）。机器在这一份上与它差在哪里？
#
# *The data hold a constructed key, decided by whoever wrote the reports. Where does the machine
# differ from it on this one?*

# %%
coding = cases.county_coding(county)
key = coding[coding["coder"] == "key"]
both = pd.concat([key, machine])

# %% tags=["nbval-check-output"]
coders = {"key": "构造的答案", "combined": "机器", "second_same_hand": "第二遍"}
apart = cases.disagreements(both[both["case"] == "C20"], texts, machines=True).replace(
    {"yes": coders, "no": coders}
)
workshop.shown(apart[["code", "yes", "no", "start", "text"]], yes="编了的", no="没编的", start="起")

# %% [markdown]
# 机器只认得字面：“承诺兑现没有，没有人问”它可能照样算“公开承诺”，
# 换个平常说法（“换了一种查法，随机问了60户”）它又可能不认得。
#
# *The machine reads wording: it may count what is only mentioned, and miss what is told in plain
# words.*

# %% [markdown]
# ## 三、两遍编码合不合
# *3. Do two codings agree*
#
# 第二遍是**同一个人**后来只看句子又编的一遍。所以下面的数字**不是**编码员间信度，
# 只用来练习：哪些编码的定义不够清楚？
#
# *The second coding is by the same hand, from bare sentences: no inter-coder reliability. It only
# shows which definitions are unclear.*

# %%
agreed = cases.agreement(coding, texts)

# %% tags=["nbval-check-output"]
print(agreed.attrs["note"])
workshop.shown(
    agreed[["percent", "kappa", "alpha"]].mean(), digits=4, kappa="κ", alpha="α", value="26 项平均"
)

# %% [markdown]
# <<exercise parted>>

# %% tags=["nbval-check-output"]
# SOLUTION
answer = agreed["alpha"].idxmin()
# END
lesson.check("parted", answer)

# %% tags=["nbval-check-output"]
lowest = agreed.loc[
    agreed["alpha"].nsmallest(3).index, ["percent", "kappa", "alpha", "alpha_low", "alpha_high"]
]
workshop.shown(lowest, kappa="κ", alpha="α", alpha_low="α 下限", alpha_high="α 上限")

# %% [markdown]
# 这三项的百分比一致率都不低于 0.98，α 却低得多：**几乎每句都不编的码，光靠“都没编”就能一致。**
# 区间也很宽，因为出现得太少。
# 不一致的句子要一句一句讨论，改的是定义，不是分数。
#
# *Percent agreement is near 1 for rare codes because both mostly code nothing; alpha is not fooled,
# and its interval is wide.
# Discuss the sentences and mend the definitions, not the score.*

# %% tags=["nbval-check-output"]
differ = cases.disagreements(coding, texts)
dynamic = differ.loc[differ["code"] == "DYNAMIC", ["case", "yes", "no", "text"]].replace(
    {"yes": coders, "no": coders}
)
print(len(differ))
workshop.shown(dynamic, yes="编了的", no="没编的")

# %% [markdown]
# ## 四、成效凭什么
# *4. What effects rest on*
#
# 每条成效按印出来的证据归类：**旁证**最强，**口号**最弱。
#
# *Each claimed effect by the evidence printed with it, from a witness outside down to a slogan.*

# %% tags=["nbval-check-output"]
evidence = cases.evidence_table(texts)
grades = {
    "witness": "旁证",
    "comparison": "对比",
    "before_after": "前后",
    "number_with_base": "有基数的数字",
    "number": "数字",
}
grades |= {"activity": "活动计数", "slogan": "口号"}
workshop.shown(evidence.drop(columns=["case", "best"]).sum(), **grades, value="几处")

# %% tags=["nbval-check-output"]
workshop.shown(
    evidence["best"].replace("", "没有成效陈述").value_counts(),
    **grades,
    item="最强的证据",
    value="几份",
)

# %% [markdown]
# <<exercise firm>>

# %% tags=["nbval-check-output"]
# SOLUTION
answer = (evidence["witness"] + evidence["comparison"] > 0).sum()
# END
lesson.check("firm", answer)

# %% [markdown]
# ## 五、什么是共有的：改善与未改善并排看
# *5. What is common, improved and not improved side by side*

# %%
figures.practices(key, texts, outcomes, nature="fictitious")

# %% [markdown]
# “宣传推介”几乎人人都写，没改善的写得更多。人人都写的，解释不了谁改善。
#
# *Publicity is in nearly every report, and more so where nothing improved. What everyone writes
# explains nothing.*

# %% [markdown]
# <<exercise gaps>>

# %% tags=["nbval-check-output"]
# SOLUTION
stated = [c for c, o in outcomes.items() if o != "not_stated"]
table = cases.matrix(key).loc[stated]
improved = pd.Series([outcomes[c] == "improved" for c in stated], index=table.index)
answer = list((table[~improved].mean() - table[improved].mean()).nlargest(3).index)
# END
lesson.check("gaps", answer)

# %% [markdown]
# 再看成组出现的做法（闭合模式），只数说明了结果的案例：
#
# *Practices that come together, over the cases whose outcome is stated:*

# %% tags=["nbval-check-output"]
told = [c for c, o in outcomes.items() if o != "not_stated"]
patterns = cases.closed_patterns(cases.matrix(key).loc[told], outcomes, least=6)
workshop.shown(
    patterns[["codes", "improved", "not_improved", "difference"]].iloc[[0, 1, 2, -3, -2, -1]],
    difference="比例之差",
)

# %% [markdown]
# “亮身份＋带头人”改善的 12 个里有 8 个，未改善的一个也没有；单看“亮身份”（C20 就有）却不行。
# 这是编故事的人埋下的，不是发现；真实材料里看到这样的差别，也只是**值得去查**。
#
# *Identity together with leaders: 8 of 12 improved, none of the others. The authors put that in. In
# real reports such a gap is
# a reason to go and look, not a finding.*

# %% [markdown]
# ### 共有，还是抄来的
# *Common, or copied*
#
# 归纳共性之前，先查一字不差的长句。这 24 份之间没有。如果有人把 C20 换个村名交上来呢？
#
# *Look for wording that is the same word for word. Here there is none; and if someone handed in C20
# under another village's name?*

# %% tags=["nbval-check-output"]
renamed = cases.read(report.text.replace("龙尾村", "虎头村"))
runs = cases.copied({"C20": report, "交流材料": renamed})
workshop.shown(
    {
        "24 份之间照抄几段": len(cases.copied(texts)),
        "换了村名的照抄几段": len(runs),
        "最长几字": runs["length"].max(),
        "合计几字": runs["length"].sum(),
    }
)

# %% [markdown]
# ## 六、归纳：限定字数，句句有出处
# *6. A summary under a budget, every line with its source*
#
# 给 500 字，挑哪些句子？工具按“覆盖的做法、案例、最强的证据”挑，不重复说，每句从原文截取。
#
# *500 characters: lines are chosen to cover practices, cases and the best evidence without
# repeating, each cut from its source.*

# %%
summary = cases.summarise(texts, 500, coded=key, outcomes=outcomes)
slots = {
    "background": "背景",
    "practice": "做法",
    "effect": "成效",
    "insight": "启示",
    "problem": "问题",
}
workshop.shown(
    summary[["slot", "case", "text", "codes", "evidence"]].replace(
        {"slot": slots, "evidence": grades}
    )
)

# %% tags=["nbval-check-output"]
print(summary.attrs["statement"])
cut = [texts[c].text[a:b] for c, a, b in zip(summary["case"], summary["start"], summary["end"])]
workshop.shown(
    {
        "句句能从原文截出": cut == list(summary["text"]),
        "挑中的价值": summary.attrs["value"],
        "至多能到": summary.attrs["bound"],
    }
)

# %% [markdown]
# <<exercise cited>>

# %% tags=["nbval-check-output"]
# SOLUTION
answer = summary["case"].nunique()
# END
lesson.check("cited", answer)

# %% [markdown]
# 假装只收集了改善的案例，再归纳一次。说明里多了一句话：
#
# *Pretend that only improved cases were collected. The statement gains a sentence:*

# %% tags=["nbval-check-output"]
winners = {c: r for c, r in texts.items() if outcomes[c] == "improved"}
alone = cases.summarise(winners, 500, coded=key[key["case"].isin(winners)], outcomes=outcomes)
print(alone.attrs["statement"])
print(cases.statement(texts, key, outcomes))

# %% [markdown]
# 存成 Word：背景–做法–成效–启示，每行注明案例和第几句，页眉写明是虚构数据。
#
# *As a Word page: each line cites case and sentence, and every page says that the data are
# fictitious.*

# %%
word = reports.summary_report(
    texts, summary, key, outcomes, nature="fictitious", source="datasets/cases"
)
print(reports.write_casework(word, folder / "经验归纳.docx").name)

# %% [markdown]
# ## 七、挖深一个案例：还有什么能解释
# *7. One case in depth: what else could explain it*
#
# C05 是一家茶业公司，报告说盈利了、增收了。把时间、人物、说法、证据排开：
#
# *C05, a tea company, reports profit and income. Lay out times, actors, claims and evidence:*

# %% tags=["nbval-check-output"]
study = cases.in_depth(texts["C05"], "C05", winners_only=False)
workshop.shown(study.timeline[["date", "text"]])

# %%
tests = {"hoop": "环箍", "smoking_gun": "冒烟枪", "straw": "稻草"}
workshop.shown(
    study.claims[["text", "evidence", "test", "rivals"]].replace(
        {"test": tests, "evidence": grades}
    )
)

# %% [markdown]
# “最多可作的检验”说的是印出来的证据**最多**有多大分量：环箍（不过就出局）、冒烟枪（过了就有力）。
# 最后一栏是要先排除的解释，中文说法见下一格。
# 报告自己提到同期茶价上涨：**不加入的村也增收**。那一句要留着，它正是让比较站得住的地方。
#
# *The test is the most that the evidence could be. Tea prices rose at the time, and villages
# outside gained as well: the report
# says so, and that sentence is what makes its comparison worth something.*

# %% tags=["nbval-check-output"]
cases.rival_names()

# %% [markdown]
# <<exercise rivals>>

# %% tags=["nbval-check-output"]
print("本题所指：", lesson.given("rivals"))
# SOLUTION
answer = sorted(set(";".join(study.claims["rivals"]).split(";")))
# END
lesson.check("rivals", answer)

# %% [markdown]
# 同样的解释，放到没有改善的案例里成立吗？
#
# *Would the same explanation hold for cases that did not improve?*

# %% tags=["nbval-check-output"]
across = cases.cross_case(texts, outcomes)
four = across.query("case in ['C05', 'C12', 'C17', 'C23']").drop(columns="best")
workshop.shown(four, **grades)

# %%
depth = reports.study_report(study, texts["C05"], across, nature="fictitious")
print(reports.write_casework(depth, folder / "C05个案深描.docx").name)

# %% [markdown]
# <<discussion>>

# %% [markdown]
# <<limits>>
