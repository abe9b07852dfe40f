# %% [markdown]
# # Every model and its robustness
#
# Several models often explain the same truth table equally well. This guide codes 24 invented cases, lists every model,
# changes the choices behind them one at a time, and writes the scripts that repeat it in R.

# %%
import toolkit
from toolkit import comparison
from toolkit.terms import set_lang

set_lang("en")
county = toolkit.County.load(toolkit.dataset("cases"))
raw, outcome, names = comparison.case_conditions(county, "review2")
print(raw.describe().loc[["count", "min", "50%", "max"]].T.to_string())

# %% [markdown]
# ## Calibrate, with reasons
#
# The anchors are decided before the data are looked at, and their reasons travel with the result.

# %%
anchors = {
    "verified_score": comparison.Anchors(50, 70, 90, "70 is the line of acceptance"),
    "attendance_pct": comparison.Anchors(
        35, 55.5, 85, "half of the members, with room for absence"
    ),
    "resident_vote_pct": comparison.Anchors(15, 45.5, 80, "about half of the matters"),
    "leader_years": comparison.Anchors(0.5, 2.5, 5.5, "less than a term, half of one, a whole one"),
}
data = comparison.calibrate_frame(raw[list(anchors)], anchors)
conditions = [name for name in data if name != "verified_score"]
print(comparison.necessity(data, "verified_score", conditions).round(3).to_string())

# %% [markdown]
# ## The truth table and every model

# %%
table = comparison.truth_table(data, "verified_score", conditions, half="drop")
print(table.rows.round(3).to_string())
for kind in ("complex", "parsimonious", "intermediate"):
    expected = dict.fromkeys(conditions, 1) if kind == "intermediate" else None
    solution = comparison.minimise(table, kind, expected)
    print(kind, list(solution.models))

# %% [markdown]
# The complex solution assumes nothing about the combinations that no case shows; the parsimonious one assumes whatever makes
# it shorter, here that residents' votes suffice alone, which no case without the other two conditions shows.
#
# ## How firm
#
# The choices are moved one at a time and the solution made again; `share` is how often a term comes back as it stands.

# %%
held = comparison.robustness(solution)
print(held.terms.round(3).to_string())

# %% [markdown]
# ## Beside R
#
# The script below gives the same numbers in R's package QCA from the values before calibration.

# %%
study = comparison.study(
    raw[list(anchors)], "verified_score", conditions, half="drop", anchors=anchors
)
print(comparison.r_script(study, "cases.csv"))

# %% [markdown]
# ## What may and may not be said
#
# May: in these cases these combinations go with a high verified score, under these anchors and thresholds, with so many
# models and this robustness.
#
# May not: that the conditions bring it about. The cases are invented, and so is what goes with what.
