# %% [markdown]
# <<front>>

# %% [markdown]
# ## 一份接手的台账
# *A ledger taken over*
#
# 你刚到青澜县（虚构）的组织部门上班，前任留下一份结对台账。明早的会上，你要说清三句话：**谁没人帮，谁帮得太多，谁一走最伤**。台账一行一行地看，三句话一句也看不出来。
#
# *You are new in the office of a fictitious county. Your predecessor left a ledger of pairings, and
# tomorrow you must say who has nobody, who carries too much, and whose leaving would hurt most. Read
# row by row, the ledger tells none of this.*
#
# <<data>>

# %%
import workshop
from toolkit import figures, pairing, records

lesson = workshop.Lesson(2)
day = lesson.data.day

# %%
file = lesson.data.write(lesson.out("青澜县结对台账.xlsx"))
lesson.link(file)

# %% [markdown]
# ## 一、读台账
# *1. Read the ledger*
#
# 点开上面的表格看一眼，它和你见过的台账差不多。现在让工具读它，先看每一列**读成了什么**。
#
# *Open the workbook: it looks as ledgers do. Now let the toolkit read it, and see what each column
# was taken for.*

# %%
ledger = records.read_ledger(file)
workshop.shown(lesson.data.columns)

# %% [markdown]
# 联系人和电话是个人信息，一读就丢掉，后面的图、表、文件里都不会再有。留下来的是这些行：
#
# *Contacts and telephone numbers are personal: they are dropped at once and come up nowhere. These
# rows remain:*

# %%
workshop.shown(lesson.data.rows)

# %% [markdown]
# 有三处台账自己没说清。工具不猜，只问：
#
# *Three things the ledger leaves open. The toolkit does not guess, it asks:*

# %%
workshop.shown(lesson.data.questions)

# %% [markdown]
# <<exercise questions>>

# %%
answer = "？、？、？"

lesson.check("questions", answer)

# %% [markdown]
# 定下来以后，县水利局和县水务局合成一家，四条没写方式的线归到党群共建。**定什么，图就是什么样**：
#
# *Once this is settled two names become one unit, and four lines have a channel. What you decide
# shapes the graph:*

# %%
county = lesson.data.county
if lesson.done("questions"):
    before, after = len(ledger.organisations), len(county["organisation"])
    display(workshop.shown({"回答之前有几个单位": before, "回答之后": after}))

# %% [markdown]
# ## 二、把台账画成网
# *2. Draw the ledger as a network*
#
# **点**是单位，**线**是结对，从帮扶单位指向受助单位；线有**方式**，一种方式一种笔迹。四种方式各是什么：先进带后进，先进的村来帮；部门联后进，县里的部门来帮；企业结后进，企业来帮；党群共建，工会、共青团等群团组织一起办活动。
#
# *A dot is a unit, a line a pairing, from the helper to the helped. Each line has a channel: an
# advanced village helps; a department is linked; an enterprise ties itself to the unit; a mass
# organisation does things together with it.*

# %% [markdown]
# <<exercise ends>>

# %%
answer = {"三种都有": "", "一家也没有": ""}

lesson.check("ends", answer)

# %% [markdown]
# 画好了，再看工具画的。和你的一样吗？
#
# *When yours is done, look at the toolkit's. Are they alike?*

# %%
if lesson.done("ends"):
    display(figures.pairing(county, on=day))

# %% [markdown]
# 这样读这张图：左边是帮扶单位，一个方块是它的一条线；右边是受助单位，名字旁边有几个记号，就有几种帮扶。上塘村、高台村各有三种。**南垭村、大井村在图上找不到**：没有线的单位，要拿着名单去对才看得见。
#
# *How to read it: helpers at the left, a mark for each of their lines; the helped at the right, with
# a mark for each kind of help. Two villages have three kinds. And two are not in the picture at all:
# who has no line is found only by holding the list beside it.*

# %%
if lesson.done("ends"):
    several = pairing.several_helpers(county, on=day)
    display(workshop.shown(several, county))

# %% [markdown]
# 青坪村也有三家来帮，可其中一家是共建，“三类齐全”就是“否”。几家和几种，是两回事。
#
# *One village has three helpers, too, but one of them only does things together with it: not all
# three kinds are there. How many and of how many kinds are two questions.*
#
# ## 三、谁帮得太多
# *3. Who carries too much*
#
# 一个单位伸出去的线叫它的**负荷**。一家最多帮几个，规则里有默认值，各县可以改：
#
# *The lines that leave a unit are its load. How many it may carry stands in the rules, and a county
# may change it:*

# %%
workshop.shown(lesson.data.capacities, capacity="一家最多帮几个")

# %% [markdown]
# <<exercise overloaded>>

# %%
answer = "？、？"

lesson.check("overloaded", answer)

# %%
if lesson.done("overloaded"):
    display(workshop.shown(pairing.load(county, on=day), county))

# %% [markdown]
# 图上那两个叉，就是它们。县农业局有三条线，正好用满，没有超。县水务局还空着一个位子：能不能把林业局的一对划过去？先别急，下一题看的是另一面。
#
# *The two crosses in the picture. Three lines of a department are full, not too many; another
# department has one place free. Should a pair move there? The next exercise shows the other side.*
#
# ## 四、谁一走最伤
# *4. Whose leaving hurts most*

# %% [markdown]
# <<exercise leave>>

# %%
answer = "？"

lesson.check("leave", answer)

# %%
if lesson.done("leave"):
    display(workshop.shown(pairing.critical_helpers(county, on=day), county))

# %% [markdown]
# 县林业局线最多，走了却只有一个单位没人帮，因为它帮的几个村多半另有人帮。**线多，不等于离不开；只有它一家的，才离不开。**
#
# *The department with most lines leaves only one unit alone, for most of those it helps have somebody
# else. Many lines do not make one indispensable; being the only one does.*
#
# ## 五、带走
# *5. Take it away*
#
# 把读好的台账存成一本工作簿：单位、结对、你的回答、没有读的行各在一页，同事打开就能核对。
#
# *Save what was read as a workbook: units, pairings, your answers, rows left out; a colleague can
# check it.*

# %%
book = records.write_county(ledger, county, lesson.out("读好的台账.xlsx"))
lesson.link(book)

# %% [markdown]
# <<discussion>>
#
# <<recap>>
#
# <<limits>>
