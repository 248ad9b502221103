# %% [markdown]
# # Which deficiencies do documents name, where, and which come back year after year?
#
# `v_shortcomings` has one row a clause that states what is late, low, lacking or wrongly done; `v_recurring_shortcomings` groups those of a province that mean the same
# in several years. A province with many is not worse than one with few: it may write more openly, or more of it was read. So counts stand beside the documents read.

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
pd.set_option("display.width", 160, "display.max_columns", 20, "display.max_colwidth", 90)
SHOWN = 10

with warehouse.open(args.data) as wh:
    counts = wh.df("SELECT province, area, count(*) AS clauses, count(DISTINCT document_id) AS documents FROM v_shortcomings WHERE province IS NOT NULL GROUP BY ALL")
    read = wh.df("SELECT province, count(*) AS documents_read FROM documents WHERE province IS NOT NULL GROUP BY ALL ORDER BY ALL").set_index("province")
    recurring = wh.df("SELECT province, area, years, first_year, last_year, documents, quote FROM v_recurring_shortcomings ORDER BY years DESC, documents DESC, province, quote")
    slow = wh.search("hồ sơ quá hạn", kinds=["shortcoming"], limit=5)

# %% Clauses by province and area, beside the documents read
table = counts.pivot_table(index="province", columns="area", values="clauses", aggfunc="sum", fill_value=0)
table["all"] = table.sum(axis=1)
print("Shortcomings by province and area of reform")
print(table.join(read).sort_values("all", ascending=False).head(SHOWN).to_string())

# %% The same deficiency in several years
print("\nDeficiencies that come back")
print(recurring.head(SHOWN).to_string(index=False) if len(recurring) else "none: no deficiency of a province is told in two years")

# %% One kind of deficiency, by its words
print(f"\n“hồ sơ quá hạn”: {slow.found['shortcoming']} clauses; the best")
for hit in slow.hits:
    print(f"  {hit.province}, {hit.published_day}: {hit.excerpt}")

# %% A picture of the first table
shown = table.drop(columns="all").loc[table.sort_values("all", ascending=False).head(SHOWN).index]
figure, axes = plt.subplots(figsize=(8, 5))
image = axes.imshow(shown, cmap="Oranges", aspect="auto")
axes.set_xticks(range(len(shown.columns)), shown.columns, rotation=30, ha="right")
axes.set_yticks(range(len(shown.index)), [f"{province} ({read.documents_read[province]})" for province in shown.index])
for row, province in enumerate(shown.index):
    for column, area in enumerate(shown.columns):
        axes.text(column, row, shown.loc[province, area] or "", ha="center", va="center", fontsize=8)
axes.set_title("Clauses that state a shortcoming (in brackets: documents read)")
figure.colorbar(image)
figure.tight_layout()
figure.savefig(args.output / "shortcomings.png", dpi=80, metadata={"Software": None})
print(f"\nPlot: {(args.output / 'shortcomings.png').name}")
