# %% [markdown]
# <<front>>

# %% [markdown]
# ## 一份接手的台账
# *A ledger taken over*
#
# 你刚到青澜县（虚构）的组织部门上班，前任留下一份结对台账。明早的会上，你要说清三句话：**谁没人帮，谁帮得太多，谁一走最伤**。台账一行一行地看，三句话很难看出来。
#
# *You are new in the office of a fictitious county. Your predecessor left a ledger of pairings, and
# tomorrow you must say who has nobody, who carries too much, and whose leaving would hurt most. Read
# row by row, the ledger hardly tells any of this.*
#
# <<data>>

# %%
import workshop
from toolkit import figures, pairing, records

lesson = workshop.Lesson(2)

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

# %% tags=["nbval-check-output"]
ledger = records.read_ledger(file)
workshop.shown(lesson.data.columns)

# %% [markdown]
# 联系人和电话是个人信息，一读就丢掉，后面的图、表、文件里都不会再有。留下来的是这些行：
#
# *Contacts and telephone numbers are personal: they are dropped at once and come up nowhere. These
# rows remain:*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.rows)

# %% [markdown]
# 有三处台账自己没说清。工具不猜，只问：
#
# *Three things the ledger leaves open. The toolkit does not guess, it asks:*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.questions)

# %% [markdown]
# <<exercise questions>>

# %%
answer = "　、　、　"

lesson.check("questions", answer)

# %% [markdown]
# **定什么，图就是什么样**：两个名字合不合成一家，没写方式的线归到哪一种，后面每一个数都跟着变。
#
# *What you decide shapes the graph: whether two names are one unit, which channel a line belongs to;
# every number after this goes by it.*
#
# ## 二、把台账画成网
# *2. Draw the ledger as a network*
#
# **点**是单位，**线**是结对，从帮扶单位指向受助单位。线有**方式**，一种方式一种笔迹：先进带后进，是先进的村来帮；部门联后进，是县里的部门来帮；企业结后进，是企业来帮；党群共建，是工会、共青团等群团组织一起办活动。
#
# *A dot is a unit, a line a pairing, from the helper to the helped. Each line has a channel: an
# advanced village helps; a department is linked; an enterprise ties itself to the unit; a mass
# organisation does things together with it.*
#
# 该有人帮的，都在另一张名单上。画好网，拿这张名单去对：
#
# *Those who should be helped stand on a list of their own. Draw the network, then hold the list
# beside it:*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.listed)

# %% [markdown]
# <<exercise unpaired>>

# %%
answer = "　、　"

lesson.check("unpaired", answer)

# %% [markdown]
# ## 三、谁帮得太多
# *3. Who carries too much*
#
# 一个单位伸出去的线叫它的**负荷**。一家最多帮几个，规则里有默认值，各县可以改：
#
# *The lines that leave a unit are its load. How many it may carry stands in the rules, and a county
# may change it:*

# %% tags=["nbval-check-output"]
workshop.shown(lesson.data.capacities)

# %% [markdown]
# <<exercise overloaded>>

# %%
answer = "　、　"

lesson.check("overloaded", answer)

# %% [markdown]
# ## 四、看工具画的
# *4. The toolkit's drawing*
#
# 两题都做完了，再看工具画的。和你的一样吗？
#
# *Now look at the toolkit's drawing. Is it like yours?*

# %%
county, day = lesson.data.county, lesson.data.day
lesson.after("overloaded", lesson.after("unpaired", figures.pairing(county, on=day)))

# %% [markdown]
# 这样读这张图：左边是帮扶单位，一个实心记号是它的一条线（灰圈是共建，也算线），打叉的是超出的，空心是还有的位子；右边是受助单位，有几种实心记号，就有几种帮扶，空心是按规则该有、还没有人来的。**有的村三家都到了，有的村只有空心。**
#
# *How to read it: helpers at the left, a solid mark for each line (a grey ring is co-building, a line as well), crossed where it is too many, hollow
# where there is room; the helped at the right, a solid mark for each kind of help they have, a hollow
# one where the rules ask for help and nobody gives it. Some have all three kinds, some only hollow
# marks.*

# %% tags=["nbval-check-output"]
several = pairing.several_helpers(county, on=day)
lesson.after("unpaired", workshop.shown(several, county))

# %% [markdown]
# 同样是三家、三种来帮，有的“三类帮扶齐全”（先进、部门、企业各一家），有的不齐，因为其中一种是共建。有几种，还要看是哪几种。再看正好用满的和空着位子的部门：能不能划一对过去？先别急，下一题看的是另一面。
#
# *Three helpers of three kinds may be all that is asked for (an advanced village, a department, an
# enterprise) or not, where one of the kinds is co-building: it matters which kinds they are. One
# department is full, another has a free
# place: should a pair move? The next exercise shows the other side.*
#
# ## 五、谁一走最伤
# *5. Whose leaving hurts most*

# %% [markdown]
# <<exercise leave>>

# %%
answer = ""

lesson.check("leave", answer)

# %% tags=["nbval-check-output"]
alone = pairing.critical_helpers(county, on=day)
lesson.after("leave", workshop.shown(alone, county, recipients="它走了，几个单位没人帮"))

# %% [markdown]
# ## 六、带走
# *6. Take it away*
#
# 把读好的台账存成一本工作簿：单位、结对、你的回答、没有读的行各在一页，同事打开就能核对。
#
# *Save what was read as a workbook: units, pairings, your answers, rows left out;
# a colleague can check it.*

# %%
name = lesson.out("读好的台账.xlsx")
lesson.after("questions", lesson.link(records.write_county(lesson.data.settled, county, name)))

# %% [markdown]
# <<discussion>>
#
# <<recap>>
#
# <<limits>>
