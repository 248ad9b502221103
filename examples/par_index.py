# %% [markdown]
# # Where do provinces stand in the PAR INDEX, how do they move, and who says so?
#
# `v_rankings` has one row a province, index and year: the rank that most documents state, with its best evidence (`quote`, `title`, `url`) and how many
# documents say otherwise (`dissent`). Until 2024 there were 63 provinces, from 2025 there are 34, so ranks before and after do not compare.

# %%
import argparse
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd

import warehouse

parser = argparse.ArgumentParser()
parser.add_argument("data", nargs="?", default="data", help="a data folder, or a warehouse file")
parser.add_argument("--output", type=Path, default=Path(), help="the folder for the plot")
args = parser.parse_args()
pd.set_option("display.width", 160, "display.max_columns", 20, "display.max_colwidth", 60)

with warehouse.open(args.data) as wh:
    ranks = wh.df("SELECT province, year, rank, total, points, agree, dissent, quote, title FROM v_rankings WHERE indicator = 'PAR_INDEX' ORDER BY year, rank")
    # What documents say of a move need not be what two ranks give: both are kept.
    moves = wh.df("SELECT province, year, rank, change, moved, quote FROM v_rankings WHERE indicator = 'PAR_INDEX' AND (change IS NOT NULL OR moved IS NOT NULL) ORDER BY year, province")

# %% How much is known: provinces by year, and how many ranks rest on one document only
print("Ranks known, by year")
known = ranks.groupby("year").agg(provinces=("province", "nunique"), one_document=("agree", lambda agree: int((agree == 1).sum())), dissent=("dissent", lambda dissent: int((dissent > 0).sum())))
print(known.to_string())

# %% The newest year, best first
newest = ranks[ranks.year == ranks.year.max()]
print(f"\nPAR INDEX {ranks.year.max()}, best first")
print(newest.head(10)[["province", "rank", "points", "quote", "title"]].to_string(index=False))

# %% Moves, as documents state them (change) and as two ranks give them (moved)
print("\nMoves")
print(moves.to_string(index=False) if len(moves) else "none stated, and no province has ranks of two years in a row")

# %% One line a province with ranks of several years; single ranks are dots. A line stops where the 63 provinces became 34.
figure, axes = plt.subplots(figsize=(8, 8))
for province, rows in ranks.groupby("province"):
    for era in (rows[rows.year < 2025], rows[rows.year >= 2025]):
        if len(era):
            axes.plot(era.year, era["rank"], marker="o", label=province)
            axes.annotate(f" {province}", (era.year.iloc[-1], era["rank"].iloc[-1]), fontsize=8, va="center")
axes.set_ylim(ranks["rank"].max() + 2 if len(ranks) else 63, 0)
axes.set(title="PAR INDEX: ranks of provinces (1 is best)", xlabel="year", ylabel="rank")
axes.xaxis.get_major_locator().set_params(integer=True)
axes.margins(x=0.25)
axes.axvline(2024.5, color="grey", linestyle=":", linewidth=1)
figure.tight_layout()
figure.savefig(args.output / "par_index.png", dpi=80, metadata={"Software": None})
print(f"\nPlot: {(args.output / 'par_index.png').name}")
