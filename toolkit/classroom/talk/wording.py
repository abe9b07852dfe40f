"""What to ask of a sentence, in both languages: by the evidence of a claimed effect, and of a practice with or without figures."""

#: evidence of a claimed effect → what to ask of it, what to look for
OF_EFFECT = {
    "witness": (
        (
            "这个结果由外部核验。核验的人和帮扶的人是不是同一批？查了多少、怎么抽的？",
            "Checked from outside. Are the checkers others than the helpers? How many were looked at, chosen how?",
        ),
        ("独立性、抽样、样本量", "independence, sampling, size"),
    ),
    "comparison": (
        (
            "这里有对照。对照是谁选的？起点一样吗？除了这项做法，还有哪里不同？",
            "A comparison. Who chose it? Did both start alike? What else differs between them?",
        ),
        ("对照的选法、起点、同期其他变化", "choice, start and other changes of the comparison"),
    ),
    "before_after": (
        (
            "这里有前后两个数。没有这样做的地方，同一时期是升是降？报告里找得到吗？",
            "Before and after. Did places without this rise or fall in the same time? Does the report say?",
        ),
        ("只有前后：均值回归、共同趋势", "before and after only: regression to the mean, common trend"),
    ),
    "number_with_base": (
        (
            "这里有一个数和它的基数。和哪一年、和谁比，才说得上“变好”？",
            "A number with its base. Against which year, against whom, would it mean better?",
        ),
        ("缺起点、缺对照", "no start, no comparison"),
    ),
    "number": (
        (
            "这里只有一个数。之前是多少？分母是谁？",
            "A number alone. What was it before? Out of whom?",
        ),
        ("缺起点、缺基数", "no start, no base"),
    ),
    "activity": (
        (
            "这里数的是做了多少，不是变了多少。要看变了什么，还该数什么？",
            "What was done is counted, not what changed. What should be counted to see a change?",
        ),
        ("投入和活动不是结果", "inputs and activities are no outcomes"),
    ),
    "slogan": (
        (
            "这里说变好了，却没有数字。到现场看什么、问谁、数什么，才能判断？",
            "Better, but without a number. What would you look at, whom ask, what count on site?",
        ),
        ("把形容词换成可核对的事实", "turn the adjective into a fact that can be checked"),
    ),
}
#: what to ask of a practice in turn: ({raw} figures as printed, {name} the practice), with what to look for
WITH_FIGURES = (
    (
        (
            "{raw}：这是“{name}”做了多少。做完以后谁的什么变了，报告在哪里交代？",
            "{raw}: so much of “{name}” was done. What changed for whom? Does the report say?",
        ),
        ("从做了什么追到变了什么", "from what was done to what changed"),
    ),
    (
        (
            "{raw}：做这些花了谁的多少时间和钱？报告算过这笔账吗？",
            "{raw}: whose time and money did this take? Does the report count them?",
        ),
        ("成本与负担", "cost and burden"),
    ),
    (
        (
            "{raw}：参加的是哪些人，没参加的是哪些人？两边后来有什么不同？",
            "{raw}: who took part and who did not? How did the two differ later?",
        ),
        ("谁没有被写进来", "who is left out of the text"),
    ),
)
WITHOUT = (
    (
        (
            "这句写到“{name}”，没有一个数字。真做了，会留下什么查得到的痕迹？",
            "“{name}” without a figure. If it was done, which traces could be looked up?",
        ),
        ("可查的记录、当事人、频次", "records, those concerned, how often"),
    ),
    (
        (
            "“{name}”：谁来做、多久一次、做不到怎么办？句子里写了几样？",
            "“{name}”: by whom, how often, what if not? Does the sentence say?",
        ),
        ("责任、频次、后果", "responsibility, frequency, consequence"),
    ),
)
#: steps of a case lesson: name, minutes of 90, minutes of 180, what happens, material
CLASS_STEPS = (
    (("课前预读", "Pre-reading"), 0, 0, ("划做法、圈数字、打问号", "underline, circle, mark doubts"), ("案例正文", "text")),
    (("导入", "Opening"), 5, 10, ("各写一句：你信到哪一步", "one line each: how far do you believe it"), ("白纸", "paper")),
    (("细读", "Close reading"), 15, 30, ("小问题：先各自，再两人对", "small questions, alone, then in pairs"), ("小问题", "small")),
    (("小组研讨", "Groups"), 25, 50, ("每组认领一至两道大问题", "each takes one or two large questions"), ("大问题", "large")),
    (("休息", "Break"), 0, 10, ("离开座位", "leave the desks"), ("—", "—")),
    (("全班交流", "Plenary"), 25, 45, ("每组三分钟上黑板，别组引原文追问", "three minutes a group, at the board"), ("板书", "board")),
    (("对照", "Comparing"), 8, 15, ("念扣下的原文，和各组结论对照", "what was held back, read out"), ("扣下的原文", "held back")),
    (("归纳小结", "Summary"), 12, 20, ("每人写：带回什么，什么时候停", "what to take home, when to stop"), ("大问题末题", "last one")),
)
#: what a report of experience should say, and the words by which it is looked up
STATED = (
    (("起点：以前是什么样", "the start: how it was before"), r"以前|过去|曾经|原来|一度|由\S{0,8}\d|从\S{0,8}\d\S{0,12}(?:增|升|降|减|到)"),
    (("对照：别处同期怎样", "comparison: others at the time"), r"同期|周边|相邻|邻村|同类|对照|全[县镇乡市]平均"),
    (("花费：用了多少钱", "cost: money spent"), r"\d[\d.]*\s*[万亿]?元"),
    (("负担：用了多少人和时间", "burden: people and time"), r"\d+\s*(?:名干部|名机关|人次|个?小时|工日)|抽调|派出"),
    (("时间：什么时候做的", "time: when it was done"), r"(?:19|20)\d\d年"),
    (("谁核验：第三方或审计", "outside check"), r"第三方|审计|测评|抽查|暗访|统计局|问卷|回访|评估"),
    (("没做成的：难处、反复", "what failed"), r"碰过?钉子|教训|失误|反弹|停了|未能|退出|下滑|说不[准清]|流于形式|走过场"),
    (("没参加的：谁不在其中", "who is left out"), r"未加入|没有参加|未参加|不愿|没有来|外出"),
)
