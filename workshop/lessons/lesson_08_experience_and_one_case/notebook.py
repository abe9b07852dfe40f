# %% [markdown]
# <<front>>

# %%
import workshop
from toolkit import cases, figures, reports

lesson = workshop.Lesson(8)

# %% [markdown]
# <<data>>
#
# ## 一、一个案例，读进去
# *1. One case, from inside*
#
# 澜江茶业公司 2014 年亏了 410 万元，2017 年盈利 260 万元，中间做的事叫“车间党旗”。有人要来学。**来的人该抄走哪几句？**
#
# *A tea company lost 4.1 million yuan in 2014 and earned 2.6 million in 2017; what it did in between is called the flag on the shop floor. People come to learn. Which sentences should they take home?*

# %%
workshop.shown(lesson.data.sentences("C05"))

# %% [markdown]
# <<exercise doable>>

# %%
answer = ""
lesson.check("doable", answer)

# %% [markdown]
# ## 二、还有什么能解释
# *2. What else could explain it*
#
# 这家公司说了好几样成效，有的证据不弱。**可是证据强，只说明变化是真的，不说明变化是党建带来的。**
#
# *The company claims several effects, some on firm evidence. Strong evidence shows that the change is real, not that Party building brought it.*
#
# **别的解释**有两种：变化不是真的；变化是真的，却另有原因。对每一个，都要回到原文里找一句话，再定：
#
# *Rival explanations are of two kinds: the change is not real, or it is real and has another cause. For each, find a sentence in the text and decide:*
#
# - **排除**：原文有一句话，使它说不通；
# - **减轻**：原文有一句话，使它只能解释一部分；
# - **没排除**：原文没有一句话驳得倒它，或者自己就承认它。
#
# ***Ruled out**: a sentence makes it untenable. **Weakened**: with that sentence it explains only a part. **Open**: the text has no sentence against it, or admits it.*
#
# <<exercise rivals>>

# %%
answer = {1: "", 2: "", 3: "", 4: "", 5: ""}
lesson.check("rivals", answer)

# %% [markdown]
# 这家公司说的成效，各凭什么：
#
# *What the company claims, and what each claim rests on:*

# %% tags=["nbval-check-output"]
lesson.after("rivals", workshop.shown(lesson.data.claims))

# %% [markdown]
# 把这个案例的时间、说法、证据和要排除的解释排成一份文件，可以打印，可以接着填。
#
# *Times, claims, evidence and rivals of this case as a document to print and fill in.*

# %%
study = cases.in_depth(lesson.data.report("C05"), "C05", winners_only=False)
depth = reports.study_report(study, lesson.data.report("C05"), nature="fictitious")
lesson.after("rivals", lesson.link(reports.write_casework(depth, lesson.out("C05个案深描.docx"))))

# %% [markdown]
# ## 三、是共性，还是写材料都这么写
# *3. Common to the improved, or what every report says*
#
# 一个案例说不了共性。把 24 份放在一起：左边是后来改善的，右边是没有改善的，一列一个案例，有颜色就是写到了这项做法（颜色越深，那份报告的成效证据越强）。**先找“宣传推介”这一行。**
#
# *One case cannot tell what is common. Here are all 24, improved at the left and not improved at the right; a coloured cell is a case that writes of the practice (the darker, the firmer the evidence of that report's effects). Look for publicity first.*

# %%
figures.practices(lesson.data.key, lesson.data.texts, lesson.data.outcomes, nature="fictitious")

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.beside)

# %% [markdown]
# 读一行：服务群众办实事，改善的 12 份里有 10 份写了，没改善的 11 份里有 6 份写了。
#
# *Read a line: practical services stand in 10 of 12 improved cases and in 6 of 11 others.*
#
# <<exercise says>>

# %%
answer = ""
lesson.check("says", answer)

# %% [markdown]
# ## 四、归纳：句句有出处
# *4. A summary, every line with its source*
#
# 现在由你来写。C05 读过了，C20（龙尾村的牌子）上一课读过。想引别的案例，把下面的编号改掉，再运行，就能读到。
#
# *Now you write. You know C05 and, from the last lesson, C20. To read another case, change its number below and run the cell.*

# %%
workshop.shown(lesson.data.sentences("C20"))

# %% [markdown]
# <<exercise summary>>

# %%
answer = """

"""
lesson.check("summary", answer)

# %% [markdown]
# 逐句核对你写的这一段：撑不起的，说明里写着为什么。改了再运行上面一格和这一格。
#
# *Your text, claim by claim. Where the source does not bear it, the reason stands beside. Mend, and run both cells again.*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.checked(answer))

# %% [markdown]
# 工具也挑了 150 字：它只会整句截取，不会把两句并成一个意思。哪一段更像经验？
#
# *The toolkit chose 150 characters as well: it can only cut whole sentences. Which of the two reads like a lesson learned?*

# %%
lesson.after("summary", workshop.shown(lesson.data.machine))

# %% [markdown]
# <<recap>>
#
# <<limits>>
#
# <<discussion>>
