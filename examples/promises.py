# %% [markdown]
# # What was promised of handling dossiers, and what was reported?
#
# `v_promises` puts each target beside what was reported for its time. `verdict` says kept or missed only where a report for the whole time is there; `interim` is
# the last report for a part of it, and decides nothing. `unreported` is a finding too: the time is over, and no document that was read says how it went.

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
pd.set_option("display.width", 160, "display.max_columns", 20, "display.max_colwidth", 70)
RATES = {"DOSSIERS_ON_TIME": "on time", "DOSSIERS_ONLINE": "online", "DIGITIZATION": "digitised", "ONLINE_PAYMENT": "paid online"}

with warehouse.open(args.data) as wh:
    promises = wh.df("SELECT province, indicator, detail, period, due, target_comparator, target, verdict, reported, interim, quote, context, title FROM v_promises ORDER BY due, province, indicator, metric_id")
    rates = wh.df("""SELECT province, indicator, period, period_end, value, quote, title FROM v_series
                     WHERE measure = 'share' AND unit = '%' AND detail = '' AND indicator IN (SELECT unnest(?)) ORDER BY indicator, province, period_end""", list(RATES))
    newest = wh.sql("SELECT max(published_day) FROM documents").fetchall()[0][0]

# %% Verdicts by indicator
print(f"Targets and what became of them, as of {newest}")
print(pd.crosstab(promises.indicator, promises.verdict).to_string())

# %% Targets for shares that are due, with the words that promise them
print("\nShares promised")
shares = promises[promises.indicator.isin(RATES)]
print(shares[["province", "indicator", "detail", "period", "target", "verdict", "reported", "interim"]].to_string(index=False))
for promise in shares.tail(3).itertuples():
    print(f"  {promise.province}: “{promise.context}” ({promise.title})")

# %% What was reported, of whole provinces
print("\nShares reported")
print(rates[["province", "indicator", "period", "value", "title"]].to_string(index=False))

# %% Reports as dots, targets as bars above them
colours = {province: f"C{number}" for number, province in enumerate(sorted(rates.province.unique()))}
figure, panels = plt.subplots(1, len(RATES), figsize=(12, 4), sharey=True)
for axes, (indicator, name) in zip(panels, RATES.items(), strict=True):
    for province, rows in rates[rates.indicator == indicator].groupby("province"):
        axes.plot(pd.to_datetime(rows.period_end), rows.value, "o-", color=colours[province], label=province, markersize=4)
    due = shares[shares.indicator == indicator]
    axes.plot(pd.to_datetime(due.due), due.target, "_", color="black", markersize=14, label="target" if len(due) else None)
    axes.set(title=name, ylim=(0, 105))
    axes.tick_params(axis="x", labelrotation=60, labelsize=7)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(fontsize=6)
panels[0].set_ylabel("%")
figure.suptitle("Dossiers: reported shares and targets")
figure.tight_layout()
figure.savefig(args.output / "promises.png", dpi=80, metadata={"Software": None})
print(f"\nPlot: {(args.output / 'promises.png').name}")
